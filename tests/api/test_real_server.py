"""The main job through a real server on loopback, and what it bears on the way."""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "benefits" / "inventory.json"
BODY_BYTES = 100_000
STREAMS = 2
SYSTEMS = ", ".join(f'{{"id": "s{n}", "name": "S{n}", "legacy": true}}' for n in range(300))
BIG = f'{{"format": "legacymap-inventory/1", "systems": [{SYSTEMS}]}}'
"""Enough to plan for much longer than a test may take."""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Port of a server of our own."""
    with server(tmp_path_factory.mktemp("server")) as (_, listening):
        yield listening


@contextmanager
def server(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server that keeps everything in ``folder``, and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    database = f"sqlite:///{folder}/legacymap.db"
    environment = {
        "PATH": "",
        "LEGACYMAP_BODY_BYTES": str(BODY_BYTES),
        "LEGACYMAP_WARM_UP": "false",
        "LEGACYMAP_STREAMS_AT_ONCE": str(STREAMS),
        **{f"LEGACYMAP_{name.upper()}": value for name, value in settings.items()},
    }
    command = [sys.executable, "-m", "legacymap", "serve", "--port", str(free)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--database", database], env=environment, stdout=log, stderr=log
        )
        try:
            until_ready(free, process)
            yield process, free
        finally:
            process.terminate()
            assert process.wait(timeout=60) in (0, -15)


def until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None
        try:
            if ask(port, "GET", "/health/ready")[0] == 200:
                return
        except ConnectionError:
            time.sleep(0.1)
    raise AssertionError("the server did not become ready")


def ask(
    port: int,
    method: str,
    path: str,
    body: bytes | Iterator[bytes] | None = None,
    **headers: str,
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    told = (answer.status, answer.headers, answer.read())
    connection.close()
    return told


def ask_json(port: int, method: str, path: str, body: object = None, **headers: str) -> Any:
    sent = None if body is None else json.dumps(body).encode()
    status, _, content = ask(port, method, path, sent, Content_Type="application/json", **headers)
    assert status < 400, content
    return json.loads(content)


def test_upload_query_plan_and_report(port: int) -> None:
    inventory = ask_json(port, "POST", "/v1/inventories", {"name": "Night"})
    snapshots = f"/v1/inventories/{inventory['id']}/snapshots"
    document = json.loads(EXAMPLE.read_bytes())
    uploaded = ask_json(port, "POST", snapshots, document, Prefer="wait=60")
    assert (uploaded["state"], uploaded["rejected"]) == ("done", 0)
    snapshot = f"{snapshots}/{uploaded['snapshot']['number']}"
    assert ask_json(port, "GET", f"{snapshot}/exposure")["estate"]["services"] > 0
    plan = ask_json(port, "POST", f"{snapshot}/plans", {"effort": "quick"})
    while (view := ask_json(port, "GET", f"/v1/plans/{plan['id']}"))["state"] != "done":
        assert view["state"] in ("queued", "running"), view
        time.sleep(0.1)
    status, headers, page = ask(
        port, "GET", f"/v1/plans/{plan['id']}/report", Accept="text/html,*/*;q=0.1"
    )
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert page.startswith(b"<!")
    order = [system for wave in view["plan"]["waves"] for system in wave["systems"]]
    assert order
    assert all(system["name"].encode() in page for system in order)


def received(wire: socket.socket, end: bytes) -> bytes:
    """What comes until ``end`` has; head and body may come apart."""
    told = b""
    while end not in told:
        piece = wire.recv(65_536)
        assert piece, told
        told += piece
    return told


def test_a_chunked_body_over_the_limit_is_refused_and_the_server_lives(port: int) -> None:
    inventory = ask_json(port, "POST", "/v1/inventories", {"name": "Chunks"})["id"]
    path = f"/v1/inventories/{inventory}/snapshots"
    endless = b"POST %s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as wire:
        wire.sendall(endless % path.encode())
        for _ in range(BODY_BYTES // 1_000 + 1):
            wire.sendall(b"3e8\r\n" + b"x" * 1_000 + b"\r\n")
        told = received(wire, b"body_bytes")
    assert told.startswith(b"HTTP/1.1 413")
    assert b"application/problem+json" in told
    assert ask_json(port, "GET", path)["total"] == 0
    assert ask(port, "GET", "/health/ready")[0] == 200


def test_a_body_that_announces_too_much_is_refused_unread(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as wire:
        wire.sendall(
            b"POST /v1/assessments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n"
        )
        told = received(wire, b"body_bytes")
    assert told.startswith(b"HTTP/1.1 413")


def test_a_body_shorter_than_announced_leaves_nothing(port: int) -> None:
    inventory = ask_json(port, "POST", "/v1/inventories", {"name": "Short"})["id"]
    path = f"/v1/inventories/{inventory}/snapshots"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as wire:
        wire.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n".encode()
            + b"id,name\na,A\n"
        )
    assert ask_json(port, "GET", path)["total"] == 0
    assert ask(port, "GET", "/health/ready")[0] == 200


def test_a_body_longer_than_announced_is_another_request_that_is_none(port: int) -> None:
    inventory = ask_json(port, "POST", "/v1/inventories", {"name": "Long"})["id"]
    path = f"/v1/inventories/{inventory}/snapshots"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as wire:
        wire.sendall(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\n".encode()
            + b"id,name\na,A\n\r\n\r\n"
        )
        told = received(wire, b"HTTP/1.1 4")
    assert b"HTTP/1.1 2" not in told
    assert ask_json(port, "GET", path)["total"] == 0
    assert ask(port, "GET", "/health/ready")[0] == 200


def test_bodies_that_come_drop_by_drop_are_let_go_and_others_served(tmp_path: Path) -> None:
    with (
        server(tmp_path, body_seconds="2", body_bytes_per_second="100") as (_, port),
        ExitStack() as open_wires,
    ):
        inventory = ask_json(port, "POST", "/v1/inventories", {"name": "Slow"})["id"]
        path = f"/v1/inventories/{inventory}/snapshots"
        wires = []
        for place in (path, "/v1/inventories", "/v1/assessments", "/v1/checks") * 50:
            wire = open_wires.enter_context(socket.create_connection(("127.0.0.1", port), 60))
            wire.sendall(
                f"POST {place} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n"
                "Content-Type: application/json\r\n\r\n{".encode()
            )
            wires.append(wire)
        for wire in wires:
            with suppress(ConnectionError):
                wire.sendall(b" ")
        assert ask_json(port, "GET", path)["total"] == 0
        for wire in wires:
            told = received(wire, b"body_seconds")
            assert told.startswith(b"HTTP/1.1 408"), told
            assert b"connection: close" in told.lower()
        good = ask_json(port, "POST", path, json.loads(BIG), Prefer="wait=60")
        assert good["snapshot"]["number"] == 1


def long_plan(port: int) -> str:
    """Address of a plan that is worked on and will be for long."""
    inventory = ask_json(port, "POST", "/v1/inventories", {"name": "Long"})["id"]
    snapshots = f"/v1/inventories/{inventory}/snapshots"
    ask_json(port, "POST", snapshots, json.loads(BIG), Prefer="wait=60")
    asked = ask_json(port, "POST", f"{snapshots}/latest/plans", {"effort": "thorough"})
    return f"/v1/plans/{asked['id']}"


@contextmanager
def stream(port: int, address: str) -> Iterator[Iterator[tuple[str, dict[str, Any]]]]:
    """The events of a plan as they come, until the connection is closed here."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", f"{address}/events", headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    try:
        yield events_in(answer)
    finally:
        answer.close()
        connection.close()


