"""What a server that died left behind, found by the next one."""

from pathlib import Path

from starlette.testclient import TestClient

from legacymap.storage import ImportOptions, UploadedFile, open_store
from legacymap_api import Settings, create_app


def test_jobs_that_a_server_left_unfinished_are_told_as_failed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/legacymap.db"
    settings = Settings(database_url=url, warm_up=False)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        inventory = client.post("/v1/inventories", json={"name": "x"}).json()["id"]
        body = b'{"format": "legacymap-inventory/1", "systems": [{"id": "a", "name": "A"}]}'
        client.post(f"/v1/inventories/{inventory}/snapshots", content=body)
    dying = open_store(url)
    plan, _ = dying.plans.begin(dying.inventories.snapshot(inventory, 1), {})
    job = dying.imports.begin(inventory, (UploadedFile("a.csv", b"id"),), ImportOptions())
    dying.close()
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        for address in (f"/v1/plans/{plan.id}", f"/v1/imports/{job.id}"):
            told = client.get(address).json()
            assert told["state"] == "failed"
            assert "the server stopped before this was finished" in told["problem"]["detail"]
        snapshots = client.get(f"/v1/inventories/{inventory}/snapshots").json()
        assert snapshots["total"] == 1


def test_a_stopping_server_ends_its_plans(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/legacymap.db"
    systems = ", ".join(f'{{"id": "s{n}", "name": "S{n}", "legacy": true}}' for n in range(200))
    body = f'{{"format": "legacymap-inventory/1", "systems": [{systems}]}}'
    settings = Settings(database_url=url, warm_up=False)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        made = client.post("/v1/inventories", json={"name": "x"}).headers["location"]
        client.post(f"{made}/snapshots", content=body)
        plans = [
            client.post(f"{made}/snapshots/1/plans", json={"effort": "thorough", "seed": seed})
            for seed in range(4)
        ]
    store = open_store(url)
    states = {store.plans.get(plan.json()["id"]).state for plan in plans}
    store.close()
    assert states <= {"failed", "done"}
