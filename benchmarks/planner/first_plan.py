"""How soon there is a plan at all, in a process whose kernels are compiled."""

from __future__ import annotations

from time import perf_counter, process_time
from typing import Final

from benchmarks.markdown import section, table
from benchmarks.planner.budgets import Budget
from benchmarks.planner.sources import generated, generator_name
from legacymap.planning import Progress, solve
from legacymap.planning.model.document import from_document
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.warm_up import warm_up

SIZES: Final = (500, 2_000, 10_000)


def page(_: Budget) -> str:
    """The first feasible plan of three sizes: after how long, and what it costs."""
    start = perf_counter()
    warm_up(lambda: False)
    warm = perf_counter() - start
    rows = []
    for size in SIZES:
        seconds, cpu_seconds, objective = _first(from_document(generated(size, 1)))
        rows.append((f"{size:,}", f"{seconds:.2f}", f"{cpu_seconds:.2f}", f"{objective:,}"))
    return section(
        "The first plan",
        f"From {generator_name()} generator; seconds from the model to the first feasible plan,"
        f" told while the search goes on. Warming up took {warm:.1f} s before.",
        table(("systems", "s", "CPU s", "objective"), rows),
    )


def _first(model: PlanningModel) -> tuple[float, float, int]:
    heard: list[tuple[float, float, int]] = []

    def hear(now: Progress) -> None:
        if now.objective is not None:
            heard.append((perf_counter() - start, process_time() - cpu, now.objective))

    start, cpu = perf_counter(), process_time()
    solve(model, effort="endless", stop=lambda: bool(heard), progress=hear)
    return heard[0]
