from __future__ import annotations

import numpy as np

from legacymap.analysis.exposure.choke_points import chain, gates
from legacymap.graph import kernels


def choke_points(
    nodes: int, edges: list[tuple[int, int]], goals: list[int], start: int
) -> tuple[int, ...]:
    pairs = np.array(edges, dtype=np.int64).reshape(-1, 2)
    graph = kernels.csr(nodes, pairs[:, 0], pairs[:, 1])
    return tuple(chain(gates(graph, np.array(goals, dtype=np.int64)), start))


def test_what_lies_on_every_path_comes_in_the_order_of_the_path() -> None:
    edges = [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4), (4, 5)]
    assert choke_points(6, edges, [5], 0) == (1, 4, 5)


def test_two_ways_to_two_goals_share_no_choke_point() -> None:
    assert choke_points(3, [(0, 1), (0, 2)], [1, 2], 0) == ()


def test_a_goal_on_the_way_to_the_only_other_goal_is_a_choke_point() -> None:
    assert choke_points(3, [(0, 1), (1, 2)], [1, 2], 0) == (1,)


def test_a_goal_that_cannot_be_reached_does_not_count() -> None:
    assert choke_points(4, [(0, 1), (3, 2)], [1, 2], 0) == (1,)


def test_without_a_way_to_a_goal_there_is_no_choke_point() -> None:
    assert choke_points(3, [(1, 0)], [2], 0) == ()
    assert choke_points(2, [(0, 1)], [], 0) == ()


def test_a_cycle_before_the_goal_changes_nothing() -> None:
    assert choke_points(4, [(0, 1), (1, 2), (2, 1), (2, 3)], [3], 0) == (1, 2, 3)
