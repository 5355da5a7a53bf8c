"""Which records a delimited text holds, and on which physical line each begins."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from typing import Final

from legacymap.errors import Finding, LimitExceeded, Place, UnreadableFile
from legacymap.ingest.limits import Limits, over
from legacymap.inventory import OURS

DELIMITERS: Final = (",", ";", "\t", "|")
_NAMES: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


@dataclass(frozen=True, slots=True)
class Records:
    """The header and the data records that are not blank."""

    delimiter: str
    header: tuple[str, ...]
    header_line: int
    lines: tuple[int, ...]
    """Line on which each record begins, from 1."""
    cells: tuple[list[str], ...]
    first_column: int | None = None
    """Column of the first cell, from 1, where this is a sheet of a workbook."""

    def text(self, index: int) -> str:
        """Record ``index`` as delimited text again."""
        out = io.StringIO()
        csv.writer(out, delimiter=self.delimiter, lineterminator="").writerow(self.cells[index])
        return out.getvalue()

    def with_headers(self, index: int) -> tuple[tuple[str, str], ...]:
        """Header and text of each cell of record ``index``."""
        return tuple(zip_longest(self.header, self.cells[index], fillvalue=""))

    def without_ours(self) -> Records:
        """The same without the columns that tables of ours have beside those of the inventory."""
        kept = [at for at, cell in enumerate(self.header) if not is_ours(cell)]
        if len(kept) == len(self.header):
            return self
        dropped = set(range(len(self.header))) - set(kept)
        return replace(
            self,
            header=tuple(self.header[at] for at in kept),
            cells=tuple(
                [cell for at, cell in enumerate(cells) if at not in dropped] for cells in self.cells
            ),
        )

    def cell(self, *, line: int, index: int) -> str | None:
        """What a spreadsheet calls the cell in column ``index`` of a row: ``B17``."""
        if self.first_column is None:
            return None
        return f"{column_letters(self.first_column + index)}{line}"

    @property
    def delimiter_name(self) -> str:
        """The delimiter as people call it."""
        return _NAMES[self.delimiter]


def is_ours(header: str) -> bool:
    """Whether ``header`` is of a column that we computed, case and blanks around it aside."""
    return header.strip().casefold().startswith(OURS)


def column_letters(number: int) -> str:
    """What a spreadsheet calls column ``number``, from 1: ``A``, ``Z``, ``AA``."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def read_records(
    text: str, file: str, limits: Limits, worth: Callable[[Sequence[str]], int]
) -> Records | None:
    """The records of ``text``; ``None`` where there is not even a header.

    The delimiter is the one with which the header is ``worth`` most, then the one that gives most
    columns. A first line ``sep=;``, as spreadsheets write it, is obeyed.

    Raises:
        UnreadableFile: a quote never closes, or closes in the middle of a cell.
        LimitExceeded: too many rows or columns.
    """
    stated = _stated_delimiter(text)
    skipped = 0
    if stated:
        text, skipped = text.partition("\n")[2], 1
    delimiter = stated or _best_delimiter(text, worth)
    try:
        lines, cells = _one_a_line(text, delimiter, skipped, limits) or _filled(
            text, delimiter, file, skipped, limits
        )
    except UnreadableFile:
        # Some tools, Archi among them, accept a blank between a closing quote and the separator.
        mended = re.sub(rf'(?<=") +(?=[{re.escape(delimiter)}\r\n])', "", text)
        if mended == text:
            raise
        lines, cells = _filled(mended, delimiter, file, skipped, limits)
    if not cells:
        return None
    if len(cells[0]) > limits.columns:
        _refuse_size("columns", limits.columns, f"{len(cells[0]):,} columns", file)
    return Records(delimiter, tuple(cells[0]), lines[0], tuple(lines[1:]), tuple(cells[1:]))


def _one_a_line(
    text: str, delimiter: str, skipped: int, limits: Limits
) -> tuple[Sequence[int], list[list[str]]] | None:
    """What :func:`_filled` gives, made at once.

    ``None`` where a record takes several lines, or where there is something to refuse.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        records = list(islice(reader, limits.rows + 2))
    except csv.Error:
        return None
    if reader.line_num != len(records) or len(records) == limits.rows + 2:
        return None
    doubtful = [
        at for at, cells in enumerate(records) if not cells or not cells[0] or cells[0].isspace()
    ]
    blank = {at for at in doubtful if not any(map(str.strip, records[at]))}
    if not blank:
        return range(skipped + 1, skipped + 1 + len(records)), records
    kept = [at for at in range(len(records)) if at not in blank]
    return [skipped + 1 + at for at in kept], [records[at] for at in kept]


def _filled(
    text: str, delimiter: str, file: str, skipped: int, limits: Limits
) -> tuple[Sequence[int], list[list[str]]]:
    """Line and cells of each record that is not blank, the header among them."""
    lines: list[int] = []
    cells: list[list[str]] = []
    for line, record in _records(text, delimiter, file, skipped):
        if any(cell and not cell.isspace() for cell in record):
            lines.append(line)
            cells.append(record)
            if len(cells) > limits.rows + 1:
                _refuse_size("rows", limits.rows, "more rows than are read", file)
    return lines, cells


def header_of(text: str, worth: Callable[[Sequence[str]], int]) -> tuple[str, ...]:
    """The cells of the first record of ``text`` that is not blank; none where there is none."""
    stated = _stated_delimiter(text)
    text = text.partition("\n")[2] if stated else text
    delimiter = stated or _best_delimiter(text, worth)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return tuple(next((cells for cells in reader if any(c.strip() for c in cells)), ()))
    except csv.Error:
        return ()


def _stated_delimiter(text: str) -> str | None:
    first = text[:16].splitlines()[:1]
    if first and first[0].lower().startswith("sep=") and first[0][4:5] in DELIMITERS:
        return first[0][4:5]
    return None


def _best_delimiter(text: str, worth: Callable[[Sequence[str]], int]) -> str:
    start = text.lstrip()[:65_536]

    def value(delimiter: str) -> tuple[int, int, int]:
        try:
            header = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), [])
        except csv.Error:
            return (0, 0, 0)
        return (worth(header), len(header), -DELIMITERS.index(delimiter))

    return max(DELIMITERS, key=value)


def _records(text: str, delimiter: str, file: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    # newline="" keeps the line ends, so that the reader counts physical lines, whatever ends them.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = skipped + 1
    try:
        for record in reader:
            yield begins, record
            begins = skipped + reader.line_num + 1
    except csv.Error as error:
        finding = Finding("error", "broken_quotes", _told(error), Place(file=file, line=begins))
        raise UnreadableFile.of([finding], file) from error


def _told(error: csv.Error) -> str:
    said = str(error)
    if "unexpected end" in said:
        return "a quote opens in this row and never closes"
    if "field limit" in said:
        return f"a cell of over {csv.field_size_limit():,} characters: does a quote never close?"
    if "expected after" in said:
        return "a quoted cell goes on after its closing quote; write a quote in it twice"
    return said


def _refuse_size(limit: str, allowed: int, what: str, file: str) -> None:
    raise LimitExceeded.of([over(limit, allowed, what, Place(file=file))], file)
