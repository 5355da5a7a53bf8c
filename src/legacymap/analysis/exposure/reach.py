"""Which of many systems reach which groups of systems, counted for all of them at once.

One search per pair, or even per system, is out of the question on a large estate. Reach sets are
bit rows over the condensation, 4,096 columns at a time: O(m * columns / 64) word operations. Of
what is found the counts are kept and the first names, so that the answer stays in proportion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from legacymap.analysis.excerpt import SHOWN
from legacymap.graph import Ints
from legacymap.graph.closures import DRAWN, EXACT_COMPONENTS, draw
from legacymap.graph.reach_sets import Upward, Words, ones

__all__ = ["Found", "Upward", "reached", "reached_by", "reached_count"]

Firsts = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Found:
    """For each row: how many columns were found, and the first of them, in order."""

    count: Ints
    own: Ints
    """How many of a row's own columns it reaches, whether they were left out or not."""
    place: Ints
    """Where in ``firsts`` a row stands; -1 where nothing was found."""
    firsts: Firsts

    def first(self, row: int) -> tuple[int, ...]:
        """The first columns of ``row``, ascending."""
        place = self.place[row]
        if place < 0:
            return ()
        return tuple(self.firsts[place, : self.count[row]].tolist())


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
    """
    used, column = _numbered(group, groups)
    number = np.full(groups + 1, -1, dtype=np.int64)
    number[used] = np.arange(len(used))
    rows = _Rows(np.arange(len(starts) + 1), graph.position[starts])
    mine = np.full(len(starts), -1, dtype=np.int64) if own is None else number[own]
    found = _tally(graph, column, len(used), rows, _each(mine), own_left_out, shown)
    named = used.astype(np.int32)[found.firsts] if len(used) else found.firsts
    return Found(found.count, found.own, found.place, named)


def reached_by(
    graph: Upward, starts: Ints, group: Ints, *, groups: int, shown: int = SHOWN
) -> Found:
    """Which of ``starts`` (by their positions) reach each of the ``groups``."""
    back = graph.turned()
    nothing = _each(np.full(groups, -1, dtype=np.int64))
    rows = _grouped(back, group, groups)
    return _tally(back, _columns(graph, starts), len(starts), rows, nothing, True, shown)


def counts_reached_by(
    graph: Upward, starts: Ints, groupings: Sequence[Ints], *, groups: int
) -> tuple[Ints, ...]:
    """For each of several groupings of the nodes how many ``starts`` reach each of the groups.

    The counts of :func:`reached_by` for each of them, at the price of one.
    """
    back = graph.turned()
    nothing = _each(np.full(groups, -1, dtype=np.int64))
    asked = [_Tally.of(_grouped(back, group, groups), nothing, 0) for group in groupings]
    for low, bits in back.blocks(_columns(graph, starts), len(starts)):
        for tally in asked:
            tally.add(low, bits, leave=True)
    return tuple(tally.found.count for tally in asked)


def _columns(graph: Upward, starts: Ints) -> Ints:
    column = np.full(len(graph.position), -1, dtype=np.int64)
    column[starts] = np.arange(len(starts))
    return column


def _grouped(graph: Upward, group: Ints, groups: int) -> _Rows:
    """For each group the components of its nodes."""
    members = np.nonzero(group >= 0)[0]
    members = members[np.argsort(group[members], kind="stable")]
    pointers = np.zeros(groups + 1, dtype=np.int64)
    np.cumsum(np.bincount(group[members], minlength=groups), out=pointers[1:])
    return _Rows(pointers, graph.position[members])


def reached_count(graph: Upward, starts: Ints, group: Ints, *, groups: int, own: Ints) -> Ints:
    """How many of the ``groups`` each of ``starts`` reaches: :func:`reached` without the names."""
    return reached(graph, starts, group, groups=groups, own=own, shown=0).count


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many groups are reached, and how many were drawn where that is an estimate."""

    count: Ints
    drawn: int | None


