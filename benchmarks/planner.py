"""How good the planner's plans are, and how soon: the instances of a folder, one core.

The folder holds ``legacymap-plan-instance/1`` files and beside them, one level up, ``best.json``
with the best objective known of each; name it with ``LEGACYMAP_INSTANCES``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from legacymap.planning import solve
from legacymap.planning.model.document import from_document

SECONDS = 30.0
FOLDER = Path(os.environ.get("LEGACYMAP_INSTANCES", "../shared/planner/instances"))


def measure(out: Console) -> None:
    """Print for each instance what each effort finds, against the best known."""
    if not FOLDER.is_dir():
        out.print(f"no instances in {FOLDER}: set LEGACYMAP_INSTANCES to a folder of them")
        return
    best = json.loads((FOLDER.parent / "best.json").read_text())
    table = Table(title="objective, per cent above the best known, seconds")
    for heading in ("instance", "systems", "best known", "quick", "standard", f"{SECONDS:.0f} s"):
        table.add_column(heading, justify="left" if heading == "instance" else "right")
    for path in sorted(FOLDER.glob("*.json")):
        document = json.loads(path.read_text())
        known = best[path.stem]["objective"]
        row = [path.stem, str(len(document["systems"])), f"{known:,}"]
        for effort in ("quick", "standard", "endless"):
            start = perf_counter()
            end = start + SECONDS
            clock = (lambda end=end: perf_counter() > end) if effort == "endless" else None
            solution = solve(from_document(document), effort=effort, stop=clock)
            assert solution.objective is not None, path.stem  # noqa: S101 - a benchmark may stop
            above = 100 * (solution.objective - known) / known
            row.append(f"{solution.objective:,} {above:+.2f} % {perf_counter() - start:.1f} s")
        table.add_row(*row)
    out.print(table)
