"""What one system touches: who needs it and what it needs, with services, data and people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.exposure.nearest import Bits, Steps, depths
from legacymap.analysis.impact.sentences import impact_sentences
from legacymap.analysis.impact.touched import (
    Consumer,
    Counts,
    Direction,
    Impact,
    Provider,
    TouchedActor,
    TouchedEntity,
)
from legacymap.analysis.scope import Part
from legacymap.graph import Ints, Level, SystemGraph
from legacymap.inventory.vocabulary import Strength

_CARRIED_BY: Final[tuple[tuple[Strength, tuple[Strength, ...]], ...]] = (
    ("none", ("stops", "degrades", "none")),
    ("degrades", ("stops", "degrades")),
    ("stops", ("stops",)),
)
"""Effects from weak to strong, and the dependencies over which each is carried on."""


def impact(
    estate: Estate,
    system: str,
    *,
    direction: Direction | None = None,
    depth: int | None = None,
    level: Level = "top",
    part: Part | None = None,
) -> Impact:
    """What ``system`` touches, in both directions or one, at most ``depth`` dependencies away.

    The search runs on the dependencies as given; the system stands for all its parts, and who
    depends on a system depends on its parts. At `top`, whole systems are listed (the one asked
    about, or the one it is a part of, left out); at `as_given`, every part. Of a ``part`` of the
    estate only its own consumers, providers and services are listed, wherever the chains lead.

    Formula:
        distance = the fewest dependencies on a chain; stepping from a system to its part is free.
    Range:
        1 upwards; 0 for the system itself among the services, and for the whole of a part.
    Unit:
        dependencies.
    Degenerate case:
        nobody needs it and it needs nobody: empty lists.
    Source:
        Our own definition.

    Raises:
        UnknownSystem: ``system`` is neither the id nor the only name of a system.
        ValueError: ``depth`` is below 1.
    """
    if depth is not None and depth < 1:
        raise ValueError("a depth is a whole number of at least 1")
    system = estate.system(system)
    look = _Look.of(estate, system, level, depth)
    consumers = look.consumers() if direction != "providers" else ()
    providers = look.providers() if direction != "consumers" else ()
    if part:
        consumers = tuple(one for one in consumers if one.id in part)
        providers = tuple(one for one in providers if one.id in part)
    services = _services(look, consumers) if direction != "providers" else ()
    entities = _entities(look)
    actors = _actors(look) if direction != "providers" else ()
    found = Impact(
        system=system,
        name=look.names[system],
        part_of=look.part_of,
        level=level,
        direction=direction,
        depth=depth,
        counts=Counts(
            len(consumers),
            sum(consumer.effect == "stops" for consumer in consumers),
            len(providers),
            len(services),
            len(entities),
            len(actors),
        ),
        consumers=consumers,
        providers=providers,
        services=services,
        entities=entities,
        actors=actors,
        scope=part.scope if part else None,
        sentences=(),
    )
    told = impact_sentences(found, estate, part)
    return replace(found, sentences=part.told(told) if part else told)


@dataclass(frozen=True, slots=True)
class _Look:
    """The question, with everything that answers to it are read from."""

    estate: Estate
    system: str
    level: Level
    depth: int | None
    inside: Ints
    """Nodes of the system and its parts."""
    names: dict[str, str]

    @classmethod
    def of(cls, estate: Estate, system: str, level: Level, depth: int | None) -> _Look:
        """The look at ``system``."""
        names = dict(estate.inventory.systems.select("id", "name").iter_rows())
        inside = _with_parts(estate.graph, estate.graph.node(system))
        return cls(estate, system, level, depth, inside, names)

    @property
    def part_of(self) -> str | None:
        """The whole system that it is a part of."""
        whole = self.estate.top.ids[self.estate.top_of[self.estate.graph.node(self.system)]]
        return None if whole == self.system else whole

    def reached(self, kept: Bits, *, against: bool) -> Ints:
        """Distance of each node (-1: none) over the ``kept`` edges, ``against`` them or along."""
        graph = self.estate.graph
        parts = np.nonzero(graph.parents >= 0)[0]
        tails = np.concatenate([graph.csr.tails[kept], graph.parents[parts]])
        heads = np.concatenate([graph.csr.indices[kept], parts])
        cost = np.concatenate(
            [np.ones(int(kept.sum()), dtype=np.int64), np.zeros(len(parts), dtype=np.int64)]
        )
        # Ways lead to goals along the edges: that is what consumers do.
        ends = (tails, heads) if against else (heads, tails)
        found = depths(Steps.of(len(graph), *ends, cost), self.inside)
        return np.where(found > self.depth, -1, found) if self.depth is not None else found

    def listed(self, distance: Ints) -> dict[str, int]:
        """Distance by id of what is listed at the level, the system itself left out."""
        graph, top = self.estate.graph, self.estate.top
        found = np.nonzero(distance >= 0)[0]
        if self.level == "as_given":
            own = set(self.inside.tolist())
            near = zip(found.tolist(), distance[found].tolist(), strict=True)
            return {graph.ids[node]: far for node, far in near if node not in own}
        itself = self.estate.top_of[self.inside[0]]
        nearest = np.full(len(top), len(graph) + 1, dtype=np.int64)
        np.minimum.at(nearest, self.estate.top_of[found], distance[found])
        nearest[itself] = len(graph) + 1
        wholes = np.nonzero(nearest <= len(graph))[0]
        near = zip(wholes.tolist(), nearest[wholes].tolist(), strict=True)
        return {top.ids[node]: far for node, far in near}

    def consumers(self) -> tuple[Consumer, ...]:
        """Who needs the system, with the strongest effect that reaches each."""
        distances: dict[str, int] = {}
        effects: dict[str, Strength] = {}
        found: dict[str, int] = {}
        before: Bits | None = None
        for effect, carriers in _CARRIED_BY:
            kept = _carried(self.estate, carriers)
            # Mostly all dependencies are equally strong: then one search tells all.
            if before is None or not np.array_equal(kept, before):
                found = self.listed(self.reached(kept, against=True))
            before = kept
            distances = distances or found
            effects.update(dict.fromkeys(found, effect))
        return tuple(
            Consumer(system, distance, effects[system])
            for system, distance in _by_distance(distances)
        )

    def providers(self) -> tuple[Provider, ...]:
        """What the system needs."""
        everything = np.ones(self.estate.graph.edges, dtype=np.bool_)
        found = self.listed(self.reached(everything, against=False))
        return tuple(Provider(system, distance) for system, distance in _by_distance(found))


def _by_distance(found: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(found.items(), key=lambda item: (item[1], item[0]))


def _with_parts(graph: SystemGraph, node: int) -> Ints:
    """``node`` and everything that is a part of it, at any depth; ``node`` first."""
    inside = np.zeros(len(graph), dtype=np.bool_)
    inside[node] = True
    above = graph.parents
    while (above >= 0).any():
        inside |= above == node
        above = np.where(above >= 0, graph.parents[above], -1)
    return np.array([node, *(other for other in np.nonzero(inside)[0] if other != node)])


def _carried(estate: Estate, carriers: tuple[Strength, ...]) -> Bits:
    """The edges with a dependency of one of these strengths; an unknown strength stops."""
    strength = estate.flows.table["strength"].fill_null("stops")
    rows = estate.graph.edge_of[strength.is_in(carriers).to_numpy()]
    kept: Bits = np.bincount(rows[rows >= 0], minlength=estate.graph.edges) > 0
    return kept


def _services(look: _Look, consumers: tuple[Consumer, ...]) -> tuple[Consumer, ...]:
    services = set(look.estate.services("as_given"))
    itself = (Consumer(look.system, 0, "stops"),) if look.system in services else ()
    return itself + tuple(consumer for consumer in consumers if consumer.id in services)


def _entities(look: _Look) -> tuple[TouchedEntity, ...]:
    inside = {look.estate.graph.ids[node] for node in look.inside}
    inventory = look.estate.inventory
    roles: dict[str, set[str]] = {}
    for system, entity, role in inventory.holdings.select("system", "entity", "role").iter_rows():
        if system in inside:
            roles.setdefault(entity, set()).add(role or "unknown")
    passes: dict[str, int] = {}
    rows = inventory.dependencies.select("consumer", "provider", "entities").drop_nulls("entities")
    for consumer, provider, entities in rows.iter_rows():
        if (consumer in inside) != (provider in inside):
            for entity in entities:
                passes[entity] = passes.get(entity, 0) + 1
    return tuple(
        TouchedEntity(entity, tuple(sorted(roles.get(entity, ()))), passes.get(entity, 0))
        for entity in sorted({*roles, *passes})
    )


def _actors(look: _Look, only: str | None = None, shown: slice = FIRST) -> tuple[TouchedActor, ...]:
    """People with a *used by* row to the system, its parts, or anything that needs it.

    ``only`` one group of them.
    """
    dependencies = look.estate.inventory.dependencies
    rows = dependencies.filter(look.estate.flows.table["joins"] == "used_by")
    if only is not None:
        rows = rows.filter(pl.col("consumer") == only)
    if rows.is_empty():
        return ()
    everything = np.ones(look.estate.graph.edges, dtype=np.bool_)
    touched = np.nonzero(look.reached(everything, against=True) >= 0)[0]
    affected = {look.estate.graph.ids[node] for node in touched}
    uses: dict[str, set[str]] = {}
    for actor, used in rows.select("consumer", "provider").iter_rows():
        if used in affected:
            uses.setdefault(actor, set()).add(used)
    return tuple(
        TouchedActor(actor, Excerpt.of(_sorted(uses[actor]), shown)) for actor in sorted(uses)
    )


def used_by(
    estate: Estate, system: str, actor: str, depth: int | None = None, *, shown: slice = FIRST
) -> Excerpt[str]:
    """What the people called ``actor`` use of ``system``, its parts and all that needs it."""
    for found in _actors(_Look.of(estate, system, "as_given", depth), actor, shown):
        return found.uses
    return Excerpt(0)


def _sorted(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(ids))
