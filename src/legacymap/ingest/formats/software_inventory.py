"""How the software inventory of Azure Migrate is read: what is installed on which machine.

Its workbook has a sheet each for applications, for features and roles, and for databases. Machines
are platforms; a database is a system that stands on its machine; everything else that is installed
is kept with the machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.named_columns import NamedRow, named_rows, places_of
from legacymap.ingest.readings import Reading
from legacymap.inventory import LooseRow

_COLUMNS: Final[Mapping[str, str]] = {
    "machinename": "machine",
    "servername": "machine",
    "application": "application",
    "applicationname": "application",
    "feature": "feature",
    "instancename": "instance",
    "databasetype": "database",
    "version": "version",
    "edition": "edition",
}
_INSTALLED: Final[Mapping[str, str]] = {"application": "software", "feature": "features"}
"""What a list of installed things is kept as."""


def is_software_inventory(source: Source) -> bool:
    """Whether the header is that of one of the four sheets."""
    found = places_of(source.header, _COLUMNS).keys()
    own = {"application", "feature", "instance", "database"} & found
    by_name = any(cell.strip().casefold() == "machinename" for cell in source.header)
    return by_name and bool(own)


def read_software_inventory(source: Source) -> tuple[Reading, ...]:
    """The machines of one sheet, with what is installed, and the databases on them.

    Raises:
        UnreadableFile: it is no table, or none of these.
        LimitExceeded: too many rows or columns.
    """
    records = source.records
    if records is None or not is_software_inventory(source):
        message = "a software inventory has `MachineName` and what is installed there"
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    table = named_rows(source, records, _COLUMNS)
    machines: dict[str, dict[str, list[str]]] = {}
    places: dict[str, Place] = {}
    systems: list[LooseRow] = []
    hosting: list[LooseRow] = []
    merged = 0
    for row in table.rows:
        machine = row.get("machine")
        if machine is None:
            table.reject(row, "no machine is named")
            continue
        known = machines.setdefault(machine, {})
        at = replace(row.place, path=f"machine {machine}")
        first = places.setdefault(machine, at) == at
        if _database(row):
            systems.append(LooseRow(_store(row, machine), row.place))
            hosting.append(LooseRow(_on(row, machine, source.name), _at(row, "hosting")))
            continue
        for column, kept in _INSTALLED.items():
            if said := row.get(column):
                known.setdefault(kept, []).append(_versioned(said, row))
        merged += not first
    systems.extend(
        LooseRow(
            {
                "id": machine,
                "name": machine,
                "kind": "platform",
                "properties": {kept: sorted(set(said)) for kept, said in known.items()},
            },
            places[machine],
        )
        for machine, known in machines.items()
    )
    reading = Reading(
        file=source.name,
        format="software_inventory",
        digest=source.digest,
        namespace=f"azure migrate {source.namespace}",
        is_model=True,
        rows={"systems": tuple(systems), "dependencies": tuple(hosting)},
        merged=merged,
        counts={
            "rows": len(records.cells),
            "machines": len(machines),
            "databases": len(hosting),
        },
    )
    return (table.finished(reading),)


def _database(row: NamedRow) -> str | None:
    return row.get("instance") or row.get("database")


def _versioned(name: str, row: NamedRow) -> str:
    version = row.get("version")
    return f"{name} {version}" if version else name


def _store(row: NamedRow, machine: str) -> dict[str, object]:
    name = _database(row) or ""
    product = row.get("database") or " ".join(("SQL Server", row.get("edition") or "")).strip()
    return {
        "id": f"{machine} / {name}",
        "name": f"{name} on {machine}",
        "kind": "data_store",
        "technologies": [_versioned(product, row)],
        "properties": dict(row.others),
    }


def _on(row: NamedRow, machine: str, file: str) -> dict[str, object]:
    return {
        "consumer": f"{machine} / {_database(row)}",
        "provider": machine,
        "kind": "hosting",
        "evidence": [{"source": file, "how": "observed"}],
    }


def _at(row: NamedRow, what: str) -> Place:
    return replace(row.place, path=what)
