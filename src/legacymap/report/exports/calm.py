"""An inventory as a FINOS CALM architecture: nodes, relationships, and metadata beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.inventory import Inventory
from legacymap.inventory.marks import heading_marks, marks
from legacymap.report.exports.losses import Exported, Losses
from legacymap.report.exports.rows import (
    Json,
    Rows,
    grouped,
    indented,
    plain_columns,
    plain_id,
    text,
    told_apart,
)

_SCHEMA: Final = "https://calm.finos.org/release/1.2/meta/calm.json"
_NODE_TYPES: Final[Mapping[str, str]] = {
    "actor": "actor",
    "application": "system",
    "data_store": "database",
    "external": "system",
    "platform": "system",
}
_PROTOCOLS: Final = frozenset(
    {
        "AMQP",
        "FTP",
        "HTTP",
        "HTTPS",
        "JDBC",
        "LDAP",
        "SFTP",
        "SocketIO",
        "TCP",
        "TLS",
        "WebSocket",
        "mTLS",
    }
)
"""The protocols that CALM knows; every other technology goes into the metadata."""


def to_calm(inventory: Inventory) -> Exported:
    """The architecture, indented; organisations have no place in it."""
    rows = Rows.of(inventory)
    losses = Losses()
    losses.row("organisations", len(rows.organisations))
    written = _Architecture(rows)
    name = text(rows.heading, "name")
    beside = heading_marks(rows.heading, plain_columns(rows.heading, ("name",)))
    document: Json = {
        "$schema": _SCHEMA,
        **({"name": name} if name else {}),
        "nodes": list(written.nodes()),
        "relationships": list(written.relationships()),
        **({"metadata": dict[str, JsonValue](beside)} if beside else {}),
    }
    return Exported(indented(document), losses.findings("CALM"))


@dataclass(slots=True)
class _Architecture:
    rows: Rows
    ids: Mapping[str, str] = field(init=False)
    entity_ids: Mapping[str, str] = field(init=False)
    dependency_ids: Mapping[str, str] = field(init=False)
    taken: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.ids = told_apart((text(row, "id") for row in self.rows.systems), plain_id, "s")
        entities = (text(row, "id") for row in self.rows.data_entities)
        self.entity_ids = told_apart(entities, plain_id, "d", self.ids.values())
        self.taken = {*self.ids.values(), *self.entity_ids.values()}
        own = (text(row, "id") for row in self.rows.dependencies if "id" in row)
        self.dependency_ids = told_apart(own, plain_id, "r", self.taken)
        self.taken |= set(self.dependency_ids.values())

    def nodes(self) -> Iterator[JsonValue]:
        """A node for each system and for each data entity."""
        for row in self.rows.systems:
            said = self._parent_is_known(row) | plain_columns(row, ("name", "description"))
            kind = _NODE_TYPES.get(text(row, "kind"), "service")
            yield self._node(row, self.ids, kind, said)
        for row in self.rows.data_entities:
            said = plain_columns(row, ("name", "description"))
            yield self._node(row, self.entity_ids, "data-asset", said)

    def _parent_is_known(self, row: Json) -> frozenset[str]:
        return frozenset({"parent"} if text(row, "parent") in self.ids else ())

    def _node(
        self, row: Json, ids: Mapping[str, str], node_type: str, said: frozenset[str]
    ) -> JsonValue:
        own = ids[text(row, "id")]
        said |= {"id"} if own == row["id"] else set()
        return {
            "unique-id": own,
            "node-type": node_type,
            "name": text(row, "name"),
            "description": text(row, "description"),
            "metadata": [dict[str, JsonValue](marks(row, said))],
        }

    def relationships(self) -> Iterator[JsonValue]:
        """What is composed of what, who needs whom, who holds what."""
        numbered = self._numbers()
        for parent, parts in sorted(grouped(self.rows.systems, "parent").items()):
            if parent in self.ids:
                nodes: list[JsonValue] = [self.ids[text(part, "id")] for part in parts]
                whole: Json = {"container": self.ids[parent], "nodes": nodes}
                yield _relationship(next(numbered), {"composed-of": whole})
        for row in self.rows.dependencies:
            own = self.dependency_ids.get(text(row, "id"))
            yield self._dependency(row, own or next(numbered))
        for row in self.rows.holdings:
            ends: Json = {
                "source": {"node": self.ids[text(row, "system")]},
                "destination": {"node": self.entity_ids[text(row, "entity")]},
            }
            made = _relationship(next(numbered), {"connects": ends})
            yield made | {"metadata": [dict[str, JsonValue](marks(row, {"system", "entity"}))]}

    def _numbers(self) -> Iterator[str]:
        taken = {name.casefold() for name in self.taken}
        number = 0
        while True:
            number += 1
            if f"r{number}" not in taken:
                yield f"r{number}"

    def _dependency(self, row: Json, id: str) -> JsonValue:
        said = plain_columns(row, ("description",)) | {"consumer", "provider"}
        said |= {"id"} if row.get("id") == id else set()
        consumer, provider = self.ids[text(row, "consumer")], self.ids[text(row, "provider")]
        body: Json = {"connects": {"source": {"node": consumer}, "destination": {"node": provider}}}
        if row.get("kind") == "hosting":
            body = {"deployed-in": {"container": provider, "nodes": [consumer]}}
        made = _relationship(id, body)
        if "description" in row:
            made["description"] = text(row, "description")
        if text(row, "technology") in _PROTOCOLS:
            said |= {"technology"}
            made["protocol"] = text(row, "technology")
        return made | {"metadata": [dict[str, JsonValue](marks(row, said))]}


def _relationship(id: str, body: Json) -> Json:
    return {"unique-id": id, "relationship-type": body}
