"""Which edges to cut so that no cycle is left: the cheapest feedback arc set.

A set of edges leaves no cycle exactly if it holds the backward edges of some order of the nodes.
Cycles lie inside blocks of strongly connected groups, so each block is ordered by itself: exactly
by a table over its subsets where it is small, else by a greedy order (Eades, Lin, Smyth 1993, "A
fast and effective heuristic for the feedback arc set problem") whose nodes are then moved, one at
a time, to where they cost least, until none can be moved to advantage.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numba import njit

from legacymap.graph.cheapest_order import cheapest_order
from legacymap.graph.good_order import good_order
from legacymap.graph.kernels import Csr, Ints, components, csr, edge_numbers, topological_order
from legacymap.graph.separation import blocks, undirected

EXACT_NODES: Final = 25
"""The largest block that is solved exactly: its table has 2^25 entries, 134 MB."""


class Cut(NamedTuple):
    """Edges (by number) whose removal leaves no cycle; no cheaper set exists where it is exact."""

    edges: Ints
    inexact: Ints
    """The nodes whose block was too large to be solved exactly."""

    @property
    def exact(self) -> bool:
        """Whether the whole cut is a cheapest one."""
        return not len(self.inexact)


def cheapest_cut(graph: Csr, weights: Ints, *, exact_nodes: int = EXACT_NODES) -> Cut:
    """The edges of least total weight without which ``graph`` has no cycle.

    ``weights`` are whole and positive, one an edge. Of equally cheap cuts the same one is taken
    whatever the order of the input. Edges outside cycles are never cut.

    Of two edges that answer each other one must go whatever else does: the lighter weight is paid
    up front and taken off both, and only what remains is searched.
    """
    rest = weights - _answered(graph, weights)
    heavier = np.nonzero(rest > 0)[0]
    remaining = csr(graph.nodes, graph.tails[heavier], graph.indices[heavier])
    chosen, inexact = _cut_blocks(remaining, rest[heavier], exact_nodes)
    kept = np.delete(np.arange(len(heavier)), chosen)
    acyclic = csr(graph.nodes, remaining.tails[kept], remaining.indices[kept])
    position = np.empty(graph.nodes, dtype=np.int64)
    position[topological_order(acyclic.indptr, acyclic.indices)] = np.arange(graph.nodes)
    # Only edges that were chosen, or paid up front, can lead backward: all of them lie in cycles.
    return Cut(np.nonzero(position[graph.tails] > position[graph.indices])[0], inexact)


def _answered(graph: Csr, weights: Ints) -> Ints:
    """For each edge the lighter of its own weight and that of the edge back; 0 without one."""
    back = edge_numbers(graph, graph.indices, graph.tails)
    return np.where(back >= 0, np.minimum(weights, weights[back]), 0)


def _cut_blocks(graph: Csr, weights: Ints, exact_nodes: int) -> tuple[Ints, Ints]:
    chosen: list[Ints] = [np.zeros(0, dtype=np.int64)]
    inexact: list[Ints] = [np.zeros(0, dtype=np.int64)]
    every_tail, place = graph.tails, np.empty(graph.nodes, dtype=np.int64)
    for edges in _cyclic_blocks(graph):
        # In a block every node is a tail, and edges stand by their tails.
        tails = every_tail[edges]
        nodes = tails[np.diff(tails, prepend=-1) > 0]
        place[nodes] = np.arange(len(nodes))
        tails, heads = place[tails], place[graph.indices[edges]]
        small = len(nodes) <= exact_nodes
        if not small:
            inexact.append(nodes)
        position = (cheapest_order if small else good_order)(
            len(nodes), tails, heads, weights[edges]
        )
        chosen.append(edges[position[tails] > position[heads]])
    return np.concatenate(chosen), np.unique(np.concatenate(inexact))


def _cyclic_blocks(graph: Csr) -> list[Ints]:
    """The edges of each block of each strongly connected group, by its smallest edge."""
    label, tails = components(graph), graph.tails
    inner = np.nonzero(label[tails] == label[graph.indices])[0]
    if not len(inner):
        return []
    tails, heads = tails[inner], graph.indices[inner]
    both_ways = undirected(csr(graph.nodes, tails, heads))
    block = blocks(both_ways)[edge_numbers(both_ways, tails, heads)]
    order, start = _by_block(graph.nodes, block)
    return np.split(inner[order], start[1:-1])


@njit(cache=True, nogil=True)
def _by_block(most: int, block: Ints) -> tuple[Ints, Ints]:
    """The places by block, ascending, blocks by their first place; and where each block begins."""
    number = np.full(most, -1, dtype=np.int64)
    start = np.zeros(most + 1, dtype=np.int64)
    found = 0
    for named in block:
        if number[named] < 0:
            number[named] = found
            found += 1
        start[number[named] + 1] += 1
    for one in range(found):
        start[one + 1] += start[one]
    upcoming = start[:-1].copy()
    order = np.empty(len(block), dtype=np.int64)
    for place in range(len(block)):
        one = number[block[place]]
        order[upcoming[one]] = place
        upcoming[one] += 1
    return order, start[: found + 1]
