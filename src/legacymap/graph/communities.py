"""Which communities the links of a graph form, and how well a partition fits the links."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
from numba import njit

from legacymap.graph.kernels import Csr, Ints, csr, weak_components

_MOST_LEVELS: Final = 64


def communities(graph: Csr, weights: Ints) -> Ints:
    """Community of each node, numbered by its smallest member; direction does not matter.

    ``weights`` are whole numbers, one an edge. Nodes are moved in ascending order to the community
    where modularity gains most, ties to the smallest one, until none gains; communities then become
    nodes, and so on. Gains are compared as whole numbers, so equal graphs give equal communities on
    every machine. Communities that their moves left in several pieces are split into them, which
    never lowers modularity. A node without links is a community of its own.

    O(m) a pass, some ten passes a level, few levels.

    Source:
        Blondel, Guillaume, Lambiotte, Lefebvre (2008), "Fast unfolding of communities in large
        networks", Journal of Statistical Mechanics P10008. It finds a good partition, not always
        the best.
    """
    label = np.arange(graph.nodes, dtype=np.int64)
    strength = np.zeros(graph.nodes, dtype=np.int64)
    np.add.at(strength, graph.tails, weights)
    np.add.at(strength, graph.indices, weights)
    total = int(weights.sum())
    level, level_weights = _both_ways(graph.nodes, graph.tails, graph.indices, weights)
    for _ in range(_MOST_LEVELS):
        moved = _moved(level.indptr, level.indices, level_weights, strength, 2 * total)
        _, joined = np.unique(moved, return_inverse=True)
        count = int(joined.max(initial=-1)) + 1
        if count == level.nodes:
            break
        label = joined[label].astype(np.int64)
        strength = np.bincount(joined, weights=strength, minlength=count).astype(np.int64)
        level, level_weights = _both_ways(
            count, joined[level.tails], joined[level.indices], level_weights, halve=True
        )
    return _in_one_piece(graph, label)


def _both_ways(
    nodes: int, tails: Ints, heads: Ints, weights: Ints, *, halve: bool = False
) -> tuple[Csr, Ints]:
    """The links without direction, in both; weights of the same link added up, loops left out.

    ``halve``: the edges come in both directions already.
    """
    if not halve:
        tails, heads = np.concatenate([tails, heads]), np.concatenate([heads, tails])
        weights = np.concatenate([weights, weights])
    indptr, indices, summed = _gathered(nodes, tails, heads, weights)
    return Csr(indptr, indices), summed


@njit(cache=True, nogil=True)
def _gathered(nodes: int, tails: Ints, heads: Ints, weights: Ints) -> tuple[Ints, Ints, Ints]:
    """Rows of heads with their weights added up; in a row in the order in which they come."""
    pointers = np.zeros(nodes + 1, dtype=np.int64)
    for edge in range(len(tails)):
        if tails[edge] != heads[edge]:
            pointers[tails[edge] + 1] += 1
    for node in range(nodes):
        pointers[node + 1] += pointers[node]
    upcoming = pointers[:-1].copy()
    to = np.empty(pointers[nodes], dtype=np.int64)
    weight = np.empty(pointers[nodes], dtype=np.int64)
    for edge in range(len(tails)):
        if tails[edge] != heads[edge]:
            place = upcoming[tails[edge]]
            to[place], weight[place] = heads[edge], weights[edge]
            upcoming[tails[edge]] += 1
    # Where in the row a head stands already; it counts only if it lies in this row.
    place_of = np.full(nodes, -1, dtype=np.int64)
    filled = 0
    start = 0
    for node in range(nodes):
        end = pointers[node + 1]
        first = filled
        for place in range(start, end):
            head = to[place]
            if place_of[head] >= first:
                weight[place_of[head]] += weight[place]
            else:
                place_of[head] = filled
                to[filled], weight[filled] = head, weight[place]
                filled += 1
        start = end
        pointers[node + 1] = filled
    return pointers, to[:filled], weight[:filled]


def _in_one_piece(graph: Csr, label: Ints) -> Ints:
    inside = label[graph.tails] == label[graph.indices]
    return weak_components(csr(graph.nodes, graph.tails[inside], graph.indices[inside]))


@njit(cache=True, nogil=True)
def _moved(indptr: Ints, indices: Ints, weights: Ints, strength: Ints, double: int) -> Ints:
    """The community of each node after moving nodes one by one until no move gains."""
    n = len(indptr) - 1
    community = np.arange(n)
    held = strength.copy()
    into = np.zeros(n, dtype=np.int64)
    near = np.empty(n, dtype=np.int64)
    # A node is looked at again only when a neighbour has moved since.
    waiting = np.ones(n, dtype=np.bool_)
    moves = n
    while moves > 0:
        moves = 0
        for node in range(n):
            if not waiting[node]:
                continue
            waiting[node] = False
            own = community[node]
            found = 0
            for edge in range(indptr[node], indptr[node + 1]):
                other = community[indices[edge]]
                if into[other] == 0:
                    near[found] = other
                    found += 1
                into[other] += weights[edge]
            held[own] -= strength[node]
            # The gain of joining a community, times (total weight)^2: a whole number.
            best, most = own, into[own] * double - strength[node] * held[own]
            stay = most
            for place in range(found):
                other = near[place]
                gain = into[other] * double - strength[node] * held[other]
                if gain > most or (gain == most and most > stay and other < best):
                    best, most = other, gain
            for place in range(found):
                into[near[place]] = 0
            held[best] += strength[node]
            if best != own:
                community[node] = best
                moves += 1
                for edge in range(indptr[node], indptr[node + 1]):
                    if community[indices[edge]] != best:
                        waiting[indices[edge]] = True
    return community


def modularity(graph: Csr, weights: Ints, label: Ints) -> Fraction | None:
    """How much more of the links stays inside the groups ``label`` than chance would have it.

    Nodes with a negative label are in no group: links with such an end are left out.

    Formula:
        Q = sum over groups of L_c / m - (out_c / m) * (in_c / m), m = total weight of the links
    Range:
        -1 to 1 (in practice -1/2 to 1), exact.
    Unit:
        weight by weight.
    Degenerate case:
        ``None`` without a link between nodes in groups; 0 where all are in one group.
    Source:
        Leicht, Newman (2008), "Community Structure in Directed Networks", Physical Review
        Letters 100, 118703.
    """
    groups = int(label.max(initial=-1)) + 1
    inside, outgoing, incoming = _held(graph.indptr, graph.indices, weights, label, groups)
    total = int(outgoing.sum())
    if not total:
        return None
    expected = sum(a * b for a, b in zip(outgoing.tolist(), incoming.tolist(), strict=True))
    return Fraction(inside, total) - Fraction(expected, total * total)


@njit(cache=True, nogil=True)
def _held(
    indptr: Ints, indices: Ints, weights: Ints, label: Ints, groups: int
) -> tuple[int, Ints, Ints]:
    """Weight inside all groups, and out of and into each group, of links between groups."""
    inside = 0
    outgoing = np.zeros(groups, dtype=np.int64)
    incoming = np.zeros(groups, dtype=np.int64)
    for node in range(len(indptr) - 1):
        own = label[node]
        if own < 0:
            continue
        for edge in range(indptr[node], indptr[node + 1]):
            other = label[indices[edge]]
            if other >= 0:
                outgoing[own] += weights[edge]
                incoming[other] += weights[edge]
                if own == other:
                    inside += weights[edge]
    return inside, outgoing, incoming
