"""The words of a text in Graphviz's language DOT, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from legacymap.errors import Finding, Place, UnreadableFile

TokenKind = Literal["id", "edge", "mark", "end"]

_TOKEN: Final = re.compile(
    r"(?P<blank>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<edge>->|--)"
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)"'
    r"|(?P<number>-?(?:\.\d+|\d+(?:\.\d*)?))"
    r"|(?P<bare>\w+)"
    r"|(?P<mark>[{}\[\];,:=+])",
    re.DOTALL,
)
_BRACKET: Final = re.compile(r"[<>]")
_ESCAPE: Final = re.compile(r"\\.", re.DOTALL)
_ESCAPES: Final = {"\\n": " ", "\\l": " ", "\\r": " ", '\\"': '"', "\\\\": "\\", "\\\n": ""}


class Token(NamedTuple):
    """One word or mark."""

    kind: TokenKind
    text: str
    line: int
    is_quoted: bool = False

    def says(self, word: str) -> bool:
        """Whether it is the keyword ``word``, in any case and not quoted."""
        return self.kind == "id" and not self.is_quoted and self.text.lower() == word


def tokens(text: str, file: str) -> Iterator[Token]:
    """The words of ``text``, comments left out, with an `end` after the last.

    Raises:
        UnreadableFile: a character that belongs to no word, or a text that never ends.
    """
    at, line, match = 0, 1, _TOKEN.match
    while at < len(text):
        found = match(text, at)
        if found is not None:
            at, kind = found.end(), found.lastgroup
            if kind != "blank":
                yield _made(kind, found[kind or 0], line)
            if kind in ("blank", "quoted"):
                line += found[0].count("\n")
            continue
        if text[at] == "#" and (at == 0 or text[at - 1] == "\n"):
            # Lines of a preprocessor.
            at = (text.find("\n", at) + 1) or len(text)
            line += 1
            continue
        if text[at] == "<":
            end = _html(text, at, line, file)
            yield Token("id", re.sub(r"<[^<>]*>", " ", text[at + 1 : end - 1]).strip(), line, True)
            line += text.count("\n", at, end)
            at = end
            continue
        raise refused(f"{text[at : at + 20]!r} belongs to no word of DOT", line, file)
    yield Token("end", "", line)


def _made(kind: str | None, text: str, line: int) -> Token:
    if kind == "quoted":
        if "\\" in text:
            text = _ESCAPE.sub(lambda m: _ESCAPES.get(m[0], m[0]), text)
        return Token("id", text, line, is_quoted=True)
    if kind == "edge":
        return Token("edge", text, line)
    return Token("mark" if kind == "mark" else "id", text, line)


def _html(text: str, start: int, line: int, file: str) -> int:
    """Where the text between angle brackets that opens at ``start`` is over."""
    depth = 0
    for found in _BRACKET.finditer(text, start):
        depth += 1 if found[0] == "<" else -1
        if depth == 0:
            return found.end()
    raise refused("a `<` opens here and never closes", line, file)


def refused(message: str, line: int, file: str) -> UnreadableFile:
    """The refusal of a text that is no DOT."""
    finding = Finding("error", "not_dot", f"not DOT: {message}", Place(file=file, line=line))
    return UnreadableFile.of([finding], file)
