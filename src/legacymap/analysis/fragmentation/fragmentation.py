"""How data is spread over systems, who is its system of record, and what is not known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, get_args

import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt, marked
from legacymap.analysis.fragmentation.crud import (
    asked_for_data,
    crud_checks,
    stating_data,
)
from legacymap.analysis.fragmentation.data_words import data_evidence
from legacymap.analysis.fragmentation.duplicates import duplicates
from legacymap.analysis.fragmentation.fragmented import (
    ColumnWorth,
    EstateFragmentation,
    Fragmentation,
)
from legacymap.analysis.fragmentation.held_data import (
    EntityFragmentation,
    Verdict,
    held_data,
)
from legacymap.analysis.fragmentation.joined_up import Capture, captures, joined_up
from legacymap.analysis.fragmentation.sentences import data_statement, fragmentation_sentences
from legacymap.analysis.fragmentation.silos import components, owners
from legacymap.analysis.scope import Part, within
from legacymap.analysis.shown_names import names_beside


def fragmentation(estate: Estate, part: Part | None = None) -> Fragmentation:
    """How the data of ``estate`` is spread, or what its words say where it states no data.

    Of a ``part`` of the estate the data that its systems hold is told, with all holders; its own
    services; and the dependencies with an end in it.

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
    every = held_data(estate)
    entities = tuple(entity for entity in every if holds(part, entity))
    repeated = asked_repeatedly(captures(estate, every, slice(None)), part)
    islands, isolated = components(estate, part)
    alike = duplicates(estate, part)
    ids = estate.top.systems["id"]
    own = within(part, ids).to_numpy()
    asked = own & asked_for_data(estate)
    silent = marked(ids, pl.Series(asked & ~stating_data(estate)))
    systems, stating = int(asked.sum()), int(asked.sum()) - silent.count
    not_asked = int(own.sum()) - systems
    known = [entity for entity in entities if not entity.unknown_roles]
    copies, ratio = _copies(known)
    verdicts = Counter(entity.verdict for entity in entities)
    found = Fragmentation(
        based_on="data_entities" if every else "words",
        estate=EstateFragmentation(
            statement=data_statement(systems=systems, stating=stating, not_asked=not_asked),
            systems=systems,
            systems_not_asked=not_asked,
            systems_stating_data=stating,
            entities=len(entities),
            entities_unknown=len(entities) - len(known),
            redundant_copies=copies,
            duplication_ratio=ratio,
            verdicts=(
                {verdict: verdicts[verdict] for verdict in get_args(Verdict)} if every else None
            ),
            captured_more_than_once=len(repeated) if every else None,
            isolated=isolated,
            systems_stating_work=alike.systems_stating_work,
            alike_by=alike.stating,
        ),
        entities=entities,
        checks=crud_checks(entities, silent) if every else (),
        services=tuple(
            service for service in joined_up(estate, every) if part is None or service.id in part
        )
        if every
        else (),
        tell_us_once=Excerpt.of(repeated),
        owners=owners(estate, part),
        duplicates=alike.pairs,
        components=islands,
        evidence=None if every else data_evidence(estate, part),
        missing=_missing(estate),
        scope=part.scope if part else None,
        sentences=(),
    )
    told = fragmentation_sentences(
        found, silent, _names(estate, found), parts=_holding_parts(estate)
    )
    return replace(found, sentences=part.told(told) if part else told)


def _holding_parts(estate: Estate) -> Collection[str]:
    """The parts of systems that hold data of their own."""
    parts = estate.kinds.table.filter("part")["id"]
    return frozenset(parts.filter(parts.is_in(estate.inventory.holdings["system"].implode())))


def _names(estate: Estate, found: Fragmentation) -> dict[str, str]:
    """The names of the systems that sentences about ``found`` may name, by id."""
    elsewhere, alike = found.owners.communities.elsewhere, found.duplicates
    shown = [one.system for one in elsewhere.first]
    shown += [system for pair in (alike.first if alike else ()) for system in pair.systems]
    return names_beside(estate.top.systems, shown)


def asked_repeatedly(captured: Iterable[Capture], part: Part | None) -> list[Capture]:
    """What several services ask people for, the most often asked first."""
    several = [
        replace(capture, services=Excerpt.of(capture.services.first))
        for capture in captured
        if capture.services.count > 1 and (not part or part.of(capture.services.first))
    ]
    return sorted(several, key=lambda capture: (-capture.services.count, capture.entity))


def _copies(known: Sequence[EntityFragmentation]) -> tuple[int | None, Fraction | None]:
    """Redundant copies and the duplication ratio of entities whose roles are known."""
    if not known:
        return None, None
    copies = sum(entity.redundant_copies or 0 for entity in known)
    return copies, Fraction(sum(entity.stores for entity in known), len(known))


def holds(part: Part | None, entity: EntityFragmentation) -> bool:
    """Whether a system of ``part`` holds ``entity``."""
    return part is None or any(holder.system in part for holder in entity.holders)


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
