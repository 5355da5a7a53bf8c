"""What the nodes and edges of any graph file mean: systems, and who needs whom.

An edge means what its own label says: `depends on`, `calls`, `uses` lead from who needs to what is
needed, `used by`, `provides to` the other way. An edge that says nothing is taken from its
beginning to its end, and its direction is doubtful.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, get_args

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.readings import HEADING, Reading
from legacymap.ingest.texts.xml_text import Element
from legacymap.ingest.vocabulary.attributes import attributes
from legacymap.ingest.vocabulary.headers import normal
from legacymap.ingest.vocabulary.technologies import dependency_kind
from legacymap.inventory import LooseRow, RejectedRow
from legacymap.inventory.marks import SAID, headed
from legacymap.inventory.vocabulary import DependencyKind, SystemKind

_LABELS: Final = (
    "edgelabel",
    "label",
    "relation",
    "relationship",
    "relationtype",
    "type",
    "description",
    "interaction",
    "key",
)
_NAMES: Final = ("label", "name", "displayname", "title")
_KINDS: Final = ("kind", "type", "nodetype", "elementtype")
_SYSTEM_KINDS: Final = frozenset(get_args(SystemKind))
_DEPENDENCY_KINDS: Final = frozenset(get_args(DependencyKind))
_NEEDS: Final = re.compile(
    r"(?i)^(?:is )?(?:depend(?:s|ent|ency)?(?: ?on)?|use[sd]?|calls?|requires?|needs?|consumes?"
    r"|invokes?|imports?|reads?(?: from)?|quer(?:y|ies)|relies ?on|accesse?s?|subscribes?(?: to)?)"
    r"\b(?! ?by\b)"
)
_IS_NEEDED: Final = re.compile(
    r"(?i)^(?:(?:is )?(?:used|called|required|needed|consumed|invoked|imported|read|accessed) ?by"
    r"|(?:is )?dependency of|provides?(?: to| for)?|serves?|supports?|hosts)\b"
)
_HOSTING: Final = re.compile(r"(?i)^(?:runs ?on|hosted ?(?:on|by)|deployed ?(?:on|to|in))\b")
_PART: Final = re.compile(r"(?i)^(?:is )?part ?of\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node as the file has it."""

    id: str
    given: Mapping[str, JsonValue] = field(default_factory=dict)
    parent: str | None = None
    place: Place
    is_implied: bool = False
    """Whether only edges name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An edge as the file has it."""

    id: str | None = None
    source: str
    target: str
    given: Mapping[str, JsonValue] = field(default_factory=dict)
    is_directed: bool = True
    place: Place


