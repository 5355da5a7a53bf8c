"""A good plan for a planning model: independent starts of annealing, and the best of them.

How many starts there are depends on the effort alone, not on how many run at once; of equal plans
that of the earlier start is taken. So the answer is the same on one core and on many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event
from typing import Final, Literal

from legacymap.planning.model.arrays import Arrays, Index
from legacymap.planning.model.compiled import CompiledModel, compile_arrays
from legacymap.planning.model.domains import domains
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.score import Parts, score
from legacymap.planning.search.annealing import Start, Stop
from legacymap.planning.search.beside import side_by_side
from legacymap.planning.search.needs import needs
from legacymap.planning.search.solution import Ending, Engine, Solution
from legacymap.planning.search.tally import keeps_limits, parts_of

METHOD: Final = "wsjf+annealing"
THREADS: Final = 2
MOST_NAMED: Final = 5_000
"""Systems up to which the scorer has the last word; it takes half a second for so many."""

Effort = Literal["quick", "standard", "thorough", "endless"]

ROUNDS: Final[dict[Effort, tuple[int | None, ...]]] = {
    "quick": (1,),
    "standard": (4, 4),
    "thorough": (7, 7),
    "endless": (None, 4),
}
"""How many rounds each start of an effort runs; ``endless`` needs a stop signal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a search is; ``planned`` iterations are ``None`` where only a signal ends it.

    ``objective`` is the cost of the best plan so far, ``bound`` what no plan can cost less than,
    as far as that is proven; both are ``None`` before there is one.
    """

    phase: Literal["compiling", "searching", "proving"]
    round: int
    iterations: int
    planned: int | None
    objective: int | None
    bound: int | None = None

    @property
    def gap(self) -> float | None:
        """How much less a plan could cost at most, in parts of the objective, 0 to 1."""
        if self.objective is None or self.bound is None:
            return None
        return (self.objective - self.bound) / self.objective if self.objective else 0.0


COMPILING: Final = Progress(phase="compiling", round=0, iterations=0, planned=None, objective=None)
"""The first call of a kernel on a machine compiles it, which takes longer than most searches."""


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
    """The best plan that ``effort`` finds for ``model``, at most ``threads`` starts at once.

    Without ``stop`` the answer depends on model, effort, seed and ``start`` alone. ``stop`` is
    asked a few times a second and ends the search when true. ``start`` is a plan to begin with:
    the answer is never worse, and it stays where no other costs less. Blocks that it puts into a
    closed wave stand where the greedy start has them. Only the caller's thread asks and tells.

    Raises:
        InvalidPlan: ``start`` names systems or waves that the model does not have.
        ValueError: ``endless`` effort without a stop signal.
    """
    if effort == "endless" and stop is None:
        raise ValueError("endless effort needs a stop signal")
    search = Search(model, effort=effort, seed=seed, start=start)
    if search.conflict:
        return search.refused()
    return run(search, stop=stop, report=progress or silence, threads=threads)


def run(
    search: Search, *, stop: Stop | None, report: Callable[[Progress], None], threads: int
) -> Solution:
    """The best plan of all starts of ``search``."""
    report(COMPILING)
    asked = Asked(stop, search)
    side_by_side(
        [_running(start) for start in search.starts],
        threads=threads,
        stop=asked,
        watch=lambda: report(search.progress()),
    )
    return search.solution(search.best, ended_by="stop" if asked.stopped else "budget")


def _running(start: Start) -> Callable[[Event], None]:
    return lambda halt: start.run(halt.is_set)


def silence(progress: Progress) -> None:
    """Nobody listens to ``progress``."""


class Search:
    """The starts of one search, and what their best is worth."""

    def __init__(
        self,
        model: PlanningModel,
        *,
        effort: Effort,
        seed: int,
        start: Mapping[str, int | None] | None,
    ) -> None:
        self.compiled = compile_arrays(model)
        begun = None if start is None else self.compiled.waves(start)
        narrowed = domains(self.compiled)
        self.conflict = narrowed.conflict
        self.arrays: Arrays = self.compiled.arrays._replace(allowed=narrowed.allowed)
        self.starts = tuple(
            Start(self.arrays, seed=seed, number=number, rounds=rounds, begun=begun)
            for number, rounds in enumerate(ROUNDS[effort])
        )
        self._effort = effort
        self._seed = seed

    @property
    def objective(self) -> int | None:
        """The cost of the best plan so far; from any thread, at any time."""
        known = [start.standing.objective for start in self.starts]
        return min((cost for cost in known if cost is not None), default=None)

    @property
    def iterations(self) -> int:
        """Moves tried so far; from any thread, at any time."""
        return sum(start.standing.iterations for start in self.starts)

    @property
    def best(self) -> Index | None:
        """The best feasible placement, of equal ones that of the earlier start, after all ended."""
        found = [start for start in self.starts if start.best is not None]
        return min(found, key=lambda start: start.standing.objective or 0).best if found else None

    def progress(self) -> Progress:
        """How far all starts are."""
        planned = [start.planned for start in self.starts]
        known = [moves for moves in planned if moves is not None]
        return Progress(
            phase="searching" if self.iterations else "compiling",
            round=max(start.standing.round for start in self.starts),
            iterations=self.iterations,
            planned=sum(known) if len(known) == len(planned) else None,
            objective=self.objective,
        )

    def refused(self) -> Solution:
        """The answer where it is plain that no plan keeps everything."""
        return Solution(
            status="infeasible",
            objective=None,
            bound=None,
            gap=None,
            plan=None,
            parts=None,
            violations=(),
            conflict=self.conflict,
            engine=self._engine("proof"),
        )

    def solution(self, waves: Index | None, *, ended_by: Ending) -> Solution:
        """The answer whose plan is ``waves``; without one, the last try and what it breaks."""
        engine = self._engine(ended_by)
        if waves is None:
            plan = self.compiled.plan(self.starts[0].last)
            return Solution(
                status="cancelled" if ended_by == "stop" else "unknown",
                objective=None,
                bound=None,
                gap=None,
                plan=plan,
                parts=None,
                violations=score(self.compiled.model, plan).violations,
                conflict=(),
                engine=engine,
            )
        parts = checked(self.compiled, self.arrays, waves, self.objective)
        return Solution(
            status="feasible",
            objective=parts.total,
            bound=None,
            gap=None,
            plan=self.compiled.plan(waves),
            parts=parts,
            violations=(),
            conflict=(),
            engine=engine,
        )

    def _engine(self, ended_by: Ending) -> Engine:
        return Engine(
            method=METHOD,
            effort=self._effort,
            seed=self._seed,
            iterations=self.iterations,
            ended_by=ended_by,
        )


def checked(compiled: CompiledModel, arrays: Arrays, waves: Index, objective: int | None) -> Parts:
    """The parts of ``waves``, counted apart from the search, with which they must agree."""
    if len(compiled.systems) > MOST_NAMED:
        needed = needs(arrays)
        feasible, parts = keeps_limits(arrays, needed, waves), parts_of(arrays, needed, waves)
    else:
        judged = score(compiled.model, compiled.plan(waves))
        feasible, parts = judged.feasible, judged.parts
    # Were search and count to disagree, no figure could be trusted.
    if not feasible or parts.total != objective:
        raise AssertionError(f"search and scorer disagree: {objective}, {parts.total}")
    return parts


class Asked:
    """The stop signal, asked before the first step and then only once there is a plan.

    What comes between is compiling, which nothing can cut short.
    """

    def __init__(self, stop: Stop | None, search: Search) -> None:
        self._stop = stop
        self._search = search
        self._questions = 0
        self.stopped = False

    def __call__(self) -> bool:
        """Whether to stop."""
        self._questions += 1
        due = self._questions == 1 or self._search.iterations > 0
        if self._stop is not None and due and not self.stopped:
            self.stopped = self._stop()
        return self.stopped
