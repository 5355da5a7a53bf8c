"""Which columns each node reaches first: lists that end after some, where bit rows cost too much.

Bit rows of all columns take a pass over the edges for every 4,096 of them. Lists of the first
hundred take one pass in all, whatever the number of columns, and are exact: the first hundred of a
node are among its own and the first hundred of those it leads to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from legacymap.graph.kernels import Ints
from legacymap.graph.reach_sets import Upward

Int32s = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class FirstReached:
    """The first columns that each component reaches, ascending, and how many of them there are."""

    lists: Int32s
    length: Int32s

    @classmethod
    def of(cls, graph: Upward, column: Ints, width: int) -> FirstReached:
        """The first ``width`` columns that each component of ``graph`` reaches.

        ``column`` holds the column of each node, or -1; a column may stand for several nodes. A
        list that is shorter than ``width`` is whole. O(m * width) steps, 4 bytes times ``width`` a
        component.
        """
        members = np.nonzero(column >= 0)[0]
        members = members[np.argsort(column[members], kind="stable")]
        dag = graph.dag
        return cls(
            *_first_lists(dag.indptr, dag.indices, graph.position[members], column[members], width)
        )


@njit(cache=True, nogil=True)
def _first_lists(
    indptr: Ints, indices: Ints, nodes: Ints, columns: Ints, width: int
) -> tuple[Int32s, Int32s]:
    n = len(indptr) - 1
    lists = np.empty((n, width), dtype=np.int32)
    length = np.zeros(n, dtype=np.int32)
    for item in range(len(nodes)):
        node, kept = nodes[item], length[nodes[item]]
        if kept < width and (kept == 0 or lists[node, kept - 1] != columns[item]):
            lists[node, kept] = columns[item]
            length[node] = kept + 1
    spare = np.empty(width, dtype=np.int32)
    for node in range(n - 1, -1, -1):
        for edge in range(indptr[node], indptr[node + 1]):
            head = indices[edge]
            length[node] = join_first(lists[node], length[node], lists[head], length[head], spare)
    return lists, length


@njit(cache=True, nogil=True)
def join_first(mine: Int32s, kept: int, others: Int32s, given: int, spare: Int32s) -> int:
    """Put the first of ``others`` among ``mine``, ascending and each once; how many there are.

    ``mine`` has room for ``len(mine)``, of which ``kept`` are there; ``spare`` is as long.
    """
    width = len(mine)
    at, other, joined = 0, 0, 0
    # Lists have mostly the same beginning: as long as nothing new comes, nothing is written.
    while at < kept and other < given and mine[at] <= others[other]:
        if mine[at] == others[other]:
            other += 1
        at += 1
    if other == given or at == width:
        return kept
    begun = at
    while begun + joined < width and (at < kept or other < given):
        if other == given or (at < kept and mine[at] < others[other]):
            spare[joined] = mine[at]
            at += 1
        else:
            if at < kept and mine[at] == others[other]:
                at += 1
            spare[joined] = others[other]
            other += 1
        joined += 1
    for item in range(joined):
        mine[begun + item] = spare[item]
    return begun + joined
