"""The rows that were left out, as a listing, or in their own tables to be mended and sent again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from legacymap.inventory import FileAccount, Import, RejectedRow
from legacymap.report.archive import zipped
from legacymap.report.cells import guarded, unguarded
from legacymap.report.comma_separated import comma_separated
from legacymap.report.ods import to_ods
from legacymap.report.sheets import Sheet
from legacymap.report.xlsx import to_xlsx

REASON: Final = "legacymap_reason"
"""The column that says why; readers leave it aside."""
_LISTED: Final = ("file", "line", "row", "reason", "content")


def rejects_file(imported: Import, ending: str) -> bytes:
    """The rejected rows as a file whose name ends so.

    `.zip`: every table under its own name, with its header, separator and the reason beside each
    row. `.xlsx`, `.ods`: a sheet a table. What is no table is in the listing `other-rows`. Any
    other ending: the listing of all.
    """
    if ending == ".zip":
        return _archive(imported)
    if ending in (".xlsx", ".ods"):
        sheets = [_sheet(file, rows) for file, rows in _tables(imported)]
        others = _others(imported)
        if others or not sheets:
            sheets.append(Sheet("other-rows", _LISTED, tuple(map(_listed, others))))
        return to_xlsx(sheets) if ending == ".xlsx" else to_ods(sheets)
    return comma_separated(_LISTED, map(_listed, imported.rejects))


def _listed(reject: RejectedRow) -> tuple[str | int | None, ...]:
    return (reject.file, reject.line, reject.row, reject.reason, reject.content)


def _tables(imported: Import) -> Iterator[tuple[FileAccount, list[RejectedRow]]]:
    for file in imported.files:
        rows = [reject for reject in imported.rejects if reject.file == file.name]
        if rows and file.mapping is not None:
            yield file, rows


def _others(imported: Import) -> list[RejectedRow]:
    tables = {file.name for file, _ in _tables(imported)}
    return [reject for reject in imported.rejects if reject.file not in tables]


def _archive(imported: Import) -> bytes:
    files: dict[str, bytes] = {}
    for file, rows in _tables(imported):
        name = file.name if file.name.lower().endswith((".csv", ".tsv")) else f"{file.name}.csv"
        files[name.replace("/", " - ")] = _delimited(file, rows)
    others = _others(imported)
    if others or not files:
        files["other-rows.csv"] = comma_separated(_LISTED, map(_listed, others))
    return zipped(files)


def _delimited(file: FileAccount, rows: Sequence[RejectedRow]) -> bytes:
    separator = (file.mapping.separator if file.mapping else None) or ","
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter=separator)
    lines.writerow([guarded(name) for name in _header(file)])
    lines.writerows([guarded(cell) for cell in _cells(file, row)] for row in rows)
    return text.getvalue().encode()


def _sheet(file: FileAccount, rows: Sequence[RejectedRow]) -> Sheet:
    header = _header(file)
    width = len(header)
    cells = (_cells(file, row) for row in rows)
    table = tuple((*row[:width], *[""] * (width - len(row))) for row in cells)
    return Sheet(file.name.rsplit("/", 1)[-1].rsplit(".csv", 1)[0], header, table)


def _header(file: FileAccount) -> tuple[str, ...]:
    columns = file.mapping.columns if file.mapping else ()
    return (*(column.header for column in columns if column.header != REASON), REASON)


def _cells(file: FileAccount, row: RejectedRow) -> list[str]:
    """The cells of the row as they are meant, then the reason."""
    separator = (file.mapping.separator if file.mapping else None) or ","
    found = next(csv.reader(io.StringIO(row.content, newline=""), delimiter=separator), [])
    columns = [column.header for column in file.mapping.columns] if file.mapping else []
    kept = [
        unguarded(cell)
        for index, cell in enumerate(found)
        if index >= len(columns) or columns[index] != REASON
    ]
    missing = len(_header(file)) - 1 - len(kept)
    return [*kept, *[""] * missing, row.reason]
