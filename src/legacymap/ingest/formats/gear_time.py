"""How GSA's GEAR table of TIME designations is read: one system of several fiscal years.

TIME says of each system and year: tolerate, invest, migrate or eliminate. The newest year is the
system; the designations of all years are kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.tables import table_reading
from legacymap.ingest.readings import Reading
from legacymap.ingest.vocabulary.cells import number
from legacymap.ingest.vocabulary.headers import Column, Header, columns_by
from legacymap.inventory import LooseRow

_COLUMNS: Final[dict[str, Column]] = {
    "id": ("id",),
    "systemid": ("id",),
    "systemname": ("name",),
    "name": ("name",),
    "fy": ("properties", "fy"),
    "fiscalyear": ("properties", "fy"),
    "timedesignation": ("properties", "time_designation"),
    "timerating": ("properties", "time_designation"),
    "businessscore": ("properties", "business_score"),
    "technicalscore": ("properties", "technical_score"),
    "o&mcost": ("properties", "o_and_m_cost"),
    "dm&ecost": ("properties", "dm_and_e_cost"),
    "software/hardwarelicensecosts": ("properties", "license_costs"),
}
_COST: Final = "o_and_m_cost"


def is_gear_time(source: Source) -> bool:
    """Whether the header names systems and their TIME designations, of years or of now."""
    found = set(columns_by(source.header, _COLUMNS))
    return {("name",), ("properties", "time_designation")} <= found


def read_gear_time(source: Source) -> tuple[Reading, ...]:
    """One system for each id; the rows of earlier years go into it.

    Raises:
        UnreadableFile: it is no table, or names no system.
        LimitExceeded: too many rows or columns.
    """
    records = source.records
    columns = columns_by(records.header, _COLUMNS) if records else ()
    if records is None or ("name",) not in columns:
        message = "a table of TIME designations has the columns `System Name` and `FY`"
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    reading = table_reading(source, records, Header("systems", columns))
    by_system: dict[object, list[LooseRow]] = {}
    for row in reading.rows["systems"]:
        key = row.values.get("id") or row.values.get("name")
        by_system.setdefault(key, []).append(row)
    systems = tuple(_newest(rows, source.name) for rows in by_system.values())
    merged = sum(len(rows) - 1 for rows in by_system.values())
    place = Place(file=source.name, line=records.header_line)
    message = (
        "the scale of business and technical scores is not stated; they are kept as properties:"
        " state `functional_fit` and `technical_fit` from 1 to 5 in a table of systems"
    )
    return (
        replace(
            reading,
            format="gear_time",
            is_model=True,
            rows={"systems": systems},
            merged=merged,
            findings=(*reading.findings, Finding("info", "unknown_scale", message, place)),
        ),
    )


def _newest(rows: Sequence[LooseRow], file: str) -> LooseRow:
    """The row of the last year, with the designations of all."""
    ordered = sorted(rows, key=lambda row: (_year(row), row.place.row or 0))
    last = ordered[-1]
    designations = {
        str(year): designation
        for row in ordered
        if (year := _properties(row).get("fy")) is not None
        and (designation := _properties(row).get("time_designation")) is not None
    }
    properties: dict[str, object] = dict(_properties(last))
    if len(rows) > 1:
        properties["time_by_year"] = designations
    cost = properties.get(_COST)
    amount = number(cost) if isinstance(cost, str) else cost
    known = isinstance(amount, (int, float)) and amount >= 0
    values: dict[str, object] = {
        **last.values,
        "id": last.values.get("id") or last.values.get("name"),
        "annual_run_cost": round(amount) if known and isinstance(amount, (int, float)) else None,
        "evidence": [{"source": file, "how": "declared", "as_of": str(_year(last)) or None}],
        "properties": properties,
    }
    if not _year(last):
        values.pop("evidence")
    return LooseRow(values, last.place)


def _properties(row: LooseRow) -> Mapping[str, object]:
    given = row.values.get("properties")
    return given if isinstance(given, dict) else {}


def _year(row: LooseRow) -> int:
    """The fiscal year: `2022`, `FY22`, `FY2022`; 0 where none is stated."""
    found = re.search(r"(\d{4}|\d{2})(?!\d)", str(_properties(row).get("fy") or ""))
    year = int(found[1]) if found else 0
    return year + 2000 if 0 < year < 100 else year
