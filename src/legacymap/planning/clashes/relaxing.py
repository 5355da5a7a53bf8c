"""What relaxing one constraint of a clash buys: how far it must give, and a plan under that.

Each answer is decided for the whole model, with everything else kept, and the plan that shows it
is judged by the scorer. Where several clashes are known, the others are set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from legacymap.planning.clashes.minimal import Found, one_clash
from legacymap.planning.clashes.relaxed import relaxed_model
from legacymap.planning.clashes.steps import Step, Steps, steps_of
from legacymap.planning.exact.feasibility import Judge, Verdict
from legacymap.planning.model.clash import Clash, ClashingConstraint, Relaxation
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.named import (
    ConstraintKind,
    Limit,
    NamedConstraint,
    NamedModel,
    waves_text,
)
from legacymap.planning.model.score import score
from legacymap.planning.search.search import solve

MOST_RELAXED: Final = 12
"""Of a clash of more constraints, which is none that anybody can read, the rest is not examined."""
MOST_NAMED: Final = 24
"""More constraints than these, which clash without the relaxed one, are counted and not named."""
MOST_PRICED: Final = 500
"""Beyond this many systems no plan is made to tell what relaxing would cost."""

_BY_BUCKET: Final = frozenset[ConstraintKind]({"capacity", "budget"})
_LIMITED: Final = frozenset[ConstraintKind]({"capacity", "budget", "limit", "apart"})
_NOT_DECIDED: Final = "not decided within the work allowed"


def told(named: NamedModel, judge: Judge, found: Sequence[Found]) -> tuple[Clash, ...]:
    """The clashes ``found`` with what relaxing each of their constraints buys."""
    clashes = []
    for clash in found:
        others = frozenset(i for other in found if other is not clash for i in other.members)
        relaxing = _Relaxing(named, judge, others)
        clashes.append(
            Clash(
                constraints=tuple(
                    _member(named, clash, k, relaxing) for k in _limits_first(named, clash)
                ),
                minimal=clash.minimal,
            )
        )
    return tuple(clashes)


def _limits_first(named: NamedModel, clash: Found) -> list[int]:
    """The constraints of a clash that many share, then those of single systems."""
    kinds = [named.constraints[i].kind for i in clash.members]
    return sorted(range(len(kinds)), key=lambda k: (kinds[k] not in _LIMITED, clash.members[k]))


def _member(named: NamedModel, clash: Found, k: int, relaxing: _Relaxing) -> ClashingConstraint:
    whole, part = named.constraints[clash.members[k]], clash.parts[k]
    return ClashingConstraint(
        name=whole.name,
        kind=whole.kind,
        text=whole.text,
        systems=_concerned(named, clash, part),
        waves=tuple(sorted({wave for limit in part.limits for wave in limit.waves})),
        relaxation=relaxing.of(clash.members[k], part),
    )


def _concerned(named: NamedModel, clash: Found, part: NamedConstraint) -> tuple[str, ...]:
    """Whom ``part`` speaks of; of a limit, those that use it and that the clash speaks of."""
    spoken = {system for other in clash.parts for system in _spoken(other)}
    if not part.limits:
        return tuple(sorted(_spoken(part)))
    limited = {limit.resource for limit in part.limits}
    return tuple(
        sorted(
            system.id
            for system in named.model.systems
            if system.id in spoken and any(map(system.use.get, limited))
        )
    )


def _spoken(part: NamedConstraint) -> set[str]:
    pairs = {system for rule in part.precedences for system in (rule.before, rule.after)}
    return {*part.closed, *pairs, *(system for group in part.together for system in group)}


class _Relaxing:
    """Relaxes one constraint at a time; those at the positions ``others`` are set aside."""

    def __init__(self, named: NamedModel, judge: Judge, others: frozenset[int]) -> None:
        self._named = named
        self._judge = judge
        self._others = others
        self._asked = 0

    def of(self, position: int, part: NamedConstraint) -> Relaxation:
        """What relaxing the constraint at ``position`` buys, of which ``part`` clashes."""
        self._asked += 1
        if self._asked > MOST_RELAXED:
            return _none("unknown", "not examined")
        named = self._named
        whole = named.constraints[position]
        rest = [i for i in range(len(named.constraints)) if i != position and i not in self._others]
        kept = [named.constraints[i] for i in rest]
        without = self._judge.keep(named.model, kept)
        if without.status == "clash":
            return self._useless(tuple(rest[k] for k in without.core))
        if without.status == "open":
            return _none("unknown", _NOT_DECIDED)
        if whole.kind in _LIMITED:
            return self._raised(whole, part, kept)
        return self._stepped(steps_of(named, whole, part), kept)

    def _useless(self, core: tuple[int, ...]) -> Relaxation:
        members = core
        if len(core) <= MOST_NAMED:
            members, _ = one_clash(self._named, self._judge, core)
        if len(members) > MOST_NAMED:
            return _none("no", f"without it {len(members)} others still clash")
        names = tuple(self._named.constraints[i].name for i in members)
        return replace(_none("no", "without it these still clash"), remaining=names)

    def _stepped(self, steps: Steps, kept: Sequence[NamedConstraint]) -> Relaxation:
        """The first step that does: by halving where each allows more than the last."""

        def does(k: int) -> Verdict:
            step = steps.steps[k]
            held = kept if step.constraint is None else [*kept, step.constraint]
            return self._judge.keep(step.model or self._named.model, held)

        found, least = (_by_halving if steps.growing else _in_turn)(len(steps.steps), does)
        if found is None:
            if least:
                return _none("no", "no such change of it is enough by itself")
            return _none("unknown", _NOT_DECIDED)
        k, verdict = found
        return self._bought(steps.steps[k], kept, verdict, least=least)

    def _raised(
        self, whole: NamedConstraint, part: NamedConstraint, kept: Sequence[NamedConstraint]
    ) -> Relaxation:
        """The smallest amount in one of its waves where each has its own, else in all alike."""
        named = self._named
        choices: list[tuple[Limit, ...]] = [whole.limits]
        if whole.kind in _BY_BUCKET and len(whole.limits) > 1:
            choices = [*((limit,) for limit in part.limits), whole.limits]
        best: tuple[int, int, Verdict] | None = None
        for n, raised in enumerate(choices):
            if best is not None and len(raised) > 1:
                break
            others = replace(whole, limits=tuple(x for x in whole.limits if x not in raised))
            verdict = self._judge.least(named.model, [*kept, others], raised)
            if verdict.status == "kept" and verdict.spare is not None:
                amount = verdict.spare
                best = min(best or (amount, n, verdict), (amount, n, verdict), key=_amount)
        if best is None:
            return _none("unknown", _NOT_DECIDED)
        amount, n, verdict = best
        step = self._raise(whole, choices[n], amount)
        return self._bought(step, kept, verdict, least=verdict.least)

    def _raise(self, whole: NamedConstraint, raised: tuple[Limit, ...], amount: int) -> Step:
        horizon = self._named.model.waves
        limits = tuple(
            replace(limit, most=limit.most + amount) if limit in raised else limit
            for limit in whole.limits
        )
        alone = len(raised) == 1 and len(whole.limits) > 1
        where = f" in {waves_text(raised[0].waves, horizon)}" if alone else ""
        unit = f" {whole.unit}" if whole.unit else ""
        text = f"{whole.name} is raised by {amount:,}{unit}{where}"
        if whole.kind == "apart":
            text = f"{limits[0].most} of them may share a wave ({whole.name})"
        return Step(
            text=text,
            constraint=replace(whole, limits=limits),
            amount=amount,
            unit=whole.unit,
        )

    def _bought(
        self, step: Step, kept: Sequence[NamedConstraint], verdict: Verdict, *, least: bool
    ) -> Relaxation:
        """``step`` with the cost of a plan under it, where that plan keeps everything else."""
        found = Relaxation(
            settles="clash" if self._others else "plan",
            text=step.text,
            amount=step.amount,
            unit=step.unit,
            least=least,
            objective=None,
            reason="other clashes remain" if self._others else None,
            remaining=(),
        )
        if self._others:
            return found
        held = kept if step.constraint is None else [*kept, step.constraint]
        changed = replace(self._named, model=step.model or self._named.model)
        model, priced = relaxed_model(changed, held)
        if verdict.plan is None or not score(model, verdict.plan).feasible:
            raise AssertionError("the solver and the scorer disagree about what is allowed")
        objective, reason = self._cost(model, priced=priced)
        return replace(found, objective=objective, reason=reason)

    def _cost(self, model: PlanningModel, *, priced: bool) -> tuple[int | None, str | None]:
        if not priced:
            return None, "the model has no price for a wave that opens"
        if len(model.systems) > MOST_PRICED:
            return None, f"not computed for more than {MOST_PRICED} systems"
        if self._judge.spent:
            return None, _NOT_DECIDED
        quick = solve(model, effort="quick")
        if quick.objective is None:
            return None, "there is a plan, and a quick search does not find it"
        return quick.objective, None


def _amount(choice: tuple[int, int, Verdict]) -> tuple[int, int]:
    return choice[:2]


Does = Callable[[int], Verdict]


def _by_halving(count: int, does: Does) -> tuple[tuple[int, Verdict] | None, bool]:
    """The first of ``count`` steps that does, if each allows more; and whether that is sure."""
    low, high, sure = 0, count - 1, True
    found: tuple[int, Verdict] | None = None
    while low <= high:
        middle = (low + high) // 2
        verdict = does(middle)
        if verdict.status == "kept":
            found, high = (middle, verdict), middle - 1
        else:
            sure = sure and verdict.status == "clash"
            low = middle + 1
    return found, sure


def _in_turn(count: int, does: Does) -> tuple[tuple[int, Verdict] | None, bool]:
    sure = True
    for k in range(count):
        verdict = does(k)
        if verdict.status == "kept":
            return (k, verdict), sure
        sure = sure and verdict.status == "clash"
    return None, sure


def _none(settles: str, reason: str) -> Relaxation:
    return Relaxation(
        settles="no" if settles == "no" else "unknown",
        text=None,
        amount=None,
        unit=None,
        least=False,
        objective=None,
        reason=reason,
        remaining=(),
    )
