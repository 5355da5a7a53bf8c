"""How far off estimates are taken to be, and at which percentile of them a plan is made.

The estimate of an inventory is taken as its median: as likely too low as too high. What a
replacement really takes is the estimate times ``exp(sigma * z)``, with ``z`` from the standard
normal distribution and ``sigma = ln(one_in_ten_takes) / z(0.9)``.

Source:
    Little, T. (2006), "Schedule Estimation and Uncertainty Surrounding the Cone of Uncertainty",
    IEEE Software 23(3), 48-54: actual over estimated duration of 106 software projects follows a
    lognormal distribution; from the tenth to the fiftieth percentile it is a factor of about 2.
"""

from __future__ import annotations

import math
from fractions import Fraction
from statistics import NormalDist
from typing import Annotated, Final

from pydantic import Field

from legacymap.inventory import Record

_NORMAL: Final = NormalDist()
_STATED: Final = 50


class Estimates(Record):
    """How uncertain the efforts and durations of an inventory are."""

    one_in_ten_takes: Annotated[float, Field(ge=1, le=20)] = Field(
        2.0,
        description="One replacement in ten takes this many times its estimate, or more; 2: what"
        " was measured over 106 software projects (Little 2006); 1: estimates are certain",
    )
    correlation: Annotated[float, Field(ge=0, le=1)] = Field(
        0.3,
        description="How much the works of one skill miss their estimates together (0: each by"
        " itself, 1: all alike); 0.3: people, tools and habits of estimating are shared, most of"
        " the surprises are a system's own",
    )

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm of effort over estimate; 0 is certain."""
        return math.log(self.one_in_ten_takes) / _NORMAL.inv_cdf(0.9)


class RiskAppetite(Record):
    """How careful a plan is."""

    percentile: Annotated[int, Field(ge=1, le=99)] = Field(
        _STATED,
        description="Plan with the effort and duration that this many replacements in a hundred"
        " keep to; 50: as estimated, because not all turn out dear at once; 80 is careful",
    )


def planned_factor(estimates: Estimates, appetite: RiskAppetite) -> Fraction:
    """How many times the estimate a plan is made with: exact thousandths, 1 at percentile 50."""
    if appetite.percentile == _STATED:
        return Fraction(1)
    deviation = _NORMAL.inv_cdf(appetite.percentile / 100)
    return Fraction(round(1000 * math.exp(estimates.sigma * deviation)), 1000)


def enlarged(amount: int, factor: Fraction) -> int:
    """``amount`` times ``factor`` in whole units, never less than that."""
    return math.ceil(amount * factor)
