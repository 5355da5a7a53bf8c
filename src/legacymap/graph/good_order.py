"""Which order of many nodes has light backward edges: greedy first, then moved into place.

Source:
    Eades, P., Lin, X., Smyth, W. F. (1993), "A fast and effective heuristic for the feedback arc
    set problem", Information Processing Letters 47(6), 319-323.
"""

from __future__ import annotations

import heapq
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from legacymap.graph.kernels import Ints

Bools = npt.NDArray[np.bool_]

_PASSES: Final = 50
_FEWEST_PASSES: Final = 4
_LOOKS: Final = 1_000_000
"""Nodes looked at in all passes together: beyond 20,000 nodes there are fewer than 50 passes.

The first passes gain nearly all; a block of 200,000 nodes gets five."""
_GAP: Final = 1 << 20
_FEW: Final = 32


def good_order(nodes: int, tails: Ints, heads: Ints, weights: Ints) -> Ints:
    """Position of each node in an order from which no single move gains, or nearly so.

    Edges stand by tail, then by head. Beyond 20,000 nodes the moves may end before none gains:
    after a million looks, but four passes.
    """
    out, into = _rows(nodes, tails, heads, weights), _rows(nodes, heads, tails, weights)
    order = _greedy_order(*out, *into)
    position = np.empty(nodes, dtype=np.int64)
    position[order] = np.arange(nodes)
    waiting = np.ones(nodes, dtype=np.bool_)
    for _ in range(min(_PASSES, max(_FEWEST_PASSES, _LOOKS // max(nodes, 1)))):
        labels = position * _GAP
        if not _move_nodes(labels, waiting, *out, *into):
            break
        position[np.argsort(labels, kind="stable")] = np.arange(nodes)
    return position


@njit(cache=True, nogil=True)
def _rows(nodes: int, tails: Ints, heads: Ints, weights: Ints) -> tuple[Ints, Ints, Ints]:
    """Row pointers, heads and weights of a weighted adjacency; rows keep the order of the edges."""
    pointers = np.zeros(nodes + 1, dtype=np.int64)
    for tail in tails:
        pointers[tail + 1] += 1
    for node in range(nodes):
        pointers[node + 1] += pointers[node]
    upcoming = pointers[:-1].copy()
    to = np.empty(len(heads), dtype=np.int64)
    weight = np.empty(len(heads), dtype=np.int64)
    for edge in range(len(tails)):
        place = upcoming[tails[edge]]
        to[place], weight[place] = heads[edge], weights[edge]
        upcoming[tails[edge]] += 1
    return pointers, to, weight


@njit(cache=True, nogil=True)
def _greedy_order(
    out_at: Ints, out_to: Ints, out_weight: Ints, in_at: Ints, in_from: Ints, in_weight: Ints
) -> Ints:
    """Sources first, sinks last, between them the node that gives most over what it takes."""
    n = len(out_at) - 1
    gives = np.zeros(n, dtype=np.int64)
    takes = np.zeros(n, dtype=np.int64)
    for node in range(n):
        gives[node] = out_weight[out_at[node] : out_at[node + 1]].sum()
        takes[node] = in_weight[in_at[node] : in_at[node + 1]].sum()
    placed = np.zeros(n, dtype=np.bool_)
    order = np.empty(n, dtype=np.int64)
    front, back = 0, n
    # Keys order by balance, then by number. A node whose balance grew keeps its entry until that
    # comes up; one whose balance fell gets another, and the old one is skipped when it comes up.
    least = (takes - gives) * n + np.arange(n)
    queue = list(least)
    heapq.heapify(queue)
    ends = [node for node in range(n) if gives[node] == 0 or takes[node] == 0]
    while front < back:
        node = -1
        while node < 0 and len(ends) > 0:
            candidate = ends.pop()
            if not placed[candidate]:
                node = candidate
        while node < 0:
            key = heapq.heappop(queue)
            candidate = key % n
            if placed[candidate] or key != least[candidate]:
                continue
            now = (takes[candidate] - gives[candidate]) * n + candidate
            if key == now:
                node = candidate
            else:
                least[candidate] = now
                heapq.heappush(queue, now)
        placed[node] = True
        if gives[node] == 0 and takes[node] > 0:
            back -= 1
            order[back] = node
        else:
            order[front] = node
            front += 1
        for edge in range(out_at[node], out_at[node + 1]):
            other = out_to[edge]
            if not placed[other]:
                takes[other] -= out_weight[edge]
                now = (takes[other] - gives[other]) * n + other
                if now < least[other]:
                    least[other] = now
                    heapq.heappush(queue, now)
                if takes[other] == 0:
                    ends.append(other)
        for edge in range(in_at[node], in_at[node + 1]):
            other = in_from[edge]
            if not placed[other]:
                gives[other] -= in_weight[edge]
                if gives[other] == 0:
                    ends.append(other)
    return order


@njit(cache=True, nogil=True)
def _ascending(values: Ints) -> Ints:
    """Places of the values in order, equal ones as they stand; most nodes have few neighbours."""
    if len(values) > _FEW:
        return np.argsort(values, kind="mergesort")
    order = np.empty(len(values), dtype=np.int64)
    for place in range(len(values)):
        free = place
        while free > 0 and values[order[free - 1]] > values[place]:
            order[free] = order[free - 1]
            free -= 1
        order[free] = place
    return order


@njit(cache=True, nogil=True)
def _move_nodes(
    labels: Ints,
    waiting: Bools,
    out_at: Ints,
    out_to: Ints,
    out_weight: Ints,
    in_at: Ints,
    in_from: Ints,
    in_weight: Ints,
) -> int:
    """Move each ``waiting`` node to where its backward edges weigh least; the weight gained.

    Labels tell the order; only the order among neighbours matters, so that a node moves by taking
    a label between two of its neighbours'. Where there is no room it waits for the next pass; else
    it need not be looked at again before a neighbour has moved.
    """
    n = len(out_at) - 1
    gained = 0
    most = 0
    for node in range(n):
        most = max(most, out_at[node + 1] - out_at[node] + in_at[node + 1] - in_at[node])
    where = np.empty(most, dtype=np.int64)
    change = np.empty(most, dtype=np.int64)
    for node in range(n):
        if not waiting[node]:
            continue
        waiting[node] = False
        outs = out_at[node + 1] - out_at[node]
        degree = outs + in_at[node + 1] - in_at[node]
        cost = 0
        here = 0
        for edge in range(out_at[node], out_at[node + 1]):
            where[edge - out_at[node]] = labels[out_to[edge]]
            # Passing a provider turns the edge to it backward, passing a consumer forward.
            change[edge - out_at[node]] = out_weight[edge]
            if labels[out_to[edge]] < labels[node]:
                here += out_weight[edge]
        for edge in range(in_at[node], in_at[node + 1]):
            where[outs + edge - in_at[node]] = labels[in_from[edge]]
            change[outs + edge - in_at[node]] = -in_weight[edge]
            cost += in_weight[edge]
            if labels[in_from[edge]] > labels[node]:
                here += in_weight[edge]
        if here == 0:
            continue
        by_label = _ascending(where[:degree])
        best, chosen = here, labels[node]
        if cost < best:
            best = cost
            chosen = where[by_label[0]] - _GAP
        for place in range(degree):
            cost += change[by_label[place]]
            left = where[by_label[place]]
            room = place + 1 == degree
            middle = left + _GAP
            if not room:
                right = where[by_label[place + 1]]
                room = right - left >= 2
                middle = left + (right - left) // 2
                # Neighbours at one label stand apart in the next pass, in whichever order.
                waiting[node] |= right == left or (not room and cost < best)
            if room and cost < best:
                best = cost
                chosen = middle
        if best < here:
            gained += here - best
            labels[node] = chosen
            _wake(waiting, out_to[out_at[node] : out_at[node + 1]])
            _wake(waiting, in_from[in_at[node] : in_at[node + 1]])
    return gained


@njit(cache=True, nogil=True)
def _wake(waiting: Bools, nodes: Ints) -> None:
    for node in nodes:
        waiting[node] = True
