"""Why a system stands where it does: what every other wave would change, break and take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from legacymap.analysis.estate import Estate
from legacymap.errors import Finding, InvalidPlan, Place, UnknownSystem, in_order
from legacymap.planning.answers.accounts import plan_parts
from legacymap.planning.answers.alternatives import Alternative, Broken, alternatives
from legacymap.planning.answers.checking import gone_on_from, placement_of
from legacymap.planning.answers.counterfactual import Counterfactual, counterfactual
from legacymap.planning.answers.determination import swaps
from legacymap.planning.answers.moves import Moves
from legacymap.planning.answers.reasons import Teller
from legacymap.planning.compilation.compile import Compiled, compile_model
from legacymap.planning.model.score import score
from legacymap.planning.outcome import Plan, PlanParts, ReasonClass
from legacymap.planning.policy.policy import Policy

FORMAT: Final = "legacymap-why/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Everything that speaks for the place of ``system``: ``legacymap-why/1``.

    ``wave`` is ``None`` after the horizon, and so is ``reason_class``. ``together_with`` are the
    systems that share its wave by rule: they move with it wherever a move is spoken of.
    ``blocking`` is what forbids one wave earlier; empty where nothing but its price does.
    """

    format: str
    snapshot: str
    policy: str
    currency: str | None
    system: str
    name: str
    wave: int | None
    live_by: str | None
    together_with: tuple[str, ...]
    tied_with: tuple[str, ...]
    reason: str
    reason_class: ReasonClass | None
    objective: int
    parts: PlanParts
    blocking: tuple[Broken, ...]
    alternatives: tuple[Alternative, ...]
    """Every wave of the horizon in order and, last, after it."""
    counterfactual: Counterfactual
    findings: tuple[Finding, ...]
    """What was noticed about the plan: systems it leaves out, another policy it was made with."""
    names: Mapping[str, str]
    """Names of the systems that are spoken of, by id."""


def why(estate: Estate, policy: Policy, plan: object, *, system: str) -> Why:
    """Why ``system`` (an id, or a name that only one bears) goes live when ``plan`` says.

    ``plan`` is a plan of ours or in any form that :func:`check_plan` reads. The reason is the one
    that a plan of ours gives; for other plans it is found here. Part of a planned system stands
    for the whole.

    Raises:
        UnknownSystem: there is no such system, or it is not to be replaced by this policy.
        InvalidPlan: ``plan`` is none, or has no order.
        InvalidPolicy: the policy names systems that the inventory does not have.
    """
    compiled = compile_model(estate, policy, previous=gone_on_from(plan))
    unit = _unit(compiled, system)
    if isinstance(plan, Plan) and plan.objective is None:
        problem = Finding("error", "no_order", f"its status is {plan.status!r}", Place(id=unit))
        raise InvalidPlan.of([problem], "the plan has no order")
    read = placement_of(compiled, plan)
    waves, noticed = read.waves, read.findings
    strange = tuple(_strange(estate, compiled, plan))
    moves = Moves(compiled.model, waves)
    others = tuple(member for member in moves.together_with(unit) if member != unit)
    elsewhere = alternatives(compiled, waves, (unit, *others))
    wave = waves[unit]
    breaks = elsewhere[wave - 2].breaks if wave > 1 else ()
    judged = score(compiled.model, waves)
    reason, reason_class, tied = _told(compiled, waves, None if strange else plan, unit)
    earlier = counterfactual(compiled, waves, (unit, *others), breaks)
    return Why(
        format=FORMAT,
        snapshot=estate.inventory.digest,
        policy=compiled.policy.digest,
        currency=estate.inventory.currency,
        system=unit,
        name=compiled.units[unit].name,
        wave=elsewhere[wave - 1].wave,
        live_by=elsewhere[wave - 1].live_by,
        together_with=others,
        tied_with=tied,
        reason=reason,
        reason_class=reason_class,
        objective=judged.objective,
        parts=plan_parts(compiled, waves, judged),
        blocking=_with_worth(breaks, () if strange else plan),
        alternatives=elsewhere,
        counterfactual=earlier,
        findings=in_order((*noticed, *strange)),
        names=_names(compiled, {unit, *others, *tied}, elsewhere, earlier),
    )


def _strange(estate: Estate, compiled: Compiled, plan: object) -> Iterator[Finding]:
    """Whether a plan of ours was made for something else, so that its reasons do not hold."""
    if not isinstance(plan, Plan):
        return
    for what, theirs, ours in (
        ("policy", plan.policy, compiled.policy.digest),
        ("snapshot", plan.snapshot, estate.inventory.digest),
    ):
        if theirs != ours:
            text = f"the plan was made with another {what}; it is judged by the one given"
            yield Finding("warning", f"other_{what}", text, Place(path=what))


def _unit(compiled: Compiled, text: str) -> str:
    """The planned system that ``text`` stands for.

    Raises:
        UnknownSystem: there is none.
    """
    system = compiled.names.find(text)
    if system is None:
        raise UnknownSystem(compiled.names.problem(text))
    unit = compiled.scope.unit_of.get(system, system)
    if unit not in compiled.units:
        because = compiled.scope.not_planned.get(system, "it is not legacy by this policy")
        raise UnknownSystem(f"{text!r} is not in the plan: {because}")
    return unit


def _with_worth(breaks: tuple[Broken, ...], plan: object) -> tuple[Broken, ...]:
    """What stands in the way, with what one more unit of it would be worth by ``plan``."""
    if not isinstance(plan, Plan):
        return breaks
    worth = {limit.limit: limit.worth for limit in plan.bottlenecks}
    return tuple(replace(broken, worth=worth.get(broken.name)) for broken in breaks)


def _told(
    compiled: Compiled, waves: Mapping[str, int], plan: object, unit: str
) -> tuple[str, ReasonClass | None, tuple[str, ...]]:
    """The reason, its class and the ties: the plan's own, else found here."""
    if isinstance(plan, Plan):
        for wave in plan.waves:
            for placed in wave.systems:
                if placed.id == unit:
                    return placed.reason, placed.reason_class, placed.tied_with
        for left in plan.backlog:
            if left.id == unit:
                return left.reason, None, left.tied_with
    teller = Teller(compiled, waves, swaps(compiled, waves))
    tied = teller.ties.get(unit, ())
    if waves[unit] > compiled.policy.waves:
        return teller.why_not(unit), None, tied
    told = teller.why(unit)
    return told.text, told.reason_class, tied


def _names(
    compiled: Compiled,
    spoken: set[str],
    elsewhere: tuple[Alternative, ...],
    earlier: Counterfactual,
) -> dict[str, str]:
    for alternative in elsewhere:
        spoken |= {change.provider for change in alternative.gateways}
        spoken.update(system for broken in alternative.breaks for system in broken.systems)
    for change in (*earlier.tried, earlier.rearranged):
        spoken |= set(change.moved) if change is not None else set()
    return {system: compiled.names[system] for system in sorted(spoken)}
