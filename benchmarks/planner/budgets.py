"""How long a plan may take: so many seconds by the clock, or an effort that counts work."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter, process_time

from legacymap.planning import solve
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.search.solution import Solution


@dataclass(frozen=True, slots=True)
class Budget:
    """``standard`` effort where that is asked for; else the seconds that each size has."""

    standard: bool = False

    def words(self, seconds: float) -> str:
        """The budget of one plan, for a table's heading."""
        return "standard effort" if self.standard else f"{seconds:.0f} s"


@dataclass(frozen=True, slots=True)
class Run:
    """A plan and what it took: seconds by the clock and of processors."""

    solution: Solution
    seconds: float
    cpu_seconds: float


def run(model: PlanningModel, budget: Budget, seconds: float) -> Run:
    """The plan of ``model`` within ``budget``; ``seconds`` are those of its size."""
    start, cpu = perf_counter(), process_time()
    if budget.standard:
        solution = solve(model)
    else:
        solution = solve(model, effort="endless", stop=lambda: perf_counter() - start > seconds)
    return Run(solution, perf_counter() - start, process_time() - cpu)


def unavoidable(model: PlanningModel) -> int:
    """What every plan pays at least: the cheapest wave of every system."""
    return sum(
        min((cost for cost in system.cost if cost is not None), default=0)
        for system in model.systems
    )
