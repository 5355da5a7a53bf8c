"""What a workspace in the Structurizr DSL says, in the shape that its JSON export has.

Ids are identifiers, in full where they are hierarchical; an element without one goes by its
qualified name. Ends of relationships are looked for when all elements are known, from the innermost
element outwards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, LimitExceeded, Place, UnreadableFile
from legacymap.ingest.formats.structurizr_dsl.statements import Statement, Word
from legacymap.ingest.limits import Limits, over
from legacymap.inventory import RejectedRow

Json = dict[str, JsonValue]

_ELEMENTS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "person": ("people", ("description", "tags")),
    "softwaresystem": ("softwareSystems", ("description", "tags")),
    "container": ("containers", ("description", "technology", "tags")),
    "component": ("components", ("description", "technology", "tags")),
    "element": ("customElements", ("metadata", "description", "tags")),
    "deploymentnode": ("deploymentNodes", ("description", "technology", "tags", "instances")),
    "infrastructurenode": ("infrastructureNodes", ("description", "technology", "tags")),
}
"""Where the JSON keeps what a keyword makes, and what follows its name."""
_WITHIN: Final[Mapping[str, frozenset[str]]] = {
    "people": frozenset({"model"}),
    "softwareSystems": frozenset({"model"}),
    "customElements": frozenset({"model"}),
    "containers": frozenset({"softwareSystems"}),
    "components": frozenset({"containers"}),
    "deploymentNodes": frozenset({"environment", "deploymentNodes"}),
    "infrastructureNodes": frozenset({"deploymentNodes"}),
}
"""In which kinds of blocks each may stand, groups aside."""
_INSTANCES: Final[Mapping[str, tuple[str, str]]] = {
    "containerinstance": ("containerInstances", "containerId"),
    "softwaresysteminstance": ("softwareSystemInstances", "softwareSystemId"),
    "instanceof": ("containerInstances", "containerId"),
}
_FIELDS: Final = frozenset({"description", "instances", "metadata", "name", "technology", "url"})
_NAMED: Final = frozenset({"properties", "perspectives"})
_SKIPPED: Final = frozenset(
    {"!adrs", "!decisions", "!docs", "configuration", "documentation", "views"}
)
"""What says nothing about the estate."""
_SETTINGS: Final = frozenset({"!identifiers", "!impliedrelationships", "deploymentgroup"})
_UNSAFE: Final = frozenset({"!include", "!plugin", "!script", "extends"})
"""What would fetch or run something."""
_EXTENDS: Final = frozenset({"!element", "!extend", "!ref"})
_ARROW: Final = re.compile(r"-(?:-(?P<archetype>[^\s>]+)-)?>\Z")
_CONSTANT: Final = re.compile(r"\$\{([^}\s]+)\}")


@dataclass(frozen=True, slots=True)
class Archetype:
    """A kind of element or relationship that the workspace makes up: a keyword with defaults."""

    keyword: str
    said: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """A block that is open: what it is, and what its statements speak of."""

    kind: str
    about: Json
    path: str = ""
    name: str = ""
    """Qualified name of the element."""
    scope: str = ""
    """The full identifier of the element."""
    group: str = ""
    line: int = 0


@dataclass(slots=True)
class Workspace:
    """What was said so far; ``read`` takes statement after statement."""

    file: str
    limits: Limits
    document: Json = field(default_factory=dict)
    model: Json = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    rejects: list[RejectedRow] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    _open: list[Block] = field(default_factory=list)
    _hierarchical: bool = False
    _constants: dict[str, str] = field(default_factory=dict)
    _archetypes: dict[str, Archetype] = field(default_factory=dict)
    _elements: dict[str, Block] = field(default_factory=dict)
    """Elements by full identifier, without case."""
    _ids: set[str] = field(default_factory=set)
    _relationships: list[tuple[str, Json, tuple[str, str], Block]] = field(default_factory=list)
    _instances: list[tuple[Json, str, str, Block]] = field(default_factory=list)

    def read(self, found: Iterable[Statement]) -> None:
        """Take in all statements, then find the ends of relationships.

        Raises:
            UnreadableFile: a block never ends, or one ends that never began.
            LimitExceeded: blocks stand too deep in blocks.
        """
        for statement in found:
            if statement.closes:
                if not self._open:
                    raise self._broken("a block ends here that never began", statement.line)
                self._open.pop()
                continue
            before = len(self._open)
            self._take(self._with_constants(statement))
            if statement.opens and len(self._open) == before:
                self._enter(Block("skipped", {}, line=statement.line))
            if len(self._open) > self.limits.depth:
                place = Place(file=self.file, line=statement.line)
                finding = over("depth", self.limits.depth, "blocks within blocks", place)
                raise LimitExceeded.of([finding], self.file)
        if self._open:
            raise self._broken("a block begins here and never ends", self._open[-1].line)

    def relationships(self) -> list[tuple[str, Json, bool]]:
        """All relationships with the ids of their ends, and whether they join what is deployed."""
        for instance, named, key, block in self._instances:
            of = self._meant(named, block)
            instance[key] = of.about["id"] if of else named
        found = []
        for path, relationship, ends, block in self._relationships:
            for key, named in zip(("sourceId", "destinationId"), ends, strict=True):
                end = self._meant(named, block)
                relationship[key] = end.about["id"] if end is not None else named
            deployed = block.kind in ("deploymentNodes", "environment", *_DEPLOYED)
            found.append((path, relationship, deployed))
        return found

    def _enter(self, block: Block) -> None:
        self._open.append(block)

    def _with_constants(self, statement: Statement) -> Statement:
        if not self._constants or not any("${" in word.text for word in statement.words):
            return statement

        def put(match: re.Match[str]) -> str:
            return self._constants.get(match[1], match[0])

        words = tuple(Word(_CONSTANT.sub(put, w.text), w.quoted) for w in statement.words)
        return Statement(words, statement.line, statement.opens)

    def _take(self, said: Statement) -> None:
        block = self._open[-1] if self._open else Block("top", {})
        if block.kind == "skipped":
            return
        taker = _TAKERS.get(block.kind, Workspace._in_element)
        if not taker(self, said, block) and not self._anywhere(said, block):
            self._reject(said)

    def _anywhere(self, said: Statement, block: Block) -> bool:
        """Directives, which may stand in any block."""
        keyword, texts = said.keyword, said.texts
        if keyword in ("!const", "!constant", "!var") and len(texts) > 2:
            self._constants[texts[1]] = texts[2]
        elif keyword == "!identifiers":
            self._hierarchical = texts[1:2] == ("hierarchical",)
        elif keyword in _UNSAFE:
            what = f"`{said}` is not followed: what it stands for must be in this file"
            place = Place(file=self.file, line=said.line)
            self.findings.append(Finding("warning", "not_followed", what, place))
        elif keyword in _EXTENDS and said.opens and len(texts) > 1:
            known = self._meant(texts[1], block)
            if known is None:
                return False
            self._enter(known)
        elif keyword in _SKIPPED:
            self.skipped[keyword] += 1
        elif keyword not in _SETTINGS:
            return False
        return True

    def _at_top(self, said: Statement, _: Block) -> bool:
        if said.keyword == "workspace" and said.opens:
            words = [word.text for word in said.words[1:]]
            if words[:1] == ["extends"]:
                what = "the workspace that this one extends is not fetched: import both together"
                place = Place(file=self.file, line=said.line)
                self.findings.append(Finding("warning", "not_followed", what, place))
                words = words[2:]
            self.document |= dict(zip(("name", "description"), words, strict=False))
            self.lines["name"] = said.line
            self._enter(Block("workspace", self.document, line=said.line))
            return True
        return self._in_workspace(said, _)

    def _in_workspace(self, said: Statement, _: Block) -> bool:
        if said.keyword == "model" and said.opens:
            self._enter(Block("model", self.model, "model", line=said.line))
        elif said.keyword in ("name", "description") and len(said.words) > 1:
            self.document[said.keyword] = said.texts[1]
            self.lines[said.keyword] = said.line
        elif said.keyword in _NAMED:
            self._enter(Block("skipped", {}, line=said.line))
        else:
            return False
        return True

    def _in_model(self, said: Statement, block: Block) -> bool:
        """Elements, groups, relationships and environments, in a model, element or group."""
        name, rest = _assigned(said)
        if self._relationship(said, name, rest, block):
            return True
        word = rest[0].text.casefold() if rest and not rest[0].quoted else ""
        texts = [each.text for each in rest[1:]]
        archetype = self._archetypes.get(word, Archetype(word))
        if archetype.keyword == "group" and texts and said.opens:
            inside = f"{block.group}/{texts[0]}".removeprefix("/")
            self._enter(_changed(block, group=inside, line=said.line))
        elif archetype.keyword in _ELEMENTS and texts:
            return self._element(said, name, archetype, texts, block)
        elif word == "enterprise" and said.opens and block.kind == "model":
            self.model["enterprise"] = {"name": texts[0] if texts else None}
            self._enter(_changed(block, line=said.line))
        elif word == "archetypes" and said.opens:
            self._enter(Block("archetypes", {}, line=said.line))
        elif word == "deploymentenvironment" and said.opens:
            self._enter(Block("environment", self.model, "model", scope=name, line=said.line))
        elif word in _INSTANCES and texts:
            return self._instance(said, name, word, texts[0], block)
        elif word in _NAMED and block.kind == "model":
            self._enter(Block("skipped", {}, line=said.line))
        else:
            return False
        return True

    def _in_element(self, said: Statement, block: Block) -> bool:
        return self._field(said, block.about) or self._in_model(said, block)

    def _element(
        self, said: Statement, name: str, archetype: Archetype, texts: Sequence[str], block: Block
    ) -> bool:
        key, fields = _ELEMENTS[archetype.keyword]
        if block.kind not in _WITHIN[key]:
            return False
        held = "children" if block.kind == key == "deploymentNodes" else key
        siblings = block.about.setdefault(held, [])
        assert isinstance(siblings, list)  # noqa: S101 - nothing else is put there
        path = f"{block.path}.{held}[{len(siblings)}]"
        element: Json = {**archetype.said, "name": texts[0]}
        for column, text in zip(fields, texts[1:], strict=False):
            _say(element, column, text)
        if block.group:
            element["group"] = block.group
        scope = f"{block.scope}.{name}" if self._hierarchical and block.scope and name else name
        qualified = f"{block.name} / {texts[0]}" if block.name else texts[0]
        element["id"] = self._free(scope or qualified)
        siblings.append(element)
        self.lines[path] = said.line
        inside = Block(key, element, path, qualified, scope or block.scope, line=said.line)
        if scope and self._elements.setdefault(scope.casefold(), inside) is not inside:
            what = f"the identifier {scope!r} is given twice; the first one is meant by it"
            place = Place(file=self.file, line=said.line)
            self.findings.append(Finding("warning", "duplicate_identifier", what, place))
        if said.opens:
            self._enter(inside)
        return True

    def _free(self, wanted: str) -> str:
        free, number = wanted, 1
        while free in self._ids:
            number += 1
            free = f"{wanted} ({number})"
        self._ids.add(free)
        return free

    def _instance(self, said: Statement, name: str, word: str, named: str, block: Block) -> bool:
        if block.kind != "deploymentNodes":
            return False
        held, key = _INSTANCES[word]
        siblings = block.about.setdefault(held, [])
        assert isinstance(siblings, list)  # noqa: S101 - nothing else is put there
        path = f"{block.path}.{held}[{len(siblings)}]"
        scope = f"{block.scope}.{name}" if self._hierarchical and block.scope and name else name
        instance: Json = {"id": self._free(scope or f"{block.name} / {named}")}
        siblings.append(instance)
        self.lines[path] = said.line
        inside = Block(held, instance, path, block.name, scope or block.scope, line=said.line)
        if scope:
            self._elements.setdefault(scope.casefold(), inside)
        self._instances.append((instance, named, key, block))
        if said.opens:
            self._enter(inside)
        return True

    def _relationship(self, said: Statement, name: str, rest: Sequence[Word], block: Block) -> bool:
        """`a -> b "description" "technology" "tags"`, or without `a` in the element itself."""
        for at, word in enumerate(rest[:2]):
            arrow = None if word.quoted else _ARROW.match(word.text)
            if arrow is None:
                continue
            if len(rest) < at + 2:
                return False
            given = self._archetypes.get((arrow["archetype"] or "").casefold())
            relationship: Json = dict(given.said) if given else {}
            texts = [each.text for each in rest[at + 2 :]]
            for column, text in zip(("description", "technology", "tags"), texts, strict=False):
                _say(relationship, column, text)
            ends = (rest[0].text if at else "this", rest[at + 1].text)
            path = f"relationships[{len(self._relationships)}]"
            self.lines[path] = said.line
            self._relationships.append((path, relationship, ends, block))
            if name:
                relationship["id"] = self._free(name)
            if said.opens:
                self._enter(Block("relationship", relationship, path, line=said.line))
            return True
        return False

    def _meant(self, named: str, block: Block) -> Block | None:
        """The element that ``named`` means within ``block``, from the innermost one outwards."""
        if named.casefold() == "this":
            return block if "id" in block.about else None
        scope = block.scope.casefold()
        while scope:
            found = self._elements.get(f"{scope}.{named.casefold()}")
            if found is not None:
                return found
            scope = scope.rpartition(".")[0]
        return self._elements.get(named.casefold())

    def _field(self, said: Statement, about: Json) -> bool:
        """`description "..."`, `technology "..."`, `tags "a" "b"`, a block of properties."""
        texts = said.texts[1:]
        if said.keyword in _FIELDS and texts and not said.opens:
            _say(about, said.keyword, texts[0])
        elif said.keyword in ("tag", "tags") and texts:
            _say(about, "tags", ",".join(texts))
        elif said.keyword in _NAMED and said.opens:
            properties = about.setdefault("properties", {})
            assert isinstance(properties, dict)  # noqa: S101 - nothing else is put there
            self._enter(Block(said.keyword, properties, line=said.line))
        elif said.keyword != "healthcheck":
            return False
        return True

    def _in_properties(self, said: Statement, block: Block) -> bool:
        if len(said.words) < 2:
            return False
        key, *values = said.texts
        prefix = "" if block.kind == "properties" else "perspective "
        block.about[f"{prefix}{key}"] = "; ".join(values)
        return True

    def _in_archetypes(self, said: Statement, _: Block) -> bool:
        """`api = container { technology "Java" }`, `https = -> { technology "HTTPS" }`."""
        name, rest = _assigned(said)
        if not rest:
            return False
        arrow = _ARROW.match(rest[0].text)
        base = (arrow["archetype"] or "->") if arrow else rest[0].text
        under = self._archetypes.get(base.casefold(), Archetype(base.casefold()))
        made = Archetype(under.keyword, dict(under.said))
        # Without a name the keyword itself gets defaults.
        self._archetypes[(name or base).casefold()] = made
        if said.opens:
            self._enter(Block("archetype", made.said, line=said.line))
        return True

    def _in_fields(self, said: Statement, block: Block) -> bool:
        return self._field(said, block.about)

    def _reject(self, said: Statement) -> None:
        reason = f"`{str(said)[:60]}` is no statement that is known here; it is rejected"
        self.rejects.append(RejectedRow(self.file, said.line, None, reason, str(said)))
        place = Place(file=self.file, line=said.line)
        self.findings.append(Finding("error", "invalid_row", reason, place))

    def _broken(self, message: str, line: int) -> UnreadableFile:
        finding = Finding("error", "broken_block", message, Place(file=self.file, line=line))
        return UnreadableFile.of([finding], self.file)


_DEPLOYED: Final = ("containerInstances", "softwareSystemInstances", "infrastructureNodes")
_Taker = Callable[[Workspace, Statement, Block], bool]
_TAKERS: Final[Mapping[str, _Taker]] = {
    "archetype": Workspace._in_fields,
    "archetypes": Workspace._in_archetypes,
    "environment": Workspace._in_model,
    "model": Workspace._in_model,
    "perspectives": Workspace._in_properties,
    "properties": Workspace._in_properties,
    "relationship": Workspace._in_fields,
    "top": Workspace._at_top,
    "workspace": Workspace._in_workspace,
}
"""Who takes the statements of each kind of block; any other block is an element."""


def _changed(block: Block, *, line: int, group: str | None = None) -> Block:
    """``block`` again, as a block within itself."""
    inside = block.group if group is None else group
    return Block(block.kind, block.about, block.path, block.name, block.scope, inside, line)


def _assigned(said: Statement) -> tuple[str, Sequence[Word]]:
    """The identifier before `=`, empty where there is none, and the other words."""
    if len(said.words) > 1 and said.words[1] == Word("="):
        return said.words[0].text, said.words[2:]
    return "", said.words


def _say(about: Json, column: str, text: str) -> None:
    """Fill in ``column``; tags add up, what has no column of its own is a property."""
    if not text:
        return
    if column == "tags":
        before = about.get("tags")
        about["tags"] = f"{before},{text}" if before else text
    elif column in ("metadata", "instances"):
        properties = about.setdefault("properties", {})
        if isinstance(properties, dict):
            properties[column] = text
    else:
        about[column] = text
