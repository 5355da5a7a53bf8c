"""Which services read their data live from the system of record, and which ask for it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.fragmentation.held_data import EntityFragmentation

_LIVE_KINDS: Final = {
    "call": True,
    "database": True,
    "event": True,
    "file": False,
    "manual": False,
    "screen": False,
}
"""Whether a dependency is live where it does not say so: a screen is read by a person, who keys
again."""


@dataclass(frozen=True, slots=True)
class ServiceData:
    """How joined up one service is: of the data it needs, what it reads from where it is kept."""

    id: str
    needs: int
    """Data entities it needs and is not itself the system of record of."""
    joined: int
    unknown: int
    joined_up: Fraction | None
    """``joined / needs``; ``None`` where it needs nothing or the answer of one is unknown."""
    joined_up_low: Fraction | None
    joined_up_high: Fraction | None
    not_joined: tuple[str, ...]
    not_known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Capture:
    """A data entity that services ask people for: once is right, more is "tell us again"."""

    entity: str
    services: Excerpt[str]
    unknown: int
    """Services that hold it beyond reading and do not state whether they create it."""


@dataclass(frozen=True, slots=True)
class _Flow:
    """Data that comes to a system from another by one dependency; unknown parts are ``None``."""

    origin: str
    entities: frozenset[str] | None
    live: bool | None


def joined_up(estate: Estate, entities: Iterable[EntityFragmentation]) -> tuple[ServiceData, ...]:
    """The joined-up index of every service, parts counted with their whole.

    A service needs what its dependencies carry to it and what it holds itself. It is joined up in
    an entity when a live interface (not batch, file or re-keying) brings that entity from its one
    system of record; where there is none or several it cannot be.

    Formula:
        joined / needs, an interval where it is unknown for some
    Range:
        0 to 1, exact.
    Unit:
        data entities by data entities.
    Degenerate case:
        ``None`` where the service is not known to need any data.
    Source:
        Our own definition.
    """
    records = {entity.id: _record(estate, entity) for entity in entities}
    incoming = _incoming(estate)
    # Where no dependency says which data passes, nobody can tell what does not reach a service.
    told = any(flow.entities for flows in incoming.values() for flow in flows)
    held: dict[str, set[str]] = {}
    for system, entity in estate.inventory.holdings.select("system", "entity").iter_rows():
        if system in estate.top.node_of:
            held.setdefault(_top(estate, system), set()).add(entity)
    return tuple(
        _service(service, held.get(service, set()), incoming.get(service, []), records, told=told)
        for service in estate.services("top")
    )


def captures(
    estate: Estate, entities: Iterable[EntityFragmentation], shown: slice = FIRST
) -> tuple[Capture, ...]:
    """For every data entity the services that create it, by entity."""
    services = set(estate.services("top"))
    found = []
    for entity in entities:
        creating, unsure = set(), set()
        for holder in entity.holders:
            system = _top(estate, holder.system) if holder.system in estate.top.node_of else ""
            if system not in services or (holder.role == "reader" and holder.crud is None):
                continue
            if holder.crud is None:
                unsure.add(system)
            elif "C" in holder.crud:
                creating.add(system)
        found.append(
            Capture(entity.id, Excerpt.of(sorted(creating), shown), len(unsure - creating))
        )
    return tuple(found)


def _top(estate: Estate, system: str) -> str:
    return estate.top.ids[estate.top.node_of[system]]


@dataclass(frozen=True, slots=True)
class _Record:
    """The one system of record of an entity: ``None`` where there is none, several or unknown."""

    system: str | None
    known: bool


_NOBODY_KNOWS: Final = _Record(None, known=False)


def _record(estate: Estate, entity: EntityFragmentation) -> _Record:
    if entity.verdict == "unknown":
        return _NOBODY_KNOWS
    systems = {_top(estate, s) for s in entity.masters if s in estate.top.node_of}
    return _Record(systems.pop() if len(systems) == 1 else None, known=True)


def _incoming(estate: Estate) -> dict[str, list[_Flow]]:
    """What comes to each system from others: what it reads, and what is pushed into it."""
    rows = (
        estate.inventory.dependencies.select("consumer", "provider", "entities", "kind", "live")
        .with_columns(estate.flows.table["flow"])
        .filter(pl.Series(estate.top.edge_of >= 0))
        .select("consumer", "provider", "entities", "kind", "live", "flow")
    )
    incoming: dict[str, list[_Flow]] = {}
    for consumer, provider, entities, kind, live, flow in rows.iter_rows():
        ends = _top(estate, consumer), _top(estate, provider)
        if flow in ("pull", "subscribe", "login"):
            reader, origin = ends
        elif flow == "push":
            origin, reader = ends
        else:
            continue
        known = live if live is not None else _LIVE_KINDS.get(kind or "")
        carried = frozenset(entities) if entities else None
        incoming.setdefault(reader, []).append(_Flow(origin, carried, known))
    return incoming


def _service(
    service: str,
    held: set[str],
    incoming: list[_Flow],
    records: dict[str, _Record],
    *,
    told: bool,
) -> ServiceData:
    carried = {entity for flow in incoming for entity in flow.entities or ()}
    needs = sorted(
        entity for entity in held | carried if records.get(entity, _NOBODY_KNOWS).system != service
    )
    answers = {
        entity: _joined(entity, incoming, records.get(entity, _NOBODY_KNOWS)) if told else None
        for entity in needs
    }
    joined = sum(answer is True for answer in answers.values())
    unknown = tuple(entity for entity in needs if answers[entity] is None)
    low = Fraction(joined, len(needs)) if needs else None
    high = Fraction(joined + len(unknown), len(needs)) if needs else None
    return ServiceData(
        id=service,
        needs=len(needs),
        joined=joined,
        unknown=len(unknown),
        joined_up=low if low == high else None,
        joined_up_low=low,
        joined_up_high=high,
        not_joined=tuple(entity for entity in needs if answers[entity] is False),
        not_known=unknown,
    )


def _joined(entity: str, incoming: list[_Flow], record: _Record) -> bool | None:
    """Whether ``entity`` comes live from its ``record``; ``None`` where the rows do not say."""
    possible = [
        flow
        for flow in incoming
        if (flow.origin == record.system or not record.known)
        and flow.live is not False
        and (flow.entities is None or entity in flow.entities)
    ]
    if record.known and any(flow.live and flow.entities is not None for flow in possible):
        return True
    return None if possible else False
