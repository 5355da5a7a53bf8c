"""What is scarce: days of a skill, a year's budget, go-lives in a wave or under a service.

Every limit is a resource of the planning model with buckets; a bucket's label is what people
call it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from legacymap.errors import Finding, Place
from legacymap.planning.compilation.people import Effort, skill_limits
from legacymap.planning.compilation.stand_ins import ANY_SKILL
from legacymap.planning.compilation.trains import train_name
from legacymap.planning.compilation.windows import constraint_name
from legacymap.planning.model.model import Bucket, Resource
from legacymap.planning.policy.calendar import Calendar
from legacymap.planning.policy.limits import Budget
from legacymap.planning.policy.policy import Constraint, Policy
from legacymap.planning.policy.prices import exact

SYSTEMS_PER_WAVE: Final = "systems per wave"
BUDGET: Final = "budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one system uses, if it is replaced."""

    id: str
    effort: Mapping[str, int]
    replacement_cost: int | None
    contractor_share: Fraction = Fraction(1)
    """How much of the effort contractors can do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scarcity:
    """The resources of a model, who uses how much of each, and what was noticed."""

    resources: tuple[Resource, ...]
    use: Mapping[str, Mapping[str, int]]
    """By system, by resource."""
    assumed_per_wave: int | None
    """The limit that stands in for a capacity nobody gave."""
    findings: tuple[Finding, ...]


def scarcity(
    loads: Sequence[Load],
    policy: Policy,
    calendar: Calendar,
    *,
    apart: Sequence[tuple[Constraint, tuple[str, ...]]],
    at_once: int,
    trains: Mapping[str, tuple[str, ...]],
    under: Mapping[str, tuple[str, ...]],
) -> Scarcity:
    """The limits of ``policy`` on ``loads``.

    ``apart`` are the systems that must not go live together; ``at_once`` is how many have to go
    live in one wave in any case (they share one, or are pinned to one), which an assumed limit
    must not forbid; ``trains`` are the systems of each release train; ``under`` are those that each
    service stands on whose changes may be limited.
    """
    resources: list[Resource] = []
    use: dict[str, dict[str, int]] = {load.id: {} for load in loads}
    findings: list[Finding] = []
    for line in sorted(policy.capacity, key=lambda line: line.skill):
        if line.days_per_wave is None and calendar.start is None:
            findings.append(_undated(f"capacity of {line.skill!r}", "capacity"))
            continue
        for resource, users in skill_limits(line, _efforts(line.skill, loads), policy, calendar):
            _add(resources, use, resource, users)
    findings += (*_unlimited_skills(loads, policy), *_idle_services(under, policy))
    budget, unplaced = _budget(policy, calendar)
    findings += unplaced
    if budget is not None:
        costs = {load.id: load.replacement_cost or 0 for load in loads}
        _add(resources, use, budget, costs)
    limit, assumed = _per_wave(len(loads), policy, calendar, at_once)
    if limit is not None:
        resource = _golive(SYSTEMS_PER_WAVE, "release size", limit, calendar)
        _add(resources, use, resource, {load.id: 1 for load in loads})
    for resource, users in (
        *_per_service(under, policy, calendar),
        *_by_train(trains, policy, calendar),
        *_apart(apart, calendar, policy),
    ):
        _add(resources, use, resource, users)
    return Scarcity(
        resources=tuple(resources),
        use=use,
        assumed_per_wave=limit if assumed else None,
        findings=tuple(findings),
    )


def _add(
    resources: list[Resource],
    use: dict[str, dict[str, int]],
    resource: Resource,
    users: Mapping[str, int],
) -> None:
    resources.append(resource)
    for system, amount in users.items():
        if amount:
            use[system][resource.id] = amount


def _efforts(skill: str, loads: Iterable[Load]) -> dict[str, Effort]:
    """The days of ``skill`` that each work takes, and how many of them only your people can do."""
    found = {}
    for load in loads:
        days = sum(load.effort.values()) if skill == ANY_SKILL else load.effort.get(skill, 0)
        found[load.id] = Effort(days, math.ceil(days * (1 - load.contractor_share)))
    return found


def _unlimited_skills(loads: Iterable[Load], policy: Policy) -> Iterator[Finding]:
    limited = {line.skill for line in policy.capacity}
    if not limited or ANY_SKILL in limited:
        return
    needed: dict[str, int] = {}
    for load in loads:
        for skill, days in load.effort.items():
            needed[skill] = needed.get(skill, 0) + days
    for skill in sorted(needed.keys() - limited):
        yield Finding(
            "warning",
            "unlimited_skill",
            f"{needed[skill]} days of {skill!r} are needed and the policy gives no capacity of it:"
            " planned as if it were never short",
            Place(path="capacity", id=skill),
        )


def _budget(policy: Policy, calendar: Calendar) -> tuple[Resource | None, list[Finding]]:
    if not policy.budgets:
        return None, []
    if calendar.start is None:
        return None, [_undated("budgets", "budgets")]
    waves_of: dict[str, list[int]] = {}
    for wave in range(1, calendar.waves + 1):
        year = calendar.fiscal_year(wave, policy.fiscal_year_start)
        waves_of.setdefault(year or "", []).append(wave)
    lines = sorted(policy.budgets, key=lambda line: line.year)
    unused = [
        Finding(
            "info",
            "budget_outside_horizon",
            f"no wave begins in fiscal year {line.year}",
            Place(path="budgets", id=line.year),
        )
        for line in lines
        if line.year not in waves_of
    ]
    buckets = tuple(
        _year(line, tuple(waves_of[line.year]), policy) for line in lines if line.year in waves_of
    )
    if not buckets:
        return None, unused
    return Resource(id=BUDGET, kind="budget", profile="spread", buckets=buckets), unused


def _year(line: Budget, waves: tuple[int, ...], policy: Policy) -> Bucket:
    return Bucket(
        waves=waves,
        cap=line.amount,
        over_max=int(line.amount * exact(line.overspend_share)),
        over_price=round(line.overspend_price * exact(policy.weights.overload)),
        information={"label": f"the budget of {line.year}"},
    )


def _undated(what: str, path: str) -> Finding:
    text = f"{what} cannot be placed: neither policy nor inventory gives the waves dates"
    return Finding("warning", "date_without_start", text, Place(path=path))


def _per_wave(
    systems: int, policy: Policy, calendar: Calendar, at_once: int
) -> tuple[int | None, bool]:
    """How many may go live in a wave, and whether that is an assumption."""
    given = policy.limits.systems_per_wave
    if given is not None:
        return given, False
    if policy.capacity or systems == 0:
        return None, False
    # All within three quarters of the horizon: a plan without slack is no plan.
    even = -(-systems * 4 // (calendar.waves * 3))
    return max(1, even, at_once), True


def _golive(
    id: str, kind: str, cap: int, calendar: Calendar, *, over: Bucket | None = None
) -> Resource:
    return Resource(
        id=id,
        kind=kind,
        profile="golive",
        buckets=tuple(
            Bucket(
                waves=(wave,),
                cap=cap,
                over_max=over.over_max if over else 0,
                over_price=over.over_price if over else 0,
                information={"label": f"{id} in wave {wave}"},
            )
            for wave in range(1, calendar.waves + 1)
        ),
    )


def _per_service(
    under: Mapping[str, tuple[str, ...]], policy: Policy, calendar: Calendar
) -> Iterator[tuple[Resource, dict[str, int]]]:
    general = policy.limits.changes_per_service
    own = {line.service: line.changes_per_wave for line in policy.limits.services}
    # Services on the very same systems are limited alike; in a tangled estate that is most.
    alike: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for service in sorted(under):
        most = own.get(service, general)
        if most is not None and len(under[service]) > most:
            alike.setdefault((most, under[service]), []).append(service)
    for (most, systems), services in alike.items():
        others = f" and {len(services) - 1} more services" if len(services) > 1 else ""
        name = f"changes under {services[0]}{others}"
        yield _golive(name, "service", most, calendar), dict.fromkeys(systems, 1)


def _idle_services(under: Mapping[str, tuple[str, ...]], policy: Policy) -> Iterator[Finding]:
    for i, line in enumerate(policy.limits.services):
        if not under[line.service]:
            yield Finding(
                "warning",
                "limit_on_nothing",
                f"{line.service!r} is no service that stands on a planned system; its limit binds"
                " nothing",
                Place(path=f"limits.services[{i}].service", id=line.service),
            )


def _by_train(
    trains: Mapping[str, tuple[str, ...]], policy: Policy, calendar: Calendar
) -> Iterator[tuple[Resource, dict[str, int]]]:
    for train in policy.limits.trains:
        riders = trains[train.name]
        if train.systems_per_wave is not None and len(riders) > train.systems_per_wave:
            resource = _golive(train_name(train), "train", train.systems_per_wave, calendar)
            yield resource, dict.fromkeys(riders, 1)


def _apart(
    apart: Iterable[tuple[Constraint, tuple[str, ...]]], calendar: Calendar, policy: Policy
) -> Iterator[tuple[Resource, dict[str, int]]]:
    taken: set[str] = set()
    for rule, systems in apart:
        name = _unused(f"apart: {constraint_name(rule)}", taken)
        over = None
        if not rule.hard:
            price = prices_apart(rule, policy)
            over = Bucket(waves=(1,), cap=1, over_max=len(systems), over_price=price)
        yield _golive(name, "apart", 1, calendar, over=over), dict.fromkeys(systems, 1)


def prices_apart(rule: Constraint, policy: Policy) -> int:
    """What each system too many in one wave costs, where a rule to keep apart does not bind."""
    price = policy.prices.missed_deadline if rule.price is None else rule.price
    return round(Fraction(price) * exact(policy.weights.overload))


def _unused(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free)
    return free
