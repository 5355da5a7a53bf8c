"""The same files over what they made change nothing, and a dry run leaves nothing."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.fuzz.seeds import HAND_MADE, seeds

from legacymap.ingest import READERS, InputFile, read_inventory

FAMILIES = tuple(name for name in READERS if name != "matches")
"""Decisions on matches are nothing by themselves."""
UPLOADED = ("archimate", "backstage", "canonical", "csv", "jaeger", "konveyor", "structurizr")


@pytest.mark.parametrize("reader", FAMILIES)
def test_reading_the_same_again_changes_nothing(reader: str) -> None:
    for file in seeds(reader):
        if file.content == HAND_MADE.get(reader):
            continue
        first = read_inventory([file])
        again = read_inventory([file], base=first.inventory)
        assert again.inventory.digest == first.inventory.digest, file.name
        assert [account.rejected for account in again.files] == [
            account.rejected for account in first.files
        ]


def test_reading_files_of_several_formats_again_changes_nothing() -> None:
    files = [
        InputFile(f"{reader}-{number}", file.content)
        for reader in UPLOADED
        for number, file in enumerate(seeds(reader)[:2])
    ]
    first = read_inventory(files)
    assert read_inventory(files[::-1], base=first.inventory).inventory.digest == (
        first.inventory.digest
    )


@pytest.mark.parametrize("reader", UPLOADED)
def test_uploading_the_same_again_makes_no_snapshot(
    client: TestClient, inventory: str, reader: str
) -> None:
    file = seeds(reader)[0]
    files = [("files", (file.name, file.content))]
    snapshots = f"{inventory}/snapshots"

    tried = client.post(f"{snapshots}?dry_run=true", files=files)
    assert (tried.status_code, tried.json()["snapshot"]) == (200, None)
    assert client.get(snapshots).json()["total"] == 0

    first = client.post(snapshots, files=files)
    assert (first.status_code, first.json()["digest"]) == (201, tried.json()["digest"])
    for query in ("", "?base=latest", "?base=latest&dry_run=true"):
        again = client.post(f"{snapshots}{query}", files=files)
        assert (again.status_code, again.json()["digest"]) == (200, first.json()["digest"]), query
        assert not again.json()["new"]
    assert client.get(snapshots).json()["total"] == 1
