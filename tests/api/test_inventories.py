"""Inventories: made, listed, renamed by those who read the newest, deleted for good."""

from starlette.testclient import TestClient


def test_an_inventory_is_made_and_found_again(client: TestClient) -> None:
    made = client.post("/v1/inventories", json={"name": "=1+1"})
    assert made.status_code == 201
    found = client.get(made.headers["location"])
    assert found.json() == made.json()
    assert found.json() | {"id": "", "created_at": ""} == {
        "id": "",
        "name": "=1+1",
        "created_at": "",
        "revision": 1,
        "latest": None,
    }


def test_a_rename_names_the_version_that_was_read(client: TestClient, inventory: str) -> None:
    tag = client.get(inventory).headers["etag"]
    renamed = client.patch(inventory, json={"name": "B"}, headers={"If-Match": tag})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "B")
    again = client.patch(inventory, json={"name": "C"}, headers={"If-Match": tag})
    assert (again.status_code, again.json()["title"]) == (412, "Out of date")
    assert client.get(inventory).json()["name"] == "B"
    assert renamed.headers["etag"] == client.get(inventory).headers["etag"] != tag


def test_a_rename_without_a_version_is_refused(client: TestClient, inventory: str) -> None:
    assert client.patch(inventory, json={"name": "B"}).status_code == 428
    for tag in ("*", '"x"', "1", 'W/"1"'):
        answer = client.patch(inventory, json={"name": "B"}, headers={"If-Match": tag})
        assert answer.status_code == 412


def test_nothing_but_the_name_can_be_set(client: TestClient, inventory: str) -> None:
    body = {"name": "B", "id": "mine", "created_at": "1999"}
    answer = client.patch(inventory, json=body, headers={"If-Match": '"1"'})
    assert answer.status_code == 422
    assert client.get(inventory).json()["revision"] == 1


def test_a_list_is_given_out_page_by_page(client: TestClient) -> None:
    for name in "ABCDE":
        client.post("/v1/inventories", json={"name": name})
    names, cursor = [], ""
    while True:
        page = client.get(f"/v1/inventories?limit=2{cursor}").json()
        assert page["total"] == 5
        names.append([item["name"] for item in page["items"]])
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert names == [["A", "B"], ["C", "D"], ["E"]]


def test_a_deleted_inventory_is_gone_with_all_that_hangs_on_it(
    client: TestClient, snapshot: str
) -> None:
    inventory = snapshot.removesuffix("/snapshots/1")
    assert client.get(f"{snapshot}/systems").status_code == 200
    assert client.delete(inventory).status_code == 204
    for address in (inventory, snapshot, f"{snapshot}/systems", f"{inventory}/snapshots"):
        assert client.get(address).status_code == 404
    assert client.delete(inventory).status_code == 404
