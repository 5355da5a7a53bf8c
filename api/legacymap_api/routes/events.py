"""Follow a plan while it is made: server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from legacymap_api.answers import AtHand, Handler, StrictRoute
from legacymap_api.door import ONLY_HEAD
from legacymap_api.following import Mark, follow, mark_in, mark_of, news_of
from legacymap_api.news import Listener
from legacymap_api.resources import Running, ThePlan

STREAM: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Headers of a stream: nobody on the way keeps it or waits for more of it."""


class EventRoute(StrictRoute):
    """A route that streams, unless there is nothing to wait for."""

    def get_route_handler(self) -> Handler:
        """The handler, with the headers of a stream."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                response = await handler(request)
            except AtHand as found:
                response = found.response
            response.headers.update(STREAM)
            return response

        return answer


router = APIRouter(route_class=EventRoute, tags=["plans"])


async def known_mark(
    request: Request,
    running: Running,
    plan: ThePlan,
    last_event_id: Annotated[
        str | None, Header(description="Id of the last event received: only what is new is sent")
    ] = None,
) -> Mark:
    """What the one who asks knows already.

    Raises:
        AtHand: nobody reads what would be sent, or nothing will ever follow.
    """
    if request.scope.get(ONLY_HEAD):
        raise AtHand(Response(media_type=EventSourceResponse.media_type))
    known = mark_in(last_event_id)
    news = await run_in_threadpool(news_of, running.store.plans, plan.id)
    if news.ended and known == mark_of(news):
        # A browser comes back whenever a stream ends; this is how it learns to stay away.
        raise AtHand(Response(status_code=204))
    return known


async def listener(
    running: Running, plan: ThePlan, known: Annotated[Mark, Depends(known_mark)]
) -> AsyncIterator[tuple[Listener, Mark]]:
    """A place among those who follow plans, kept until the answer has ended, however it does.

    Raises:
        TooManyStreams: there is none left.
    """
    with running.news.listening(plan.id) as listener:
        yield listener, known


_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    204: {"description": "The plan has ended and `Last-Event-ID` says that this is known"},
    429: {"description": "As many as the limit allows follow plans already"},
}


@router.get("/v1/plans/{plan}/events", response_class=EventSourceResponse, responses=_RESPONSES)
async def get_events(
    running: Running,
    plan: ThePlan,
    place: Annotated[tuple[Listener, Mark], Depends(listener)],
) -> AsyncIterator[ServerSentEvent]:
    """How a plan comes along: `best`, `bound`, `progress`, and `end`, after which nothing follows.

    Each event has the whole state as its data: plan, state, status, stage, done, total, objective,
    bound, gap, problem. A comment keeps the connection open while there is no news.
    """
    async for event in follow(running.store.plans, plan.id, *place):
        yield event
