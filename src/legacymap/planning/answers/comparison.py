"""How plans differ: cost, end, risk, interim interfaces, and which systems stand elsewhere and why.

Plans are compared as they are, each under its own snapshot, policy and prices; where these are not
the same, findings say so, since costs under different prices are not a saving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from legacymap.errors import Finding, Place, in_order
from legacymap.planning.outcome import Plan, PlanParts, PlanStatus, ReasonClass

FORMAT: Final = "legacymap-comparison/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPlan:
    """One plan in figures; what it does not have is ``None``.

    ``difference`` is its objective less that of the first plan, where both have one in the same
    currency. The finish is the last wave in which something goes live. ``peak_risk_left`` is the
    largest expected loss a year that is left after a wave, ``last_risk_left`` that after the
    last wave of the horizon.
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
    parts: PlanParts | None
    systems: int
    finish_wave: int | None
    finish_by: str | None
    peak_risk_left: int | None
    last_risk_left: int | None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedSystem:
    """A system that not all plans put in the same wave, with its place in each plan in turn."""

    id: str
    name: str
    places: tuple[PlaceInPlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Plans side by side, the first being what the others are measured by.

    ``moved`` looks at the plans that have an order; ``unmoved`` counts the systems that all of
    these put in the same place.
    """

    format: str
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
    moved = [system for system in sorted(names) if _differs(system, ordered)]
    return Comparison(
        format=FORMAT,
        plans=tuple(_compared(label, plan, plans[0][1]) for label, plan in plans),
        moved=tuple(
            MovedSystem(
                id=system,
                name=names[system],
                places=tuple(
                    known.get(system, _absent(label))
                    for (label, _), known in zip(plans, places, strict=True)
                ),
            )
            for system in moved
        ),
        unmoved=len(names) - len(moved),
        findings=in_order(_findings(plans)),
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
        parts=plan.parts,
        systems=plan.systems,
        finish_wave=busy[-1].number if busy else None,
        finish_by=busy[-1].end if busy else None,
        peak_risk_left=max(risks, default=None),
        last_risk_left=risks[-1] if risks else None,
        interim_interfaces=len(plan.gateways),
        interim_cost=sum(gateway.cost for gateway in plan.gateways),
        most_interim_open=max((wave.gateways_open for wave in plan.waves), default=0),
        backlog=len(plan.backlog),
    )


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
    found = {
        (place.planned, place.wave, place.live_by)
        for known in ordered
        for place in (known.get(system, _absent("")),)
    }
    return len(found) > 1


_ALIKE: Final[tuple[tuple[str, str, Callable[[Plan], object]], ...]] = (
    ("snapshot", "rests on another snapshot", lambda plan: plan.snapshot),
    ("policy", "was made with another policy", lambda plan: plan.policy),
    (
        "prices",
        "has another price list: its cost is not to be set against the first's",
        lambda plan: plan.prices,
    ),
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
        for what, said, of in _ALIKE:
            if of(plan) != of(first) and not (what == "weights" and not plan.price_groups):
                yield Finding("warning", f"other_{what}", f"{label} {said}", Place(id=label))
