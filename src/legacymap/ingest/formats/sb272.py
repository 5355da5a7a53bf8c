"""How a catalogue of enterprise systems after California's SB 272 is read: one system a row.

The law (Government Code 7922.700-7922.725) says what a catalogue tells, not how its columns are
called; so they are known by the words that the law itself uses.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.tables import table_reading
from legacymap.ingest.readings import Reading
from legacymap.ingest.vocabulary.headers import Column, Header, columns_by, normal
from legacymap.inventory import LooseRow

_COLUMNS: Final[dict[str, Column]] = {
    **dict.fromkeys(
        ("product", "productname", "systemproduct", "currentsystemproduct", "systemname"), ("name",)
    ),
    **dict.fromkeys(("vendor", "vendorname", "systemvendor", "currentsystemvendor"), ("supplier",)),
    **dict.fromkeys(("purpose", "systempurpose", "systemspurpose"), ("description",)),
    **dict.fromkeys(
        ("custodian", "department", "primarycustodian", "datacustodian", "departmentcustodian"),
        ("owner",),
    ),
    **dict.fromkeys(
        (
            "categoriesofdata",
            "datacategories",
            "dataclassification",
            "datatype",
            "datatypes",
            "datacollected",
            "typesofdata",
        ),
        ("properties", "data_categories"),
    ),
    **dict.fromkeys(
        ("frequencyofdatacollection", "collectionfrequency", "howfrequentlydataiscollected"),
        ("properties", "frequency_of_data_collection"),
    ),
    **dict.fromkeys(
        ("frequencyofdataupdate", "updatefrequency", "howfrequentlydataisupdated"),
        ("properties", "frequency_of_data_update"),
    ),
    ":updatedat": ("properties", "updated_at"),
}


def is_sb272(source: Source) -> bool:
    """Whether the header has the law's words: product, vendor, and how often data is collected.

    Without the last, a purpose and a custodian by that name.
    """
    found = set(columns_by(source.header, _COLUMNS))
    frequencies = {column for column in found if column and "frequency" in column[-1]}
    has_custodian = any("custodian" in normal(cell) for cell in source.header)
    is_told = bool(frequencies) or (("description",) in found and has_custodian)
    return {("name",), ("supplier",)} <= found and is_told


def read_sb272(source: Source) -> tuple[Reading, ...]:
    """One system a row: product, vendor, purpose and the department that keeps the data.

    Raises:
        UnreadableFile: it is no table, or no column names the product.
        LimitExceeded: too many rows or columns.
    """
    records = source.records
    columns = columns_by(records.header, _COLUMNS) if records else ()
    if records is None or ("name",) not in columns:
        message = "a catalogue after SB 272 has a column `product`"
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    reading = table_reading(source, records, Header("systems", columns))
    rows = reading.rows["systems"]
    names = Counter(row.values.get("name") for row in rows)
    return (
        replace(
            reading,
            format="sb272",
            is_model=True,
            rows={"systems": tuple(_with_id(row, names) for row in rows)},
        ),
    )


def _with_id(row: LooseRow, names: Counter[object]) -> LooseRow:
    """A product is its own id; one that several vendors sell is told apart by the vendor."""
    name, supplier = row.values.get("name"), row.values.get("supplier")
    shared = names[name] > 1 and supplier
    return LooseRow({**row.values, "id": f"{supplier} / {name}" if shared else name}, row.place)
