"""How many nodes each node reaches: counted, or on very large graphs drawn and estimated."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from numba import njit

from legacymap.graph.kernels import Csr, Ints
from legacymap.graph.reach_sets import Bits, Upward, Words, ones

EXACT_COMPONENTS: Final = 262_144
"""Up to so many strongly connected components closures are counted; beyond, estimated.

Counting takes time that grows with the square (some 5 s here, a minute at a million)."""

DRAWN: Final = 16_384
"""How many nodes are drawn where closures are estimated."""


@dataclass(frozen=True, slots=True)
class Closures:
    """How many nodes each node reaches, itself included."""

    sizes: Ints
    drawn: int | None
    """``None``: the sizes were counted. Else how many nodes were drawn to estimate them."""

    @property
    def standard_error(self) -> float:
        """Of each size as a share of all nodes, at most: two thirds of all lie nearer than this.

        ``sqrt(1/4 * (1 - k/n) / k)`` for ``k`` nodes drawn of ``n`` without putting back; the same
        bound holds for the mean of all sizes. 0 where they were counted.
        """
        if self.drawn is None:
            return 0.0
        return sqrt(0.25 * (1 - self.drawn / len(self.sizes)) / self.drawn)


def closures(
    graph: Csr | Upward, *, exact_components: int = EXACT_COMPONENTS, drawn: int = DRAWN
) -> Closures:
    """How many nodes each node of a graph, or of a condensation, reaches, itself included.

    A cycle is counted once: the work is done on the condensation. Up to ``exact_components`` of
    its nodes every size is exact: O(n * m / 64) word operations, 512 bytes a node. Beyond,
    ``drawn`` nodes are drawn (the same ones for equal graphs), it is counted exactly how many of
    them each node reaches, and that share is taken for the whole. Who reaches all that another
    does never gets the smaller number.

    Source:
        Counting: word-parallel reachability on the condensation. Estimating: simple random
        sampling without replacement, e.g. Cochran (1977), "Sampling techniques", chapter 3. A
        min-rank sketch of k = 64 (Cohen 1997) was off by a fifth and is not used.
    """
    upward = Upward.of(graph) if isinstance(graph, Csr) else graph
    n = len(upward.position)
    if upward.dag.nodes <= exact_components or n <= drawn:
        weight = np.bincount(upward.position, minlength=upward.dag.nodes).astype(np.int64)
        sizes = _closure_weights(upward.dag.indptr, upward.dag.indices, weight)
        return Closures(sizes[upward.position], None)
    chosen = draw(n, drawn)
    column = np.full(n, -1, dtype=np.int64)
    column[chosen] = np.arange(drawn)
    hits = np.zeros(upward.dag.nodes, dtype=np.int64)
    for block in upward.blocks(column, drawn):
        _add_ones(block.bits, block.filled, hits)
    estimated = np.maximum((2 * hits[upward.position] * n + drawn) // (2 * drawn), 1)
    return Closures(estimated, drawn)


def draw(nodes: int, count: int, *, seed: int = 1) -> Ints:
    """``count`` of the numbers below ``nodes``, ascending; equal arguments draw equal ones.

    Every number is scrambled (splitmix64) and the smallest results win, so that the draw does not
    hang on any library's generator.
    """
    with np.errstate(over="ignore"):
        mixed = np.arange(nodes, dtype=np.uint64) + np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return np.sort(np.argsort(mixed, kind="stable")[:count])


@njit(cache=True, nogil=True)
def _add_ones(bits: Words, filled: Bits, count: Ints) -> None:
    for row in range(bits.shape[0]):
        if not filled[row]:
            continue
        for word in range(bits.shape[1]):
            count[row] += ones(bits[row, word])


@njit(cache=True, nogil=True)
def _closure_weights(indptr: Ints, indices: Ints, weights: Ints) -> Ints:
    """Total weight that each node of a DAG reaches, itself included; every edge leads upward.

    Columns are the nodes themselves in their order, so that a block concerns only the nodes that
    stand before its end.
    """
    n = len(indptr) - 1
    words = 64
    total = np.zeros(n, dtype=np.int64)
    bits = np.zeros((n, words), dtype=np.uint64)
    filled = np.zeros(n, dtype=np.bool_)
    heavy = np.nonzero(weights > 1)[0]
    first_heavy = 0
    for low in range(0, n, words * 64):
        high = min(n, low + words * 64)
        end_heavy = first_heavy
        while end_heavy < len(heavy) and heavy[end_heavy] < high:
            end_heavy += 1
        for node in range(high - 1, -1, -1):
            some = node >= low
            if some:
                for word in range(words):
                    bits[node, word] = np.uint64(0)
                offset = node - low
                bits[node, offset >> 6] = np.uint64(1) << np.uint64(offset & 63)
            for edge in range(indptr[node], indptr[node + 1]):
                head = indices[edge]
                if head >= high or not filled[head]:
                    continue
                if some:
                    for word in range(words):
                        bits[node, word] |= bits[head, word]
                else:
                    for word in range(words):
                        bits[node, word] = bits[head, word]
                    some = True
            filled[node] = some
            if not some:
                continue
            count = 0
            for word in range(words):
                count += ones(bits[node, word])
            for position in range(first_heavy, end_heavy):
                offset = heavy[position] - low
                if bits[node, offset >> 6] >> np.uint64(offset & 63) & np.uint64(1):
                    count += weights[heavy[position]] - 1
            total[node] += count
        first_heavy = end_heavy
    return total
