"""How large an input may be: limits with safe defaults, handed in by whoever reads."""

from __future__ import annotations

from dataclasses import dataclass

from legacymap.errors import Finding, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is refused as too large; every refusal names the limit it met."""

    file_bytes: int = 256 * 2**20
    inflated_bytes: int = 2**30
    """All members of an archive together, counted on the bytes that really come out."""
    inflation_ratio: int = 100
    """Bytes that come out of an archive for each byte of it; small archives may exceed it."""
    archive_members: int = 1_000
    depth: int = 64
    """Nesting of a JSON document."""
    nodes: int = 20_000_000
    """Values in a JSON document."""
    rows: int = 2_000_000
    """Rows of one file."""
    columns: int = 500
    cell_characters: int = 32_768
    systems: int = 200_000
    dependencies: int = 2_000_000


def over(limit: str, allowed: int, what: str, place: Place) -> Finding:
    """The finding that ``what`` is larger than the limit called ``limit``."""
    return Finding("error", "limit_exceeded", f"{what}; the limit {limit} is {allowed:,}", place)
