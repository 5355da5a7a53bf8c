"""Plans: asked for, followed, read as a report, stopped and deleted."""

import time
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from legacymap.assessment import estate_of
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import to_json
from legacymap.planning import policy_of, why
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
    asked = client.post(f"{snapshot}/plans", json=POLICY)
    assert asked.status_code == 202, asked.text
    address = str(asked.headers["location"])
    assert finished(client, address)["state"] == "done"
    return address


def test_a_plan_is_done_after_a_while_and_holds_the_order(client: TestClient, plan: str) -> None:
    view = client.get(plan).json()
    order = [system["id"] for wave in view["plan"]["waves"] for system in wave["systems"]]
    assert sorted(order) == ["a/b?c&d", "nomis"]
    assert view["plan"]["format"] == "legacymap-plan/1"
    assert view["objective"] == view["plan"]["objective"]
    assert (view["policy"]["waves"], view["status"]) == (4, view["plan"]["status"])


def test_equal_questions_get_equal_plans(client: TestClient, snapshot: str, plan: str) -> None:
    again = client.post(f"{snapshot}/plans", json=POLICY).headers["location"]
    assert again != plan
    assert finished(client, again)["plan"] == client.get(plan).json()["plan"]


def test_a_repeated_key_gives_the_same_plan(client: TestClient, snapshot: str) -> None:
    key = {"Idempotency-Key": "k1"}
    first = client.post(f"{snapshot}/plans", json=POLICY, headers=key)
    again = client.post(f"{snapshot}/plans", json=POLICY, headers=key)
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    other = client.post(f"{snapshot}/plans", json={**POLICY, "seed": 2}, headers=key)
    assert (other.status_code, other.json()["title"]) == (409, "Key reused")
    assert client.get(f"{snapshot}/plans").json()["total"] == 1
    finished(client, first.headers["location"])


@pytest.mark.parametrize(
    ("policy", "place"),
    [
        ({"wavs": 3}, "body.wavs"),
        ({"waves": "many"}, "body.waves"),
        ({"capacity": [{"skill": "x"}]}, "body.capacity[0]"),
    ],
)
def test_a_wrong_policy_is_told_with_its_place(
    client: TestClient, snapshot: str, policy: object, place: str
) -> None:
    answer = client.post(f"{snapshot}/plans", json=policy)
    assert answer.status_code == 422
    assert place in {finding["where"]["path"] for finding in answer.json()["findings"]}
    assert client.get(f"{snapshot}/plans").json()["total"] == 0


def test_a_policy_about_systems_that_there_are_not_fails_with_the_reason(
    client: TestClient, snapshot: str
) -> None:
    asked = client.post(f"{snapshot}/plans", json={"include": ["crm"]})
    view = finished(client, asked.headers["location"])
    assert (view["state"], view["problem"]["status"], view["plan"]) == ("failed", 422, None)
    assert "crm" in view["problem"]["detail"]
    report = client.get(f"{asked.headers['location']}/report")
    assert (report.status_code, report.json()["title"]) == (409, "Not finished")


def test_a_plan_that_cannot_be_names_what_clashes(client: TestClient, snapshot: str) -> None:
    rules = [
        {"kind": "deadline", "name": "court order", "systems": ["nomis"], "wave": 1},
        {"kind": "not_before", "name": "new law", "systems": ["nomis"], "wave": 2},
    ]
    asked = client.post(f"{snapshot}/plans", json={**POLICY, "constraints": rules})
    view = finished(client, asked.headers["location"])
    assert (view["state"], view["status"]) == ("done", "infeasible")
    assert view["plan"]["conflict"] == ["court order", "new law"]
    (clash,) = view["plan"]["clashes"]
    settled = [constraint["relaxation"]["settles"] for constraint in clash["constraints"]]
    assert (clash["minimal"], settled) == (True, ["plan", "plan"])
    page = client.get(f"{asked.headers['location']}/report?format=md")
    assert "Any one of these would do" in page.text


