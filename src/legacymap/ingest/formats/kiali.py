"""How a graph of Kiali is read: the services of a mesh and the traffic between them.

Traffic is told in requests a second (HTTP, gRPC) or in bytes a second (TCP); only requests can be
counted. Callers and targets that Kiali does not know are counted and no systems.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.call_counts import whole_number
from legacymap.ingest.json_items import Items, Json, word
from legacymap.ingest.readings import Reading
from legacymap.ingest.sightings import Sighting, Sightings, day_of, is_unnamed
from legacymap.ingest.vocabulary.products import product
from legacymap.inventory.vocabulary import DependencyKind

_SECONDS_A_DAY: Final = 86_400
_LONGEST: Final = 10**9
"""Seconds that a graph covers at the very most: thirty years."""
_REQUESTS: Final = ("http", "grpc")
_NAMED_BY: Final = {
    "service": ("service",),
    "serviceentry": ("service",),
    "workload": ("workload",),
    "app": ("workload", "app"),
    "box": ("app", "namespace", "cluster"),
    "aggregate": ("aggregateValue",),
}
"""The fields that name a node, by its type; the first that is there does."""
_KEPT: Final = ("nodeType", "cluster", "app", "version", "isOutside", "isInaccessible", "isIdle")


def is_kiali(source: Source) -> bool:
    """Whether the file is a graph of Kiali's API."""
    return source.looks_like_json and _graph(source.document) is not None


def read_kiali(source: Source) -> tuple[Reading, ...]:
    """The nodes that have a name, and the edges between them with their rates.

    Raises:
        UnreadableFile: it is not JSON, or no graph of Kiali.
    """
    graph = _graph(source.document)
    if graph is None:
        message = "a graph of Kiali has `graphType` and `elements` with `nodes`; here are none"
        finding = Finding("error", "misshapen_document", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    document, elements = graph
    walk = _Walk(Items(source.name), Sightings(source.name), document)
    walk.nodes(elements.get("nodes"))
    walk.edges(elements.get("edges"))
    walk.told()
    return (
        walk.seen.reading(
            source,
            "kiali",
            counts=walk.counts,
            findings=walk.items.findings,
            rejects=walk.items.rejects,
            original=walk.items.original,
        ),
    )


def _graph(document: JsonValue) -> tuple[Json, Json] | None:
    if not isinstance(document, dict) or "graphType" not in document:
        return None
    elements = document.get("elements")
    return (document, elements) if isinstance(elements, dict) and "nodes" in elements else None


@dataclass(slots=True)
class _Walk:
    """What has been met on the way through one graph."""

    items: Items
    seen: Sightings
    document: Json
    counts: Counter[str] = field(default_factory=Counter)
    names: dict[str, str | None] = field(default_factory=dict)
    """The name of each node by its id; ``None`` where Kiali knows none."""

    def nodes(self, nodes: JsonValue) -> None:
        """Meet the nodes; boxes around apps become what the apps are parts of."""
        for path, data in _data(self.items, nodes, "elements.nodes"):
            self.counts["nodes"] += 1
            node_id, name = word(data.get("id")), _name(data)
            if node_id is None:
                self.items.reject(path, "a node without `id`", data)
                continue
            is_area = data.get("nodeType") == "box" and data.get("isBox") != "app"
            if is_area or is_unnamed(name):
                self.names[node_id] = None
                self.counts["nodes_kept_aside"] += 1
                continue
            self.names[node_id] = name
            self._system(node_id, str(name), data, path)

    def _system(self, node_id: str, name: str, data: Json, path: str) -> None:
        properties = {key: data[key] for key in _KEPT if data.get(key) not in (None, "")}
        is_entry = data.get("nodeType") == "serviceentry" or bool(data.get("isServiceEntry"))
        above = word(data.get("parent"))
        values: dict[str, object] = {
            "partition": word(data.get("namespace")),
            "parent": above if above and self.names.get(above) else None,
            "properties": properties,
        }
        self.seen.system(
            name,
            self.items.place(path),
            "external" if is_entry else None,
            id=node_id,
            values={key: value for key, value in values.items() if value},
        )

    def edges(self, edges: JsonValue) -> None:
        """Meet the edges, with what the graph says of the time it covers."""
        when = whole_number(self.document.get("timestamp"))
        as_of = day_of(when) if when else None
        for path, data in _data(self.items, edges, "elements.edges"):
            self.counts["edges"] += 1
            ends = word(data.get("source")), word(data.get("target"))
            missing = [end for end in ends if end not in self.names]
            if missing:
                what = f"an edge that ends on {missing[0]!r}, which is no node here"
                self.items.reject(path, what, data, "dangling_reference")
            elif any(self.names[end or ""] is None for end in ends):
                self.counts["edges_kept_aside"] += 1
            else:
                edge = self._sighting(str(ends[0]), str(ends[1]), data.get("traffic"), as_of)
                self.seen.add(edge, self.items.place(path))

    def _sighting(
        self, consumer: str, provider: str, traffic: JsonValue, as_of: str | None
    ) -> Sighting:
        said = traffic if isinstance(traffic, dict) else {}
        protocol, rates = word(said.get("protocol")), said.get("rates")
        rate = _number(rates.get(protocol or "")) if isinstance(rates, dict) else None
        is_request = protocol in _REQUESTS
        duration = whole_number(self.document.get("duration"))
        seconds = duration if duration is not None and duration < _LONGEST else None
        bytes_a_second = rate if not is_request else None
        return Sighting(
            consumer=consumer,
            provider=provider,
            kind=_kind(self.names[provider], is_request=is_request),
            technology=protocol,
            count=round(rate * seconds) if is_request and rate is not None and seconds else None,
            per_day=rate * _SECONDS_A_DAY if is_request and rate is not None else None,
            as_of=as_of,
            words={"bytes_per_second": f"{bytes_a_second:g}" if bytes_a_second else None},
        )

    def told(self) -> None:
        """Say what was left aside."""
        nodes, edges = self.counts["nodes_kept_aside"], self.counts["edges_kept_aside"]
        if nodes or edges:
            message = (
                f"{nodes} nodes that are areas, or that Kiali does not know, and {edges} edges"
                " that end there are counted and no systems: who calls from outside the mesh is"
                " not told"
            )
            self.items.inform("unknown_peers", message)


def _data(items: Items, elements: JsonValue, path: str) -> list[tuple[str, Json]]:
    """Boxes first: what is inside one names it."""
    found = []
    for at, element in items.objects(elements, path):
        data = element.get("data")
        if isinstance(data, dict):
            found.append((at, data))
        else:
            items.reject(at, "an element without `data`", element)
    return sorted(found, key=lambda item: item[1].get("nodeType") != "box")


def _name(data: Json) -> str | None:
    type_ = word(data.get("nodeType")) or ""
    fields = _NAMED_BY.get(type_, ("workload", "app", "service"))
    if type_ == "unknown":
        return None
    return next((name for key in fields if (name := word(data.get(key)))), None)


def _kind(provider: str | None, *, is_request: bool) -> DependencyKind | None:
    what = product(provider)
    if what is not None:
        return "event" if what == "broker" else "database"
    return "call" if is_request else None


def _number(value: JsonValue) -> float | None:
    text = word(value) or ""
    bare = text.replace(".", "", 1)
    return float(text) if bare.isdecimal() and len(text) < 30 else None
