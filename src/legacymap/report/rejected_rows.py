"""The rows that were left out, as a listing, or in their own form to be mended and sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from legacymap.errors import UnknownFormat
from legacymap.inventory import FileAccount, Import, RejectedRow
from legacymap.report.archive import zipped
from legacymap.report.comma_separated import comma_separated
from legacymap.report.ods import to_ods
from legacymap.report.rejected_documents import DOCUMENTS, canonical_document, is_row
from legacymap.report.rejected_tables import RejectedTable, understood_tables, written_tables
from legacymap.report.sheets import ODS_TYPE, XLSX_TYPE, Sheet
from legacymap.report.xlsx import to_xlsx

_LISTED: Final = ("file", "line", "row", "reason", "content")
_OTHERS: Final = "other-rows"
"""What the rows are called that only their text tells."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The rows that were left out of an import."""

    files: tuple[FileAccount, ...]
    rows: tuple[RejectedRow, ...]
    name: str | None
    """What the inventory is called that they are laid over once mended."""

    @classmethod
    def of(cls, imported: Import) -> Rejected:
        """Those of ``imported``."""
        return cls(imported.files, imported.rejects, imported.inventory.name)


@dataclass(frozen=True, slots=True)
class RejectsForm:
    """How the rows are written as a file."""

    write: Callable[[Rejected], bytes]
    media_type: str
    description: str


def rejects_file(rejected: Rejected, form: str) -> bytes:
    """The rejected rows as a file of one of :data:`REJECTS_FORMS`.

    Raises:
        UnknownFormat: there is no such form.
    """
    if form not in REJECTS_FORMS:
        known = ", ".join(REJECTS_FORMS)
        raise UnknownFormat(f"rejected rows are no {form!r}; there are: {known}")
    return REJECTS_FORMS[form].write(rejected)


def _listing(rejected: Rejected) -> bytes:
    return comma_separated(_LISTED, map(_listed, rejected.rows))


def _listed(reject: RejectedRow) -> tuple[str | int | None, ...]:
    return (reject.file, reject.line, reject.row, reject.reason, reject.content)


def _document(rejected: Rejected) -> bytes:
    """One canonical document of all rows that were understood; the others are told beside them."""
    rows = [reject for reject in rejected.rows if is_row(reject)]
    others = [reject for reject in rejected.rows if not is_row(reject)]
    return canonical_document(rows, rejected.name, others)


def _archive(rejected: Rejected) -> bytes:
    """Each file in its own form where that can stand alone, else as tables of the inventory."""
    files: dict[str, bytes] = {}
    others: list[RejectedRow] = []
    for file, rows in _by_file(rejected):
        document = DOCUMENTS.get(file.format)
        if document is not None:
            _put(files, file.name, ".json", document(rows, rejected.name))
            continue
        tables, left = _tables(file, rows)
        others.extend(left)
        for table in tables:
            ending = ".tsv" if file.name.lower().endswith(".tsv") else ".csv"
            _put(files, table.name, ending, table.delimited())
    if others or not files:
        _put(files, _OTHERS, ".csv", comma_separated(_LISTED, map(_listed, others)))
    return zipped(files)


def _put(files: dict[str, bytes], name: str, ending: str, content: bytes) -> None:
    """Add a file under ``name``; whatever is called so already keeps its name."""
    plain = name.replace("/", " - ")
    stem = plain[: -len(ending)] if plain.lower().endswith(ending) else plain
    free, number = f"{stem}{ending}", 1
    while free in files:
        number += 1
        free = f"{stem} ({number}){ending}"
    files[free] = content


def _sheets(rejected: Rejected) -> Iterator[Sheet]:
    others: list[RejectedRow] = []
    is_empty = True
    for file, rows in _by_file(rejected):
        tables, left = _tables(file, rows)
        others.extend(left)
        for table in tables:
            is_empty = False
            yield table.sheet()
    if others or is_empty:
        yield Sheet(_OTHERS, _LISTED, tuple(map(_listed, others)))


def _by_file(rejected: Rejected) -> Iterator[tuple[FileAccount, list[RejectedRow]]]:
    found: dict[str, list[RejectedRow]] = {}
    for reject in rejected.rows:
        found.setdefault(reject.file, []).append(reject)
    for file in rejected.files:
        if file.name in found:
            yield file, found[file.name]


def _tables(
    file: FileAccount, rows: Iterable[RejectedRow]
) -> tuple[list[RejectedTable], list[RejectedRow]]:
    """The rows of a file as tables, and those that are in none."""
    tables, left = written_tables(file, rows)
    understood, others = understood_tables(file, left)
    return [*tables, *understood], others


REJECTS_FORMS: Final[Mapping[str, RejectsForm]] = {
    "csv": RejectsForm(_listing, "text/csv; charset=utf-8", "a listing of all"),
    "zip": RejectsForm(_archive, "application/zip", "each file in its own form, to mend"),
    "xlsx": RejectsForm(lambda rows: to_xlsx(_sheets(rows)), XLSX_TYPE, "a sheet a table, to mend"),
    "ods": RejectsForm(lambda rows: to_ods(_sheets(rows)), ODS_TYPE, "the same for OpenDocument"),
    "json": RejectsForm(
        _document, "application/json", "a canonical document of all that were understood, to mend"
    ),
}
"""How rejected rows are written, by the ending of the file."""
