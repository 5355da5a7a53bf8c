"""How do finished plans differ?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from legacymap.planning import Comparison, compare
from legacymap_api.answers import ImmutableRoute, rests_on
from legacymap_api.resources import Running

router = APIRouter(route_class=ImmutableRoute, tags=["plans"])

MOST_PLANS = 20


@router.get("/v1/comparisons")
def get_comparison(
    request: Request,
    running: Running,
    plan: Annotated[
        list[str],
        Query(min_length=2, max_length=MOST_PLANS, description="Ids of plans, the first one first"),
    ],
) -> Comparison:
    """The plans side by side, measured by the first: cost, end, risk, interfaces, who moved."""
    asked = [running.store.plans.get(named) for named in plan]
    rests_on(request, *((stored.id, stored.finished_at, stored.state) for stored in asked))
    return compare([(stored.id, running.plan(stored)) for stored in asked])
