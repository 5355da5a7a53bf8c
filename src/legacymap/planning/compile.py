"""From an estate and a policy to a planning model, and what each of its numbers stands for."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from legacymap.analysis.estate import Estate
from legacymap.errors import Finding, Place, in_order
from legacymap.inventory.vocabulary import last_day
from legacymap.planning.calendar import Calendar, start_of
from legacymap.planning.delay import Delay, DelayFacts, cost_of_delay
from legacymap.planning.interim import Interim, interim
from legacymap.planning.lexicographic import lexicographic
from legacymap.planning.links import Link, links
from legacymap.planning.model import PlannedSystem, PlanningModel, Precedence, Resource
from legacymap.planning.naming import Names, resolved
from legacymap.planning.outcome import Assumption
from legacymap.planning.policy import Constraint, Policy
from legacymap.planning.prices import exact
from legacymap.planning.scarcity import Load, Scarcity, scarcity
from legacymap.planning.scope import Scope, Unit, planned_scope
from legacymap.planning.stand_ins import (
    RiskBasis,
    assumptions,
    counted,
    effort_of,
    risk_basis,
)
from legacymap.planning.standing import Standing, standing
from legacymap.planning.windows import (
    Window,
    conflicts,
    constraint_name,
    open_waves,
    window,
)

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
    delays: Mapping[str, Delay]
    standing: Standing
    scarcity: Scarcity
    model: PlanningModel
    sought: PlanningModel
    constant: int
    doubtful: int
    """Dependencies of doubtful direction between planned systems."""
    conflicts: tuple[str, ...]
    """Named rules that leave some system no wave, known before any search."""
    assumptions: tuple[Assumption, ...]
    findings: tuple[Finding, ...]


def compile_model(estate: Estate, policy: Policy, *, reverse_doubtful: bool = False) -> Compiled:
    """The planning model of ``estate`` under ``policy``, with the account of how it came about.

    ``reverse_doubtful`` reads dependencies of doubtful direction the other way round.

    Raises:
        InvalidPolicy: the policy names systems that the inventory does not have, or is
            lexicographic and the levels do not fit into whole numbers.
    """
    policy = resolved(policy, estate.inventory)
    scope = planned_scope(estate, policy)
    units = {unit.id: unit for unit in scope.units}
    calendar = Calendar(
        start_of(policy.start, estate.inventory.as_of), policy.wave_days, policy.waves
    )
    joined = links(estate, scope, level=policy.level, reverse_doubtful=reverse_doubtful)
    bridges = interim(joined, policy)
    rules = _Rules(policy, scope, units)
    windows = {
        unit.id: window(
            unit,
            rules.of(unit.id),
            calendar,
            policy,
            successor_from=_successor_from(estate, unit),
        )
        for unit in scope.units
    }
    risks = _risks(scope.units, joined, policy)
    effort = {unit.id: effort_of(unit, policy) for unit in scope.units}
    touching = _touching(scope.units, joined)
    delays = {
        unit.id: cost_of_delay(
            _facts(unit, risks[unit.id], effort[unit.id], touching[unit.id], policy),
            calendar,
            policy.prices,
            parallel_waves=policy.parallel_waves,
            deadlines=windows[unit.id].soft(policy.waves),
        )
        for unit in scope.units
    }
    together = (*bridges.together, *rules.groups("together"))
    stood_on = standing(estate, _groups(scope), scope.legacy)
    scarce = scarcity(
        [
            Load(
                id=unit.id,
                effort=effort[unit.id],
                replacement_cost=unit.replacement_cost,
                services=stood_on.on[unit.id],
            )
            for unit in scope.units
        ],
        policy,
        calendar,
        apart=rules.apart(),
        at_once=_at_once(windows, together, policy.waves),
    )
    systems, constant = _systems(scope.units, windows, delays, scarce, policy)
    model = PlanningModel(
        waves=policy.waves,
        systems=systems,
        interfaces=bridges.interfaces,
        resources=scarce.resources,
        precedences=(*bridges.precedences, *rules.precedences()),
        together=tuple(sorted(set(together))),
        name=estate.inventory.name,
        money_unit=estate.inventory.currency,
    )
    doubtful = sum(
        link.doubtful and link.consumer_planned and link.provider_planned for link in joined
    )
    return Compiled(
        policy=policy,
        calendar=calendar,
        names=Names(estate.inventory),
        scope=scope,
        units=units,
        links=joined,
        interim=bridges,
        windows=windows,
        risks=risks,
        effort=effort,
        delays=delays,
        standing=stood_on,
        scarcity=scarce,
        model=model,
        sought=_sought(model, scope.units, windows, calendar, policy),
        constant=constant,
        doubtful=doubtful,
        conflicts=conflicts(windows, policy.waves),
        assumptions=(
            *assumptions(scope.units, risks, policy, dated=calendar.start is not None),
            *_more_assumptions(scope.units, joined, scarce, policy),
        ),
        findings=in_order(
            (
                *scope.findings,
                *(finding for own in windows.values() for finding in own.findings),
                *scarce.findings,
                *rules.findings,
                *_undated(calendar, scope),
            )
        ),
    )


def priced_anew(compiled: Compiled, policy: Policy) -> PlanningModel:
    """What the search is to be given if only the weights of the policy were those of ``policy``."""
    scope, old = compiled.scope, exact(compiled.policy.weights.overload)
    bridges = interim(compiled.links, policy)
    systems, _ = _systems(scope.units, compiled.windows, compiled.delays, compiled.scarcity, policy)
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


class _Rules:
    """The constraints of a policy in terms of what is planned; the rest becomes findings."""

    def __init__(self, policy: Policy, scope: Scope, units: Mapping[str, Unit]) -> None:
        self.findings: list[Finding] = []
        self._of: dict[str, list[Constraint]] = {}
        self._groups: list[tuple[Constraint, tuple[str, ...]]] = []
        for i, rule in enumerate(policy.constraints):
            known = [
                unit
                for system in rule.systems
                if (unit := scope.unit_of.get(system, system)) in units
            ]
            self._note_unplanned(rule, i, len(known))
            if rule.kind in ("together", "apart", "before"):
                members = tuple(dict.fromkeys(known))
                if len(members) > 1:
                    self._groups.append((rule, members))
                continue
            for unit in known if rule.systems else units:
                self._of.setdefault(unit, []).append(rule)

    def _note_unplanned(self, rule: Constraint, i: int, known: int) -> None:
        if known < len(rule.systems):
            self.findings.append(
                Finding(
                    "warning",
                    "constraint_on_unplanned",
                    f"constraint {constraint_name(rule)!r} names {len(rule.systems) - known}"
                    " systems that are not planned; it does not bind them",
                    Place(path=f"constraints[{i}].systems"),
                )
            )

    def of(self, unit: str) -> tuple[Constraint, ...]:
        """The constraints on when ``unit`` goes live."""
        return tuple(self._of.get(unit, ()))

    def groups(self, kind: str) -> tuple[tuple[str, ...], ...]:
        """The groups of systems that constraints of ``kind`` are about."""
        return tuple(tuple(sorted(units)) for rule, units in self._groups if rule.kind == kind)

    def apart(self) -> tuple[tuple[Constraint, tuple[str, ...]], ...]:
        """The constraints that keep systems apart."""
        return tuple((rule, units) for rule, units in self._groups if rule.kind == "apart")

    def precedences(self) -> tuple[Precedence, ...]:
        """Each system of a `before` precedes the next one."""
        return tuple(
            Precedence(
                before=before,
                after=after,
                lag=rule.lag,
                information={"why": constraint_name(rule)},
            )
            for rule, units in self._groups
            if rule.kind == "before"
            for before, after in itertools.pairwise(units)
        )


def _successor_from(estate: Estate, unit: Unit) -> str | None:
    """When the system that takes over goes into service, where it is not there yet."""
    if unit.successor is None:
        return None
    rows = estate.inventory.systems.filter(estate.inventory.systems["id"] == unit.successor)
    if rows.height == 0 or rows["lifecycle"][0] not in ("planned", None):
        return None
    since: str | None = rows["in_service_since"][0]
    return since


def _risks(units: Sequence[Unit], joined: Sequence[Link], policy: Policy) -> dict[str, RiskBasis]:
    consumers: dict[str, set[str]] = {unit.id: set() for unit in units}
    for link in joined:
        if link.provider_planned:
            consumers[link.provider].add(link.consumer)
    return {unit.id: risk_basis(unit, len(consumers[unit.id]), policy) for unit in units}


def _touching(units: Sequence[Unit], joined: Sequence[Link]) -> dict[str, list[Link]]:
    """The dependencies at either end of every unit."""
    found: dict[str, list[Link]] = {unit.id: [] for unit in units}
    for link in joined:
        if link.consumer_planned:
            found[link.consumer].append(link)
        if link.provider_planned:
            found[link.provider].append(link)
    return found


def _facts(
    unit: Unit,
    risk: RiskBasis,
    effort: Mapping[str, int],
    touching: Sequence[Link],
    policy: Policy,
) -> DelayFacts:
    one_off = 0
    if policy.replacement_in_objective:
        one_off = (unit.replacement_cost or 0) + (unit.switch_off_cost or 0)
    return DelayFacts(
        annual_run_cost=unit.annual_run_cost,
        replacement_run_cost=unit.replacement_run_cost,
        expected_loss=risk.expected_loss,
        end_of_support=support_end(unit),
        effort_price=Fraction(sum(effort.values()) * policy.prices.person_day),
        neighbours=_neighbours(unit, touching, policy),
        replacement=one_off,
    )


def _neighbours(unit: Unit, touching: Sequence[Link], policy: Policy) -> int:
    """Pointing retained consumers at the replacement, and joining it to retained providers.

    Consumers of a facade that exists go on calling it; the system that takes over is no neighbour.
    """
    if not (policy.prices.repointing or policy.prices.adapter):
        return 0
    repointed = {
        (link.consumer, link.contract)
        for link in touching
        if link.provider == unit.id
        and not link.consumer_planned
        and link.contract is not None
        and not link.contract.existing
        and link.consumer != unit.successor
    }
    adapted = {
        link.provider
        for link in touching
        if link.consumer == unit.id
        and not link.provider_planned
        and link.why_none is None
        and link.provider != unit.successor
    }
    return len(repointed) * policy.prices.repointing + len(adapted) * policy.prices.adapter


def _groups(scope: Scope) -> dict[str, tuple[str, ...]]:
    retained = sorted(
        element
        for element in scope.legacy
        if element not in scope.unit_of and scope.not_planned.get(element) != "survives as a facade"
    )
    return {**{unit.id: unit.elements for unit in scope.units}, RETAINED: tuple(retained)}


def _at_once(windows: Mapping[str, Window], together: Sequence[tuple[str, ...]], waves: int) -> int:
    """How many systems some wave must take in any case.

    Those that share a wave, those that have only one, and, by counting, those whose last open
    wave comes early.
    """
    opened = {unit: open_waves(own, waves) for unit, own in windows.items()}
    pinned = Counter(choice[0] for choice in opened.values() if len(choice) == 1)
    pinned.pop(waves + 1, None)
    last = Counter(choice[-1] for choice in opened.values() if choice)
    due, most = 0, 1
    for wave in range(1, waves + 1):
        due += last[wave]
        most = max(most, -(-due // wave))
    return max(most, max(pinned.values(), default=1), _largest_union(together))


def _largest_union(groups: Sequence[tuple[str, ...]]) -> int:
    sets: list[set[str]] = []
    for group in groups:
        merged = set(group)
        apart = []
        for other in sets:
            if other & merged:
                merged |= other
            else:
                apart.append(other)
        sets = [*apart, merged]
    return max((len(members) for members in sets), default=1)


def _systems(
    units: Sequence[Unit],
    windows: Mapping[str, Window],
    delays: Mapping[str, Delay],
    scarce: Scarcity,
    policy: Policy,
) -> tuple[tuple[PlannedSystem, ...], int]:
    systems = []
    constant = 0
    for unit in units:
        own = windows[unit.id]
        whole = delays[unit.id].whole(policy.weights)
        lift = max(0, -min(whole))
        constant += lift
        costs = tuple(
            None if own.forbidden(wave) else cost + lift for wave, cost in enumerate(whole, start=1)
        )
        systems.append(
            PlannedSystem(
                id=unit.id, cost=costs, duration=own.duration, use=dict(scarce.use[unit.id])
            )
        )
    return tuple(systems), constant


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
    end = unit.end_of_support or unit.contract_end
    return None if end is None else last_day(end)


def _more_assumptions(
    units: Sequence[Unit], joined: Sequence[Link], scarce: Scarcity, policy: Policy
) -> Iterator[Assumption]:
    if scarce.assumed_per_wave is not None:
        yield counted(
            "capacity_assumed",
            f"no capacity is given; at most {scarce.assumed_per_wave} go live in a wave, so that"
            " all could within three quarters of the horizon",
            [unit.id for unit in units],
            len(units),
        )
    onto = [link for link in joined if link.provider_planned and link.contract is not None]
    inferred = [link for link in onto if link.assumed_facade]
    if inferred:
        yield Assumption(
            code="existing_facade_inferred",
            text="dependencies end at a part that is an API by name or tag; that API is taken as a"
            " facade that exists, so none is built for them",
            count=len(inferred),
            of=len(onto),
            systems=tuple(sorted({link.provider for link in inferred}))[:100],
        )
    between = [link for link in onto if link.consumer_planned]
    unknown = [
        link
        for link in between
        if link.contract is not None and link.contract.kind is None and not link.contract.login
    ]
    if unknown:
        yield Assumption(
            code="kind_unknown",
            text="dependencies between planned systems do not say their kind; their gateways are"
            " priced as calls",
            count=len(unknown),
            of=len(between),
            systems=tuple(sorted({link.provider for link in unknown}))[:100],
        )
    if policy.adapter_effort_reserve and policy.capacity:
        yield Assumption(
            code="adapter_effort_reserved",
            text=f"{policy.adapter_effort_reserve:.0%} of every capacity is kept for gateways",
            count=len(policy.capacity),
            of=len(policy.capacity),
            systems=(),
        )


def _undated(calendar: Calendar, scope: Scope) -> Iterator[Finding]:
    if calendar.start is None and scope.units:
        yield Finding(
            "warning",
            "waves_without_dates",
            "waves carry numbers and no dates: the policy has no `start` and the inventory no"
            " `as_of`",
        )
