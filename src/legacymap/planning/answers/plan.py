"""In which wave each legacy system is replaced, at which cost, and why there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, cast

from legacymap.analysis.estate import Estate
from legacymap.errors import Finding, Place, in_order
from legacymap.planning.answering import solve
from legacymap.planning.answers.accounts import (
    existing_facades,
    plan_parts,
    planned_gateways,
    price_groups,
)
from legacymap.planning.answers.bottlenecks import bottlenecks
from legacymap.planning.answers.cuts import cuts
from legacymap.planning.answers.determination import MOST_VARIED, Solve, determination, swaps, ties
from legacymap.planning.answers.promises import deadlines, goes_before
from legacymap.planning.answers.reasons import Teller, backlog_systems, placed_systems
from legacymap.planning.answers.replanning import replanning
from legacymap.planning.answers.retirement import retirements
from legacymap.planning.answers.sure_dates import uncertainty_of
from legacymap.planning.answers.timeline import iso, plan_waves
from legacymap.planning.answers.violations import in_names
from legacymap.planning.certainty import Uncertainty
from legacymap.planning.compilation.compile import Compiled, compile_model
from legacymap.planning.compilation.named import named_policy
from legacymap.planning.compilation.past import start_from
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.score import Score, score
from legacymap.planning.outcome import (
    FORMAT,
    BaselineResult,
    Determination,
    Engine,
    OtherReading,
    Plan,
)
from legacymap.planning.policy.policy import Policy
from legacymap.planning.policy.prices import price_list
from legacymap.planning.previous import Previous
from legacymap.planning.search.baselines import baselines
from legacymap.planning.search.search import Effort, Progress
from legacymap.planning.search.solution import Solution

Stop = Callable[[], bool]
_MOST_AFTER_STOP: Final = 1_000  # systems whose dates are examined within half a second


def plan(
    estate: Estate,
    policy: Policy,
    *,
    version: str,
    effort: str | None = None,
    seed: int | None = None,
    stop: Stop | None = None,
    progress: Callable[[Progress], None] | None = None,
    previous: Previous | None = None,
    start: Previous | None = None,
) -> Plan:
    """The replacement order of ``estate`` under ``policy``, with what speaks for it.

    ``effort`` and ``seed`` win over the policy's. ``previous`` is the plan to go on from, as
    :func:`previous_of` reads it: its past is frozen, changing its waves has a price, and the
    plan tells what became of it. ``start`` is only where the search begins; without it that is
    ``previous``. Without ``stop`` the plan depends on what is given and ``version`` alone.

    Raises:
        InvalidPolicy: the policy names systems that the inventory does not have.
    """
    compiled = compile_model(estate, policy, previous=previous)
    asked = _Asked(
        estate=estate,
        version=version,
        effort=cast(Effort, effort or policy.effort),
        seed=policy.seed if seed is None else seed,
        stop=stop,
    )
    if not compiled.units:
        return _empty(compiled, asked)
    solution = solve(
        compiled.sought,
        effort=asked.effort,
        seed=asked.seed,
        stop=stop,
        progress=_without_figures(progress) if progress and policy.lexicographic else progress,
        start=start_from(start or previous, compiled.sought, compiled.calendar),
        named=partial(named_policy, compiled),
    )
    if solution.status not in ("feasible", "optimal") or solution.plan is None:
        return _without_order(compiled, asked, solution)
    return _whole(compiled, asked, solution, _waves(compiled.model, solution.plan))


def _without_figures(progress: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """``progress`` where the search does not count money: what it counts means nothing outside."""
    return lambda now: progress(replace(now, objective=None, bound=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a plan was asked for, beside its policy."""

    estate: Estate
    version: str
    effort: Effort
    seed: int
    stop: Stop | None

    def stopped(self) -> bool:
        return self.stop is not None and self.stop()

    def engine(self, solution: Solution | None) -> Engine:
        return Engine(
            version=self.version,
            seed=self.seed,
            effort=self.effort,
            method="none" if solution is None else solution.engine.method,
            iterations=0 if solution is None else solution.engine.iterations,
            wall_clock=solution is not None and solution.engine.ended_by == "stop",
        )


def _waves(model: PlanningModel, placed: Mapping[str, int | None]) -> dict[str, int]:
    """The wave of every system, the backlog as the wave after the last."""
    waves = {system.id: placed.get(system.id) for system in model.systems}
    return {system: wave or model.backlog for system, wave in sorted(waves.items())}


class _CutShort(Exception):
    """Somebody stopped the plan while a variation of it was planned: that says nothing."""


