"""A mapping comes beside the files of an upload, in a field of its own."""

from __future__ import annotations

from starlette.testclient import TestClient

TABLE = b"Zeichen,Wie\n1,Ledger\n"
MAPPING = b"""format = "legacymap-mapping/1"
[[tables]]
header = ["Zeichen", "Wie"]
table = "systems"
columns = { Zeichen = "id", Wie = "name" }
"""
Part = tuple[str, tuple[str, bytes]]


def parts(mapping: bytes) -> list[Part]:
    return [("files", ("odd.csv", TABLE)), ("mapping", ("map.toml", mapping))]


def test_a_mapping_reads_a_table_that_nobody_knows(client: TestClient, inventory: str) -> None:
    assert client.post(f"{inventory}/snapshots", files=parts(MAPPING)[:1]).status_code == 422

    answer = client.post(f"{inventory}/snapshots", files=parts(MAPPING))

    assert answer.status_code == 201
    mapped = answer.json()["files"][1]["mapping"]
    assert (mapped["table"], mapped["columns"]) == (
        "systems",
        [
            {"header": "Zeichen", "column": "id", "known_by": "stated", "doubtful": False},
            {"header": "Wie", "column": "name", "known_by": "stated", "doubtful": False},
        ],
    )


def test_a_mapping_that_is_none_is_refused_at_its_place(client: TestClient, inventory: str) -> None:
    wrong = MAPPING.replace(b'"systems"', b'"system"')
    answer = client.post(f"{inventory}/snapshots", files=parts(wrong))

    assert answer.status_code == 422
    (finding,) = answer.json()["findings"]
    assert (finding["where"]["file"], finding["where"]["path"]) == ("map.toml", "tables[0].table")


def test_an_assessment_takes_a_mapping_too(client: TestClient) -> None:
    answer = client.post("/v1/assessments", files=parts(MAPPING))

    assert answer.status_code == 200
    assert answer.json()["contents"]["systems"] == 1


def test_a_snapshot_leaves_as_a_workbook_and_comes_back(client: TestClient, inventory: str) -> None:
    client.post(f"{inventory}/snapshots", files=[("files", ("s.csv", b"id,name\n=a,A\n"))])
    for kind in ("xlsx", "ods"):
        answer = client.get(f"{inventory}/snapshots/1/export?format={kind}")
        assert answer.headers["content-disposition"].startswith("attachment")
        back = client.post(
            f"{inventory}/snapshots", files=[("files", (f"i.{kind}", answer.content))]
        )
        assert (back.status_code, back.json()["snapshot"]["number"]) == (200, 1)
