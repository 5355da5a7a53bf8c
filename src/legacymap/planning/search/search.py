"""A good plan for a planning model: a greedy start, then rounds of annealing, each twice as long.

A round is hot enough to forget where the one before it ended; the best feasible plan of all rounds
is the answer. So more effort runs the same rounds and then more, and is never worse.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from legacymap.planning.model.arrays import Arrays, Index
from legacymap.planning.model.compiled import CompiledModel, compile_arrays
from legacymap.planning.model.domains import domains
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.score import score
from legacymap.planning.search.anneal import PATIENCE, anneal, reprice
from legacymap.planning.search.books import (
    BEST,
    FOUND,
    TRIED,
    Books,
    Weight,
    keep_if_best,
    open_books,
    place,
)
from legacymap.planning.search.orders import shortest_weighted_first
from legacymap.planning.search.schedule import list_schedule
from legacymap.planning.search.solution import Engine, Solution

METHOD: Final = "wsjf+annealing"

Effort = Literal["quick", "standard", "thorough", "endless"]
Stop = Callable[[], bool]

ROUNDS: Final[dict[Effort, int | None]] = {
    "quick": 1,
    "standard": 4,
    "thorough": 7,
    "endless": None,
}
"""How many rounds an effort runs; ``endless`` needs a stop signal."""

FIRST_ROUND_PER_BLOCK: Final = 2_000
FIRST_ROUND: Final = (200_000, 5_000_000)
STEPS: Final = 200  # temperatures a round
LARGEST_CHUNK: Final = 100_000  # moves between two looks at the stop signal
HOT: Final = 0.3  # in medians of what a single move changes
FIRM: Final = 0.3  # what a usual excess costs at least, in temperatures
REPAIR: Final = 30  # the last steps of a round, in which
STRICT: Final = 30.0  # it costs at least so many hot temperatures
COOLING: Final = 0.983  # from step to step: to a thirtieth in a round


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


def solve(
    model: PlanningModel,
    *,
    effort: Effort = "standard",
    seed: int = 1,
    stop: Stop | None = None,
    progress: Callable[[Progress], None] | None = None,
    start: Mapping[str, int | None] | None = None,
) -> Solution:
    """The best plan that ``effort`` finds for ``model``.

    Without ``stop`` the answer depends on model, effort, seed and ``start`` alone. ``stop`` is
    asked between chunks of work and ends the search when true. ``start`` is a plan to begin with:
    the answer is never worse, and it stays where no other costs less. Blocks that it puts into a
    closed wave stand where the greedy start has them.

    Raises:
        InvalidPlan: ``start`` names systems or waves that the model does not have.
        ValueError: ``endless`` effort without a stop signal.
    """
    if effort == "endless" and stop is None:
        raise ValueError("endless effort needs a stop signal")
    compiled = compile_arrays(model)
    narrowed = domains(compiled)
    if narrowed.conflict:
        return Solution(
            status="infeasible",
            objective=None,
            bound=None,
            gap=None,
            plan=None,
            parts=None,
            violations=(),
            conflict=narrowed.conflict,
            engine=_engine(effort, seed, 0, "proof"),
        )
    report = progress or _silence
    # The first call of a kernel on a machine compiles it, which takes longer than most searches.
    report(Progress(phase="compiling", round=0, iterations=0, planned=None, objective=None))
    begun = None if start is None else compiled.waves(start)
    arrays = compiled.arrays._replace(allowed=narrowed.allowed)
    search = _Search(arrays, effort, seed, report, begun)
    stopped = search.run(stop or _never)
    return _solution(compiled, search.books, _engine(effort, seed, search.tried, stopped))


def _silence(progress: Progress) -> None:
    """Nobody listens to ``progress``."""


def _never() -> bool:
    return False


def _engine(
    effort: Effort, seed: int, iterations: int, ended_by: Literal["budget", "stop", "proof"]
) -> Engine:
    return Engine(
        method=METHOD,
        effort=effort,
        seed=seed,
        iterations=iterations,
        ended_by=ended_by,
    )


def _solution(compiled: CompiledModel, books: Books, engine: Engine) -> Solution:
    found = bool(books.totals[FOUND])
    plan = compiled.plan(books.best if found else books.wave)
    judged = score(compiled.model, plan)
    # The scorer shares nothing with the search; were they to disagree, no figure could be trusted.
    if judged.feasible != found or (found and judged.objective != books.totals[BEST]):
        raise AssertionError(
            f"search and scorer disagree: {books.totals[BEST]}, {judged.objective}"
        )
    missing: Literal["cancelled", "unknown"] = (
        "cancelled" if engine.ended_by == "stop" else "unknown"
    )
    return Solution(
        status="feasible" if found else missing,
        objective=judged.objective if found else None,
        bound=None,
        gap=None,
        plan=plan,
        parts=judged.parts if found else None,
        violations=judged.violations,
        conflict=(),
        engine=engine,
    )


class _Search:
    """One search: its books, its budget and how it cools down."""

    def __init__(
        self,
        arrays: Arrays,
        effort: Effort,
        seed: int,
        report: Callable[[Progress], None],
        begun: Index | None,
    ) -> None:
        self.books = open_books(arrays, seed)
        self._arrays = arrays
        self._rounds = ROUNDS[effort]
        self._report = report
        self._round = 0
        self._start = list_schedule(arrays, shortest_weighted_first(arrays))
        if begun is not None:
            # First, so that of equal plans this one is kept, and last, to go on from there.
            greedy, self._start = self._start, _opened(arrays, begun, self._start)
            place(arrays, self.books, self._start)
            keep_if_best(self.books)
            place(arrays, self.books, greedy)
            keep_if_best(self.books)
        place(arrays, self.books, self._start)
        keep_if_best(self.books)
        self._movable = np.flatnonzero(arrays.allowed.sum(axis=1) > 1).astype(np.int64)
        self._hot = HOT * _typical_change(arrays, self.books)
        self._units = _units(arrays)

    @property
    def tried(self) -> int:
        """Moves tried so far."""
        return int(self.books.totals[TRIED])

    def run(self, stop: Stop) -> Literal["budget", "stop"]:
        """Search until the budget is used or ``stop`` says so."""
        if len(self._movable) == 0:
            return "budget"
        for moves in self._budget():
            self._round += 1
            self.books.weight[:] = FIRM * self._hot * self._units
            for temperature, floor in self._cooling():
                for chunk in _chunks(moves // STEPS):
                    if stop():
                        return "stop"
                    anneal(self._arrays, self.books, self._movable, PATIENCE, temperature, chunk)
                reprice(self._arrays, self.books, floor)
                self._tell()
        return "budget"

    def _budget(self) -> Iterator[int]:
        least, most = FIRST_ROUND
        first = min(max(FIRST_ROUND_PER_BLOCK * len(self._movable), least), most)
        rounds = itertools.count() if self._rounds is None else range(self._rounds)
        return (first << k for k in rounds)

    def _cooling(self) -> Iterator[tuple[float, Weight]]:
        """The temperatures of a round, and the least price of an excess at each.

        At first an excess may pay; in the last steps it never does, so that a round ends in repair.
        """
        temperature = self._hot
        for step in range(STEPS):
            repairing = step >= STEPS - REPAIR
            yield (
                temperature,
                self._units * (STRICT * self._hot if repairing else FIRM * temperature),
            )
            temperature *= COOLING

    def _tell(self) -> None:
        totals = self.books.totals
        planned = None if self._rounds is None else sum(self._budget())
        self._report(
            Progress(
                phase="searching",
                round=self._round,
                iterations=self.tried,
                planned=planned,
                objective=int(totals[BEST]) if totals[FOUND] else None,
            )
        )


def _opened(arrays: Arrays, begun: Index, greedy: Index) -> Index:
    """``begun``, with the wave of ``greedy`` for what it puts into a closed one."""
    open_ = arrays.allowed[np.arange(len(begun)), begun]
    return np.where(open_, begun, greedy).astype(np.int64)


def _chunks(moves: int) -> Iterator[int]:
    while moves > 0:
        yield min(moves, LARGEST_CHUNK)
        moves -= LARGEST_CHUNK


def _typical_change(arrays: Arrays, books: Books) -> float:
    """The median of what moving one block to another allowed wave changes, up or down."""
    here = books.own[np.arange(len(books.wave)), books.wave][:, None]
    change = np.abs(books.own - here)[arrays.allowed]
    changes = np.sort(change[change > 0])
    return float(changes[len(changes) // 2]) if len(changes) else 1.0


def _units(arrays: Arrays) -> Weight:
    """By bucket and precedence: one over a usual excess, so that all limits weigh alike."""
    uses = arrays.uses
    resources = len(uses.user_ptr) - 1
    lines = np.bincount(uses.resource, minlength=resources)
    amounts = np.bincount(uses.resource, weights=uses.amount, minlength=resources)
    usual = np.maximum(amounts / np.maximum(lines, 1), 1.0)
    of_slot = np.repeat(np.arange(len(uses.slot_ptr) - 1), np.diff(uses.slot_ptr))
    units = np.ones(len(uses.cap) + len(arrays.precedences.lag), np.float64)
    units[uses.slot] = 1.0 / usual[of_slot // (arrays.waves + 2)]
    return units
