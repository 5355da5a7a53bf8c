"""How a graph in Graphviz's language DOT is read: nodes, edges and chains of them, clusters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, LimitExceeded, Place
from legacymap.ingest.files import Source
from legacymap.ingest.formats.graphs.dot_text import Token, refused, tokens
from legacymap.ingest.formats.graphs.drawing import Drawing, Edge, Node
from legacymap.ingest.limits import over
from legacymap.ingest.readings import Reading
from legacymap.inventory.marks import SAID

# Comments are taken once and never given back: there are too many ways to cut a row of them.
_START: Final = re.compile(
    r"(?>\s|//[^\n]*\n|/\*.*?\*/|#[^\n]*\n)*+(?:strict\s+)?(?:di)?graph\b[^{}\[\];]{0,200}\{",
    re.DOTALL | re.IGNORECASE,
)
_LOOKS: Final = frozenset(
    {
        "color",
        "fillcolor",
        "fontcolor",
        "fontname",
        "fontsize",
        "style",
        "shape",
        "width",
        "height",
        "pos",
        "penwidth",
        "arrowhead",
        "arrowtail",
        "arrowsize",
        "dir",
        "constraint",
        "weight",
        "rank",
        "ranksep",
        "nodesep",
        "splines",
        "margin",
        "peripheries",
        "bgcolor",
        "pencolor",
        "headport",
        "tailport",
        "labelfontsize",
        "labelangle",
        "labeldistance",
        "minlen",
        "len",
        "bb",
        "lp",
        "image",
        "layer",
        "ordering",
        "orientation",
        "regular",
        "sides",
        "skew",
        "fixedsize",
        "samehead",
        "sametail",
    }
)
"""Attributes that say how something is drawn."""
_Given = dict[str, JsonValue]


def is_dot(source: Source) -> bool:
    """Whether the text begins as a graph of DOT does."""
    if source.sheet is not None or source.looks_like_json or source.looks_like_xml:
        return False
    start = source.content[:4096].decode("utf-8-sig", "replace")
    return _START.match(start) is not None


def read_dot(source: Source) -> tuple[Reading, ...]:
    """The nodes and edges of all graphs in the text.

    Raises:
        UnreadableFile: it is no text, or no DOT.
        LimitExceeded: subgraphs within subgraphs, too deep; too many edges between two of them.
    """
    text, findings = source.decoded
    drawing = Drawing(source.name, findings=list(findings))
    parser = _Parser(source, drawing, list(tokens(text, source.name)))
    while not parser.done:
        parser.graph()
    drawing.nodes.extend(parser.nodes())
    drawing.about = parser.about
    if drawing.counts["drawing_attributes"]:
        message = (
            f"{drawing.counts['drawing_attributes']} attributes that say how things are drawn"
            " (colour, shape and the like) were left aside"
        )
        drawing.findings.append(Finding("info", "parts_kept_aside", message, Place(source.name)))
    lines = text.splitlines()
    return (drawing.reading(source, "dot", lambda place: _line(lines, place)),)


def _line(lines: list[str], place: Place) -> str:
    number = place.line or 0
    return lines[number - 1].strip()[:1_000] if 0 < number <= len(lines) else ""


@dataclass(slots=True)
class _Scope:
    """What holds within one pair of braces."""

    node: _Given = field(default_factory=dict)
    edge: _Given = field(default_factory=dict)
    own: _Given = field(default_factory=dict)
    cluster: str | None = None
    members: dict[str, None] = field(default_factory=dict)

    def inner(self, cluster: str | None) -> _Scope:
        """A scope within, which begins with what holds here."""
        return _Scope(dict(self.node), dict(self.edge), {}, cluster or self.cluster)


@dataclass(slots=True)
class _Known:
    """A node as all statements together describe it."""

    given: _Given
    place: Place
    cluster: str | None


@dataclass(slots=True)
class _Parser:
    """One pass over the words of a text."""

    source: Source
    drawing: Drawing
    words: list[Token]
    at: int = 0
    depth: int = 0
    met: int = 0
    known: dict[str, _Known] = field(default_factory=dict)
    clusters: dict[str, str] = field(default_factory=dict)
    """The label of each cluster, by its name."""
    about: _Given = field(default_factory=dict)
    """What the graphs say of themselves."""

    @property
    def done(self) -> bool:
        """Whether all words are read."""
        return self.words[self.at].kind == "end"

    def nodes(self) -> Iterator[Node]:
        """The nodes that statements name, or ends of edges do."""
        for own, known in self.known.items():
            given = dict(known.given)
            if known.cluster is not None:
                given["cluster"] = self.clusters.get(known.cluster, known.cluster)
            yield Node(id=own, given=given, place=known.place)

    def graph(self) -> None:
        """One graph: ``strict digraph name { ... }``."""
        if self._peek().says("strict"):
            self._next()
        opening = self._next()
        if not (opening.says("graph") or opening.says("digraph")):
            raise self._refused(opening, "`graph` or `digraph` is missing")
        if self._peek().kind == "id":
            self.drawing.name = self.drawing.name or self._name() or None
        scope = _Scope()
        self._braces(scope, is_directed=opening.says("digraph"))
        label = scope.own.get("label")
        if isinstance(label, str) and label.strip():
            self.drawing.name = label.strip()
        self.about = {**scope.own, **self.about}

    def _braces(self, scope: _Scope, *, is_directed: bool) -> None:
        self._mark("{")
        self.depth += 1
        limit = self.source.limits.depth
        if self.depth > limit:
            place = Place(file=self.source.name, line=self._peek().line)
            finding = over("depth", limit, "subgraphs nested too deeply", place)
            raise LimitExceeded.of([finding], self.source.name)
        while not self._is_mark("}"):
            if self.done:
                raise self._refused(self._peek(), "the text ends before its `}`")
            self._statement(scope, is_directed=is_directed)
            while self._is_mark(";") or self._is_mark(","):
                self._next()
        self._mark("}")
        self.depth -= 1

    def _statement(self, scope: _Scope, *, is_directed: bool) -> None:
        first = self._peek()
        for word, holder in (("graph", scope.own), ("node", scope.node), ("edge", scope.edge)):
            if first.says(word) and self.words[self.at + 1].text == "[":
                self._next()
                holder.update(self._attributes())
                return
        is_name = first.kind == "id" and not first.says("subgraph")
        following = self.words[self.at + 1]
        if is_name and following.text == "=" and not following.is_quoted:
            key = self._name()
            self._mark("=")
            scope.own[key] = self._name()
            return
        ends = [self._end(scope, is_directed=is_directed)]
        while self._peek().kind == "edge":
            self._next()
            ends.append(self._end(scope, is_directed=is_directed))
        given = self._attributes() if self._is_mark("[") else {}
        if len(ends) > 1:
            self._edges(ends, {**scope.edge, **given}, first.line, is_directed=is_directed)
        elif is_name:
            self.known[ends[0][0]].given.update(given)

    def _end(self, scope: _Scope, *, is_directed: bool) -> tuple[str, ...]:
        """A node, or the nodes of a subgraph."""
        token = self._peek()
        if token.says("subgraph") or self._is_mark("{"):
            name = None
            if token.says("subgraph"):
                self._next()
                name = self._name() if self._peek().kind == "id" else None
            is_cluster = name is not None and name.lower().startswith("cluster")
            inner = scope.inner(name if is_cluster else None)
            if self._is_mark("{"):
                self._braces(inner, is_directed=is_directed)
            label = inner.own.get("label")
            if is_cluster and name is not None and isinstance(label, str) and label.strip():
                self.clusters[name] = label.strip()
            scope.members |= inner.members
            return tuple(inner.members)
        own = self._name()
        while self._is_mark(":"):  # a port, and the side of it
            self._next()
            self._name()
        self._meet(own, scope, token.line)
        return (own,)

    def _meet(self, own: str, scope: _Scope, line: int) -> None:
        scope.members[own] = None
        known = self.known.get(own)
        if known is None:
            self.met += 1
            place = Place(file=self.source.name, line=line, path=f"node[{self.met - 1}]")
            self.known[own] = _Known(dict(scope.node), place, scope.cluster)
        elif known.cluster is None:
            known.cluster = scope.cluster

    def _edges(
        self, ends: list[tuple[str, ...]], given: _Given, line: int, *, is_directed: bool
    ) -> None:
        """An edge from each node of an end to each node of the next one."""
        back = given.pop("dir", None) == "back" if is_directed else False
        limit = self.source.limits.dependencies
        for sources, targets in pairwise(ends):
            if len(self.drawing.edges) + len(sources) * len(targets) > limit:
                place = Place(file=self.source.name, line=line)
                finding = over("dependencies", limit, "more edges than are read", place)
                raise LimitExceeded.of([finding], self.source.name)
            for source in sources:
                for target in targets:
                    path = f"edge[{len(self.drawing.edges)}]"
                    self.drawing.edges.append(
                        Edge(
                            source=target if back else source,
                            target=source if back else target,
                            given=given,
                            is_directed=is_directed,
                            place=Place(file=self.source.name, line=line, path=path),
                        )
                    )

    def _attributes(self) -> _Given:
        given: _Given = {}
        while self._is_mark("["):
            self._next()
            while not self._is_mark("]"):
                key = self._name()
                value = "true"
                if self._is_mark("="):
                    self._next()
                    value = self._name()
                if key.lower() in _LOOKS and (key, value) != ("dir", "back"):
                    self.drawing.counts["drawing_attributes"] += 1
                elif value.strip() and (value != "\\N" or SAID in given):
                    given[key] = value
                while self._is_mark(",") or self._is_mark(";"):
                    self._next()
            self._mark("]")
        return given

    def _name(self) -> str:
        """A word; quoted ones may be joined by ``+``."""
        token = self._next()
        if token.kind != "id":
            raise self._refused(token, f"a name is missing before {token.text or 'the end'!r}")
        text = token.text
        while token.is_quoted and self._is_mark("+"):
            self._next()
            text += self._next().text
        return text.strip()

    def _peek(self) -> Token:
        return self.words[self.at]

    def _next(self) -> Token:
        token = self.words[self.at]
        self.at = min(self.at + 1, len(self.words) - 1)
        return token

    def _is_mark(self, mark: str) -> bool:
        token = self.words[self.at]
        return token.kind == "mark" and token.text == mark

    def _mark(self, mark: str) -> None:
        token = self._next()
        if token.kind != "mark" or token.text != mark:
            raise self._refused(token, f"`{mark}` is missing before {token.text or 'the end'!r}")

    def _refused(self, token: Token, message: str) -> Exception:
        return refused(message, token.line, self.source.name)
