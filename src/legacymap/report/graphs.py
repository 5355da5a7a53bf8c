"""A drawing of an estate as JSON, GraphML, DOT and Mermaid; names of any text stay text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from typing import Final

from legacymap.errors import UnknownFormat
from legacymap.inventory import to_json
from legacymap.report.drawing import Drawing, Node
from legacymap.report.legible import legible, on_one_line
from legacymap.report.wording import named

_GRAPHML: Final = "http://graphml.graphdrawing.org/xmlns"
_KEYS: Final = (
    ("id", "node", "string"),
    ("name", "node", "string"),
    ("kind", "node", "string"),
    ("owner", "node", "string"),
    ("legacy", "node", "boolean"),
    ("systems", "node", "int"),
    ("inside", "node", "int"),
    ("dependencies", "edge", "int"),
)
# Letters, digits and what Mermaid reads as nothing else; a dot, dash or underscore inside a word.
_PLAIN: Final = re.compile(r"[\w ,()/]|(?<=[^\W_])[-.](?=[^\W_])")


def to_graphml(drawing: Drawing) -> bytes:
    """GraphML; node ids are running numbers, since XML ids cannot hold any text; see ``id``."""
    root = ET.Element("graphml", {"xmlns": _GRAPHML})
    for name, of, kind in _KEYS:
        ET.SubElement(root, "key", {"id": name, "for": of, "attr.name": name, "attr.type": kind})
    graph = ET.SubElement(root, "graph", {"id": "estate", "edgedefault": "directed"})
    number = _numbers(drawing)
    for node in drawing.nodes:
        element = ET.SubElement(graph, "node", {"id": number[node.id]})
        for key in ("id", "name", "kind", "owner", "legacy", "systems", "inside"):
            _data(element, key, getattr(node, key))
    for edge in drawing.edges:
        ends = {"source": number[edge.consumer], "target": number[edge.provider]}
        _data(ET.SubElement(graph, "edge", ends), "dependencies", edge.dependencies)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _data(element: ET.Element, key: str, value: str | bool | int | None) -> None:
    if value is not None:
        text = str(value).lower() if isinstance(value, bool) else legible(str(value))
        ET.SubElement(element, "data", {"key": key}).text = text


def to_dot(drawing: Drawing) -> bytes:
    """Graphviz DOT; legacy is dashed and says so, edges carry the number of dependencies."""
    number = _numbers(drawing)
    lines = [
        "digraph estate {",
        f"  // {_extent(drawing)}",
        "  rankdir=LR;",
        '  node [shape=box, fontname="sans-serif"];',
        *(f"  {number[node.id]} [{_dot_attributes(node)}];" for node in drawing.nodes),
        *(
            f'  {number[edge.consumer]} -> {number[edge.provider]} [label="{edge.dependencies}"];'
            for edge in drawing.edges
        ),
        "}",
    ]
    return ("\n".join(lines) + "\n").encode()


def _dot_attributes(node: Node) -> str:
    dashed = ", style=dashed" if node.legacy else ""
    return f'label="{_dot_text(_label(node))}"{dashed}'


def _dot_text(text: str) -> str:
    """Inside quotes DOT minds the quote, and in labels the backslash, which may stand for an id."""
    return on_one_line(text).replace("\\", "\\\\").replace('"', '\\"')


def to_mermaid(drawing: Drawing) -> bytes:
    """A Mermaid flowchart; legacy is dashed and says so."""
    number = _numbers(drawing)
    lines = [
        "flowchart LR",
        f"  %% {_extent(drawing)}",
        *(f'  {number[node.id]}["{_mermaid_text(_label(node))}"]' for node in drawing.nodes),
        *(
            f"  {number[edge.consumer]} -->|{edge.dependencies}| {number[edge.provider]}"
            for edge in drawing.edges
        ),
        *_mermaid_classes(drawing, number),
    ]
    return ("\n".join(lines) + "\n").encode()


def _mermaid_classes(drawing: Drawing, number: dict[str, str]) -> Iterator[str]:
    legacy = [number[node.id] for node in drawing.nodes if node.legacy]
    if legacy:
        yield "  classDef legacy stroke-dasharray: 6 3"
        yield f"  class {','.join(legacy)} legacy"


def _mermaid_text(text: str) -> str:
    """What Mermaid could take for markup as its entity codes: ``"`` is ``#34;``.

    It reads labels as Markdown too, so that a dash or a number with a dot would begin a list.
    """
    line = on_one_line(text)
    kept = {found.start() for found in _PLAIN.finditer(line)}
    return "".join(
        character if at in kept and character != "_" else f"#{ord(character)};"
        for at, character in enumerate(line)
    )


def _label(node: Node) -> str:
    size = f", {node.systems} systems" if node.systems > 1 else ""
    legacy = " (legacy)" if node.legacy and not size else ", legacy inside" if node.legacy else ""
    return f"{named(node.id, node.name) if not size else node.name}{size}{legacy}"


def _extent(drawing: Drawing) -> str:
    return f"{drawing.systems_shown} of {drawing.systems} systems, consumer to provider"


def _numbers(drawing: Drawing) -> dict[str, str]:
    return {node.id: f"n{index}" for index, node in enumerate(drawing.nodes)}


GRAPH_FORMATS: Final[dict[str, Callable[[Drawing], bytes]]] = {
    "json": to_json,
    "graphml": to_graphml,
    "dot": to_dot,
    "mermaid": to_mermaid,
}

GRAPH_TYPES: Final[dict[str, str]] = {
    "json": "application/json",
    "graphml": "application/graphml+xml; charset=utf-8",
    "dot": "text/vnd.graphviz; charset=utf-8",
    "mermaid": "text/vnd.mermaid; charset=utf-8",
}


def graph(drawing: Drawing, format: str) -> bytes:
    """``drawing`` in ``format``, one of :data:`GRAPH_FORMATS`.

    Raises:
        UnknownFormat: no graph format goes by that name.
    """
    if format not in GRAPH_FORMATS:
        raise UnknownFormat(f"no graph format {format!r}; there are {', '.join(GRAPH_FORMATS)}")
    return GRAPH_FORMATS[format](drawing)
