"""The rest of lists that answers cut short, over HTTP."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from legacymap.analysis.long_lists import LISTS


def test_the_lists_are_listed_with_what_names_their_row(client: TestClient, snapshot: str) -> None:
    page = client.get(f"{snapshot}/rows?limit=1000").json()
    assert [one["list"] for one in page["items"]] == sorted(LISTS)
    (cut,) = [one for one in page["items"] if one["list"] == "structure.cycles.cut"]
    assert cut == {
        "list": "structure.cycles.cut",
        "items": "rows",
        "of": ["a system of the circle"],
    }


def test_a_list_is_read_in_pages_and_is_what_the_answer_shows(
    client: TestClient, snapshot: str
) -> None:
    (circle,) = client.get(f"{snapshot}/structure").json()["cycles"]
    first = client.get(f"{snapshot}/rows/structure.cycles.systems?of=nomis&limit=1").json()
    rest = client.get(
        f"{snapshot}/rows/structure.cycles.systems?of=nomis&limit=1&cursor={first['next']}"
    ).json()
    assert (first["total"], rest["total"], rest["next"]) == (2, 2, None)
    assert [*first["items"], *rest["items"]] == circle["systems"]["first"]


def test_a_row_may_be_called_by_a_name_of_any_text_or_by_two(
    client: TestClient, snapshot: str
) -> None:
    def of(path: str, *names: str) -> object:
        answer = client.get(f"{snapshot}/rows/{path}", params={"of": list(names)})
        return answer.json()["items"]

    assert of("exposure.legacy.services", "a/b?c&d") == ["desk"]
    assert of("structure.bridges.cuts_off", "visits", "nomis") == ["visits"]
    assert of("quality.columns.unknown", "systems", "owner") == ["a/b?c&d", "desk", "no", "nomis"]


def test_the_settings_of_the_analysis_are_those_of_its_lists(
    client: TestClient, snapshot: str
) -> None:
    path = f"{snapshot}/rows/risk.register"
    own = client.get(f"{path}?owner=hmpps").json()
    assert [row["id"] for row in own["items"]] == ["visits"]
    shared = f"{snapshot}/rows/integration.shared_databases.shared?store_systems=3"
    assert client.get(shared).json()["total"] == 0


def test_what_changed_is_listed_by_table(client: TestClient, snapshot: str) -> None:
    more = {"systems": [{"id": "new", "name": "New"}]}
    inventory = snapshot.rpartition("/")[0]
    content = json.dumps({"format": "legacymap-inventory/1", **more})
    answer = client.post(f"{inventory}?base=latest", content=content)
    assert answer.status_code == 201, answer.text
    rows = client.get(f"{inventory}/latest/rows/difference.tables.added?of=systems&from=1").json()
    assert rows == {"items": [["new"]], "next": None, "total": 1}


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("structure.cycle", 422, "there is no list 'structure.cycle'"),
        ("structure.cycles.cut", 422, "a list of a system of the circle"),
        ("structure.cycles.cut?of=nobody", 404, "nobody"),
        ("structure.cycles.cut?of=desk", 422, "desk stands in no such circle"),
        ("structure.cycles.cut?of=nomis&cursor=x", 422, "cursor"),
        ("quality.missing?limit=5000", 422, "page_items"),
        ("difference.tables.added?of=systems", 422, "the earlier inventory"),
    ],
)
def test_what_there_is_not_is_refused_by_name(
    client: TestClient, snapshot: str, path: str, status: int, said: str
) -> None:
    answer = client.get(f"{snapshot}/rows/{path}")
    assert (answer.status_code, said in answer.text) == (status, True), answer.text
