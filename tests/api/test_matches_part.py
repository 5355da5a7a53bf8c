"""Decisions on matches come beside the files of an upload; suggestions are in the answer."""

import json

from starlette.testclient import TestClient

A = b"id,name,kind\na,Tax Register,\n"
B = b"id,name,kind\nb,Steuerregister,\n"
Part = tuple[str, tuple[str, bytes]]


def parts(**decided: object) -> list[Part]:
    files: list[Part] = [("files", ("a.csv", A)), ("files", ("b.csv", B))]
    if not decided:
        return files
    document = json.dumps({"format": "legacymap-matches/1", **decided}).encode()
    return [*files, ("matches", ("matches.json", document))]


def test_suggestions_are_accepted_and_taken_back(client: TestClient, inventory: str) -> None:
    pair = {"systems": ["a", "b"]}
    told = client.post(f"{inventory}/snapshots", files=parts()).json()
    assert (told["systems"], told["suggestions_total"]) == (2, 1)
    assert told["suggestions"][0]["systems"] == ["a", "b"]
    listed = client.get(f"{inventory}/snapshots/1/suggestions").json()
    assert listed["items"] == told["suggestions"]

    told = client.post(f"{inventory}/snapshots", files=parts(accepted=[pair])).json()
    assert (told["systems"], told["suggestions"]) == (1, [])

    told = client.post(f"{inventory}/snapshots", files=parts(refused=[pair])).json()
    assert (told["systems"], told["suggestions"]) == (2, [])


def test_a_part_that_holds_no_decisions_is_refused(client: TestClient, inventory: str) -> None:
    wrong: list[Part] = [("files", ("a.csv", A)), ("matches", ("m.json", b'{"format": "x"}'))]
    answer = client.post(f"{inventory}/snapshots", files=wrong)

    assert answer.status_code == 422
    assert "legacymap-matches/1" in answer.json()["findings"][0]["message"]
