"""Which rows of a large table are valid, found column by column: each distinct cell once.

A cell means here what it means in a row: :func:`~legacymap.ingest.sheet_rows.values` reads it and
the field's own declaration checks it. Rows with any cell that is not valid, or that says something
beside its column, are left to the way of single rows, which finds the words for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Final, Generic, TypeVar, get_args

import polars as pl
from pydantic import TypeAdapter, ValidationError

from legacymap.ingest.sheet_rows import SheetRows, values
from legacymap.ingest.vocabulary.cells import text
from legacymap.inventory import LooseRow, Record, Row, read_rows
from legacymap.inventory.rows import split
from legacymap.inventory.tables import cell_of, frame_schema
from legacymap.inventory.vocabulary import Name, Text

R = TypeVar("R", bound=Record)

INDEX: Final = "(row)"
"""The column of a frame that says which row of the table each of its rows is, from 0."""
_LONGEST: Final = 512
_BARE: Final = r"(?s)^[^\s'\x00-\x20](?:[^\x00]*[^\s\x00-\x20])?$"
"""Text that means itself in every column of text: no blanks around it, no quote before it."""


@dataclass(frozen=True, slots=True)
class Columns(Generic[R]):
    """Valid rows of a table as a frame, each with its :data:`INDEX`."""

    table: SheetRows
    model: type[R]
    frame: pl.DataFrame
    complete: Callable[[LooseRow], LooseRow]
    """What is done to a row of the table before it is checked."""

    def without(self, which: pl.Series) -> tuple[Columns[R], tuple[Row[R], ...]]:
        """All but the rows that the mask ``which`` says, and those as single rows."""
        indices = self.frame.filter(which)[INDEX]
        rows, _ = read_rows(self.model, (self.complete(self.table[at]) for at in indices))
        return replace(self, frame=self.frame.filter(~which)), rows

    @property
    def records(self) -> pl.DataFrame:
        """Its rows with nothing but the fields of the model."""
        return self.frame.select(frame_schema(self.model).names())


@dataclass(frozen=True, slots=True)
class Checked(Generic[R]):
    """A table of which most rows are known to be valid."""

    columns: Columns[R]
    left: tuple[LooseRow, ...]
    """The others, as they stand in the table: they have to be checked one by one."""
    undeclared: Mapping[tuple[str | None, str], int]
    """How many of the valid rows fill each column that the model does not declare, by file."""


def check_columns(
    table: SheetRows,
    model: type[R],
    complete: Callable[[LooseRow], LooseRow] = lambda row: row,
    completed: Iterable[pl.Expr] = (),
) -> Checked[R]:
    """The rows of ``table`` whose every cell is valid; ``completed`` is ``complete`` for a frame.

    A row that lacks what the model requires is not among them.
    """
    own = model.__pydantic_decorators__
    # Fields are checked by what is declared of them; such rules would be passed over here.
    assert not {**own.model_validators, **own.field_validators}, model  # noqa: S101
    columns_of = _by_field(table, model)
    found = {
        name: _Field(table, model, name, columns_of[name], dtype).read()
        if name in columns_of
        else _Read(pl.repeat(None, len(table), dtype=dtype, eager=True))
        for name, dtype in frame_schema(model).items()
    }
    every = pl.DataFrame({name: read.cells for name, read in found.items()})
    frame = every.with_row_index(INDEX).with_columns(*completed)
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    sound = frame.select(pl.all_horizontal(pl.col(required).is_not_null())).to_series()
    for read in found.values():
        sound &= True if read.is_valid is None else read.is_valid
    beside = Counter(column for read in found.values() for column in read.beside(sound))
    undeclared: dict[tuple[str | None, str], int] = {
        (table.source.name, column): count for column, count in beside.items()
    }
    left = tuple(table[at] for at in (~sound).arg_true())
    return Checked(Columns(table, model, frame.filter(sound), complete), left, undeclared)


def in_file_order(rows: Iterable[Row[R]]) -> tuple[Row[R], ...]:
    """``rows`` of one table as they follow each other there."""
    return tuple(sorted(rows, key=lambda row: row.place.row or 0))


def _by_field(table: SheetRows, model: type[Record]) -> dict[str, list[int]]:
    """The columns of the table that speak of each field; what is not declared is a property."""
    found: dict[str, list[int]] = {}
    for column, _ in table.constants:
        found.setdefault(column[0], [])
    for index, read in enumerate(table.reads):
        if read is not None:
            name = read.column[0]
            found.setdefault(name if name in model.model_fields else "properties", []).append(index)
    return found


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What the cells of a row say of one field."""

    cell: object
    is_valid: bool = True
    beside: tuple[str, ...] = ()
    """Columns that the model does not declare, and that are filled."""


