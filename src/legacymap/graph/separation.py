"""Where an undirected graph falls apart: cut nodes, bridges, blocks, and the pieces they leave."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from legacymap.graph.kernels import Csr, Ints


class Walk(NamedTuple):
    """A depth-first walk through every component, smallest nodes first.

    Everything is in walk order: the node at a position, the position of its parent in the tree
    (-1 at a root), the least position that its subtree touches by one edge outside the tree, and
    the size of its subtree. A subtree is the interval ``position .. position + size``.
    """

    node: Ints
    parent: Ints
    low: Ints
    size: Ints


class CutNode(NamedTuple):
    """A node without which its component falls into ``pieces``, and who is then cut off.

    Those cut off are all but the largest piece (of equal ones, that of the smallest node stays).
    """

    node: int
    pieces: int
    cut_off: int
    intervals: tuple[tuple[int, int], ...]
    """Where in the walk those cut off stand."""


class Bridge(NamedTuple):
    """An edge without which its component falls in two, and the smaller of the two sides."""

    ends: tuple[int, int]
    cut_off: int
    intervals: tuple[tuple[int, int], ...]


def undirected(graph: Csr) -> Csr:
    """Every edge in both directions, once."""
    return Csr(*_joined(*graph, *graph.reversed()))


@njit(cache=True, nogil=True)
def _joined(out_at: Ints, out_to: Ints, in_at: Ints, in_from: Ints) -> tuple[Ints, Ints]:
    """Two adjacencies in one: sorted rows are merged."""
    n = len(out_at) - 1
    pointers = np.zeros(n + 1, dtype=np.int64)
    rows = np.empty(len(out_to) + len(in_from), dtype=np.int64)
    filled = 0
    for node in range(n):
        one, other = out_at[node], in_at[node]
        while one < out_at[node + 1] and other < in_at[node + 1]:
            rows[filled] = min(out_to[one], in_from[other])
            # What stands in both is passed in both.
            one += out_to[one] == rows[filled]
            other += in_from[other] == rows[filled]
            filled += 1
        for edge in range(one, out_at[node + 1]):
            rows[filled] = out_to[edge]
            filled += 1
        for edge in range(other, in_at[node + 1]):
            rows[filled] = in_from[edge]
            filled += 1
        pointers[node + 1] = filled
    return pointers, rows[:filled].copy()


def walk(both_ways: Csr) -> Walk:
    """The depth-first walk of an undirected graph."""
    return Walk(*_walk(both_ways.indptr, both_ways.indices))


@njit(cache=True, nogil=True)
def _walk(indptr: Ints, indices: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    n = len(indptr) - 1
    position = np.full(n, -1, dtype=np.int64)
    node = np.empty(n, dtype=np.int64)
    parent = np.full(n, -1, dtype=np.int64)
    low = np.arange(n)
    size = np.ones(n, dtype=np.int64)
    upcoming = indptr[:-1].copy()
    filled = 0
    for root in range(n):
        if position[root] >= 0:
            continue
        position[root] = filled
        node[filled] = root
        here = filled
        filled += 1
        while here >= 0:
            inside = node[here]
            if upcoming[inside] < indptr[inside + 1]:
                head = indices[upcoming[inside]]
                upcoming[inside] += 1
                there = position[head]
                if there < 0:
                    position[head] = filled
                    node[filled] = head
                    parent[filled] = here
                    here = filled
                    filled += 1
                elif there != parent[here] and there < low[here]:
                    low[here] = there
            else:
                above = parent[here]
                if above >= 0:
                    size[above] += size[here]
                    low[above] = min(low[above], low[here])
                here = above
    return node, parent, low, size


class _Cuts(NamedTuple):
    """Positions of all cut nodes in order, and the children that each of them cuts off."""

    positions: Ints
    children: Ints
    """Sorted by the position of the parent."""
    parents: Ints


def _cuts(tree: Walk) -> _Cuts:
    n = len(tree.node)
    positions, root = np.arange(n), _roots(tree)
    # A child whose subtree touches nothing above its parent is cut off with the parent gone.
    loose = np.nonzero((tree.parent >= 0) & (tree.low >= tree.parent))[0]
    loose = loose[np.argsort(tree.parent[loose], kind="stable")]
    parents = tree.parent[loose]
    below = np.bincount(parents, minlength=n)
    largest, hanging = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    np.maximum.at(largest, parents, tree.size[loose])
    np.add.at(hanging, parents, tree.size[loose])
    others = tree.size[root] - 1
    cut_off = others - np.maximum(largest, others - hanging)
    cutting = np.nonzero(below >= np.where(root == positions, 2, 1))[0]
    order = np.lexsort((tree.node[cutting], -cut_off[cutting]))
    return _Cuts(cutting[order], loose, parents)


def count_cut_nodes(tree: Walk) -> int:
    """Number of articulation points."""
    return len(_cuts(tree).positions)


def cut_nodes(tree: Walk, *, first: int | None = None) -> tuple[CutNode, ...]:
    """The ``first`` articulation points (or all): those that cut most off, then the smallest."""
    cuts, root = _cuts(tree), _roots(tree)
    smallest = _smallest_in_subtree(tree.node, tree.parent)
    found = []
    for position in cuts.positions[:first].tolist():
        start, end = np.searchsorted(cuts.parents, [position, position + 1])
        children = cuts.children[start:end].tolist()
        found.append(_cut_node(tree, position, children, int(root[position]), smallest))
    return tuple(found)


def _cut_node(tree: Walk, position: int, children: list[int], root: int, smallest: Ints) -> CutNode:
    pieces = [
        (int(tree.size[child]), -int(smallest[child]), (child, child + int(tree.size[child])))
        for child in children
    ]
    component = int(tree.size[root])
    # A walk starts at the smallest node of its component: the piece that holds the root wins ties.
    outside = component - 1 - sum(size for size, _, _ in pieces)
    largest = max(pieces)
    if position != root and outside >= largest[0]:
        away = [interval for _, _, interval in pieces]
    else:
        away = [interval for _, _, interval in pieces if interval != largest[2]]
        if position != root:
            away += _gaps(root, root + component, position, [part[2] for part in pieces])
    return CutNode(
        node=int(tree.node[position]),
        pieces=len(pieces) + (position != root),
        cut_off=sum(end - start for start, end in away),
        intervals=tuple(sorted(away)),
    )


def _gaps(
    start: int, end: int, without: int, intervals: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """What ``start .. end`` holds besides ``without`` and ``intervals``."""
    gaps = []
    for first, last in sorted([(without, without + 1), *intervals]):
        if first > start:
            gaps.append((start, first))
        start = max(start, last)
    return [*gaps, (start, end)] if start < end else gaps


def count_bridges(tree: Walk) -> int:
    """Number of bridges."""
    return int(((tree.parent >= 0) & (tree.low > tree.parent)).sum())


def bridges(tree: Walk, *, first: int | None = None) -> tuple[Bridge, ...]:
    """The ``first`` bridges (or all): those that cut most off first, then by their ends."""
    root = _roots(tree)
    children = np.nonzero((tree.parent >= 0) & (tree.low > tree.parent))[0]
    size, component = tree.size[children], tree.size[root[children]]
    ends = np.sort([tree.node[children], tree.node[tree.parent[children]]], axis=0)
    order = np.lexsort((ends[1], ends[0], -np.minimum(size, component - size)))[:first]
    return tuple(_bridge(tree, child, int(root[child])) for child in children[order].tolist())


def _bridge(tree: Walk, child: int, first: int) -> Bridge:
    component, size = int(tree.size[first]), int(tree.size[child])
    inside = (child, child + size)
    away = [inside]
    # Of equal halves the one with the component's smallest node stays: that of the root.
    if 2 * size > component:
        away = [(first, inside[0]), (inside[1], first + component)]
    ends = sorted((int(tree.node[child]), int(tree.node[tree.parent[child]])))
    return Bridge(
        ends=(ends[0], ends[1]),
        cut_off=min(size, component - size),
        intervals=tuple(part for part in away if part[0] < part[1]),
    )


def inside(tree: Walk, intervals: tuple[tuple[int, int], ...]) -> Ints:
    """The nodes that stand at these intervals of the walk, sorted."""
    parts = [tree.node[start:end] for start, end in intervals]
    return np.sort(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)


def blocks(both_ways: Csr) -> Ints:
    """Block (biconnected component) of each edge of an undirected graph, as it stands there.

    Every simple cycle lies inside one block, so a question about cycles can be asked of each block
    by itself. The two directions of an edge have the same block.
    """
    tree = walk(both_ways)
    position = np.empty(len(tree.node), dtype=np.int64)
    position[tree.node] = np.arange(len(tree.node))
    begins = _block_begins(tree.parent, tree.low)
    tails, heads = position[both_ways.tails], position[both_ways.indices]
    # The deeper end of any edge is a descendant of the other: its own tree edge is in the block.
    named: Ints = begins[np.maximum(tails, heads)]
    return named


@njit(cache=True, nogil=True)
def _block_begins(parent: Ints, low: Ints) -> Ints:
    """The block of a tree edge is named by the child at whose edge it begins."""
    begins = np.arange(len(parent))
    for child in range(len(parent)):
        if parent[child] >= 0 and low[child] < parent[child]:
            begins[child] = begins[parent[child]]
    return begins


def _roots(tree: Walk) -> Ints:
    """Position of the root of each position's component."""
    starts = np.nonzero(tree.parent < 0)[0]
    return np.repeat(starts, tree.size[starts])


@njit(cache=True, nogil=True)
def _smallest_in_subtree(node: Ints, parent: Ints) -> Ints:
    smallest = node.copy()
    for position in range(len(node) - 1, -1, -1):
        above = parent[position]
        if above >= 0:
            smallest[above] = min(smallest[above], smallest[position])
    return smallest
