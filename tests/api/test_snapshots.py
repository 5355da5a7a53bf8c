"""Snapshots: what is in them, found by filters, page by page, and never sent twice."""

import json
from collections.abc import Mapping

import pytest
from starlette.testclient import TestClient


def ids(client: TestClient, address: str) -> list[str]:
    return [item["id"] for item in client.get(address).json()["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["a/b?c&d", "desk", "no", "nomis", "visits"]),
        ("?kind=service", ["desk", "visits"]),
        ("?owner=hmpps", ["visits"]),
        ("?legacy=true", ["a/b?c&d", "nomis"]),
        ("?legacy=false", ["no"]),
        ("?legacy=unknown", ["desk", "visits"]),
        ("?q=NOM", ["nomis"]),
        ("?q=n%C3%B6", ["no"]),
        ("?q=.*", []),
        ("?q=(a%2B)%2B$", []),
        ("?sort=-name&limit=2", ["nomis", "desk"]),
        ("?sort=users&limit=1", ["nomis"]),
        ("?sort=-users&limit=1", ["nomis"]),
    ],
)
def test_systems_are_found_by_filters(
    client: TestClient, snapshot: str, query: str, found: list[str]
) -> None:
    assert ids(client, f"{snapshot}/systems{query}") == found


@pytest.mark.parametrize(
    "query", ["sort=password", "sort=id;drop", "kind=thing", "legacy=perhaps", "limit=-1"]
)
def test_filters_that_do_not_exist_are_refused(
    client: TestClient, snapshot: str, query: str
) -> None:
    assert client.get(f"{snapshot}/systems?{query}").status_code == 422


def test_a_list_page_by_page_is_the_whole_list(client: TestClient, snapshot: str) -> None:
    whole = ids(client, f"{snapshot}/systems?sort=-id")
    found: list[str] = []
    address = f"{snapshot}/systems?sort=-id&limit=2"
    page = client.get(address).json()
    while True:
        found += [item["id"] for item in page["items"]]
        assert page["total"] == 5
        if page["next"] is None:
            break
        page = client.get(f"{address}&cursor={page['next']}").json()
    assert found == whole


def test_a_cursor_holds_for_its_own_list_only(
    client: TestClient, inventory: str, snapshot: str
) -> None:
    cursor = client.get(f"{inventory}/snapshots/latest/systems?limit=1").json()["next"]
    for other in ("systems?kind=service&", "dependencies?", "systems?sort=name&"):
        answer = client.get(f"{inventory}/snapshots/latest/{other}limit=1&cursor={cursor}")
        assert answer.status_code == 422
    for tampered in (cursor[:-2], "x" + cursor, "MA"):
        answer = client.get(f"{inventory}/snapshots/latest/systems?limit=1&cursor={tampered}")
        assert answer.status_code == 422
    client.post(
        f"{inventory}/snapshots",
        content=b'{"format":"legacymap-inventory/1","systems":'
        b'[{"id":"x","name":"X"},{"id":"y","name":"Y"}]}',
    )
    answer = client.get(f"{inventory}/snapshots/latest/systems?limit=1&cursor={cursor}")
    assert answer.status_code == 422
    assert client.get(f"{snapshot}/systems?limit=1").status_code == 200


def test_a_system_is_shown_whole_whatever_its_id(client: TestClient, snapshot: str) -> None:
    found = client.get(f"{snapshot}/system", params={"system": "a/b?c&d"}).json()
    assert found["system"]["name"] == "<script>alert(1)</script>"
    assert [edge["consumer"] for edge in found["used_by"]] == ["desk"]
    assert client.get(f"{snapshot}/system?system=none").status_code == 404


def test_dependencies_are_found_by_their_ends(client: TestClient, snapshot: str) -> None:
    page = client.get(f"{snapshot}/dependencies?system=no").json()
    assert [(edge["consumer"], edge["provider"]) for edge in page["items"]] == [
        ("no", "no"),
        ("no", "nomis"),
        ("nomis", "no"),
    ]
    assert client.get(f"{snapshot}/dependencies?kind=file").json()["total"] == 1


def test_what_was_exported_can_be_uploaded_again(
    client: TestClient, inventory: str, snapshot: str, estate: Mapping[str, object]
) -> None:
    digest = client.get(snapshot).json()["digest"]
    for kind in ("canonical", "csv"):
        exported = client.get(f"{snapshot}/export?format={kind}")
        answer = client.post(f"{inventory}/snapshots", content=exported.content)
        assert (answer.status_code, answer.json()["digest"]) == (200, digest), answer.text
    assert client.get(f"{snapshot}/export?format=docx").status_code == 422
    assert estate["name"] == client.get(snapshot).json()["name"]


