"""Which of many systems reach which groups of systems, counted for all of them at once.

One search per pair, or even per system, is out of the question on a large estate. Reach sets are
bit rows over the condensation, up to 4,096 groups at a time: O(m * groups / 64) word operations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from legacymap.analysis.excerpt import SHOWN
from legacymap.graph import Csr, Ints, kernels

Words = npt.NDArray[np.uint64]
Firsts = npt.NDArray[np.int32]

_MEMORY_WORDS: Final = 1 << 23
"""Bit rows of all components together take at most 64 MiB."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Who reaches what: counts both ways, and the first of each, in order."""

    groups_of: Ints
    """Number of groups that each start reaches."""
    starts_of: Ints
    """Number of starts that reach each group."""
    first_groups: Firsts
    """The first groups of each start; -1 where there are no more."""
    first_starts: Firsts
    """The first starts (positions) of each group; -1 where there are no more."""

    def groups(self, start: int) -> tuple[int, ...]:
        """The first groups that ``start`` reaches, ascending."""
        return _filled(self.first_groups[start])

    def starts(self, group: int) -> tuple[int, ...]:
        """The first starts that reach ``group``, ascending."""
        return _filled(self.first_starts[group])


def _filled(row: Firsts) -> tuple[int, ...]:
    return tuple(int(item) for item in row if item >= 0)


@dataclass(frozen=True, slots=True)
class Upward:
    """The condensation of a graph, every edge leading to a higher number."""

    dag: Csr
    position: Ints
    """The number of each node's component."""

    @classmethod
    def of(cls, graph: Csr) -> Upward:
        """The condensation of ``graph`` in topological order."""
        label = kernels.components(graph)
        dag = kernels.condensation(graph, label)
        order = kernels.topological_order(dag.indptr, dag.indices)
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        return cls(kernels.csr(len(order), rank[dag.tails], rank[dag.indices]), rank[label])

    def blocks(self, group: Ints, groups: int) -> Iterator[tuple[int, Words]]:
        """First group and, for each component, one bit per group: some groups at a time."""
        width = 64 * max(1, min(64, _MEMORY_WORDS // max(self.dag.nodes, 1)))
        members = np.nonzero(group >= 0)[0]
        for low in range(0, groups, width):
            here = members[(group[members] >= low) & (group[members] < low + width)]
            words = -(-min(width, groups - low) // 64)
            columns = (group[here] - low).astype(np.int64)
            yield (
                low,
                _bit_rows(self.dag.indptr, self.dag.indices, self.position[here], columns, words),
            )


def reached(
    graph: Upward,
    starts: Ints,
    group: Ints,
    *,
    groups: int,
    own: Ints | None = None,
    shown: int = SHOWN,
) -> Reached:
    """Which of the ``groups`` each of ``starts`` reaches in ``graph``, itself included.

    ``group`` holds the group of each node, or -1; a group is reached when one of its nodes is.
    ``own`` is, for each start, a group that does not count for it (-1: all count).
    """
    outcome = Reached(
        np.zeros(len(starts), dtype=np.int64),
        np.zeros(groups, dtype=np.int64),
        np.full((len(starts), shown), -1, dtype=np.int32),
        np.full((groups, shown), -1, dtype=np.int32),
    )
    if len(starts) == 0:
        return outcome
    own = np.full(len(starts), -1, dtype=np.int64) if own is None else own
    for low, bits in graph.blocks(group, groups):
        _tally(
            bits,
            graph.position[starts],
            own,
            low,
            outcome.groups_of,
            outcome.starts_of,
            outcome.first_groups,
            outcome.first_starts,
        )
    return outcome


def reached_count(graph: Upward, starts: Ints, group: Ints, *, groups: int, own: Ints) -> Ints:
    """How many of the ``groups`` each of ``starts`` reaches: :func:`reached` without the names."""
    count = np.zeros(len(starts), dtype=np.int64)
    if len(starts):
        for low, bits in graph.blocks(group, groups):
            _count(bits, graph.position[starts], own - low, count)
    return count


@njit(cache=True, nogil=True)
def _bit_rows(indptr: Ints, indices: Ints, nodes: Ints, columns: Ints, words: int) -> Words:
    """For each node of an upward DAG, one bit per column: whether a node marked so is reached."""
    count = len(indptr) - 1
    bits = np.zeros((count, words), dtype=np.uint64)
    for item in range(len(nodes)):
        bit = np.uint64(1) << np.uint64(columns[item] & 63)
        bits[nodes[item], columns[item] >> 6] |= bit
    for node in range(count - 1, -1, -1):
        for edge in range(indptr[node], indptr[node + 1]):
            head = indices[edge]
            for word in range(words):
                bits[node, word] |= bits[head, word]
    return bits


@njit(cache=True, nogil=True)
def _tally(
    bits: Words,
    starts: Ints,
    own: Ints,
    low: int,
    groups_of: Ints,
    starts_of: Ints,
    first_groups: Firsts,
    first_starts: Firsts,
) -> None:
    """Add one block of columns, the first of which is group ``low``, to the counts."""
    shown = first_groups.shape[1]
    for start in range(len(starts)):
        row = bits[starts[start]]
        for word in range(len(row)):
            left = row[word]
            group = low + word * 64
            while left != 0:
                if left & np.uint64(0xFF) == 0:
                    left >>= np.uint64(8)
                    group += 8
                    continue
                if left & np.uint64(1) and group != own[start]:
                    if groups_of[start] < shown:
                        first_groups[start, groups_of[start]] = group
                    groups_of[start] += 1
                    if starts_of[group] < shown:
                        first_starts[group, starts_of[group]] = start
                    starts_of[group] += 1
                left >>= np.uint64(1)
                group += 1


@njit(cache=True, nogil=True)
def _count(bits: Words, starts: Ints, own: Ints, count: Ints) -> None:
    """Add the number of bits of each start; ``own`` is the column that does not count."""
    pairs = np.uint64(0x3333333333333333)
    for start in range(len(starts)):
        row = bits[starts[start]]
        for word in range(len(row)):
            left = row[word]
            if own[start] >> 6 == word:
                left &= ~(np.uint64(1) << np.uint64(own[start] & 63))
            # Number of set bits: neighbouring fields of 1, 2, 4 bits are added, then all of them.
            left -= (left >> np.uint64(1)) & np.uint64(0x5555555555555555)
            left = (left & pairs) + ((left >> np.uint64(2)) & pairs)
            left = (left + (left >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
            count[start] += np.int64((left * np.uint64(0x0101010101010101)) >> np.uint64(56))
