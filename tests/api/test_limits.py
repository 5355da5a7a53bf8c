"""How much is let in: every refusal comes early, names its limit and keeps nothing."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from .conftest import MakeClient

LIMIT = 20_000


@pytest.fixture
def small(make_client: MakeClient) -> TestClient:
    return make_client(body_bytes=LIMIT, files_per_upload=3, assessment_bytes=1_000)


@pytest.fixture
def target(small: TestClient) -> str:
    made = small.post("/v1/inventories", json={"name": "x"})
    return f"{made.headers['location']}/snapshots"


def test_every_limit_is_told(small: TestClient) -> None:
    limits = small.get("/v1/limits").json()
    assert limits["service"]["body_bytes"] == LIMIT
    assert limits["files"]["systems"] == 200_000
    assert "database_url" not in limits["service"]


def test_a_body_that_announces_too_much_is_refused(small: TestClient, target: str) -> None:
    answer = small.post(target, content=b"x" * (LIMIT + 1))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert "body_bytes, 20,000 bytes" in answer.json()["detail"]
    assert answer.json()["type"] == "urn:legacymap:problem:limit-exceeded"


def test_a_body_of_unknown_length_is_refused_at_the_limit(small: TestClient, target: str) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1_000
            yield b"x" * 1_000

    answer = small.post(target, content=pieces())
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert "body_bytes, 20,000 bytes" in answer.json()["detail"]
    assert answer.json()["type"] == "urn:legacymap:problem:limit-exceeded"


def test_a_form_of_unknown_length_is_refused_at_the_limit(small: TestClient, target: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'
        for _ in range(100):
            yield b"x" * 1_000
        yield b"\r\n--b--\r\n"

    answer = small.post(
        target, content=pieces(), headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert "body_bytes" in answer.json()["detail"]


def test_too_many_files_are_refused(small: TestClient, target: str) -> None:
    files = [("files", (f"{n}.csv", b"id,name\na,A\n")) for n in range(4)]
    answer = small.post(target, files=files)
    assert (answer.status_code, answer.json()["detail"]) == (
        413,
        "4 files at once; the limit files_per_upload is 3",
    )


def test_a_form_without_end_or_boundary_is_refused(small: TestClient, target: str) -> None:
    for kind in ("multipart/form-data", "multipart/form-data; boundary=b"):
        answer = small.post(target, content=b"--b\r\nContent-", headers={"Content-Type": kind})
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_large_assessment_is_sent_to_an_inventory(small: TestClient) -> None:
    files = [("files", ("a.csv", b"id,name\na,A\n" + b"#" * 1_000))]
    answer = small.post("/v1/assessments", files=files)
    assert answer.status_code == 422
    assert answer.json()["detail"] == (
        "1,012 bytes of files; the limit assessment_bytes is 1,000. Make an inventory"
        " (POST /v1/inventories), upload the files to it as a snapshot and ask there for a plan:"
        " that has no such limit"
    )
