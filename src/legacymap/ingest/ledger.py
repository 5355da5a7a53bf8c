"""What became of each row on the way through: the book that has to balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from legacymap.errors import Finding, Place
from legacymap.ingest.readings import Reading
from legacymap.ingest.sheet_rows import SheetRows
from legacymap.inventory import FileAccount, LooseRow, RejectedRow

RowKey = tuple[str | None, int | None, str | None]
"""What tells a row from all others: its file, its number in a table, its path in a document."""

_REJECTING: Final = frozenset({"invalid_row", "dangling_reference", "duplicate_id"})
"""Codes of findings of the inventory's own rules that leave a row out."""


def row_key(place: Place) -> RowKey:
    """The key of the row at ``place``."""
    return (place.file, place.row, place.path)


@dataclass(slots=True)
class Ledger:
    """Rows that were merged or rejected, and all that was noticed; the other rows are used."""

    findings: list[Finding] = field(default_factory=list)
    merged: set[RowKey] = field(default_factory=set)
    reasons: dict[RowKey, list[str]] = field(default_factory=dict)

    def merge(self, place: Place) -> None:
        """The row at ``place`` went into another one."""
        self.merged.add(row_key(place))

    def reject(self, finding: Finding) -> None:
        """The row at the place of ``finding`` is left out, for the reason that it states."""
        self.findings.append(finding)
        self._note(finding)

    def note(self, findings: Iterable[Finding]) -> None:
        """Keep ``findings`` of the inventory's rules, which reject, merge or only inform."""
        for finding in findings:
            self.findings.append(finding)
            if finding.code in _REJECTING:
                self._note(finding)
            elif finding.code == "repeated_row" and finding.where:
                self.merge(finding.where)

    def _note(self, finding: Finding) -> None:
        if finding.where:
            self.reasons.setdefault(row_key(finding.where), []).append(finding.message)

    def account(self, reading: Reading) -> FileAccount:
        """Where the rows of one file went."""
        fates = Counter(self._fate(row_key(row.place)) for _, row in self._told(reading))
        untold = sum(map(len, reading.rows.values())) - fates.total()
        return FileAccount(
            name=reading.file,
            format=reading.format,
            digest=reading.digest,
            rows=reading.row_count,
            used=fates["used"] + untold,
            merged=fates["merged"] + reading.merged,
            rejected=fates["rejected"] + len(reading.rejects),
            counts=dict(reading.counts),
            mapping=reading.mapping,
        )

    def _told(self, reading: Reading) -> Iterator[tuple[str, LooseRow]]:
        """The rows of one file with their tables, at least those that are not simply used."""
        for table, rows in reading.rows.items():
            yield from ((table, row) for row in self._told_of(reading.file, rows))

    def _told_of(self, name: str, rows: Sequence[LooseRow]) -> Iterable[LooseRow]:
        if not isinstance(rows, SheetRows) or rows.are_made:
            return rows
        keys = (*self.reasons, *self.merged)
        return rows.numbered({row for file, row, _ in keys if file == name and row is not None})

    def _fate(self, key: RowKey) -> str:
        if key in self.reasons:
            return "rejected"
        return "merged" if key in self.merged else "used"

    def rejects(self, reading: Reading) -> tuple[RejectedRow, ...]:
        """The rows of one file that were left out, as they stood, with all reasons."""
        rejected = [
            _rejected(reading, table, row, reasons)
            for table, row in self._told(reading)
            if (reasons := self.reasons.get(row_key(row.place)))
        ]
        both = (*(_with_headers(reading, reject) for reject in reading.rejects), *rejected)
        return tuple(sorted(both, key=lambda reject: (reject.line or 0, reject.row or 0)))


def _rejected(reading: Reading, table: str, row: LooseRow, reasons: Sequence[str]) -> RejectedRow:
    place = row.place
    number = place.row if place.row is not None else _position(place)
    reject = RejectedRow(
        reading.file, place.line, number, "; ".join(reasons), reading.original(place)
    )
    if reading.mapping is not None:
        return reject
    if reading.records is not None:
        return _with_headers(reading, reject)
    return replace(reject, table=table, values=dict(row.values))


def _with_headers(reading: Reading, reject: RejectedRow) -> RejectedRow:
    """``reject`` with the headers of its cells, where it is of a table of another program."""
    if reading.records is None or reject.row is None:
        return reject
    return replace(reject, cells=reading.records.with_headers(reject.row - 1))


def _position(place: Place) -> int | None:
    """The number of an item of a document in its list, from 1: ``systems[3]`` is the fourth."""
    index = (place.path or "").rstrip("]").rpartition("[")[2]
    return int(index) + 1 if index.isdigit() else None
