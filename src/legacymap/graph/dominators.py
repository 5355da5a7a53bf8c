"""What every path from one node to each other must pass: immediate dominators."""

from __future__ import annotations

import numpy as np
from numba import njit

from legacymap.graph.kernels import Csr, Ints


def immediate_dominators(graph: Csr, root: int) -> Ints:
    """The last node but itself that every path from ``root`` to a node passes; -1 where none leads.

    The root is its own. Time O(m log n) of what the root reaches, whatever the shape; iterating
    until nothing changes takes the square on chains of circles.

    Source:
        Lengauer, T., Tarjan, R. E. (1979), "A fast algorithm for finding dominators in a
        flowgraph", ACM Transactions on Programming Languages and Systems 1(1), 121-141: the simple
        form, with path compression.
    """
    return _dominators(graph.indptr, graph.indices, root)


@njit(cache=True, nogil=True)
def _dominators(indptr: Ints, indices: Ints, root: int) -> Ints:
    n = len(indptr) - 1
    number = np.full(n, -1, dtype=np.int64)
    node, parent = _preorder(indptr, indices, root, number)
    count = len(node)
    # All that follows goes by numbers of the walk.
    into, tails = _turned(indptr, indices, node, number)
    semi = np.arange(count)
    label = np.arange(count)
    ancestor = np.full(count, -1, dtype=np.int64)
    dominator = np.zeros(count, dtype=np.int64)
    waiting = np.full(count, -1, dtype=np.int64)
    following = np.full(count, -1, dtype=np.int64)
    path = np.empty(count, dtype=np.int64)
    for here in range(count - 1, 0, -1):
        for edge in range(into[here], into[here + 1]):
            best = semi[_least(tails[edge], ancestor, label, semi, path)]
            semi[here] = min(semi[here], best)
        following[here] = waiting[semi[here]]
        waiting[semi[here]] = here
        above = parent[here]
        ancestor[here] = above
        other = waiting[above]
        while other >= 0:
            least = _least(other, ancestor, label, semi, path)
            dominator[other] = least if semi[least] < semi[other] else above
            other = following[other]
        waiting[above] = -1
    found = np.full(n, -1, dtype=np.int64)
    found[root] = root
    for here in range(1, count):
        if dominator[here] != semi[here]:
            dominator[here] = dominator[dominator[here]]
        found[node[here]] = node[dominator[here]]
    return found


@njit(cache=True, nogil=True)
def _turned(indptr: Ints, indices: Ints, node: Ints, number: Ints) -> tuple[Ints, Ints]:
    """The edges among the nodes of the walk, turned round, by their numbers there."""
    count = len(node)
    into = np.zeros(count + 1, dtype=np.int64)
    for here in range(count):
        for edge in range(indptr[node[here]], indptr[node[here] + 1]):
            into[number[indices[edge]] + 1] += 1
    for here in range(count):
        into[here + 1] += into[here]
    upcoming = into[:-1].copy()
    tails = np.empty(into[count], dtype=np.int64)
    for here in range(count):
        for edge in range(indptr[node[here]], indptr[node[here] + 1]):
            head = number[indices[edge]]
            tails[upcoming[head]] = here
            upcoming[head] += 1
    return into, tails


@njit(cache=True, nogil=True)
def _least(start: int, ancestor: Ints, label: Ints, semi: Ints, path: Ints) -> int:
    """Of ``start`` and what is linked above it, the one of least semidominator; ways shorten."""
    if ancestor[start] < 0:
        return start
    depth = 0
    here = start
    while ancestor[ancestor[here]] >= 0:
        path[depth] = here
        depth += 1
        here = ancestor[here]
    for place in range(depth - 1, -1, -1):
        here = path[place]
        above = ancestor[here]
        if semi[label[above]] < semi[label[here]]:
            label[here] = label[above]
        ancestor[here] = ancestor[above]
    return int(label[start])


@njit(cache=True, nogil=True)
def _preorder(indptr: Ints, indices: Ints, root: int, number: Ints) -> tuple[Ints, Ints]:
    """Nodes in the order of a depth-first walk and their parents' numbers; fills ``number``."""
    n = len(indptr) - 1
    node = np.empty(n, dtype=np.int64)
    parent = np.full(n, -1, dtype=np.int64)
    upcoming = indptr[:-1].copy()
    node[0] = root
    number[root] = 0
    filled = 1
    here = 0
    while here >= 0:
        inside = node[here]
        if upcoming[inside] < indptr[inside + 1]:
            head = indices[upcoming[inside]]
            upcoming[inside] += 1
            if number[head] < 0:
                number[head] = filled
                node[filled] = head
                parent[filled] = here
                here = filled
                filled += 1
        else:
            here = parent[here]
    return node[:filled], parent[:filled]
