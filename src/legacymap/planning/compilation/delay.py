"""What it costs to replace a system in one wave rather than another, in exact rationals.

::

    per wave    c = (annual_run_cost - replacement_run_cost) * wave_days/365
                  + p * L * wave_days/365
                p = (T(L1..L7) - 1) / 5        0 to 1, from the likelihood scores
                L = loss a year by T(C1..C6), rounded down, from the price list
    after end of support, for the days after it, per wave
                    extended_support_share * annual_run_cost * wave_days/365
                  + hazard_factor * p * L * wave_days/365
    once, if end of support is missed
                    missed_deadline_share * annual_run_cost
    U(t)      = sum of the waves before go-live wave t
    U(T + 1)  = the whole horizon + backlog_years further years of c
                  + remobilisation_share * replacement effort

T is ``(mean + maximum) / 2``, as in the Legacy IT Risk Assessment Framework. The groups are kept
apart, unweighted and unrounded; they are weighted, added and rounded once, to whole money.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

from legacymap.planning.policy.calendar import Calendar
from legacymap.planning.policy.prices import Prices, Weights, exact

DelayGroup = Literal["run_cost", "risk", "end_of_support", "deadlines", "neighbours", "replacement"]
GROUPS: Final[tuple[DelayGroup, ...]] = (
    "run_cost",
    "risk",
    "end_of_support",
    "deadlines",
    "neighbours",
    "replacement",
)
ByWave = tuple[Fraction, ...]
"""One amount for each wave 1 to T and, last, for the backlog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayFacts:
    """What is known of one system's cost of delay; ``None`` is unknown and counts nothing.

    ``expected_loss`` is ``p * L``, money a year. ``one_off`` is what falls due in whatever wave of
    the horizon the system goes live, and never in the backlog.
    """

    annual_run_cost: int | None
    replacement_run_cost: int | None
    expected_loss: Fraction
    end_of_support: date | None
    effort_price: Fraction
    neighbours: int = 0
    replacement: int = 0
    dual_run: int = 0
    """Price of a wave in which old and new both run, beside the old one's running cost."""

    @property
    def saving(self) -> int | None:
        """Money a year that the replacement saves; negative where it is dearer to run."""
        if self.annual_run_cost is None or self.replacement_run_cost is None:
            return None
        return self.annual_run_cost - self.replacement_run_cost


@dataclass(frozen=True, slots=True)
class Delay:
    """Cost of delay by group and wave, unweighted; :meth:`whole` is what the model is given."""

    groups: Mapping[DelayGroup, ByWave]

    def weighted(self, group: DelayGroup, wave: int, weights: Weights) -> Fraction:
        """What ``group`` costs if the system goes live in ``wave``."""
        return self.groups[group][wave - 1] * weight_of(group, weights)

    def exact(self, weights: Weights) -> ByWave:
        """The whole cost of going live in each wave, or staying, before rounding."""
        weighted = [
            amounts if weight == 1 else tuple(amount * weight for amount in amounts)
            for group, amounts in self.groups.items()
            if (weight := weight_of(group, weights)) and any(amounts)
        ]
        if not weighted:
            return (Fraction(0),) * len(self.groups["run_cost"])
        first, *others = weighted
        for amounts in others:
            first = tuple(map(operator.add, first, amounts))
        return first

    def whole(self, weights: Weights) -> tuple[int, ...]:
        """Rounded once, for every wave and the backlog; may be negative."""
        return tuple(round(amount) for amount in self.exact(weights))


_WEIGHT: Final[dict[DelayGroup, str]] = {
    "run_cost": "run_cost",
    "replacement": "run_cost",
    "risk": "risk",
    "end_of_support": "end_of_support",
    "deadlines": "end_of_support",
    "neighbours": "gateways",
}


def weight_of(group: DelayGroup, weights: Weights) -> Fraction:
    """The weight of the price group that ``group`` belongs to."""
    weight: float = getattr(weights, _WEIGHT[group])
    return exact(weight)


