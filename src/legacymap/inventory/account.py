"""What became of every input row: used, merged into another, or rejected with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from legacymap.errors import Finding
from legacymap.inventory.inventory import Inventory
from legacymap.inventory.suggestion import Suggestion

OURS: Final = "legacymap_"
"""How the columns begin that tables of ours have beside those of the inventory: what was computed,
or why a row was rejected. Readers leave them aside."""
REASON: Final = f"{OURS}reason"
"""The column, or the key, that says beside a rejected row why."""
KnownBy = Literal["name", "synonym", "format", "stated", "kept", "ignored"]
"""Why a column was read as it was: by its own name, by another name for it, by the format that the
file is of, by a mapping file; or it is kept in the properties, or left aside by a mapping file."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What one column of a table became."""

    header: str
    column: str | None
    """Name of the column in the inventory's table; ``None`` where it was left aside."""
    known_by: KnownBy
    doubtful: bool
    """Whether the name may mean something else: look at it."""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Which table a file was taken for, and what its columns became."""

    table: str | None
    doubtful: bool
    header_line: int
    separator: str | None
    """What separates the cells; ``None`` in a sheet of a workbook."""
    columns: tuple[ColumnMapping, ...]


@dataclass(frozen=True, slots=True)
class FileAccount:
    """Where the rows of one file went; ``rows == used + merged + rejected``, always."""

    name: str
    format: str
    digest: str
    rows: int
    used: int
    merged: int
    rejected: int
    counts: dict[str, int]
    """What the rows were, by the format's own words, e.g. ``people``, ``relationships_implied``."""
    mapping: TableMapping | None = None
    """How it was understood, where it is a table."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was left out, as it stood, with the reason."""

    file: str
    line: int | None
    row: int | None
    reason: str
    content: str
    table: str | None = None
    """The table of the inventory that it is a row of, where it was understood that far."""
    values: Mapping[str, object] | None = None
    """What it says, by the columns of ``table``."""
    cells: tuple[tuple[str, str], ...] = ()
    """Header and text of each of its cells, where it stood in a table of another program."""


@dataclass(frozen=True, slots=True)
class Import:
    """An inventory with the account of where it came from."""

    inventory: Inventory
    files: tuple[FileAccount, ...]
    findings: tuple[Finding, ...]
    rejects: tuple[RejectedRow, ...]
    suggestions: tuple[Suggestion, ...] = ()
    """Systems of different sources that are probably the same, best first; nothing is merged."""
