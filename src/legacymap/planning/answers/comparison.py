"""How plans differ: cost, end, risk, interim interfaces, and which systems stand elsewhere and why.

Plans are compared as they are, each under its own snapshot, policy and prices; where these are not
the same, findings say so, since costs under different prices are not a saving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from legacymap.errors import Finding, Place, in_order
from legacymap.planning.answers.verdicts import Absent, difference, verdict
from legacymap.planning.outcome import Plan, PlanParts, PlanStatus, ReasonClass

FORMAT: Final = "legacymap-comparison/1"
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLeft:
    """The expected loss a year that is left after a wave."""

    wave: int
    end: str | None
    risk_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPlan:
    """One plan in figures; what it does not have is ``None``.

    ``difference`` is its objective less that of the first plan, where both have one in the same
    currency. The finish is the last wave in which something goes live. ``peak_risk_left`` is the
    largest expected loss a year that is left after a wave, ``last_risk_left`` that after the
    last wave of the horizon, ``risk_left`` that after each. ``scenario`` is the name of the
    scenario that a plan is of, ``changes`` what it changes, in plain words.
    """

    plan: str
    snapshot: str
    policy: str
    inventory: str | None
    currency: str | None
    status: PlanStatus
    objective: int | None
    difference: int | None
    bound: int | None
    gap: float | None
    controllable_gap: float | None
    parts: PlanParts | None
    scenario: str | None
    changes: tuple[str, ...]
    systems: int
    finish_wave: int | None
    finish_by: str | None
    peak_risk_left: int | None
    last_risk_left: int | None
    risk_left: tuple[RiskLeft, ...]
    interim_interfaces: int
    interim_cost: int
    most_interim_open: int
    backlog: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceInPlan:
    """Where one plan puts a system, and why; a system may not be ``planned`` in it at all.

    ``wave`` and ``live_by`` are ``None`` after the horizon too.
    """

    plan: str
    planned: bool
    wave: int | None
    live_by: str | None
    reason: str | None
    reason_class: ReasonClass | None

    def agrees(self, other: PlaceInPlan) -> bool:
        """Whether both say the same wave, ending on the same day."""
        mine, theirs = ((place.planned, place.wave, place.live_by) for place in (self, other))
        return mine == theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedSystem:
    """A system that not all plans put in the same wave, with its place in each plan in turn.

    ``differences`` says for each plan that puts it elsewhere than the first what sets them apart.
    """

    id: str
    name: str
    places: tuple[PlaceInPlan, ...]
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Plans side by side, the first being what the others are measured by.

    ``moved`` looks at the plans that have an order; ``unmoved`` counts the systems that all of
    these put in the same place. ``verdicts`` says of each plan but the first, in a few sentences,
    how it does against the first.
    """

    format: str
    verdicts: tuple[str, ...]
    plans: tuple[ComparedPlan, ...]
    moved: tuple[MovedSystem, ...]
    unmoved: int
    findings: tuple[Finding, ...]


def compare(plans: Sequence[tuple[str, Plan]]) -> Comparison:
    """``plans``, each with what to call it, compared with the first of them."""
    places = [_places(label, plan) for label, plan in plans]
    names: dict[str, str] = {}
    for (_, plan), known in reversed(list(zip(plans, places, strict=True))):
        names.update({system: plan.names.get(system, system) for system in known})
    ordered = [known for (_, plan), known in zip(plans, places, strict=True) if plan.placement]
    absent = [Absent(plan) for _, plan in plans]
    moved = [
        _moved(system, names[system], plans, places, absent)
        for system in sorted(names)
        if _differs(system, ordered)
    ]
    compared = tuple(_compared(label, plan, plans[0][1]) for label, plan in plans)
    findings = in_order(_findings(plans))
    return Comparison(
        format=FORMAT,
        verdicts=tuple(
            verdict(compared[0], other, elsewhere=_elsewhere(moved, n), findings=findings)
            for n, other in enumerate(compared)
            if n
        ),
        plans=compared,
        moved=tuple(moved),
        unmoved=len(names) - len(moved),
        findings=findings,
    )


def _elsewhere(moved: Sequence[MovedSystem], n: int) -> int:
    """How many systems the plan ``n`` puts elsewhere than the first plan does."""
    return sum(not system.places[n].agrees(system.places[0]) for system in moved)


def _moved(
    system: str,
    name: str,
    plans: Sequence[tuple[str, Plan]],
    places: Sequence[dict[str, PlaceInPlan]],
    absent: Sequence[Absent],
) -> MovedSystem:
    found = tuple(
        known.get(system, _absent(label)) for (label, _), known in zip(plans, places, strict=True)
    )
    return MovedSystem(
        id=system,
        name=name,
        places=found,
        differences=tuple(
            difference(
                name,
                found[0],
                place,
                absent=absent[0 if place.planned else n].why(system),
                changes=_changes(plans[n][1]),
            )
            for n, place in enumerate(found)
            if not place.agrees(found[0])
        ),
    )