def root_called(source: Source, name: str) -> Element:
    """The root of ``source``, which must be called ``name``, in any case.

    Raises:
        UnreadableFile: it is not XML, or its root is another.
        LimitExceeded: it is nested too deeply, or holds too many elements.
    """
    root = source.xml
    if root.name.casefold() != name:
        message = f"the root element is `{root.name}` and not `{name}`"
        finding = Finding("error", "misshapen_document", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    return root


@dataclass(slots=True)
class Drawing:
    """All that one file holds, and what it means."""

    file: str
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    name: str | None = None
    about: Mapping[str, JsonValue] = field(default_factory=dict)
    """What is said of the graph as a whole."""
    merged: int = 0
    """Nodes that another statement says again."""
    rejects: list[RejectedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def reject(self, place: Place, what: str, content: str, code: str = "invalid_row") -> None:
        """Leave out what is at ``place``, and say why."""
        reason = f"{what}; it is rejected"
        self.rejects.append(RejectedRow(self.file, place.line, None, reason, content))
        self.findings.append(Finding("error", code, reason, place))

    def imply(self) -> None:
        """Make a node of every end of an edge that is none yet."""
        known = {node.id for node in self.nodes}
        for edge in self.edges:
            for end, what in ((edge.source, "source"), (edge.target, "target")):
                if end not in known:
                    known.add(end)
                    at = f"{edge.place.path}.{what}" if edge.place.path else what
                    place = Place(edge.place.file, edge.place.line, edge.place.row, path=at)
                    self.nodes.append(Node(id=end, place=place, is_implied=True))

    def reading(
        self, source: Source, format: str, original: Callable[[Place], str] = lambda _: ""
    ) -> Reading:
        """The nodes as systems, the edges as dependencies."""
        systems = tuple(_system(node) for node in self.nodes)
        dependencies = tuple(self._dependencies())
        about = headed({"name": self.name} if self.name else {}, self.about)
        heading = (LooseRow(about, Place(file=self.file)),) if about else ()
        rows = {"systems": systems, "dependencies": dependencies, HEADING: heading}
        return Reading(
            file=source.name,
            format=format,
            digest=source.digest,
            namespace=source.namespace,
            is_model=True,
            rows={table: found for table, found in rows.items() if found},
            merged=self.merged,
            rejects=tuple(self.rejects),
            findings=(*self.findings, *self._told()),
            counts={
                "nodes": len(self.nodes),
                "edges": len(self.edges),
                **{name: count for name, count in sorted(self.counts.items()) if count},
            },
            original=original,
        )

    def _dependencies(self) -> Iterator[LooseRow]:
        """A row an edge; several between the same ends that differ in attributes are all kept."""
        said: dict[tuple[object, ...], set[str]] = {}
        ids = Counter(edge.id for edge in self.edges if edge.id is not None)
        for edge in self.edges:
            if SAID in edge.given:
                ends = {"consumer": edge.source, "provider": edge.target}
                yield LooseRow({**ends, "properties": dict(edge.given)}, edge.place)
                continue
            values = self._dependency(edge)
            if edge.id is not None and ids[edge.id] == 1:
                values["id"] = edge.id
            key = (values.get("id"), *(values.get(name) for name in _IDENTITY))
            before, written = said.setdefault(key, set()), repr(values)
            if before and written not in before:
                known = values.get("description")
                values["description"] = " ".join(
                    str(part) for part in (known, f"(edge {len(before) + 1})") if part
                )
            before.add(written)
            yield LooseRow(values, edge.place)

    def _dependency(self, edge: Edge) -> dict[str, object]:
        label_key = next(
            (key for name in _LABELS for key in edge.given if normal(key) == name), None
        )
        label = edge.given.get(label_key) if label_key is not None else None
        text = label.strip() if isinstance(label, str) else ""
        given = {key: value for key, value in edge.given.items() if key != label_key or not text}
        meant = _meaning(text)
        kind, given = _stated(given, ("kind", "dependencytype"), _DEPENDENCY_KINDS)
        columns = attributes("dependencies", given)
        properties = columns.pop("properties", {})
        properties = dict(properties) if isinstance(properties, dict) else {}
        ends = (edge.target, edge.source) if meant.is_turned else (edge.source, edge.target)
        if meant.is_turned:
            self.counts["edges_turned_round"] += 1
            properties["as_drawn"] = f"{edge.source} -> {edge.target}"
        if not meant.is_sure or not edge.is_directed:
            self.counts["edges_of_doubtful_direction"] += 1
            properties["direction_doubtful"] = True
        technology = columns.get("technology")
        kind = (
            meant.kind
            or kind
            or dependency_kind(technology if isinstance(technology, str) else None)
        )
        return {
            **columns,
            "consumer": ends[0],
            "provider": ends[1],
            "kind": kind,
            "description": text or None,
            "evidence": [{"source": self.file, "how": "declared"}],
            "properties": properties or None,
        }

    def _told(self) -> Iterator[Finding]:
        place = Place(file=self.file)
        doubtful, turned = (
            self.counts[f"edges_{what}"] for what in ("of_doubtful_direction", "turned_round")
        )
        if doubtful:
            message = (
                f"of {doubtful} of {len(self.edges)} edges the file does not say who needs whom;"
                " they were taken from beginning to end, and `direction_doubtful` is set"
            )
            yield Finding("warning", "direction_doubtful", message, place)
        if turned:
            message = f"{turned} edges say that their end needs their beginning; turned round"
            yield Finding("info", "turned_round", message, place)


_IDENTITY: Final = ("consumer", "provider", "kind", "interface", "description")


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What the label of an edge says."""

    is_turned: bool
    is_sure: bool
    kind: DependencyKind | None = None


def _meaning(label: str) -> _Meaning:
    words = re.sub(r"[_\s-]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label[:200])).strip()
    if _HOSTING.match(words):
        return _Meaning(False, True, "hosting")
    if _PART.match(words):
        return _Meaning(False, True, "part_of")
    if _IS_NEEDED.match(words):
        return _Meaning(True, True, "hosting" if words.lower().startswith("hosts") else None)
    return _Meaning(False, bool(_NEEDS.match(words)))


def _system(node: Node) -> LooseRow:
    if SAID in node.given:
        beside = {key: value for key, value in node.given.items() if key not in ("name", "label")}
        marked = {"id": node.id, "name": node.given.get("name"), "properties": beside}
        return LooseRow(marked, node.place)
    name_key = next(
        (key for name in _NAMES for key in node.given if normal(key) == name and _text(node, key)),
        None,
    )
    given = {key: value for key, value in node.given.items() if key != name_key}
    kind, given = _stated(given, _KINDS, _SYSTEM_KINDS)
    values: dict[str, object] = {
        **attributes("systems", given),
        "id": node.id,
        "name": _text(node, name_key) or node.id if not node.is_implied else None,
        "kind": kind,
        "parent": node.parent,
    }
    text = next((given[key] for key in given if normal(key) == "description"), None)
    if isinstance(text, str) and text.strip():
        properties = values.get("properties")
        kept = dict(properties) if isinstance(properties, dict) else {}
        values["description"] = text
        values["properties"] = {k: v for k, v in kept.items() if normal(k) != "description"}
    return LooseRow({key: value for key, value in values.items() if value}, node.place)


def _text(node: Node, key: str | None) -> str:
    value = node.given.get(key) if key is not None else None
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else ""


def _stated(
    given: Mapping[str, JsonValue], names: tuple[str, ...], words: frozenset[str]
) -> tuple[str | None, dict[str, JsonValue]]:
    """A word of a vocabulary that some attribute states, and the other attributes."""
    for key, value in given.items():
        if normal(key) in names and isinstance(value, str):
            spelled = re.sub(r"[\s-]+", "_", value.strip().lower())
            if spelled in words:
                return spelled, {k: v for k, v in given.items() if k != key}
    return None, dict(given)
