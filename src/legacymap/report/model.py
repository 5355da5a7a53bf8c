"""What a report is made of: sections of sentences, key figures, charts and tables, as plain data.

A report holds text and numbers, never markup: how they look is the renderer's business alone.
``None`` in a cell means *unknown*; what does not apply is said in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

FORMAT: Final = "legacymap-report/1"

Cell = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its ``key`` heads the CSV and JSON, its ``label`` what people read."""

    key: str
    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under named columns; the first column names the row.

    ``total`` is how many rows there are in all; where it is more than ``rows`` holds, the caption
    says how many are shown.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    when_empty: str
    """What is said in place of a table without rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A finding in words, and the id of the table that holds what it rests on."""

    text: str
    table: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A number that carries the message; ``note`` gives its denominator and its unknowns."""

    label: str
    value: Cell
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A labelled amount; ``text`` says it in words beside the bar."""

    label: str
    amount: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Something that lasts from the wave ``first`` to the wave ``last``, both inclusive."""

    label: str
    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of bars, or of spans over the waves 1 to ``waves``; ``table`` holds the same data.

    ``alt`` says what the picture shows to those who do not see it.
    """

    id: str
    title: str
    alt: str
    table: str
    bars: tuple[Bar, ...] = ()
    spans: tuple[Span, ...] = ()
    waves: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One message: a title, then findings, sentences, figures, charts and tables in this order."""

    id: str
    title: str
    said: tuple[Said, ...] = ()
    paragraphs: tuple[str, ...] = ()
    key_figures: tuple[KeyFigure, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A document for people: what was found, what to do in which order, and what that rests on.

    ``order`` is the id of the table that a program wants first: the replacement order.
    """

    format: str
    title: str
    sections: tuple[Section, ...]
    order: str

    @property
    def tables(self) -> Iterator[Table]:
        """Every table, in the order of the document."""
        return (table for section in self.sections for table in section.tables)

    def caption(self, table: str | None) -> str | None:
        """What the table of this id is called; ``None`` where the report holds none such."""
        return next((one.caption for one in self.tables if one.id == table), None)

    def table(self, id: str) -> Table:
        """The table called ``id``.

        Raises:
            KeyError: the report holds no such table.
        """
        for table in self.tables:
            if table.id == id:
                return table
        raise KeyError(id)
