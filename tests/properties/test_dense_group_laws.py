"""What holds of the dense groups of every graph."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from legacymap.graph.dense_groups import dense_groups
from legacymap.graph.kernels import Csr, csr

NODES = 9
node = st.integers(0, NODES - 1)
links = st.sets(st.tuples(node, node).filter(lambda pair: pair[0] < pair[1]), max_size=30)
densities = st.sampled_from([Fraction(2, 3), Fraction(3, 4), Fraction(1)])


def graph(pairs: set[tuple[int, int]]) -> Csr:
    ends = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    both = np.concatenate([ends, ends[:, ::-1]])
    return csr(NODES, both[:, 0], both[:, 1])


@given(links, densities)
def test_every_group_is_as_dense_and_as_large_as_it_must_be(
    pairs: set[tuple[int, int]], density: Fraction
) -> None:
    for group in dense_groups(graph(pairs), least=4, density=density):
        inside = sum(pair in pairs for pair in combinations(group.nodes, 2))
        size = len(group.nodes)
        assert size >= 4
        assert group.links == inside
        assert Fraction(2 * inside, size * (size - 1)) >= density


@given(st.sets(node, min_size=4))
def test_systems_that_are_all_linked_with_each_other_are_one_group(clique: set[int]) -> None:
    found = dense_groups(graph(set(combinations(sorted(clique), 2))), least=4, density=Fraction(1))
    assert [group.nodes for group in found] == [tuple(sorted(clique))]


@given(links, densities)
def test_no_two_groups_share_half_their_nodes(
    pairs: set[tuple[int, int]], density: Fraction
) -> None:
    found = dense_groups(graph(pairs), least=4, density=density)
    for one, other in combinations(found, 2):
        assert 2 * len({*one.nodes} & {*other.nodes}) < len(other.nodes)
