"""The whole job in one request."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from legacymap.assessment import assess
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.settings.policies import read_policy
from legacymap.inventory import to_json

from .conftest import MakeClient

EXAMPLE = Path(__file__).parents[2] / "examples" / "benefits"


def test_the_answer_is_what_the_library_says_byte_for_byte(client: TestClient) -> None:
    inventory = (EXAMPLE / "inventory.json").read_bytes()
    policy = (EXAMPLE / "policy.toml").read_bytes()
    answer = client.post(
        "/v1/assessments",
        files=[("files", ("inventory.json", inventory)), ("policy", ("policy.toml", policy))],
    )
    assert answer.status_code == 200, answer.text
    imported = read_inventory([InputFile("inventory.json", inventory)])
    expected = assess(imported, read_policy("policy.toml", policy), effort="quick")
    assert answer.content == to_json(expected)


SEEN_LAST_YEAR = {
    "format": "legacymap-inventory/1",
    "as_of": "2026-01-31",
    "systems": [{"id": "desk", "name": "Desk"}, {"id": "ledger", "name": "Ledger"}],
    "dependencies": [
        {
            "consumer": "desk",
            "provider": "ledger",
            "evidence": [{"source": "trace", "how": "observed", "as_of": "2025-12-01"}],
        }
    ],
}


@pytest.mark.parametrize(("asked", "stale"), [("", 0), ("?stale_after=30", 1)])
def test_what_is_stale_is_one_question_in_the_whole_assessment(
    client: TestClient, asked: str, stale: int
) -> None:
    answer = client.post(f"/v1/assessments{asked}", content=json.dumps(SEEN_LAST_YEAR))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    tied = told["integration"]["declared_and_observed"]["sightings"]
    assert (told["quality"]["sightings"]["stale"], tied["stale"]) == (stale, stale)


def test_an_assessment_takes_thresholds(client: TestClient) -> None:
    answer = client.post("/v1/assessments?mesh_systems=5", content=json.dumps(SEEN_LAST_YEAR))
    assert answer.json()["integration"]["thresholds"]["mesh_systems"] == 5


def test_decisions_on_matches_are_a_part_of_the_form(client: TestClient) -> None:
    decided = {"format": "legacymap-matches/1", "accepted": [{"systems": ["crm", "custrel"]}]}
    files = [
        ("files", ("one.csv", b"id,name\ncrm,CRM\n")),
        ("files", ("two.json", json.dumps(ANOTHER).encode())),
        ("matches", ("matches.json", json.dumps(decided).encode())),
    ]
    answer = client.post("/v1/assessments", files=files)
    assert answer.status_code == 200, answer.text
    assert answer.json()["contents"]["systems"] == 1


ANOTHER = {
    "format": "legacymap-inventory/1",
    "systems": [{"id": "custrel", "name": "Customer relations"}],
}


def test_nothing_is_kept(client: TestClient, estate: Mapping[str, object]) -> None:
    answer = client.post("/v1/assessments", content=json.dumps(estate))
    assert answer.status_code == 200, answer.text
    assert client.get("/v1/inventories").json()["total"] == 0


def test_a_wrong_policy_is_told_with_its_file(
    client: TestClient, estate: Mapping[str, object]
) -> None:
    files = [
        ("files", ("estate.json", json.dumps(estate).encode())),
        ("policy", ("policy.toml", b"waves = 'many'\n")),
    ]
    answer = client.post("/v1/assessments", files=files)
    assert (answer.status_code, answer.json()["title"]) == (422, "Invalid policy")
    assert answer.json()["findings"][0]["where"]["file"] == "policy.toml"


@pytest.mark.parametrize("content", [b"", b"id,name\n", b"\x89PNG\r\n\x1a\n\0\0"])
def test_wrong_files_are_refused(client: TestClient, content: bytes) -> None:
    answer = client.post("/v1/assessments", files=[("files", ("systems.csv", content))])
    assert (answer.status_code, answer.headers["content-type"]) == (
        422,
        "application/problem+json",
    )


def test_too_many_systems_to_plan_are_sent_to_an_inventory(make_client: MakeClient) -> None:
    small = make_client(assessment_systems=1)
    rows = b"id,name,legacy\na,A,true\nb,B,true\nc,C,false\n"
    answer = small.post("/v1/assessments", files=[("files", ("systems.csv", rows))])
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "2 systems to plan; the limit assessment_systems is 1. Make an inventory (POST"
        " /v1/inventories), upload the files to it as a snapshot and ask there for a plan: that"
        " has no such limit",
    )
    few = b"id,name,legacy\na,A,true\nb,B,false\nc,C,false\n"
    answer = small.post("/v1/assessments", files=[("files", ("systems.csv", few))])
    assert answer.status_code == 200
