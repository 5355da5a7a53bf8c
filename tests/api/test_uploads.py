"""Uploads: right ones make numbered snapshots, wrong ones a located problem and nothing else."""

import io
import json
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from .conftest import MakeClient

SYSTEMS = b"id,name\na,A\nb,B\n"
DEPENDENCIES = b"consumer,provider\na,b\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def form(**files: bytes) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (name.replace("_csv", ".csv"), content)) for name, content in files.items()]


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_csv", ".csv"), content)
    return buffer.getvalue()


def counts(client: TestClient, inventory: str) -> tuple[int, int]:
    """Snapshots of the inventory and systems of the newest, to see what an upload did."""
    snapshots = client.get(f"{inventory}/snapshots").json()
    return snapshots["total"], snapshots["items"][-1]["systems"] if snapshots["items"] else 0


def test_files_of_a_form_make_one_inventory(client: TestClient, inventory: str) -> None:
    answer = client.post(
        f"{inventory}/snapshots",
        files=form(systems_csv=SYSTEMS, dependencies_csv=DEPENDENCIES),
    )
    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{inventory}/snapshots/1"
    assert (told["state"], told["new"], told["snapshot"]["number"]) == ("done", True, 1)
    assert (told["systems"], told["dependencies"], told["rejected"]) == (2, 1, 0)
    assert [(file["name"], file["rows"], file["used"]) for file in told["files"]] == [
        ("dependencies.csv", 1, 1),
        ("systems.csv", 2, 2),
    ]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (zipped(systems_csv=SYSTEMS, dependencies_csv=DEPENDENCIES), "application/zip"),
        (
            b'{"format": "legacymap-inventory/1", "systems": [{"id": "a", "name": "A"},'
            b' {"id": "b", "name": "B"}], "dependencies": [{"consumer": "a", "provider": "b"}]}',
            "application/json",
        ),
    ],
)
def test_a_raw_body_makes_the_same_inventory(
    client: TestClient, inventory: str, body: bytes, kind: str
) -> None:
    files = form(systems_csv=SYSTEMS, dependencies_csv=DEPENDENCIES)
    first = client.post(f"{inventory}/snapshots", files=files).json()
    answer = client.post(f"{inventory}/snapshots", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 200
    assert answer.json()["new"] is False
    assert answer.json()["snapshot"] == first["snapshot"]


def test_only_the_content_of_the_newest_snapshot_is_known(
    client: TestClient, inventory: str
) -> None:
    one, two = b"id,name\na,A\n", b"id,name\nb,B\n"
    told = [
        client.post(f"{inventory}/snapshots", files=form(systems_csv=content))
        for content in (one, one, two, one)
    ]
    assert [answer.status_code for answer in told] == [201, 200, 201, 201]
    assert [answer.json()["snapshot"]["number"] for answer in told] == [1, 1, 2, 3]


def test_an_upload_can_be_merged_into_the_newest_snapshot(
    client: TestClient, inventory: str
) -> None:
    client.post(f"{inventory}/snapshots", files=form(systems_csv=SYSTEMS))
    costs = b"id,annual_run_cost\na,12\n"
    answer = client.post(f"{inventory}/snapshots?base=latest", files=form(costs_csv=costs))
    assert answer.status_code == 201, answer.text
    system = client.get(f"{inventory}/snapshots/2/system?system=a").json()["system"]
    assert (system["annual_run_cost"], answer.json()["systems"]) == (12, 2)


def test_a_dry_run_tells_everything_and_keeps_nothing(client: TestClient, inventory: str) -> None:
    answer = client.post(f"{inventory}/snapshots?dry_run=true", files=form(systems_csv=SYSTEMS))
    told = answer.json()
    assert answer.status_code == 200
    assert (told["systems"], told["snapshot"], told["dry_run"]) == (2, None, True)
    assert told["digest"].startswith("sha256:")
    assert counts(client, inventory) == (0, 0)


def test_an_upload_that_does_not_wait_is_followed_at_its_location(
    client: TestClient, inventory: str
) -> None:
    answer = client.post(
        f"{inventory}/snapshots",
        files=form(systems_csv=SYSTEMS),
        headers={"Prefer": "respond-async"},
    )
    assert answer.status_code in (201, 202)
    job = f"/v1/imports/{answer.json()['id']}"
    while client.get(job).json()["state"] == "importing":
        pass
    told = client.get(job).json()
    assert (told["state"], told["snapshot"]["number"], told["systems"]) == ("done", 1, 2)
    assert client.delete(job).json()["state"] == "done"


def test_rows_with_problems_are_rejected_and_the_rest_goes_on(
    client: TestClient, inventory: str
) -> None:
    answer = client.post(
        f"{inventory}/snapshots",
        files=form(
            systems_csv=b"id,name,users\na,A,1\na,Other,2\nb,B,NaN\nno,=1+1,\n",
            dependencies_csv=b"consumer,provider\na,no\na,crm\nno,no\nno,a\n",
        ),
    )
    told = answer.json()
    assert answer.status_code == 201
    found = {
        (finding["code"], finding["where"]["file"], finding["where"]["line"])
        for finding in told["findings"]
        if finding["severity"] == "error"
    }
    assert {place[1:] for place in found} == {
        ("systems.csv", 3),
        ("systems.csv", 4),
        ("dependencies.csv", 3),
    }
    assert (told["systems"], told["dependencies"], told["rejected"]) == (2, 3, 3)
    page = client.get(f"{answer.headers['location']}/findings?severity=error").json()
    assert page["total"] == len(found)
    names = client.get(f"{answer.headers['location']}/systems").json()["items"]
    assert [(item["id"], item["name"]) for item in names] == [("a", "A"), ("no", "=1+1")]


WRONG: Mapping[str, tuple[list[tuple[str, tuple[str, bytes]]], int, str]] = {
    "an empty file": (form(systems_csv=b""), 422, "systems.csv"),
    "a picture": (form(systems_csv=PNG), 422, "PNG"),
    "only a header": (form(systems_csv=b"id,name\n"), 422, "no system"),
    "only a byte order mark": (form(systems_csv=b"\xef\xbb\xbf"), 422, "systems.csv"),
    "an unclosed quote": (form(systems_csv=b'id,name\na,"A\n'), 422, "systems.csv"),
    "broken JSON": (form(model=b'{"format": "legacymap-inventory/1", '), 422, "model"),
    "a number that is none": (
        form(model=b'{"format": "legacymap-inventory/1", "systems": [{"id": NaN}]}'),
        422,
        "model",
    ),
    "one good file and one bad": (form(systems_csv=SYSTEMS, picture_csv=PNG), 422, "picture.csv"),
    "no file at all": ([("policy", ("p.toml", b"x = 1"))], 422, "no file"),
    "a misspelt field": ([*form(systems_csv=SYSTEMS), ("fils", ("x", b""))], 422, "'fils'"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_upload_is_a_located_problem_and_leaves_nothing(
    client: TestClient, inventory: str, what: str
) -> None:
    files, status, said = WRONG[what]
    before = client.get(inventory).json()
    answer = client.post(f"{inventory}/snapshots", files=files)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    assert said in json.dumps(answer.json())
    assert client.get(inventory).json() == before
    assert counts(client, inventory) == (0, 0)
    good = client.post(f"{inventory}/snapshots", files=form(systems_csv=SYSTEMS))
    assert (good.status_code, counts(client, inventory)) == (201, (1, 2))


@pytest.mark.parametrize(
    ("query", "status"),
    [("format=docx", 422), ("base=first", 422), ("dry_run=perhaps", 422)],
)
def test_an_unknown_option_is_refused(
    client: TestClient, inventory: str, query: str, status: int
) -> None:
    answer = client.post(f"{inventory}/snapshots?{query}", files=form(systems_csv=SYSTEMS))
    assert answer.status_code == status
    assert counts(client, inventory) == (0, 0)


def test_an_upload_to_an_inventory_that_is_not_there_is_not_kept(client: TestClient) -> None:
    answer = client.post("/v1/inventories/none/snapshots", files=form(systems_csv=SYSTEMS))
    assert answer.status_code == 404


def test_a_compressed_body_is_refused(client: TestClient, inventory: str) -> None:
    answer = client.post(
        f"{inventory}/snapshots", content=b"\x1f\x8b", headers={"Content-Encoding": "gzip"}
    )
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\x", "a\r\nX-Evil: 1", "con.csv", "é\u202e"]
)
def test_a_file_comes_back_as_it_was_under_a_harmless_name(
    client: TestClient, inventory: str, name: str
) -> None:
    answer = client.post(f"{inventory}/snapshots", files=[("files", (name, SYSTEMS))])
    assert answer.status_code == 201, answer.text
    kept = client.get(f"{inventory}/snapshots/1/uploads/1")
    assert kept.content == SYSTEMS
    assert "x-evil" not in kept.headers
    shown = kept.headers["content-disposition"]
    assert shown.startswith("attachment; filename=")
    assert "/" not in shown
    assert "\\" not in shown
    assert client.get(f"{inventory}/snapshots/1/uploads/2").status_code == 404


def test_merges_at_once_lose_nothing(client: TestClient, inventory: str) -> None:
    client.post(f"{inventory}/snapshots", files=form(systems_csv=SYSTEMS))

    def merge(number: int) -> int:
        row = f"id,name\nn{number},N{number}\n".encode()
        return client.post(
            f"{inventory}/snapshots?base=latest",
            files=form(systems_csv=row),
            headers={"Prefer": "wait=60"},
        ).status_code

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(merge, range(6))) == [201] * 6
    assert counts(client, inventory) == (7, 8)


def test_an_import_that_fails_for_a_reason_nobody_foresaw_ends_and_says_so(
    client: TestClient, inventory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("the secret")

    monkeypatch.setattr("legacymap_api.handed_files.read_apart", broken)
    answer = client.post(f"{inventory}/snapshots", files=form(systems_csv=SYSTEMS))
    assert (answer.status_code, answer.headers["content-type"]) == (
        500,
        "application/problem+json",
    )
    assert "secret" not in answer.text
    assert counts(client, inventory) == (0, 0)


def test_a_cancelled_import_ends_its_reading_and_leaves_nothing(
    make_client: MakeClient,
) -> None:
    client = make_client(jobs_at_once=1, readings_at_once=1)
    inventory = str(client.post("/v1/inventories", json={"name": "x"}).headers["location"])
    large = b"id,name\n" + b"".join(b"s%d,S%d\n" % (n, n) for n in range(150_000))
    begun = client.post(
        f"{inventory}/snapshots",
        files=form(systems_csv=large),
        headers={"Prefer": "respond-async"},
    )
    job = f"/v1/imports/{begun.json()['id']}"
    while client.get(job).json()["stage"] == "waiting":
        pass

    assert client.delete(job).json()["state"] == "cancelled"

    # Its place is the only one: the next is read when the first is dead, which would take longer.
    good = client.post(
        f"{inventory}/snapshots", files=form(systems_csv=SYSTEMS), headers={"Prefer": "wait=10"}
    )
    assert good.status_code == 201, "the first is still being read"
    assert counts(client, inventory) == (1, 2)


WITH_A_WRONG_ROW = (
    b'{"format": "legacymap-inventory/1", "name": "Estate", "systems": [{"id": "a", "name": "A"},'
    b' {"id": "b", "name": "B"}], "dependencies": [{"consumer": "a", "provider": "gone"}]}'
)


def test_rejected_rows_are_fetched_mended_and_merged(client: TestClient, inventory: str) -> None:
    said = client.post(f"{inventory}/snapshots", files=[("files", ("x.json", WITH_A_WRONG_ROW))])
    address = f"/v1/imports/{said.json()['id']}/rejects"

    fetched = client.get(address, params={"format": "json"})
    assert fetched.headers["content-disposition"].startswith('attachment; filename="rejects.json"')
    assert "no system 'gone'" in fetched.json()["dependencies"][0]["legacymap_reason"]
    mended = fetched.content.replace(b'"gone"', b'"b"')
    again = client.post(
        f"{inventory}/snapshots?base=latest", files=[("files", ("mended.json", mended))]
    )
    assert (again.status_code, again.json()["dependencies"], again.json()["rejected"]) == (
        201,
        1,
        0,
    )
    whole = client.post(
        f"{inventory}/snapshots",
        files=[("files", ("x.json", WITH_A_WRONG_ROW.replace(b"gone", b"b")))],
    )
    assert (whole.status_code, whole.json()["new"]) == (200, False)

    assert client.get(address).content.startswith(b"PK")
    assert client.get(address, params={"format": "pdf"}).status_code == 422