def test_a_finished_plan_can_be_deleted(client: TestClient, plan: str, snapshot: str) -> None:
    assert client.get(f"{snapshot}/plans").json()["total"] == 1
    assert client.delete(plan).status_code == 204
    assert client.get(plan).status_code == 404
    assert client.get(f"{plan}/report").status_code == 404
    assert client.get(f"{snapshot}/plans").json() == {"items": [], "next": None, "total": 0}


def test_a_plan_that_is_cancelled_ends_soon(client: TestClient, snapshot: str) -> None:
    slow = {**POLICY, "effort": "thorough"}
    address = client.post(f"{snapshot}/plans", json=slow).headers["location"]
    stopped = client.delete(address)
    assert stopped.status_code in (202, 204)
    if stopped.status_code == 202:
        assert finished(client, address)["state"] == "cancelled"


@pytest.mark.parametrize(
    ("format", "accept", "kind"),
    [
        ("html", "application/json", "text/html; charset=utf-8"),
        ("json", "*/*", "application/json"),
        ("md", "*/*", "text/markdown; charset=utf-8"),
        ("csv", "*/*", "text/csv; charset=utf-8; header=present"),
        (None, "text/html", "text/html; charset=utf-8"),
        (None, "text/csv;q=0.5, text/markdown", "text/markdown; charset=utf-8"),
        (None, "image/png, text/*;q=0.1", "text/markdown; charset=utf-8"),
        (None, "*/*", "application/json"),
    ],
)
def test_a_report_comes_in_the_format_that_is_asked_for(
    client: TestClient, plan: str, format: str | None, accept: str, kind: str
) -> None:
    query = f"?format={format}" if format else ""
    answer = client.get(f"{plan}/report{query}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert b"NOMIS" in answer.content
    tag = answer.headers["etag"]
    again = client.get(f"{plan}/report{query}", headers={"Accept": accept, "If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("format", "accept", "kind", "file"),
    [
        ("jira", "*/*", "text/csv; charset=utf-8; header=present", "jira.csv"),
        ("msproject", "*/*", "application/xml", "project.xml"),
        ("msproject-csv", "*/*", "text/csv; charset=utf-8; header=present", "project.csv"),
        ("ics", "*/*", "text/calendar; charset=utf-8", "plan.ics"),
        (None, "text/calendar", "text/calendar; charset=utf-8", "plan.ics"),
    ],
)
def test_a_plan_leaves_for_other_tools(
    client: TestClient, plan: str, format: str | None, accept: str, kind: str, file: str
) -> None:
    query = f"?format={format}" if format else ""
    answer = client.get(f"{plan}/report{query}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["content-disposition"] == f'attachment; filename="{file}"'
    assert b"NOMIS" in answer.content


def test_a_report_shows_strange_names_and_runs_nothing(client: TestClient, plan: str) -> None:
    answer = client.get(f"{plan}/report?format=html")
    assert "<script" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


def test_a_format_that_there_is_not_is_refused(client: TestClient, plan: str) -> None:
    assert client.get(f"{plan}/report?format=docx").status_code == 422
    answer = client.get(f"{plan}/report", headers={"Accept": "image/png"})
    assert (answer.status_code, answer.headers["content-type"]) == (
        406,
        "application/problem+json",
    )


def test_a_plan_is_checked_against_its_snapshot(
    client: TestClient, inventory: str, plan: str
) -> None:
    made = client.get(plan).json()
    body = {
        "snapshot": {"inventory": inventory.rsplit("/", 1)[1], "number": 1},
        "plan": made["plan"],
        "policy": made["policy"],
    }
    check = client.post("/v1/checks", json=body).json()
    assert (check["feasible"], check["objective"]) == (True, made["objective"])
    latest = {**body, "snapshot": {"inventory": inventory.rsplit("/", 1)[1]}}
    assert client.post("/v1/checks", json=latest).json() == check


def test_a_plan_by_hand_is_checked_against_an_inventory_in_the_request(
    client: TestClient, estate: Mapping[str, object]
) -> None:
    body = {"inventory": estate, "plan": {"nomis": 1, "a/b?c&d": 2}, "policy": POLICY}
    check = client.post("/v1/checks", json=body).json()
    assert check["placement"] == {"a/b?c&d": 2, "nomis": 1}


@pytest.mark.usefixtures("snapshot")
def test_a_plan_in_a_file_is_checked_in_a_form(
    client: TestClient, inventory: str, estate: Mapping[str, object]
) -> None:
    plan = ("waves.csv", b"system,date\nNOMIS,2027-06-30\na/b?c&d,2027-09-29\nnomiss,2027-09-29\n")
    policy = ("policy.json", to_json({**POLICY, "limits": {"systems_per_wave": 2}}))
    kept = {"inventory": inventory.rsplit("/", 1)[1], "number": "1"}
    asked = {"plan": plan, "policy": policy}
    check = client.post("/v1/checks", data=kept, files=asked).json()
    assert check["placement"] == {"a/b?c&d": 2, "nomis": 1}
    assert (check["account"]["rows"], check["account"]["unmatched"]) == (3, 1)
    told = [f for f in check["findings"] if f["code"] == "unknown_system"]
    assert (told[0]["where"]["file"], told[0]["where"]["line"]) == ("waves.csv", 4)
    files = {**asked, "files": ("inventory.json", to_json(estate))}
    assert client.post("/v1/checks", files=files).json() == check
    newest = {"inventory": kept["inventory"]}
    assert client.post("/v1/checks", data=newest, files=asked).json() == check


def test_migration_waves_are_checked_as_json_too(
    client: TestClient, estate: Mapping[str, object]
) -> None:
    wave = {"name": "Wave 2", "endDate": "2027-09-29", "applications": [{"id": 1, "name": "NOMIS"}]}
    body = {"inventory": estate, "plan": [wave], "policy": POLICY}
    check = client.post("/v1/checks", json=body).json()
    assert (check["placement"]["nomis"], check["account"]["used"]) == (2, 1)


@pytest.mark.parametrize(
    ("data", "files", "said"),
    [
        ({"inventory": "x"}, {"files": ("i.json", b"{}")}, "the form holds no plan"),
        ({}, {"plan": ("p.csv", b"system,wave\na,1\n")}, "either the `files`"),
        ({"inventory": "x", "number": "one"}, {"plan": ("p.json", b"{}")}, "a whole number"),
        ({"inventry": "x"}, {"plan": ("p.json", b"{}")}, "'inventry'"),
        ({"inventory": "x"}, {"plan": ("p.xlsx", b"PK\x03\x04")}, "no inventory"),
    ],
)
def test_a_form_that_holds_no_check_is_refused(
    client: TestClient, data: dict[str, str], files: Any, said: str
) -> None:
    answer = client.post("/v1/checks", data=data, files=files)
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.text or answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"plan": {}}, "give either `snapshot` or `inventory`"),
        ({"inventory": {"systems": []}, "plan": {}}, ""),
        ({"inventory": "x", "plan": {}}, "body.inventory"),
    ],
)
def test_a_check_of_nothing_is_refused(client: TestClient, body: object, said: str) -> None:
    answer = client.post("/v1/checks", json=body)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_a_check_of_a_system_that_there_is_not_is_refused(
    client: TestClient, estate: Mapping[str, object]
) -> None:
    answer = client.post("/v1/checks", json={"inventory": estate, "plan": {"crm": 1}})
    assert (answer.status_code, answer.json()["title"]) == (422, "Invalid plan")
    assert "crm" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"inventory": {"systems": [{"id": "\\ud800"}]}, "plan": {}}', "surrogate"),
        (b'{"inventory": {"systems": [{"id": "a\\u0000"}]}, "plan": {}}', "NUL"),
        (b'{"plan": {"a": NaN}, "inventory": {}}', "NaN"),
        (b'{"plan": {"a": 1, "a": 2}, "inventory": {}}', "twice"),
        (b'{"plan": ' + b"[" * 99_999, ""),
    ],
)
def test_json_that_parsers_disagree_on_is_refused(
    client: TestClient, body: bytes, said: str
) -> None:
    answer = client.post("/v1/checks", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (413, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.text


def test_a_plan_says_why_a_system_stands_where_it_does(client: TestClient, plan: str) -> None:
    answer = client.get(f"{plan}/why", params={"system": "nomis"})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    placed = {
        s["id"]: s for wave in client.get(plan).json()["plan"]["waves"] for s in wave["systems"]
    }
    assert (told["format"], told["system"]) == ("legacymap-why/1", "nomis")
    assert told["reason"] == placed["nomis"]["reason"]
    assert [other["wave"] for other in told["alternatives"]] == [1, 2, 3, 4, None]
    again = client.get(
        f"{plan}/why",
        params={"system": "nomis"},
        headers={"If-None-Match": answer.headers["etag"]},
    )
    assert again.status_code == 304


def test_the_bytes_of_why_are_the_librarys(
    client: TestClient, plan: str, estate: Mapping[str, object]
) -> None:
    view = client.get(plan).json()
    policy = policy_of(view["policy"])
    file = InputFile("inventory.json", to_json(estate))
    inventory = read_inventory([file], format="canonical").inventory
    told = why(
        estate_of(inventory, policy), policy, stored_plan(to_json(view["plan"])), system="nomis"
    )
    assert client.get(f"{plan}/why", params={"system": "nomis"}).content == to_json(told)


def test_how_sure_the_dates_are_is_what_the_plan_holds(client: TestClient, plan: str) -> None:
    told = client.get(f"{plan}/uncertainty")
    assert told.json() == client.get(plan).json()["plan"]["uncertainty"]
    again = client.get(f"{plan}/uncertainty", headers={"If-None-Match": told.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("system", ["crm", "desk"])
def test_there_is_no_why_for_what_is_not_planned(
    client: TestClient, plan: str, system: str
) -> None:
    answer = client.get(f"{plan}/why", params={"system": system})
    assert (answer.status_code, answer.json()["title"]) == (404, "Unknown system")


def test_a_plan_that_failed_has_no_reasons(client: TestClient, snapshot: str) -> None:
    asked = client.post(f"{snapshot}/plans", json={"include": ["crm"]})
    finished(client, asked.headers["location"])
    answer = client.get(f"{asked.headers['location']}/why", params={"system": "nomis"})
    assert (answer.status_code, answer.json()["title"]) == (409, "Not finished")


def test_plans_are_compared(client: TestClient, snapshot: str, plan: str) -> None:
    asked = client.post(f"{snapshot}/plans", json={**POLICY, "waves": 3})
    other = asked.headers["location"]
    finished(client, other)
    ids = [address.rsplit("/", 1)[1] for address in (plan, other)]
    answer = client.get("/v1/comparisons", params={"plan": ids})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert [each["plan"] for each in told["plans"]] == ids
    assert [each["objective"] for each in told["plans"]] == [
        client.get(address).json()["objective"] for address in (plan, other)
    ]
    assert {"other_calendar", "other_policy"} <= {each["code"] for each in told["findings"]}


def test_what_cannot_be_compared_is_refused(client: TestClient, snapshot: str, plan: str) -> None:
    name = plan.rsplit("/", 1)[1]
    assert client.get("/v1/comparisons", params={"plan": [name]}).status_code == 422
    assert client.get("/v1/comparisons", params={"plan": [name, "none"]}).status_code == 404
    failed = client.post(f"{snapshot}/plans", json={"include": ["crm"]}).headers["location"]
    finished(client, failed)
    both = {"plan": [name, failed.rsplit("/", 1)[1]]}
    assert client.get("/v1/comparisons", params=both).status_code == 409