def cost_of_delay(
    facts: DelayFacts,
    calendar: Calendar,
    prices: Prices,
    *,
    parallel_waves: int = 0,
    deadlines: ByWave | None = None,
) -> Delay:
    """What going live in each wave, or not inside the horizon, costs by group.

    ``deadlines`` is what soft constraints cost by wave.
    """
    horizon = calendar.waves
    none = (Fraction(0),) * (horizon + 1)
    return Delay(
        {
            "run_cost": _run_cost(facts, calendar, prices, parallel_waves),
            "risk": _risk(facts, calendar, prices),
            "end_of_support": _end_of_support(facts, calendar, prices, parallel_waves),
            "deadlines": deadlines or none,
            "neighbours": _once(facts.neighbours, horizon),
            "replacement": _once(facts.replacement, horizon),
        }
    )


def _once(amount: int, horizon: int) -> ByWave:
    """``amount`` in every wave of the horizon, and nothing in the backlog."""
    return (Fraction(amount),) * horizon + (Fraction(0),)


def _steps(first: Fraction, step: Fraction, horizon: int) -> Iterator[Fraction]:
    """``first`` in wave 1, and ``step`` more in each one after it."""
    return itertools.accumulate(itertools.repeat(step, horizon - 1), initial=first)


def _run_cost(facts: DelayFacts, calendar: Calendar, prices: Prices, parallel: int) -> ByWave:
    """The saving forgone, the old system's cost while both run, and starting again later."""
    saving = Fraction(facts.saving or 0)
    a_wave = Fraction(facts.annual_run_cost or 0) * calendar.years + facts.dual_run
    dual = a_wave * parallel
    inside = _steps(dual, saving * calendar.years, calendar.waves)
    later = saving * (calendar.years * calendar.waves + exact(prices.backlog_years))
    again = exact(prices.remobilisation_share) * facts.effort_price
    return (*inside, later + again)


def _risk(facts: DelayFacts, calendar: Calendar, prices: Prices) -> ByWave:
    inside = _steps(Fraction(0), facts.expected_loss * calendar.years, calendar.waves)
    years = calendar.years * calendar.waves + exact(prices.backlog_years)
    return (*inside, facts.expected_loss * years)


def _end_of_support(facts: DelayFacts, calendar: Calendar, prices: Prices, parallel: int) -> ByWave:
    end, horizon = facts.end_of_support, calendar.waves
    if end is None or calendar.start is None:
        return (Fraction(0),) * (horizon + 1)
    run_cost = Fraction(facts.annual_run_cost or 0)
    extended = exact(prices.extended_support_share) * run_cost * calendar.years
    hazard = exact(prices.hazard_factor) * facts.expected_loss * calendar.years
    missed = _missed(facts, prices)
    in_time = calendar.last_in_time(end)
    until = _unsupported(calendar, end, horizon + parallel)
    inside = []
    for wave in range(1, horizon + 1):
        # The old system needs its support until it is switched off; its users are elsewhere.
        amount = until[wave - 1 + parallel] * extended
        if until[wave - 1]:
            amount += until[wave - 1] * hazard
        inside.append(amount + missed if wave > in_time else amount)
    whole = until[horizon] * (extended + hazard)
    return (*inside, whole + (missed if horizon > in_time else 0))


@lru_cache(1_024)
def _unsupported(calendar: Calendar, end: date, waves: int) -> tuple[Fraction, ...]:
    """Waves after ``end``, days as shares, from the start until before wave 1, 2, ..., and all."""
    after = (calendar.share_after(wave, end) for wave in range(1, waves + 1))
    return tuple(itertools.accumulate(after, initial=Fraction(0)))


def _missed(facts: DelayFacts, prices: Prices) -> Fraction:
    return missed_deadline(facts.annual_run_cost, prices)


def missed_deadline(annual_run_cost: int | None, prices: Prices) -> Fraction:
    """What missing a date costs once: a share of the running cost, a round sum where unknown."""
    if annual_run_cost is None:
        return Fraction(prices.missed_deadline)
    return exact(prices.missed_deadline_share) * annual_run_cost
