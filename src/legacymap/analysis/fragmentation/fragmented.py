"""What a fragmentation says: the estate, its data, services, owners, with what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.crud import CrudCheck
from legacymap.analysis.fragmentation.data_words import DataEvidence
from legacymap.analysis.fragmentation.duplicates import Alike, Feature
from legacymap.analysis.fragmentation.held_data import EntityFragmentation
from legacymap.analysis.fragmentation.joined_up import Capture, ServiceData
from legacymap.analysis.fragmentation.silos import Component, Owners
from legacymap.analysis.scope import Scope
from legacymap.analysis.sentences import Sentence


@dataclass(frozen=True, slots=True)
class ColumnWorth:
    """A column that is blank throughout, and what filling it would tell."""

    column: str
    would_tell: str


@dataclass(frozen=True, slots=True)
class EstateFragmentation:
    """The estate in one line: how many systems state data, and what that data comes to."""

    statement: str
    """What must be said before any sentence about fragmentation."""
    systems: int
    """Systems that could state data: platforms and systems outside the organisation only where
    they do."""
    systems_not_asked: int
    """Platforms and systems outside that state no data: nobody expects them to."""
    systems_stating_data: int
    entities: int
    entities_unknown: int
    """Entities with a holder whose role nobody states; left out of the two figures below."""
    redundant_copies: int | None
    duplication_ratio: Fraction | None
    """Stores per data entity; ``None`` where there are no entities."""
    verdicts: dict[str, int] | None
    captured_more_than_once: int | None
    """Data entities that two services or more ask people for."""
    isolated: Excerpt[str]
    systems_stating_work: int
    """Systems that state capabilities or data, so that duplicates of them could be found."""
    alike_by: dict[Feature, int]
    """How many of the systems that are compared state each feature, also beside a part: by what
    fewer than two state nobody can look alike, which is unknown and no difference."""


@dataclass(frozen=True, slots=True)
class Fragmentation:
    """Everything that is known of how the data of an estate is spread."""

    based_on: Literal["data_entities", "words"]
    estate: EstateFragmentation
    entities: tuple[EntityFragmentation, ...]
    checks: tuple[CrudCheck, ...]
    services: tuple[ServiceData, ...]
    tell_us_once: Excerpt[Capture]
    """Data entities that more than one service captures, the most often captured first."""
    owners: Owners
    duplicates: Excerpt[Alike] | None
    """``None`` where nothing but names and technologies is known: then nobody can tell."""
    components: tuple[Component, ...]
    evidence: DataEvidence | None
    """What an inventory without data entities says in words; ``None`` where it has entities."""
    missing: tuple[ColumnWorth, ...]
    scope: Scope | None
    """The part of the estate that it is about; ``None`` is the whole."""
    sentences: tuple[Sentence, ...]
