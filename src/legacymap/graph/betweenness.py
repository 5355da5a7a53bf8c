"""Which nodes lie between the others: on what share of all shortest ways."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from legacymap.graph.closures import draw
from legacymap.graph.kernels import Csr, Ints

EXACT_NODES: Final = 3_000
"""Up to so many nodes shortest ways from all of them are followed."""

DRAWN: Final = 256
"""From how many nodes shortest ways are followed beyond that."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Betweenness:
    """Betweenness of each node; where it is an estimate, with its standard error."""

    share: Floats
    standard_error: Floats
    """0 where nothing was drawn. Where few ways pass it is rough: a node that no way from a start
    drawn passes has 0 for both."""
    drawn: int | None
    """``None``: exact. Else from how many nodes ways were followed."""

    @property
    def bound(self) -> float:
        """No share is further off than this, 95 times in 100, whatever the graph (Hoeffding)."""
        return 0.0 if self.drawn is None else sqrt(log(40) / (2 * self.drawn))


def betweenness(graph: Csr, *, exact_nodes: int = EXACT_NODES, drawn: int = DRAWN) -> Betweenness:
    """On what share of the shortest ways between two others each node lies.

    Formula:
        sum over ordered pairs (s, t) without v of paths(s, t through v) / paths(s, t), divided by
        (n - 1) (n - 2). Beyond ``exact_nodes`` the sum runs over ``drawn`` starts s, chosen evenly
        (always the same for equal graphs), times n / drawn; the standard error of each node is the
        spread of its terms over the starts, by the square root of their number.
    Range:
        0 to 1.
    Unit:
        pairs by pairs.
    Degenerate case:
        0 for fewer than three nodes.
    Source:
        Freeman (1977), "A set of measures of centrality based on betweenness"; Brandes (2001), "A
        faster algorithm for betweenness centrality"; Brandes, Pich (2007), "Centrality estimation
        in large networks".
    """
    n = graph.nodes
    exact = n <= max(exact_nodes, drawn)
    starts = np.arange(n) if exact else draw(n, drawn)
    total, squares = _dependencies(graph.indptr, graph.indices, starts)
    pairs = max((n - 1) * (n - 2), 1)
    if exact:
        return Betweenness(total / pairs, np.zeros(n), None)
    mean = total / drawn
    spread = np.maximum(squares / drawn - mean**2, 0) * drawn / (drawn - 1)
    error = np.sqrt(spread * (1 - drawn / n) / drawn)
    return Betweenness(mean * n / pairs, error * n / pairs, drawn)


@njit(cache=True, nogil=True)
def _dependencies(indptr: Ints, indices: Ints, starts: Ints) -> tuple[Floats, Floats]:
    """For each node the sum, over the starts, of what hangs on it, and the sum of its squares."""
    n = len(indptr) - 1
    total = np.zeros(n)
    squares = np.zeros(n)
    distance = np.full(n, -1, dtype=np.int32)
    ways = np.zeros(n)
    hanging = np.zeros(n)
    order = np.empty(n, dtype=np.int64)
    for start in starts:
        distance[start] = 0
        ways[start] = 1.0
        order[0] = start
        filled, done = 1, 0
        while done < filled:
            node = order[done]
            done += 1
            further = distance[node] + 1
            for edge in range(indptr[node], indptr[node + 1]):
                head = indices[edge]
                if distance[head] < 0:
                    distance[head] = further
                    order[filled] = head
                    filled += 1
                if distance[head] == further:
                    ways[head] += ways[node]
        for place in range(filled - 1, -1, -1):
            node = order[place]
            further = distance[node] + 1
            share = 0.0
            for edge in range(indptr[node], indptr[node + 1]):
                head = indices[edge]
                if distance[head] == further:
                    share += hanging[head]
            share *= ways[node]
            # What heads add is kept divided by their ways, so that one division does for all.
            hanging[node] = (1.0 + share) / ways[node]
            if node != start:
                total[node] += share
                squares[node] += share * share
        for place in range(filled):
            distance[order[place]] = -1
            ways[order[place]] = 0.0
    return total, squares
