"""What if: a finished plan under a patch, planned anew."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Body, Header
from fastapi.openapi.models import Example

from legacymap.assessment import Patch, scenario
from legacymap.inventory import plain
from legacymap.planning import policy_of
from legacymap.storage import PlanBasis
from legacymap_api.answers import Answer, ExactRoute
from legacymap_api.planned import as_earlier, earlier_of
from legacymap_api.resources import Running, ThePlan
from legacymap_api.routes.plans import begun
from legacymap_api.views import PlanView

router = APIRouter(route_class=ExactRoute, tags=["plans"])

_PATCHES: Final[dict[str, Example]] = {
    "one system less": {"value": {"name": "without the old scheduler", "retire": ["scheduler"]}},
    "one stays, one date slips": {
        "value": {
            "name": "NOMIS stays, support is extended",
            "keep": ["nomis"],
            "set": {"delius": {"end_of_support": "2029-06-30"}},
        }
    },
    "more hands": {
        "value": {"policy": {"capacity": [{"skill": "oracle", "days_per_wave": [180]}]}}
    },
}


@router.post("/v1/plans/{plan}/scenarios", status_code=202, response_model=PlanView)
def ask_what_if(
    running: Running,
    plan: ThePlan,
    patch: Annotated[Patch, Body(openapi_examples=_PATCHES)],
    idempotency_key: Annotated[
        str | None, Header(min_length=1, max_length=255, description="Repeats give the same plan")
    ] = None,
) -> Answer:
    """A plan of the same snapshot and policy with the patch on both, begun at this plan."""
    base, policy = running.plan(plan), policy_of(plan.policy)
    estate = running.planned_estate(plan)
    what_if = scenario(estate.inventory, policy, patch)
    origin = plain(what_if.origin)
    assert isinstance(origin, dict)  # noqa: S101 - a dataclass is an object
    basis = PlanBasis(
        patches=(*running.store.plans.basis(plan.id).patches, dict(patch.document())),
        scenario=origin,
        findings=what_if.findings,
        start=as_earlier(base, estate, policy),
        earlier=earlier_of(base),
        base=plan.id,
        previous=plan.previous,
    )
    snapshot = running.store.inventories.snapshot(plan.inventory, plan.snapshot)
    return begun(running, snapshot, what_if.policy, idempotency_key, basis)
