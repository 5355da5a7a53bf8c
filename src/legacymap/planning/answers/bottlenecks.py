"""Which limits make the order dearer, and what more of each would be worth.

The proven bound charges every limit a price: its shadow price, the worth of a very small change.
Work comes in whole systems, so the dearest limits are also raised by a real step, each by itself,
and planned again: what that saves is a fact and not an estimate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Final

from legacymap.planning.answers.alternatives import bucket_name
from legacymap.planning.answers.determination import Solve
from legacymap.planning.bound import BucketPrice, lower_bound
from legacymap.planning.compilation.compile import Compiled
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.score import BucketUse, Score, score
from legacymap.planning.outcome import Bottleneck
from legacymap.planning.search.solution import Solution

MOST: Final = 100
"""So many are listed."""
MOST_RAISED: Final = 5
"""So many are raised and planned again."""
STEP: Final = 10
"""A limit is raised by its capacity over this, and by one at least."""
PASSES: Final = 300
"""Of a bound that is computed for its prices alone."""


def bottlenecks(
    compiled: Compiled, solution: Solution, judged: Score, again: Solve | None
) -> tuple[Bottleneck, ...]:
    """The limits that have a price or save something, those first that save most if raised.

    ``again`` plans a changed model; ``None``: nothing is planned again. Empty where no bound was
    computed, or where the policy is lexicographic and has no money.
    """
    if compiled.policy.lexicographic or solution.engine.effort == "quick":
        return ()
    prices = solution.prices
    if not prices and solution.status == "optimal":
        # The exact solver proves without prices.
        prices = lower_bound(compiled.sought, passes=PASSES).prices
    priced = _priced(judged, prices)
    saves: list[int | None] = [None] * len(priced)
    if again is not None and priced:
        known = min(judged.objective, _objective(compiled.model, again) or judged.objective)
        for i, (use, _) in enumerate(priced[:MOST_RAISED]):
            raised = _objective(_raised(compiled.model, use), again)
            saves[i] = 0 if raised is None else max(0, known - raised)
    found = [
        _bottleneck(compiled, use, worth, saved)
        for (use, worth), saved in zip(priced, saves, strict=True)
    ]
    told = [limit for limit in found if limit.worth or limit.saves]
    return tuple(sorted(told, key=lambda limit: -(limit.saves or 0)))


def _priced(judged: Score, prices: Iterable[BucketPrice]) -> list[tuple[BucketUse, int]]:
    """Uses with the worth of one more unit; first what a step would be worth, then the fullest.

    A limit that two systems alone overfill has no price of its own in the bound: it counts, too.
    """
    worth = {(price.resource, price.waves): round(price.price) for price in prices}
    found = [
        (use, worth.get((use.resource, use.waves), 0))
        for use in judged.buckets
        if worth.get((use.resource, use.waves), 0) > 0 or 2 * use.use > use.cap + use.over_max
    ]
    found.sort(
        key=lambda it: (
            -it[1] * _step(it[0]),
            -Fraction(it[0].use, max(it[0].cap + it[0].over_max, 1)),
            it[0].waves,
            it[0].resource,
        )
    )
    return found[:MOST]


def _step(use: BucketUse) -> int:
    return max(1, use.cap // STEP)


def _bottleneck(compiled: Compiled, use: BucketUse, worth: int, saves: int | None) -> Bottleneck:
    kind = next(known.kind for known in compiled.model.resources if known.id == use.resource)
    return Bottleneck(
        limit=bucket_name(compiled, use),
        waves=use.waves,
        unit={"skill": "day", "budget": compiled.model.money_unit}.get(kind or ""),
        use=use.use,
        capacity=use.cap,
        most=use.cap + use.over_max,
        worth=worth,
        raised_by=_step(use),
        saves=saves,
    )


def _objective(model: PlanningModel, again: Solve) -> int | None:
    """What the best plan of ``model`` costs, as far as a quick search finds one."""
    judged = score(model, again(model))
    return judged.objective if judged.feasible else None


def _raised(model: PlanningModel, use: BucketUse) -> PlanningModel:
    return replace(
        model,
        resources=tuple(
            replace(
                resource,
                buckets=tuple(
                    replace(bucket, cap=bucket.cap + _step(use))
                    if tuple(sorted(bucket.waves)) == use.waves
                    else bucket
                    for bucket in resource.buckets
                ),
            )
            if resource.id == use.resource
            else resource
            for resource in model.resources
        ),
    )
