"""What changes while a plan is made, as events: a better order or bound, progress, the end.

Every event carries the whole state, and its id says what its reader knows by then. So one who was
cut off, by whatever and for however long, goes on from there without a history being kept.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from fastapi.sse import ServerSentEvent
from starlette.concurrency import run_in_threadpool

from legacymap.errors import NotStored, StoreUnavailable
from legacymap.inventory import to_json
from legacymap.storage import Json, PlanState, PlanStore
from legacymap_api.news import Listener

RETRY: Final = 2_000
"""Milliseconds after which one who was cut off should come back."""

EventName = Literal["best", "bound", "progress", "end"]


@dataclass(frozen=True, slots=True)
class PlanNews:
    """How a plan stands: the data of every event.

    ``objective`` to ``gap`` are those of the best order so far; the order itself is in the plan.
    """

    plan: str
    state: PlanState | Literal["deleted"]
    status: str | None
    stage: str | None
    done: int | None
    total: int | None
    objective: int | None
    bound: int | None
    gap: float | None
    problem: Json | None

    @property
    def ended(self) -> bool:
        """Whether nothing will follow."""
        return self.state not in ("queued", "running")


class Mark(NamedTuple):
    """What a reader knows of a plan: the id of the event that told it last."""

    state: str
    stage: str
    done: str
    objective: str
    bound: str

    def __str__(self) -> str:
        return ".".join(self)


NOTHING: Final = Mark("", "", "", "", "")


def mark_of(news: PlanNews) -> Mark:
    """What one knows who was told ``news``."""
    told = (news.state, news.stage, news.done, news.objective, news.bound)
    return Mark(*("" if value is None else str(value) for value in told))


def mark_in(last_event_id: str | None) -> Mark:
    """What one knows who names ``last_event_id``; nothing, where that is no id of ours."""
    parts = (last_event_id or "").split(".")
    return Mark(*parts) if len(parts) == len(Mark._fields) else NOTHING


def events(known: Mark, news: PlanNews) -> tuple[tuple[EventName, Mark], ...]:
    """What to tell one who knows ``known``, and what is known after each."""
    now = mark_of(news)
    if now == known:
        return ()
    if news.ended:
        return (("end", now),)
    told: list[tuple[EventName, Mark]] = []
    if now.objective not in ("", known.objective):
        known = known._replace(objective=now.objective)
        told.append(("best", known))
    if now.bound not in ("", known.bound):
        known = known._replace(bound=now.bound)
        told.append(("bound", known))
    if now != known:
        told.append(("progress", now))
    return tuple(told)


def news_of(plans: PlanStore, plan: str) -> PlanNews:
    """How ``plan`` stands in the store; one that was deleted has ended too."""
    try:
        job = plans.get(plan)
    except NotStored:
        return PlanNews(plan, "deleted", None, None, None, None, None, None, None, None)
    progress = job.progress
    return PlanNews(
        plan=job.id,
        state=job.state,
        status=job.status,
        stage=progress.stage if progress else None,
        done=progress.done if progress else None,
        total=progress.total if progress else None,
        objective=job.objective,
        bound=job.bound,
        gap=job.gap,
        problem=job.problem,
    )


async def follow(
    plans: PlanStore, plan: str, listener: Listener, known: Mark
) -> AsyncIterator[ServerSentEvent]:
    """The events of ``plan`` for one who knows ``known``, until it ends or the service does."""
    while not listener.closed:
        try:
            news = await run_in_threadpool(news_of, plans, plan)
        except StoreUnavailable:
            # The answer has begun: its reader comes back and is told then.
            return
        data = to_json(news).decode().rstrip()
        for name, mark in events(known, news):
            known = mark
            yield ServerSentEvent(raw_data=data, event=name, id=str(mark), retry=RETRY)
        if news.ended:
            return
        await listener.wait()
