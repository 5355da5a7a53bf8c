"""How risky a legacy system is, by the Legacy IT Risk Assessment Framework, in exact numbers.

Source:
    Central Digital and Data Office, "Guidance on the Legacy IT Risk Assessment Framework"
    (September 2023, updated March 2025). The tables and the formula are known here from third
    parties' reproductions of the framework only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from legacymap.inventory import ImpactScores, LikelihoodScores, Risk

Zone = Literal["low", "medium", "high", "red"]

LIKELIHOODS: Final = tuple(LikelihoodScores.model_fields)
IMPACTS: Final = tuple(ImpactScores.model_fields)

LEGACY_FROM: Final = 3
"""A likelihood score of 3 or more makes a system legacy."""
LARGE_CIRCLE: Final = 5
"""From how many systems on a circle counts as a large one."""
ZONES: Final[tuple[tuple[int, Zone], ...]] = ((16, "red"), (8, "high"), (4, "medium"))
"""The least overall score of each zone, worst zone first; below them all it is `low`."""


@dataclass(frozen=True, slots=True)
class RiskScore:
    """What the thirteen scores of one system say; `None` is unknown, never zero."""

    likelihood: Fraction | None
    impact: Fraction | None
    overall: Fraction | None
    zone: Zone | None
    legacy: bool | None
    missing: tuple[str, ...]
    """The scores that are still to be given before there is an overall one."""


def total(scores: Iterable[int]) -> Fraction:
    """``T = (mean + maximum) / 2`` of ``scores``: one bad score is not averaged away.

    Between the smallest and the largest score; equal to both where all are equal.

    Raises:
        ValueError: there are no scores.
    """
    known = tuple(scores)
    if not known:
        raise ValueError("a total needs at least one score")
    return (Fraction(sum(known), len(known)) + max(known)) / 2


def overall(*, likelihood: Iterable[int], impact: Iterable[int]) -> Fraction:
    """``T(likelihood) * T(impact)``: 1 to 30, no unit."""
    return total(likelihood) * total(impact)


def zone(score: Fraction) -> Zone:
    """The zone of an overall score: medium from 4, high from 8, red from 16, bounds included."""
    return next((name for least, name in ZONES if score >= least), "low")


def legacy_by_likelihood(scores: Mapping[str, int | None]) -> bool | None:
    """Whether likelihood scores alone make a system legacy.

    True where any known score is 3 or more, even if others are unknown; false where all seven are
    known and below 3; else unknown.
    """
    known = [score for name in LIKELIHOODS if (score := scores.get(name)) is not None]
    if any(score >= LEGACY_FROM for score in known):
        return True
    return False if len(known) == len(LIKELIHOODS) else None


def risk_score(risk: Risk | None) -> RiskScore:
    """What ``risk`` amounts to; there is an overall score only where all thirteen are known."""
    risk = risk or Risk()
    likelihood: dict[str, int | None] = risk.likelihood.model_dump()
    impact: dict[str, int | None] = risk.impact.model_dump()
    by_likelihood = _total_if_complete(likelihood)
    by_impact = _total_if_complete(impact)
    product = None if by_likelihood is None or by_impact is None else by_likelihood * by_impact
    return RiskScore(
        likelihood=by_likelihood,
        impact=by_impact,
        overall=product,
        zone=None if product is None else zone(product),
        legacy=legacy_by_likelihood(likelihood),
        missing=tuple(name for name, score in (likelihood | impact).items() if score is None),
    )


def _total_if_complete(scores: Mapping[str, int | None]) -> Fraction | None:
    known = [score for score in scores.values() if score is not None]
    return total(known) if len(known) == len(scores) else None


def suggested_impact_on_others(affected: int, systems: int) -> int | None:
    """A suggestion for C6, impact on other systems: 1 to 5 by the share of systems affected.

    1 where nobody is, then 2 up to 5 %, 3 up to 10 %, 4 up to 25 %, 5 above; none where there is
    no other system. Our own scale: to be shown beside a person's score, never in its place.
    """
    if systems <= 1:
        return None
    if affected == 0:
        return 1
    steps = ((Fraction(1, 20), 2), (Fraction(1, 10), 3), (Fraction(1, 4), 4))
    share = Fraction(affected, systems - 1)
    return next((score for most, score in steps if share <= most), 5)


def suggested_recorded_issues(circle: int) -> int | None:
    """A suggestion for L7, recorded issues: by the number of systems in the circle it is in.

    2 in a circle of two to four systems, 3 in a larger one: what is cyclically coupled is known to
    cost most to maintain. Outside of circles a graph says nothing about issues: none. Our own
    scale: to be shown beside a person's score, never in its place.

    Source:
        For what circles cost: MacCormack, A., Mocker, M., Lagerström, R., Baldwin, C. (2017),
        "Digital Agility", Harvard Business School Working Paper 17-105.
    """
    if circle < 2:
        return None
    return 2 if circle < LARGE_CIRCLE else 3
