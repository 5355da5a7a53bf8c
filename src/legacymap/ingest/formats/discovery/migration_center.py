"""How exports for Google's Migration Center are read: machines, and applications as scanned.

`vmInfo` lists machines and `tagInfo` what they are tagged with. The other shape is the portfolio
that CAST Highlight exports for it: a row of level `Application`, then one row for each technology.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from legacymap.ingest.files import Source
from legacymap.ingest.formats.named_columns import (
    NamedRow,
    NamedRows,
    is_among,
    places_of,
    tables_of,
)
from legacymap.ingest.readings import Reading
from legacymap.ingest.vocabulary.attributes import attributes
from legacymap.inventory import LooseRow

_Table = Literal["machines", "tags", "portfolio", "aside"]

_COLUMNS: Final[Mapping[str, str]] = {
    "machineid": "machine",
    "machinename": "name",
    "primaryipaddress": "ip",
    "osname": "os",
    "osversion": "os_version",
    "key": "key",
    "value": "value",
    "application": "application",
    "apps": "application",
    "businessunits": "units",
    "tags": "tags",
    "level": "level",
    "technologies": "technologies",
    "applicationid": "application_id",
    "cloudready": "cloudready",
}
_ASIDE: Final = frozenset({"disklabel", "cpuutilizationpercentage", "storagetotalmb", "diskid"})
_UNKNOWN: Final = frozenset({"", "n/a"})


def _table(header: Sequence[str]) -> _Table | None:
    found = places_of(header, _COLUMNS).keys()
    if {"machine", "name"} <= found:
        return "machines"
    if {"machine", "key", "value"} <= found:
        return "tags"
    if {"application", "level", "technologies", "cloudready"} <= found:
        return "portfolio"
    return "aside" if "machine" in found and is_among(header, _ASIDE) else None


def is_migration_center(source: Source) -> bool:
    """Whether the header is that of one of the tables."""
    return _table(source.header) is not None


def read_migration_center(sources: Sequence[Source]) -> Iterator[Reading]:
    """The machines with their tags, and the applications, of all tables.

    Raises:
        UnreadableFile: some file is none of the tables.
        LimitExceeded: some file has too many rows or columns.
    """
    refusal = "the header is that of no table for Migration Center"
    tables: list[tuple[_Table, NamedRows]] = tables_of(
        sources, _COLUMNS, table=_table, refusal=refusal
    )
    machines = {
        row.get("machine") for table, rows in tables if table == "machines" for row in rows.rows
    }
    tags = _tags(tables)
    namespace = f"migration center {sources[0].namespace}" if sources else "migration center"
    for table, rows in tables:
        made = _Made(rows)
        if table == "machines":
            made.machines(tags)
        elif table == "portfolio":
            made.portfolio()
        else:
            made.aside(machines if table == "tags" else None)
        yield made.reading(namespace)


def _tags(tables: Sequence[tuple[_Table, NamedRows]]) -> dict[str, dict[str, str]]:
    """Tags by machine; of two values for one key, both."""
    found: dict[str, dict[str, set[str]]] = {}
    for table, rows in tables:
        for row in rows.rows if table == "tags" else ():
            machine, key = row.get("machine"), row.get("key")
            if machine and key:
                said = found.setdefault(machine, {}).setdefault(key, set())
                said.add(row.get("value") or key)
    return {
        machine: {key: "; ".join(sorted(values)) for key, values in sorted(tags.items())}
        for machine, tags in found.items()
    }


@dataclass(slots=True)
class _Made:
    """What one table becomes."""

    rows: NamedRows
    systems: dict[str, LooseRow] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    merged: int = 0

    def machines(self, tags: Mapping[str, Mapping[str, str]]) -> None:
        """A machine is a platform; its operating system is its technology."""
        for row in self.rows.rows:
            machine, name = row.get("machine"), row.get("name")
            if machine is None:
                self.rows.reject(row, "a machine without MachineId")
                continue
            if machine in self.systems:
                what = f"the machine {machine!r} stands in an earlier row"
                self.rows.reject(row, what, "duplicate_id")
                continue
            system = " ".join(said for key in ("os", "os_version") if (said := row.get(key)))
            address = row.get("ip")
            columns = attributes("systems", dict(tags.get(machine, {})))
            given = columns.pop("properties", {})
            tagged = given if isinstance(given, dict) else {}
            values: dict[str, object] = {
                **columns,
                "id": machine,
                "name": name or machine,
                "kind": "platform",
                "technologies": [system] if system else None,
                "properties": {
                    **({"PrimaryIPAddress": address} if address else {}),
                    **{f"tag.{key}": value for key, value in tagged.items()},
                    **row.others,
                },
            }
            self.systems[machine] = LooseRow(values, row.place)
        self.counts["machines"] = len(self.systems)

    def portfolio(self) -> None:
        """An application a row of that level; those of its technologies add what they scanned."""
        scans: dict[str, list[NamedRow]] = {}
        for row in self.rows.rows:
            name, level = row.get("application"), (row.get("level") or "").casefold()
            if name is None:
                self.rows.reject(row, "a row without an application")
            elif level == "analysis":
                scans.setdefault(name, []).append(row)
            elif name in self.systems:
                what = f"the application {name!r} stands in an earlier row"
                self.rows.reject(row, what, "duplicate_id")
            else:
                self.systems[name] = LooseRow(_application(row, name), row.place)
        self.counts["applications"] = len(self.systems)
        for name, found in scans.items():
            self.counts["analyses"] = self.counts.get("analyses", 0) + len(found)
            if name in self.systems:
                self.systems[name] = _scanned(self.systems[name], found)
                self.merged += len(found)
            else:
                for row in found:
                    what = f"no row of level Application for {name!r}"
                    self.rows.reject(row, what, "unmatched_row")

    def aside(self, machines: set[str | None] | None) -> None:
        """Tags went to their machines; disks and load have no place in an inventory."""
        for row in self.rows.rows:
            if machines is not None and row.get("machine") not in machines:
                machine = row.get("machine")
                self.rows.reject(row, f"no machine {machine!r} for this tag", "unmatched_row")
            else:
                self.merged += 1
        if machines is None:
            message = f"{self.merged} rows tell of disks or load; they make no systems"
            self.rows.inform("parts_kept_aside", message)

    def reading(self, namespace: str) -> Reading:
        source = self.rows.source
        reading = Reading(
            file=source.name,
            format="migration_center",
            digest=source.digest,
            namespace=namespace,
            is_model=True,
            rows={"systems": tuple(self.systems.values())} if self.systems else {},
            merged=self.merged,
            counts={"rows": len(self.rows.records.cells), **self.counts},
        )
        return self.rows.finished(reading)


def _application(row: NamedRow, name: str) -> dict[str, object]:
    units, tags = _listed(row.get("units")), _listed(row.get("tags"))
    number = row.get("application_id")
    properties: dict[str, object] = {
        key: text for key, text in row.others.items() if text.casefold() not in _UNKNOWN
    }
    properties |= {"CloudReady": cloud} if (cloud := row.get("cloudready")) else {}
    properties |= {"business_units": units} if units else {}
    properties |= {"application_id": number} if number else {}
    return {
        "id": name,
        "name": name,
        "kind": "application",
        "partition": units[0] if units else None,
        "technologies": _listed(row.get("technologies")) or None,
        "tags": tags or None,
        "properties": properties,
    }


def _scanned(system: LooseRow, rows: Sequence[NamedRow]) -> LooseRow:
    """``system`` with the technologies and lines of code of its scans."""
    given, known = system.values.get("properties"), system.values.get("technologies")
    found = {one for row in rows for one in _listed(row.get("technologies"))}
    scans = {
        row.get("technologies") or "?": {
            key: text for key, text in row.others.items() if text.casefold() not in _UNKNOWN
        }
        for row in rows
    }
    values: dict[str, object] = {
        **system.values,
        "technologies": sorted({*(known if isinstance(known, list) else ()), *found}),
        "properties": {**(given if isinstance(given, dict) else {}), "analyses": scans},
    }
    return LooseRow(values, system.place)


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]
