"""Is a plan the best there is? An exact solver answers, or says how far from it at most.

One worker, a fixed seed and a budget of deterministic time, which counts work and not seconds:
equal models, plans and budgets give equal answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final, Literal

from ortools.sat.python import cp_model

from legacymap.planning.exact.intervals import Intervals, is_project
from legacymap.planning.exact.order import Order
from legacymap.planning.exact.program import Formulation
from legacymap.planning.exact.stopping import Stop, solved
from legacymap.planning.model.arrays import Arrays, Index

VERSION: Final = f"cp-sat {version('ortools')}"
SEED: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the solver found and proved.

    ``optimal``: ``waves`` is a best plan. ``feasible``: it is one, and none costs less than
    ``bound``. ``infeasible``: there is none. ``unknown``: nothing was found; ``bound`` holds, if
    there is one. ``work`` is the deterministic time it took, about a second a unit.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    waves: Index | None
    bound: int | None
    work: float


def prove(
    arrays: Arrays,
    known: Index | None,
    *,
    work: float | None,
    stop: Stop,
    progress: Callable[[int | None, int | None], None] | None = None,
) -> Proof:
    """The best plan of ``arrays`` as far as ``work`` units of deterministic time allow.

    ``known``, a feasible plan, is where the solver starts. ``stop`` and ``progress``, which hears
    objective and bound, are called by the caller's own thread, a few times a second.
    """
    formulation: Formulation = Intervals(arrays) if is_project(arrays) else Order(arrays)
    if known is not None:
        formulation.program.hint(known.tolist())
    solver = _solver(work)
    listener = _Listener(formulation.program.constant)
    solver.best_bound_callback = listener.hear_bound

    def tell() -> None:
        if progress is not None:
            progress(listener.objective, listener.bound)

    program = formulation.program.model
    status = solved(solver, program, stop=stop, listener=listener, tick=tell)
    return _proof(solver, status, formulation)


def _solver(work: float | None) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.linearization_level = 2
    if work is not None:
        solver.parameters.max_deterministic_time = work
    return solver


class _Listener(cp_model.CpSolverSolutionCallback):
    """Remembers the latest news; the solver calls it from its own thread, so it does no more."""

    def __init__(self, constant: int) -> None:
        super().__init__()
        self._constant = constant
        self.objective: int | None = None
        self.bound: int | None = None

    def on_solution_callback(self) -> None:
        self.objective = round(self.objective_value) + self._constant

    def hear_bound(self, bound: float) -> None:
        """The solver raised its bound."""
        self.bound = round(bound) + self._constant


def _proof(
    solver: cp_model.CpSolver, status: cp_model.CpSolverStatus, formulation: Formulation
) -> Proof:
    response = solver.response_proto
    work = float(response.deterministic_time)
    if status == cp_model.INFEASIBLE:
        return Proof(status="infeasible", waves=None, bound=None, work=work)
    if status == cp_model.MODEL_INVALID:
        raise AssertionError(f"the program is not sound: {formulation.program.model.validate()}")
    # Whole numbers: the bound as a float would have to be rounded in the right direction.
    bound = int(response.inner_objective_lower_bound) + formulation.program.constant
    if status == cp_model.UNKNOWN:
        return Proof(status="unknown", waves=None, bound=bound, work=work)
    return Proof(
        status="optimal" if status == cp_model.OPTIMAL else "feasible",
        waves=formulation.waves(solver.value),
        bound=bound,
        work=work,
    )
