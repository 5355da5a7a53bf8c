"""Legacy and risk over HTTP: figures, pages of the register, the register as a file."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient


def test_the_answer_counts_what_is_legacy_with_its_unknowns(
    client: TestClient, snapshot: str
) -> None:
    answer = client.get(f"{snapshot}/risk").json()
    legacy = answer["legacy"]
    assert (answer["systems"], legacy["legacy"], legacy["not_legacy"], legacy["unknown"]) == (
        5,
        2,
        1,
        2,
    )
    assert answer["register"]["count"] == 5
    assert answer["register"]["first"][0]["id"] == "nomis"


def test_the_register_is_read_in_pages(client: TestClient, snapshot: str) -> None:
    first = client.get(f"{snapshot}/risk/systems?limit=3").json()
    rest = client.get(f"{snapshot}/risk/systems?limit=3&cursor={first['next']}").json()
    found = [row["id"] for row in (*first["items"], *rest["items"])]
    assert (first["total"], rest["next"]) == (5, None)
    whole = client.get(f"{snapshot}/risk").json()["register"]["first"]
    assert found == [row["id"] for row in whole]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("state=legacy", ["nomis", "a/b?c&d"]),
        ("state=not_legacy", ["no"]),
        ("zone=red", []),
        ("disposition=refactor", ["nomis"]),
        ("quadrant=invest", []),
        ("plan=complete", []),
        ("disagrees=true", []),
        ("disagrees=false&state=unknown", ["desk", "visits"]),
    ],
)
def test_the_register_is_filtered(
    client: TestClient, snapshot: str, query: str, ids: list[str]
) -> None:
    page = client.get(f"{snapshot}/risk/systems?{query}").json()
    assert ([row["id"] for row in page["items"]], page["total"]) == (ids, len(ids))


@pytest.mark.parametrize(
    ("format", "begin"), [("csv", b"id,name,"), ("xlsx", b"PK"), ("ods", b"PK")]
)
def test_the_register_is_a_file(
    client: TestClient, snapshot: str, format: str, begin: bytes
) -> None:
    answer = client.get(f"{snapshot}/risk/register?format={format}")
    assert answer.status_code == 200
    assert answer.content.startswith(begin)
    assert answer.headers["content-disposition"] == f'attachment; filename="register-1.{format}"'


@pytest.mark.parametrize(
    "query", ["?high_from=6", "?level=middle", "/systems?zone=pink", "/register?format=pdf"]
)
def test_what_is_not_known_is_a_problem(client: TestClient, snapshot: str, query: str) -> None:
    answer = client.get(f"{snapshot}/risk{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
