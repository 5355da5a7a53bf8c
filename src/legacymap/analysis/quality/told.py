"""What a quality says: how full each column is, what looks wrong, what is worth asking next."""

from __future__ import annotations

from dataclasses import dataclass

from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.quality.cannot_say import Unanswered
from legacymap.analysis.quality.completeness import Completeness
from legacymap.analysis.quality.missing import MissingFact
from legacymap.analysis.quality.sightings import Sightings
from legacymap.analysis.quality.suspicions import Suspicion
from legacymap.analysis.scope import Scope
from legacymap.analysis.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Quality:
    """What the inventory states and lacks."""

    systems: int
    parts: int
    people: int
    dependencies: int
    """Dependencies between software; those with people and structure are not counted."""
    as_of: str | None
    columns: tuple[Completeness, ...]
    findings: tuple[Suspicion, ...]
    sightings: Sightings
    """Which dependencies are declared, observed, or both."""
    cannot_say: tuple[Unanswered, ...]
    """The questions that the inventory leaves open, those that would change most first."""
    missing: Excerpt[MissingFact]
    """The missing facts, those that would change most first."""
    note: str
    scope: Scope | None
    """The part of the estate that it is about; ``None`` is the whole."""
    sentences: tuple[Sentence, ...]
