from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacymap.analysis.framework import (
    IMPACTS,
    LIKELIHOODS,
    legacy_by_likelihood,
    overall,
    risk_score,
    suggested_impact_on_others,
    total,
    zone,
)
from legacymap.analysis.risk.scored import scored
from legacymap.inventory import ImpactScores, Inventory, LikelihoodScores, Risk, System


def risk(likelihood: list[int], impact: list[int]) -> Risk:
    return Risk(
        likelihood=LikelihoodScores(**dict(zip(LIKELIHOODS, likelihood, strict=False))),
        impact=ImpactScores(**dict(zip(IMPACTS, impact, strict=False))),
    )


@pytest.mark.parametrize(
    ("likelihood", "impact", "by_likelihood", "by_impact", "product", "where", "legacy"),
    [
        (
            [5, 5, 5, 5, 6, 6, 6],
            [5, 5, 2, 5, 5, 4],
            Fraction(40, 7),
            Fraction(14, 3),
            Fraction(80, 3),
            "red",
            True,
        ),
        ([4] * 7, [4] * 6, 4, 4, 16, "red", True),
        ([6, 1, 1, 1, 1, 1, 1], [5] * 6, Fraction(27, 7), 5, Fraction(135, 7), "red", True),
        ([3, 1, 1, 1, 1, 1, 1], [1] * 6, Fraction(15, 7), 1, Fraction(15, 7), "low", True),
        ([2] * 7, [2] * 6, 2, 2, 4, "medium", False),
    ],
)
def test_published_and_hand_made_check_values(
    likelihood: list[int],
    impact: list[int],
    by_likelihood: Fraction,
    by_impact: Fraction,
    product: Fraction,
    where: str,
    legacy: bool,
) -> None:
    score = risk_score(risk(likelihood, impact))
    assert (score.likelihood, score.impact, score.overall) == (by_likelihood, by_impact, product)
    assert (score.zone, score.legacy, score.missing) == (where, legacy, ())


def test_there_is_no_overall_score_unless_all_thirteen_are_known() -> None:
    score = risk_score(risk([2] * 6, [5] * 6))
    assert (score.likelihood, score.impact, score.overall, score.zone) == (
        None,
        Fraction(5),
        None,
        None,
    )
    assert (score.legacy, score.missing) == (None, ("L7",))


def test_nothing_known_is_unknown_throughout() -> None:
    score = risk_score(None)
    assert (score.overall, score.legacy) == (None, None)
    assert score.missing == (*LIKELIHOODS, *IMPACTS)


@pytest.mark.parametrize(
    ("score", "where"),
    [
        (Fraction(399, 100), "low"),
        (Fraction(4), "medium"),
        (Fraction(799, 100), "medium"),
        (Fraction(8), "high"),
        (Fraction(1599, 100), "high"),
        (Fraction(16), "red"),
    ],
)
def test_the_bounds_of_the_zones_belong_to_the_worse_zone(score: Fraction, where: str) -> None:
    assert zone(score) == where


def test_one_high_score_decides_and_a_gap_among_low_ones_does_not() -> None:
    assert legacy_by_likelihood({"L3": 3}) is True
    assert legacy_by_likelihood(dict.fromkeys(LIKELIHOODS, 2)) is False
    assert legacy_by_likelihood(dict.fromkeys(LIKELIHOODS[1:], 2)) is None


def test_no_scores_have_no_total() -> None:
    with pytest.raises(ValueError, match="at least one score"):
        total(())


def test_only_systems_with_a_score_are_scored() -> None:
    inventory = Inventory.of(
        [
            System(id="x", name="X", risk=risk([5], [])),
            System(id="y", name="Y"),
            System(id="z", name="Z", risk=Risk()),
        ]
    )
    scores = scored(inventory.systems)
    assert scores["given"].to_list() == [1, 0, 0]
    assert scores["framework_class"].to_list() == ["legacy", None, None]


@pytest.mark.parametrize(
    ("affected", "systems", "score"),
    [(0, 1, None), (0, 101, 1), (1, 101, 2), (5, 101, 2), (6, 101, 3), (25, 101, 4), (26, 101, 5)],
)
def test_the_share_of_systems_affected_suggests_the_impact_on_others(
    affected: int, systems: int, score: int | None
) -> None:
    assert suggested_impact_on_others(affected, systems) == score


SCORES = st.lists(st.integers(1, 6), min_size=1, max_size=7)


@given(SCORES)
def test_a_total_lies_between_the_mean_and_the_worst_score(scores: list[int]) -> None:
    assert Fraction(sum(scores), len(scores)) <= total(scores) <= max(scores)


@given(SCORES.flatmap(lambda scores: st.tuples(st.just(scores), st.permutations(scores))))
def test_the_order_of_scores_does_not_matter(orders: tuple[list[int], list[int]]) -> None:
    one, other = orders
    assert total(one) == total(other)


@given(
    st.lists(st.integers(1, 6), min_size=7, max_size=7),
    st.lists(st.integers(1, 5), min_size=6, max_size=6),
    st.integers(0, 6),
)
def test_a_worse_score_never_lowers_the_risk(
    likelihood: list[int], impact: list[int], place: int
) -> None:
    worse = list(likelihood)
    worse[place] = min(6, worse[place] + 1)
    before = overall(likelihood=likelihood, impact=impact)
    assert 1 <= before <= overall(likelihood=worse, impact=impact) <= 30
