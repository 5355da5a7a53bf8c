"""How a sound file becomes an unsound one that still looks like its format."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Final

from hypothesis import strategies as st

from legacymap.ingest import InputFile

_TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")
_ODD_WORDS: Final = (
    *("", "0", "-1", "1e999", "NaN", "null", "true", "no", "=1+1", "'", '"', "<", ">", "&", "]]>"),
    *("\n", "\r", "\t", ";", ",", "{", "}", "[", "]", ":", "-", "\\", "\u00e9", "\u202e", "\ufeff"),
    *("9" * 25, "x" * 600, "\U0001f469\u200d\U0001f680", "e\u0301", "2020-02-30", "12:30", "a b"),
    *("\u0661\u0662", "\u00b2", "0" * 5_000, "*a", "&a", "!!python/object", "..", "%s", "{{7*7}}"),
)
_ODD_VALUES: Final[tuple[object, ...]] = (
    *(None, True, False, 0, -1, 2**53 + 1, 2**63, 1.5, 1e308, "", " ", "=1+1", "no", "x" * 600),
    *([], {}, [[]], [None], {"": None}, [{}], "\u0661", "2020-02-30", "\u202e", "../x", {"id": []}),
)


@st.composite
def mutated(draw: st.DrawFn, file: InputFile) -> InputFile:
    """``file`` with one to four things changed in it."""
    content = file.content
    for _ in range(draw(st.integers(1, 4))):
        content = _changed(draw, content)
    return InputFile(file.name, content)


def _changed(draw: st.DrawFn, content: bytes) -> bytes:
    if content.startswith(b"PK"):
        return _archive(draw, content)
    if content[:1] in (b"{", b"[") and draw(st.booleans()):
        try:
            return _document(draw, json.loads(content))
        except (ValueError, RecursionError):
            pass
    if draw(st.integers(0, 9)) == 0:
        return _bytes(draw, content)
    return _text(draw, content.decode("utf-8", "surrogateescape"))


def _archive(draw: st.DrawFn, content: bytes) -> bytes:
    """A member changed and packed anew, or bytes of the archive itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(name, archive.read(name)) for name in archive.namelist()]
    except Exception:  # noqa: BLE001 - an earlier change broke it: then only bytes are left
        return _bytes(draw, content)
    if not members or draw(st.integers(0, 4)) == 0:
        return _bytes(draw, content)
    chosen = draw(st.integers(0, len(members) - 1))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, (name, inside) in enumerate(members):
            if number != chosen:
                archive.writestr(name, inside)
            elif draw(st.integers(0, 7)):
                archive.writestr(name, _text(draw, inside.decode("utf-8", "surrogateescape")))
    return out.getvalue()


def _bytes(draw: st.DrawFn, content: bytes) -> bytes:
    at = draw(st.integers(0, len(content)))
    until = at + draw(st.integers(0, 8))
    return content[:at] + draw(st.binary(max_size=4)) + content[until:]


def _text(draw: st.DrawFn, text: str) -> bytes:
    """Words put in, taken out, doubled or moved: what stands around them stays as it was."""
    words = _TOKEN.findall(text) or [""]
    at = draw(st.integers(0, len(words) - 1))
    other = words[draw(st.integers(0, len(words) - 1))]
    how = draw(st.integers(0, 5))
    if how == 0:
        words[at] = draw(st.sampled_from(_ODD_WORDS))
    elif how == 1:
        words[at] = other
    elif how == 2:
        words.insert(at, draw(st.sampled_from(_ODD_WORDS)))
    elif how == 3:
        del words[at : at + draw(st.integers(1, 12))]
    elif how == 4:
        words[at:at] = words[at : at + draw(st.integers(1, 12))]
    else:
        lines = text.splitlines(keepends=True) or [""]
        line = draw(st.integers(0, len(lines) - 1))
        lines.insert(draw(st.integers(0, len(lines))), lines.pop(line))
        words = lines
    return "".join(words).encode("utf-8", "surrogateescape")


def _document(draw: st.DrawFn, document: object) -> bytes:
    """A value of a JSON document replaced, taken out or put in another's place."""
    spots: list[tuple[dict[str, object] | list[object], str | int]] = []
    stack = [document]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            spots.extend((value, key) for key in value)
            stack.extend(value.values())
        elif isinstance(value, list):
            spots.extend((value, index) for index in range(len(value)))
            stack.extend(value)
    if not spots:
        return json.dumps(draw(st.sampled_from(_ODD_VALUES))).encode()
    holder, key = spots[draw(st.integers(0, len(spots) - 1))]
    new = draw(st.sampled_from(_ODD_VALUES))
    if draw(st.booleans()):
        other, where = spots[draw(st.integers(0, len(spots) - 1))]
        new = json.loads(json.dumps(_at(other, where)))
    if draw(st.integers(0, 3)) == 0:
        _drop(holder, key)
    else:
        _put(holder, key, new)
    return json.dumps(document).encode()


def _at(holder: dict[str, object] | list[object], key: str | int) -> object:
    return holder[key]  # type: ignore[index]  # found in it a moment ago


def _put(holder: dict[str, object] | list[object], key: str | int, value: object) -> None:
    holder[key] = value  # type: ignore[index]  # found in it a moment ago


def _drop(holder: dict[str, object] | list[object], key: str | int) -> None:
    del holder[key]  # type: ignore[arg-type]  # found in it a moment ago
