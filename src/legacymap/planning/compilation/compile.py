"""From an estate and a policy to a planning model, and what each of its numbers stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from legacymap.analysis.estate import Estate
from legacymap.errors import Finding, in_order
from legacymap.inventory.naming import Names
from legacymap.planning.compilation.constraints import Rules, at_once
from legacymap.planning.compilation.delay import Delay, DelayFacts, cost_of_delay
from legacymap.planning.compilation.delay_facts import delay_facts
from legacymap.planning.compilation.interim import Interim, interim
from legacymap.planning.compilation.lexicographic import lexicographic
from legacymap.planning.compilation.links import Link, links
from legacymap.planning.compilation.parallel import Parallel, parallel_runs
from legacymap.planning.compilation.past import Past, noticed, past_of
from legacymap.planning.compilation.scarcity import Load, Scarcity, scarcity
from legacymap.planning.compilation.scope import Scope, Unit, planned_scope
from legacymap.planning.compilation.stand_ins import (
    RiskBasis,
    assumptions,
    model_assumptions,
    planned_effort,
    risk_basis,
)
from legacymap.planning.compilation.standing import Standing, standing
from legacymap.planning.compilation.successors import Successors, successors
from legacymap.planning.compilation.trains import empty_trains, riders, trains_of
from legacymap.planning.compilation.windows import (
    Window,
    window,
)
from legacymap.planning.model.model import PlannedSystem, PlanningModel, Resource
from legacymap.planning.outcome import Assumption
from legacymap.planning.policy.calendar import Calendar, start_of
from legacymap.planning.policy.naming import resolved
from legacymap.planning.policy.policy import Policy
from legacymap.planning.policy.prices import exact
from legacymap.planning.previous import Previous

RETAINED: str = ""
"""The group of :attr:`Compiled.standing` that holds all legacy which is not planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A planning model with what it was made from.

    ``model`` is in money. ``sought`` is what the search is given: the same model, unless the
    policy is lexicographic. ``constant`` was added to the prices to keep them from being negative.
    """

    policy: Policy
    calendar: Calendar
    names: Names
    scope: Scope
    units: Mapping[str, Unit]
    links: tuple[Link, ...]
    interim: Interim
    windows: Mapping[str, Window]
    risks: Mapping[str, RiskBasis]
    effort: Mapping[str, Mapping[str, int]]
    parallel: Mapping[str, Parallel]
    delays: Mapping[str, Delay]
    standing: Standing
    scarcity: Scarcity
    model: PlanningModel
    sought: PlanningModel
    constant: int
    past: Past | None
    """What an earlier plan left, where this one is made from it."""
    doubtful: int
    """Dependencies of doubtful direction between planned systems."""
    assumptions: tuple[Assumption, ...]
    findings: tuple[Finding, ...]


def compile_model(
    estate: Estate,
    policy: Policy,
    *,
    reverse_doubtful: bool = False,
    previous: Previous | None = None,
) -> Compiled:
    """The planning model of ``estate`` under ``policy``, with the account of how it came about.

    ``reverse_doubtful`` reads dependencies of doubtful direction the other way round. ``previous``
    is the plan that this one is made from: its past is frozen, and leaving its waves has a price.

    Raises:
        InvalidPolicy: the policy names systems that the inventory does not have, or is
            lexicographic and the levels do not fit into whole numbers.
    """
    asked = _asked(estate, resolved(policy, estate.inventory), reverse_doubtful, previous)
    policy, calendar, scope, windows = asked.policy, asked.calendar, asked.scope, asked.windows
    joined, bridges, rules, past = asked.links, asked.bridges, asked.rules, asked.past
    risks = _risks(scope.units, joined, policy)
    effort = {unit.id: planned_effort(unit, policy) for unit in scope.units}
    parallel = parallel_runs(policy, scope)
    facts = delay_facts(scope, risks, effort, joined, parallel, policy)
    delays = _delays(facts, windows, calendar, parallel, policy)
    together = tuple(sorted({*bridges.together, *rules.groups("together")}))
    precedences = (*bridges.precedences, *rules.precedences())
    if past is not None:
        together, precedences = past.together(together), past.precedences(precedences)
    stood_on = standing(estate, _groups(scope), scope.legacy)
    scarce = _scarce(asked, _loads(scope, effort, policy), stood_on, together)
    systems, constant = _systems(scope.units, windows, delays, scarce, past, policy)
    model = PlanningModel(
        waves=policy.waves,
        systems=systems,
        interfaces=bridges.interfaces,
        resources=past.resources(scarce.resources, systems) if past else scarce.resources,
        precedences=precedences,
        together=together,
        name=estate.inventory.name,
        money_unit=estate.inventory.currency,
    )
    return Compiled(
        policy=policy,
        calendar=calendar,
        names=Names(estate.inventory),
        scope=scope,
        units=asked.units,
        links=joined,
        interim=bridges,
        windows=windows,
        risks=risks,
        effort=effort,
        parallel=parallel,
        delays=delays,
        standing=stood_on,
        scarcity=scarce,
        model=model,
        sought=_sought(model, scope.units, windows, calendar, policy),
        constant=constant,
        past=past,
        doubtful=_doubtful(joined),
        assumptions=(
            *assumptions(scope.units, risks, policy, dated=calendar.start is not None),
            *model_assumptions(scope.units, joined, scarce.assumed_per_wave, policy),
        ),
        findings=_findings(asked, scarce),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What policy, inventory and an earlier plan say, before anything is priced."""

    policy: Policy
    calendar: Calendar
    scope: Scope
    units: Mapping[str, Unit]
    links: tuple[Link, ...]
    bridges: Interim
    rules: Rules
    by_train: Mapping[str, tuple[str, ...]]
    successors: Successors
    windows: Mapping[str, Window]
    past: Past | None