def _compared(label: str, plan: Plan, first: Plan) -> ComparedPlan:
    busy = [wave for wave in plan.waves if wave.systems]
    risks = [wave.risk_left for wave in plan.waves]
    return ComparedPlan(
        plan=label,
        snapshot=plan.snapshot,
        policy=plan.policy,
        inventory=plan.inventory,
        currency=plan.currency,
        status=plan.status,
        objective=plan.objective,
        difference=_difference(plan, first),
        bound=plan.bound,
        gap=plan.gap,
        controllable_gap=plan.controllable_gap,
        parts=plan.parts,
        scenario=plan.scenario.name if plan.scenario else None,
        changes=_changes(plan),
        systems=plan.systems,
        finish_wave=busy[-1].number if busy else None,
        finish_by=busy[-1].end if busy else None,
        peak_risk_left=max(risks, default=None),
        last_risk_left=risks[-1] if risks else None,
        risk_left=tuple(
            RiskLeft(wave=wave.number, end=wave.end, risk_left=wave.risk_left)
            for wave in plan.waves
        ),
        interim_interfaces=len(plan.gateways),
        interim_cost=sum(gateway.cost for gateway in plan.gateways),
        most_interim_open=max((wave.gateways_open for wave in plan.waves), default=0),
        backlog=len(plan.backlog),
    )


def _changes(plan: Plan) -> tuple[str, ...]:
    """What the scenario of ``plan`` changes, in plain words."""
    return plan.scenario.changes if plan.scenario else ()


def _difference(plan: Plan, first: Plan) -> int | None:
    if plan.objective is None or first.objective is None or plan.currency != first.currency:
        return None
    return plan.objective - first.objective


def _places(label: str, plan: Plan) -> dict[str, PlaceInPlan]:
    """Where ``plan`` puts each system."""
    places = {
        placed.id: PlaceInPlan(
            plan=label,
            planned=True,
            wave=wave.number,
            live_by=wave.end,
            reason=placed.reason,
            reason_class=placed.reason_class,
        )
        for wave in plan.waves
        for placed in wave.systems
    }
    for left in plan.backlog:
        places[left.id] = PlaceInPlan(
            plan=label,
            planned=True,
            wave=None,
            live_by=None,
            reason=left.reason,
            reason_class=None,
        )
    return places


def _absent(label: str) -> PlaceInPlan:
    return PlaceInPlan(
        plan=label, planned=False, wave=None, live_by=None, reason=None, reason_class=None
    )


def _differs(system: str, ordered: Sequence[dict[str, PlaceInPlan]]) -> bool:
    """Whether the plans put ``system`` in different waves, or waves that end on other days."""
    found = [known.get(system, _absent("")) for known in ordered]
    return any(not place.agrees(found[0]) for place in found[1:])


_ALIKE: Final[tuple[tuple[str, str, Callable[[Plan], object]], ...]] = (
    ("snapshot", "rests on another snapshot", lambda plan: plan.snapshot),
    ("policy", "was made with another policy", lambda plan: plan.policy),
    (
        "weights",
        "weighs its prices otherwise: its cost is not to be set against the first's",
        lambda plan: tuple((group.group, group.weight) for group in plan.price_groups),
    ),
    ("currency", "is in another currency", lambda plan: plan.currency),
    (
        "calendar",
        "has other waves: they are told apart by the day they end",
        lambda plan: (plan.start, plan.wave_days, plan.horizon),
    ),
)


def _findings(plans: Sequence[tuple[str, Plan]]) -> Iterator[Finding]:
    first = plans[0][1]
    for label, plan in plans:
        if plan.objective is None:
            text = f"{label} has no order: its status is {plan.status}"
            yield Finding("warning", "no_order", text, Place(id=label))
        prices = _other_prices(plan, first)
        if prices:
            text = (
                f"{label} has other prices ({', '.join(prices)}): its cost is not to be set against"
                " the first's"
            )
            yield Finding("warning", "other_prices", text, Place(id=label))
        yield from _other_systems(label, plan, first)
        for what, said, of in _ALIKE:
            if what in ("snapshot", "policy") and _is_varied(plan, first):
                continue
            if of(plan) != of(first) and not (what == "weights" and not plan.price_groups):
                yield Finding("warning", f"other_{what}", f"{label} {said}", Place(id=label))


def _is_varied(plan: Plan, first: Plan) -> bool:
    """Whether ``plan`` is a scenario of what ``first`` was made from: its patch says what differs.

    So is ``first`` where both are scenarios of the same.
    """
    bases = [
        (p.scenario.snapshot, p.scenario.policy) if p.scenario else (p.snapshot, p.policy)
        for p in (plan, first)
    ]
    return bases[0] == bases[1]


def _other_prices(plan: Plan, first: Plan) -> tuple[str, ...]:
    ours = {line.price: line.value for line in plan.prices}
    theirs = {line.price: line.value for line in first.prices}
    return tuple(sorted(price for price in ours | theirs if ours.get(price) != theirs.get(price)))


def _other_systems(label: str, plan: Plan, first: Plan) -> Iterator[Finding]:
    ours, theirs = set(plan.placement), set(first.placement)
    if plan.objective is None or first.objective is None or ours == theirs:
        return
    names = {**plan.names, **first.names}
    said = []
    for word, systems in (("without", theirs - ours), ("with", ours - theirs)):
        shown = [names.get(system, system) for system in sorted(systems)]
        more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
        if shown:
            said.append(f"{word} {', '.join(shown[:_SHOWN])}{more}")
    text = (
        f"{label} plans {len(ours)} systems and the first {len(theirs)} ({'; '.join(said)}): what a"
        " system costs that is not planned is not counted, so the difference is no saving"
    )
    yield Finding("warning", "other_systems", text, Place(id=label))
