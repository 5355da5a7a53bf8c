"""What a sheet of a workbook holds: texts in rows, where they stand, and what hindered reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from legacymap.ingest.texts.delimited import column_letters

CellValue = str | float | bool | date | time | timedelta

_EXACT: Final = 10**16
"""Whole numbers up to here are written in digits; larger ones lost some in the workbook already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The rows of one sheet that hold anything."""

    name: str
    is_hidden: bool
    first_column: int
    """Column of the first cell of each row, from 1."""
    lines: tuple[int, ...]
    """Number of each row in the sheet, from 1."""
    rows: tuple[list[str], ...]
    errors: tuple[str, ...] = ()
    """Cells whose formula has no result but an error."""
    unsolved: tuple[str, ...] = ()
    """Cells whose formula was never computed."""


def cell_text(value: CellValue) -> str:
    """``value`` as a CSV table would say it: whole numbers without ``.0``, days as ISO text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_text(round(value.total_seconds()))
    return number_text(value)


def number_text(number: float) -> str:
    """A number without a point where it is whole."""
    # What is infinite or no number at all stays a word, which no column of numbers takes.
    if abs(number) < _EXACT and number == int(number):
        return str(int(number))
    return repr(number)


def duration_text(seconds: int) -> str:
    """Hours, minutes and seconds: ``36:30:00``."""
    minutes, second = divmod(abs(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else ''}{hours}:{minute:02}:{second:02}"


def cell_name(*, row: int, column: int) -> str:
    """What a spreadsheet calls a cell, both numbers from 1: ``B17``."""
    return f"{column_letters(column)}{row}"


def is_blank(row: Sequence[str]) -> bool:
    """Whether no cell of ``row`` holds more than blanks."""
    return not any(cell and not cell.isspace() for cell in row)
