"""What became of every input row: used, merged into another, or rejected with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from legacymap.errors import Finding
from legacymap.inventory.inventory import Inventory


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


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was left out, as it stood, with the reason."""

    file: str
    line: int | None
    row: int | None
    reason: str
    content: str


@dataclass(frozen=True, slots=True)
class Import:
    """An inventory with the account of where it came from."""

    inventory: Inventory
    files: tuple[FileAccount, ...]
    findings: tuple[Finding, ...]
    rejects: tuple[RejectedRow, ...]
