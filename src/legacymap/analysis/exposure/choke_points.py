"""Where one cut frees a service: the systems on every path from it to a legacy system.

A super-sink stands behind all legacy systems. What lies on every path from a service to the sink
are the dominators of the service in the reversed graph, seen from the sink: one dominator tree
answers for every service at once. (The legacy systems that a service does not reach lie on none of
its paths, so the sink behind all of them is the sink behind those in its closure.)
"""

from __future__ import annotations

import numpy as np
from numba import njit

from legacymap.graph import Csr, Ints, kernels


def gates(graph: Csr, goals: Ints) -> Ints:
    """For each node the next node that every path from it to any of ``goals`` passes.

    ``n`` (the number of nodes) stands for the sink behind the goals: no single node lies on all
    paths from there on. -1 where no path leads to a goal. Following the chain from a node to ``n``
    gives all its choke points in order. O(m) per round of the iteration, few rounds in practice.

    Source:
        Cooper, Harvey, Kennedy (2001), "A Simple, Fast Dominance Algorithm"; on the reversed graph.
    """
    sink = graph.nodes
    tails = np.concatenate([graph.indices, np.full(len(goals), sink, dtype=np.int64)])
    heads = np.concatenate([graph.tails, goals.astype(np.int64)])
    backward = kernels.csr(sink + 1, tails, heads)
    forward = backward.reversed()
    return immediate_dominators(
        backward.indptr, backward.indices, forward.indptr, forward.indices, sink
    )[:sink]


def chain(gate: Ints, node: int) -> tuple[int, ...]:
    """The choke points of ``node`` in the order in which its paths pass them, itself left out."""
    passed = []
    here = int(gate[node])
    while 0 <= here < len(gate):
        passed.append(here)
        here = int(gate[here])
    return tuple(passed)


@njit(cache=True, nogil=True)
def immediate_dominators(
    indptr: Ints, indices: Ints, back_indptr: Ints, back_indices: Ints, root: int
) -> Ints:
    """The immediate dominator of each node seen from ``root``; -1 where not reached.

    The root is its own. ``back_*`` are the same edges turned round.
    """
    n = len(indptr) - 1
    rank = np.full(n, -1, dtype=np.int64)
    order = _postorder(indptr, indices, root, rank)
    dominator = np.full(n, -1, dtype=np.int64)
    dominator[root] = root
    changed = True
    while changed:
        changed = False
        for position in range(len(order) - 2, -1, -1):
            node = order[position]
            best = -1
            for edge in range(back_indptr[node], back_indptr[node + 1]):
                other = back_indices[edge]
                if dominator[other] < 0:
                    continue
                if best < 0:
                    best = other
                    continue
                while best != other:
                    while rank[best] < rank[other]:
                        best = dominator[best]
                    while rank[other] < rank[best]:
                        other = dominator[other]
            if dominator[node] != best:
                dominator[node] = best
                changed = True
    return dominator


@njit(cache=True, nogil=True)
def _postorder(indptr: Ints, indices: Ints, root: int, rank: Ints) -> Ints:
    """Nodes reached from ``root``, each after all it leads to; ``rank`` gets their positions."""
    n = len(indptr) - 1
    order = np.empty(n, dtype=np.int64)
    stack = np.empty(n, dtype=np.int64)
    onward = indptr[:n].copy()
    seen = np.zeros(n, dtype=np.bool_)
    stack[0] = root
    seen[root] = True
    depth = 1
    filled = 0
    while depth > 0:
        node = stack[depth - 1]
        if onward[node] < indptr[node + 1]:
            head = indices[onward[node]]
            onward[node] += 1
            if not seen[head]:
                seen[head] = True
                stack[depth] = head
                depth += 1
        else:
            depth -= 1
            rank[node] = filled
            order[filled] = node
            filled += 1
    return order[:filled]
