"""How good the plans are, and how good they are known to be: published and generated instances."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from benchmarks.markdown import per_cent, section, table
from benchmarks.planner.budgets import Budget, run, unavoidable
from benchmarks.planner.sources import (
    FOLDER,
    best_known,
    checked,
    generated,
    generator_name,
    instances,
)
from legacymap.planning.model.document import from_document, to_document

SECONDS: Final = 60.0
SIZES: Final = {2_000: 60.0, 10_000: 120.0, 100_000: 600.0}
"""Systems and the seconds that they get."""


def page(budget: Budget) -> str:
    """Each published instance beside the best plan and bound known before."""
    models = instances()
    if not models:
        return section("Published instances", f"None in {FOLDER}: set LEGACYMAP_INSTANCES.", "")
    known = best_known()
    rows = []
    for name, model in models.items():
        found = run(model, budget, SECONDS)
        objective, bound = found.solution.objective or 0, found.solution.bound or 0
        checked(to_document(model), found.solution.plan or {}, objective)
        before = known[name]
        floor = unavoidable(model)
        above = 100 * (objective - before["objective"]) / before["objective"]
        rows.append(
            (
                name,
                str(len(model.systems)),
                f"{before['objective']:,}",
                f"{objective:,}",
                f"{above:+.2f}",
                f"{before['bound']:,}",
                f"{bound:,}",
                per_cent(objective - bound, objective),
                per_cent(before["objective"] - before["bound"], before["objective"] - floor),
                per_cent(objective - bound, objective - floor),
                f"{found.seconds:.0f}",
                f"{found.cpu_seconds:.0f}",
            )
        )
    headings = (
        "instance",
        "systems",
        "best known",
        "ours",
        "%",
        "bound known",
        "our bound",
        "gap %",
        "controllable gap % before",
        "controllable gap %",
        "s",
        "CPU s",
    )
    return section(
        "Published instances",
        f"One plan each, {budget.words(SECONDS)}. *Controllable* leaves out what every plan pays:"
        " each system's cheapest wave.",
        table(headings, rows),
    )


def generated_page(budget: Budget) -> str:
    """Generated portfolios of growing size, each solved by the command in a process of its own."""
    most = int(os.environ.get("LEGACYMAP_LARGEST", "100000"))
    rows = [_large(size, budget, seconds) for size, seconds in SIZES.items() if size <= most]
    headings = (
        "systems",
        "budget",
        "ours",
        "bound",
        "gap %",
        "controllable gap %",
        "s",
        "CPU s",
        "peak MiB",
    )
    return section(
        "Generated portfolios",
        f"From {generator_name()} generator, 12 waves, seed 1; `legacymap solve` as a whole"
        " process, reading and writing included.",
        table(headings, rows),
    )


def _large(size: int, budget: Budget, seconds: float) -> tuple[str, ...]:
    document = generated(size, 1)
    floor = unavoidable(from_document(document))
    with tempfile.TemporaryDirectory() as folder:
        model, plan = Path(folder) / "model.json", Path(folder) / "plan.json"
        model.write_text(json.dumps(document))
        how = ["--effort", "standard"] if budget.standard else ["--seconds", str(seconds)]
        command = [sys.executable, "-m", "legacymap", "solve", str(model), *how, "--out", str(plan)]
        start = perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        took = perf_counter() - start
        found: dict[str, Any] = json.loads(plan.read_bytes())
    objective, bound = found["objective"], found["bound"] or 0
    checked(document, found["plan"], objective)
    return (
        f"{size:,}",
        budget.words(seconds),
        f"{objective:,}",
        f"{bound:,}",
        per_cent(objective - bound, objective),
        per_cent(objective - bound, objective - floor),
        f"{took:.0f}",
        f"{usage.ru_utime + usage.ru_stime:.0f}",
        f"{usage.ru_maxrss / 1024:.0f}",
    )