def _asked(
    estate: Estate, policy: Policy, reverse_doubtful: bool, previous: Previous | None
) -> _Asked:
    scope = planned_scope(estate, policy)
    units = {unit.id: unit for unit in scope.units}
    calendar = Calendar(
        start_of(policy.start, estate.inventory.as_of), policy.wave_days, policy.waves
    )
    joined = links(estate, scope, level=policy.level, reverse_doubtful=reverse_doubtful)
    bridges = interim(joined, policy)
    rules, by_train = Rules(policy, scope, units), riders(policy, scope)
    replaced_by = successors(estate, scope)
    windows = _windows(scope, rules, by_train, replaced_by.since, calendar, policy)
    past = past_of(
        previous,
        durations={system: own.duration for system, own in windows.items()},
        names={unit.id: unit.name for unit in scope.units},
        calendar=calendar,
        policy=policy,
        as_of=estate.inventory.as_of,
    )
    if past is not None:
        windows = {
            unit.id: past.window(unit.id, unit.name, windows[unit.id], policy.waves)
            for unit in scope.units
        }
    return _Asked(
        policy=policy,
        calendar=calendar,
        scope=scope,
        units=units,
        links=joined,
        bridges=bridges,
        rules=rules,
        by_train=by_train,
        successors=replaced_by,
        windows=windows,
        past=past,
    )


def _windows(
    scope: Scope,
    rules: Rules,
    by_train: Mapping[str, tuple[str, ...]],
    since: Mapping[str, str],
    calendar: Calendar,
    policy: Policy,
) -> dict[str, Window]:
    trains = trains_of(policy, by_train)
    return {
        unit.id: window(
            unit,
            rules.of(unit.id),
            calendar,
            policy,
            successor_from=since.get(unit.id),
            trains=trains.get(unit.id, ()),
        )
        for unit in scope.units
    }


def _delays(
    facts: Mapping[str, DelayFacts],
    windows: Mapping[str, Window],
    calendar: Calendar,
    parallel: Mapping[str, Parallel],
    policy: Policy,
) -> dict[str, Delay]:
    return {
        system: cost_of_delay(
            known,
            calendar,
            policy.prices,
            parallel_waves=parallel[system].waves,
            deadlines=windows[system].soft(policy.waves),
        )
        for system, known in facts.items()
    }


def _loads(scope: Scope, effort: Mapping[str, Mapping[str, int]], policy: Policy) -> list[Load]:
    assumed = policy.assume.contractor_share
    return [
        Load(
            id=unit.id,
            effort=effort[unit.id],
            replacement_cost=unit.replacement_cost,
            contractor_share=exact(
                assumed if unit.contractor_share is None else unit.contractor_share
            ),
        )
        for unit in scope.units
    ]


def _scarce(
    asked: _Asked, loads: list[Load], stood_on: Standing, together: Sequence[tuple[str, ...]]
) -> Scarcity:
    return scarcity(
        loads,
        asked.policy,
        asked.calendar,
        apart=asked.rules.between("apart"),
        at_once=at_once(asked.windows, together, asked.policy.waves),
        trains=asked.by_train,
        under=_under(stood_on, asked.policy),
    )


def _under(stood_on: Standing, policy: Policy) -> dict[str, tuple[str, ...]]:
    """By service whose changes may be limited: the planned systems it stands on, by id."""
    limited = {line.service for line in policy.limits.services}
    if policy.limits.changes_per_service is not None:
        limited |= set(stood_on.starts)
    return {
        service: tuple(system for system in stood_on.under(service) if system != RETAINED)
        for service in sorted(limited)
    }


def _doubtful(joined: Sequence[Link]) -> int:
    return sum(link.doubtful and link.consumer_planned and link.provider_planned for link in joined)


