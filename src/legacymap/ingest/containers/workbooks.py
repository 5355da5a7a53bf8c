"""Which tables a workbook holds: each sheet is a source of its own, read like a CSV table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.containers import archives
from legacymap.ingest.containers.grids import Grid
from legacymap.ingest.containers.ods import read_ods
from legacymap.ingest.containers.xlsx import read_xlsx
from legacymap.ingest.files import Source
from legacymap.ingest.texts.delimited import Records
from legacymap.ingest.vocabulary.headers import worth

_OFFICE: Final = "[Content_Types].xml"
_OPEN_DOCUMENT: Final = "content.xml"
_HEADER_WITHIN: Final = 20
"""A header stands among the first rows; further down nobody looks for it."""


def is_workbook(source: Source) -> bool:
    """Whether the archive is an Office or OpenDocument file, of whatever kind."""
    names = archives.names(source)
    return _OFFICE in names or {_OPEN_DOCUMENT, "mimetype"} <= names


def sheets(source: Source) -> tuple[Source, ...]:
    """The sheets that hold anything, in the workbook's order; hidden ones too.

    They share a namespace: the tables of one workbook speak of the same ids.

    Raises:
        UnreadableFile: no workbook but another document, damaged, or with macros or a password.
        LimitExceeded: too many rows, columns, cells or bytes.
    """
    parts = archives.contents(source)
    return tuple(_sheet(grid, source) for grid in _grids(parts, source))


def _grids(parts: dict[str, bytes], source: Source) -> Iterable[Grid]:
    if _OFFICE in parts:
        if not any(name.startswith("xl/") for name in parts):
            raise _no_workbook(source)
        return read_xlsx(parts, source)
    if b"spreadsheet" not in parts.get("mimetype", b""):
        raise _no_workbook(source)
    return read_ods(parts, source)


def _no_workbook(source: Source) -> UnreadableFile:
    message = "this is an Office document without sheets, which holds no inventory"
    finding = Finding("error", "unknown_format", message, Place(file=source.name))
    return UnreadableFile.of([finding], source.name)


def _sheet(grid: Grid, source: Source) -> Source:
    name = f"{source.name}/{grid.name}"
    at = _header_row(grid.rows)
    width = max(_filled_width(row) for row in grid.rows[at:])
    header, *cells = ([*row[:width], *[""] * (width - len(row))] for row in grid.rows[at:])
    records = Records(
        delimiter=",",
        header=tuple(header),
        header_line=grid.lines[at],
        lines=grid.lines[at + 1 :],
        cells=tuple(cells),
        first_column=grid.first_column,
    ).without_ours()
    return Source(
        name=name,
        content=b"",
        limits=source.limits,
        namespace=source.namespace,
        sheet=records,
        part_of=source,
        remarks=tuple(_remarks(grid, at, name)),
    )


def _header_row(rows: Sequence[list[str]]) -> int:
    """Where the header stands: titles, dates and notes may stand above it.

    The row that names most known columns, if it names two; else the first that fills at least half
    as many cells as the fullest of these rows, all of them words.
    """
    first = rows[:_HEADER_WITHIN]
    known = [worth(row) for row in first]
    best = max(range(len(first)), key=lambda at: (known[at], -at))
    if known[best] >= 2:
        return best
    filled = [sum(bool(cell.strip()) for cell in row) for row in first]
    enough = max(filled) / 2
    return next(
        (at for at, row in enumerate(first) if filled[at] >= enough and _is_words(row)),
        0,
    )


def _is_words(row: Iterable[str]) -> bool:
    return not any(cell.strip().replace(".", "", 1).lstrip("-").isdigit() for cell in row)


def _filled_width(row: Sequence[str]) -> int:
    return next((at for at in range(len(row), 0, -1) if row[at - 1].strip()), 0)


def _remarks(grid: Grid, header: int, file: str) -> Iterable[Finding]:
    place = Place(file=file)
    if grid.is_hidden:
        yield Finding(
            "info", "hidden_sheet", "the sheet is hidden; it was read all the same", place
        )
    if header:
        message = f"{header} rows above the header are no part of the table"
        one = "1 row above the header is no part of the table"
        at = Place(file=file, line=grid.lines[header])
        yield Finding("info", "title_rows", one if header == 1 else message, at)
    if grid.errors:
        message = f"{_cells(grid.errors)} an error in place of a result; read as blank"
        at = Place(file=file, cell=grid.errors[0])
        yield Finding("warning", "formula_error", message, at)
    if grid.unsolved:
        message = (
            f"{_cells(grid.unsolved)} a formula without a result; read as blank:"
            " open the workbook in a spreadsheet program and save it"
        )
        at = Place(file=file, cell=grid.unsolved[0])
        yield Finding("warning", "formula_without_result", message, at)


def _cells(cells: Sequence[str]) -> str:
    if len(cells) == 1:
        return f"the cell {cells[0]} holds"
    shown = ", ".join(cells[:3]) + (" and others" if len(cells) > 3 else "")
    return f"{len(cells):,} cells ({shown}) hold"
