"""Trend, differences with their figures, and parts of an estate, by REST."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.testclient import TestClient


def test_a_trend_over_the_snapshots_says_what_moved(
    client: TestClient, inventory: str, snapshot: str, estate: Mapping[str, object]
) -> None:
    assert client.get(f"{snapshot}").status_code == 200
    systems = estate["systems"]
    assert isinstance(systems, list)
    dated = {**estate, "as_of": "2031-01-01", "systems": systems[:-1]}
    client.post(f"{inventory}/snapshots", content=json.dumps(dated))
    found = client.get(f"{inventory}/trend").json()
    assert [one["name"] for one in found["snapshots"]] == ["snapshot 1", "snapshot 2"]
    assert "systems_changed" in [one["code"] for one in found["sentences"]]
    latest = client.get(f"{inventory}/trend?limit=1").json()
    assert [one["name"] for one in latest["snapshots"]] == ["snapshot 2"]
    told = client.get(f"{inventory}/snapshots/2/diff?from=1").json()
    assert "systems_changed" in [one["code"] for one in told["sentences"]]


def test_a_trend_without_a_snapshot_is_refused(client: TestClient) -> None:
    made = client.post("/v1/inventories", json={"name": "empty"}).headers["location"]
    assert client.get(f"{made}/trend").status_code == 422


def test_an_analysis_of_a_part_says_which(client: TestClient, snapshot: str) -> None:
    analyses = ("exposure", "fragmentation", "structure", "integration", "quality", "risk")
    for analysis in analyses:
        assert client.get(f"{snapshot}/{analysis}").json()["scope"] is None
        problem = client.get(f"{snapshot}/{analysis}?owner=nobody%20at%20all")
        assert problem.status_code == 422
        assert problem.json()["findings"][0]["code"] == "unknown_owner"
    asked = client.get(f"{snapshot}/exposure?service_line=visits").json()
    assert asked["scope"]["by"] == "service_line"
    assert {one["id"] for one in asked["services"]} == {"visits"}
    register = client.get(f"{snapshot}/risk/systems?owner=hmpps").json()
    assert ([row["id"] for row in register["items"]], register["total"]) == (["visits"], 1)
    assert client.get(f"{snapshot}/integration?owner=hmpps").json()["systems"] == 1


def test_integration_takes_thresholds_and_says_which(client: TestClient, snapshot: str) -> None:
    asked = client.get(f"{snapshot}/integration?mesh_density=0.8&batch_hops=3").json()["thresholds"]
    assert asked == {
        "store_systems": 2,
        "mesh_systems": 4,
        "mesh_density": 0.8,
        "batch_hops": 3,
        "chatty_factor": 10,
        "chatty_pairs": 8,
    }
    for wrong in ("mesh_systems=2", "mesh_density=nan", "mesh_density=0.5", f"batch_hops={2**31}"):
        problem = client.get(f"{snapshot}/integration?{wrong}")
        assert problem.status_code == 422, wrong
        assert problem.json()["findings"][0]["where"]["path"] == f"query.{wrong.split('=')[0]}"


def test_a_parameter_that_takes_one_value_is_given_once(client: TestClient, snapshot: str) -> None:
    problem = client.get(f"{snapshot}/exposure?owner=hmpps&level=top&owner=hmpps&level=top")
    assert (problem.status_code, problem.json()["type"]) == (
        422,
        "urn:legacymap:problem:invalid-query",
    )
    assert [one["where"]["path"] for one in problem.json()["findings"]] == [
        "query.level",
        "query.owner",
    ]
    listed = client.get(f"{snapshot.partition('/snapshots')[0]}?limit=1&limit=2")
    assert listed.status_code == 422
    # Plans are compared by naming several: what is wrong is that there are none so called.
    assert client.get("/v1/comparisons?plan=a&plan=b").status_code == 404


def test_the_structure_takes_costs_of_cuts(client: TestClient, snapshot: str) -> None:
    def cut(asked: str = "") -> tuple[bool, list[tuple[str, str, int]]]:
        found = client.get(f"{snapshot}/structure{asked}").json()
        first = [one for circle in found["cycles"] for one in circle["cut"]["first"]]
        return found["priced"], [(one["consumer"], one["provider"], one["cost"]) for one in first]

    assert cut("?cut_cost=nomis,no,2&cut_cost=no,nomis,3") == (True, [("nomis", "no", 2)])
    assert cut("?cut_cost=nomis,no,3&cut_cost=no,nomis,2") == (True, [("no", "nomis", 2)])
    assert cut()[0] is False
    problem = client.get(f"{snapshot}/structure?cut_cost=visits,nowhere,9&cut_cost=visits")
    assert (problem.status_code, [one["where"]["path"] for one in problem.json()["findings"]]) == (
        422,
        ["cut_cost[1]", "cut_cost[2]"],
    )
