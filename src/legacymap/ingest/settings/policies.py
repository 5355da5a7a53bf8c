"""The policy in a TOML, YAML or JSON file, or every problem with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from legacymap.errors import Finding, InvalidPolicy, LimitExceeded, Place, UnreadableFile
from legacymap.ingest.limits import Limits, over
from legacymap.ingest.texts.json_text import parse_json
from legacymap.ingest.texts.yaml_text import Lines, core, parse_yaml
from legacymap.planning.policy.policy import Policy, policy_of

LARGEST: Final = 2**20
"""Bytes of a policy file."""
_LIMITS: Final = Limits(file_bytes=LARGEST, nodes=100_000, depth=32)


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
    # Nobody needs aliases in a policy, and several documents are no one policy.
    documents = parse_yaml(_text(content, place), place, _LIMITS, scalar=core, aliases=False)
    if len(documents) > 1:
        raise _unreadable("YAML", "a second document begins here", place, documents[1].line)
    return (documents[0].value, documents[0].lines) if documents else (None, {})


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
