"""Every error is a problem document with the right status and without a trace."""

import pytest
from fastapi import HTTPException
from starlette.testclient import TestClient

import legacymap_api.app  # noqa: F401 - every error is defined once the service is imported
from legacymap.errors import Finding, LegacymapError, LimitExceeded, Place, UnreadableFile
from legacymap_api import Settings, create_app
from legacymap_api.problems import STATUS, problem_of


def leaves(kind: type[LegacymapError]) -> set[type[LegacymapError]]:
    below = kind.__subclasses__()
    return {leaf for child in below for leaf in leaves(child)} if below else {kind}


def test_every_error_that_can_be_raised_has_a_status_and_no_other_has_one() -> None:
    assert leaves(LegacymapError) == set(STATUS)


def test_a_problem_names_its_cause_and_every_place() -> None:
    finding = Finding("error", "not_text", "holds a NUL", Place(file="a.csv", line=2))
    assert problem_of(UnreadableFile.of([finding], "a.csv")).document() == {
        "type": "urn:legacymap:problem:unreadable-file",
        "title": "Unreadable file",
        "status": 422,
        "detail": "a.csv: holds a NUL",
        "findings": [
            {
                "severity": "error",
                "code": "not_text",
                "message": "holds a NUL",
                "where": {
                    "file": "a.csv",
                    "line": 2,
                    "row": None,
                    "column": None,
                    "id": None,
                    "path": None,
                    "cell": None,
                },
            }
        ],
        "findings_total": 1,
    }


def test_a_problem_without_findings_has_no_empty_list_of_them() -> None:
    document = problem_of(LimitExceeded("too many rows; the limit rows is 3")).document()
    assert document == {
        "type": "urn:legacymap:problem:limit-exceeded",
        "title": "Limit exceeded",
        "status": 413,
        "detail": "too many rows; the limit rows is 3",
    }


@pytest.mark.parametrize(
    ("method", "address", "status", "said"),
    [
        ("GET", "/nowhere", 404, "there is nothing at /nowhere"),
        ("GET", "/v1/inventories/none", 404, "there is no inventory 'none'"),
        ("GET", "/v1/inventories/none/snapshots/1", 404, "no snapshot 1"),
        ("GET", "/v1/inventories/none/snapshots/latest/exposure", 404, "no inventory 'none'"),
        ("GET", "/v1/inventories/none/snapshots/zero", 422, "path.snapshot"),
        ("GET", "/v1/inventories/none/snapshots/-1", 422, "path.snapshot"),
        ("GET", "/v1/plans/none", 404, "there is no plan 'none'"),
        ("GET", "/v1/imports/none", 404, "there is no import 'none'"),
        ("PUT", "/v1/inventories", 405, "/v1/inventories does not know PUT"),
        ("GET", "/v1/inventories?limit=0", 422, "query.limit"),
        ("GET", "/v1/inventories?limit=1001", 422, "the limit page_items is 1,000"),
        ("GET", "/v1/inventories?cursor=%00%ff", 422, "the cursor is none"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document(
    client: TestClient, method: str, address: str, status: int, said: str
) -> None:
    answer = client.request(method, address)
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in problem["detail"]
    assert {"type", "title", "status", "detail"} <= set(problem)


def test_a_wrong_body_is_told_part_by_part(client: TestClient) -> None:
    problem = client.post("/v1/inventories", json={"nom": 1}).json()
    places = [(finding["where"]["path"], finding["code"]) for finding in problem["findings"]]
    assert problem["status"] == 422
    assert sorted(places) == [
        ("body.name", "invalid_request"),
        ("body.nom", "invalid_request"),
    ]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b'{"name": "\\ud800"}', b"NaN"])
def test_a_body_that_is_no_json_object_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post(
        "/v1/inventories", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_that_does_not_say_it_is_json_is_told_so(client: TestClient) -> None:
    answer = client.post("/v1/inventories", content=b'{"name": "x"}')
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "body: the body is no JSON object sent as Content-Type: application/json",
    )


def test_an_error_that_nobody_foresaw_shows_no_trace() -> None:
    app = create_app(Settings(database_url="sqlite://"))

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("the secret")

    answer = TestClient(app, base_url="http://localhost", raise_server_exceptions=False).get(
        "/broken"
    )
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_status_of_http_itself_is_a_problem_document_too() -> None:
    app = create_app(Settings(database_url="sqlite://"))

    @app.get("/tea")
    def tea() -> None:
        raise HTTPException(418, "a teapot", headers={"X-Tea": "green"})

    answer = TestClient(app, base_url="http://localhost").get("/tea")
    assert answer.json() == {
        "type": "about:blank",
        "title": "I'm a Teapot",
        "status": 418,
        "detail": "a teapot",
    }
    assert answer.headers["x-tea"] == "green"


def test_a_service_whose_database_does_not_answer_is_alive_but_not_ready() -> None:
    client = TestClient(create_app(Settings(database_url="sqlite://")), base_url="http://localhost")
    assert client.get("/health/live").status_code == 200
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
