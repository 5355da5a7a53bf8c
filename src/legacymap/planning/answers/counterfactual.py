"""The cheapest single change that would let a system go live one wave earlier, and its price.

Four kinds are tried: only the system moves; one neighbour moves with it; one limit that would be
overfull is raised by what is missing; one named rule is dropped. Limits and rules are verified by
planning again, quickly, with that change and the system held in the earlier wave. Each price is
the change of the objective against the plan as it stands: what a raised limit itself costs comes
on top, and a better plan may still exist, so a price is at most what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from legacymap.planning.answers.alternatives import (
    Broken,
    bucket_users,
    in_unit,
    order_name,
    together_name,
)
from legacymap.planning.answers.moves import Moves
from legacymap.planning.compilation.compile import Compiled, priced_anew
from legacymap.planning.model.model import Bucket, PlanningModel, Resource
from legacymap.planning.model.score import score
from legacymap.planning.search.search import solve

MOST_SOLVED: Final = 500
"""Beyond this many systems nothing is planned again; changes are priced on the plan as it is."""
MOST_NEIGHBOURS: Final = 40
"""So many neighbours are tried, in the order of their ids."""
MOST_SCORED: Final = 50

ChangeKind = Literal["alone", "neighbour", "capacity", "constraint", "rearranged"]
_ORDER: Final[tuple[ChangeKind, ...]] = ("alone", "neighbour", "capacity", "constraint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change that was tried; ``price`` is ``None`` where it does not help by itself.

    All else stays as it is where that is possible; ``moved`` is the wave of every other system
    that has to stand elsewhere (``None``: after the horizon). ``planned_anew`` is the price if
    the rest is planned anew with the change, ``None`` where that was not tried; a plan that is not
    the best to begin with gains by it in any case. ``amount`` is by how much a limit is raised,
    in its own unit.
    """

    kind: ChangeKind
    text: str
    amount: int | None
    price: int | None
    planned_anew: int | None
    moved: Mapping[str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterfactual:
    """What it takes to go live in ``wave``, one before the present one.

    ``best`` is the cheapest single change, ``tried`` all of them, cheapest first. ``rearranged``
    keeps every limit and rule and makes the rest of the plan anew around the earlier wave.
    ``wave`` is ``None`` where there is no earlier wave or nothing was examined; ``solved_again``
    says whether the changes were verified by planning again.
    """

    wave: int | None
    statement: str
    best: Change | None
    rearranged: Change | None
    tried: tuple[Change, ...]
    solved_again: bool


def counterfactual(
    compiled: Compiled, waves: Mapping[str, int], block: Sequence[str], breaks: Sequence[Broken]
) -> Counterfactual:
    """What lets ``block`` go live a wave earlier than in ``waves``, where it ``breaks`` rules."""
    goal = waves[block[0]] - 1
    here = score(compiled.model, waves)
    if goal < 1:
        return _nothing("It goes live in the first wave.")
    if compiled.policy.lexicographic:
        return _nothing("Not examined: by this policy money does not decide alone.")
    if not here.feasible:
        return _nothing("Not examined: the plan breaks constraints, so its cost is no measure.")
    trial = _Trial(compiled, waves, tuple(block), goal, here.objective)
    tried = sorted(trial.changes(breaks), key=_cheapest_first)
    best = tried[0] if tried and tried[0].price is not None else None
    rearranged = trial.rearranged()
    return Counterfactual(
        wave=goal,
        statement=_statement(compiled, goal, breaks, best, rearranged),
        best=best,
        rearranged=rearranged,
        tried=tuple(tried),
        solved_again=trial.solves,
    )


def _nothing(statement: str) -> Counterfactual:
    return Counterfactual(
        wave=None, statement=statement, best=None, rearranged=None, tried=(), solved_again=False
    )


def _cheapest_first(change: Change) -> tuple[bool, int, int, str]:
    return (
        change.price is None,
        change.price or 0,
        _ORDER.index(change.kind),
        change.text,
    )


@dataclass(frozen=True, slots=True)
class _Trial:
    """``block`` shall go live in ``goal``; ``objective`` is that of ``waves``."""

    compiled: Compiled
    waves: Mapping[str, int]
    block: tuple[str, ...]
    goal: int
    objective: int

    @property
    def solves(self) -> bool:
        return len(self.waves) <= MOST_SOLVED

    def changes(self, breaks: Sequence[Broken]) -> Iterator[Change]:
        """Every single change that could help."""
        model = self.compiled.model
        if not breaks:
            yield self._priced("alone", "nothing else changed", None, self._moved(self.block))
        if not any(broken.kind == "closed" for broken in breaks):
            yield from self._neighbour()
        for resource, at, missing in self._tight():
            raised = _raised(model, resource, at, missing)
            more = in_unit(self.compiled, resource.id, missing)
            text = f"{_label(resource, at)} were raised by {more}"
            yield self._relaxed("capacity", text, missing, raised, self.block)
        for name, relaxed, block in self._without_rules(breaks):
            text = f"there were no rule {name!r}"
            yield self._relaxed("constraint", text, None, relaxed, block)

    def rearranged(self) -> Change | None:
        """The rest made anew around the earlier wave; ``None`` if none was found."""
        found = self._solved(self.compiled.model, self.block)
        if found is None:
            return None
        return self._priced("rearranged", "the rest were planned anew", None, found)

    def _moved(self, block: Sequence[str]) -> dict[str, int]:
        return {**self.waves, **dict.fromkeys(block, self.goal)}

    def _priced(
        self,
        kind: ChangeKind,
        text: str,
        amount: int | None,
        found: Mapping[str, int] | None,
        model: PlanningModel | None = None,
    ) -> Change:
        if found is None:
            return Change(
                kind=kind, text=text, amount=amount, price=None, planned_anew=None, moved={}
            )
        horizon = self.compiled.policy.waves
        objective = score(model or self.compiled.model, found).objective
        return Change(
            kind=kind,
            text=text,
            amount=amount,
            price=objective - self.objective,
            planned_anew=None,
            moved={
                system: wave if wave <= horizon else None
                for system, wave in sorted(found.items())
                if wave != self.waves[system] and (system not in self.block or wave != self.goal)
            },
        )

    def _relaxed(
        self,
        kind: ChangeKind,
        text: str,
        amount: int | None,
        model: PlanningModel,
        block: Sequence[str],
    ) -> Change:
        """``block`` moved under ``model``, all else as it is; where it cannot, planned anew."""
        direct, anew = self._moved(block), self._solved(model, block)
        plans = [plan for plan in (direct, anew) if plan and self._needs(model, plan)]
        found = self._priced(kind, text, amount, plans[0] if plans else None, model)
        least = min((score(model, plan).objective for plan in plans), default=None)
        return replace(
            found, planned_anew=None if least is None or anew is None else least - self.objective
        )

    def _needs(self, model: PlanningModel, plan: Mapping[str, int]) -> bool:
        """Whether ``plan`` keeps the rules of ``model``, and is better off than without it."""
        with_it, without = score(model, plan), score(self.compiled.model, plan)
        return with_it.feasible and (not without.feasible or with_it.objective < without.objective)

    def _solved(self, model: PlanningModel, block: Sequence[str]) -> dict[str, int] | None:
        if not self.solves:
            return None
        # Begun at the plan as it stands: what comes out is never worse than the plain move.
        pinned = _pinned(model, block, self.goal)
        found = solve(pinned, effort="quick", start=self._moved(block))
        if found.status not in ("feasible", "optimal") or found.plan is None:
            return None
        return {system: wave or model.backlog for system, wave in sorted(found.plan.items())}

    def _neighbour(self) -> Iterator[Change]:
        """The cheapest other place of one neighbour that makes room."""
        model, moved = self.compiled.model, self._moved(self.block)
        around = Moves(model, moved)
        base = score(model, moved).objective
        candidates = []
        for system in self._neighbours():
            for wave in range(1, model.backlog + 1):
                step = around.to(system, wave)
                if wave != moved[system] and not step.blocked:
                    candidates.append((base + step.total, system, wave))
        for _, system, wave in sorted(candidates)[:MOST_SCORED]:
            group = around.together_with(system)
            plan = {**moved, **dict.fromkeys(group, wave)}
            if score(model, plan).feasible:
                where = f"in wave {wave}" if wave <= model.waves else "after the horizon"
                text = f"{self.compiled.names[system]} went live {where}"
                yield self._priced("neighbour", text, None, plan)
                return

    def _neighbours(self) -> tuple[str, ...]:
        """Who shares an interface, a rule or a tight limit with the block."""
        model, own = self.compiled.model, set(self.block)
        found: set[str] = set()
        for interface in model.interfaces:
            users = {interface.provider, *(c.system for c in interface.consumers)}
            found |= users if users & own else set()
        for rule in model.precedences:
            pair = {rule.before, rule.after}
            found |= pair if pair & own else set()
        moved = self._moved(self.block)
        for bucket in score(model, moved).buckets:
            users = set(bucket_users(self.compiled, bucket, moved))
            found |= users if bucket.over and users & own else set()
        return tuple(sorted(found - own))[:MOST_NEIGHBOURS]

    def _tight(self) -> Iterator[tuple[Resource, Bucket, int]]:
        """The limits that the block would overfill or pay overtime for, and by how much."""
        model, moved = self.compiled.model, self._moved(self.block)
        before = {(b.resource, b.waves): b.over for b in score(model, self.waves).buckets}
        resources = {resource.id: resource for resource in model.resources}
        for use in score(model, moved).buckets:
            if use.over <= before[use.resource, use.waves]:
                continue
            resource = resources[use.resource]
            for bucket in resource.buckets:
                if tuple(sorted(bucket.waves)) == use.waves:
                    hard = use.over - use.over_max
                    yield resource, bucket, hard if hard > 0 else use.over

    def _without_rules(
        self, breaks: Sequence[Broken]
    ) -> Iterator[tuple[str, PlanningModel, tuple[str, ...]]]:
        """The model without one rule, and who then has to move; work takes as long as it takes."""
        compiled, model = self.compiled, self.compiled.model
        names = {(b.kind, b.name) for b in breaks if not _is_work(compiled, b)}
        for kind, name in sorted(names):
            if kind == "closed":
                yield name, _opened(compiled, name), self.block
            elif kind == "order":
                kept = tuple(
                    rule
                    for rule in model.precedences
                    if order_name(compiled, before=rule.before, after=rule.after) != name
                )
                yield name, replace(model, precedences=kept), self.block
        for group in model.together:
            if len(self.block) > 1 and set(group) <= set(self.block):
                kept_groups = tuple(other for other in model.together if other != group)
                parted = replace(model, together=kept_groups)
                own = Moves(parted, self.waves).together_with(self.block[0])
                yield together_name(compiled, group), parted, own


def _label(resource: Resource, bucket: Bucket) -> str:
    return str(bucket.information.get("label", resource.id))


def _is_work(compiled: Compiled, broken: Broken) -> bool:
    """Whether ``broken`` is the time that the work itself takes, which no rule can give."""
    return broken.name in {f"duration of {compiled.units[s].name}" for s in broken.systems}


def _pinned(model: PlanningModel, block: Sequence[str], goal: int) -> PlanningModel:
    """``model`` with ``goal`` as the only wave of ``block``."""
    systems = tuple(
        replace(
            system,
            cost=tuple(
                cost if wave == goal else None for wave, cost in enumerate(system.cost, start=1)
            ),
        )
        if system.id in block
        else system
        for system in model.systems
    )
    return replace(model, systems=systems)


def _raised(model: PlanningModel, resource: Resource, at: Bucket, missing: int) -> PlanningModel:
    """``model`` with the limit ``at`` raised by ``missing``."""
    buckets = tuple(
        replace(bucket, cap=bucket.cap + missing) if bucket is at else bucket
        for bucket in resource.buckets
    )
    resources = tuple(
        replace(other, buckets=buckets) if other is resource else other for other in model.resources
    )
    return replace(model, resources=resources)


def _opened(compiled: Compiled, name: str) -> PlanningModel:
    """The model without the rule called ``name`` on the waves of any system."""
    windows = {
        system: replace(
            window,
            rules=tuple(
                rule for rule in window.rules if rule.name != name or rule.price is not None
            ),
        )
        for system, window in compiled.windows.items()
    }
    return priced_anew(replace(compiled, windows=windows), compiled.policy)


def _statement(
    compiled: Compiled,
    goal: int,
    breaks: Sequence[Broken],
    best: Change | None,
    rearranged: Change | None,
) -> str:
    """What it takes, in one or two sentences."""
    if best is not None:
        if best.kind == "alone":
            first = f"It could go live in wave {goal} as things are"
        else:
            first = f"It could go live in wave {goal} if {best.text}"
        text = f"{first}; the plan would then cost {_dearer(compiled, best.price)}"
        text += (
            f" and {_others(best)} would move." if best.moved and best.kind != "neighbour" else "."
        )
    else:
        work = sorted({broken.text for broken in breaks if _is_work(compiled, broken)})
        text = f"No single change lets it go live in wave {goal}"
        text += f": {'; '.join(work)}." if work else "."
    if rearranged is None or rearranged.price is None:
        return text
    if best is None or (best.price or 0) > rearranged.price:
        text += (
            f" With every limit and rule kept and {_others(rearranged)} moved, it would cost"
            f" {_dearer(compiled, rearranged.price)}."
        )
    return text


def _others(change: Change) -> str:
    number = len(change.moved)
    return "1 other system" if number == 1 else f"{number} other systems"


def _dearer(compiled: Compiled, price: int | None) -> str:
    if not price:
        return "the same"
    unit = f" {compiled.model.money_unit}" if compiled.model.money_unit else ""
    return f"{abs(price):,}{unit} {'more' if price > 0 else 'less'}"
