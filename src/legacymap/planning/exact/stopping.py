"""How the solver is run so that somebody can stop it: in a thread, looked after by the caller's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import Final

from ortools.sat.python import cp_model

PATIENCE: Final = 0.05  # seconds between two looks at the stop signal

Stop = Callable[[], bool]


def solved(
    solver: cp_model.CpSolver,
    model: cp_model.CpModel,
    *,
    stop: Stop,
    listener: cp_model.CpSolverSolutionCallback | None = None,
    tick: Callable[[], None] | None = None,
) -> cp_model.CpSolverStatus:
    """What ``solver`` makes of ``model``; ``tick`` and ``stop`` are called a few times a second."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(solver.solve, model, listener)
        while not _ended(running):
            if tick is not None:
                tick()
            if stop():
                solver.stop_search()
    return running.result()


def _ended(running: Future[cp_model.CpSolverStatus]) -> bool:
    try:
        running.result(PATIENCE)
    except NotYet:
        return False
    return True
