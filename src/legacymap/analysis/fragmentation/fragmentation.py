"""How data is spread over systems, who is its system of record, and what is not known of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, get_args

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.crud import CrudCheck, crud_checks, systems_without_data
from legacymap.analysis.fragmentation.data_words import DataEvidence, data_evidence
from legacymap.analysis.fragmentation.duplicates import Alike, duplicates
from legacymap.analysis.fragmentation.held_data import EntityFragmentation, Verdict, held_data
from legacymap.analysis.fragmentation.joined_up import Capture, ServiceData, captures, joined_up
from legacymap.analysis.fragmentation.silos import Component, Owners, components, owners


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
    """``None`` where fewer than two systems state what they do: then nobody can tell."""
    components: tuple[Component, ...]
    evidence: DataEvidence | None
    """What an inventory without data entities says in words; ``None`` where it has entities."""
    missing: tuple[ColumnWorth, ...]


def fragmentation(estate: Estate) -> Fragmentation:
    """How the data of ``estate`` is spread, or what its words say where it states no data.

    Formula:
        redundant copies = sum of max(0, stores - 1); duplication ratio = sum of stores / entities
    Range:
        copies from 0; ratio from 0 (1: every entity in one store).
    Unit:
        copies in stores; ratio in stores by data entities.
    Degenerate case:
        no data entities: no index and no zero, but the evidence that names and wording carry.
    Source:
        Our own definitions; see :mod:`legacymap.analysis.fragmentation.spread` for the indices.
    """
    entities = held_data(estate)
    captured = captures(estate, entities)
    repeated = sorted(
        (capture for capture in captured if capture.services.count > 1),
        key=lambda capture: (-capture.services.count, capture.entity),
    )
    islands, isolated = components(estate)
    alike = duplicates(estate)
    stating = len(estate.top) - len(systems_without_data(estate))
    known = [entity for entity in entities if not entity.unknown_roles]
    verdicts = Counter(entity.verdict for entity in entities)
    return Fragmentation(
        based_on="data_entities" if entities else "words",
        estate=EstateFragmentation(
            statement=f"{stating} of {len(estate.top)} systems state data",
            systems=len(estate.top),
            systems_stating_data=stating,
            entities=len(entities),
            entities_unknown=len(entities) - len(known),
            redundant_copies=(
                sum(entity.redundant_copies or 0 for entity in known) if known else None
            ),
            duplication_ratio=(
                Fraction(sum(entity.stores for entity in known), len(known)) if known else None
            ),
            verdicts=(
                {verdict: verdicts[verdict] for verdict in get_args(Verdict)} if entities else None
            ),
            captured_more_than_once=len(repeated) if entities else None,
            isolated=isolated,
            systems_stating_work=alike.systems_stating_work,
        ),
        entities=entities,
        checks=crud_checks(estate, entities) if entities else (),
        services=joined_up(estate, entities) if entities else (),
        tell_us_once=Excerpt.of(repeated),
        owners=owners(estate),
        duplicates=alike.pairs if alike.systems_stating_work > 1 else None,
        components=islands,
        evidence=None if entities else data_evidence(estate),
        missing=_missing(estate),
    )


_WORTH: Final = (
    ("holdings", "role", "systems of record, copies and verdicts by data entity"),
    ("holdings", "records", "shares by records instead of equal ones"),
    ("holdings", "crud", "who creates what, and which data is asked for more than once"),
    ("dependencies", "entities", "which data each service reads, and from where"),
    ("dependencies", "live", "whether services read from the system of record at once"),
    ("systems", "owner", "silos: how many dependencies cross owners"),
    ("systems", "capabilities", "systems that do the same work"),
)


def _missing(estate: Estate) -> tuple[ColumnWorth, ...]:
    """The columns that nobody filled in, and what they would tell."""
    return tuple(
        ColumnWorth(f"{table}.{column}", would_tell)
        for table, column, would_tell in _WORTH
        if estate.inventory.table(table)[column].is_null().all()
    )
