"""Which of many systems reach which groups of systems, counted for all of them at once.

One search per pair, or even per system, is out of the question on a large estate. Reach sets are
bit rows over the condensation, 4,096 columns at a time: O(m * columns / 64) word operations. Of
what is found the counts are kept and the first names, so that the answer stays in proportion.
Where even that takes too long, names and small counts are read from lists of what each node
reaches first, which are exact, and larger counts are estimated from some columns that are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from legacymap.analysis.excerpt import SHOWN
from legacymap.graph import Ints
from legacymap.graph.closures import DRAWN, EXACT_COMPONENTS, draw
from legacymap.graph.first_reached import FirstReached, join_first
from legacymap.graph.reach_sets import Bits, Block, Upward, Words, ones

__all__ = [
    "EXACT_COUNTS",
    "Found",
    "Named",
    "Upward",
    "counts_reached_by",
    "drawn_of",
    "reached",
    "reached_by",
]

Firsts = npt.NDArray[np.int32]

EXACT_COUNTS: Final = 15
"""Up to which number counts without names are exact, where others are estimated."""


@dataclass(frozen=True, slots=True)
class Found:
    """For each row: how many columns were found, and the first of them, in order."""

    count: Ints
    own: Ints
    """Whether a row reaches its own column, 0 or 1; always 0 where own columns are left out."""
    place: Ints
    """Where in ``firsts`` a row stands; -1 where nothing can be found."""
    firsts: Firsts

    def first(self, row: int) -> tuple[int, ...]:
        """The first columns of ``row``, ascending."""
        place = self.place[row]
        if place < 0:
            return ()
        return tuple(self.firsts[place, : self.count[row]].tolist())

    def named(self, ids: Sequence[str]) -> Named:
        """The first columns of the rows by the ``ids`` of the columns."""
        return Named(self, np.array(ids, dtype=object), {})


@dataclass(frozen=True, slots=True)
class Named:
    """The first columns of rows by name: rows that reach the same share one tuple."""

    found: Found
    ids: npt.NDArray[np.object_]
    told: dict[bytes, tuple[str, ...]]

    def first(self, row: int) -> tuple[str, ...]:
        """The names of the first columns of ``row``, in order."""
        place = self.found.place[row]
        if place < 0:
            return ()
        columns = self.found.firsts[place, : self.found.count[row]]
        key = columns.tobytes()
        names = self.told.get(key)
        if names is None:
            names = self.told[key] = tuple(self.ids[columns].tolist())
        return names


def drawn_of(graph: Upward, columns: int) -> int | None:
    """How many of ``columns`` are drawn to estimate counts in ``graph``; ``None``: all count.

    The limits and the error are those of :func:`legacymap.graph.closures.closures`; counts up to
    the number of names that are asked for are exact all the same.
    """
    return DRAWN if graph.dag.nodes > EXACT_COMPONENTS and columns > DRAWN else None


def reached(
    graph: Upward,
    starts: Ints,
    group: Ints,
    *,
    groups: int,
    own: Ints | None = None,
    own_left_out: bool = True,
    shown: int = SHOWN,
) -> Found:
    """Which of the ``groups`` each of ``starts`` reaches in ``graph``, itself included.

    ``group`` holds the group of each node, or -1; a group is reached when one of its nodes is.
    ``own`` is, for each start, a group that is its own (-1: none), left out unless told otherwise.
    Very large graphs are estimated, see :func:`drawn_of`.
    """
    used = np.nonzero(np.bincount(group[group >= 0], minlength=groups))[0]
    if not shown:
        # Nobody sees the order: where columns follow the graph, a block concerns its beginning.
        last = np.zeros(groups, dtype=np.int64)
        np.maximum.at(last, group[group >= 0], graph.position[group >= 0])
        used = used[np.argsort(last[used], kind="stable")]
    number = np.full(groups + 1, -1, dtype=np.int64)
    number[used] = np.arange(len(used))
    rows = _Rows(np.arange(len(starts) + 1), graph.position[starts])
    mine = _nobody(len(starts)) if own is None else number[own]
    tally = _Tally.of(rows, mine, leave=own_left_out, shown=shown)
    _count(graph, number[group], len(used), (tally,), exact_to=shown)
    found = tally.found
    named = used.astype(np.int32)[found.firsts] if len(used) else found.firsts
    return Found(found.count, found.own, found.place, named)


def reached_by(
    graph: Upward, starts: Ints, group: Ints, *, groups: int, shown: int = SHOWN
) -> Found:
    """Which of ``starts`` (by their positions) reach each of the ``groups``."""
    back = graph.turned
    tally = _Tally.of(_grouped(back, group, groups), _nobody(groups), leave=True, shown=shown)
    _count(back, _columns(graph, starts), len(starts), (tally,), exact_to=shown)
    return tally.found


def counts_reached_by(
    graph: Upward, starts: Ints, groupings: Sequence[Ints], *, groups: int
) -> tuple[Ints, ...]:
    """For each of several groupings of the nodes how many ``starts`` reach each of the groups.

    The counts of :func:`reached_by` for each of them, at the price of one.
    """
    back = graph.turned
    tallies = tuple(
        _Tally.of(_grouped(back, group, groups), _nobody(groups), leave=True, shown=0)
        for group in groupings
    )
    _count(back, _columns(graph, starts), len(starts), tallies, exact_to=EXACT_COUNTS)
    return tuple(tally.found.count for tally in tallies)


def _columns(graph: Upward, starts: Ints) -> Ints:
    column = _nobody(len(graph.position))
    column[starts] = np.arange(len(starts))
    return column


def _nobody(rows: int) -> Ints:
    return np.full(rows, -1, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Lists of components, one after the other."""

    pointers: Ints
    items: Ints


