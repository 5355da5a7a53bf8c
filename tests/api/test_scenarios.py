"""What if, by REST: a patch on a finished plan, and a plan that goes on from another."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from legacymap.assessment import patch_of, plan_scenario, scenario
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import to_json
from legacymap.planning import policy_of
from legacymap.report.stored import stored_plan

POLICY: Mapping[str, object] = {"start": "2027-04-01", "waves": 4, "effort": "quick"}


def finished(client: TestClient, address: str) -> dict[str, Any]:
    while True:
        view: dict[str, Any] = client.get(address).json()
        if view["state"] not in ("queued", "running"):
            return view
        time.sleep(0.02)


@pytest.fixture
def plan(client: TestClient, snapshot: str) -> str:
    """Address of a finished plan."""
    address = str(client.post(f"{snapshot}/plans", json=POLICY).headers["location"])
    assert finished(client, address)["state"] == "done"
    return address


def varied(client: TestClient, plan: str, patch: Mapping[str, object]) -> dict[str, Any]:
    """The finished plan of a scenario."""
    answer = client.post(f"{plan}/scenarios", json=patch)
    assert answer.status_code == 202, answer.text
    return finished(client, answer.headers["location"])


def test_a_scenario_is_a_plan_that_knows_its_base_and_its_patch(
    client: TestClient, plan: str, estate: Mapping[str, object]
) -> None:
    patch = {"name": "NOMIS stays", "keep": ["nomis"], "policy": {"waves": 3}}
    view = varied(client, plan, patch)
    base = client.get(plan).json()
    assert (view["state"], view["base"], view["patch"]) == ("done", base["id"], patch)
    assert (view["snapshot"], view["policy"]["waves"]) == (base["snapshot"], 3)
    # Byte for byte what the library plans from the same base.
    inventory = read_inventory([InputFile("estate.json", to_json(estate))]).inventory
    what_if = scenario(inventory, policy_of(POLICY), patch_of(patch))
    given = stored_plan(to_json(base["plan"]))
    assert view["plan"]["waves"] == _plain(plan_scenario(what_if, base=given))["waves"]
    assert view["plan"]["scenario"]["changes"] == [
        "NOMIS is not replaced",
        "policy: waves 3 (was 4)",
    ]


def _plain(plan: object) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.json.decode(to_json(plan))
    return document


def test_an_empty_patch_gives_the_plan_again(client: TestClient, plan: str) -> None:
    view = varied(client, plan, {})
    before = client.get(plan).json()["plan"]
    assert (view["plan"]["snapshot"], view["plan"]["policy"], view["plan"]["waves"]) == (
        before["snapshot"],
        before["policy"],
        before["waves"],
    )


def test_a_scenario_of_a_scenario_has_the_changes_of_both(client: TestClient, plan: str) -> None:
    first = varied(client, plan, {"retire": ["desk"]})
    second = varied(client, f"/v1/plans/{first['id']}", {"keep": ["nomis"]})
    assert second["base"] == first["id"]
    assert "desk" not in second["plan"]["names"]
    assert [s["id"] for wave in second["plan"]["waves"] for s in wave["systems"]] == ["a/b?c&d"]


def test_why_answers_for_a_scenario_by_its_own_inventory(client: TestClient, plan: str) -> None:
    view = varied(client, plan, {"retire": ["nomis"]})
    address = f"/v1/plans/{view['id']}/why"
    assert client.get(address, params={"system": "nomis"}).status_code == 404
    told = client.get(address, params={"system": "a/b?c&d"}).json()
    assert (told["snapshot"], told["findings"]) == (view["plan"]["snapshot"], [])


def test_plans_and_their_scenarios_are_compared(client: TestClient, plan: str) -> None:
    view = varied(client, plan, {"policy": {"limits": {"systems_per_wave": 2}}})
    ids = [plan.rpartition("/")[2], view["id"]]
    comparison = client.get("/v1/comparisons", params={"plan": ids}).json()
    assert [each["plan"] for each in comparison["plans"]] == ids
    assert comparison["plans"][1]["changes"] == ["policy: limits.systems_per_wave 2 (was none)"]
    assert comparison["findings"] == []
    assert comparison["verdicts"][0].startswith(f'"{ids[1]}" costs ')


def test_what_is_wrong_with_a_patch_is_told_with_its_place(client: TestClient, plan: str) -> None:
    misfit = client.post(f"{plan}/scenarios", json={"retire": ["nobody"], "keep": ["noone"]})
    assert (misfit.status_code, misfit.json()["type"]) == (
        422,
        "urn:legacymap:problem:invalid-scenario",
    )
    assert [f["where"]["path"] for f in misfit.json()["findings"]] == ["keep[0]", "retire[0]"]
    malformed = client.post(f"{plan}/scenarios", json={"retired": ["nomis"]})
    assert malformed.status_code == 422
    assert [f["where"]["path"] for f in malformed.json()["findings"]] == ["body.retired"]


def test_a_repeated_key_gives_the_same_scenario_and_no_other(client: TestClient, plan: str) -> None:
    key = {"Idempotency-Key": "k1"}
    first = client.post(f"{plan}/scenarios", json={"keep": ["nomis"]}, headers=key)
    again = client.post(f"{plan}/scenarios", json={"keep": ["nomis"]}, headers=key)
    other = client.post(f"{plan}/scenarios", json={}, headers=key)
    assert (again.json()["id"], other.status_code) == (first.json()["id"], 409)
    finished(client, first.headers["location"])


def test_a_scenario_outlives_the_plan_that_it_varies(client: TestClient, plan: str) -> None:
    view = varied(client, plan, {"keep": ["nomis"]})
    assert client.delete(plan).status_code == 204
    address = f"/v1/plans/{view['id']}"
    assert client.get(f"{address}/why", params={"system": "a/b?c&d"}).status_code == 200


def test_a_plan_goes_on_from_another(client: TestClient, snapshot: str, plan: str) -> None:
    order = client.get(plan).json()["plan"]
    first = order["waves"][0]["systems"][0]["id"] if order["waves"][0]["systems"] else None
    policy = {**POLICY, "replan": {"past_until": 1}}
    previous = plan.rpartition("/")[2]
    asked = client.post(f"{snapshot}/plans", params={"previous": previous}, json=policy)
    view = finished(client, asked.headers["location"])
    assert (view["state"], view["previous"]) == ("done", previous)
    again = view["plan"]["replanning"]
    assert again["live"] == ([] if first is None else [first])
    assert (again["moved"], view["plan"]["objective"]) == ([], order["objective"])
    # A scenario of it has the same past.
    varied_plan = varied(client, f"/v1/plans/{view['id']}", {})
    assert varied_plan["plan"]["replanning"]["live"] == again["live"]


def test_a_plan_that_is_not_there_is_not_gone_on_from(client: TestClient, snapshot: str) -> None:
    answer = client.post(f"{snapshot}/plans", params={"previous": "nope"}, json={})
    assert (answer.status_code, answer.json()["title"]) == (404, "Not stored")
