"""The service as one ASGI application: chosen here, passed in everywhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction
from typing import Any, Final

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from legacymap import __version__
from legacymap.storage import Store
from legacymap_api.door import Door
from legacymap_api.ending import before_the_end
from legacymap_api.problems import MEDIA_TYPE, Problem, answer_with_problems
from legacymap_api.routes import (
    analyses,
    assessments,
    checks,
    comparisons,
    documentation,
    events,
    health,
    imports,
    inventories,
    long_lists,
    plans,
    risk,
    scenarios,
    snapshots,
    trends,
)
from legacymap_api.service import Service
from legacymap_api.settings import Settings

ROUTERS: Final = (
    assessments.router,
    inventories.router,
    imports.router,
    snapshots.listing,
    snapshots.router,
    analyses.router,
    risk.router,
    long_lists.router,
    plans.router,
    plans.reports,
    events.router,
    scenarios.router,
    comparisons.router,
    trends.router,
    checks.router,
    health.router,
    documentation.router,
)

_SUMMARY: Final = "Inventories of a legacy estate in, findings and a replacement order out."


def create_app(settings: Settings | None = None, store: Store | None = None) -> FastAPI:
    """The service; the database is opened when it starts, not here.

    Settings come from the environment and the store from the settings, unless they are given.
    """
    settings = settings or Settings()
    service = Service(settings, store)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(service.open)
        # A server waits for its connections before it tells us that it ends: streams must know.
        with before_the_end(service.news.close):
            yield
        await run_in_threadpool(service.close)

    app = FastAPI(
        title="legacymap",
        version=__version__,
        summary=_SUMMARY,
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        responses={"default": _A_PROBLEM},
    )
    app.state.service = service
    for router in ROUTERS:
        # Not for the app as a whole: that limit would answer in plain text, outside of the door.
        app.include_router(router, max_body_size=settings.body_bytes)
    answer_with_problems(app)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(Door, settings=settings)
    _describe_numbers(app)
    return app


_A_PROBLEM: Final[dict[str, Any]] = {
    "description": "A problem (RFC 9457)",
    "model": Problem,
    "content": {MEDIA_TYPE: {}},
}


def _describe_numbers(app: FastAPI) -> None:
    """Have OpenAPI say what leaves: exact ratios leave as numbers, rounded once."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        document = described()
        _fractions_as_numbers(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _fractions_as_numbers(node: object) -> None:
    if isinstance(node, dict):
        if node.get("format") == "fraction":
            node["type"] = "number"
            del node["format"]
            if "default" in node:
                node["default"] = float(Fraction(node["default"]))
        for value in node.values():
            _fractions_as_numbers(value)
    elif isinstance(node, list):
        for value in node:
            _fractions_as_numbers(value)
