"""Whether what somebody declared and what somebody saw at work can be held against each other."""

from __future__ import annotations

from dataclasses import dataclass

from legacymap.analysis.estate import Estate
from legacymap.analysis.quality.sightings import STALE_AFTER_DAYS, Sightings, sighted
from legacymap.analysis.scope import Part


@dataclass(frozen=True, slots=True)
class DeclaredAndObserved:
    """What only one side says; ``comparable`` is false where there is one side only."""

    comparable: bool
    why: str
    sightings: Sightings


def declared_and_observed(
    estate: Estate, stale_after_days: int = STALE_AFTER_DAYS, part: Part | None = None
) -> DeclaredAndObserved:
    """The dependencies by who says that they are, and whether comparing them tells anything.

    Degenerate case:
        nobody observes, or nobody declares: not comparable; that nothing is declared is then no
        finding about the estate but about the files.
    Source:
        Our own definition; see :func:`legacymap.analysis.quality.sightings.sighted`.
    """
    found = sighted(estate, stale_after_days, part)
    if not found.sources:
        return DeclaredAndObserved(False, "no source observes systems at work", found)
    declared = found.dependencies - found.counts["observed_not_declared"]
    if not declared:
        why = "every dependency was observed and none declared: there is no other side"
        return DeclaredAndObserved(False, why, found)
    return DeclaredAndObserved(True, "both declared and observed dependencies are there", found)