def _whole(compiled: Compiled, asked: _Asked, solution: Solution, waves: Mapping[str, int]) -> Plan:
    try:
        return _told(compiled, asked, solution, waves, _solver(compiled, asked))
    except _CutShort:
        return _told(compiled, asked, solution, waves, None)


def _told(
    compiled: Compiled,
    asked: _Asked,
    solution: Solution,
    waves: Mapping[str, int],
    again: Solve | None,
) -> Plan:
    """The plan as it is told; ``again`` plans its variations, ``None`` leaves them out."""
    judged = score(compiled.model, waves)
    parts = plan_parts(compiled, waves, judged)
    gateways = planned_gateways(compiled, judged)
    scarce = bottlenecks(compiled, solution, judged, again)
    swapped = swaps(compiled, waves, asked.stop)
    tied = ties(swapped)
    teller = Teller(compiled, waves, swapped, scarce)
    placed = placed_systems(teller)
    groups = price_groups(compiled, parts)
    shared = _Shared(compiled, asked)
    bound, gap, controllable = _gaps(compiled, solution, judged)
    return shared.plan(
        status=solution.status,
        objective=judged.objective,
        bound=bound,
        gap=gap,
        controllable_gap=controllable,
        parts=parts,
        price_groups=groups,
        waves=plan_waves(compiled, waves, placed, gateways),
        backlog=backlog_systems(teller),
        replanning=replanning(compiled, waves, parts),
        gateways=gateways,
        cuts=cuts(compiled, waves, gateways),
        retirement=retirements(compiled, waves),
        bottlenecks=scarce,
        uncertainty=_uncertainty(compiled, asked, waves),
        determination=determination(compiled, waves, groups, tied, again),
        other_reading=_other_reading(compiled, asked, waves, again),
        baselines=_baselines(compiled),
        conflict=None,
        findings=in_order((*compiled.findings, *_doubts(compiled, examined=again is not None))),
        engine=asked.engine(solution),
    )


def _uncertainty(compiled: Compiled, asked: _Asked, waves: Mapping[str, int]) -> Uncertainty | None:
    """How sure the dates are; those who stop a large plan do not want to wait for it."""
    if asked.stopped() and len(waves) > _MOST_AFTER_STOP:
        return None
    return uncertainty_of(compiled, waves, seed=asked.seed, snapshot=asked.estate.inventory.digest)


def _solver(compiled: Compiled, asked: _Asked) -> Solve | None:
    """How variations are planned: quickly, and not at all once somebody wants to stop."""
    if len(compiled.units) > MOST_VARIED or compiled.policy.lexicographic or asked.stopped():
        return None

    def again(model: PlanningModel) -> dict[str, int]:
        found = solve(model, effort="quick", seed=asked.seed, stop=asked.stop)
        if found.engine.ended_by == "stop":
            raise _CutShort
        return _waves(model, found.plan or {})

    return again


def _gaps(
    compiled: Compiled, solution: Solution, judged: Score
) -> tuple[int | None, float | None, float | None]:
    """The bound, the gap to it, and the gap as a share of what any plan could still change."""
    if solution.bound is None or compiled.policy.lexicographic:
        return None, None, None
    unavoidable = sum(
        min((cost for cost in system.cost if cost is not None), default=0)
        for system in compiled.model.systems
    )
    open_ = judged.objective - solution.bound
    free = judged.objective - unavoidable
    return (
        solution.bound,
        open_ / judged.objective if judged.objective else 0.0,
        open_ / free if free else 0.0,
    )


def _other_reading(
    compiled: Compiled, asked: _Asked, waves: Mapping[str, int], again: Solve | None
) -> OtherReading | None:
    """The order if the doubtful dependencies pointed the other way, where that changes it."""
    if not compiled.doubtful or again is None:
        return None
    past = compiled.past
    turned = compile_model(
        asked.estate,
        compiled.policy,
        reverse_doubtful=True,
        previous=past.previous if past else None,
    )
    found = again(turned.model)
    here, there = score(turned.model, waves), score(turned.model, found)
    if here.feasible and here.objective <= there.objective:
        return None
    horizon = compiled.policy.waves
    return OtherReading(
        dependencies=compiled.doubtful,
        objective=there.objective,
        moved={
            system: wave if wave <= horizon else None
            for system, wave in found.items()
            if wave != waves[system]
        },
    )


