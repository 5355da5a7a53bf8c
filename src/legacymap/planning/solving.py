"""Which engines answer a planning model: annealing always, an exact proof where it can finish.

The exact solver starts from the annealed plan and replaces it only by a cheaper one, so that ties
stay where the search broke them. What stays unproven gets a bound by prices: how much less any
plan could cost at most. Budgets count work, not seconds, and what runs side by side shares
nothing: the answer is the same on one core and on two. Where only a signal ends it, one thread
searches without end and another proves and bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Final

from legacymap.planning.bound import Bound, lower_bound
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.score import score
from legacymap.planning.search.annealing import Stop
from legacymap.planning.search.beside import side_by_side
from legacymap.planning.search.search import (
    COMPILING,
    THREADS,
    Asked,
    Effort,
    Progress,
    Search,
    run,
    silence,
)
from legacymap.planning.search.solution import Ending, Solution

if TYPE_CHECKING:
    from legacymap.planning.exact.proof import Proof
    from legacymap.planning.model.arrays import Index

MOST_CHOICES: Final = 1_000
"""Waves that all blocks together may choose from, beyond which a proof is out of reach."""
MOST_ACTIVITIES: Final = 130
"""Blocks of a project, which the solver plans by time and not by choice."""
WORK: Final[dict[Effort, float]] = {"standard": 5.0, "thorough": 60.0, "endless": 5.0}
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
    threads: int = THREADS,
) -> Solution:
    """The best plan that ``effort`` finds for ``model``, with a bound, proven best where possible.

    Without ``stop`` the answer depends on model, effort, seed and ``start`` alone, not on how many
    ``threads`` work at once. ``stop`` is asked a few times a second and ends everything when true.
    Only the caller's thread asks it and tells ``progress``. A ``quick`` answer comes without a
    bound. ``start`` is a plan to begin with, which stays where no other costs less.

    Raises:
        InvalidPlan: ``start`` names systems or waves that the model does not have.
        ValueError: ``endless`` effort without a stop signal.
    """
    if effort == "endless" and stop is None:
        raise ValueError("endless effort needs a stop signal")
    search = Search(model, effort=effort, seed=seed, start=start)
    if search.conflict:
        return search.refused()
    report = progress or silence
    engines = _Engines(search, effort)
    asked = Asked(stop, search)
    if effort == "endless":
        report(COMPILING)
        jobs = [engines.search_on, engines.prove_beside]
        side_by_side(
            jobs, threads=2, stop=asked, watch=lambda: report(engines.progress()), needed=1
        )
        ended_by: Ending = "stop" if asked.stopped else "proof"
        return engines.joined(search.solution(search.best, ended_by=ended_by), ended_by=ended_by)
    found = run(search, stop=stop, report=report, threads=threads)
    if effort not in PASSES or found.engine.ended_by == "stop":
        return found
    engines.known = search.best
    proving = [engines.prove, engines.bound]
    side_by_side(
        proving, threads=threads, stop=asked, watch=lambda: report(engines.progress()), needed=0
    )
    return engines.joined(found, ended_by="stop" if asked.stopped else "budget")


class _Engines:
    """What proves beside a search, and what all of them know together."""

    def __init__(self, search: Search, effort: Effort) -> None:
        self.known: Index | None = None
        self._search = search
        self._effort = effort
        self._provable = effort in WORK and _provable(search)
        self._proof: Proof | None = None
        self._bound: Bound | None = None
        # What the engines tell while they run; each writes its own.
        self._cheaper: int | None = None
        self._proven: int | None = None
        self._priced: int | None = None

    def progress(self) -> Progress:
        """How far all engines are."""
        now = self._search.progress()
        bounds = [bound for bound in (self._proven, self._priced) if bound is not None]
        proving = self._effort != "endless" and bool(bounds)
        return replace(
            now,
            phase="proving" if proving else now.phase,
            objective=self.objective(),
            bound=max(bounds, default=None),
        )

    def objective(self) -> int | None:
        """The cost of the best plan so far; from any thread, at any time."""
        known = [cost for cost in (self._search.objective, self._cheaper) if cost is not None]
        return min(known, default=None)

    def search_on(self, halt: Event) -> None:
        """Search until the end."""
        self._search.starts[0].run(halt.is_set)

    def prove_beside(self, halt: Event) -> None:
        """Beside a search: prove from a start of its own, and bound what stays unproven."""
        if self._provable:
            start = self._search.starts[1]
            start.run(halt.is_set)
            self.known = start.best
            self.prove(halt)
        self.bound(halt)

    def prove(self, halt: Event) -> None:
        """An exact proof from ``known``, if one is in reach; what it settles ends everything."""
        if not self._provable or halt.is_set():
            return
        from legacymap.planning.exact.proof import prove

        def tell(objective: int | None, bound: int | None) -> None:
            self._cheaper, self._proven = objective, bound

        work = WORK[self._effort]
        proof = prove(self._search.arrays, self.known, work=work, stop=halt.is_set, progress=tell)
        self._proof, self._proven = proof, proof.bound
        if _settled(proof):
            halt.set()

    def bound(self, halt: Event) -> None:
        """A bound by prices; where only a signal ends it, it ends all once the gap is closed."""
        if halt.is_set():
            return

        def tell(bound: int, _: int) -> None:
            self._priced = bound

        endless = self._effort == "endless"
        found = lower_bound(
            self._search.compiled,
            passes=None if endless else _passes(self._effort, self._search.compiled.model),
            stop=halt.is_set,
            progress=tell,
            upper=self.objective if endless else self._search.objective,
        )
        self._bound = found
        best = self.objective()
        if endless and (found.value is None or (best is not None and found.value >= best)):
            halt.set()

    def joined(self, found: Solution, *, ended_by: Ending) -> Solution:
        """``found`` with what was proven beside it."""
        proof = self._proof
        if proof is not None:
            from legacymap.planning.exact.proof import VERSION

            ended_by = "proof" if _settled(proof) else ended_by
            method = f"{found.engine.method}+{VERSION}"
            found = replace(found, engine=replace(found.engine, method=method, ended_by=ended_by))
            found = self._with_proof(found, proof)
        else:
            found = replace(found, engine=replace(found.engine, ended_by=ended_by))
        # A bound beside a proof that settled everything got as far as chance would have it.
        if proof is not None and _settled(proof):
            return found
        if self._bound is not None:
            return _priced(found, self._bound)
        # Told to stop, and not waited for: what it had told by then holds.
        if self._priced is None or found.status == "optimal":
            return found
        return _bounded(found, max(self._priced, found.bound or 0))

    def _with_proof(self, found: Solution, proof: Proof) -> Solution:
        """The better plan of the two, as good as the proof says."""
        if proof.status == "infeasible":
            return _without_plan(found)
        if proof.waves is not None:
            found = _cheaper(found, self._scored(proof.waves, found))
        return _bounded(found, proof.bound)

    def _scored(self, waves: Index, found: Solution) -> Solution:
        plan = self._search.compiled.plan(waves)
        judged = score(self._search.compiled.model, plan)
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


def _settled(proof: Proof) -> bool:
    return proof.status in ("optimal", "infeasible")


def _passes(effort: Effort, model: PlanningModel) -> int:
    size = len(model.systems) + sum(len(interface.consumers) for interface in model.interfaces)
    return min(max(PASSES[effort] // max(size, 1), FEWEST_PASSES), MOST_PASSES)


def _provable(search: Search) -> bool:
    """Whether a proof is in reach."""
    compiled, arrays = search.compiled, search.arrays
    if not 0 < len(compiled.systems) <= MOST_CHOICES:
        return False
    from legacymap.planning.exact.intervals import is_project

    if is_project(arrays):
        return compiled.blocks <= MOST_ACTIVITIES
    return int(arrays.allowed[:, 1:-1].sum()) <= MOST_CHOICES


def _priced(found: Solution, bound: Bound) -> Solution:
    """``found`` with the better of its own bound and ``bound``."""
    if bound.value is None:
        return found if found.status == "infeasible" else _without_plan(found)
    found = replace(found, prices=bound.prices)
    if found.status in ("optimal", "infeasible"):
        return found
    return _bounded(found, max(bound.value, found.bound or 0))


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


def _cheaper(found: Solution, other: Solution) -> Solution:
    if other.objective is None:
        return found
    if found.objective is None:
        return other
    return other if other.objective < found.objective else found
