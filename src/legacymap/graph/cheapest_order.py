"""Which order of few nodes has the lightest backward edges: a table over all subsets."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from legacymap.graph.good_order import good_order
from legacymap.graph.kernels import Ints


def cheapest_order(nodes: int, tails: Ints, heads: Ints, weights: Ints) -> Ints:
    """Position of each node in an order whose backward edges weigh least."""
    matrix = np.zeros((nodes, nodes), dtype=np.int64)
    matrix[heads, tails] = weights
    start = good_order(nodes, tails, heads, weights)
    enough = int(weights[start[tails] > start[heads]].sum())
    # A narrow table where the sums allow it: the table is nearly all of the memory used.
    narrow = 2 * int(weights.sum()) < np.iinfo(np.int32).max
    width = np.dtype(np.int32 if narrow else np.int64)
    low_bits = nodes // 2
    low: Ints = _subset_sums(matrix[:, :low_bits]).astype(width)
    high: Ints = _subset_sums(matrix[:, low_bits:]).astype(width)
    order = _order_by_subsets(low, high, _masks(matrix > 0), enough + 1)
    position = np.empty(nodes, dtype=np.int64)
    position[order] = np.arange(nodes)
    return position


def _subset_sums(columns: Ints) -> Ints:
    """For each row the sum over every subset of its columns, by the subset's bits."""
    sums = np.zeros((len(columns), 1), dtype=np.int64)
    for column in range(columns.shape[1]):
        sums = np.concatenate([sums, sums + columns[:, column : column + 1]], axis=1)
    return sums


def _masks(rows: npt.NDArray[np.bool_]) -> Ints:
    """Each row as the number whose bits are its columns."""
    bits: Ints = rows.astype(np.int64) @ (1 << np.arange(rows.shape[1], dtype=np.int64))
    return bits


@njit(cache=True, nogil=True)
def _order_by_subsets(low: Ints, high: Ints, consumers: Ints, too_much: int) -> Ints:
    """The cheapest order; ``low[v, s] + high[v, t]`` is the weight into v from the sets s and t.

    ``cost[s]`` is the least weight of backward edges into ``s`` when its nodes come first: taking
    a node makes every edge to it from a node not yet taken a backward one. Sets that cost
    ``too_much`` are left out, and a node that costs nothing is taken at once: taken later it is no
    cheaper and holds up others.
    """
    n = len(consumers)
    everything = (1 << n) - 1
    low_bits = n // 2
    low_mask = (1 << low_bits) - 1
    cost = np.full(everything + 1, too_much, dtype=low.dtype)
    cost[0] = 0
    for done in range(everything):
        so_far = cost[done]
        if so_far >= too_much:
            continue
        only = -1
        for node in range(n):
            if not done >> node & 1 and consumers[node] & ~done == 0:
                only = node
                break
        for node in range(n):
            if done >> node & 1 or (only >= 0 and node != only):
                continue
            later = everything & ~(done | 1 << node)
            total = so_far + low[node, later & low_mask] + high[node, later >> low_bits]
            following = done | 1 << node
            if total < cost[following]:
                cost[following] = total
    order = np.empty(n, dtype=np.int64)
    done = everything
    for place in range(n - 1, -1, -1):
        later = everything & ~done
        for node in range(n):
            before = done & ~(1 << node)
            if before == done or cost[before] >= too_much:
                continue
            step = low[node, later & low_mask] + high[node, later >> low_bits]
            if cost[before] + step == cost[done]:
                order[place] = node
                done = before
                break
    return order
