from __future__ import annotations

import pytest

from legacymap.analysis.disposition.disposition import (
    DispositionFacts,
    plan_completeness,
    suggest_disposition,
    time_quadrant,
)
from legacymap.inventory import ModernisationPlan


@pytest.mark.parametrize(
    ("functional", "technical", "quadrant"),
    [
        (2, 4, "tolerate"),
        (4, 4, "invest"),
        (4, 2, "migrate"),
        (2, 2, "eliminate"),
        (3, 3, "invest"),
        (None, 1, None),
        (1, None, None),
    ],
)
def test_two_fits_make_a_quadrant(
    functional: int | None, technical: int | None, quadrant: str | None
) -> None:
    assert time_quadrant(functional_fit=functional, technical_fit=technical) == quadrant


def test_the_threshold_of_a_high_fit_is_a_parameter() -> None:
    assert time_quadrant(functional_fit=3, technical_fit=3, high_from=4) == "eliminate"


@pytest.mark.parametrize(
    ("parts", "completeness"),
    [
        ((True, True, True), "complete"),
        ((True, False, None), "partial"),
        ((True, True, None), None),
        ((False, False, False), "none"),
        ((False, False, None), None),
        ((None, None, None), None),
    ],
)
def test_a_plan_is_as_complete_as_its_known_parts_allow(
    parts: tuple[bool | None, bool | None, bool | None], completeness: str | None
) -> None:
    milestones, work, disposition = parts
    plan = ModernisationPlan(milestones=milestones, work=work, disposition=disposition)
    assert plan_completeness(plan) == completeness


def test_a_missing_plan_is_unknown_not_none() -> None:
    assert plan_completeness(None) is None


@pytest.mark.parametrize(
    ("facts", "disposition", "reason"),
    [
        (
            DispositionFacts(consumers=()),
            "retire",
            "nobody uses it and no law is known to hold it",
        ),
        (
            DispositionFacts(consumers=(), statutory_hold=True),
            "retain",
            "nothing known decides for another; set a date to review it",
        ),
        (
            DispositionFacts(consumers=("a", "b"), quadrant="eliminate", commodity=True),
            "retire",
            "low functional and technical fit; first move a, b",
        ),
        (
            DispositionFacts(commodity=True, support_ended=True, code_changeable=True),
            "repurchase",
            "it can be bought as a standard product",
        ),
        (
            DispositionFacts(hosting_only_ended=True),
            "rehost",
            "only its hardware or hosting is at its end",
        ),
        (
            DispositionFacts(support_ended=True, code_changeable=True, in_cyclic_core=True),
            "replatform",
            "its runtime or database is out of support and its code can be changed",
        ),
        (
            DispositionFacts(support_ended=True, in_cyclic_core=True),
            "refactor",
            "behind a facade: it is in a circle of systems that depend on each other",
        ),
        (
            DispositionFacts(technical_barrier=True),
            "refactor",
            "behind a facade: it cannot be updated as it is",
        ),
        (
            DispositionFacts(frozen=True, review_date="2027-01"),
            "retain",
            "it is frozen; review on 2027-01",
        ),
    ],
)
def test_the_first_rule_that_matches_suggests_and_gives_its_reason(
    facts: DispositionFacts, disposition: str, reason: str
) -> None:
    suggestion = suggest_disposition(facts)
    assert (suggestion.disposition, suggestion.reason) == (disposition, reason)
