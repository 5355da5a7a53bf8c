"""A service on an empty database, and an estate that is uploaded to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from starlette.testclient import TestClient

from legacymap_api import Settings, create_app

ESTATE: Final[dict[str, object]] = {
    "format": "legacymap-inventory/1",
    "name": "Prisons",
    "as_of": "2026-10-01",
    "currency": "GBP",
    "systems": [
        {"id": "visits", "name": "Book a visit", "kind": "service", "owner": "hmpps"},
        {"id": "desk", "name": "Desk", "kind": "service", "annual_run_cost": 5},
        {"id": "nomis", "name": "NOMIS", "kind": "application", "legacy": True, "users": 30},
        {"id": "no", "name": "=1+1", "kind": "application", "legacy": False, "aliases": ["Nö"]},
        {"id": "a/b?c&d", "name": "<script>alert(1)</script>", "legacy": True},
    ],
    "dependencies": [
        {"consumer": "visits", "provider": "nomis", "kind": "call"},
        {"consumer": "nomis", "provider": "no", "kind": "call"},
        {"consumer": "no", "provider": "nomis", "kind": "file"},
        {"consumer": "no", "provider": "no"},
        {"consumer": "desk", "provider": "a/b?c&d", "kind": "call"},
    ],
    "data_entities": [{"id": "offender", "name": "Offender"}],
    "holdings": [
        {"system": "nomis", "entity": "offender", "role": "master"},
        {"system": "no", "entity": "offender", "role": "copy"},
    ],
}
"""A circle, a self-loop, and names that are words or formulas elsewhere."""

MakeClient = Callable[..., TestClient]


@pytest.fixture
def make_client(tmp_path: Path) -> Iterator[MakeClient]:
    """Clients of services on one database, each with settings of its own."""
    opened: list[TestClient] = []

    def make(**settings: int) -> TestClient:
        database = f"sqlite:///{tmp_path}/legacymap.db"
        chosen = Settings.model_validate({"database_url": database, "warm_up": False, **settings})
        client = TestClient(
            create_app(chosen), base_url="http://localhost", raise_server_exceptions=False
        )
        opened.append(client)
        return client.__enter__()

    yield make
    for client in opened:
        client.__exit__()


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    return make_client()


@pytest.fixture
def inventory(client: TestClient) -> str:
    """Address of an inventory without snapshots."""
    return str(client.post("/v1/inventories", json={"name": "HMPPS"}).headers["location"])


@pytest.fixture
def snapshot(client: TestClient, inventory: str) -> str:
    """Address of the first snapshot of the estate above."""
    answer = client.post(f"{inventory}/snapshots", content=json.dumps(ESTATE))
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


@pytest.fixture
def estate() -> Mapping[str, object]:
    return ESTATE
