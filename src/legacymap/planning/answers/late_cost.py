"""What being late costs on the average of all draws, by the prices of delay of the plan itself.

For a system that goes live ``l`` days late, each part with the weight of its price group::

    run_cost         (annual_run_cost - replacement_run_cost) * l / 365
    risk             p * L * l / 365
    end_of_support   extended_support_share * annual_run_cost * e / 365
                   + hazard_factor * p * L * h / 365
                   + what each date costs once that is missed only by being late

``h`` are the days after the end of support by which the old system runs longer, ``e`` the same
with the parallel run. Days are summed over all draws and divided once. Interim interfaces that
are held for longer, and overtime, are not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from legacymap.planning.answers.due_dates import DueDate
from legacymap.planning.answers.lateness import NEVER, Days, Lateness
from legacymap.planning.certainty import LateCost
from legacymap.planning.compilation.compile import Compiled
from legacymap.planning.policy.prices import exact

_YEAR: Final = 365
_Parts = tuple[Fraction, Fraction, Fraction]
"""Running cost, risk, end of support."""


def expected_late_cost(
    compiled: Compiled, late: Lateness, due: Sequence[DueDate]
) -> LateCost | None:
    """The mean over all draws; ``None`` where some system has no end in sight in some draw."""
    if late.days.size and int(late.days.max()) >= NEVER:
        return None
    set_for: dict[str, list[DueDate]] = {}
    for date in due:
        set_for.setdefault(date.system, []).append(date)
    sums = [Fraction(0)] * 3
    for row, system in enumerate(late.systems):
        days = late.days[row]
        if days.any():
            planned = int(late.wave[row]) * compiled.policy.wave_days
            own = _of_system(compiled, system, planned, days, set_for.get(system, ()))
            sums = [whole + part for whole, part in zip(sums, own, strict=True)]
    weights = compiled.policy.weights
    by_group = (weights.run_cost, weights.risk, weights.end_of_support)
    draws = late.days.shape[1]
    run_cost, risk, support = (
        amount * exact(weight) / draws for amount, weight in zip(sums, by_group, strict=True)
    )
    return LateCost(
        run_cost=round(run_cost),
        risk=round(risk),
        end_of_support=round(support),
        total=round(run_cost + risk + support),
    )


def _of_system(
    compiled: Compiled, system: str, planned: int, days: Days, due: Sequence[DueDate]
) -> _Parts:
    """What all draws of one system cost together, unweighted; it was ``planned`` for that day."""
    unit, loss = compiled.units[system], compiled.risks[system].expected_loss
    prices, parallel = compiled.policy.prices, compiled.parallel[system].waves
    saving = (unit.annual_run_cost or 0) - (unit.replacement_run_cost or 0)
    known = unit.annual_run_cost is not None and unit.replacement_run_cost is not None
    late = Fraction(int(days.sum()), _YEAR)
    support = Fraction(0)
    for date in due:
        if date.kind == "end_of_support":
            off = planned + parallel * compiled.policy.wave_days
            extended = Fraction(_days_after(date.day, off, days), _YEAR)
            alone = Fraction(_days_after(date.day, planned, days), _YEAR)
            support += exact(prices.extended_support_share) * (unit.annual_run_cost or 0) * extended
            support += exact(prices.hazard_factor) * loss * alone
        if planned <= date.day:
            support += date.price * int((planned + days > date.day).sum())
    return (saving * late if known else Fraction(0)), loss * late, support


def _days_after(end: int, planned: int, days: Days) -> int:
    """How many of the late days, over all draws, lie after the day ``end``."""
    before = max(0, planned - end)
    return int(np.maximum(0, planned - end + days.astype(np.int64)).sum()) - before * len(days)