_INVALID: Final = _Meaning(None, is_valid=False)


@dataclass(frozen=True, slots=True)
class _Read:
    """A field of all rows, and where it is valid; everywhere, if nothing is said of it."""

    cells: pl.Series
    is_valid: pl.Series | None = None
    meanings: Sequence[_Meaning] = ()
    codes: pl.Series | None = None
    """Which of ``meanings`` is that of each row."""

    def beside(self, which: pl.Series) -> Iterator[str]:
        """The undeclared columns that rows of ``which`` fill, once for each row."""
        if self.codes is None or not any(meaning.beside for meaning in self.meanings):
            return
        for code in self.codes.filter(which):
            yield from self.meanings[code].beside


class _Meanings(dict[tuple[str, ...], int]):
    """Different cells numbered, each looked at once."""

    def __init__(self, look: Callable[[tuple[str, ...]], _Meaning]) -> None:
        super().__init__()
        self.found: list[_Meaning] = []
        self._look = look

    def __missing__(self, cells: tuple[str, ...]) -> int:
        """The number of ``cells`` that were not met before."""
        number = self[cells] = len(self.found)
        self.found.append(self._look(cells))
        return number


class _Field:
    """One field of the model, and the columns of a table that speak of it."""

    def __init__(
        self,
        table: SheetRows,
        model: type[Record],
        name: str,
        indices: Sequence[int],
        dtype: pl.DataType,
    ) -> None:
        self._name, self._dtype, self._model, self._rows = name, dtype, model, len(table)
        self._reads = [table.reads[index] for index in indices]
        self._constants = [constant for constant in table.constants if constant[0][0] == name]
        self._cells = [table.cells(index) for index in indices]
        self._check = _adapter(model, name).validate_python

    def read(self) -> _Read:
        """The field of every row."""
        if not self._cells:
            same = self._look(())
            cell = pl.Series([same.cell], dtype=self._dtype)
            valid = pl.Series([same.is_valid])
            return _Read(cell.new_from_index(0, self._rows), valid.new_from_index(0, self._rows))
        is_text = _is_text(self._model, self._name) and not self._constants
        (first, *others) = self._reads
        if is_text and not others and first is not None and first.means is text:
            return self._bare()
        numbers = _Meanings(self._look)
        codes = pl.Series(
            [numbers[cells] for cells in zip(*self._cells, strict=True)], dtype=pl.UInt32
        )
        cells = pl.Series([meaning.cell for meaning in numbers.found], dtype=self._dtype)
        valid = pl.Series([meaning.is_valid for meaning in numbers.found], dtype=pl.Boolean)
        return _Read(cells.gather(codes), valid.gather(codes), numbers.found, codes)

    def _bare(self) -> _Read:
        """The field of every row, where most cells mean themselves."""
        given = pl.DataFrame({"cell": pl.Series(self._cells[0], dtype=pl.String)})
        cell = pl.col("cell")
        bare = cell.str.contains(_BARE) & (cell.str.len_chars() <= _LONGEST)
        told = given.select(pl.when(bare).then(cell), other=~bare & (cell != ""))
        cells, others = told["cell"], told["other"].arg_true()
        if others.is_empty():
            return _Read(cells)
        meanings = [self._look((other,)) for other in given["cell"].gather(others)]
        cells = cells.scatter(others, pl.Series([m.cell for m in meanings], dtype=self._dtype))
        valid = pl.repeat(True, self._rows, eager=True)
        return _Read(cells, valid.scatter(others, [meaning.is_valid for meaning in meanings]))

    def _look(self, cells: tuple[str, ...]) -> _Meaning:
        declared = frozenset(self._model.model_fields)
        said, beside = split(declared, values(self._reads, cells, self._constants))
        if not said:
            return _Meaning(None)
        if said.keys() != {self._name}:
            return _INVALID
        try:
            return _Meaning(cell_of(self._check(said[self._name]), self._dtype), True, (*beside,))
        except ValidationError:
            return _INVALID


@cache
def _adapter(model: type[Record], name: str) -> TypeAdapter[Any]:
    """What checks one field of ``model`` by itself, as it is declared there."""
    field = model.model_fields[name]
    declared: Any = field.annotation
    if field.metadata:
        declared = Annotated[declared, *field.metadata]
    return TypeAdapter(declared, config=model.model_config)


def _is_text(model: type[Record], name: str) -> bool:
    """Whether a field holds any text, of a name's length at least, as it stands."""
    field = model.model_fields[name]
    declared: Any = field.annotation
    if field.metadata:
        declared = Annotated[declared, *field.metadata]
    return any(kind in (Name, Text) for kind in (declared, *get_args(declared)))
