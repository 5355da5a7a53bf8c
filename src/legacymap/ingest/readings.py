"""What one file says, in the words of the inventory, before anybody checked it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from legacymap.errors import Finding, Place
from legacymap.ingest.texts.delimited import Records
from legacymap.inventory import LooseRow, RejectedRow, TableMapping

BASE: Final = "(base)"
"""What the inventory is called that files are laid over; it comes before all of them."""
HEADING: Final = "inventory"
"""The table whose one row says what holds for the whole inventory."""
EVIDENCE: Final = "evidence"
"""The table whose rows belong to rows of other tables."""
STATED: Final = "ids of "
"""How the namespace of ids begins that somebody stated to be those of one source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The loose rows of one file, by table, and what became of its other rows already."""

    file: str
    format: str
    digest: str
    namespace: str
    """Where the ids of its rows belong to."""
    is_model: bool
    """Whether the format always defines systems; a CSV table may be an overlay on others."""
    rows: Mapping[str, Sequence[LooseRow]] = field(default_factory=dict)
    merged: int = 0
    """Rows that say again what another row of the file says, by the format's own mark."""
    rejects: tuple[RejectedRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    original: Callable[[Place], str] = field(default=lambda _: "")
    """The row at a place of this file as it stood."""
    mapping: TableMapping | None = None
    """How it was understood, where it is a table."""
    sheet: Records | None = None
    """The sheet of a workbook that it is."""
    implied: frozenset[str] = frozenset()
    """Ids of systems of which nothing is said but that something needs them or is needed."""
    records: Records | None = None
    """The table of another program that it is: what is rejected goes back under its header."""

    @property
    def row_count(self) -> int:
        """All rows of the file, whatever became of them."""
        return sum(len(rows) for rows in self.rows.values()) + self.merged + len(self.rejects)
