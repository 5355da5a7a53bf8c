r"""Which statements a text of the Structurizr DSL holds, and on which line each begins.

A statement is a line of words; one that ends in `{` opens a block, `}` closes it. Words stand bare,
in quotes, or in three quotes over several lines; a `\` at the end of a line goes on with the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from legacymap.errors import Finding, Place, UnreadableFile


@dataclass(frozen=True, slots=True)
class Word:
    """A word, and whether it stood in quotes: a quoted arrow is no arrow."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """The words of a line without braces; a line that only closes a block has none."""

    words: tuple[Word, ...]
    line: int
    opens: bool = False
    closes: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The words as they read."""
        return tuple(word.text for word in self.words)

    @property
    def keyword(self) -> str:
        """The first word without case, unless it is quoted."""
        return self.words[0].text.casefold() if self.words and not self.words[0].quoted else ""

    def __str__(self) -> str:
        """The statement as it may be written again."""
        shown = [f'"{w.text}"' if w.quoted else w.text for w in self.words]
        return " ".join([*shown, "{"] if self.opens else shown)


def statements(text: str, file: str) -> Iterator[Statement]:
    """The statements of ``text`` in their order.

    Raises:
        UnreadableFile: a quote or a comment never ends.
    """
    words: list[Word] = []
    begins = 1
    for item, line in _items(text, file):
        if not words:
            begins = line
        if isinstance(item, Word):
            words.append(item)
            continue
        if words or item == "{":
            yield Statement(tuple(words), begins, opens=item == "{")
            words = []
        if item == "}":
            yield Statement((), line, closes=True)
    if words:
        yield Statement(tuple(words), begins)


def _items(text: str, file: str) -> Iterator[tuple[Word | str, int]]:
    """Words, braces and the ends of lines, each with its line."""
    at, line, at_start = 0, 1, True
    while at < len(text):
        letter = text[at]
        if letter == "\n":
            yield "\n", line
            at, line, at_start = at + 1, line + 1, True
        elif letter.isspace():
            at += 1
        elif letter == "\\" and text[at + 1 : at + 3].lstrip("\r").startswith("\n"):
            at, line = text.index("\n", at) + 1, line + 1
        elif at_start and text.startswith("/*", at):
            end = _end(text, "*/", at + 2, "a comment begins here and never ends", file, line)
            line += text.count("\n", at, end)
            at = end + 2
        elif _comments(text, at, at_start=at_start):
            end = text.find("\n", at)
            at = end if end >= 0 else len(text)
        else:
            word, end = _word(text, at, file, line)
            for brace in _braces(word) or (word,):
                yield brace, line
            line += text.count("\n", at, end)
            at, at_start = end, False


def _comments(text: str, at: int, *, at_start: bool) -> bool:
    """Whether the rest of the line is a comment; within a line only after a blank: `https://`."""
    if at_start and text[at] == "#":
        return True
    return text.startswith("//", at) and (at_start or text[at - 1].isspace())


def _braces(word: Word) -> tuple[str, ...]:
    is_braces = not word.quoted and word.text and set(word.text) <= {"{", "}"}
    return tuple(word.text) if is_braces else ()


def _word(text: str, at: int, file: str, line: int) -> tuple[Word, int]:
    """The word that begins at ``at``, and where it ends."""
    if text.startswith('"""', at):
        end = _end(text, '"""', at + 3, "a text begins here and never ends", file, line)
        return Word(text[at + 3 : end].strip("\r\n"), quoted=True), end + 3
    if text[at] == '"':
        end = at + 1
        while end < len(text) and text[end] not in '"\n':
            end += 2 if text[end] == "\\" and text[end + 1 : end + 2] in ('"', "\n") else 1
        if text[end : end + 1] != '"':
            raise _refused("a quote opens in this line and never closes", file, line)
        said = text[at + 1 : end].replace("\\\n", "").replace('\\"', '"').replace("\\n", "\n")
        return Word(said, quoted=True), end + 1
    end = at
    while end < len(text) and not text[end].isspace():
        end += 1
    return Word(text[at:end]), end


def _end(text: str, mark: str, at: int, message: str, file: str, line: int) -> int:
    found = text.find(mark, at)
    if found < 0:
        raise _refused(message, file, line)
    return found


def _refused(message: str, file: str, line: int) -> UnreadableFile:
    finding = Finding("error", "broken_statement", message, Place(file=file, line=line))
    return UnreadableFile.of([finding], file)
