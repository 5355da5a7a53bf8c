"""The main job through a real server: upload an estate, read findings, plan, keep the report."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

EXAMPLE = Path(__file__).parent / "prisons-and-probation"
OUTPUT = Path("demo-output")
RULES = {
    "affinity": "closely joined systems in one wave",
    "risk_first": "highest risk first",
    "topological": "providers first",
    "wsjf": "most saved per day of effort first",
}


def main() -> None:
    """Run the demonstration; a step that fails ends it with its reason."""
    out = Console()
    OUTPUT.mkdir(exist_ok=True)
    (OUTPUT / "demo.sqlite").unlink(missing_ok=True)
    with server(f"sqlite:///{OUTPUT / 'demo.sqlite'}") as address:
        out.print(f"[bold]The server runs at {address}[/] (its pages: {address}/docs)\n")
        inventory = call(f"{address}/v1/inventories", body=encoded({"name": "Demo"}))
        snapshots = f"{address}/v1/inventories/{inventory['id']}/snapshots"
        with out.status("Reading and analysing the estate"):
            call(snapshots, body=tables_of(EXAMPLE), kind="application/zip", wait=True)
            snapshot = f"{snapshots}/latest"
            show_findings(out, snapshot)
        policy = tomllib.loads((EXAMPLE / "policy.toml").read_text())
        queued = call(f"{snapshot}/plans", body=encoded(policy))
        with out.status("Planning; the very first run compiles the search, which takes a minute"):
            plan = finished(f"{address}/v1/plans/{queued['id']}")
        show_order(out, plan)
        for kind in ("html", "md", "csv", "json"):
            report = fetch(f"{address}/v1/plans/{queued['id']}/report?format={kind}")
            (OUTPUT / f"report.{kind}").write_bytes(report)
    out.print(f"\n[bold]The report lies in {OUTPUT}/[/]: open {OUTPUT / 'report.html'}")


@contextmanager
def server(database: str) -> Iterator[str]:
    """The address of a server of our own, stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "legacymap", "serve", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with (OUTPUT / "server.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--database", database], stdout=log, stderr=log
        )
        try:
            wait_until_ready(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return as soon as the server answers that it is ready."""
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"the server stopped: see {OUTPUT / 'server.log'}")
        try:
            fetch(f"{address}/health/ready")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    sys.exit("the server did not become ready within a minute")


def tables_of(folder: Path) -> bytes:
    """The CSV tables in ``folder`` as one ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for table in sorted(folder.glob("*.csv")):
            archive.write(table, table.name)
    return packed.getvalue()


def show_findings(out: Console, snapshot: str) -> None:
    """Which services stand on legacy, and which data is held more than once."""
    estate = call(f"{snapshot}/exposure")["estate"]
    others = estate["services"]
    out.print(
        f"[bold]Services on legacy:[/] {estate['on_legacy']} of {others}"
        f" ({estate['share_low']:.0%} to {estate['share_high']:.0%}), unknown: {estate['unknown']}"
    )
    entities = call(f"{snapshot}/fragmentation")["entities"]
    scattered = [entity for entity in entities if len(entity["holders"]) > 1]
    out.print(f"[bold]Data held in several places:[/] {len(scattered)} of {len(entities)} entities")
    structure = call(f"{snapshot}/structure")
    out.print(f"[bold]Circles of systems:[/] {len(structure['cycles'])}\n")


def show_order(out: Console, plan: dict[str, Any]) -> None:
    """The waves, and why each system is where it is."""
    table = Table(title="Replacement order", show_lines=True)
    for heading in ("wave", "from", "to", "system", "why"):
        table.add_column(heading, overflow="fold")
    for wave in plan["waves"]:
        for system in wave["systems"]:
            reason = system["reason"]
            why = reason if isinstance(reason, str) else reason["text"]
            table.add_row(str(wave["number"]), wave["start"], wave["end"], system["name"], why)
    out.print(table)
    out.print(f"Cost of delay, interfaces and overtime: {plan['objective']:,}")
    for name, other in sorted(plan["baselines"].items()):
        kept = "" if other["feasible"] else " (breaks a constraint)"
        out.print(f"  by a simple rule, {RULES.get(name, name)}: {other['objective']:,}{kept}")


def finished(plan: str) -> dict[str, Any]:
    """The plan when it is done."""
    while (state := call(plan))["state"] in ("queued", "running"):
        time.sleep(0.2)
    if state["state"] != "done":
        sys.exit(f"the plan is {state['state']}: {json.dumps(state)[:500]}")
    result: dict[str, Any] = state["plan"]
    return result


def encoded(value: object) -> bytes:
    """``value`` as JSON."""
    return json.dumps(value).encode()


def call(
    url: str, *, body: bytes | None = None, kind: str = "application/json", wait: bool = False
) -> dict[str, Any]:
    """The JSON that the server answers."""
    headers = {"Content-Type": kind} | ({"Prefer": "wait=60"} if wait else {})
    answer: dict[str, Any] = json.loads(fetch(url, body=body, headers=headers))
    return answer


def fetch(url: str, *, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
    """What the server answers; an answer that is an error ends the demonstration."""
    request = urllib.request.Request(url, data=body, headers=headers or {})  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310 - loopback
            content: bytes = answer.read()
    except urllib.error.HTTPError as error:
        sys.exit(f"{url}: {error.code} {error.read().decode()}")
    return content


if __name__ == "__main__":
    main()
