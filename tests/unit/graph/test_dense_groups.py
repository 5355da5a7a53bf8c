"""Dense groups of graphs small enough to draw."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from legacymap.graph.dense_groups import DenseGroup, dense_groups
from legacymap.graph.kernels import csr


def groups(links: str, density: Fraction = Fraction(2, 3)) -> list[DenseGroup]:
    """``"01 12"``: links between 0 and 1, and between 1 and 2."""
    ends = np.array([(int(one[0]), int(one[1])) for one in links.split()])
    tails, heads = np.concatenate([ends, ends[:, ::-1]]).T
    return list(dense_groups(csr(int(ends.max()) + 1, tails, heads), least=4, density=density))


def test_who_is_linked_with_less_than_half_of_a_group_does_not_join_it() -> None:
    # With 1 four of six pairs would be linked, which is dense enough.
    assert groups("02 03 23 12") == []
    assert groups("02 03 23 12 13") == [DenseGroup((0, 1, 2, 3), 5)]


def test_of_those_with_equally_many_links_into_a_group_the_smallest_joins() -> None:
    assert groups("01 03 04 14 15 23 25 35") == [DenseGroup((0, 1, 3, 5), 4)]


def test_of_the_least_linked_the_largest_is_dropped() -> None:
    assert groups("02 04 05 12 14 15 23 34 35") == [DenseGroup((0, 1, 2, 4), 4)]


def test_a_group_that_shares_half_its_nodes_with_a_denser_one_is_left_out() -> None:
    cliques = "01 02 03 12 13 23 24 25 34 35 45"
    assert groups(cliques, Fraction(1)) == [DenseGroup((0, 1, 2, 3), 6)]
