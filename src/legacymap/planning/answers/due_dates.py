"""Which dates somebody set for the systems of a plan: deadlines and ends of support."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from legacymap.inventory.vocabulary import last_day
from legacymap.planning.compilation.compile import Compiled, support_end
from legacymap.planning.compilation.delay import missed_deadline
from legacymap.planning.compilation.windows import constraint_name
from legacymap.planning.policy.policy import Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """A date by which a system is to be live; ``day`` 1 is the first of the programme."""

    kind: Literal["deadline", "end_of_support"]
    name: str
    system: str
    hard: bool
    day: int
    price: Fraction
    """What missing it costs once, unweighted; 0 for a hard deadline, which has no price."""


def due_dates(compiled: Compiled) -> Iterator[DueDate]:
    """Every date of the policy and of the inventory that can be placed on the calendar."""
    for rule in compiled.policy.constraints:
        day = _deadline(compiled, rule) if rule.kind == "deadline" else None
        if day is None:
            continue
        unit_of = compiled.scope.unit_of
        for system in sorted({unit_of.get(s, s) for s in rule.systems} & set(compiled.units)):
            yield DueDate(
                kind="deadline",
                name=constraint_name(rule),
                system=system,
                hard=rule.hard,
                day=day,
                price=_price(compiled, rule, system),
            )
    for unit in compiled.scope.units:
        end = support_end(unit)
        if end is not None and compiled.calendar.start is not None:
            yield DueDate(
                kind="end_of_support",
                name=f"end of support of {unit.name}",
                system=unit.id,
                hard=False,
                day=day_of(compiled.calendar.start, end),
                price=missed_deadline(unit.annual_run_cost, compiled.policy.prices),
            )


def day_of(start: date, day: date) -> int:
    """The number of ``day``, where ``start`` is day 1."""
    return (day - start).days + 1


def _deadline(compiled: Compiled, rule: Constraint) -> int | None:
    if rule.wave is not None:
        return rule.wave * compiled.policy.wave_days
    if compiled.calendar.start is None or rule.date is None:
        return None
    return day_of(compiled.calendar.start, last_day(rule.date))


def _price(compiled: Compiled, rule: Constraint, system: str) -> Fraction:
    if rule.hard:
        return Fraction(0)
    if rule.price is not None:
        return Fraction(rule.price)
    return missed_deadline(compiled.units[system].annual_run_cost, compiled.policy.prices)
