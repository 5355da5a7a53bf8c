"""How a plain list of edges is read: two names a line, with or without a header.

Without a header a file has no words that tell what it is, so it has to look like a graph: every
line two cells and at most a weight, and names that begin one edge and end another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.graphs.drawing import Drawing, Edge
from legacymap.ingest.readings import Reading
from legacymap.ingest.vocabulary.headers import normal, recognise

_HEADERS: Final = (
    ("source", "target"),
    ("from", "to"),
    ("src", "dst"),
    ("caller", "callee"),
    ("parent", "child"),
    ("node1", "node2"),
    ("u", "v"),
    ("sourcenode", "targetnode"),
    ("start", "end"),
    ("fromnode", "tonode"),
    ("service", "dependson"),
)
_NEEDING: Final = (("caller", "callee"), ("service", "dependson"))
"""Headers that say who needs whom."""
_THIRD: Final = ("weight", "count", "calls", "label", "type", "value")
_ARROW: Final = re.compile(r"\s*(?:->|=>|-->|→)\s*")
_SAMPLE_LINES: Final = 200
_LONGEST: Final = 1_000
_NAME: Final = re.compile(r"[\w./:@#$-][\w./:@#$()&'+ -]{0,199}")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def is_edge_list(source: Source) -> bool:
    """Whether the lines are edges: a header of two ends that no table has, or none at all."""
    if source.sheet is not None or source.looks_like_json or source.looks_like_xml:
        return False
    start = source.content[:65_536].decode("utf-8-sig", "replace")
    lines = _lines(start)
    if len(source.content) > 65_536:
        lines = lines[:-1]  # the last one may be cut
    return bool(lines) and _form(lines, is_told=False) is not None


def read_edge_list(source: Source) -> tuple[Reading, ...]:
    """One dependency a line; every name is a system.

    Raises:
        UnreadableFile: it is no text, or no list of edges.
    """
    text, findings = source.decoded
    lines = _lines(text)
    form = _form(lines[:_SAMPLE_LINES], is_told=True)
    if form is None:
        message = (
            "a list of edges has two names a line: `web,orders`, `web orders` or `web -> orders`"
        )
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    separator, header = form
    drawing = Drawing(source.name, findings=list(findings))
    says_it = header is not None and _ends(header) in _NEEDING
    columns = [cell.strip() for cell in header[2:]] if header else []
    for number, line in lines[1:] if header else lines:
        place = Place(file=source.name, line=number, path=f"edge on line {number}")
        cells = [cell.strip() for cell in _split(line, separator)]
        if len(cells) < 2 or not cells[0] or not cells[1] or len(line) > _LONGEST:
            drawing.reject(place, "no edge of two names", line[:_LONGEST])
            continue
        extra = cells[2:]
        names = [*columns, *(f"column {n + 3}" for n in range(len(columns), len(extra)))]
        if not header and len(extra) == 1 and _NUMBER.fullmatch(extra[0]):
            names = ["weight"]
        given = {name: cell for name, cell in zip(names, extra, strict=False) if cell}
        said = {"label": "depends on"} if says_it else {}
        drawing.edges.append(
            Edge(source=cells[0], target=cells[1], given={**said, **given}, place=place)
        )
    drawing.imply()
    texts = dict(lines)
    reading = drawing.reading(source, "edge_list", lambda place: texts.get(place.line or 0, ""))
    # Like any table it may lie over a model, whose ids and names it then uses.
    return (replace(reading, is_model=False),)


_Line = tuple[int, str]


def _lines(text: str) -> list[_Line]:
    """The lines that are neither blank nor comments, with their numbers."""
    return [
        (number, line.strip())
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith(("#", "%", "//"))
    ]


def _form(lines: Sequence[_Line], *, is_told: bool) -> tuple[str, list[str] | None] | None:
    """What separates the names, and the header if there is one; ``None`` where it is no list.

    ``is_told`` is whether people said that it is one.
    """
    for separator in ("->", ",", ";", "\t", "|", " "):
        cells = [_split(line, separator) for _, line in lines]
        if not cells or not all(2 <= len(row) <= (2 if separator == "->" else 3) for row in cells):
            continue
        header = [cell.strip() for cell in cells[0]]
        if not is_told and separator != "->" and recognise(header, "") is not None:
            return None  # a table beside the systems it names, where a slip must stay a slip
        if _ends(header) in _HEADERS:
            third = {normal(cell) for cell in header[2:]}
            return (separator, header) if third <= {*_THIRD} else None
        if all(_is_edge(row) for row in cells) and (
            is_told or separator == "->" or _is_connected(cells)
        ):
            return separator, None
    return None


def _is_connected(rows: Sequence[Sequence[str]]) -> bool:
    """Whether names of the first line come again, and some name both begins and ends an edge.

    A table of two columns has a header whose words come once, and things of two kinds below it.
    """
    begins, ends = ([row[column].strip() for row in rows] for column in (0, 1))
    return bool({begins[0], ends[0]} & {*begins[1:], *ends[1:]}) and bool({*begins} & {*ends})


def _ends(header: Sequence[str]) -> tuple[str, ...]:
    return tuple(normal(cell) for cell in header[:2])


def _split(line: str, separator: str) -> list[str]:
    if separator == "->":
        return _ARROW.split(line, maxsplit=1)
    return line.split() if separator == " " else line.split(separator)


def _is_edge(cells: Sequence[str]) -> bool:
    names = [cell.strip() for cell in cells]
    weight = len(names) < 3 or (len(names) == 3 and _NUMBER.fullmatch(names[2]) is not None)
    return weight and all(_NAME.fullmatch(name) for name in names[:2])