def _grouped(graph: Upward, group: Ints, groups: int) -> _Rows:
    """For each group the components of its nodes."""
    members = np.nonzero(group >= 0)[0]
    members = members[np.argsort(group[members], kind="stable")]
    pointers = np.zeros(groups + 1, dtype=np.int64)
    np.cumsum(np.bincount(group[members], minlength=groups), out=pointers[1:])
    return _Rows(pointers, graph.position[members])


@dataclass(frozen=True, slots=True)
class _Tally:
    """What was found so far of each row, block by block."""

    rows: _Rows
    own: Ints
    """The column that is each row's own; -1: none."""
    leave: bool
    """Whether own columns are left out."""
    filled: Ints
    """The rows that any component stands for."""
    found: Found

    @classmethod
    def of(cls, rows: _Rows, own: Ints, *, leave: bool, shown: int) -> _Tally:
        """Nothing found yet."""
        number = len(own)
        filled = np.nonzero(np.diff(rows.pointers))[0]
        place = _nobody(number)
        place[filled] = np.arange(len(filled))
        nothing = np.zeros(number, dtype=np.int64)
        firsts = np.zeros((len(filled), shown), dtype=np.int32)
        return cls(rows, own, leave, filled, Found(nothing, nothing.copy(), place, firsts))

    def add(self, block: Block) -> None:
        """Count one more block of columns."""
        _take(
            block.bits,
            block.filled,
            block.low,
            self.filled,
            self.rows.pointers,
            self.rows.items,
            self.own,
            self.leave,
            self.found.count,
            self.found.own,
            self.found.firsts,
        )


def _count(
    graph: Upward, column: Ints, columns: int, tallies: Sequence[_Tally], *, exact_to: int
) -> None:
    """Fill the ``tallies``; where that is too much, counts beyond ``exact_to`` are estimated."""
    if not any(len(tally.filled) for tally in tallies):
        return
    drawn = drawn_of(graph, columns)
    if drawn is None:
        for block in graph.blocks(column, columns):
            for tally in tallies:
                tally.add(block)
        return
    chosen = draw(columns, drawn)
    number = _nobody(columns + 1)
    number[chosen] = np.arange(drawn)
    samples = [_Tally.of(tally.rows, number[tally.own], leave=True, shown=0) for tally in tallies]
    for block in graph.blocks(number[column], drawn):
        for sample in samples:
            sample.add(block)
    for tally, sample in zip(tallies, samples, strict=True):
        asked = drawn - (sample.own >= 0)
        others = columns - (tally.own >= 0)
        tally.found.count[:] = (2 * sample.found.count * others + asked) // (2 * asked)
        if not tally.leave:
            tally.found.own[:] = _own_reached(graph, column, columns, tally)
            tally.found.count[:] += tally.found.own
    if exact_to:
        first = FirstReached.of(graph, column, exact_to + 1)
        for tally in tallies:
            _name(
                first.lists,
                first.length,
                tally.filled,
                tally.rows.pointers,
                tally.rows.items,
                tally.own,
                tally.leave,
                tally.found.count,
                tally.found.firsts,
            )


