"""Which groups of nodes are nearly all linked with each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from legacymap.graph.kernels import Csr, Ints

Bools = npt.NDArray[np.bool_]

_SEED: Final = 3
"""A triangle is the smallest group that others can join."""


class DenseGroup(NamedTuple):
    """Nodes, sorted, and how many of their n(n - 1)/2 pairs are linked."""

    nodes: tuple[int, ...]
    links: int


@dataclass(frozen=True, slots=True)
class DenseGroups:
    """Groups one after the other: ``nodes[start[g]:start[g + 1]]``, sorted, are those of ``g``."""

    nodes: Ints
    start: Ints
    links: Ints

    def __len__(self) -> int:
        return len(self.links)

    def __getitem__(self, group: int) -> DenseGroup:
        nodes = self.nodes[self.start[group] : self.start[group + 1]]
        return DenseGroup(tuple(nodes.tolist()), int(self.links[group]))

    def __iter__(self) -> Iterator[DenseGroup]:
        return (self[group] for group in range(len(self)))

    def touching(self, own: Bools) -> DenseGroups:
        """Those with a node that is ``own``."""
        before = np.concatenate([[0], np.cumsum(own[self.nodes])])
        return self.only(np.nonzero(before[self.start[1:]] > before[self.start[:-1]])[0])

    def only(self, wanted: Ints) -> DenseGroups:
        """The groups with these numbers, in this order."""
        size = np.diff(self.start)[wanted]
        start = np.concatenate([[0], np.cumsum(size)])
        place = np.arange(start[-1]) + np.repeat(self.start[wanted] - start[:-1], size)
        return DenseGroups(self.nodes[place], start, self.links[wanted])


def dense_groups(both_ways: Csr, *, least: int, density: Fraction) -> DenseGroups:
    """Groups of ``least`` nodes or more with at least ``density`` of their pairs linked.

    ``both_ways`` holds every link in both directions. Every node is looked at with those of its
    neighbours that are removed later when the least linked node is removed again and again; of
    these the least linked are dropped until the rest is dense enough. Then the node with most
    links into the group joins it, again and again, while the group stays dense enough and the node
    is linked with at least half of it. This is a heuristic: what it names is so, but a group beside
    a larger one may be overlooked. Largest first; a group that shares half its nodes or more with
    one before it is left out.

    O(m d^2) for a graph whose densest part has least degree d.

    Source:
        Eppstein, Loffler, Strash (2010), "Listing All Maximal Cliques in Sparse Graphs in
        Near-optimal Time", for the order; the rest is our own.
    """
    numerator, denominator = density.numerator, density.denominator
    found = _in_order(
        DenseGroups(
            *_candidates(both_ways.indptr, both_ways.indices, least, numerator, denominator)
        )
    )
    return found.only(np.nonzero(_apart(both_ways.nodes, found.nodes, found.start))[0])


def _in_order(groups: DenseGroups) -> DenseGroups:
    """Each of ``groups`` once: largest first, then by most links, then by nodes."""
    size = np.diff(groups.start)
    kept = [np.zeros(0, dtype=np.int64)]
    for width in np.unique(size)[::-1].tolist():
        alike = np.nonzero(size == width)[0]
        table = groups.nodes[groups.start[alike][:, np.newaxis] + np.arange(width)]
        order = np.lexsort((*table.T[::-1], -groups.links[alike]))
        table = table[order]
        repeated = (table[1:] == table[:-1]).all(axis=1)
        kept.append(alike[order[np.concatenate([[True], ~repeated])]])
    return groups.only(np.concatenate(kept))


@njit(cache=True, nogil=True)
def _apart(nodes: int, flat: Ints, start: Ints) -> Bools:
    """For each group whether it shares less than half its nodes with each that was kept before."""
    kept = np.zeros(len(start) - 1, dtype=np.bool_)
    taken = np.full(nodes, -1, dtype=np.int64)
    held = np.zeros(len(start) - 1, dtype=np.int64)
    for group in range(len(kept)):
        members = flat[start[group] : start[group + 1]]
        most = 0
        for node in members:
            if taken[node] >= 0:
                held[taken[node]] += 1
                most = max(most, held[taken[node]])
        for node in members:
            if taken[node] >= 0:
                held[taken[node]] = 0
        kept[group] = 2 * most < len(members)
        for node in members:
            if kept[group] and taken[node] < 0:
                taken[node] = group
    return kept


@njit(cache=True, nogil=True)
def _removal_order(indptr: Ints, indices: Ints) -> Ints:
    """Position of each node when the least linked one left is removed again and again.

    Source:
        Batagelj, Zaversnik (2003), "An O(m) Algorithm for Cores Decomposition of Networks".
    """
    n = len(indptr) - 1
    degree = indptr[1:] - indptr[:-1]
    most = 0
    for node in range(n):
        most = max(most, degree[node])
    begin = np.zeros(most + 2, dtype=np.int64)
    for node in range(n):
        begin[degree[node] + 1] += 1
    for value in range(1, most + 2):
        begin[value] += begin[value - 1]
    filled = begin.copy()
    order = np.empty(n, dtype=np.int64)
    position = np.empty(n, dtype=np.int64)
    for node in range(n):
        position[node] = filled[degree[node]]
        order[position[node]] = node
        filled[degree[node]] += 1
    for place in range(n):
        node = order[place]
        for edge in range(indptr[node], indptr[node + 1]):
            other = indices[edge]
            if degree[other] > degree[node]:
                # Move it to the front of its bucket, then let the bucket begin one later.
                front = begin[degree[other]]
                swapped = order[front]
                if swapped != other:
                    order[position[other]] = swapped
                    position[swapped] = position[other]
                    order[front] = other
                    position[other] = front
                begin[degree[other]] += 1
                degree[other] -= 1
    return position


@njit(cache=True, nogil=True)
def _linked(indptr: Ints, indices: Ints, one: int, other: int) -> bool:
    low, high = indptr[one], indptr[one + 1]
    while low < high:
        middle = (low + high) >> 1
        if indices[middle] < other:
            low = middle + 1
        else:
            high = middle
    return bool(low < indptr[one + 1] and indices[low] == other)


@njit(cache=True, nogil=True)
def _later(indptr: Ints, indices: Ints, position: Ints) -> tuple[Ints, Ints]:
    """Row pointers and neighbours of each node that stand later."""
    n = len(indptr) - 1
    pointers = np.zeros(n + 1, dtype=np.int64)
    rows = np.empty(len(indices) // 2, dtype=np.int64)
    filled = 0
    for node in range(n):
        for edge in range(indptr[node], indptr[node + 1]):
            if position[indices[edge]] > position[node]:
                rows[filled] = indices[edge]
                filled += 1
        pointers[node + 1] = filled
    return pointers, rows


@njit(cache=True, nogil=True)
def _candidates(
    indptr: Ints, indices: Ints, least: int, numerator: int, denominator: int
) -> tuple[Ints, Ints, Ints]:
    """Dense enough groups around each node: their nodes, where each begins, and its links."""
    n = len(indptr) - 1
    later, to = _later(indptr, indices, _removal_order(indptr, indices))
    place = np.full(n, -1, dtype=np.int64)
    hits = np.zeros(n, dtype=np.int64)
    flat = np.empty(16, dtype=np.int64)
    start = np.zeros(17, dtype=np.int64)
    found = np.zeros(16, dtype=np.int64)
    filled = groups = 0
    for node in range(n):
        if later[node + 1] - later[node] + 1 < _SEED:
            continue
        members = np.empty(later[node + 1] - later[node] + 1, dtype=np.int64)
        members[0] = node
        members[1:] = to[later[node] : later[node + 1]]
        size, links = _peeled(later, to, members, place, numerator, denominator)
        if size < _SEED:
            continue
        group, links = _grown(
            indptr, indices, members[:size], links, place, hits, numerator, denominator
        )
        size = len(group)
        if size < least:
            continue
        while filled + size > len(flat):
            flat = np.concatenate((flat, np.empty(len(flat), dtype=np.int64)))
        if groups + 1 > len(found):
            start = np.concatenate((start, np.zeros(len(found), dtype=np.int64)))
            found = np.concatenate((found, np.zeros(len(found), dtype=np.int64)))
        flat[filled : filled + size] = np.sort(group)
        filled += size
        found[groups] = links
        groups += 1
        start[groups] = filled
    return flat[:filled], start[: groups + 1], found[:groups]


@njit(cache=True, nogil=True)
def _peeled(
    later: Ints, to: Ints, members: Ints, place: Ints, numerator: int, denominator: int
) -> tuple[int, int]:
    """How many of ``members``, moved to its front, are left when the rest is dense enough.

    And their links. ``place`` is -1 everywhere, and is again afterwards.
    """
    size = len(members)
    linked = np.zeros((size, size), dtype=np.bool_)
    degree = np.zeros(size, dtype=np.int64)
    links = 0
    for one in range(size):
        place[members[one]] = one
    for one in range(size):
        for edge in range(later[members[one]], later[members[one] + 1]):
            other = place[to[edge]]
            if other >= 0:
                linked[one, other] = linked[other, one] = True
                degree[one] += 1
                degree[other] += 1
                links += 1
    row = np.arange(size)
    for one in range(size):
        place[members[one]] = -1
    while size >= _SEED and 2 * links * denominator < numerator * size * (size - 1):
        worst = 0
        for one in range(1, size):
            if degree[one] < degree[worst] or (
                degree[one] == degree[worst] and members[one] > members[worst]
            ):
                worst = one
        links -= degree[worst]
        size -= 1
        members[worst], members[size] = members[size], members[worst]
        row[worst], row[size] = row[size], row[worst]
        degree[worst] = degree[size]
        for one in range(size):
            if linked[row[one], row[size]]:
                degree[one] -= 1
    return size, links


@njit(cache=True, nogil=True)
def _grown(
    indptr: Ints,
    indices: Ints,
    group: Ints,
    links: int,
    place: Ints,
    hits: Ints,
    numerator: int,
    denominator: int,
) -> tuple[Ints, int]:
    """``group`` and those that join it one by one, the one with most links into it first.

    And their links. ``place`` is -1 and ``hits`` 0 everywhere, and are again afterwards.
    """
    while True:
        size = len(group)
        enough = -(-numerator * size * (size + 1) // (2 * denominator)) - links
        enough = max(enough, (size + 1) // 2)
        if enough > size:
            return group, links
        best, most = _joining(indptr, indices, group, enough, place, hits)
        if best < 0:
            return group, links
        group = np.append(group, best)
        links += most


@njit(cache=True, nogil=True)
def _joining(
    indptr: Ints, indices: Ints, group: Ints, enough: int, place: Ints, hits: Ints
) -> tuple[int, int]:
    """The node with most links into ``group``, ``enough`` at least, and how many; -1 if none.

    Of equals the smallest. Whoever has enough links is linked with one of any members but that
    many: of the least linked ones, so that neighbours of a hub are not looked at for each group.
    """
    size = len(group)
    degree = np.empty(size, dtype=np.int64)
    for one in range(size):
        place[group[one]] = one
        degree[one] = indptr[group[one] + 1] - indptr[group[one]]
    by_degree = np.argsort(degree, kind="mergesort")
    few = size - enough + 1
    near = np.empty(degree[by_degree[:few]].sum(), dtype=np.int64)
    filled = 0
    for one in by_degree[:few]:
        for edge in range(indptr[group[one]], indptr[group[one] + 1]):
            node = indices[edge]
            if hits[node] == 0 and place[node] < 0:
                near[filled] = node
                filled += 1
            hits[node] += 1
    best, most = -1, enough - 1
    for node in near[:filled]:
        into = hits[node]
        for one in by_degree[few:]:
            into += _linked(indptr, indices, node, group[one])
        if into > most or (into == most and 0 <= node < best):
            best, most = node, into
    for one in by_degree:
        place[group[one]] = -1
    for one in by_degree[:few]:
        for edge in range(indptr[group[one]], indptr[group[one] + 1]):
            hits[indices[edge]] = 0
    return best, most
