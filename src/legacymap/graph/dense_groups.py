"""Which groups of nodes are nearly all linked with each other."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np
from numba import njit

from legacymap.graph.kernels import Csr, Ints

_SEED: Final = 3
"""A triangle is the smallest group that others can join."""


class DenseGroup(NamedTuple):
    """Nodes, sorted, and how many of their n(n - 1)/2 pairs are linked."""

    nodes: tuple[int, ...]
    links: int


def dense_groups(both_ways: Csr, *, least: int, density: Fraction) -> tuple[DenseGroup, ...]:
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
    flat, start = _candidates(both_ways.indptr, both_ways.indices, least, numerator, denominator)
    links = _links(both_ways.indptr, both_ways.indices, flat, start).tolist()
    ends = zip(start[:-1].tolist(), start[1:].tolist(), links, strict=True)
    seen = {tuple(sorted(flat[first:last].tolist())): inside for first, last, inside in ends}
    found = [DenseGroup(nodes, inside) for nodes, inside in seen.items()]
    found.sort(key=lambda group: (-len(group.nodes), -group.links, group.nodes))
    taken: dict[int, int] = {}
    kept: list[DenseGroup] = []
    for group in found:
        held = [taken[node] for node in group.nodes if node in taken]
        if any(2 * held.count(other) >= len(group.nodes) for other in set(held)):
            continue
        for node in group.nodes:
            taken.setdefault(node, len(kept))
        kept.append(group)
    return tuple(kept)


@njit(cache=True, nogil=True)
def _links(indptr: Ints, indices: Ints, flat: Ints, start: Ints) -> Ints:
    """How many links each group has inside; its nodes are ``flat[start[g]:start[g + 1]]``."""
    group_of = np.full(len(indptr) - 1, -1, dtype=np.int64)
    found = np.zeros(len(start) - 1, dtype=np.int64)
    for group in range(len(found)):
        for place in range(start[group], start[group + 1]):
            group_of[flat[place]] = group
        for place in range(start[group], start[group + 1]):
            for item in range(indptr[flat[place]], indptr[flat[place] + 1]):
                found[group] += group_of[indices[item]] == group
    return found // 2


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
def _candidates(
    indptr: Ints, indices: Ints, least: int, numerator: int, denominator: int
) -> tuple[Ints, Ints]:
    """Dense enough groups around each node, one after the other, and where each begins."""
    n = len(indptr) - 1
    position = _removal_order(indptr, indices)
    flat = np.empty(16, dtype=np.int64)
    start = np.zeros(17, dtype=np.int64)
    filled = groups = 0
    for node in range(n):
        later = 1
        for edge in range(indptr[node], indptr[node + 1]):
            if position[indices[edge]] > position[node]:
                later += 1
        if later < _SEED:
            continue
        members = np.empty(later, dtype=np.int64)
        members[0] = node
        later = 1
        for edge in range(indptr[node], indptr[node + 1]):
            if position[indices[edge]] > position[node]:
                members[later] = indices[edge]
                later += 1
        size = _peeled(indptr, indices, members, numerator, denominator)
        if size < _SEED:
            continue
        group = _grown(indptr, indices, members[:size], numerator, denominator)
        size = len(group)
        if size < least:
            continue
        while filled + size > len(flat):
            flat = np.concatenate((flat, np.empty(len(flat), dtype=np.int64)))
        if groups + 2 > len(start):
            start = np.concatenate((start, np.zeros(len(start), dtype=np.int64)))
        flat[filled : filled + size] = group
        filled += size
        groups += 1
        start[groups] = filled
    return flat[:filled], start[: groups + 1]


@njit(cache=True, nogil=True)
def _peeled(indptr: Ints, indices: Ints, members: Ints, numerator: int, denominator: int) -> int:
    """How many of ``members``, moved to its front, are left when the rest is dense enough."""
    size = len(members)
    degree = np.zeros(size, dtype=np.int64)
    links = 0
    for one in range(size):
        for other in range(one + 1, size):
            if _linked(indptr, indices, members[one], members[other]):
                degree[one] += 1
                degree[other] += 1
                links += 1
    while size >= _SEED and 2 * links * denominator < numerator * size * (size - 1):
        worst = 0
        for one in range(1, size):
            if degree[one] < degree[worst] or (
                degree[one] == degree[worst] and members[one] > members[worst]
            ):
                worst = one
        links -= degree[worst]
        gone = members[worst]
        size -= 1
        members[worst], members[size] = members[size], gone
        degree[worst] = degree[size]
        for one in range(size):
            if _linked(indptr, indices, members[one], gone):
                degree[one] -= 1
    return size


@njit(cache=True, nogil=True)
def _grown(indptr: Ints, indices: Ints, group: Ints, numerator: int, denominator: int) -> Ints:
    """``group`` and those that join it one by one, the one with most links into it first."""
    links = 0
    for one in range(len(group)):
        for other in range(one + 1, len(group)):
            links += _linked(indptr, indices, group[one], group[other])
    while True:
        size = len(group)
        best, most = -1, 0
        for node in _beside(indptr, indices, group):
            into = 0
            for member in group:
                if member == node:
                    into = -1
                    break
                into += _linked(indptr, indices, member, node)
            if into > most:
                best, most = node, into
        enough = 2 * (links + most) * denominator >= numerator * size * (size + 1)
        if best < 0 or 2 * most < size or not enough:
            return group
        group = np.append(group, best)
        links += most


@njit(cache=True, nogil=True)
def _beside(indptr: Ints, indices: Ints, group: Ints) -> Ints:
    """All nodes that are linked with at least half of ``group``, and others; ascending.

    Whoever is linked with half of it is linked with one of any half and one more: of the least
    linked ones, so that the neighbours of a hub are not looked at for each of its groups.
    """
    degree = np.empty(len(group), dtype=np.int64)
    for place in range(len(group)):
        degree[place] = indptr[group[place] + 1] - indptr[group[place]]
    few = np.argsort(degree, kind="mergesort")[: len(group) // 2 + 1]
    found = np.empty(degree[few].sum(), dtype=np.int64)
    filled = 0
    for place in few:
        for edge in range(indptr[group[place]], indptr[group[place] + 1]):
            found[filled] = indices[edge]
            filled += 1
    return np.unique(found)
