"""How the dependency export of Azure Migrate is read: who connected to which port of whom, by slot.

One row says that a connection was seen in six hours; all slots of a connection are one dependency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.discovery.hosts import is_address, kind_of_host
from legacymap.ingest.formats.named_columns import NamedRow, named_rows, places_of
from legacymap.ingest.readings import Reading
from legacymap.ingest.sightings import Sighting, Sightings
from legacymap.ingest.texts.written_dates import DayOrder, day_order, written_day

_COLUMNS: Final[Mapping[str, str]] = {
    "timeslot": "slot",
    "sourceservername": "source",
    "sourceserver": "source",
    "sourceip": "source_ip",
    "sourceapplication": "source_application",
    "sourceprocess": "source_process",
    "destinationservername": "destination",
    "destinationserver": "destination",
    "destinationip": "destination_ip",
    "destinationapplication": "destination_application",
    "destinationprocess": "destination_process",
    "destinationport": "port",
}
_PROGRAMS: Final = (
    "source_application",
    "source_process",
    "destination_application",
    "destination_process",
)


def is_azure_dependencies(source: Source) -> bool:
    """Whether the header has source servers, destinations and their ports."""
    found = places_of(source.header, _COLUMNS).keys()
    return {"source", "port"} <= found and bool({"destination", "destination_ip"} & found)


def read_azure_dependencies(source: Source) -> tuple[Reading, ...]:
    """One dependency for each server, destination and port; its slots are counted.

    Raises:
        UnreadableFile: it is no table, or without these columns.
        LimitExceeded: too many rows or columns.
    """
    records = source.records
    if records is None or not is_azure_dependencies(source):
        message = (
            "Azure Migrate's dependencies have `Source server name`, `Destination server name` or"
            " `Destination IP`, and `Destination port`"
        )
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    table = named_rows(source, records, _COLUMNS)
    walk = _Walk(Sightings(source.name), _servers(table.rows), _order(table.rows))
    for row in table.rows:
        fault = walk.meet(row)
        if fault:
            table.reject(row, fault)
    if walk.counts["rows_to_an_address"]:
        message = (
            f"{walk.counts['rows_to_an_address']} rows name a destination by its address only;"
            " each address is a system"
        )
        table.inform("addresses_only", message)
    counts = {
        **walk.counts,
        "rows": len(records.cells),
        "servers": walk.seen.systems,
        "connections": walk.seen.dependencies,
    }
    return (table.finished(walk.seen.reading(source, "azure_dependencies", counts=counts)),)


def _servers(rows: tuple[NamedRow, ...]) -> dict[str, str]:
    """The server that an address belongs to, where all rows agree on it."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for end in ("source", "destination"):
            name, address = row.get(end), row.get(f"{end}_ip")
            if name and address:
                found.setdefault(address, set()).add(name)
    return {address: next(iter(names)) for address, names in found.items() if len(names) == 1}


def _order(rows: tuple[NamedRow, ...]) -> DayOrder:
    return day_order(row.get("slot") or "" for row in rows)


@dataclass(slots=True)
class _Walk:
    """What has been met on the way through the rows."""

    seen: Sightings
    servers: Mapping[str, str]
    order: DayOrder
    counts: Counter[str] = field(default_factory=Counter)
    slots: set[tuple[str, ...]] = field(default_factory=set)

    def meet(self, row: NamedRow) -> str | None:
        """Take the row in, or say why it cannot be."""
        source, destination = self._end(row, "source"), self._end(row, "destination")
        if source is None:
            return "no source server"
        if destination is None:
            return "neither a destination server nor its IP"
        for name, column in ((source, "source"), (destination, "destination")):
            place = Place(row.place.file, row.place.line, row.place.row, path=column)
            self.seen.system(name, place, kind_of_host(name), values=_address(row, column, name))
        if is_address(destination):
            self.counts["rows_to_an_address"] += 1
        port, slot = row.get("port"), row.get("slot")
        key = (source, destination, port or "", slot or f"row {row.place.row}")
        day = written_day(slot, self.order) if slot else None
        self.seen.add(
            Sighting(
                consumer=source,
                provider=destination,
                kind="call",
                interface=f"port {port}" if port else None,
                count=0 if key in self.slots else 1,
                as_of=day.isoformat() if day else None,
                words={**{name: row.get(name) for name in _PROGRAMS}, **row.others},
            ),
            row.place,
        )
        self.slots.add(key)
        return None

    def _end(self, row: NamedRow, end: str) -> str | None:
        address = row.get(f"{end}_ip")
        return row.get(end) or (self.servers.get(address, address) if address else None)


def _address(row: NamedRow, end: str, name: str) -> dict[str, object]:
    address = row.get(f"{end}_ip")
    return {"properties": {"ip": address}} if address and address != name else {}
