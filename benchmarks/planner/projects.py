"""How soon the optima of published projects are proven (PSPLIB, 30 activities each)."""

from __future__ import annotations

import csv
from time import perf_counter, process_time

from benchmarks.markdown import section, table
from benchmarks.planner.budgets import Budget
from benchmarks.planner.sources import PROJECTS
from legacymap.ingest.psplib import read_psplib
from legacymap.planning import solve


def page(_: Budget) -> str:
    """Each project: its published optimum, ours, whether it is proven, and how long that took."""
    files = sorted(PROJECTS.glob("*.sm"))
    if not files:
        return section("Published projects", f"None in {PROJECTS}: set LEGACYMAP_PROJECTS.", "")
    with (PROJECTS / "best-known.csv").open() as known:
        optimum = {row["instance"]: int(row["upper_bound"]) for row in csv.DictReader(known)}
    rows = []
    for path in files:
        start, cpu = perf_counter(), process_time()
        found = solve(read_psplib(path.name, path.read_bytes()))
        rows.append(
            (
                path.stem,
                str(optimum[path.stem]),
                str(found.objective),
                "yes" if found.status == "optimal" else f"no, at least {found.bound}",
                f"{perf_counter() - start:.1f}",
                f"{process_time() - cpu:.1f}",
            )
        )
    return section(
        "Published projects",
        "PSPLIB j30 at standard effort: length of the project in days.",
        table(("project", "optimum", "ours", "proven", "s", "CPU s"), rows),
    )
