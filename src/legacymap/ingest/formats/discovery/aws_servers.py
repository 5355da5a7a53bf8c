"""How the import template of AWS Migration Hub is read: a server a row, with its applications.

An application that a server is listed under runs on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.named_columns import NamedRow, NamedRows, named_rows, places_of
from legacymap.ingest.readings import Reading
from legacymap.ingest.vocabulary.attributes import attributes
from legacymap.inventory import LooseRow

_COLUMNS: Final[Mapping[str, str]] = {
    "externalid": "external_id",
    "serverid": "server_id",
    "smbiosid": "smbios",
    "ipaddress": "ip",
    "macaddress": "mac",
    "hostname": "host",
    "vmwaremorefid": "moref",
    "vmwarevcenterid": "vcenter",
    "vmwarevmname": "vm",
    "osname": "os",
    "osversion": "os_version",
    "cpunumberofcores": "cores",
    "cpunumberofprocessors": "processors",
    "applications": "applications",
    "tags": "tags",
}
_IDENTIFIES: Final = ("external_id", "ip", "mac", "host", "moref", "vcenter")
"""The starred columns of the template: a row has at least one of them."""
_NAMES: Final = ("host", "vm", "external_id", "ip", "mac", "moref", "server_id")
_IDS: Final = ("external_id", "server_id", "host", "moref", "ip", "mac")
_KEPT: Final[Mapping[str, str]] = {
    "server_id": "ServerId",
    "smbios": "SMBiosId",
    "ip": "IPAddress",
    "mac": "MACAddress",
    "moref": "VMware.MoRefId",
    "vcenter": "VMware.VCenterId",
    "vm": "VMware.VMName",
    "cores": "CPU.NumberOfCores",
    "processors": "CPU.NumberOfProcessors",
}


def is_aws_servers(source: Source) -> bool:
    """Whether the header is that of the template, in any order and however much of it."""
    found = places_of(source.header, _COLUMNS).keys()
    own = {"smbios", "moref", "vcenter", "vm", "processors"} & found
    return bool({"external_id", "host"} & found) and len(own) >= 2


def read_aws_servers(source: Source) -> tuple[Reading, ...]:
    """The servers, the applications they are listed under, and which of these run where.

    Raises:
        UnreadableFile: it is no table, or none of servers after the template.
        LimitExceeded: too many rows or columns.
    """
    records = source.records
    if records is None or not is_aws_servers(source):
        message = (
            "the import template of AWS has columns such as `ExternalId`, `HostName`, `OS.Name`"
        )
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    walk = _Walk(source.name, named_rows(source, records, _COLUMNS))
    walk.everything()
    reading = Reading(
        file=source.name,
        format="aws_servers",
        digest=source.digest,
        namespace=source.namespace,
        is_model=True,
        rows={
            "systems": (*walk.servers.values(), *walk.applications.values()),
            "dependencies": tuple(walk.hosting),
        },
        merged=walk.merged,
        counts={
            "rows": len(records.cells),
            "servers": len(walk.servers),
            "applications": len(walk.applications),
            "hosting": len(walk.hosting),
        },
    )
    return (walk.table.finished(reading),)


@dataclass(slots=True)
class _Walk:
    """What has been met on the way through the rows."""

    file: str
    table: NamedRows
    servers: dict[str, LooseRow] = field(default_factory=dict)
    applications: dict[str, LooseRow] = field(default_factory=dict)
    hosting: list[LooseRow] = field(default_factory=list)
    merged: int = 0

    def everything(self) -> None:
        """All rows; the same server again only adds to what is known."""
        for row in self.table.rows:
            if not any(row.get(name) for name in _IDENTIFIES):
                self.table.reject(row, "no ExternalId, IP or MAC address, host name or VM id")
                continue
            server_id = next(said for name in (*_IDS, "vcenter") if (said := row.get(name)))
            if server_id in self.servers:
                what = f"the server {server_id!r} stands in an earlier row"
                self.table.reject(row, what, "duplicate_id")
                continue
            self.servers[server_id] = LooseRow(_server(row, server_id), row.place)
            for name in _listed(row.get("applications")):
                self._application(row, name, server_id)

    def _application(self, row: NamedRow, name: str, server_id: str) -> None:
        place = _at(row, f"application {name}")
        said: dict[str, object] = {"id": f"application {name}", "name": name, "kind": "application"}
        self.applications.setdefault(name, LooseRow(said, place))
        hosting: dict[str, object] = {
            "consumer": f"application {name}",
            "provider": server_id,
            "kind": "hosting",
            "evidence": [{"source": self.file, "how": "declared"}],
        }
        self.hosting.append(LooseRow(hosting, _at(row, f"runs {name}")))


def _server(row: NamedRow, server_id: str) -> dict[str, object]:
    system = " ".join(said for name in ("os", "os_version") if (said := row.get(name)))
    properties = {ours: said for name, ours in _KEPT.items() if (said := row.get(name))}
    columns = attributes("systems", {**_tags(row.get("tags"))})
    given = columns.pop("properties", {})
    tags = {f"tag.{key}": value for key, value in given.items()} if isinstance(given, dict) else {}
    return {
        **columns,
        "id": server_id,
        "name": next((said for name in _NAMES if (said := row.get(name))), server_id),
        "kind": "platform",
        "technologies": [system] if system else None,
        "properties": {**properties, **tags, **row.others},
    }


def _tags(text: str | None) -> dict[str, str]:
    """``owner:finance, tier:1`` as names and values; a tag without a value is its own value."""
    pairs = (part.partition(":") for part in _listed(text))
    return {key.strip(): value.strip() or key.strip() for key, _, value in pairs if key.strip()}


def _listed(text: str | None) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))


def _at(row: NamedRow, what: str) -> Place:
    return Place(row.place.file, row.place.line, row.place.row, path=what)
