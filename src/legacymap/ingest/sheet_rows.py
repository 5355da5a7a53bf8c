"""Which loose rows a table holds: each is made of its cells when it is asked for.

Large tables are checked column by column, and only rows that need a second look are ever made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import overload

from pydantic import JsonValue

from legacymap.errors import Finding, Place
from legacymap.ingest.files import Source
from legacymap.ingest.mappings import TableRule
from legacymap.ingest.texts.delimited import Records
from legacymap.ingest.vocabulary.cells import Meaning, meaning, text
from legacymap.ingest.vocabulary.headers import MODELS, Column, Header
from legacymap.ingest.vocabulary.words import OPEN, UNKNOWN
from legacymap.inventory import LooseRow, Record, RejectedRow
from legacymap.inventory.tables import bare_type


@dataclass(frozen=True, slots=True)
class Reads:
    """What the cells of one column of a table are read for."""

    column: Column
    means: Meaning
    vocabulary: frozenset[str] | None = None
    """The words allowed where the column is open: others are kept beside it, told once each."""


@dataclass(frozen=True)
class SheetRows(Sequence[LooseRow]):
    """The rows of a table that are neither ragged nor oversized, in the order of the file."""

    source: Source
    records: Records
    header: Header
    rule: TableRule | None = None

    def __len__(self) -> int:
        """How many there are."""
        return len(self._indices)

    def __iter__(self) -> Iterator[LooseRow]:
        """All of them; they are made once."""
        return iter(self._made)

    @overload
    def __getitem__(self, index: int) -> LooseRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[LooseRow]: ...
    def __getitem__(self, index: int | slice) -> LooseRow | Sequence[LooseRow]:
        """One of them, made anew, or several."""
        if isinstance(index, slice):
            return self._made[index]
        at = self._indices[index]
        return LooseRow(values(self.reads, self.records.cells[at], self.constants), self.place(at))

    @property
    def are_made(self) -> bool:
        """Whether all of them were asked for already."""
        return "_made" in vars(self)

    @cached_property
    def _made(self) -> tuple[LooseRow, ...]:
        reads, constants, cells = self.reads, self.constants, self.records.cells
        return tuple(
            LooseRow(values(reads, cells[at], constants), self.place(at)) for at in self._indices
        )

    def place(self, at: int) -> Place:
        """Where record ``at`` stands."""
        return Place(file=self.source.name, line=self.records.lines[at], row=at + 1)

    def numbered(self, numbers: Iterable[int]) -> Iterator[LooseRow]:
        """Those with these numbers in their table, from 1."""
        for number in sorted(numbers):
            index = bisect_left(self._indices, number - 1)
            if index < len(self) and self._indices[index] == number - 1:
                yield self[index]

    def cells(self, index: int) -> list[str]:
        """The cells of column ``index`` of the table, one for each of these rows."""
        cells = self.records.cells
        kept = cells if len(self) == len(cells) else [cells[at] for at in self._indices]
        if index < min(self._widths, default=0):
            return [row[index] for row in kept]
        return [row[index] if index < len(row) else "" for row in kept]

    def mentions(self, word: str) -> bool:
        """Whether ``word`` may stand in the properties of any row."""
        columns = [read.column for read in self.reads if read] + [
            name for name, _ in self.constants
        ]
        if any(column[0] == "properties" and word in part for column in columns for part in column):
            return True
        return any(
            word in cell or "\\" in cell  # JSON may spell its letters as numbers
            for index, read in enumerate(self.reads)
            if read and read.column == ("properties",)
            for cell in self.cells(index)
        )

    @cached_property
    def _widths(self) -> frozenset[int]:
        return frozenset(map(len, self.records.cells))

    @cached_property
    def _indices(self) -> Sequence[int]:
        """Which records are rows."""
        wrong = {reject.row for reject in self.rejects}
        every = range(len(self.records.cells))
        return [at for at in every if at + 1 not in wrong] if wrong else every

    @cached_property
    def rejects(self) -> tuple[RejectedRow, ...]:
        """Records with more cells than there are headers, or with endless ones."""
        return tuple(
            RejectedRow(self.source.name, place.line, place.row, reason, self.records.text(at))
            for at, _, reason in self._misshapen
            for place in (self.place(at),)
        )

    @cached_property
    def _misshapen(self) -> tuple[tuple[int, str, str], ...]:
        """Records that are no rows, each with a code and a reason."""
        cells, width = self.records.cells, len(self.records.header)
        longest = self.source.limits.cell_characters
        is_long = max(map(len, chain.from_iterable(cells)), default=0) > longest
        found = []
        for at, row in enumerate(cells) if is_long or max(self._widths, default=0) > width else ():
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                what, code = f"{len(row)} cells under {width} headers", "ragged_row"
            elif is_long and max(map(len, row), default=0) > longest:
                what, code = f"a cell of over {longest:,} characters", "oversized_cell"
            else:
                continue
            found.append((at, code, f"{what}; the row is rejected"))
        return tuple(found)

    def findings(self) -> Iterator[Finding]:
        """What there is to say of the shape of records, and of words in them."""
        for at, code, reason in self._misshapen:
            yield Finding("error", code, reason, self.place(at))
        width = len(self.records.header)
        for at in self._indices if min(self._widths, default=width) < width else ():
            cells = len(self.records.cells[at])
            if cells < width:
                message = f"{cells} cells under {width} headers; what is missing is unknown"
                yield Finding("warning", "short_row", message, self.place(at))
        for (column, word), count in sorted(self._unheard().items()):
            message = (
                f"{word[:60]!r} is no {column} that is known; left unknown, kept in properties"
                f" ({count} {'row' if count == 1 else 'rows'})"
            )
            yield Finding(
                "warning", "unknown_word", message, Place(file=self.source.name, column=column)
            )

    def _unheard(self) -> Counter[tuple[str, str]]:
        """Words by column that the vocabulary does not hold."""
        unheard = Counter[tuple[str, str]]()
        for index, read in enumerate(self.reads):
            if read is None or read.vocabulary is None:
                continue
            for cell, count in Counter(self.cells(index)).items():
                word = cell.strip()
                if not word or word.casefold() in UNKNOWN:
                    continue
                meant = read.means(cell)
                if meant is not None and meant not in read.vocabulary:
                    unheard[read.column[0], word] += count
        return unheard

    @cached_property
    def reads(self) -> tuple[Reads | None, ...]:
        """What each cell of a row is read for; ``None`` where it is left aside."""
        return tuple(map(self._read, range(len(self.header.columns)), self.header.columns))

    def _read(self, index: int, column: Column | None) -> Reads | None:
        header = self.records.header[index]
        if self.rule is None:
            return self._known(column) if column else self._unknown(index)
        if self.rule.ignores(header):
            return None
        return self._stated(index, column, self.rule)

    def _stated(self, index: int, column: Column | None, rule: TableRule) -> Reads:
        """What the mapping says of a column: words in other words, ids with a prefix."""
        read = self._known(column) if column else self._unknown(index)
        means = read.means
        words = rule.words_of(".".join(read.column))
        prefix = rule.prefix_of(self.records.header[index])
        is_list = column is not None and means("a;b") == ["a", "b"]

        def translated(cell: str) -> JsonValue:
            items = cell.split(";") if is_list else [cell]
            said = [words.get(item.strip().casefold(), item) for item in items]
            if prefix:
                said = [f"{prefix}{item.strip()}" if item.strip() else item for item in said]
            return means(";".join(said))

        return replace(read, means=translated) if words or prefix else read

    @cached_property
    def constants(self) -> tuple[tuple[Column, JsonValue], ...]:
        """What the mapping says of every row."""
        given = self.rule.constants if self.rule else {}
        found = []
        for name, word in sorted(given.items()):
            read = self._known(tuple(name.split(".", 1)))
            found.append((read.column, read.means(word)))
        return tuple(found)

    def _known(self, column: Column) -> Reads:
        table, model = self.header.table, MODELS[self.header.table]
        if len(column) == 1:
            return Reads(
                column, meaning(table, model, column[0]), _vocabulary(table, column, model)
            )
        if column[0] == "properties":
            return Reads(column, text)
        for name in column[:-1]:
            inner = bare_type(model.model_fields[name].annotation)
            assert isinstance(inner, type) and issubclass(inner, Record)  # noqa: S101, PT018 - only records hold columns
            model = inner
        return Reads(column, meaning(table, model, column[-1]))

    def _unknown(self, index: int) -> Reads:
        said = self.records.header[index].strip() or f"column {index + 1}"
        is_taken = said in MODELS[self.header.table].model_fields
        return Reads((f"{said} (again)" if is_taken else said,), text)


def values(
    reads: Iterable[Reads | None],
    cells: Sequence[str],
    constants: Iterable[tuple[Column, JsonValue]],
) -> dict[str, object]:
    """What ``cells`` say, read for ``reads``; where they are silent, ``constants`` hold."""
    found: dict[str, object] = {}
    for read, cell in zip(reads, cells, strict=False):
        if not cell or cell.isspace() or read is None:
            continue
        value, column = read.means(cell), read.column
        if read.vocabulary is None or value in read.vocabulary:
            if len(column) > 1 or value is None:
                _put(found, column, value)
            else:
                found[column[0]] = value
        elif cell.strip().casefold() not in UNKNOWN:
            _put(found, ("properties", f"{column[0]}_as_given"), cell.strip())
    for column, value in constants:
        if column[0] not in found:
            _put(found, column, value)
    return found


def _vocabulary(table: str, column: Column, model: type[Record]) -> frozenset[str] | None:
    if (table, column[0]) not in OPEN:
        return None
    literal = bare_type(model.model_fields[column[0]].annotation)
    return frozenset(literal.__args__)  # type: ignore[attr-defined]  # a Literal


def _put(found: dict[str, object], column: Column, value: JsonValue) -> None:
    if value is None:
        return
    inner: object = found
    for name in column[:-1]:
        inner = inner.setdefault(name, {}) if isinstance(inner, dict) else None
    if isinstance(inner, dict):
        inner[column[-1]] = value
