"""All analyses of one estate together: seconds and peak memory, a fresh interpreter each size."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time

from rich.console import Console

from benchmarks.inventories import inventory
from benchmarks.markdown import section, table
from legacymap.analysis import (
    Estate,
    exposure,
    fragmentation,
    impact,
    integration,
    quality,
    risk,
    structure,
)

SIZES = (10_000, 100_000, 1_000_000)
LIMITS = {10_000: "2 s", 100_000: "15 s, 1.5 GiB", 1_000_000: "180 s, 8 GiB"}
STEPS = (
    "estate",
    "exposure",
    "fragmentation",
    "structure",
    "integration",
    "quality",
    "risk",
    "impact of one",
)

_WORDS = (
    "From the inventory in memory to all answers: one process a size, after one small estate, so"
    " that nothing is compiled. Processor seconds; in brackets what the clock said on a machine"
    " that had other work. Peak memory is that of the whole process, inventory included."
)


def measure(out: Console, sizes: Sequence[int] = SIZES) -> None:
    """Print seconds of every analysis and the peak memory, a row a size."""
    rows = []
    for size in sizes:
        command = [sys.executable, "-m", "benchmarks.analyses", str(size)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        if run.returncode:
            sys.exit(f"{' '.join(command[2:])}: {run.stderr[-2000:]}")
        said = json.loads(run.stdout.splitlines()[-1])
        seconds = [f"{said[step]:.2f}" for step in STEPS]
        total = f"{sum(said[step] for step in STEPS):.1f} ({said['clock']:.1f})"
        drawn = f"{said['drawn']:,}" if said["drawn"] else "nothing"
        rows.append(
            (f"{size:,}", *seconds, total, f"{said['peak']:.0f}", drawn, LIMITS.get(size, "-"))
        )
    headings = ("systems", *STEPS, "together", "MiB", "estimated from", "limit")
    out.print(section("All analyses", _WORDS, table(headings, rows)), markup=False, soft_wrap=True)


def _run(size: int) -> dict[str, float | int | None]:
    _answers(500)
    return _answers(size)


def _answers(size: int) -> dict[str, float | int | None]:
    given = inventory(size)
    found: dict[str, float | int | None] = {}
    clock = perf_counter()

    def timed(step: str, work: Callable[[], object]) -> object:
        start = process_time()
        answer = work()
        found[step] = process_time() - start
        return answer

    estate = timed("estate", lambda: Estate.of(given))
    assert isinstance(estate, Estate)  # noqa: S101 - narrows the type
    timed("exposure", lambda: exposure(estate))
    timed("fragmentation", lambda: fragmentation(estate))
    start = process_time()
    estimate = structure(estate).propagation.estimate
    found["structure"] = process_time() - start
    timed("integration", lambda: integration(estate))
    timed("quality", lambda: quality(estate))
    timed("risk", lambda: risk(estate))
    timed("impact of one", lambda: impact(estate, estate.graph.ids[len(estate.graph) // 2]))
    found["clock"] = perf_counter() - clock
    found["drawn"] = estimate.drawn if estimate else None
    found["peak"] = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    return found


if __name__ == "__main__":
    print(json.dumps(_run(int(sys.argv[1]))))  # noqa: T201
