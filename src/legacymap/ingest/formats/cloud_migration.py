"""How intake forms of AWS's migration factory and MGN are read: servers, applications and waves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.named_columns import NamedRow, NamedRows, named_rows, places_of
from legacymap.ingest.readings import Reading
from legacymap.inventory import LooseRow

_COLUMNS: Final[Mapping[str, str]] = {
    "servername": "server",
    "mgn:server:userprovidedid": "server",
    "appname": "application",
    "mgn:app:name": "application",
    "wavename": "wave",
    "mgn:wave:name": "wave",
    "rtype": "strategy",
    "serverosfamily": "os",
    "mgn:server:platform": "os",
    "serverosversion": "os_version",
    "serverfqdn": "fqdn",
}


def is_cloud_migration(source: Source) -> bool:
    """Whether the header names servers, their applications, and waves or strategies."""
    found = places_of(source.header, _COLUMNS).keys()
    return {"server", "application"} <= found and bool({"wave", "strategy"} & found)


def read_cloud_migration(source: Source) -> tuple[Reading, ...]:
    """The servers and applications of one form, and which runs on which.

    Raises:
        UnreadableFile: it is no table, or no such form.
        LimitExceeded: too many rows or columns.
    """
    records = source.records
    if records is None or not is_cloud_migration(source):
        message = "an intake form has `server_name`, `app_name` and `wave_name` or `r_type`"
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    form = _Form(source.name, named_rows(source, records, _COLUMNS))
    for row in form.table.rows:
        form.take(row)
    reading = Reading(
        file=source.name,
        format="cloud_migration",
        digest=source.digest,
        namespace=source.namespace,
        is_model=True,
        rows={
            "systems": (*form.servers, *form.applications.values()),
            "dependencies": tuple(form.hosting),
        },
        counts={
            "rows": len(records.cells),
            "servers": len(form.servers),
            "applications": len(form.applications),
        },
    )
    return (form.table.finished(reading),)


@dataclass(slots=True)
class _Form:
    """What has been met on the way through the rows."""

    file: str
    table: NamedRows
    servers: list[LooseRow] = field(default_factory=list)
    applications: dict[str, LooseRow] = field(default_factory=dict)
    hosting: list[LooseRow] = field(default_factory=list)

    def take(self, row: NamedRow) -> None:
        """The server of a row, its application, and that one runs on the other."""
        server, application = row.get("server"), row.get("application")
        if server is None:
            self.table.reject(row, "no server is named")
            return
        self.servers.append(LooseRow(_server(row, server), row.place))
        if application is None:
            return
        key = f"application {application}"
        said: dict[str, object] = {"id": key, "name": application, "kind": "application"}
        self.applications.setdefault(key, LooseRow(said, replace(row.place, path=key)))
        values: dict[str, object] = {
            "consumer": key,
            "provider": server,
            "kind": "hosting",
            "evidence": [{"source": self.file, "how": "declared"}],
        }
        self.hosting.append(LooseRow(values, replace(row.place, path="hosting")))


def _server(row: NamedRow, server: str) -> dict[str, object]:
    system = " ".join(said for name in ("os", "os_version") if (said := row.get(name)))
    kept = {"wave": "wave", "strategy": "r_type", "fqdn": "fqdn"}
    properties = {ours: said for name, ours in kept.items() if (said := row.get(name))}
    return {
        "id": server,
        "name": server,
        "kind": "platform",
        "technologies": [system] if system else None,
        "properties": {**properties, **row.others},
    }
