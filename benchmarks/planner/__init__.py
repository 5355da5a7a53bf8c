"""How good the planner's plans are and how soon: every figure of ``docs/planner-figures.md``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rich.console import Console

from benchmarks.planner import first_plan, instances, projects, savings
from benchmarks.planner.budgets import Budget

PARTS: Final[dict[str, Callable[[Budget], str]]] = {
    "instances": instances.page,
    "generated": instances.generated_page,
    "projects": projects.page,
    "first-plan": first_plan.page,
    "savings": savings.page,
}


def measure(out: Console, budget: Budget, parts: tuple[str, ...] = tuple(PARTS)) -> None:
    """Print each of ``parts`` as Markdown."""
    for part in parts:
        out.print(PARTS[part](budget), markup=False, highlight=False, soft_wrap=True)
