"""What the documents of a YAML text say: words stay words, nothing is built, nothing explodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import yaml

from legacymap.errors import Finding, LimitExceeded, Place, UnreadableFile
from legacymap.ingest.limits import Limits, over

Lines = Mapping[str, int]
"""The line on which the value at each path stands, as far as the format tells."""

Scalar = Callable[[str], object]
"""What an unquoted scalar means."""

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNSAFE: Final = re.compile("[\0\ud800-\udfff]")

# YAML 1.2's core schema has no yes, no, on, off, dates or octals: what looks like a word is one.
_NULL: Final = re.compile(r"(?:~|null|Null|NULL|)\Z")
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT: Final = re.compile(
    r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)\.[0-9]*|(?:0|[1-9][0-9]*)(?=[eE]))(?:[eE][-+]?[0-9]+)?\Z"
)
_BOOLEAN: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False}


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """One document of a YAML text, on which line it begins, and the line of each path in it."""

    value: object
    line: int
    lines: Lines


def core(text: str) -> object:
    """An unquoted scalar by YAML 1.2's core schema."""
    if _NULL.match(text):
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def words(text: str) -> object:
    """An unquoted scalar as it is written; only nothing is nothing: ``010`` may be a name."""
    return None if _NULL.match(text) else text


def parse_yaml(
    text: str, place: Place, limits: Limits, *, scalar: Scalar = words, aliases: bool = True
) -> tuple[YamlDocument, ...]:
    """The documents in ``text``, empty ones left out.

    An alias counts as all that it stands for, so that none can blow a small file up.

    Raises:
        UnreadableFile: it is not YAML; keys given twice; tags that ask for objects to be built;
            aliases where they are not allowed, or in a circle.
        LimitExceeded: it is nested too deeply or holds too many values.
    """
    try:
        _look_through(text, place, limits, aliases=aliases)
        roots = tuple(yaml.compose_all(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = replace(place, line=mark.line + 1 if mark else None)
        raise _refused(str(error.problem or "malformed"), at) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _refused("a character or a depth that is not allowed", place) from error
    found = []
    budget = _Budget(limits.nodes, place)
    for root in roots:
        if root is None:
            continue
        _weigh(root, place, limits)
        reader = _Reader(place, scalar, budget)
        value = reader.value(root, "", ())
        if reader.findings:
            raise UnreadableFile.of(reader.findings, str(place.file))
        if value is not None:
            found.append(YamlDocument(value, root.start_mark.line + 1, reader.lines))
    return tuple(found)


def _look_through(text: str, place: Place, limits: Limits, *, aliases: bool) -> None:
    """Refuse by the stream of events what must not even be composed."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        at = replace(place, line=event.start_mark.line + 1 if event.start_mark else None)
        if isinstance(event, yaml.AliasEvent):
            if not aliases:
                raise _refused("aliases (*name) are not allowed here", at)
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        tag = getattr(event, "tag", None)
        if tag is not None and not tag.startswith("tag:yaml.org,2002:") and tag != "!":
            raise _refused(f"the tag {tag[:60]!r} is not allowed", at)
        if tag is not None and tag.startswith("tag:yaml.org,2002:python"):
            raise _refused(f"the tag {tag[:60]!r} is not allowed", at)
        if depth > limits.depth:
            finding = over("depth", limits.depth, "the document is nested too deeply", at)
            raise LimitExceeded.of([finding], str(place.file))


def _weigh(root: yaml.Node, place: Place, limits: Limits) -> None:
    """Refuse what becomes too much or too deep once aliases are what they stand for.

    Each node is weighed once, so that a bomb is told without setting it off.
    """
    weights: dict[int, tuple[int, int]] = {}
    above: set[int] = set()
    stack = [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            above.discard(id(node))
            inside = [weights.get(id(child), (1, 1)) for child in _children(node)]
            count = 1 + sum(weight for weight, _ in inside)
            depth = 1 + max((height for _, height in inside), default=0)
            weights[id(node)] = (count, depth)
            _refuse_weight(count, depth, replace(place, line=node.start_mark.line + 1), limits)
        elif id(node) not in weights and id(node) not in above:
            # What stands within itself is told by the reader.
            above.add(id(node))
            stack.append((node, True))
            stack.extend((child, False) for child in _children(node))


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [item for _, item in node.value]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _refuse_weight(count: int, depth: int, place: Place, limits: Limits) -> None:
    if count > limits.nodes:
        finding = over("nodes", limits.nodes, "holds too many values", place)
    elif depth > limits.depth + 1:  # a word within as many as may stand in each other
        finding = over("depth", limits.depth, "the document is nested too deeply", place)
    else:
        return
    raise LimitExceeded.of([finding], str(place.file))


@dataclass(slots=True)
class _Budget:
    """How many values may still be met, aliases counted as what they stand for."""

    left: int
    place: Place

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            finding = Finding("error", "limit_exceeded", "holds too many values", self.place)
            raise LimitExceeded.of([finding], str(self.place.file))


class _Reader:
    """Turns YAML nodes into values and notes the line of each path."""

    def __init__(self, place: Place, scalar: Scalar, budget: _Budget) -> None:
        self.lines: dict[str, int] = {}
        self.findings: list[Finding] = []
        self._place = place
        self._scalar = scalar
        self._budget = budget

    def value(self, node: yaml.Node, path: str, above: tuple[int, ...]) -> object:
        """What ``node`` says; ``above`` are the nodes that it stands in."""
        self._budget.take()
        line = node.start_mark.line + 1
        if path:
            self.lines[path] = line
        if isinstance(node, yaml.ScalarNode):
            return self._word(node, line)
        if id(node) in above:
            self._note("an alias stands for itself", line)
            return None
        inside = (*above, id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, f"{path}[{i}]", inside) for i, item in enumerate(node.value)]
        return dict(self._items(node, path, inside))

    def _items(
        self, node: yaml.Node, path: str, inside: tuple[int, ...]
    ) -> Iterator[tuple[str, object]]:
        seen: set[str] = set()
        for key, item in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self._note("a key must be a word", line)
                continue
            if key.value in seen:
                self._note(f"{key.value[:60]!r} is given twice", line)
            seen.add(key.value)
            yield key.value, self.value(item, f"{path}.{key.value}".removeprefix("."), inside)

    def _word(self, node: yaml.ScalarNode, line: int) -> object:
        text = str(node.value)
        if _UNSAFE.search(text):
            self._note("text with a NUL or half a surrogate pair", line)
        return text if node.style else self._scalar(text)

    def _note(self, message: str, line: int) -> None:
        place = replace(self._place, line=line)
        self.findings.append(Finding("error", "not_yaml", message, place))


def _refused(message: str, place: Place) -> UnreadableFile:
    finding = Finding("error", "not_yaml", f"not YAML: {message}", place)
    return UnreadableFile.of([finding], str(place.file))