def test_what_a_format_cannot_hold_is_told_beside_the_file(
    client: TestClient, snapshot: str
) -> None:
    assert "link" not in client.get(f"{snapshot}/export").headers
    assert client.get(f"{snapshot}/export/losses").json()["items"] == []
    exported = client.get(f"{snapshot}/export?format=structurizr")
    link = exported.headers["link"]
    assert link == '<export/losses?format=structurizr>; rel="describedby"; type="application/json"'
    losses = client.get(f"{snapshot}/export/losses?format=structurizr").json()
    assert losses["total"] == len(losses["items"]) > 0
    assert {item["code"] for item in losses["items"]} == {"not_in_format"}
    assert client.get(f"{snapshot}/export/losses?format=docx").status_code == 422


def test_two_snapshots_are_compared(
    client: TestClient, inventory: str, snapshot: str, estate: Mapping[str, object]
) -> None:
    systems = estate["systems"]
    assert isinstance(systems, list)
    changed = {**estate, "systems": [{**systems[0], "users": 7}, *systems[1:]]}
    client.post(f"{inventory}/snapshots", content=json.dumps(changed))
    found = client.get(f"{inventory}/snapshots/2/diff?from=1").json()
    assert found["tables"]["systems"]["changed"] == {
        "count": 1,
        "first": [
            {
                "identity": ["visits"],
                "fields": [{"field": "users", "before": None, "after": 7}],
            }
        ],
    }
    assert client.get(f"{snapshot}/diff?from=1").json()["tables"] == {}
    assert client.get(f"{snapshot}/diff?from=9").status_code == 404
    assert client.get(f"{snapshot}/diff").status_code == 422


IMMUTABLE = (
    "",
    "/systems",
    "/dependencies?limit=1",
    "/findings",
    "/uploads",
    "/uploads/1",
    "/exposure",
    "/exposure?level=as_given",
    "/risk",
    "/risk?high_from=4",
    "/risk/systems?state=legacy",
    "/risk/register?format=csv",
    "/fragmentation",
    "/integration",
    "/structure",
    "/quality",
    "/impact?system=nomis",
    "/impact?system=nomis&direction=consumers&depth=1",
    "/impact?system=nomis&level=as_given",
    "/system?system=no",
    "/diff?from=1",
    "/export",
    "/export?format=csv",
    "/export?format=structurizr",
    "/export/losses?format=structurizr",
    "/graph",
    "/graph?format=graphml",
    "/graph?format=dot&roll_up=cycle",
    "/graph?format=mermaid&focus=nomis&depth=1",
)


@pytest.mark.parametrize("part", IMMUTABLE)
def test_what_never_changes_is_not_sent_twice(client: TestClient, snapshot: str, part: str) -> None:
    first = client.get(snapshot + part)
    assert first.status_code == 200, first.text
    tag = first.headers["etag"]
    again = client.get(snapshot + part, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other = client.get(snapshot + part, headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


def test_an_answer_that_was_computed_before_is_the_same_with_all_its_headers(
    client: TestClient, snapshot: str
) -> None:
    for part in ("/exposure", "/export?format=csv", "/graph?format=dot"):
        first, again = client.get(snapshot + part), client.get(snapshot + part)
        assert (again.status_code, again.content) == (200, first.content)
        assert again.headers == first.headers


def test_different_answers_have_different_tags(client: TestClient, snapshot: str) -> None:
    tags = [client.get(snapshot + part).headers["etag"] for part in IMMUTABLE]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("/impact?system=none", 404),
        ("/impact", 422),
        ("/impact?system=nomis&depth=-1", 422),
        ("/impact?system=nomis&depth=0", 422),
        ("/structure?level=as_given", 422),
        ("/systems?kidn=service", 422),
        ("/graph?format=png", 422),
        ("/graph?focus=none", 404),
        ("/graph?roll_up=colour", 422),
        ("/exposure?level=middle", 422),
        ("/uploads/0", 422),
    ],
)
def test_what_is_not_in_a_snapshot_is_a_problem(
    client: TestClient, snapshot: str, part: str, status: int
) -> None:
    answer = client.get(snapshot + part)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )


def test_long_answers_are_compressed(client: TestClient, snapshot: str) -> None:
    answer = client.get(f"{snapshot}/exposure", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    plain = client.get(f"{snapshot}/exposure", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content
