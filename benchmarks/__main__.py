"""Run the benchmarks: all of them, or those named (``bounds``, ``kernels``, ``planner``, ...).

``planner`` prints Markdown: the page docs/planner-figures.md. ``planner-savings`` and the like are
its parts. ``--standard`` gives every plan standard effort instead of the seconds of its size.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from rich.console import Console

from benchmarks import bounds, imports, main_job, planner
from benchmarks.planner.budgets import Budget


def _kernels(out: Console) -> None:
    # Its peers are installed by `make bench` only; everything else does without them.
    from benchmarks import kernels

    kernels.compare(out)


def _analyses(out: Console) -> None:
    from benchmarks import analyses

    analyses.measure(out)


OTHERS: dict[str, Callable[[Console], None]] = {
    "analyses": _analyses,
    "bounds": bounds.measure,
    "kernels": _kernels,
    "imports": imports.measure,
    "main-job": lambda out: main_job.measure(out, (1_000, 10_000)),
}
PLANNER = {"planner": tuple(planner.PARTS), **{f"planner-{p}": (p,) for p in planner.PARTS}}


def main() -> None:
    """Run what was asked for; without names everything."""
    out = Console()
    budget = Budget(standard="--standard" in sys.argv)
    asked = [name for name in sys.argv[1:] if not name.startswith("--")]
    for name in asked or [*OTHERS, "planner"]:
        if name in PLANNER:
            planner.measure(out, budget, PLANNER[name])
        elif name in OTHERS:
            out.rule(name)
            OTHERS[name](out)
        else:
            sys.exit(f"no benchmark {name!r}; there are {', '.join([*OTHERS, *PLANNER])}")


if __name__ == "__main__":
    main()
