"""How GEXF (Gephi) is read: nodes and edges with the attributes that the file declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import JsonValue

from legacymap.errors import Place
from legacymap.ingest.files import Source
from legacymap.ingest.formats.graphs.drawing import Drawing, Edge, Node, root_called
from legacymap.ingest.readings import Reading
from legacymap.ingest.texts.xml_text import Element


def is_gexf(source: Source) -> bool:
    """Whether the root element is `gexf`."""
    return source.xml_root is not None and source.xml_root[1].casefold() == "gexf"


def read_gexf(source: Source) -> tuple[Reading, ...]:
    """The nodes, nested ones as parts, and the edges.

    Raises:
        UnreadableFile: it is not XML, or no GEXF.
        LimitExceeded: it is nested too deeply, or holds too many elements.
    """
    root = root_called(source, "gexf")
    walk = _Walk(Drawing(source.name))
    for graph in root.all("graph"):
        walk.graph(graph)
    return (walk.drawing.reading(source, "gexf"),)


@dataclass(slots=True)
class _Walk:
    """What has been met on the way through one file."""

    drawing: Drawing
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    """The title of each attribute, by its class and id."""
    defaults: dict[str, dict[str, JsonValue]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    met: int = 0

    def graph(self, graph: Element) -> None:
        """Declarations first, then nodes, then edges."""
        for declared in graph.all("attributes"):
            for attribute in declared.all("attribute"):
                self._declare(declared.attributes.get("class", "node"), attribute)
        for nodes in graph.all("nodes"):
            self._nodes(nodes, None)
        is_directed = graph.attributes.get("defaultedgetype", "undirected")
        for edges in graph.all("edges"):
            for edge in edges.all("edge"):
                self._edge(edge, is_directed)

    def _declare(self, what: str, attribute: Element) -> None:
        own = attribute.attributes.get("id", "")
        title = attribute.attributes.get("title") or own
        self.names[what, own] = title
        default = attribute.first("default")
        if default is not None and default.text:
            self.defaults.setdefault(what, {})[title] = default.text

    def _place(self, element: Element, what: str) -> Place:
        self.met += 1
        return Place(file=self.drawing.file, line=element.line, path=f"{what}[{self.met - 1}]")

    def _nodes(self, holder: Element, parent: str | None) -> None:
        for node in holder.all("node"):
            own, place = node.attributes.get("id", "").strip(), self._place(node, "node")
            above = parent or node.attributes.get("pid") or None
            if not own or own in self.known:
                what = f"the node {own!r} stands there already" if own else "a node without `id`"
                code = "duplicate_id" if own else "invalid_row"
                self.drawing.reject(place, what, f"<node {dict(node.attributes)}>"[:1_000], code)
                continue
            self.known.add(own)
            given = self._given(node, "node", {"id", "pid"})
            self.drawing.nodes.append(Node(id=own, given=given, parent=above, place=place))
            for inner in node.all("nodes"):
                self._nodes(inner, own)

    def _edge(self, edge: Element, default: str) -> None:
        place = self._place(edge, "edge")
        source, target = (edge.attributes.get(end, "").strip() for end in ("source", "target"))
        if not source or not target:
            what = "an edge without `source` or `target`"
            self.drawing.reject(place, what, f"<edge {dict(edge.attributes)}>"[:1_000])
            return
        type_ = edge.attributes.get("type", default)
        self.drawing.edges.append(
            Edge(
                id=edge.attributes.get("id") or None,
                source=source,
                target=target,
                given=self._given(edge, "edge", {"id", "source", "target", "type"}),
                is_directed=type_ == "directed",
                place=place,
            )
        )

    def _given(self, element: Element, what: str, skip: set[str]) -> dict[str, JsonValue]:
        given = dict(self.defaults.get(what, {}))
        given |= {key: text for key, text in element.attributes.items() if key not in skip and text}
        for key, text in self._values(element):
            given[self.names.get((what, key), key)] = text
        return given

    def _values(self, element: Element) -> Iterator[tuple[str, str]]:
        for values in element.all("attvalues"):
            for value in values.all("attvalue"):
                said = value.attributes
                key, text = said.get("for") or said.get("id") or "", said.get("value", "")
                if key and text:
                    yield key, text
