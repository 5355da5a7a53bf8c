"""The planner is compiled at the start, where the settings say so."""

import time

import pytest
from starlette.testclient import TestClient

from .conftest import MakeClient


def planner(client: TestClient) -> str:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    return str(answer.json()["planner"])


def test_the_planner_gets_warm_while_the_service_answers(make_client: MakeClient) -> None:
    client = make_client(warm_up=True)
    while planner(client) == "warming":
        time.sleep(0.02)
    assert planner(client) == "warm"


def test_the_planner_stays_cold_where_it_need_not_be_warm(client: TestClient) -> None:
    assert planner(client) == "cold"


def test_what_cannot_be_compiled_beforehand_does_not_keep_the_service_from_working(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> bool:
        raise RuntimeError("no compiler")

    monkeypatch.setattr("legacymap_api.warming.warm_up", fail)
    client = make_client(warm_up=True)
    while planner(client) == "warming":
        time.sleep(0.02)
    assert planner(client) == "cold"
