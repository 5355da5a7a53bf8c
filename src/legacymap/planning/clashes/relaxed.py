"""A planning model in which other constraints hold than its own, to be planned like any other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from legacymap.planning.model.model import PlannedSystem, PlanningModel, Resource
from legacymap.planning.model.named import NamedConstraint, NamedModel


def relaxed_model(
    named: NamedModel, constraints: Sequence[NamedConstraint]
) -> tuple[PlanningModel, bool]:
    """The model of ``named`` under ``constraints``, and whether every open wave has a price."""
    model = named.model
    closed: dict[str, set[int]] = defaultdict(set)
    for constraint in constraints:
        for name, waves in constraint.closed.items():
            closed[name] |= waves
    most = {
        (limit.resource, limit.bucket): limit.most
        for constraint in constraints
        for limit in constraint.limits
    }
    systems = []
    priced = True
    for system in model.systems:
        costs = _costs(system, closed[system.id], named.prices.get(system.id))
        priced &= None not in costs
        systems.append(
            replace(
                system,
                cost=tuple(
                    None if wave in closed[system.id] else cost or 0
                    for wave, cost in enumerate(costs, start=1)
                ),
            )
        )
    relaxed = replace(
        model,
        systems=tuple(systems),
        resources=tuple(_resource(resource, most) for resource in model.resources),
        precedences=tuple(rule for constraint in constraints for rule in constraint.precedences),
        together=tuple(group for constraint in constraints for group in constraint.together),
    )
    return relaxed, priced


def _costs(
    system: PlannedSystem, closed: set[int], prices: Sequence[int] | None
) -> tuple[int | None, ...]:
    """What each wave costs, 0 where it is closed, ``None`` where it is open and nobody knows."""
    known = prices if prices is not None else system.cost
    return tuple(
        0 if wave in closed or wave < min(system.duration, len(known)) else cost
        for wave, cost in enumerate(known, start=1)
    )


def _resource(resource: Resource, most: Mapping[tuple[str, int], int]) -> Resource:
    buckets = tuple(
        replace(bucket, cap=max(bucket.cap, most.get((resource.id, i), 0) - bucket.over_max))
        for i, bucket in enumerate(resource.buckets)
    )
    return replace(resource, buckets=buckets)
