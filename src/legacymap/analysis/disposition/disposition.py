"""What to do with a system: TIME quadrant, a suggested disposition, and how complete its plan is.

The words are public (7R of the cloud migration guides; Tolerate, Invest, Migrate, Eliminate); the
rules that suggest one are our own, and every suggestion carries its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from legacymap.inventory import ModernisationPlan

Quadrant = Literal["tolerate", "invest", "migrate", "eliminate"]
Disposition = Literal[
    "rehost", "relocate", "replatform", "refactor", "repurchase", "retire", "retain"
]
Completeness = Literal["complete", "partial", "none"]

HIGH_FROM: Final = 3
"""Fit of 3 or more (of 5) counts as high unless a caller says otherwise."""

_QUADRANTS: Final[dict[tuple[bool, bool], Quadrant]] = {
    # (functional high, technical high)
    (False, True): "tolerate",
    (True, True): "invest",
    (True, False): "migrate",
    (False, False): "eliminate",
}


def time_quadrant(
    *, functional_fit: int | None, technical_fit: int | None, high_from: int = HIGH_FROM
) -> Quadrant | None:
    """Tolerate, Invest, Migrate or Eliminate; unknown where either fit is unknown."""
    if functional_fit is None or technical_fit is None:
        return None
    return _QUADRANTS[functional_fit >= high_from, technical_fit >= high_from]


def plan_completeness(plan: ModernisationPlan | None) -> Completeness | None:
    """Whether a modernisation plan has milestones, a description of the work and a disposition.

    Complete with all three, partial with one or two, none with none; unknown where the parts that
    nobody answered for would decide.

    Source:
        GAO-19-471 (June 2019) and GAO-25-107795 (July 2025), "Information Technology".
    """
    plan = plan or ModernisationPlan()
    parts = (plan.milestones, plan.work, plan.disposition)
    least = _completeness(sum(part is True for part in parts))
    most = _completeness(sum(part is not False for part in parts))
    return least if least == most else None


def _completeness(parts: int) -> Completeness:
    return "complete" if parts == 3 else "partial" if parts else "none"


@dataclass(frozen=True, slots=True)
class DispositionFacts:
    """What is known of a system when a disposition is suggested; `None` is unknown."""

    consumers: tuple[str, ...] | None = None
    """Who uses it or depends on it today, people included; empty where it is known that nobody."""
    statutory_hold: bool | None = None
    quadrant: Quadrant | None = None
    commodity: bool | None = None
    hosting_only_ended: bool = False
    """Only its hardware or hosting is at the end of its life, nothing else is."""
    support_ended: bool = False
    """Its runtime or database is out of support."""
    code_changeable: bool | None = None
    in_cyclic_core: bool = False
    technical_barrier: bool = False
    """It cannot be updated as it is."""
    frozen: bool = False
    review_date: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestedDisposition:
    """A disposition and why; the first rule that matched."""

    disposition: Disposition
    reason: str


def suggest_disposition(facts: DispositionFacts) -> SuggestedDisposition:
    """The first disposition whose condition holds; `retain` with a review date where none does."""
    conditions: tuple[tuple[bool, Disposition, str], ...] = (
        (
            facts.consumers == () and facts.statutory_hold is not True,
            "retire",
            "nobody uses it and no law is known to hold it"
            if facts.statutory_hold is None
            else "nobody uses it and no law holds it",
        ),
        (
            facts.quadrant == "eliminate" and bool(facts.consumers),
            "retire",
            "low functional and technical fit; first move " + ", ".join(facts.consumers or ()),
        ),
        (facts.commodity is True, "repurchase", "it can be bought as a standard product"),
        (facts.hosting_only_ended, "rehost", "only its hardware or hosting is at its end"),
        (
            facts.support_ended and facts.code_changeable is True,
            "replatform",
            "its runtime or database is out of support and its code can be changed",
        ),
        (
            facts.in_cyclic_core or facts.technical_barrier,
            "refactor",
            "behind a facade: it is in a circle of systems that depend on each other"
            if facts.in_cyclic_core
            else "behind a facade: it cannot be updated as it is",
        ),
        (facts.frozen, "retain", f"it is frozen; {_review(facts)}"),
    )
    for holds, disposition, reason in conditions:
        if holds:
            return SuggestedDisposition(disposition, reason)
    return SuggestedDisposition("retain", f"nothing known decides for another; {_review(facts)}")


def _review(facts: DispositionFacts) -> str:
    return f"review on {facts.review_date}" if facts.review_date else "set a date to review it"
