"""One start of a search: a greedy plan, mended, then rounds of annealing, each twice as long.

A round is hot enough to forget where the one before it ended; the best feasible plan of all rounds
is the answer. So more rounds are never worse. From some length on another round as long finds
better plans than one twice as long, so rounds grow no further.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from legacymap.planning.model.arrays import Arrays, Flag, Index
from legacymap.planning.search.anneal import PATIENCE, anneal, reprice
from legacymap.planning.search.books import (
    BEST,
    BROKEN,
    FOUND,
    FREE,
    OVER_MAX,
    TRIED,
    Books,
    Weight,
    keep_if_best,
    open_books,
    place,
)
from legacymap.planning.search.orders import shortest_weighted_first
from legacymap.planning.search.schedule import list_schedule
from legacymap.planning.search.tally import missed, needed

FIRST_ROUND_PER_BLOCK: Final = 4_000
FIRST_ROUND: Final = (200_000, 20_000_000)
DOUBLINGS: Final = 5  # after which rounds grow no longer
STEPS: Final = 200  # temperatures a round
LARGEST_CHUNK: Final = 20_000  # moves between two looks at the stop signal
HOT: Final = 0.3  # in medians of what a single move changes
FIRM: Final = 0.3  # what a usual excess costs at least, in temperatures
REPAIR: Final = 30  # the last steps of a round, in which
STRICT: Final = 30.0  # it costs at least so many hot temperatures
COOLING: Final = 0.983  # from step to step: to a thirtieth in a round
MENDING: Final = 100  # at most so many tries of so many moves a block that has to give way

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a start is; ``objective`` is ``None`` while no feasible plan was met."""

    round: int = 0
    iterations: int = 0
    objective: int | None = None


class Start:
    """The ``number``-th start from a seed: its books, its budget and how it cools down.

    ``begun`` is a placement to begin with; ``rounds`` is ``None`` where only a signal ends it.
    """

    def __init__(
        self, arrays: Arrays, *, seed: int, number: int, rounds: int | None, begun: Index | None
    ) -> None:
        self.standing = Standing()
        self._arrays = arrays
        self._seed = seed + (number << 32)
        self._rounds = rounds
        self._begun = begun
        self._movable = np.flatnonzero(arrays.allowed.sum(axis=1) > 1).astype(np.int64)
        self._round = 0
        self._opened: Books | None = None

    @property
    def books(self) -> Books:
        """The books, opened once the start runs."""
        if self._opened is None:
            raise AssertionError("a start has no books before it runs")
        return self._opened

    @property
    def planned(self) -> int | None:
        """How many moves the start will try; ``None`` where only a signal ends it."""
        if not len(self._movable):
            return 0
        return None if self._rounds is None else sum(self._budget())

    @property
    def best(self) -> Index | None:
        """The best feasible placement met, if the start ran; not while it does."""
        books = self._opened
        return books.best.copy() if books is not None and books.totals[FOUND] else None

    @property
    def last(self) -> Index:
        """The placement where the start stands; not while it runs."""
        return self.books.wave.copy()

    def run(self, stop: Stop) -> None:
        """Search until the budget is used or ``stop`` says so."""
        self._opened = open_books(self._arrays, self._seed)
        self._begin()
        if not len(self._movable) or stop():
            return
        hot = HOT * _typical_change(self._arrays, self.books)
        units = _units(self._arrays)
        strict = STRICT * hot * units
        self._mend(strict, 0.0, stop)
        for moves in self._budget():
            self._round += 1
            self.books.weight[:] = FIRM * hot * units
            for temperature, floor in _cooling(hot, units):
                for chunk in _chunks(moves // STEPS):
                    if stop():
                        return
                    self._anneal(temperature, chunk, self._movable)
                reprice(self._arrays, self.books, floor)
            self._mend(strict, temperature, stop)

    def _begin(self) -> None:
        arrays, books = self._arrays, self.books
        greedy = self._greedy()
        # A given plan first, so that of equal plans it is kept, and last, to go on from there.
        placements = [greedy]
        if self._begun is not None:
            given = _opened(arrays, self._begun, greedy)
            placements = [given, greedy, given]
        for waves in placements:
            place(arrays, books, waves)
            keep_if_best(books)
        self._note()

    def _greedy(self) -> Index:
        """The urgent first; if that leaves no room, whatever must not wait for ever before them."""
        arrays, books = self._arrays, self.books
        urgent = shortest_weighted_first(arrays)
        greedy = list_schedule(arrays, urgent)
        place(arrays, books, greedy)
        if not books.totals[BROKEN]:
            return greedy
        patient = arrays.allowed[urgent, arrays.waves + 1]
        bound = list_schedule(arrays, np.concatenate((urgent[~patient], urgent[patient])))
        place(arrays, books, bound)
        return greedy if books.totals[BROKEN] else bound

    def _mend(self, weight: Weight, temperature: float, stop: Stop) -> None:
        """Move those about that stand in broken limits, and no others.

        In a large model there is always some limit broken somewhere, and hardly a random move that
        concerns it: without this, no placement of a round would be a plan.
        """
        self.books.weight[:] = np.maximum(self.books.weight, weight)
        for _ in range(MENDING):
            if not self.books.totals[BROKEN]:
                return
            concerned = self._movable[self._concerned()[self._movable]]
            for chunk in _chunks(MENDING * len(concerned)):
                if stop() or not self.books.totals[BROKEN]:
                    return
                self._anneal(temperature, chunk, concerned)
            reprice(self._arrays, self.books, weight)

    def _concerned(self) -> Flag:
        """By block: whether it stands in a limit that is broken."""
        arrays, books = self._arrays, self.books
        over = -books.room[:, FREE] > books.room[:, OVER_MAX]
        block, bucket, _ = needed(arrays, books.needs, books.wave)
        concerned = np.zeros(len(books.wave), np.bool_)
        concerned[block[over[bucket]]] = True
        late = missed(arrays, books.wave)
        concerned[arrays.precedences.before[late]] = True
        concerned[arrays.precedences.after[late]] = True
        return concerned

    def _anneal(self, temperature: float, moves: int, movable: Index) -> None:
        anneal(self._arrays, self.books, movable, PATIENCE, temperature, moves)
        self._note()

    def _note(self) -> None:
        totals = self.books.totals
        self.standing = Standing(
            round=self._round,
            iterations=int(totals[TRIED]),
            objective=int(totals[BEST]) if totals[FOUND] else None,
        )

    def _budget(self) -> Iterator[int]:
        least, most = FIRST_ROUND
        first = min(max(FIRST_ROUND_PER_BLOCK * len(self._movable), least), most)
        rounds = itertools.count() if self._rounds is None else range(self._rounds)
        return (first << min(k, DOUBLINGS) for k in rounds)


def _cooling(hot: float, units: Weight) -> Iterator[tuple[float, Weight]]:
    """The temperatures of a round, and the least price of an excess at each.

    At first an excess may pay; in the last steps it never does, so that a round ends in repair.
    """
    temperature = hot
    for step in range(STEPS):
        repairing = step >= STEPS - REPAIR
        yield temperature, units * (STRICT * hot if repairing else FIRM * temperature)
        temperature *= COOLING


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