def events_in(answer: http.client.HTTPResponse) -> Iterator[tuple[str, dict[str, Any]]]:
    event = ""
    for line in answer:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        event = value if name == "event" else event
        if name == "data":
            yield event, json.loads(value)


def test_a_plan_is_followed_and_cancelled_and_keeps_the_best_order(port: int) -> None:
    plan = long_plan(port)
    with stream(port, plan) as events:
        best = next(data for name, data in events if name == "best")
        view = ask_json(port, "GET", plan)
        assert (best["state"], view["state"]) == ("running", "running")
        assert view["objective"] <= best["objective"]
        stopping = ask(port, "DELETE", plan)
        assert stopping[0] == 202
        *_, (name, end) = events
    assert (name, end["state"]) == ("end", "cancelled")
    view = ask_json(port, "GET", plan)
    assert (view["state"], view["objective"]) == ("cancelled", view["plan"]["objective"])
    assert view["objective"] <= best["objective"]
    assert [system for wave in view["plan"]["waves"] for system in wave["systems"]]
    assert ask(port, "GET", f"{plan}/report", Accept="text/html")[0] == 200
    assert ask(port, "DELETE", plan)[0] == 204


def test_who_hangs_up_leaves_a_place_for_others(port: int) -> None:
    plan = long_plan(port)
    with stream(port, plan) as one, stream(port, plan) as other:
        assert next(one)[1]["plan"] == next(other)[1]["plan"]
        status, headers, body = ask(port, "GET", f"{plan}/events")
        assert (status, headers["Content-Type"]) == (429, "application/problem+json")
        assert b"streams_at_once" in body
    while ask(port, "HEAD", f"{plan}/events")[0] == 200:
        with suppress(AssertionError), stream(port, plan) as one, stream(port, plan) as other:
            assert next(one)[1]["plan"] == next(other)[1]["plan"]
            break
    inventory = ask_json(port, "GET", plan)["inventory"]
    with stream(port, plan) as events:
        next(events)
        assert ask(port, "DELETE", f"/v1/inventories/{inventory}")[0] == 204
        *_, (name, end) = events
    assert (name, end["state"]) == ("end", "deleted")


def test_a_server_that_ends_does_not_wait_for_those_who_listen(tmp_path: Path) -> None:
    with server(tmp_path) as (process, port):
        plan = long_plan(port)
        with stream(port, plan) as events:
            next(events)
            process.terminate()
            assert all(name != "end" for name, _ in events)
            assert process.wait(timeout=60) in (0, -15)


def test_the_server_refuses_to_listen_for_others() -> None:
    command = [sys.executable, "-m", "legacymap", "serve", "--host", "0.0.0.0"]  # noqa: S104
    refused = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert refused.returncode == 2
    assert b"later version" in refused.stderr
