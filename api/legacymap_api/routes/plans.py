"""Plans: ask for one, see how far it is, read it and its report."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Body, Header, Query, Request, Response
from fastapi.openapi.models import Example

from legacymap.planning import Policy, Uncertainty, Why, policy_of, uncertainty, why
from legacymap.report import (
    MEDIA_TYPES,
    SCHEDULE_TYPES,
    SCHEDULES,
    content_security_policy,
    plan_report,
    render,
    schedule,
)
from legacymap.storage import PlanBasis, StoredPlan, StoredSnapshot
from legacymap_api.answers import Answer, ExactRoute, ImmutableRoute, rests_on
from legacymap_api.negotiation import chosen_format
from legacymap_api.paging import Asked, Page
from legacymap_api.planned import as_earlier
from legacymap_api.resources import Running, ThePlan, TheSnapshot
from legacymap_api.service import Service
from legacymap_api.views import PlanView, plan_view

_OF_SNAPSHOT: Final = "/v1/inventories/{inventory}/snapshots/{snapshot}/plans"

_POLICIES: Final[dict[str, Example]] = {
    "all defaults": {"value": {}},
    "three years, two teams": {
        "value": {
            "start": "2027-04-01",
            "waves": 12,
            "capacity": [{"skill": "oracle", "days_per_wave": [120]}],
            "budgets": [{"year": "2027", "amount": 4_000_000}],
            "constraints": [
                {"kind": "freeze", "from": "2027-12-01", "to": "2028-01-15"},
                {"kind": "deadline", "systems": ["nomis"], "date": "2029-06-30"},
            ],
        }
    },
}

_TYPES: Final = {**MEDIA_TYPES, **{name: kind for name, (kind, _) in SCHEDULE_TYPES.items()}}
"""The media type of each format of a report; a schedule comes by name, or as its own type."""

router = APIRouter(route_class=ExactRoute, tags=["plans"])
reports = APIRouter(route_class=ImmutableRoute, tags=["plans"])


@router.post(_OF_SNAPSHOT, status_code=202, response_model=PlanView)
def ask_for_plan(
    running: Running,
    snapshot: TheSnapshot,
    policy: Annotated[Policy | None, Body(openapi_examples=_POLICIES)] = None,
    idempotency_key: Annotated[
        str | None, Header(min_length=1, max_length=255, description="Repeats give the same plan")
    ] = None,
    previous: Annotated[
        str | None,
        Query(description="Id of the finished plan to go on from; see `replan` in the policy"),
    ] = None,
) -> Answer:
    """A plan for the snapshot under a policy; no policy means all defaults."""
    asked = policy or Policy()
    basis = None if previous is None else _going_on(running, snapshot, previous, asked)
    return begun(running, snapshot, asked, idempotency_key, basis)


def _going_on(
    running: Service, snapshot: StoredSnapshot, previous: str, policy: Policy
) -> PlanBasis:
    """What a plan rests on that goes on from the plan ``previous``."""
    earlier = running.plan(running.store.plans.get(previous))
    estate = running.estate(snapshot)
    return PlanBasis(earlier=as_earlier(earlier, estate, policy), previous=previous)


def begun(
    running: Service,
    snapshot: StoredSnapshot,
    policy: Policy,
    key: str | None,
    basis: PlanBasis | None,
) -> Answer:
    """A plan that somebody works on from now on, or that ``key`` asked for before."""
    plan, new = running.store.plans.begin(snapshot, policy.document(), key=key, basis=basis)
    if new:
        running.workers.begin_plan(plan)
    return Answer(_view(running, plan), 202, {"Location": f"/v1/plans/{plan.id}"})


@router.get(_OF_SNAPSHOT)
def list_plans(running: Running, snapshot: TheSnapshot, asked: Asked) -> Page[StoredPlan]:
    """The plans of the snapshot, oldest first, without their orders."""
    stretch = running.store.plans.list(snapshot, after=asked.after, limit=asked.limit)
    return asked.following(stretch, lambda plan: (plan.created_at, plan.id))


@router.get("/v1/plans/{plan}")
def get_plan(running: Running, plan: ThePlan) -> PlanView:
    """How far a plan is, how good it is, and the order when it is done."""
    return _view(running, plan)


@router.delete(
    "/v1/plans/{plan}",
    status_code=204,
    response_model=None,
    responses={202: {"model": PlanView, "description": "Stopping; what it found is kept"}},
)
def stop_plan(running: Running, plan: ThePlan) -> Answer:
    """Stop a plan that is not finished and keep the best it found; delete a finished one."""
    left = running.store.plans.cancel(plan.id)
    running.news.tell(plan.id)
    return Answer(None, 204) if left is None else Answer(_view(running, left), 202)


def _view(running: Service, plan: StoredPlan) -> PlanView:
    return plan_view(plan, running.plan(plan) if plan.status is not None else None)


@reports.get(
    "/v1/plans/{plan}/report",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in _TYPES.values()}}},
)
def get_report(
    request: Request,
    running: Running,
    plan: ThePlan,
    format: Annotated[str | None, Query(description=", ".join(_TYPES))] = None,
    accept: Annotated[str, Header(description="Read where no format is given")] = "*/*",
) -> Response:
    """The report of a finished plan, or its schedule for other tools, in the format asked for."""
    wanted = chosen_format(_TYPES, format=format, accept=accept)
    rests_on(request, plan.id, plan.finished_at, plan.state)
    done = running.plan(plan)
    headers = _as_a_stranger()
    if wanted in SCHEDULES:
        headers["Content-Disposition"] = f'attachment; filename="{SCHEDULE_TYPES[wanted][1]}"'
        return Response(schedule(done, wanted), 200, headers, _TYPES[wanted])
    return Response(render(plan_report(done), wanted), 200, headers, _TYPES[wanted])


@reports.get("/v1/plans/{plan}/why")
def get_why(
    request: Request,
    running: Running,
    plan: ThePlan,
    system: Annotated[str, Query(description="Id of a planned system, or a name of its own")],
) -> Why:
    """Why the system goes live in its wave, what every other would cost, what brings it forward."""
    rests_on(request, plan.id, plan.finished_at, plan.state)
    done = running.plan(plan)
    return why(running.planned_estate(plan), policy_of(plan.policy), done, system=system)


@reports.get("/v1/plans/{plan}/uncertainty")
def get_uncertainty(request: Request, running: Running, plan: ThePlan) -> Uncertainty:
    """How sure the dates of the plan are: finish by percentile, dates kept, what moves the end."""
    rests_on(request, plan.id, plan.finished_at, plan.state)
    done = running.plan(plan)
    return uncertainty(running.planned_estate(plan), policy_of(plan.policy), done)


def _as_a_stranger() -> dict[str, str]:
    """Headers of a report: whatever names it shows, it runs no script and reaches nobody."""
    return {
        "Content-Security-Policy": (
            f"sandbox; {content_security_policy()}; frame-ancestors 'none'"
        ),
        "Content-Disposition": "inline",
        "Vary": "Accept",
    }
