"""Cut nodes, bridges and blocks of graphs small enough to draw."""

from __future__ import annotations

import numpy as np

from legacymap.graph import Csr, kernels
from legacymap.graph.separation import blocks, bridges, cut_nodes, inside, undirected, walk


def both_ways(nodes: int, *edges: tuple[int, int]) -> Csr:
    pairs = np.array(edges, dtype=np.int64).reshape(-1, 2)
    return undirected(kernels.csr(nodes, pairs[:, 0], pairs[:, 1]))


def test_the_middle_of_a_chain_cuts_off_the_shorter_side() -> None:
    tree = walk(both_ways(5, (0, 1), (1, 2), (2, 3), (3, 4)))
    found = [(c.node, c.pieces, inside(tree, c.intervals).tolist()) for c in cut_nodes(tree)]
    assert found == [(2, 2, [3, 4]), (1, 2, [0]), (3, 2, [4])]


def test_the_hub_of_a_star_cuts_off_all_leaves_but_one() -> None:
    tree = walk(both_ways(4, (3, 0), (3, 1), (3, 2)))
    assert [(c.node, c.pieces, inside(tree, c.intervals).tolist()) for c in cut_nodes(tree)] == [
        (3, 3, [1, 2])
    ]


def test_a_ring_has_neither_cut_nodes_nor_bridges() -> None:
    tree = walk(both_ways(4, (0, 1), (1, 2), (2, 3), (3, 0)))
    assert (cut_nodes(tree), bridges(tree)) == ((), ())


def test_edges_both_ways_between_two_nodes_are_one_bridge() -> None:
    tree = walk(both_ways(3, (0, 1), (1, 0), (1, 2)))
    assert [(b.ends, inside(tree, b.intervals).tolist()) for b in bridges(tree)] == [
        ((0, 1), [0]),
        ((1, 2), [2]),
    ]


def test_a_bridge_between_equal_halves_leaves_the_one_with_the_smallest_node() -> None:
    tree = walk(both_ways(4, (0, 3), (3, 1), (1, 2)))
    middle = next(b for b in bridges(tree) if b.ends == (1, 3))
    assert inside(tree, middle.intervals).tolist() == [1, 2]


def test_a_graph_without_edges_hangs_on_nothing() -> None:
    tree = walk(both_ways(3))
    assert (cut_nodes(tree), bridges(tree)) == ((), ())


def test_two_triangles_that_share_a_node_are_two_blocks() -> None:
    graph = both_ways(5, (0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 2))
    block = blocks(graph)
    first = graph.tails + graph.indices <= 3
    assert len(set(block[first])) == 1
    assert len(set(block[~first])) == 1
    assert set(block[first]) != set(block[~first])
