"""Which engines answer a planning model: annealing always, an exact proof where it can finish.

The exact solver starts from the annealed plan and replaces it only by a cheaper one, so that ties
stay where the search broke them. What stays unproven gets a bound by prices: how much less any
plan could cost at most. All budgets count work, not seconds; where only a signal ends the search
the bound is computed beside it, on the second core.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from legacymap.planning.bound import Bound, lower_bound
from legacymap.planning.model.arrays import Arrays, Index
from legacymap.planning.model.compiled import CompiledModel, compile_arrays
from legacymap.planning.model.domains import domains
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.score import score
from legacymap.planning.search import search
from legacymap.planning.search.search import Effort, Progress, Stop
from legacymap.planning.search.solution import Solution

if TYPE_CHECKING:
    from legacymap.planning.exact.proof import Proof

MOST_CHOICES: Final = 1_000
"""Waves that all blocks together may choose from, beyond which a proof is out of reach."""
MOST_ACTIVITIES: Final = 130
"""Blocks of a project, which the solver plans by time and not by choice."""
WORK: Final[dict[Effort, float]] = {"standard": 5.0, "thorough": 60.0, "endless": 10.0}
"""Deterministic time of a proof, about a second a unit; a ``quick`` answer tries none."""


PASSES: Final[dict[Effort, int]] = {"standard": 400_000, "thorough": 4_000_000}
"""Passes of the bound times the systems and consumers of the model; a ``quick`` answer has none."""
FEWEST_PASSES: Final = 20
MOST_PASSES: Final = 3_000


def solve(
    model: PlanningModel,
    *,
    effort: Effort = "standard",
    seed: int = 1,
    stop: Stop | None = None,
    progress: Callable[[Progress], None] | None = None,
    start: Mapping[str, int | None] | None = None,
) -> Solution:
    """The best plan that ``effort`` finds for ``model``, with a bound, proven best where possible.

    Without ``stop`` the answer depends on model, effort, seed and ``start`` alone. ``stop`` is
    asked between chunks of work and ends the search when true. A ``quick`` answer comes without a
    bound. ``start`` is a plan to begin with, which stays where no other costs less.

    Raises:
        InvalidPlan: ``start`` names systems or waves that the model does not have.
        ValueError: ``endless`` effort without a stop signal.
    """
    if effort == "endless":
        if stop is None:
            raise ValueError("endless effort needs a stop signal")
        proven = _Proven()
        told = None if progress is None else _with_bound(progress, proven)
        with ThreadPoolExecutor(1) as beside:
            bound = beside.submit(lower_bound, model, passes=None, stop=stop, progress=proven.hear)
            found = _answered(model, effort, seed, stop, told, start)
            return _priced(found, bound.result())
    found = _answered(model, effort, seed, stop, progress, start)
    settled = found.status in ("optimal", "infeasible") or found.engine.ended_by == "stop"
    if settled or effort not in PASSES:
        return found
    size = len(model.systems) + sum(len(interface.consumers) for interface in model.interfaces)
    passes = min(max(PASSES[effort] // max(size, 1), FEWEST_PASSES), MOST_PASSES)

    def tell(bound: int, _: int) -> None:
        if progress is not None:
            progress(_told(found, None, max(bound, found.bound or 0)))

    return _priced(
        found, lower_bound(model, passes=passes, stop=stop, progress=tell, upper=found.objective)
    )


class _Proven:
    """The best bound so far, while it is computed beside the search."""

    def __init__(self) -> None:
        self.bound: int | None = None

    def hear(self, bound: int, _: int) -> None:
        """The bound is now ``bound``."""
        self.bound = bound


def _with_bound(
    progress: Callable[[Progress], None], proven: _Proven
) -> Callable[[Progress], None]:
    """``progress`` that also tells what is proven beside; only the searching thread calls it."""

    def tell(now: Progress) -> None:
        known = [bound for bound in (now.bound, proven.bound) if bound is not None]
        progress(replace(now, bound=max(known, default=None)))

    return tell


def _priced(found: Solution, bound: Bound) -> Solution:
    """``found`` with the better of its own bound and ``bound``."""
    if bound.value is None:
        return found if found.status == "infeasible" else _without_plan(found)
    found = replace(found, prices=bound.prices)
    if found.status in ("optimal", "infeasible"):
        return found
    return _bounded(found, max(bound.value, found.bound or 0))


def _answered(
    model: PlanningModel,
    effort: Effort,
    seed: int,
    stop: Stop | None,
    progress: Callable[[Progress], None] | None,
    start: Mapping[str, int | None] | None,
) -> Solution:
    """What search and exact proof answer."""
    provable = _provable(model) if effort in WORK else None
    if provable is None:
        return search.solve(
            model, effort=effort, seed=seed, stop=stop, progress=progress, start=start
        )
    compiled, arrays = provable
    # What a proof can settle it settles soon: only then is it time to search without end.
    first: Effort = "standard" if effort == "endless" else effort
    found = search.solve(model, effort=first, seed=seed, stop=stop, progress=progress, start=start)
    found = replace(found, engine=replace(found.engine, effort=effort))
    if found.status == "infeasible" or found.engine.ended_by == "stop":
        return found
    found = _proven(compiled, arrays, found, WORK[effort], stop or _never, progress)
    if effort != "endless" or found.engine.ended_by != "budget":
        return found
    longer = search.solve(
        model, effort=effort, seed=seed, stop=stop, progress=progress, start=start
    )
    engine = replace(longer.engine, method=found.engine.method)
    return _bounded(replace(_cheaper(found, longer), engine=engine), found.bound)


def _never() -> bool:
    return False


def _provable(model: PlanningModel) -> tuple[CompiledModel, Arrays] | None:
    """``model`` as arrays without what domains rule out, where a proof is in reach."""
    if not 0 < len(model.systems) <= MOST_CHOICES:
        return None
    from legacymap.planning.exact.intervals import is_project

    compiled = compile_arrays(model)
    arrays = compiled.arrays._replace(allowed=domains(compiled).allowed)
    if is_project(arrays):
        in_reach = compiled.blocks <= MOST_ACTIVITIES
    else:
        in_reach = int(arrays.allowed[:, 1:-1].sum()) <= MOST_CHOICES
    return (compiled, arrays) if in_reach else None


def _proven(
    compiled: CompiledModel,
    arrays: Arrays,
    found: Solution,
    work: float,
    stop: Stop,
    progress: Callable[[Progress], None] | None,
) -> Solution:
    """``found`` with what the exact solver adds: a cheaper plan, a bound, or that there is none."""
    from legacymap.planning.exact.proof import VERSION, prove

    stopped = False

    def ask() -> bool:
        nonlocal stopped
        stopped = stopped or stop()
        return stopped

    def tell(objective: int | None, bound: int | None) -> None:
        if progress is not None:
            progress(_told(found, objective, bound))

    known: Index | None = None
    if found.status == "feasible" and found.plan is not None:
        known = compiled.waves(found.plan)
    proof = prove(arrays, known, work=work, stop=ask, progress=tell)
    method = f"{found.engine.method}+{VERSION}"
    if proof.status in ("optimal", "infeasible"):
        engine = replace(found.engine, method=method, ended_by="proof")
    else:
        engine = replace(found.engine, method=method, ended_by="stop" if stopped else "budget")
    return _joined(compiled, replace(found, engine=engine), proof)


def _told(found: Solution, objective: int | None, bound: int | None) -> Progress:
    known = [cost for cost in (found.objective, objective) if cost is not None]
    return Progress(
        phase="proving",
        round=0,
        iterations=found.engine.iterations,
        planned=None,
        objective=min(known, default=None),
        bound=bound,
    )


def _joined(compiled: CompiledModel, found: Solution, proof: Proof) -> Solution:
    """The better plan of the two, as good as the proof says."""
    if proof.status == "infeasible":
        return _without_plan(found)
    if proof.waves is not None:
        found = _cheaper(found, _scored(compiled, proof.waves, found))
    return _bounded(found, proof.bound)


def _without_plan(found: Solution) -> Solution:
    """The answer where it is proven that no plan keeps everything."""
    if found.objective is not None:
        raise AssertionError("a plan was found where the proof says that there is none")
    return replace(
        found,
        status="infeasible",
        plan=None,
        violations=(),
        conflict=("no plan keeps all limits and precedences together",),
    )


def _bounded(found: Solution, bound: int | None) -> Solution:
    """``found`` as good as ``bound`` proves it."""
    if found.objective is None or bound is None:
        return replace(found, bound=bound)
    if bound > found.objective:
        raise AssertionError(f"a bound of {bound} above a plan that costs {found.objective}")
    return replace(
        found,
        status="optimal" if bound == found.objective else "feasible",
        bound=bound,
        gap=(found.objective - bound) / found.objective if found.objective else 0.0,
    )


def _scored(compiled: CompiledModel, waves: Index, found: Solution) -> Solution:
    plan = compiled.plan(waves)
    judged = score(compiled.model, plan)
    if not judged.feasible:
        raise AssertionError("the exact solver and the scorer disagree about what is allowed")
    return replace(
        found,
        status="feasible",
        objective=judged.objective,
        plan=plan,
        parts=judged.parts,
        violations=(),
    )


def _cheaper(found: Solution, other: Solution) -> Solution:
    if other.objective is None:
        return found
    if found.objective is None:
        return other
    return other if other.objective < found.objective else found
