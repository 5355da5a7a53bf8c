"""How a FINOS CALM architecture is read: nodes, relationships in both shapes, flows, controls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.json_items import Items, Json, listed, word
from legacymap.ingest.readings import HEADING, Reading
from legacymap.ingest.vocabulary.attributes import attributes
from legacymap.ingest.vocabulary.technologies import dependency_kind
from legacymap.inventory import LooseRow
from legacymap.inventory.marks import SAID, headed
from legacymap.inventory.vocabulary import DependencyKind, SystemKind

_KINDS: Final[dict[str, SystemKind]] = {
    "actor": "actor",
    "database": "data_store",
    "system": "application",
    "network": "platform",
    "ldap": "platform",
}
"""A `service` of CALM is running software and no service to people: its kind is inferred."""
_TAGS: Final = {"webclient": "ui"}
_PROTOCOLS: Final[dict[str, DependencyKind]] = {
    "filesystem": "file",
    "mtls": "call",
    "socketio": "call",
    "tls": "call",
}
_TYPES: Final = ("connects", "interacts", "deployed-in", "composed-of", "options")
_NODE_FIELDS: Final = frozenset({"unique-id", "name", "description", "node-type", "metadata"})
_RELATIONSHIP_FIELDS: Final = frozenset(
    {"unique-id", "description", "protocol", "relationship-type", "metadata", *_TYPES}
)
_READ: Final = frozenset({"$schema", "$id", "unique-id", "name", "title", "nodes", "relationships"})


def is_calm(source: Source) -> bool:
    """Whether the file is an architecture of CALM, by itself or inside one outer object."""
    return (
        source.looks_like_json
        and b'"node-type"' in source.content
        and _architecture(source.document) is not None
    )


def read_calm(source: Source) -> tuple[Reading, ...]:
    """The nodes and relationships of the architecture.

    Raises:
        UnreadableFile: it is not JSON, or no architecture.
    """
    found = _architecture(source.document)
    if found is None:
        message = "a CALM architecture has `nodes` with `unique-id` and `node-type`; here are none"
        finding = Finding("error", "misshapen_document", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    architecture, path = found
    items = Items(source.name)
    walk = _Walk(items, path)
    walk.everything(architecture)
    said = word(architecture.get("unique-id")) or word(architecture.get("$id"))
    return (
        Reading(
            file=source.name,
            format="calm",
            digest=source.digest,
            namespace=f"calm {said}" if said else source.namespace,
            is_model=True,
            rows={name: tuple(rows) for name, rows in walk.rows.items() if rows},
            merged=walk.in_structure,
            rejects=tuple(items.rejects),
            findings=tuple(items.findings),
            counts=dict(walk.counts),
            original=items.original,
        ),
    )


def _architecture(document: JsonValue) -> tuple[Json, str] | None:
    """The architecture and the path to it, wrapped in one object or none."""
    if not isinstance(document, dict):
        return None
    around = [(document, "")]
    around += [(inner, f"{key}.") for key, inner in document.items() if isinstance(inner, dict)]
    for inner, path in around:
        nodes = inner.get("nodes")
        if isinstance(nodes, list) and any(
            isinstance(node, dict) and {"unique-id", "node-type"} <= node.keys() for node in nodes
        ):
            return inner, path
    return None


@dataclass(slots=True)
class _Walk:
    """What has been met on the way through one architecture."""

    items: Items
    root: str
    rows: dict[str, list[LooseRow]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    types: dict[str, str] = field(default_factory=dict)
    """What each node is, by its id."""
    parents: dict[str, str] = field(default_factory=dict)
    flows: dict[str, list[JsonValue]] = field(default_factory=dict)
    """Names of the flows that pass a relationship, by its id."""
    in_structure: int = 0

    def everything(self, architecture: Json) -> None:
        """All parts of ``architecture``; what has no place in an inventory is counted."""
        nodes = list(self.items.objects(architecture.get("nodes"), f"{self.root}nodes"))
        relationships = list(
            self.items.objects(architecture.get("relationships"), f"{self.root}relationships")
        )
        for _, node in nodes:
            node_id = word(node.get("unique-id"))
            if node_id is not None:
                self.types[node_id] = (word(node.get("node-type")) or "").casefold()
        self.parents = self._parents(relationships)
        self._flows(architecture.get("flows"), relationships)
        for path, relationship in relationships:
            self.counts["relationships"] += 1
            self._relationship(path, relationship)
        for path, node in nodes:
            self.counts["nodes"] += 1
            self._node(path, node)
        name = word(architecture.get("name")) or word(architecture.get("title"))
        beside = architecture.get("metadata")
        about = beside if isinstance(beside, dict) else {}
        heading = headed({"name": name} if name else {}, about)
        if heading:
            self._row(HEADING, heading, f"{self.root}name")
        sizes = {
            key: len(value) if isinstance(value, (list, dict)) else 1
            for key, value in architecture.items()
            if key not in (*_READ, "flows") and value and (value is not about or SAID not in about)
        }
        if sizes:
            message = (
                f"said of the architecture as a whole, counted and left aside: {listed(sizes)}"
            )
            self.items.inform("parts_kept_aside", message)

    def _row(self, table: str, values: dict[str, object], path: str) -> None:
        self.rows.setdefault(table, []).append(LooseRow(values, self.items.place(path)))

    def _flows(self, flows: JsonValue, relationships: list[tuple[str, Json]]) -> None:
        known = {word(relationship.get("unique-id")) for _, relationship in relationships}
        for path, flow in self.items.objects(flows, f"{self.root}flows"):
            self.counts["flows"] += 1
            name = word(flow.get("name")) or word(flow.get("unique-id")) or path
            steps = self.items.objects(flow.get("transitions"), f"{path}.transitions")
            for at, step in steps:
                self.counts["flow_transitions"] += 1
                passed = word(step.get("relationship-unique-id"))
                if passed is None or passed not in known:
                    message = (
                        f"the flow {name!r} passes the relationship {passed!r}, which is not here"
                    )
                    self.items.warn("dangling_reference", message, at)
                elif name not in self.flows.setdefault(passed, []):
                    self.flows[passed].append(name)

    def _node(self, path: str, node: Json) -> None:
        node_id, given = word(node.get("unique-id")), word(node.get("node-type")) or ""
        values = _columns(
            "systems" if given != "data-asset" else "data_entities", node, _NODE_FIELDS
        )
        values |= {
            "id": node_id,
            "name": word(node.get("name")) or node_id,
            "description": word(node.get("description")),
        }
        properties = values.pop("properties", {})
        properties = {"element": given, **(properties if isinstance(properties, dict) else {})}
        if given == "data-asset":
            classified = properties.pop("data-classification", None)
            values.setdefault("sensitivity", classified)
            self._row("data_entities", {**values, "properties": properties}, path)
            return
        tag = _TAGS.get(given.casefold())
        values |= {
            "kind": _KINDS.get(given.casefold()),
            "parent": self.parents.get(node_id or ""),
            "tags": [tag] if tag else values.get("tags"),
            "properties": properties,
        }
        self._row("systems", values, path)

    def _relationship(self, path: str, said: Json) -> None:
        found = _typed(said)
        if found is None:
            given = said.get("relationship-type")
            shown = ", ".join(given) if isinstance(given, dict) else str(given)
            what = f"relationship-type: {shown[:60]!r} is none of {', '.join(_TYPES)}"
            self.items.reject(path, what, said)
            return
        kind, body = found
        before = sum(map(len, self.rows.values()))
        if kind == "connects":
            self._connects(path, said, body)
        elif kind == "interacts":
            actor = word(body.get("actor"))
            for number, node in enumerate(_words(body.get("nodes"))):
                self._depend(_numbered(path, number), said, actor, node, None)
        elif kind == "options":
            message = "a choice that is still open was counted, not imported"
            self.items.inform("options_kept_aside", message, path)
            self.counts["options_kept_aside"] += 1
            return
        else:
            self._contains(path, said, body, is_part=kind == "composed-of")
        if sum(map(len, self.rows.values())) == before:
            self.in_structure += 1

    def _connects(self, path: str, said: Json, body: Json) -> None:
        (source, _), (destination, interface) = (
            _end(body.get(k)) for k in ("source", "destination")
        )
        if self.types.get(destination or "") == "data-asset":
            values: dict[str, object] = {
                "system": source,
                "entity": destination,
                "properties": _columns("holdings", said, _RELATIONSHIP_FIELDS).get("properties"),
            }
            self._row("holdings", values, path)
            return
        protocol = word(said.get("protocol"))
        kind = _PROTOCOLS.get((protocol or "").casefold()) or dependency_kind(protocol)
        if kind is None and self.types.get(destination or "") == "database":
            kind = "database"
        self._depend(path, said, source, destination, kind, interface)

    def _contains(self, path: str, said: Json, body: Json, *, is_part: bool) -> None:
        """Parts got their only whole as `parent`; one of several wholes, and a host, is a row."""
        container = word(body.get("container"))
        number = 0
        for node in _words(body.get("nodes")):
            if is_part and self.parents.get(node) == container:
                continue
            kind: DependencyKind = "part_of" if is_part else "hosting"
            self._depend(_numbered(path, number), said, node, container, kind)
            number += 1

    def _parents(self, relationships: Iterable[tuple[str, Json]]) -> dict[str, str]:
        """The whole of each node that is composed into one only; nothing is in a circle."""
        wholes: dict[str, set[str]] = {}
        for _, said in relationships:
            kind, body = _typed(said) or ("", {})
            container = word(body.get("container"))
            if kind == "composed-of" and container in self.types:
                for node in _words(body.get("nodes")):
                    wholes.setdefault(node, set()).add(container or "")
        parents: dict[str, str] = {}
        for part, (whole, *more) in sorted((p, sorted(w)) for p, w in wholes.items()):
            at: str | None = whole
            while at is not None and at != part:
                at = parents.get(at)
            if at is None and not more and part in self.types:
                parents[part] = whole
        return parents

    def _depend(
        self,
        path: str,
        said: Json,
        consumer: str | None,
        provider: str | None,
        kind: DependencyKind | None,
        interface: str | None = None,
    ) -> None:
        columns = _columns("dependencies", said, _RELATIONSHIP_FIELDS)
        properties = columns.pop("properties", {})
        own_id = word(said.get("unique-id"))
        flows = self.flows.get(own_id or "")
        number = path.rpartition(" ")[2] if path.endswith(")") else ""
        values: dict[str, object] = {
            **columns,
            "id": f"{own_id} {number}".strip() if own_id else None,
            "consumer": consumer,
            "provider": provider,
            "kind": kind,
            "interface": interface,
            "description": word(said.get("description")),
            "technology": word(said.get("protocol")),
            "evidence": [{"source": self.items.file, "how": "declared"}],
            "properties": {
                **(properties if isinstance(properties, dict) else {}),
                **({"flows": flows} if flows else {}),
            },
        }
        self._row("dependencies", values, path)


def _typed(said: Json) -> tuple[str, Json] | None:
    """The type of a relationship and what it says, in the shape of the standard or the other.

    `{"relationship-type": {"connects": {...}}}`, or `{"relationship-type": "connects",
    "connects": {...}}`.
    """
    given = said.get("relationship-type")
    holder = given if isinstance(given, dict) else said
    for name in _TYPES:
        body = holder.get(name)
        if isinstance(body, dict) and (holder is given or given in (name, None)):
            return name, body
        if name == "options" and isinstance(body, list):
            return name, {}
    return None


def _columns(table: str, said: Json, skip: frozenset[str]) -> dict[str, object]:
    """What ``said`` and its metadata fill in by name; all other keys as properties."""
    given = {key: value for key, value in said.items() if key not in skip and value is not None}
    for entry in _entries(said.get("metadata")):
        given |= {k: value for k, value in entry.items() if k not in given and value is not None}
    return attributes(table, given)


def _entries(metadata: JsonValue) -> Iterator[Json]:
    """Metadata is an object, or a list of objects."""
    for entry in metadata if isinstance(metadata, list) else (metadata,):
        if isinstance(entry, dict):
            yield entry


def _end(end: JsonValue) -> tuple[str | None, str | None]:
    """The node at an end, and the first interface that is named there."""
    if not isinstance(end, dict):
        return word(end), None
    interfaces = _words(end.get("interfaces"))
    return word(end.get("node")), interfaces[0] if interfaces else None


def _words(items: JsonValue) -> tuple[str, ...]:
    return tuple(
        text for item in (items if isinstance(items, list) else ()) if (text := word(item))
    )


def _numbered(path: str, number: int) -> str:
    return path if number == 0 else f"{path} ({number + 1})"
