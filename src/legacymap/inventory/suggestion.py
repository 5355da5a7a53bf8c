"""Two systems of different sources that are probably the same, and what makes them look so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Part = Literal["name", "neighbours", "owner", "parent", "technology", "kind"]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two systems are in one part of what is stated of both."""

    part: Part
    percent: int
    """0 (nothing in common) to 100 (equal)."""
    weight: int
    because: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pair to accept or to refuse; nothing was merged for it.

    ``score`` is the weighted mean of ``parts``, 0 to 100, rounded down. What only one of the two
    states is in ``unknown`` and counts neither way.
    """

    systems: tuple[str, str]
    """Ids in the inventory, sorted; for a row that was left out the id or name that it states."""
    names: tuple[str, str]
    files: tuple[tuple[str, ...], tuple[str, ...]]
    """Which files speak of each of the two."""
    score: int
    parts: tuple[Likeness, ...]
    unknown: tuple[Part, ...]
    left_out: tuple[str, ...]
    """Those of the two that are rows which matched nothing and are not in the inventory."""
