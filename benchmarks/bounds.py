"""How good the planner's bounds are, and how soon: the instances of a folder, in CPU seconds.

The folder is that of the planner's benchmark. The gap is told against the best known objective and
against its controllable part: the objective without every system's cheapest wave.
"""

from __future__ import annotations

import json
from time import process_time

from rich.console import Console
from rich.table import Table

from benchmarks.planner.sources import FOLDER
from legacymap.planning.bound import lower_bound
from legacymap.planning.model.document import from_document

SECONDS = (10.0, 60.0)


def measure(out: Console) -> None:
    """Print for each instance the bound after some seconds, beside the best one known."""
    if not FOLDER.is_dir():
        out.print(f"no instances in {FOLDER}: set LEGACYMAP_INSTANCES to a folder of them")
        return
    best = json.loads((FOLDER.parent / "best.json").read_text())
    table = Table(title="bound, gap in per cent of the objective and of its controllable part")
    for heading in ("instance", "objective", "known bound", *(f"{s:.0f} s" for s in SECONDS)):
        table.add_column(heading, justify="left" if heading == "instance" else "right")
    for path in sorted(FOLDER.glob("*.json")):
        model = from_document(json.loads(path.read_text()))
        known = best[path.stem]
        objective = known["objective"]
        cheapest = sum(min(c for c in s.cost if c is not None) for s in model.systems)
        row = [path.stem, f"{objective:,}", f"{known['bound']:,}"]
        lower_bound(model, passes=1)  # compiles what is not compiled yet
        for seconds in SECONDS:
            end = process_time() + seconds
            bound = lower_bound(
                model,
                passes=None,
                upper=objective,
                stop=lambda end=end: process_time() > end,  # type: ignore[misc]
            )
            left = objective - (bound.value or 0)
            of_all, of_free = 100 * left / objective, 100 * left / (objective - cheapest)
            row.append(f"{bound.value:,} {of_all:.2f} {of_free:.2f}")
        table.add_row(*row)
    out.print(table)
