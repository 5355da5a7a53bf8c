"""How far each system is from the nearest of some goals, and which way leads there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from legacymap.graph import Csr, Ints, kernels

Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Steps:
    """A graph whose edges cost one step or none, in edge order."""

    csr: Csr
    cost: Ints

    @classmethod
    def of(cls, nodes: int, tails: Ints, heads: Ints, cost: Ints) -> Steps:
        """The graph of these edges; of several between the same two nodes the cheapest counts."""
        free = (cost == 0) & (tails != heads)
        return cls._priced(kernels.csr(nodes, tails, heads), tails[free], heads[free])

    @classmethod
    def _priced(cls, graph: Csr, free_tails: Ints, free_heads: Ints) -> Steps:
        """``graph`` where each edge costs one step, but for those between these ends."""
        cost = np.ones(len(graph.indices), dtype=np.int64)
        cost[kernels.edge_numbers(graph, free_tails, free_heads)] = 0
        return cls(graph, cost)

    def reversed(self) -> Steps:
        """The same steps the other way."""
        free = self.cost == 0
        return self._priced(self.csr.reversed(), self.csr.indices[free], self.csr.tails[free])


@dataclass(frozen=True, slots=True)
class Ways:
    """For each node the cost of its cheapest way to a goal (-1: none), and the next node on it."""

    depth: Ints
    onward: Ints

    def path(self, node: int, most: int | None = None) -> tuple[int, ...]:
        """The nodes of the way from ``node`` to its goal, both included; empty if there is none.

        No more than the first ``most``.
        """
        if self.depth[node] < 0:
            return ()
        passed = [node]
        while self.onward[passed[-1]] >= 0 and len(passed) != most:
            passed.append(int(self.onward[passed[-1]]))
        return tuple(passed)


def depths(steps: Steps, goals: Ints) -> Ints:
    """The cost of the cheapest way from every node to the nearest of ``goals``; -1: none."""
    back = steps.reversed()
    return _cheapest(back.csr.indptr, back.csr.indices, back.cost, goals.astype(np.int64))


def ways(steps: Steps, goals: Ints) -> Ways:
    """The cheapest way from every node to the nearest of ``goals``.

    Of equally cheap ways the one with the fewest edges, then with the smallest node at each turn:
    the same whatever order the edges came in. O(n + m).
    """
    graph = steps.csr
    tails, heads = graph.tails, graph.indices
    depth = depths(steps, goals)
    tight = (depth[heads] >= 0) & (depth[heads] + steps.cost == depth[tails])
    shortest = kernels.csr(graph.nodes, tails[tight], heads[tight]).reversed()
    edges = kernels.distances(shortest.indptr, shortest.indices, goals.astype(np.int64))
    nearer = tight & (edges[heads] == edges[tails] - 1)
    onward = np.full(graph.nodes, -1, dtype=np.int64)
    # Edges are sorted by tail, then head: the first of each tail leads to the smallest node.
    leaving = tails[nearer]
    first = np.diff(leaving, prepend=-1) != 0
    onward[leaving[first]] = heads[nearer][first]
    return Ways(depth, onward)


@njit(cache=True, nogil=True)
def _cheapest(indptr: Ints, indices: Ints, cost: Ints, goals: Ints) -> Ints:
    """Fewest paid edges from each node to a goal; the arrays hold the edges turned round."""
    n = len(indptr) - 1
    depth = np.full(n, -1, dtype=np.int64)
    done = np.zeros(n, dtype=np.bool_)
    # A node may wait at one depth and be overtaken at a smaller one, so it may stand in both.
    now = np.empty(n, dtype=np.int64)
    later = np.empty(n, dtype=np.int64)
    waiting = 0
    for goal in goals:
        if depth[goal] < 0:
            depth[goal] = 0
            now[waiting] = goal
            waiting += 1
    level = 0
    while waiting > 0:
        postponed = 0
        while waiting > 0:
            waiting -= 1
            node = now[waiting]
            if done[node]:
                continue
            done[node] = True
            for edge in range(indptr[node], indptr[node + 1]):
                other = indices[edge]
                if done[other]:
                    continue
                if cost[edge] == 0 and depth[other] != level:
                    depth[other] = level
                    now[waiting] = other
                    waiting += 1
                elif cost[edge] != 0 and depth[other] < 0:
                    depth[other] = level + 1
                    later[postponed] = other
                    postponed += 1
        now, later = later, now
        waiting = postponed
        level += 1
    return depth
