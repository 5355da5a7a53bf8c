"""Run the benchmarks: all of them, or those named (``bounds``, ``kernels``, ...)."""

from __future__ import annotations

import sys

from rich.console import Console

from benchmarks import bounds, kernels, main_job, planner

BENCHMARKS = {
    "bounds": bounds.measure,
    "kernels": lambda out: kernels.compare(out, (1_000, 10_000, 100_000)),
    "main-job": lambda out: main_job.measure(out, (1_000, 10_000)),
    "planner": planner.measure,
}


def main() -> None:
    """Run what was asked for; without arguments everything."""
    out = Console()
    for name in sys.argv[1:] or list(BENCHMARKS):
        if name not in BENCHMARKS:
            sys.exit(f"no benchmark {name!r}; there are {', '.join(BENCHMARKS)}")
        out.rule(name)
        BENCHMARKS[name](out)


if __name__ == "__main__":
    main()