def _own_reached(graph: Upward, column: Ints, columns: int, tally: _Tally) -> Ints:
    """Whether each row reaches its own column: counted, also where all else is estimated."""
    wanted = np.unique(tally.own[tally.own >= 0])
    number = _nobody(columns + 1)
    number[wanted] = np.arange(len(wanted))
    asked = _Tally.of(tally.rows, number[tally.own], leave=False, shown=0)
    for block in graph.blocks(number[column], len(wanted)):
        asked.add(block)
    return asked.found.own


@njit(cache=True, nogil=True)
def _take(
    bits: Words,
    reaching: Bits,
    low: int,
    filled: Ints,
    pointers: Ints,
    positions: Ints,
    own: Ints,
    leave: bool,
    count: Ints,
    hits: Ints,
    firsts: Firsts,
) -> None:
    """Add one block of columns, the first of which is ``low``, to the counts of the rows."""
    words = bits.shape[1]
    joined = np.empty(words, dtype=np.uint64)
    for place in range(len(filled)):
        row = filled[place]
        some = False
        for item in range(pointers[row], pointers[row + 1]):
            position = positions[item]
            if not reaching[position]:
                continue
            if some:
                for word in range(words):
                    joined[word] |= bits[position, word]
            else:
                for word in range(words):
                    joined[word] = bits[position, word]
                some = True
        if not some:
            continue
        offset = own[row] - low
        if own[row] >= 0 and 0 <= offset < 64 * words:
            bit = np.uint64(1) << np.uint64(offset & 63)
            if leave:
                joined[offset >> 6] &= ~bit
            elif joined[offset >> 6] & bit:
                hits[row] = 1
        # A loop without branches over all words: it is done several words at a time.
        found = 0
        for word in range(words):
            found += ones(joined[word])
        if found > 0 and count[row] < firsts.shape[1]:
            _keep_first(joined, low, firsts[place], count[row])
        count[row] += found


@njit(cache=True, nogil=True)
def _keep_first(joined: Words, low: int, firsts: Firsts, kept: int) -> None:
    """Write the columns of one row behind those that are ``kept``, as far as there is room."""
    for word in range(len(joined)):
        left = joined[word]
        while left != 0:
            if kept == len(firsts):
                return
            lowest = left & (~left + np.uint64(1))
            firsts[kept] = low + 64 * word + ones(lowest - np.uint64(1))
            kept += 1
            left ^= lowest


@njit(cache=True, nogil=True)
def _name(
    lists: Firsts,
    length: Firsts,
    filled: Ints,
    pointers: Ints,
    positions: Ints,
    own: Ints,
    leave: bool,
    count: Ints,
    firsts: Firsts,
) -> None:
    """Write the first columns of the rows, and make those counts exact that the lists tell."""
    width = lists.shape[1]
    joined = np.empty(width, dtype=np.int32)
    spare = np.empty(width, dtype=np.int32)
    for place in range(len(filled)):
        row = filled[place]
        known = 0
        for item in range(pointers[row], pointers[row + 1]):
            position = positions[item]
            known = join_first(joined, known, lists[position], length[position], spare)
        whole = known < width
        others = 0
        for item in range(known):
            if leave and joined[item] == own[row]:
                continue
            if others < firsts.shape[1]:
                firsts[place, others] = joined[item]
            others += 1
        count[row] = others if whole else max(count[row], others)
