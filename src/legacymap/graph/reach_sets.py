"""Which nodes reach which columns: bit rows over the condensation, some columns at a time.

One search a node is out of the question on a large estate, and so is a table of all pairs. A block
of 4,096 columns takes 512 bytes a component whatever the size of the estate, and one pass over the
edges; blocks are made one after the other in the same memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from legacymap.graph.kernels import Csr, Ints, components, condensation, csr

Words = npt.NDArray[np.uint64]
Bits = npt.NDArray[np.bool_]

BLOCK_WORDS: Final = 64
"""Words of a bit row: 4,096 columns at a time."""


class Block(NamedTuple):
    """Which of some columns each component reaches."""

    low: int
    """The first of the columns."""
    bits: Words
    """A row a component, a bit a column; what stands in rows that are not filled means nothing."""
    filled: Bits
    """The components that reach any of the columns."""


@dataclass(frozen=True)
class Upward:
    """The condensation of a graph, every edge leading to a higher number."""

    dag: Csr
    position: Ints
    """The number of each node's component."""

    @classmethod
    def of(cls, graph: Csr, component: Ints | None = None) -> Upward:
        """The condensation of ``graph``, numbered so that what is near in the graph is near here.

        ``component`` is the strongly connected component of each node, where it is known already.

        Numbers are the reverse of a depth-first walk's order of leaving: neighbours then mostly
        stand side by side in memory, which makes passes over the edges up to three times as fast.
        """
        label = components(graph) if component is None else component
        dag = condensation(graph, label)
        rank = _depth_first_ranks(dag.indptr, dag.indices)
        return cls(csr(dag.nodes, rank[dag.tails], rank[dag.indices]), rank[label])

    @cached_property
    def turned(self) -> Upward:
        """The same with all edges turned round."""
        last = self.dag.nodes - 1
        return Upward(
            csr(last + 1, last - self.dag.indices, last - self.dag.tails), last - self.position
        )

    def blocks(self, column: Ints, columns: int) -> Iterator[Block]:
        """Which columns each component reaches, some columns at a time.

        ``column`` holds the column of each node, or -1; a column may stand for several nodes. A
        block is overwritten by the next one: what is wanted of it must be taken before.
        """
        members = np.nonzero(column >= 0)[0]
        members = members[np.argsort(column[members], kind="stable")]
        edges = np.arange(0, columns + 64 * BLOCK_WORDS, 64 * BLOCK_WORDS)
        ends = np.searchsorted(column[members], edges)
        words = min(BLOCK_WORDS, -(-columns // 64))
        bits = np.empty((self.dag.nodes, words), dtype=np.uint64)
        for low, first, last in zip(edges[:-1].tolist(), ends[:-1], ends[1:], strict=True):
            here = members[first:last]
            filled = _reach_bits(
                self.dag.indptr, self.dag.indices, self.position[here], column[here] - low, bits
            )
            yield Block(low, bits, filled)


@njit(cache=True, nogil=True)
def _depth_first_ranks(indptr: Ints, indices: Ints) -> Ints:
    """A number for each node of a DAG so that every edge leads to a higher one."""
    n = len(indptr) - 1
    rank = np.full(n, -1, dtype=np.int64)
    seen = np.zeros(n, dtype=np.bool_)
    stack = np.empty(n, dtype=np.int64)
    upcoming = indptr[:-1].copy()
    left = n
    # From the last to the first, so that nodes without edges keep their order.
    for root in range(n - 1, -1, -1):
        if seen[root]:
            continue
        stack[0] = root
        seen[root] = True
        depth = 1
        while depth > 0:
            node = stack[depth - 1]
            if upcoming[node] < indptr[node + 1]:
                head = indices[upcoming[node]]
                upcoming[node] += 1
                if not seen[head]:
                    seen[head] = True
                    stack[depth] = head
                    depth += 1
            else:
                depth -= 1
                left -= 1
                rank[node] = left
    return rank


@njit(cache=True, nogil=True)
def _reach_bits(indptr: Ints, indices: Ints, nodes: Ints, columns: Ints, bits: Words) -> Bits:
    """Fill ``bits``: for each node of an upward DAG, the columns that it or what it reaches has.

    Rows without any bit are neither written nor read: most of them, in shallow estates.
    """
    n, words = bits.shape
    filled = np.zeros(n, dtype=np.bool_)
    last = -1
    for item in range(len(nodes)):
        node = nodes[item]
        last = max(last, node)
        if not filled[node]:
            filled[node] = True
            for word in range(words):
                bits[node, word] = np.uint64(0)
        bits[node, columns[item] >> 6] |= np.uint64(1) << np.uint64(columns[item] & 63)
    for node in range(last, -1, -1):
        some = filled[node]
        for edge in range(indptr[node], indptr[node + 1]):
            head = indices[edge]
            if not filled[head]:
                continue
            if some:
                for word in range(words):
                    bits[node, word] |= bits[head, word]
            else:
                for word in range(words):
                    bits[node, word] = bits[head, word]
                some = True
        filled[node] = some
    return filled


@njit(cache=True, nogil=True)
def ones(word: np.uint64) -> int:
    """Number of set bits, by adding neighbouring fields of 1, 2, 4 bits and multiplying out."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    pairs = np.uint64(0x3333333333333333)
    word = (word & pairs) + ((word >> np.uint64(2)) & pairs)
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
