"""How a named constraint can give: a date by waves, a limit by units, a freeze for one system."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.named import ConstraintKind, NamedConstraint, NamedModel, waves_text

MOST_LIFTED: Final = 12
"""So many systems of a freeze are tried one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A constraint that gives by ``amount`` of ``unit``; ``constraint`` is ``None`` if altogether.

    ``model`` is the planning model where that changes too.
    """

    text: str
    constraint: NamedConstraint | None
    amount: int | None = None
    unit: str | None = None
    model: PlanningModel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The ways of one constraint to give, the smallest first.

    ``growing``: each step allows all that the one before it does.
    """

    steps: tuple[Step, ...]
    growing: bool


@dataclass(frozen=True, slots=True)
class _Giving:
    """``whole`` is the constraint, ``part`` what of it clashes."""

    named: NamedModel
    whole: NamedConstraint
    part: NamedConstraint

    @property
    def who(self) -> str:
        return ", ".join(self.named.names.get(system, system) for system in self.part.closed)

    @property
    def backlog(self) -> int:
        return self.named.model.backlog

    def with_closed(self, closed: Mapping[str, frozenset[int]]) -> NamedConstraint:
        return replace(self.whole, closed=closed)


def steps_of(named: NamedModel, whole: NamedConstraint, part: NamedConstraint) -> Steps:
    """How ``whole`` can give, of which ``part`` clashes; limits are raised elsewhere."""
    return _STEPS[whole.kind](_Giving(named, whole, part))


def _later(giving: _Giving) -> Steps:
    """A deadline by one wave after the other, until it lets go."""
    backlog = giving.backlog
    start = min((min(waves) for waves in giving.part.closed.values()), default=backlog)
    return _shifted(giving, start - 1, backlog - start + 1, 1)


def _earlier(giving: _Giving) -> Steps:
    last = max((max(waves) for waves in giving.part.closed.values()), default=0)
    return _shifted(giving, last + 1, last, -1)


def _shifted(giving: _Giving, at: int, most: int, sign: Literal[1, -1]) -> Steps:
    word = "later" if sign > 0 else "earlier"
    steps = []
    for k in range(1, most + 1):
        wave = at + sign * k
        when = "after the horizon" if wave >= giving.backlog else f"in wave {wave}"
        closed = {
            system: frozenset(w for w in waves if (w - wave) * sign > 0)
            for system, waves in giving.whole.closed.items()
        }
        steps.append(
            Step(
                text=f"{giving.who} may go live {when}, {_waves(k)} {word} ({giving.whole.name})",
                constraint=giving.with_closed(closed),
                amount=k,
                unit="waves",
            )
        )
    return Steps(steps=tuple(steps), growing=True)


def _pinned_elsewhere(giving: _Giving) -> Steps:
    """The nearest other wave first; the earlier of two."""
    everywhere = range(1, giving.backlog + 1)
    shut = next(iter(giving.part.closed.values()), frozenset())
    pinned = next((wave for wave in everywhere if wave not in shut), giving.backlog)
    steps = []
    for wave in sorted(everywhere, key=lambda wave: (abs(wave - pinned), wave)):
        if wave == pinned:
            continue
        only = frozenset(w for w in everywhere if w != wave)
        where = waves_text([wave], giving.named.model.waves)
        steps.append(
            Step(
                text=f"{giving.who} goes live in {where} instead ({giving.whole.name})",
                constraint=giving.with_closed(dict.fromkeys(giving.whole.closed, only)),
                amount=abs(wave - pinned),
                unit="waves",
            )
        )
    return Steps(steps=tuple(steps), growing=False)


def _lifted(giving: _Giving) -> Steps:
    """For one system after the other, then for all."""
    steps = []
    whole, name = giving.whole, giving.whole.name
    if len(whole.closed) > 1:
        for system in list(giving.part.closed)[:MOST_LIFTED]:
            kept = {other: waves for other, waves in whole.closed.items() if other != system}
            who = giving.named.names.get(system, system)
            steps.append(
                Step(text=f"{name!r} is lifted for {who}", constraint=giving.with_closed(kept))
            )
    return Steps(steps=(*steps, _dropped(giving)), growing=False)


def _quicker(giving: _Giving) -> Steps:
    """Work that takes fewer waves; the same amount of it."""
    model = giving.named.model
    (system,) = giving.whole.closed
    duration = next(known.duration for known in model.systems if known.id == system)
    last = max(giving.whole.closed[system])
    steps = []
    for k in range(1, duration):
        changed = tuple(
            replace(known, duration=duration - k) if known.id == system else known
            for known in model.systems
        )
        early = frozenset(wave for wave in giving.whole.closed[system] if wave + k <= last)
        steps.append(
            Step(
                text=f"the work on {giving.who} takes {_waves(duration - k)}, not {duration}",
                constraint=giving.with_closed({system: early}),
                amount=k,
                unit="waves",
                model=replace(model, systems=changed),
            )
        )
    return Steps(steps=tuple(steps), growing=False)


def _nearer(giving: _Giving) -> Steps:
    """A lag that shrinks wave by wave, then no order at all."""
    longest = max((rule.lag for rule in giving.part.precedences), default=0)
    steps = []
    for k in range(1, longest + 1):
        rules = tuple(replace(rule, lag=max(rule.lag - k, 0)) for rule in giving.whole.precedences)
        left = longest - k
        steps.append(
            Step(
                text=f"they lie {_waves(left)} apart, not {longest} ({giving.whole.name})"
                if left
                else f"they may share a wave ({giving.whole.name})",
                constraint=replace(giving.whole, precedences=rules),
                amount=k,
                unit="waves",
            )
        )
    return Steps(steps=(*steps, _dropped(giving)), growing=True)


def _let_go(giving: _Giving) -> Steps:
    return Steps(steps=(_dropped(giving),), growing=True)


def _dropped(giving: _Giving) -> Step:
    return Step(text=f"{giving.whole.name!r} is dropped", constraint=None)


def _waves(count: int) -> str:
    return f"{count} wave{'s' if count != 1 else ''}"


def _cannot(_: _Giving) -> Steps:
    """What is past is past."""
    return Steps(steps=(), growing=True)


_STEPS: Final[dict[ConstraintKind, Callable[[_Giving], Steps]]] = {
    "deadline": _later,
    "not_before": _earlier,
    "pin": _pinned_elsewhere,
    "freeze": _lifted,
    "work": _quicker,
    "before": _nearer,
    "together": _let_go,
    "apart": _let_go,
    "capacity": _let_go,
    "budget": _let_go,
    "limit": _let_go,
    "past": _cannot,
}
