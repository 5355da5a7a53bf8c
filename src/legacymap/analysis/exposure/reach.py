"""Which of many systems reach which groups of systems, counted for all of them at once.

One search per pair, or even per system, is out of the question on a large estate. Reach sets are
bit rows over the condensation, 4,096 columns at a time: O(m * columns / 64) word operations. Of
what is found the counts are kept and the first names, so that the answer stays in proportion.
"""

from __future__ import annotations

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
    column = np.full(len(graph.position), -1, dtype=np.int64)
    column[starts] = np.arange(len(starts))
    members = np.nonzero(group >= 0)[0]
    members = members[np.argsort(group[members], kind="stable")]
    pointers = np.zeros(groups + 1, dtype=np.int64)
    np.cumsum(np.bincount(group[members], minlength=groups), out=pointers[1:])
    back = graph.turned()
    rows = _Rows(pointers, back.position[members])
    nothing = _each(np.full(groups, -1, dtype=np.int64))
    return _tally(back, column, len(starts), rows, nothing, True, shown)


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


def _tally(
    graph: Upward, column: Ints, columns: int, rows: _Rows, own: _Rows, leave: bool, shown: int
) -> Found:
    number = len(rows.pointers) - 1
    count, hits = np.zeros(number, dtype=np.int64), np.zeros(number, dtype=np.int64)
    filled = np.nonzero(np.diff(rows.pointers))[0]
    place = np.full(number, -1, dtype=np.int64)
    place[filled] = np.arange(len(filled))
    firsts = np.zeros((len(filled), shown), dtype=np.int32)
    if len(filled):
        for low, bits in graph.blocks(column, columns):
            _take(
                bits,
                low,
                filled,
                rows.pointers,
                rows.items,
                own.pointers,
                own.items,
                leave,
                count,
                hits,
                firsts,
            )
    return Found(count, hits, place, firsts)


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
    shown = firsts.shape[1]
    joined = np.empty(words, dtype=np.uint64)
    for place in range(len(filled)):
        row = filled[place]
        joined[:] = np.uint64(0)
        for item in range(pointers[row], pointers[row + 1]):
            for word in range(words):
                joined[word] |= bits[positions[item], word]
        for item in range(own_pointers[row], own_pointers[row + 1]):
            offset = own[item] - low
            if 0 <= offset < 64 * words:
                bit = np.uint64(1) << np.uint64(offset & 63)
                if joined[offset >> 6] & bit:
                    hits[row] += 1
                    if leave:
                        joined[offset >> 6] &= ~bit
        for word in range(words):
            left = joined[word]
            if left == 0:
                continue
            if count[row] < shown:
                kept = count[row]
                offset = 0
                while left != 0 and kept < shown:
                    if left & np.uint64(1):
                        firsts[place, kept] = low + 64 * word + offset
                        kept += 1
                    left >>= np.uint64(1)
                    offset += 1
            count[row] += ones(joined[word])