def _findings(asked: _Asked, scarce: Scarcity) -> tuple[Finding, ...]:
    return in_order(
        (
            *asked.scope.findings,
            *(finding for own in asked.windows.values() for finding in own.findings),
            *scarce.findings,
            *asked.rules.findings,
            *_undated(asked.calendar, asked.scope),
            *asked.successors.findings,
            *empty_trains(asked.policy, asked.by_train),
            *noticed(asked.past, asked.policy),
        )
    )


def priced_anew(compiled: Compiled, policy: Policy) -> PlanningModel:
    """What the search is to be given if only the weights of the policy were those of ``policy``."""
    scope, old = compiled.scope, exact(compiled.policy.weights.overload)
    bridges = interim(compiled.links, policy)
    systems, _ = _systems(
        scope.units, compiled.windows, compiled.delays, compiled.scarcity, compiled.past, policy
    )
    factor = exact(policy.weights.overload) / old if old else Fraction(1)
    return replace(
        compiled.model,
        systems=systems,
        interfaces=bridges.interfaces,
        resources=tuple(_dearer(resource, factor) for resource in compiled.model.resources),
    )


def _dearer(resource: Resource, factor: Fraction) -> Resource:
    """``resource`` with every price of overload times ``factor``."""
    buckets = tuple(
        replace(bucket, over_price=round(bucket.over_price * factor)) for bucket in resource.buckets
    )
    return replace(resource, buckets=buckets)


def _risks(units: Sequence[Unit], joined: Sequence[Link], policy: Policy) -> dict[str, RiskBasis]:
    consumers: dict[str, set[str]] = {unit.id: set() for unit in units}
    for link in joined:
        if link.provider_planned:
            consumers[link.provider].add(link.consumer)
    return {unit.id: risk_basis(unit, len(consumers[unit.id]), policy) for unit in units}


def _groups(scope: Scope) -> dict[str, tuple[str, ...]]:
    retained = sorted(
        element
        for element in scope.legacy
        if element not in scope.unit_of and scope.not_planned.get(element) != "survives as a facade"
    )
    return {**{unit.id: unit.elements for unit in scope.units}, RETAINED: tuple(retained)}


def _systems(
    units: Sequence[Unit],
    windows: Mapping[str, Window],
    delays: Mapping[str, Delay],
    scarce: Scarcity,
    past: Past | None,
    policy: Policy,
) -> tuple[tuple[PlannedSystem, ...], int]:
    systems = []
    constant = 0
    for unit in units:
        own = windows[unit.id]
        whole, lift = open_costs(delays[unit.id], policy)
        constant += lift
        # Added whole, after rounding: a change never costs less than its price.
        changes = past.changes(unit.id, policy.waves) if past else (0,) * len(whole)
        costs = tuple(
            None if own.forbidden(wave) else cost + changes[wave - 1]
            for wave, cost in enumerate(whole, start=1)
        )
        systems.append(
            PlannedSystem(
                id=unit.id, cost=costs, duration=own.duration, use=dict(scarce.use[unit.id])
            )
        )
    return tuple(systems), constant


def open_costs(delay: Delay, policy: Policy) -> tuple[tuple[int, ...], int]:
    """What each wave costs a system if nothing closes it, and what was added to be at least 0."""
    whole = delay.whole(policy.weights)
    lift = max(0, -min(whole))
    return tuple(cost + lift for cost in whole), lift


def _sought(
    model: PlanningModel,
    units: Sequence[Unit],
    windows: Mapping[str, Window],
    calendar: Calendar,
    policy: Policy,
) -> PlanningModel:
    if not policy.lexicographic:
        return model
    missed = {
        unit.id: tuple(
            _missed(wave, support_end(unit), windows[unit.id], calendar)
            for wave in range(1, policy.waves + 2)
        )
        for unit in units
    }
    return lexicographic(model, missed)


def _missed(wave: int, end: date | None, own: Window, calendar: Calendar) -> int:
    """How many deadlines are missed by going live in ``wave``; the horizon's end is its last."""
    dated = end is not None and calendar.start is not None
    late = dated and min(wave, calendar.waves) > calendar.last_in_time(end or date.max)
    soft = sum(rule.price is not None and wave in rule.forbids for rule in own.rules)
    return int(late) + soft


def support_end(unit: Unit) -> date | None:
    """When support ends, or the contract where nothing is known of support."""
    return unit.support_end


def _undated(calendar: Calendar, scope: Scope) -> Iterator[Finding]:
    if calendar.start is None and scope.units:
        yield Finding(
            "warning",
            "waves_without_dates",
            "waves carry numbers and no dates: the policy has no `start` and the inventory no"
            " `as_of`",
        )
