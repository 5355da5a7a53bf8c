"""Which numbers of a planning model are out of range, and which references resolve to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from legacymap.errors import Finding, Place
from legacymap.planning.model.elements import (
    GatewayPrices,
    Interface,
    PlannedSystem,
    Precedence,
    Resource,
)

LARGEST_AMOUNT: Final = 10**12
LARGEST_HORIZON: Final = 10_000
# The objective is summed in 64 bits; a quarter of their range leaves room for every difference.
LARGEST_OBJECTIVE: Final = 2**61


def broken_rules(
    *,
    waves: int,
    systems: Sequence[PlannedSystem],
    interfaces: Sequence[Interface],
    resources: Sequence[Resource],
    precedences: Sequence[Precedence],
    together: Sequence[Sequence[str]],
) -> Iterator[Finding]:
    """Every rule that these parts of a model break together, with its place."""
    if not 1 <= waves <= LARGEST_HORIZON:
        yield problem("waves", f"must be 1 to {LARGEST_HORIZON}, is {waves}")
        return  # the length of every cost and the range of every bucket would only follow
    yield from _repeated((system.id for system in systems), "systems")
    yield from _repeated((interface.id for interface in interfaces), "interfaces")
    yield from _repeated((resource.id for resource in resources), "resources")
    known = frozenset(system.id for system in systems)
    limited = frozenset(resource.id for resource in resources)
    for i, system in enumerate(systems):
        yield from _system(system, f"systems[{i}]", waves, limited)
    for i, interface in enumerate(interfaces):
        yield from _interface(interface, f"interfaces[{i}]", known)
    for i, resource in enumerate(resources):
        yield from _resource(resource, f"resources[{i}]", waves)
    for i, precedence in enumerate(precedences):
        place = f"precedences[{i}]"
        yield from _known(precedence.before, f"{place}.before", known)
        yield from _known(precedence.after, f"{place}.after", known)
        yield from _amount(precedence.lag, f"{place}.lag")
    for i, group in enumerate(together):
        for j, member in enumerate(group):
            yield from _known(member, f"together[{i}][{j}]", known)
    yield from _too_large_a_sum(waves, systems, interfaces, resources)


def problem(path: str, message: str) -> Finding:
    """A finding that makes a planning model unusable."""
    return Finding("error", "invalid_planning_model", message, Place(path=path))


def _repeated(ids: Iterable[str], place: str) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for i, name in enumerate(ids):
        if not name:
            yield problem(f"{place}[{i}].id", "must not be empty")
        elif name in first:
            yield problem(f"{place}[{i}].id", f"{name!r} is already {place}[{first[name]}]")
        else:
            first[name] = i


def _known(system: str, place: str, systems: frozenset[str]) -> Iterator[Finding]:
    if system not in systems:
        yield problem(place, f"no system {system!r}")


def _amount(amount: int, place: str) -> Iterator[Finding]:
    if not 0 <= amount <= LARGEST_AMOUNT:
        yield problem(place, f"must be 0 to {LARGEST_AMOUNT}, is {amount}")


def _system(
    system: PlannedSystem, place: str, waves: int, resources: frozenset[str]
) -> Iterator[Finding]:
    if not 1 <= system.duration <= LARGEST_HORIZON:
        yield problem(f"{place}.duration", f"must be 1 to {LARGEST_HORIZON}, is {system.duration}")
    if len(system.cost) != waves + 1:
        yield problem(
            f"{place}.cost",
            f"must have {waves + 1} entries, one a wave and the backlog, has {len(system.cost)}",
        )
    for i, cost in enumerate(system.cost):
        if cost is not None and not 0 <= cost <= LARGEST_AMOUNT:
            yield from _amount(cost, f"{place}.cost[{i}]")
    for resource, amount in system.use.items():
        if resource not in resources:
            yield problem(f"{place}.use", f"no resource {resource!r}")
        yield from _amount(amount, f"{place}.use.{resource}")


def _interface(interface: Interface, place: str, systems: frozenset[str]) -> Iterator[Finding]:
    yield from _known(interface.provider, f"{place}.provider", systems)
    yield from _prices(interface.facade, f"{place}.facade")
    yield from _prices(interface.wrapper, f"{place}.wrapper")
    seen: set[str] = set()
    for j, consumer in enumerate(interface.consumers):
        at = f"{place}.consumers[{j}]"
        yield from _known(consumer.system, f"{at}.system", systems)
        if consumer.system == interface.provider:
            yield problem(f"{at}.system", f"{consumer.system!r} is the provider itself")
        if consumer.system in seen:
            yield problem(f"{at}.system", f"{consumer.system!r} is a consumer already")
        seen.add(consumer.system)
        yield from _amount(consumer.facade, f"{at}.facade")
        yield from _amount(consumer.wrapper, f"{at}.wrapper")


def _prices(prices: GatewayPrices, place: str) -> Iterator[Finding]:
    yield from _amount(prices.build, f"{place}.build")
    yield from _amount(prices.hold, f"{place}.hold")


def _resource(resource: Resource, place: str, waves: int) -> Iterator[Finding]:
    if resource.profile not in ("spread", "golive"):
        yield problem(f"{place}.profile", f"must be spread or golive, is {resource.profile!r}")
    for j, bucket in enumerate(resource.buckets):
        at = f"{place}.buckets[{j}]"
        for wave in bucket.waves:
            if not 1 <= wave <= waves:
                yield problem(f"{at}.waves", f"must be 1 to {waves}, one is {wave}")
        if len(set(bucket.waves)) != len(bucket.waves):
            yield problem(f"{at}.waves", "names a wave twice")
        yield from _amount(bucket.cap, f"{at}.cap")
        yield from _amount(bucket.over_max, f"{at}.over_max")
        yield from _amount(bucket.over_price, f"{at}.over_price")


def _too_large_a_sum(
    waves: int,
    systems: Sequence[PlannedSystem],
    interfaces: Sequence[Interface],
    resources: Sequence[Resource],
) -> Iterator[Finding]:
    """The dearest imaginable plan, generously: everything late, every gateway, all overtime."""
    used: dict[str, int] = {}
    total = 0
    for system in systems:
        total += max((cost for cost in system.cost if cost is not None), default=0)
        for resource, amount in system.use.items():
            used[resource] = used.get(resource, 0) + amount
    for interface in interfaces:
        for prices in (interface.facade, interface.wrapper):
            total += prices.build + prices.hold * waves
        total += sum(consumer.facade + consumer.wrapper for consumer in interface.consumers)
    for limited in resources:
        total += used.get(limited.id, 0) * sum(b.over_price for b in limited.buckets)
    if total > LARGEST_OBJECTIVE:
        yield problem("", f"a plan could cost {total}; more than {LARGEST_OBJECTIVE} can be summed")
