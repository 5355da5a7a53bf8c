"""In which waves a system may go live, and which named rule forbids each of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from legacymap.errors import Finding, Place
from legacymap.inventory.vocabulary import first_day, last_day
from legacymap.planning.compilation.delay import ByWave, missed_deadline
from legacymap.planning.compilation.scope import Unit
from legacymap.planning.model.named import ConstraintKind
from legacymap.planning.policy.calendar import Calendar
from legacymap.planning.policy.estimates import enlarged, planned_factor
from legacymap.planning.policy.limits import ReleaseTrain
from legacymap.planning.policy.policy import Constraint, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named reason why a system may not go live in some waves (the backlog is ``waves + 1``)."""

    name: str
    kind: ConstraintKind
    text: str
    forbids: frozenset[int]
    price: Fraction | None = None
    """What breaking it costs once, where it does not bind."""
    given: Constraint | None = None
    """The constraint of the policy that it comes from; ``None``: the inventory says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The waves that are open to one system."""

    duration: int
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...] = field(default=())

    def forbidden(self, wave: int) -> tuple[Rule, ...]:
        """The binding rules that close ``wave``."""
        return tuple(rule for rule in self.rules if rule.price is None and wave in rule.forbids)

    def soft(self, waves: int) -> ByWave:
        """What the rules that do not bind cost, for every wave and the backlog."""
        soft = [rule for rule in self.rules if rule.price is not None]
        if not soft:
            return (Fraction(0),) * (waves + 1)
        return tuple(
            sum((rule.price or Fraction(0) for rule in soft if wave in rule.forbids), Fraction(0))
            for wave in range(1, waves + 2)
        )


def window(
    unit: Unit,
    constraints: tuple[Constraint, ...],
    calendar: Calendar,
    policy: Policy,
    *,
    successor_from: str | None,
    trains: tuple[ReleaseTrain, ...] = (),
) -> Window:
    """The window of ``unit`` under the ``constraints`` that concern it.

    ``successor_from`` is when the system that takes over goes into service, if it has a date;
    ``trains`` are the release trains it goes live by.
    """
    duration = _duration(unit, policy, calendar)
    findings: list[Finding] = []
    rules: list[Rule] = []
    if unit.committed is not None and unit.committed.end is not None and calendar.start:
        pinned = calendar.first_ending_by(last_day(unit.committed.end))
        duration = min(duration, max(1, pinned))  # it began before the plan does
    rules += _own_rules(unit, duration, calendar, successor_from)
    rules += _departures(unit, trains, calendar)
    if calendar.start is None and _has_dates(unit):
        findings.append(_undated(unit, "dates of support, contract or programme"))
    for rule in constraints:
        if calendar.start is None and rule.wave is None and rule.kind in _DATED:
            findings.append(_undated(unit, f"constraint {constraint_name(rule)!r}"))
        elif rule.kind in _DATED:
            rules.append(_policy_rule(rule, unit, calendar, policy))
    if duration > calendar.waves:
        findings.append(_too_long(unit, duration, calendar.waves))
    return Window(duration=duration, rules=tuple(rules), findings=tuple(findings))


_DATED: Final[dict[str, ConstraintKind]] = {
    "pin": "pin",
    "not_before": "not_before",
    "deadline": "deadline",
    "freeze": "freeze",
}


def constraint_name(rule: Constraint) -> str:
    """The name of a constraint: its own, else made of what it says."""
    if rule.name is not None:
        return rule.name
    when = str(rule.wave) if rule.wave is not None else rule.date or f"{rule.from_} to {rule.to}"
    who = ", ".join(rule.systems[:3]) + (", ..." if len(rule.systems) > 3 else "")
    words = (rule.kind.replace("_", " "), who, when if rule.kind in _DATED else "")
    return " ".join(word for word in words if word)


