"""Arrays of graphs small enough to read."""

from __future__ import annotations

import numpy as np

from legacymap.graph import Csr, closures, kernels


def graph(nodes: int, *edges: tuple[int, int]) -> Csr:
    pairs = np.array(edges, dtype=np.int64).reshape(-1, 2)
    return kernels.csr(nodes, pairs[:, 0], pairs[:, 1])


def test_rows_are_sorted_without_repetitions_and_self_loops() -> None:
    made = graph(3, (2, 0), (0, 2), (0, 1), (0, 2), (1, 1))
    assert (made.indptr.tolist(), made.indices.tolist()) == ([0, 2, 2, 3], [1, 2, 0])
    assert made.tails.tolist() == [0, 0, 2]


def test_turning_twice_gives_the_same_edges() -> None:
    made = graph(4, (0, 1), (1, 2), (3, 1))
    back = made.reversed()
    assert (back.tails.tolist(), back.indices.tolist()) == ([1, 1, 2], [0, 3, 1])
    assert [a.tolist() for a in back.reversed()] == [a.tolist() for a in made]


def test_components_are_numbered_by_their_smallest_member() -> None:
    made = graph(5, (4, 1), (1, 4), (0, 3), (3, 2))
    assert kernels.components(made).tolist() == [0, 1, 2, 3, 1]
    assert kernels.weak_components(made).tolist() == [0, 1, 0, 0, 1]


def test_a_chain_is_one_weak_component_whichever_way_its_edges_lead() -> None:
    for chain in (graph(4, (0, 1), (1, 2), (2, 3)), graph(4, (1, 0), (2, 1), (3, 2))):
        assert kernels.weak_components(chain).tolist() == [0, 0, 0, 0]


def test_an_edge_is_looked_for_among_those_of_its_own_tail_alone() -> None:
    made = graph(3, (1, 0), (1, 2))
    found = kernels.edge_numbers(made, np.array([0, 1, 1, 2]), np.array([0, 0, 2, 2]))
    assert found.tolist() == [-1, 0, 1, -1]


def test_nothing_follows_a_circle_in_topological_order() -> None:
    made = graph(4, (0, 1), (1, 2), (2, 1), (2, 3))
    assert kernels.topological_order(made.indptr, made.indices).tolist() == [0]


def test_distances_count_edges_and_tell_what_is_out_of_reach() -> None:
    made = graph(4, (0, 1), (1, 2), (0, 2))
    assert kernels.distances(made.indptr, made.indices, np.array([0])).tolist() == [0, 1, 1, -1]


def test_a_circle_is_counted_once_by_who_reaches_it() -> None:
    made = graph(5, (0, 1), (1, 2), (2, 1), (2, 3))
    assert closures.closures(made).sizes.tolist() == [4, 3, 3, 1, 1]


def test_closures_of_no_nodes_are_none() -> None:
    assert closures.closures(graph(0)).sizes.tolist() == []


def test_closures_are_whole_beyond_one_block_of_columns() -> None:
    nodes = 9000
    chain = kernels.csr(nodes, np.arange(nodes - 1), np.arange(1, nodes))
    assert closures.closures(chain).sizes.tolist() == list(range(nodes, 0, -1))
