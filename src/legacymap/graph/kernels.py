"""What arrays say about a directed graph: components, reach, distances; compiled where it pays.

A graph is a pair of CSR arrays: ``indptr`` (n + 1) and ``indices`` (m), both ``int64``: the
successors of node ``i`` are ``indices[indptr[i]:indptr[i + 1]]``, sorted.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Ints = npt.NDArray[np.int64]


class Csr(NamedTuple):
    """Adjacency of ``n`` nodes: rows are sorted, without repetitions and self-loops."""

    indptr: Ints
    indices: Ints

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.indptr) - 1

    @property
    def tails(self) -> Ints:
        """The node each edge leaves, in edge order."""
        return np.repeat(np.arange(self.nodes), np.diff(self.indptr))

    def reversed(self) -> Csr:
        """The same edges turned round."""
        return csr(self.nodes, self.indices, self.tails)


def csr(nodes: int, tails: Ints, heads: Ints) -> Csr:
    """The adjacency of these edges; self-loops and repetitions are dropped."""
    keep = tails != heads
    # One number an edge: sorting it sorts by tail, then by head.
    edges = np.sort(tails[keep].astype(np.int64) * nodes + heads[keep])
    # np.unique hashes first, which takes ten times as long as looking at neighbours.
    edges = edges[np.diff(edges, prepend=-1) != 0]
    indptr = np.zeros(nodes + 1, dtype=np.int64)
    if len(edges):
        np.cumsum(np.bincount(edges // nodes, minlength=nodes), out=indptr[1:])
        return Csr(indptr, edges % nodes)
    return Csr(indptr, np.zeros(0, dtype=np.int64))


def components(graph: Csr) -> Ints:
    """Strongly connected component of each node, numbered by its smallest member."""
    return _numbered_by_first(_labels(graph, "strong"))


def weak_components(graph: Csr) -> Ints:
    """Weakly connected component of each node, numbered by its smallest member."""
    return _numbered_by_first(_labels(graph, "weak"))


def _labels(graph: Csr, connection: Literal["weak", "strong"]) -> Ints:
    if graph.nodes == 0:
        return np.zeros(0, dtype=np.int64)
    ones = np.ones(len(graph.indices), dtype=np.int8)
    matrix = csr_array((ones, graph.indices, graph.indptr), shape=(graph.nodes, graph.nodes))
    _, labels = connected_components(matrix, directed=True, connection=connection)
    return np.asarray(labels, dtype=np.int64)


def _numbered_by_first(labels: Ints) -> Ints:
    """Relabel so that component numbers do not depend on the algorithm's own order."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    renumbered: Ints = rank[inverse]
    return renumbered


def condensation(graph: Csr, label: Ints) -> Csr:
    """The graph of the components ``label``; acyclic where they are the strong ones."""
    count = int(label.max()) + 1 if len(label) else 0
    return csr(count, label[graph.tails], label[graph.indices])


@njit(cache=True, nogil=True)
def topological_order(indptr: Ints, indices: Ints) -> Ints:
    """Nodes so that every edge leads forward; shorter than ``n`` where there is a cycle."""
    n = len(indptr) - 1
    waiting = np.zeros(n, dtype=np.int64)
    for head in indices:
        waiting[head] += 1
    order = np.empty(n, dtype=np.int64)
    filled = 0
    for node in range(n):
        if waiting[node] == 0:
            order[filled] = node
            filled += 1
    done = 0
    while done < filled:
        node = order[done]
        done += 1
        for edge in range(indptr[node], indptr[node + 1]):
            head = indices[edge]
            waiting[head] -= 1
            if waiting[head] == 0:
                order[filled] = head
                filled += 1
    return order[:filled]


@njit(cache=True, nogil=True)
def distances(indptr: Ints, indices: Ints, starts: Ints) -> Ints:
    """Fewest edges from any of ``starts`` to each node; -1 where there is no path."""
    n = len(indptr) - 1
    distance = np.full(n, -1, dtype=np.int64)
    queue = np.empty(n, dtype=np.int64)
    filled = 0
    for start in starts:
        if distance[start] < 0:
            distance[start] = 0
            queue[filled] = start
            filled += 1
    done = 0
    while done < filled:
        node = queue[done]
        done += 1
        for edge in range(indptr[node], indptr[node + 1]):
            head = indices[edge]
            if distance[head] < 0:
                distance[head] = distance[node] + 1
                queue[filled] = head
                filled += 1
    return distance


@njit(cache=True, nogil=True)
def _ones(word: np.uint64) -> int:
    """Number of set bits, by adding neighbouring fields of 1, 2, 4 bits and multiplying out."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    pairs = np.uint64(0x3333333333333333)
    word = (word & pairs) + ((word >> np.uint64(2)) & pairs)
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@njit(cache=True, nogil=True)
def _closure_weights(indptr: Ints, indices: Ints, weights: Ints) -> Ints:
    """Total weight that each node of a DAG reaches, itself included; every edge leads upward.

    Reach sets are bit rows over 4,096 nodes at a time: n x 512 bytes of memory, whatever the size.
    """
    n = len(indptr) - 1
    words = 64
    total = np.zeros(n, dtype=np.int64)
    bits = np.zeros((n, words), dtype=np.uint64)
    heavy = np.nonzero(weights > 1)[0]
    first_heavy = 0
    for low in range(0, n, words * 64):
        high = min(n, low + words * 64)
        end_heavy = first_heavy
        while end_heavy < len(heavy) and heavy[end_heavy] < high:
            end_heavy += 1
        for node in range(high - 1, -1, -1):
            row = bits[node]
            row[:] = np.uint64(0)
            if node >= low:
                offset = node - low
                row[offset >> 6] = np.uint64(1) << np.uint64(offset & 63)
            for edge in range(indptr[node], indptr[node + 1]):
                if indices[edge] < high:
                    other = bits[indices[edge]]
                    for word in range(words):
                        row[word] |= other[word]
            count = 0
            for word in range(words):
                count += _ones(row[word])
            for position in range(first_heavy, end_heavy):
                offset = heavy[position] - low
                if row[offset >> 6] >> np.uint64(offset & 63) & np.uint64(1):
                    count += weights[heavy[position]] - 1
            total[node] += count
        first_heavy = end_heavy
    return total


def closure_sizes(graph: Csr) -> Ints:
    """How many nodes each node reaches, itself included; exact.

    Works on the condensation, so that a cycle is counted once. O(n * m / 64) word operations.
    """
    label = components(graph)
    if len(label) == 0:
        return label
    dag = condensation(graph, label)
    order = topological_order(dag.indptr, dag.indices)
    position = np.empty(len(order), dtype=np.int64)
    position[order] = np.arange(len(order))
    label = position[label]
    upward = csr(len(order), position[dag.tails], position[dag.indices])
    sizes = np.bincount(label).astype(np.int64)
    reached: Ints = _closure_weights(upward.indptr, upward.indices, sizes)[label]
    return reached
