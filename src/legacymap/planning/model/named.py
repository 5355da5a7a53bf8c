"""What people call the constraints of a planning model, and what each name forbids.

A name gives way as a whole: a freeze of all systems, the capacity of a skill in all waves. A bare
model has no names of its own; :func:`named_constraints` makes them from what it says.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from legacymap.planning.model.elements import PlannedSystem, Precedence
from legacymap.planning.model.model import PlanningModel

ConstraintKind = Literal[
    "work",
    "pin",
    "not_before",
    "deadline",
    "freeze",
    "before",
    "together",
    "apart",
    "capacity",
    "budget",
    "limit",
    "past",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """No more than ``most`` of a resource, ``over_max`` included, in the waves of a bucket."""

    resource: str
    bucket: int
    """Its place among the buckets of the resource."""
    waves: tuple[int, ...]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedConstraint:
    """Everything that one name forbids.

    ``text`` says it in words; ``unit`` is what its limits are counted in, where that needs saying.
    """

    name: str
    kind: ConstraintKind
    text: str
    closed: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """By system: the waves in which it must not go live; ``waves + 1`` is the backlog."""
    limits: tuple[Limit, ...] = ()
    precedences: tuple[Precedence, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedModel:
    """A planning model whose hard constraints all have names.

    ``prices`` is what every wave would cost a system if nothing closed it, backlog last; where a
    system has none, a wave that is closed has no known price.
    """

    model: PlanningModel
    constraints: tuple[NamedConstraint, ...]
    names: Mapping[str, str]
    prices: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def named_model(model: PlanningModel) -> NamedModel:
    """A bare ``model`` with names made of its ids."""
    return NamedModel(
        model=model,
        constraints=named_constraints(model),
        names={system.id: system.id for system in model.systems},
    )


def named_constraints(model: PlanningModel) -> tuple[NamedConstraint, ...]:
    """The hard constraints of a bare ``model``, in order of what they are about."""
    systems = sorted(model.systems, key=lambda system: system.id)
    rules = sorted(model.precedences, key=lambda rule: (rule.before, rule.after, rule.lag))
    groups = sorted({tuple(sorted(set(group))) for group in model.together})
    return (
        *itertools.chain.from_iterable(_closed(system, model.waves) for system in systems),
        *(_before(rule) for rule in rules),
        *(_together(group) for group in groups if len(group) > 1),
        *_limits(model),
    )


def binding_limits(model: PlanningModel) -> Mapping[str, tuple[Limit, ...]]:
    """By resource, in order of id: the limits that all its users together could break."""
    found: dict[str, tuple[Limit, ...]] = {}
    for resource in sorted(model.resources, key=lambda resource: resource.id):
        wanted = sum(system.use.get(resource.id, 0) for system in model.systems)
        limits = tuple(
            Limit(
                resource=resource.id,
                bucket=i,
                waves=tuple(sorted(bucket.waves)),
                most=bucket.cap + bucket.over_max,
            )
            for i, bucket in enumerate(resource.buckets)
            if bucket.cap + bucket.over_max < wanted
        )
        if limits:
            found[resource.id] = limits
    return found


def waves_text(waves: Collection[int], horizon: int) -> str:
    """``waves`` in words: ``wave 2``, ``waves 1 to 3 and the backlog``."""
    numbers = sorted(wave for wave in waves if wave <= horizon)
    runs = [
        tuple(wave for _, wave in run)
        for _, run in itertools.groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    ]
    shown = [
        *(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
    ]
    text = f"wave{'s' if len(numbers) > 1 else ''} {', '.join(shown)}" if shown else ""
    backlog = "the backlog" if horizon + 1 in waves else ""
    return " and ".join(part for part in (text, backlog) if part)


def _closed(system: PlannedSystem, horizon: int) -> Iterator[NamedConstraint]:
    """The waves that are closed to ``system``: those before a first, after a last, and between."""
    backlog = horizon + 1
    shut = {wave for wave, cost in enumerate(system.cost, start=1) if cost is None}
    work = frozenset(range(1, min(system.duration, backlog)))
    opened = sorted(set(range(1, backlog + 1)) - shut)
    name = system.id
    if work:
        yield NamedConstraint(
            name=f"work on {name}",
            kind="work",
            text=f"the work on {name} takes {system.duration} waves",
            closed={name: work},
        )
    if not opened:
        yield _shut(name, frozenset(shut), "no wave at all", horizon)
        return
    first, last = opened[0], opened[-1]
    early = frozenset(range(1, first))
    if not early <= work:
        when = f"wave {first}" if first < backlog else "the end of the horizon"
        yield NamedConstraint(
            name=f"{name} not before {when}",
            kind="not_before",
            text=f"{name} must not go live before {when}",
            closed={name: early},
        )
    late = frozenset(range(last + 1, backlog + 1))
    if late:
        yield NamedConstraint(
            name=f"{name} by wave {last}",
            kind="deadline",
            text=f"{name} must be live by wave {last}"
            + (", the last of the horizon" if last == horizon else ""),
            closed={name: late},
        )
    between = frozenset(shut - early - late)
    if between:
        yield _shut(name, between, f"not in {waves_text(between, horizon)}", horizon)


def _shut(name: str, waves: frozenset[int], said: str, horizon: int) -> NamedConstraint:
    return NamedConstraint(
        name=f"{name}: {said}",
        kind="freeze",
        text=f"{name} must not go live in {waves_text(waves, horizon)}",
        closed={name: waves},
    )


def _before(rule: Precedence) -> NamedConstraint:
    ahead = f"at least {rule.lag} wave{'s' if rule.lag > 1 else ''} before" if rule.lag else "by"
    then = f"{rule.after} does" if rule.lag else f"the wave of {rule.after}"
    return NamedConstraint(
        name=f"{rule.before} before {rule.after}",
        kind="before",
        text=f"{rule.before} must go live {ahead} {then}",
        precedences=(rule,),
    )


def _together(group: tuple[str, ...]) -> NamedConstraint:
    names = ", ".join(group)
    return NamedConstraint(
        name=f"together: {names}",
        kind="together",
        text=f"{names} must share one wave",
        together=(group,),
    )


def _limits(model: PlanningModel) -> Iterator[NamedConstraint]:
    """A constraint for the single waves of a resource, and one for each sum of waves."""
    for name, limits in binding_limits(model).items():
        single = tuple(limit for limit in limits if len(limit.waves) == 1)
        if single:
            yield _limit(single, name)
        for limit in limits:
            if len(limit.waves) != 1:
                yield _limit((limit,), f"{name} in {waves_text(limit.waves, model.waves)}")


def _limit(limits: tuple[Limit, ...], name: str) -> NamedConstraint:
    return NamedConstraint(name=name, kind="capacity", text=limit_text(name, limits), limits=limits)


def limit_text(name: str, limits: tuple[Limit, ...], unit: str | None = None) -> str:
    """``name`` with the most that it allows."""
    least, most = min(limit.most for limit in limits), max(limit.most for limit in limits)
    amount = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    counted = f" {unit}" if unit else ""
    each = "" if any(len(limit.waves) > 1 for limit in limits) else " a wave"
    return f"{name} allows at most {amount}{counted}{each}"
