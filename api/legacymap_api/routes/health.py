"""Is the service alive, can it work, and how much does it let in?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter

from legacymap import __version__
from legacymap.ingest import Limits
from legacymap_api.answers import ExactRoute
from legacymap_api.resources import Running
from legacymap_api.warming import Warmth

router = APIRouter(route_class=ExactRoute, tags=["service"])


@dataclass(frozen=True, slots=True)
class Health:
    """The service answers."""

    status: Literal["live"]
    version: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """The service can work.

    ``planner`` is ``warm`` once it is compiled: a first plan that comes before, while it is
    ``warming`` or ``cold``, takes up to a minute more.
    """

    status: Literal["ready"]
    version: str
    planner: Warmth


@router.get("/health/live")
def live() -> Health:
    """Whether the process answers at all; it does not ask the database."""
    return Health("live", __version__)


@router.get("/health/ready")
def ready(running: Running) -> Readiness:
    """Whether requests can be served: 503 while the database does not answer."""
    running.store.check()
    return Readiness("ready", __version__, running.warming.state)


@dataclass(frozen=True, slots=True)
class ServiceLimits:
    """Every limit by name; a refusal names the limit it met. Sizes are bytes, times seconds."""

    service: dict[str, int]
    """Limits of requests, settings of the operator."""
    files: dict[str, int]
    """Limits of what is inside files."""


@router.get("/v1/limits")
def limits(running: Running) -> ServiceLimits:
    """How much is let in."""
    service = running.settings.model_dump(exclude={"database_url", "allowed_hosts", "warm_up"})
    files = {name: getattr(Limits(), name) for name in Limits.__dataclass_fields__}
    return ServiceLimits(service, files)
