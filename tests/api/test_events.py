"""Following a plan: what is told once, what is told again, and that every stream ends."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from legacymap.errors import StoreUnavailable, TooManyStreams
from legacymap.storage import PlanStore
from legacymap_api.following import NOTHING, PlanNews, events, follow, mark_in, mark_of
from legacymap_api.news import News

from .conftest import MakeClient

POLICY = {"start": "2027-04-01", "waves": 4, "effort": "quick"}
QUEUED = PlanNews(
    plan="p",
    state="queued",
    status=None,
    stage=None,
    done=None,
    total=None,
    objective=None,
    bound=None,
    gap=None,
    problem=None,
)
RUNNING = dataclasses.replace(
    QUEUED, state="running", stage="searching", done=10, objective=30, bound=20
)
DONE = dataclasses.replace(RUNNING, state="done", status="feasible")


def told(stream: str) -> list[dict[str, Any]]:
    """The events of a stream, comments left out."""
    blocks = [
        dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        for block in stream.split("\n\n")
    ]
    return [{**block, "data": json.loads(block["data"])} for block in blocks if block]


def names(known: PlanNews | None, now: PlanNews) -> list[str]:
    return [name for name, _ in events(mark_of(known) if known else NOTHING, now)]


@pytest.mark.parametrize(
    ("known", "now", "expected"),
    [
        (None, QUEUED, ["progress"]),
        (None, RUNNING, ["best", "bound", "progress"]),
        (RUNNING, RUNNING, []),
        (RUNNING, dataclasses.replace(RUNNING, done=20), ["progress"]),
        (RUNNING, dataclasses.replace(RUNNING, objective=29), ["best"]),
        (RUNNING, dataclasses.replace(RUNNING, bound=21, done=20), ["bound", "progress"]),
        (QUEUED, DONE, ["end"]),
        (None, DONE, ["end"]),
        (DONE, DONE, []),
        (RUNNING, dataclasses.replace(QUEUED, state="deleted"), ["end"]),
    ],
)
def test_only_what_is_new_is_told(
    known: PlanNews | None, now: PlanNews, expected: list[str]
) -> None:
    assert names(known, now) == expected


def test_one_who_was_cut_off_between_two_events_gets_the_rest() -> None:
    every = events(NOTHING, RUNNING)
    for number, (_, mark) in enumerate(every):
        assert events(mark_in(str(mark)), RUNNING) == every[number + 1 :]


@pytest.mark.parametrize("strange", [None, "", "17", "a.b", "1.2.3.4.5.6", "....."])
def test_an_id_that_is_none_of_ours_says_nothing(strange: str | None) -> None:
    assert mark_in(strange) == NOTHING


def test_a_finished_plan_is_told_in_one_event(client: TestClient, snapshot: str) -> None:
    plan = client.post(f"{snapshot}/plans", json=POLICY).headers["location"]
    answer = client.get(f"{plan}/events", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["content-type"]) == (
        200,
        "text/event-stream; charset=utf-8",
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-accel-buffering"] == "no"
    assert "content-encoding" not in answer.headers
    last = told(answer.text)[-1]
    view = client.get(plan).json()
    assert last["event"] == "end"
    assert {key: last["data"][key] for key in ("state", "status", "objective", "bound", "gap")} == {
        key: view[key] for key in ("state", "status", "objective", "bound", "gap")
    }
    again = told(client.get(f"{plan}/events").text)
    assert [(event["event"], event["id"]) for event in again] == [("end", last["id"])]


def test_one_who_knows_the_end_is_told_to_stay_away(client: TestClient, snapshot: str) -> None:
    plan = client.post(f"{snapshot}/plans", json=POLICY).headers["location"]
    last = told(client.get(f"{plan}/events").text)[-1]["id"]
    answer = client.get(f"{plan}/events", headers={"Last-Event-ID": last})
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_plan_that_fails_ends_with_its_problem(client: TestClient, snapshot: str) -> None:
    plan = client.post(f"{snapshot}/plans", json={"include": ["crm"]}).headers["location"]
    last = told(client.get(f"{plan}/events").text)[-1]
    assert (last["event"], last["data"]["state"]) == ("end", "failed")
    assert "crm" in last["data"]["problem"]["detail"]


def test_comments_keep_the_connection_open(
    client: TestClient, snapshot: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fastapi.routing._PING_INTERVAL", 0.01)
    slow = {**POLICY, "effort": "standard"}
    plan = client.post(f"{snapshot}/plans", json=slow).headers["location"]
    stream = client.get(f"{plan}/events").text
    assert "\n: ping\n" in f"\n{stream}"
    assert told(stream)[-1]["event"] == "end"


def test_there_are_no_events_of_a_plan_that_there_is_not(client: TestClient) -> None:
    answer = client.get("/v1/plans/none/events")
    assert (answer.status_code, answer.json()["title"]) == (404, "Not stored")
    assert client.get("/v1/plans/none/events?form=x").status_code in (404, 422)


def test_the_head_of_a_stream_is_no_stream(client: TestClient, snapshot: str) -> None:
    plan = client.post(f"{snapshot}/plans", json=POLICY).headers["location"]
    answer = client.head(f"{plan}/events")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/event-stream")


def test_a_place_is_free_again_when_a_stream_has_ended(
    make_client: MakeClient, snapshot: str
) -> None:
    client = make_client(streams_at_once=1)
    plan = client.post(f"{snapshot}/plans", json=POLICY).headers["location"]
    for _ in range(3):
        assert client.get(f"{plan}/events").status_code == 200


def followed(monkeypatch: pytest.MonkeyPatch, *stands: PlanNews, stop_at: int | None = None) -> Any:
    """The names of the events that one gets who follows a plan through ``stands``."""
    left = list(stands)
    news = News(1)

    def next_stand(_: PlanStore, plan: str) -> PlanNews:
        news.tell(plan)
        if not left:
            raise StoreUnavailable("gone")
        return left.pop(0)

    monkeypatch.setattr("legacymap_api.following.news_of", next_stand)

    async def all_of_it() -> list[str | None]:
        with news.listening("p") as listener:
            heard = []
            async for event in follow(None, "p", listener, NOTHING):  # type: ignore[arg-type]
                heard.append(event.event)
                if len(heard) == stop_at:
                    news.close()
            return heard

    return asyncio.run(all_of_it())


def test_a_stream_follows_until_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    stands = (QUEUED, QUEUED, RUNNING, DONE)
    expected = ["progress", "best", "bound", "progress", "end"]
    assert followed(monkeypatch, *stands) == expected


def test_a_stream_ends_with_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    assert followed(monkeypatch, *[QUEUED] * 9, stop_at=1) == ["progress"]


def test_a_stream_ends_where_the_store_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert followed(monkeypatch, QUEUED) == ["progress"]


def test_nobody_is_let_in_beyond_the_limit() -> None:
    async def crowd() -> None:
        news = News(2)
        with (
            news.listening("a"),
            news.listening("b"),
            pytest.raises(TooManyStreams, match="streams_at_once, 2"),
            news.listening("a"),
        ):
            pass
        with news.listening("a") as listener:
            assert not listener.closed
            news.close()
            assert listener.closed
        with news.listening("a") as late:
            assert late.closed

    asyncio.run(crowd())


def test_a_notice_from_another_thread_wakes_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    # Who is not woken looks by himself after a while: here that would come too late.
    monkeypatch.setattr("legacymap_api.news.PATIENCE", 3_600)

    async def wait() -> None:
        news = News(1)
        with news.listening("a") as listener:
            await asyncio.to_thread(news.tell, "a")
            await asyncio.wait_for(listener.wait(), timeout=30)

    asyncio.run(wait())
