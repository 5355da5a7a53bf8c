"""How networkx's node-link JSON is read: `nodes` with ids, `links` or `edges` with their ends."""

from __future__ import annotations

from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.graphs.drawing import Drawing, Edge, Node
from legacymap.ingest.json_items import Items, Json, word
from legacymap.ingest.readings import Reading

_EDGES: Final = ("links", "edges")
_OWN: Final = frozenset({"directed", "multigraph", "graph", "nodes", *_EDGES})


def is_node_link(source: Source) -> bool:
    """Whether the file has nodes with ids and a list of links with source and target."""
    return source.looks_like_json and _graph(source.document) is not None


def read_node_link(source: Source) -> tuple[Reading, ...]:
    """The nodes and links.

    Raises:
        UnreadableFile: it is not JSON, or no graph of nodes and links.
    """
    found = _graph(source.document)
    if found is None:
        message = "node-link JSON has `nodes`, and `links` or `edges` with `source` and `target`"
        finding = Finding("error", "misshapen_document", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    document, key = found
    drawing, items = Drawing(source.name), Items(source.name)
    drawing.rejects, drawing.findings = items.rejects, items.findings
    about = document.get("graph")
    drawing.name = word(about.get("name")) if isinstance(about, dict) else None
    known: set[str] = set()
    for path, node in items.objects(document.get("nodes"), "nodes"):
        _node(path, node, drawing, items, known)
    for path, link in items.objects(document.get(key), key):
        _link(path, link, drawing, items, is_directed=document.get("directed") is not False)
    aside = sorted(name for name in document if name not in _OWN)
    if aside:
        items.inform("parts_kept_aside", f"not read: {', '.join(aside)}")
    return (drawing.reading(source, "node_link", items.original),)


def _graph(document: JsonValue) -> tuple[Json, str] | None:
    """The graph and the key of its links; other formats have nodes too, but not such links."""
    if not isinstance(document, dict) or not isinstance(document.get("nodes"), list):
        return None
    states_it = "directed" in document or "multigraph" in document
    for key in _EDGES:
        links = document.get(key)
        if isinstance(links, list) and (
            any(isinstance(link, dict) and {"source", "target"} <= link.keys() for link in links)
            or (not links and states_it)
        ):
            return document, key
    return None


def _node(path: str, node: Json, drawing: Drawing, items: Items, known: set[str]) -> None:
    own = word(node.get("id"))
    if own is None or own in known:
        what = "a node without `id`" if own is None else f"the node {own!r} stands there already"
        items.reject(path, what, node, "invalid_row" if own is None else "duplicate_id")
        return
    known.add(own)
    given = {key: value for key, value in node.items() if key != "id"}
    drawing.nodes.append(Node(id=own, given=given, place=items.place(path)))


def _link(path: str, link: Json, drawing: Drawing, items: Items, *, is_directed: bool) -> None:
    ends = [_end(link.get(end)) for end in ("source", "target")]
    source, target = ends
    if source is None or target is None:
        items.reject(path, "a link without `source` or `target`", link)
        return
    # `key` only numbers the links of one pair.
    skip = {"source", "target", "id"} | ({"key"} if isinstance(link.get("key"), int) else set())
    given = {key: value for key, value in link.items() if key not in skip}
    drawing.edges.append(
        Edge(
            id=word(link.get("id")),
            source=source,
            target=target,
            given=given,
            is_directed=is_directed,
            place=items.place(path),
        )
    )


def _end(value: JsonValue) -> str | None:
    """An id; some programs write the whole node there."""
    return word(value.get("id")) if isinstance(value, dict) else word(value)