def reached_about(graph: Upward, starts: Ints, group: Ints, *, groups: int, own: Ints) -> Estimate:
    """:func:`reached_count`, on very large graphs from the share among some groups drawn.

    The limits and the error are those of :func:`legacymap.graph.closures.closures`.
    """
    if groups <= EXACT_COMPONENTS:
        return Estimate(reached_count(graph, starts, group, groups=groups, own=own), None)
    chosen = draw(groups, DRAWN)
    number = np.full(groups + 1, -1, dtype=np.int64)
    number[chosen] = np.arange(DRAWN)
    mine = number[own]
    hits = reached_count(graph, starts, number[group], groups=DRAWN, own=mine)
    others = np.where(own >= 0, groups - 1, groups)
    asked = DRAWN - (mine >= 0)
    return Estimate((2 * hits * others + asked) // (2 * asked), DRAWN)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Lists of numbers, one after the other."""

    pointers: Ints
    items: Ints


def _each(one: Ints) -> _Rows:
    """Lists of one number each, empty where it is -1."""
    pointers = np.zeros(len(one) + 1, dtype=np.int64)
    np.cumsum(one >= 0, out=pointers[1:])
    return _Rows(pointers, one[one >= 0])


def _numbered(group: Ints, groups: int) -> tuple[Ints, Ints]:
    """The groups that have any node, ascending, and for each node the place of its group there."""
    used = np.nonzero(np.bincount(group[group >= 0], minlength=groups))[0]
    number = np.full(groups + 1, -1, dtype=np.int64)
    number[used] = np.arange(len(used))
    return used, number[group]


@dataclass(frozen=True, slots=True)
class _Tally:
    """What was found so far of each row, block by block."""

    rows: _Rows
    own: _Rows
    filled: Ints
    """The rows that any component stands for."""
    found: Found

    @classmethod
    def of(cls, rows: _Rows, own: _Rows, shown: int) -> _Tally:
        """Nothing found yet."""
        number = len(rows.pointers) - 1
        filled = np.nonzero(np.diff(rows.pointers))[0]
        place = np.full(number, -1, dtype=np.int64)
        place[filled] = np.arange(len(filled))
        nothing = np.zeros(number, dtype=np.int64)
        firsts = np.zeros((len(filled), shown), dtype=np.int32)
        return cls(rows, own, filled, Found(nothing, nothing.copy(), place, firsts))

    def add(self, low: int, bits: Words, *, leave: bool) -> None:
        """Count one more block of columns, the first of which is ``low``."""
        rows, own, found = self.rows, self.own, self.found
        _take(
            bits,
            low,
            self.filled,
            rows.pointers,
            rows.items,
            own.pointers,
            own.items,
            leave,
            found.count,
            found.own,
            found.firsts,
        )


def _tally(
    graph: Upward, column: Ints, columns: int, rows: _Rows, own: _Rows, leave: bool, shown: int
) -> Found:
    tally = _Tally.of(rows, own, shown)
    if len(tally.filled):
        for low, bits in graph.blocks(column, columns):
            tally.add(low, bits, leave=leave)
    return tally.found


@njit(cache=True, nogil=True)
def _take(
    bits: Words,
    low: int,
    filled: Ints,
    pointers: Ints,
    positions: Ints,
    own_pointers: Ints,
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
        first, end = pointers[row], pointers[row + 1]
        joined[:] = bits[positions[first]]
        for item in range(first + 1, end):
            other = bits[positions[item]]
            for word in range(words):
                joined[word] |= other[word]
        for item in range(own_pointers[row], own_pointers[row + 1]):
            offset = own[item] - low
            if 0 <= offset < 64 * words:
                bit = np.uint64(1) << np.uint64(offset & 63)
                if joined[offset >> 6] & bit:
                    hits[row] += 1
                    if leave:
                        joined[offset >> 6] &= ~bit
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
