"""How GraphML is read: nodes and edges with their data, graphs within nodes, labels of yEd."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic import JsonValue

from legacymap.errors import Place
from legacymap.ingest.files import Source
from legacymap.ingest.formats.graphs.drawing import Drawing, Edge, Node, root_called
from legacymap.ingest.readings import Reading
from legacymap.ingest.texts.xml_text import Element


def is_graphml(source: Source) -> bool:
    """Whether the root element is `graphml`."""
    return source.xml_root is not None and source.xml_root[1].casefold() == "graphml"


def read_graphml(source: Source) -> tuple[Reading, ...]:
    """The nodes and edges of all graphs in the file.

    Raises:
        UnreadableFile: it is not XML, or no GraphML.
        LimitExceeded: it is nested too deeply, or holds too many elements.
    """
    root = root_called(source, "graphml")
    walk = _Walk(Drawing(source.name))
    for key in root.all("key"):
        walk.key(key)
    for graph in root.all("graph"):
        walk.graph(graph, None)
    return (walk.drawing.reading(source, "graphml", lambda place: walk.text(place.line)),)


@dataclass(slots=True)
class _Walk:
    """What has been met on the way through one file."""

    drawing: Drawing
    names: dict[str, str] = field(default_factory=dict)
    """The name of each attribute by its key."""
    defaults: dict[str, dict[str, JsonValue]] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    met: int = 0

    def key(self, key: Element) -> None:
        """The declaration of an attribute, with its default."""
        own = key.attributes.get("id", "")
        self.names[own] = key.attributes.get("attr.name") or own
        default = key.first("default")
        if default is not None and default.text:
            domain = key.attributes.get("for", "all")
            for what in ("node", "edge") if domain == "all" else (domain,):
                self.defaults.setdefault(what, {})[self.names[own]] = default.text

    def text(self, line: int | None) -> str:
        """The elements on a line, shortly."""
        return self.texts.get(line or 0, "")

    def graph(self, graph: Element, parent: str | None) -> None:
        """The nodes and edges of one graph; a graph within a node holds its parts."""
        is_directed = graph.attributes.get("edgedefault", "directed") != "undirected"
        if parent is None and not self.drawing.about:
            self.drawing.about = self._data(graph, "")
        for child in graph.children:
            if child.name == "node":
                self._node(child, parent)
            elif child.name == "edge":
                self._edge(child, is_directed=is_directed)
            elif child.name == "hyperedge":
                place = Place(file=self.drawing.file, line=child.line)
                what = "a hyperedge joins more than two nodes and says no direction"
                self.drawing.reject(place, what, _shown(child), "unknown_element")

    def _place(self, element: Element, what: str) -> Place:
        # Whole files stand on one line: a number tells their elements apart.
        self.met += 1
        self.texts.setdefault(element.line, _shown(element))
        return Place(file=self.drawing.file, line=element.line, path=f"{what}[{self.met - 1}]")

    def _node(self, node: Element, parent: str | None) -> None:
        own, place = node.attributes.get("id", "").strip(), self._place(node, "node")
        if not own:
            self.drawing.reject(place, "a node without `id`", _shown(node))
            return
        if own in self.known:
            what = f"the node {own!r} stands there already"
            self.drawing.reject(place, what, _shown(node), "duplicate_id")
            return
        self.known.add(own)
        given = {**self.defaults.get("node", {}), **self._data(node, "NodeLabel")}
        given |= {key: text for key, text in node.attributes.items() if key != "id" and text}
        self.drawing.nodes.append(Node(id=own, given=given, parent=parent, place=place))
        for graph in node.all("graph"):
            self.graph(graph, own)

    def _edge(self, edge: Element, *, is_directed: bool) -> None:
        place = self._place(edge, "edge")
        source, target = (edge.attributes.get(end, "").strip() for end in ("source", "target"))
        if not source or not target:
            self.drawing.reject(place, "an edge without `source` or `target`", _shown(edge))
            return
        own = {"id", "source", "target", "directed", "sourceport", "targetport"}
        given: dict[str, JsonValue] = {
            **self.defaults.get("edge", {}),
            **self._data(edge, "EdgeLabel"),
        }
        # The label as an attribute says again what the data say.
        given |= {
            key: text
            for key, text in edge.attributes.items()
            if key not in own and text and text not in given.values()
        }
        said = edge.attributes.get("directed")
        self.drawing.edges.append(
            Edge(
                id=edge.attributes.get("id") or None,
                source=source,
                target=target,
                given=given,
                is_directed=is_directed if said is None else said != "false",
                place=place,
            )
        )

    def _data(self, element: Element, label: str) -> dict[str, JsonValue]:
        """The data by name; where a drawing program keeps shapes, the label in them."""
        found: dict[str, JsonValue] = {}
        for data in element.all("data"):
            key = data.attributes.get("key", "")
            if data.children:
                text = next((t for t in _labels(data, label) if t), None)
                found |= {"label": text} if text and "label" not in found else {}
            elif data.text:
                found[self.names.get(key, key)] = data.text
        return found


def _labels(data: Element, name: str) -> Iterator[str]:
    return (element.text for element in data.walk() if element.name == name)


def _shown(element: Element) -> str:
    said = "".join(f' {key}="{text}"' for key, text in element.attributes.items())
    return f"<{element.name}{said}>"[:1_000]
