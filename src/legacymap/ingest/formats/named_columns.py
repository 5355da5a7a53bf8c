"""The rows of another program's table, by names of our own for its columns.

A column is known by its name without case, blanks and punctuation, wherever it stands; columns that
nobody asked for keep their own names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.tables import table_reading
from legacymap.ingest.readings import Reading
from legacymap.ingest.texts.delimited import Records
from legacymap.ingest.vocabulary.headers import Column, Header, normal
from legacymap.inventory import RejectedRow

T = TypeVar("T")

_OURS: Final = "\0"
"""Stands before our own names, so that no column of the file can be taken for one."""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One row: what stands in the columns that were asked for, and in all others."""

    known: Mapping[str, str]
    others: Mapping[str, str]
    place: Place

    def get(self, name: str) -> str | None:
        """The text of a cell, without blanks around; ``None`` where it is blank or missing."""
        return self.known.get(name)


@dataclass(slots=True)
class NamedRows:
    """The rows of one table; ragged and oversized ones are rejected."""

    source: Source
    records: Records
    rows: tuple[NamedRow, ...]
    rejects: list[RejectedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def reject(self, row: NamedRow, what: str, code: str = "invalid_row") -> None:
        """Leave out ``row``, and say why."""
        place, reason = row.place, f"{what}; the row is rejected"
        content = self.records.text((place.row or 1) - 1)
        self.rejects.append(RejectedRow(self.source.name, place.line, place.row, reason, content))
        self.findings.append(Finding("error", code, reason, place))

    def inform(self, code: str, message: str) -> None:
        """Say something about the whole table."""
        self.findings.append(Finding("info", code, message, Place(file=self.source.name)))

    def finished(self, reading: Reading) -> Reading:
        """``reading`` with what was rejected here, and rows as they stand in the table."""
        return replace(
            reading,
            rejects=tuple(self.rejects),
            findings=tuple(dict.fromkeys((*self.findings, *reading.findings))),
            original=lambda place: self.records.text((place.row or 1) - 1) if place.row else "",
            records=self.records,
        )


def places_of(header: Sequence[str], names: Mapping[str, str]) -> dict[str, int]:
    """Where each of our names stands in ``header``; of several columns the first."""
    found: dict[str, int] = {}
    for index, cell in enumerate(header):
        name = names.get(normal(cell))
        if name is not None:
            found.setdefault(name, index)
    return found


def tables_of(
    sources: Sequence[Source],
    names: Mapping[str, str],
    *,
    table: Callable[[Sequence[str]], T | None],
    refusal: str,
) -> list[tuple[T, NamedRows]]:
    """Every source with which table of an export it is, as ``table`` tells by the header.

    Raises:
        UnreadableFile: some file is none of them; ``refusal`` says so.
        LimitExceeded: some file has too many rows or columns.
    """
    found: list[tuple[T, NamedRows]] = []
    for source in sources:
        records = source.records
        which = table(records.header) if records is not None else None
        if records is None or which is None:
            finding = Finding("error", "unknown_table", refusal, Place(file=source.name))
            raise UnreadableFile.of([finding], source.name)
        found.append((which, named_rows(source, records, names)))
    return found


def is_among(header: Sequence[str], words: frozenset[str]) -> bool:
    """Whether some column is called by one of ``words``, case, blanks and ``_`` aside."""
    return any(cell.strip().casefold().replace("_", "") in words for cell in header)


def named_rows(source: Source, records: Records, names: Mapping[str, str]) -> NamedRows:
    """The rows of the table, with ``names`` from normal headers to our names."""
    ours = {index: name for name, index in places_of(records.header, names).items()}
    columns: list[Column | None] = []
    for index, cell in enumerate(records.header):
        own = cell.strip() or f"column {index + 1}"
        columns.append(("properties", _OURS + ours[index] if index in ours else own))
    reading = table_reading(source, records, Header("systems", tuple(columns)))
    rows = []
    for row in reading.rows["systems"]:
        given = row.values.get("properties")
        cells = {
            key: str(text).strip()
            for key, text in (given.items() if isinstance(given, dict) else ())
        }
        known = {key[1:]: text for key, text in cells.items() if key[:1] == _OURS}
        others = {key: text for key, text in cells.items() if key[:1] != _OURS}
        rows.append(NamedRow(known, others, row.place))
    return NamedRows(source, records, tuple(rows), list(reading.rejects), list(reading.findings))
