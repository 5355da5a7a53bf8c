"""A table of systems, each with a wave or a date: what people write by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from legacymap.errors import Finding, InvalidPlan, Place
from legacymap.ingest.texts.delimited import Records
from legacymap.ingest.texts.written_dates import DayOrder, day_order, is_ambiguous, written_day
from legacymap.ingest.vocabulary.cells import text
from legacymap.ingest.vocabulary.headers import normal
from legacymap.planning.given import GivenPlan, GivenRow

SYSTEM: Final = (
    *("id", "system", "systemid", "systemname", "application", "applicationname"),
    *("app", "appname", "name"),
)
"""Columns that may name a system, the surest first: the order as CSV has the first and last."""
WAVE: Final = (
    *("wave", "wavenumber", "wavename", "migrationwave", "applicationwave"),
    *("movegroup", "movegroupname"),
)
FINISH: Final = (
    *("date", "golive", "golivedate", "cutover", "cutoverdate", "finish", "finishdate"),
    *("end", "enddate", "duedate", "due", "targetdate", "targetend", "plannedend"),
)


def worth(cells: Sequence[str]) -> int:
    """How many of ``cells`` head a column of a plan."""
    return sum(normal(cell) in (*WAVE, *SYSTEM, *FINISH) for cell in cells)


def column(header: Sequence[str], names: Sequence[str]) -> int | None:
    """Where the first of ``names`` that heads a column stands in ``header``."""
    return next(iter(columns(header, names)), None)


def columns(header: Sequence[str], names: Sequence[str]) -> list[int]:
    """Where the columns of ``names`` stand in ``header``, in the order of ``names``."""
    spelled = [normal(cell) for cell in header]
    return [spelled.index(name) for name in names if name in spelled]


def cell(row: Sequence[str], column: int | None) -> str:
    """The text of a cell; rows may be short of some."""
    return text(row[column].strip()) if column is not None and column < len(row) else ""


def from_table(records: Records, place: Place) -> GivenPlan:
    """The plan in ``records``.

    Raises:
        InvalidPlan: there is no column of waves or dates, or none of systems.
    """
    systems = columns(records.header, SYSTEM)
    wave, end = column(records.header, WAVE), column(records.header, FINISH)
    if not systems or (wave is None and end is None):
        shown = ", ".join(records.header[:10])
        message = (
            "a plan as a table has a column `wave` or `date` and a column `system`, `id` or"
            f" `name`; there are: {shown}"
        )
        finding = Finding(
            "error", "invalid_plan", message, replace(place, line=records.header_line)
        )
        raise InvalidPlan.of([finding], "not a plan")
    written = [cell(row, end) for row in records.cells]
    order = day_order(written)
    rows = tuple(
        _row(row, replace(place, line=line), systems, wave, end, order)
        for line, row in zip(records.lines, records.cells, strict=True)
    )
    ambiguous = () if wave is not None else ambiguity(written, order, place)
    return GivenPlan(format="table", rows=rows, findings=ambiguous)


def _row(
    row: Sequence[str],
    place: Place,
    systems: Sequence[int],
    wave: int | None,
    end: int | None,
    order: DayOrder,
) -> GivenRow:
    written = cell(row, end)
    finish = written_day(written, order)
    name = cell(row, wave)
    # A text that is no day, such as Q3 2027, is at least a name.
    named = name or (written if finish is None else "")
    return GivenRow(
        place=place,
        named=tuple((found,) for column in systems if (found := cell(row, column))),
        wave=named or None,
        finish=finish,
    )


def ambiguity(texts: Sequence[str], order: DayOrder, place: Place) -> tuple[Finding, ...]:
    """A warning where some of the dates ``texts`` could be read in two ways."""
    if order.sure:
        return ()
    doubtful = [written for written in texts if is_ambiguous(written)]
    if not doubtful:
        return ()
    message = (
        f"{len(doubtful)} of the dates may put the day first or the month, such as"
        f" {doubtful[0]!r}; the day was taken to come first"
    )
    return (Finding("warning", "date_ambiguous", message, place),)
