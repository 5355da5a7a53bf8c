"""An inventory as a graph: GraphML and DOT with every column, Mermaid as a picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from typing import Final

from legacymap.inventory import Inventory
from legacymap.inventory.marks import heading_marks, marks
from legacymap.report.drawing import FORMAT, Drawing, Edge, Node
from legacymap.report.exports.losses import Exported, Losses
from legacymap.report.exports.rows import Rows, plain_columns, text
from legacymap.report.graphs import to_mermaid as drawn
from legacymap.report.legible import legible

_NAMESPACE: Final = "http://graphml.graphdrawing.org/xmlns"
_IN_A_PICTURE: Final[Mapping[str, frozenset[str]]] = {
    "systems": frozenset({"id", "name", "legacy"}),
    "dependencies": frozenset({"consumer", "provider"}),
}


def to_graphml(inventory: Inventory) -> Exported:
    """A node a system, an edge a dependency from consumer to provider, each with all columns."""
    rows = Rows.of(inventory)
    nodes, edges = list(_nodes(rows)), list(_edges(rows))
    root = ET.Element("graphml", {"xmlns": _NAMESPACE})
    keys: dict[tuple[str, str], str] = {}
    about = heading_marks(rows.heading, ())
    for of, items in (("graph", [({}, about)]), ("node", nodes), ("edge", edges)):
        for name in sorted({name for _, said in items for name in said}):
            number = keys[of, name] = f"{of}{len(keys) + 1}"
            key = {"id": number, "for": of, "attr.name": legible(name), "attr.type": "string"}
            ET.SubElement(root, "key", key)
    graph = ET.SubElement(root, "graph", {"id": "inventory", "edgedefault": "directed"})
    _data(graph, "graph", about, keys)
    for of, items in (("node", nodes), ("edge", edges)):
        for ends, said in items:
            _data(ET.SubElement(graph, of, ends), of, said, keys)
    ET.indent(root)
    encoded: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return Exported(encoded + b"\n", _beside_the_graph(rows).findings("GraphML"))


def _data(
    element: ET.Element, of: str, said: Mapping[str, str], keys: Mapping[tuple[str, str], str]
) -> None:
    for name in sorted(said):
        data = ET.SubElement(element, "data", {"key": keys[of, name]})
        data.text = legible(said[name])


def to_dot(inventory: Inventory) -> Exported:
    """A digraph for Graphviz; attributes that Graphviz does not know are columns."""
    rows = Rows.of(inventory)
    lines = ["digraph inventory {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    # Marked also where nothing is said: the graph is called something, the inventory perhaps not.
    lines += [
        f'  "{_dot_text(name)}"="{_dot_text(said)}";'
        for name, said in marks(rows.heading, ()).items()
    ]
    # Graphviz draws by many plain names: properties stand under none of their own.
    for ends, said in _nodes(rows, named=False):
        lines.append(f"  {ends['id']} [{_dot_list({'label': said['name'], **said})}];")
    for ends, said in _edges(rows, named=False):
        lines.append(f"  {ends['source']} -> {ends['target']} [{_dot_list(said)}];")
    content = ("\n".join([*lines, "}"]) + "\n").encode()
    return Exported(content, _beside_the_graph(rows).findings("DOT"))


def to_mermaid(inventory: Inventory) -> Exported:
    """A Mermaid flowchart; an edge carries the number of dependencies between two systems."""
    rows = Rows.of(inventory)
    losses = _beside_the_graph(rows)
    losses.heading(rows.heading, frozenset())
    nodes = tuple(
        Node(
            id=text(row, "id"),
            name=text(row, "name"),
            kind=None,
            owner=None,
            legacy=row.get("legacy") is True,
            systems=1,
            inside=0,
        )
        for row in rows.systems
    )
    between: dict[tuple[str, str], int] = {}
    for row in rows.dependencies:
        ends = text(row, "consumer"), text(row, "provider")
        between[ends] = between.get(ends, 0) + 1
    edges = tuple(
        Edge(consumer=consumer, provider=provider, dependencies=count)
        for (consumer, provider), count in sorted(between.items())
    )
    for table, held in _IN_A_PICTURE.items():
        for row in getattr(rows, table):
            losses.columns(table, row, held - ({"legacy"} if row.get("legacy") is False else set()))
    drawing = Drawing(
        format=FORMAT,
        level="as_given",
        focus=None,
        depth=None,
        roll_up=None,
        systems_shown=len(nodes),
        systems=len(nodes),
        nodes=nodes,
        edges=edges,
    )
    return Exported(drawn(drawing), losses.findings("Mermaid"))


def _beside_the_graph(rows: Rows) -> Losses:
    losses = Losses()
    for table in ("organisations", "data_entities", "holdings"):
        losses.row(table, len(getattr(rows, table)))
    return losses


def _nodes(rows: Rows, *, named: bool = True) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The node of each system and what stands on it; ids are numbers, for XML has few letters."""
    for number, row in enumerate(rows.systems):
        said = plain_columns(row, ("name",))
        beside = marks(row, said, named=named)
        yield {"id": f"n{number}"}, {**beside, "name": text(row, "name")}


def _edges(rows: Rows, *, named: bool = True) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    number = {text(row, "id"): f"n{index}" for index, row in enumerate(rows.systems)}
    for row in rows.dependencies:
        ends = {
            "source": number[text(row, "consumer")],
            "target": number[text(row, "provider")],
        }
        yield ends, marks(row, {"consumer", "provider"}, named=named)


def _dot_list(said: Mapping[str, str]) -> str:
    return ", ".join(f'"{_dot_text(name)}"="{_dot_text(said[name])}"' for name in said)


def _dot_text(words: str) -> str:
    """Inside quotes DOT minds the quote, and Graphviz the backslash, which may stand for an id."""
    return legible(words).replace("\\", "\\\\").replace('"', '\\"')
