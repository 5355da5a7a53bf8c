"""Rejected rows as tables: under the header they had, or under that of the inventory's table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from legacymap.inventory import REASON, TABLES, FileAccount, Heading, RejectedRow, plain
from legacymap.inventory.tables import canonical_text
from legacymap.report.cells import guarded, list_text, unguarded
from legacymap.report.comma_separated import Value
from legacymap.report.exports.tables import property_cells
from legacymap.report.rejected_documents import HEADING, is_row
from legacymap.report.sheets import Sheet


@dataclass(frozen=True, slots=True)
class RejectedTable:
    """Rows of one file under one header, the reason in the last cell of each."""

    name: str
    separator: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def delimited(self) -> bytes:
        """The table as text, nothing in it that a spreadsheet would run."""
        out = io.StringIO(newline="")
        lines = csv.writer(out, delimiter=self.separator)
        lines.writerow([guarded(name) for name in self.header])
        lines.writerows([guarded(cell) for cell in row] for row in self.rows)
        return out.getvalue().encode()

    def sheet(self) -> Sheet:
        """The table as a sheet; what stands beyond the header has no place in one."""
        width = len(self.header)
        rows = tuple((*row[:width], *[""] * (width - len(row))) for row in self.rows)
        return Sheet(self.name.rsplit("/", 1)[-1].rsplit(".csv", 1)[0], self.header, rows)


def written_tables(
    file: FileAccount, rows: Iterable[RejectedRow]
) -> tuple[list[RejectedTable], list[RejectedRow]]:
    """The rows that came from a table, under its own header, and all others."""
    rows = list(rows)
    if file.mapping is not None:
        return [_own_table(file, rows)], []
    cells = [row for row in rows if row.cells]
    if not cells:
        return [], rows
    headers = tuple(header for header, _ in cells[0].cells if header)
    table = RejectedTable(
        file.name,
        ",",
        (*headers, REASON),
        tuple((*(unguarded(text) for _, text in row.cells), row.reason) for row in cells),
    )
    return [table], [row for row in rows if not row.cells]


def _own_table(file: FileAccount, rows: Sequence[RejectedRow]) -> RejectedTable:
    separator = (file.mapping.separator if file.mapping else None) or ","
    columns = file.mapping.columns if file.mapping else ()
    header = tuple(column.header for column in columns)
    found = (
        next(csv.reader(io.StringIO(row.content, newline=""), delimiter=separator), [])
        for row in rows
    )
    return RejectedTable(
        file.name,
        separator,
        (*header, REASON),
        tuple(
            (*map(unguarded, cells), *[""] * (len(header) - len(cells)), row.reason)
            for cells, row in zip(found, rows, strict=True)
        ),
    )


def understood_tables(
    file: FileAccount, rows: Iterable[RejectedRow]
) -> tuple[list[RejectedTable], list[RejectedRow]]:
    """The rows that were understood, under the columns of the inventory, and all others."""
    tables: dict[str, list[RejectedRow]] = {}
    others = []
    for row in rows:
        if is_row(row) and row.table and row.values:
            tables.setdefault(row.table, []).append(row)
        else:
            others.append(row)
    return [
        _table(f"{file.name}/{table}", table, tables[table]) for table in sorted(tables)
    ], others


def _table(name: str, table: str, rows: Sequence[RejectedRow]) -> RejectedTable:
    flat = [dict(_cells(row.values or {})) for row in rows]
    filled = {column for row in flat for column in row}
    declared = (Heading if table == HEADING else TABLES[table]).model_fields
    header = [column for column in declared if column in filled]
    header += sorted(filled - set(declared))
    # A table is known by its columns: those that it must have stand there, filled or not.
    needed = [key for key, field in declared.items() if field.is_required() and key not in filled]
    return RejectedTable(
        name,
        ",",
        (*needed, *header, REASON),
        tuple(
            (*("" for _ in needed), *(row.get(column, "") for column in header), reject.reason)
            for row, reject in zip(flat, rows, strict=True)
        ),
    )


def _cells(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    document = plain(values)
    for name, value in document.items() if isinstance(document, dict) else ():
        if name == "properties" and isinstance(value, dict):
            yield from ((column, _text(said)) for column, said in property_cells(value))
        elif value is not None:
            yield name, _written(value)


def _written(value: JsonValue) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return list_text(str(item) for item in value)
    return canonical_text(value) if isinstance(value, (dict, list)) else _text(value)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else canonical_text(value)
