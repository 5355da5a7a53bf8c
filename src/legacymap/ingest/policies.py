"""The policy in a TOML, YAML or JSON file, or every problem with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

import yaml

from legacymap.errors import Finding, InvalidPolicy, LimitExceeded, Place, UnreadableFile
from legacymap.ingest.json_text import parse_json
from legacymap.ingest.limits import Limits, over
from legacymap.planning.policy.policy import Policy, policy_of

LARGEST: Final = 2**20
"""Bytes of a policy file."""
_LIMITS: Final = Limits(file_bytes=LARGEST, nodes=100_000, depth=32)
_DEEPEST: Final = 32

# YAML 1.2's core schema has no yes, no, on, off, dates or octals: what looks like a word is one.
_NULL: Final = re.compile(r"(?:~|null|Null|NULL|)\Z")
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT: Final = re.compile(
    r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)\.[0-9]*|(?:0|[1-9][0-9]*)(?=[eE]))(?:[eE][-+]?[0-9]+)?\Z"
)
_BOOLEAN: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False}


def read_policy(name: str, content: bytes) -> Policy:
    """The policy in the file called ``name``: by its extension, else by its content.

    Raises:
        UnreadableFile: it is no TOML, YAML or JSON.
        LimitExceeded: it is over a megabyte or nested too deeply.
        InvalidPolicy: it breaks the schema; every problem with its path, and in YAML its line.
    """
    place = Place(file=name)
    if len(content) > LARGEST:
        what = f"{len(content):,} bytes are no policy"
        raise LimitExceeded.of([over("policy_bytes", LARGEST, what, place)], name)
    extension = PurePath(name).suffix.lower()
    parse = PARSERS.get(extension) or (_json if content.lstrip()[:1] == b"{" else _toml)
    document, lines = parse(content, place)
    try:
        return policy_of(document if document is not None else {}, file=name)
    except InvalidPolicy as error:
        located = [_with_line(finding, lines) for finding in error.findings]
        raise InvalidPolicy.of(located, f"{name} is not a policy") from error


Lines = Mapping[str, int]
"""The line on which the value at each path stands, as far as the format tells."""


def _with_line(finding: Finding, lines: Lines) -> Finding:
    path = finding.where.path if finding.where else None
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    if not path or finding.where is None:
        return finding
    return replace(finding, where=replace(finding.where, line=lines[path]))


def _json(content: bytes, place: Place) -> tuple[object, Lines]:
    return parse_json(content.removeprefix(b"\xef\xbb\xbf"), place, _LIMITS), {}


def _toml(content: bytes, place: Place) -> tuple[object, Lines]:
    text = _text(content, place)
    try:
        return tomllib.loads(text), {}
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise _unreadable("TOML", str(error), place, int(found[1]) if found else None) from error
    except (RecursionError, ValueError) as error:
        raise _unreadable("TOML", "a value is nested too deeply or too long", place) from error


def _yaml(content: bytes, place: Place) -> tuple[object, Lines]:
    text = _text(content, place)
    try:
        _refuse_aliases(text, place)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise _unreadable("YAML", str(error.problem or "malformed"), place, line) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _unreadable("YAML", "a character or a depth that is not allowed", place) from error
    if root is None:
        return None, {}
    reader = _YamlReader(place)
    document = reader.value(root, "")
    if reader.findings:
        raise UnreadableFile.of(reader.findings, str(place.file))
    return document, reader.lines


def _refuse_aliases(text: str, place: Place) -> None:
    """Aliases can make a small file huge, and nobody needs them in a policy."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent):
            raise _unreadable("YAML", "aliases (*name) are not allowed here", place, line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            finding = over("depth", _DEEPEST, "the policy is nested too deeply", place)
            raise LimitExceeded.of([finding], str(place.file))


class _YamlReader:
    """Turns YAML nodes into values, strings kept strings, and notes the line of each path."""

    def __init__(self, place: Place) -> None:
        self.lines: dict[str, int] = {}
        self.findings: list[Finding] = []
        self._place = place

    def value(self, node: yaml.Node, path: str) -> object:
        """What ``node`` says."""
        if path:
            self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return dict(self._items(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, f"{path}[{i}]") for i, item in enumerate(node.value)]
        return _scalar(node)

    def _items(self, node: yaml.MappingNode, path: str) -> Iterator[tuple[str, object]]:
        seen: set[str] = set()
        for key, item in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self._note("a key must be a word", line)
                continue
            if key.value in seen:
                self._note(f"{key.value!r} is given twice", line)
            seen.add(key.value)
            yield key.value, self.value(item, f"{path}.{key.value}".removeprefix("."))

    def _note(self, message: str, line: int) -> None:
        place = replace(self._place, line=line)
        self.findings.append(Finding("error", "not_yaml", message, place))


def _scalar(node: yaml.Node) -> object:
    text = str(node.value)
    plain = isinstance(node, yaml.ScalarNode) and node.style is None
    if not plain:
        return text
    if _NULL.match(text):
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def _text(content: bytes, place: Place) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unreadable("text", "not UTF-8", place, line) from error


def _unreadable(format: str, message: str, place: Place, line: int | None = None) -> UnreadableFile:
    finding = Finding(
        "error", f"not_{format.lower()}", f"not {format}: {message}", replace(place, line=line)
    )
    return UnreadableFile.of([finding], str(place.file))


Parse = Callable[[bytes, Place], tuple[object, Lines]]
PARSERS: Final[Mapping[str, Parse]] = MappingProxyType(
    {".json": _json, ".toml": _toml, ".yaml": _yaml, ".yml": _yaml}
)
"""One row an extension."""