def _doubts(compiled: Compiled, *, examined: bool) -> tuple[Finding, ...]:
    if not compiled.doubtful:
        return ()
    one = compiled.doubtful == 1
    text = (
        f"{compiled.doubtful} {'dependency' if one else 'dependencies'} between planned systems"
        f" {'is' if one else 'are'} of doubtful direction; "
        + (
            "the order was computed for the other direction too, and the plan says what changes"
            if examined
            else "whether the other direction would change the order was not examined"
        )
    )
    return (Finding("info", "direction_doubtful", text),)


def _baselines(compiled: Compiled) -> dict[str, BaselineResult]:
    """What simple rules would have cost on the same model."""
    risk = {system: float(basis.expected_loss) for system, basis in compiled.risks.items()}
    return {
        rule.name: BaselineResult(objective=rule.score.objective, feasible=rule.score.feasible)
        for rule in baselines(compiled.model, risk=risk)
    }


def _empty(compiled: Compiled, asked: _Asked) -> Plan:
    """Nothing to plan is a plan: no wave is used, and a finding says what to mark."""
    judged = score(compiled.model, {})
    parts = plan_parts(compiled, {}, judged)
    groups = price_groups(compiled, parts)
    return _Shared(compiled, asked).plan(
        status="optimal",
        objective=0,
        bound=0,
        gap=0.0,
        controllable_gap=0.0,
        parts=parts,
        price_groups=groups,
        determination=determination(compiled, {}, groups, {}, None),
        findings=compiled.findings,
        engine=asked.engine(None),
    )


def _without_order(compiled: Compiled, asked: _Asked, solution: Solution) -> Plan:
    """No feasible plan: which constraints clash, or what the last try breaks."""
    waves = _waves(compiled.model, solution.plan or {})
    violations = tuple(in_names(compiled, waves, broken) for broken in solution.violations)
    broken = [
        Finding("error", "broken_constraint", f"the last try breaks: {violation.message}")
        for violation in violations
    ]
    return _Shared(compiled, asked).plan(
        status=solution.status,
        conflict=solution.conflict or None,
        clashes=solution.clashes,
        violations=violations,
        findings=in_order((*compiled.findings, *broken, *_clash(solution))),
        engine=asked.engine(solution),
    )


def _clash(solution: Solution) -> Iterator[Finding]:
    place = Place(path="constraints")
    for clash in solution.clashes:
        text = f"no plan keeps all of these: {'; '.join(clash.names)}"
        yield Finding("error", "constraints_clash", text, place)
    if solution.conflict and not solution.clashes:
        text = f"no plan keeps all constraints: {'; '.join(solution.conflict)}"
        yield Finding("error", "constraints_clash", text, place)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What every plan says, whatever came of the search."""

    compiled: Compiled
    asked: _Asked

    def plan(self, **found: object) -> Plan:
        """The plan with ``found``; what is not given is empty or unknown."""
        compiled, inventory = self.compiled, self.asked.estate.inventory
        fields: dict[str, object] = {
            "format": FORMAT,
            "snapshot": inventory.digest,
            "policy": compiled.policy.digest,
            "inventory": inventory.name,
            "as_of": inventory.as_of,
            "currency": inventory.currency,
            "level": compiled.policy.level,
            "objective": None,
            "bound": None,
            "gap": None,
            "controllable_gap": None,
            "parts": None,
            "price_groups": (),
            "systems": len(compiled.units),
            "start": iso(compiled.calendar.start),
            "wave_days": compiled.policy.wave_days,
            "horizon": compiled.policy.waves,
            "waves": (),
            "backlog": (),
            "gateways": (),
            "existing_facades": existing_facades(compiled),
            "cuts": (),
            "retirement": (),
            "bottlenecks": (),
            "uncertainty": None,
            "determination": NOT_EXAMINED,
            "other_reading": None,
            "baselines": {},
            "conflict": None,
            "clashes": (),
            "violations": (),
            "assumptions": compiled.assumptions,
            "prices": price_list(compiled.policy.prices),
            "names": names_of(compiled),
            "deadlines": deadlines(compiled),
            "goes_before": goes_before(compiled),
        }
        return Plan(**{**fields, **found})  # type: ignore[arg-type]


NOT_EXAMINED = Determination(
    determined=None, statement="There is no order.", ties=(), deciding_facts=(), variants=()
)


def names_of(compiled: Compiled) -> dict[str, str]:
    """Names of all systems and parts that a plan may speak of, by id."""
    spoken = set(compiled.units) | set(compiled.standing.services)
    for link in compiled.links:
        spoken |= {link.consumer, link.provider}
    return {system: compiled.names[system] for system in sorted(spoken)}
