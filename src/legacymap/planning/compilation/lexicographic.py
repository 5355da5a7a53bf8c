"""The order for those who refuse prices: missed deadlines, overload, interim interfaces, delay.

One whole-number price list does it: a unit of each level costs more than everything below it
together. Cost of delay may have to be counted in tens, hundreds, ... of money for the levels to
fit into the model's numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from legacymap.errors import Finding, InvalidPolicy, Place
from legacymap.planning.model.model import (
    Consumer,
    GatewayPrices,
    Interface,
    PlannedSystem,
    PlanningModel,
    Resource,
)

LARGEST: Final = 10**12
_LARGEST_SUM: Final = 2**61
_COARSEST: Final = 10
"""Cost of delay must keep at least this many steps a system on average, or it decides nothing."""


@dataclass(frozen=True, slots=True)
class _Levels:
    """Price of one interim interface, one unit of overload, one missed deadline."""

    unit: int
    interface: int
    overload: int
    deadline: int


def lexicographic(model: PlanningModel, missed: Mapping[str, tuple[int, ...]]) -> PlanningModel:
    """``model`` with prices such that each level outweighs all below it.

    ``missed`` is how many deadlines each system misses by wave, backlog last.

    Raises:
        InvalidPolicy: the levels do not fit into the model's numbers.
    """
    levels = _levels(model)
    return replace(
        model,
        systems=tuple(_system(system, missed[system.id], levels) for system in model.systems),
        interfaces=tuple(_interface(interface, levels) for interface in model.interfaces),
        resources=tuple(_resource(resource, levels) for resource in model.resources),
    )


def _levels(model: PlanningModel) -> _Levels:
    interfaces = 2 * len(model.interfaces)
    over = sum(_overload(model, resource) for resource in model.resources)
    unit = 1
    while True:
        delay = sum(
            max((cost // unit for cost in system.cost if cost is not None), default=0)
            for system in model.systems
        )
        interface = delay + 1
        overload = interface * (interfaces + 1)
        deadline = overload * (over + 1)
        if deadline <= LARGEST // 100 and deadline * (len(model.systems) + 1) <= _LARGEST_SUM // 4:
            return _Levels(unit, interface, overload, deadline)
        if delay <= _COARSEST * len(model.systems):
            raise _too_large()
        unit *= 10


def _overload(model: PlanningModel, resource: Resource) -> int:
    """The most that can be over the limits of ``resource``, never more than is used of it."""
    used = sum(system.use.get(resource.id, 0) for system in model.systems)
    return min(used * len(resource.buckets), sum(bucket.over_max for bucket in resource.buckets))


def _too_large() -> InvalidPolicy:
    return InvalidPolicy.of(
        [
            Finding(
                "error",
                "lexicographic_too_large",
                "lexicographic: deadlines, overload, interfaces and delay of this many systems do"
                " not fit into one whole number; use prices and weights, or less overtime",
                Place(path="lexicographic"),
            )
        ],
        "the policy does not fit the inventory",
    )


def _system(system: PlannedSystem, missed: tuple[int, ...], levels: _Levels) -> PlannedSystem:
    costs = tuple(
        None if cost is None else cost // levels.unit + late * levels.deadline
        for cost, late in zip(system.cost, missed, strict=True)
    )
    return replace(system, cost=costs)


def _interface(interface: Interface, levels: _Levels) -> Interface:
    # A facade that exists is no further interface: it costs nothing to build in money either.
    facade, wrapper = (
        GatewayPrices(build=levels.interface if prices.build else 0, hold=0)
        for prices in (interface.facade, interface.wrapper)
    )
    consumers = tuple(Consumer(system=c.system, facade=0, wrapper=0) for c in interface.consumers)
    return replace(interface, facade=facade, wrapper=wrapper, consumers=consumers)


def _resource(resource: Resource, levels: _Levels) -> Resource:
    buckets = tuple(replace(bucket, over_price=levels.overload) for bucket in resource.buckets)
    return replace(resource, buckets=buckets)