def _duration(unit: Unit, policy: Policy, calendar: Calendar) -> int:
    days = unit.duration_days if unit.duration_days is not None else policy.assume.duration_days
    planned = enlarged(days or 0, planned_factor(policy.estimates, policy.risk_appetite))
    return max(1, -(-planned // calendar.wave_days))


def _own_rules(
    unit: Unit, duration: int, calendar: Calendar, successor_from: str | None
) -> Iterator[Rule]:
    if duration > 1:
        yield Rule(
            name=f"duration of {unit.name}",
            kind="work",
            text=f"the work takes {duration} waves",
            forbids=frozenset(range(1, min(duration, calendar.waves + 1))),
        )
    if calendar.start is None:
        return
    if unit.not_before is not None:
        first = calendar.first_ending_by(first_day(unit.not_before))
        yield _not_before(
            f"{unit.name} not before {unit.not_before}",
            f"the inventory says not before {unit.not_before}",
            first,
            calendar,
        )
    if successor_from is not None:
        first = calendar.first_ending_by(first_day(successor_from))
        yield _not_before(
            f"successor of {unit.name}",
            f"its successor is in service from {successor_from}",
            first,
            calendar,
        )
    yield from _committed(unit, duration, calendar)


def _departures(unit: Unit, trains: tuple[ReleaseTrain, ...], calendar: Calendar) -> Iterator[Rule]:
    horizon = range(1, calendar.waves + 1)
    for train in trains:
        leaves = [wave for wave in horizon if train.leaves(wave)]
        if len(leaves) < calendar.waves:
            shown = ", ".join(str(wave) for wave in leaves) or "none of the horizon"
            yield Rule(
                name=f"release train {train.name} of {unit.name}",
                kind="freeze",
                text=f"its release train {train.name} leaves in wave {shown}",
                forbids=frozenset(horizon) - set(leaves),
            )


def _committed(unit: Unit, duration: int, calendar: Calendar) -> Iterator[Rule]:
    programme = unit.committed
    if programme is None:
        return
    name = f"programme {programme.name or unit.name}"
    if programme.end is not None:
        wave = min(calendar.first_ending_by(last_day(programme.end)), calendar.waves + 1)
        text = f"its programme already runs and ends {programme.end}"
        yield Rule(name=name, kind="pin", text=text, forbids=_all(calendar) - {wave})
    elif programme.start is not None:
        first = calendar.first_ending_by(first_day(programme.start)) + duration - 1
        text = f"its programme starts {programme.start}"
        yield _not_before(name, text, first, calendar)


def _policy_rule(rule: Constraint, unit: Unit, calendar: Calendar, policy: Policy) -> Rule:
    name = constraint_name(rule)
    forbids, text = _FORBIDS[rule.kind](rule, calendar)
    price = None
    if not rule.hard:
        price = (
            Fraction(rule.price)
            if rule.price is not None
            else missed_deadline(unit.annual_run_cost, policy.prices)
        )
    said = f"{text} ({name})" if rule.name is not None else text
    kind = _DATED[rule.kind]
    return Rule(name=name, kind=kind, text=said, forbids=forbids, price=price, given=rule)


def _pin(rule: Constraint, calendar: Calendar) -> tuple[frozenset[int], str]:
    wave = rule.wave or calendar.first_ending_by(last_day(rule.date or ""))
    wave = min(wave, calendar.waves + 1)
    return _all(calendar) - {wave}, f"the policy pins it to wave {wave}"


def _earliest(rule: Constraint, calendar: Calendar) -> tuple[frozenset[int], str]:
    wave = rule.wave or calendar.first_ending_by(first_day(rule.date or ""))
    when = rule.date or f"wave {rule.wave}"
    return frozenset(range(1, min(wave, calendar.waves + 1))), f"the policy says not before {when}"


def _latest(rule: Constraint, calendar: Calendar) -> tuple[frozenset[int], str]:
    wave = rule.wave or calendar.last_in_time(last_day(rule.date or ""))
    when = rule.date or f"wave {rule.wave}"
    # Beyond the horizon a later plan may still meet it, so the backlog stays open.
    late = frozenset(range(wave + 1, calendar.waves + 2)) if wave <= calendar.waves else frozenset()
    return late, f"the policy wants it live by {when}"


def _frozen(rule: Constraint, calendar: Calendar) -> tuple[frozenset[int], str]:
    if rule.wave is not None:
        return frozenset({rule.wave}), f"nothing goes live in wave {rule.wave}"
    from_, to = first_day(rule.from_ or ""), last_day(rule.to or "")
    waves = calendar.frozen(from_=from_, to=to)
    return frozenset(waves), f"nothing goes live from {rule.from_} to {rule.to}"


_FORBIDS = {"pin": _pin, "not_before": _earliest, "deadline": _latest, "freeze": _frozen}


def _not_before(name: str, text: str, first: int, calendar: Calendar) -> Rule:
    last = min(first, calendar.waves + 1)
    return Rule(name=name, kind="not_before", text=text, forbids=frozenset(range(1, last)))


def _all(calendar: Calendar) -> frozenset[int]:
    return frozenset(range(1, calendar.waves + 2))


def _has_dates(unit: Unit) -> bool:
    programme = unit.committed
    dates = (unit.end_of_support, unit.contract_end, unit.not_before)
    return any(dates) or (programme is not None and bool(programme.start or programme.end))


def _undated(unit: Unit, what: str) -> Finding:
    return Finding(
        "warning",
        "date_without_start",
        f"{unit.name}: {what} cannot be placed, because neither the policy has a `start` nor the"
        " inventory an `as_of`",
        Place(id=unit.id),
    )


def _too_long(unit: Unit, duration: int, waves: int) -> Finding:
    return Finding(
        "warning",
        "longer_than_horizon",
        f"{unit.name} takes {duration} waves and the horizon has {waves}: it can only stay",
        Place(id=unit.id),
    )


def open_waves(window: Window, waves: int) -> tuple[int, ...]:
    """The waves, backlog included, in which nothing forbids going live."""
    return tuple(wave for wave in range(1, waves + 2) if not window.forbidden(wave))
