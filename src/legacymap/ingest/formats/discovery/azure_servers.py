"""How Azure Migrate's template for servers is read, which people fill in: a server a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.named_columns import NamedRow, named_rows, places_of
from legacymap.ingest.readings import Reading
from legacymap.ingest.vocabulary.headers import normal
from legacymap.inventory import LooseRow

# The template marks with `*` what has to be filled in.
_COLUMNS: Final[Mapping[str, str]] = {
    "servername": "name",
    "*servername": "name",
    "ipaddress": "ip",
    "ipaddresses": "ip",
    "osname": "os",
    "*osname": "os",
    "osversion": "os_version",
}
_SIZES: Final = frozenset({"cores", "*cores", "memory(inmb)", "*memory(inmb)"})
_TEMPLATE: Final = frozenset(
    {
        "boottype",
        "cpuutilizationpercentage",
        "hypervisor",
        "memoryutilizationpercentage",
        "networkadapters",
        "numberofdisks",
        "osarchitecture",
        "servertype",
        "storageinuse(ingb)",
    }
)
"""What other lists of servers do not have, or not under these names."""


def is_azure_servers(source: Source) -> bool:
    """Whether the header is that of the template, in any order and however much of it."""
    return _is_template(source.header)


def _is_template(header: Sequence[str]) -> bool:
    found = {normal(cell) for cell in header}
    return "name" in places_of(header, _COLUMNS) and bool(_SIZES & found and _TEMPLATE & found)


def read_azure_servers(source: Source) -> tuple[Reading, ...]:
    """The servers, each a platform.

    Raises:
        UnreadableFile: it is no table, or none of servers after the template.
        LimitExceeded: too many rows or columns.
    """
    records = source.records
    if records is None or not _is_template(records.header):
        message = (
            "Azure Migrate's template has `Server name`, `Cores`, `Memory (In MB)`, `OS name`,"
            " `Server type`"
        )
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    table = named_rows(source, records, _COLUMNS)
    servers: dict[str, LooseRow] = {}
    for row in table.rows:
        name = row.get("name")
        if name is None:
            table.reject(row, "no server name")
        elif name in servers:
            table.reject(row, f"the server {name!r} stands in an earlier row", "duplicate_id")
        else:
            servers[name] = LooseRow(_server(row, name), row.place)
    reading = Reading(
        file=source.name,
        format="azure_servers",
        digest=source.digest,
        namespace=f"azure migrate {source.namespace}",
        is_model=True,
        rows={"systems": tuple(servers.values())},
        counts={"rows": len(records.cells), "servers": len(servers)},
    )
    return (table.finished(reading),)


def _server(row: NamedRow, name: str) -> dict[str, object]:
    system = " ".join(said for column in ("os", "os_version") if (said := row.get(column)))
    address = row.get("ip")
    sizes = {column.removeprefix("*").strip(): said for column, said in row.others.items()}
    return {
        "id": name,
        "name": name,
        "kind": "platform",
        "technologies": [system] if system else None,
        "properties": {**({"ip": address} if address else {}), **sizes},
    }
