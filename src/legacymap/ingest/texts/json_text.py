"""JSON that every parser reads alike, or each place where it is not."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NoReturn

from pydantic import JsonValue

from legacymap.errors import Finding, LimitExceeded, Place, UnreadableFile
from legacymap.ingest.limits import Limits, over

_SHOWN_PROBLEMS: Final = 100
_UNSAFE: Final = re.compile("[\0\ud800-\udfff]")
_BARE_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
# What databases and encoders of JSON keep exactly; longer texts are not even converted.
_INTEGERS: Final = range(-(2**63), 2**63)
_LONGEST_INTEGER: Final = 20


@dataclass(frozen=True, slots=True)
class _Unsound:
    """Stands in a parsed document where the text was no sound JSON value."""

    code: str
    message: str


class _Repeated(dict[str, object]):
    """An object that gives one of its keys twice."""

    keys_given_twice: tuple[str, ...] = ()


def parse_json(content: bytes, place: Place, limits: Limits) -> JsonValue:
    """The document in ``content``.

    Refused with every place: keys given twice, NaN and infinities, numbers too long to be exact,
    NUL and half surrogate pairs, nesting and size over ``limits``.

    Raises:
        UnreadableFile: it is not JSON, or not sound.
        LimitExceeded: it is over a limit.
    """
    document = _parsed(content, place, limits)
    problems = tuple(_problems(document, place, limits))
    if any(finding.code == "limit_exceeded" for finding in problems):
        raise LimitExceeded.of(problems, str(place.file))
    if problems:
        raise UnreadableFile.of(problems, str(place.file))
    sound: JsonValue = document  # type: ignore[assignment]  # no _Unsound is left in it
    return sound


def _parsed(content: bytes, place: Place, limits: Limits) -> object:
    try:
        return json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=lambda word: _Unsound("not_finite", f"{word} is not a JSON number"),
            parse_float=_float,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        at = Place(file=place.file, line=error.lineno)
        message = f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        _refuse(Finding("error", "not_json", message, at), place, error)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"not UTF-8 (byte 0x{content[error.start]:02x}), as JSON has to be"
        at = Place(file=place.file, line=line)
        _refuse(Finding("error", "not_text", message, at), place, error)
    except RecursionError as error:
        finding = over("depth", limits.depth, "the document is nested too deeply", place)
        raise LimitExceeded.of([finding], str(place.file)) from error


def _refuse(finding: Finding, place: Place, cause: Exception) -> NoReturn:
    raise UnreadableFile.of([finding], str(place.file)) from cause


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    times = Counter(key for key, _ in pairs)
    repeated = _Repeated(plain)
    repeated.keys_given_twice = tuple(sorted(key for key in times if times[key] > 1))
    return repeated


def _float(text: str) -> object:
    number = float(text)
    if math.isfinite(number):
        return number
    return _Unsound("not_finite", f"{text[:40]} is too large for a number")


def _integer(text: str) -> object:
    if len(text) <= _LONGEST_INTEGER and int(text) in _INTEGERS:
        return int(text)
    return _Unsound("not_exact", f"a whole number of {len(text):,} digits is too long")


_Path = tuple["_Path", str | int] | None
"""The way to a value, as links towards the root: written out only where something is wrong."""


def _problems(document: object, place: Place, limits: Limits) -> Iterator[Finding]:
    """What is wrong in the parsed document, with paths; iterative, for it may be deep."""
    nodes, reported = 0, 0
    stack: list[tuple[object, _Path, int]] = [(document, None, 1)]
    while stack:
        value, path, depth = stack.pop()
        nodes += 1
        for code, message in _faults(value):
            reported += 1
            if reported <= _SHOWN_PROBLEMS:
                yield Finding("error", code, message, Place(file=place.file, path=_written(path)))
        if not isinstance(value, (dict, list)):
            continue
        if depth > limits.depth:
            what = f"nested {depth} deep at {_written(path)[:80]}"
            yield over("depth", limits.depth, what, place)
            return
        members = value.items() if isinstance(value, dict) else enumerate(value)
        stack.extend((item, (path, key), depth + 1) for key, item in members)
    if nodes > limits.nodes:
        yield over("nodes", limits.nodes, f"{nodes:,} values", place)


def _faults(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if _UNSAFE.search(value):
            yield "unsafe_text", "text with a NUL or half a surrogate pair"
    elif isinstance(value, _Unsound):
        yield value.code, value.message
    elif isinstance(value, dict):
        if isinstance(value, _Repeated):
            for key in value.keys_given_twice:
                yield "duplicate_key", f"the key {_legible(key)} is given twice"
        if any(_UNSAFE.search(key) for key in value):
            yield "unsafe_text", "a key with a NUL or half a surrogate pair"


def _written(path: _Path) -> str:
    """``path`` as people write it: ``systems[3].cost``; the root is ``$``."""
    parts: list[str] = []
    while path is not None:
        path, key = path
        if isinstance(key, int):
            parts.append(f"[{key}]")
        elif _BARE_KEY.fullmatch(key):
            parts.append(f".{key}" if path is not None else key)
        else:
            parts.append(f"[{_legible(key)}]")
    return "".join(reversed(parts)) or "$"


def _legible(text: str) -> str:
    return json.dumps(text[:60], ensure_ascii=bool(_UNSAFE.search(text)))
