"""What holds of communities, and of how partitions agree, whatever the graph is."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacymap.graph.agreement import adjusted_rand, mutual_information
from legacymap.graph.communities import communities, modularity
from legacymap.graph.kernels import Csr, csr

NODES = 10
Edges = dict[tuple[int, int], int]
node = st.integers(0, NODES - 1)
edges = st.dictionaries(
    st.tuples(node, node).filter(lambda ends: ends[0] != ends[1]), st.integers(1, 4), max_size=30
)
partition = st.lists(st.integers(0, 3), min_size=6, max_size=6)


def graph(weighted: Edges) -> tuple[Csr, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    ends = np.array(sorted(weighted), dtype=np.int64).reshape(-1, 2)
    weights = np.array([weighted[edge] for edge in sorted(weighted)], dtype=np.int64)
    return csr(NODES, ends[:, 0], ends[:, 1]), weights


@given(edges)
def test_every_community_hangs_together_and_is_named_by_its_smallest(weighted: Edges) -> None:
    found, weights = graph(weighted)
    label = communities(found, weights)
    undirected: nx.Graph[int] = nx.Graph(list(weighted))
    undirected.add_nodes_from(range(NODES))
    firsts = []
    for number in sorted(set(label.tolist())):
        members = np.nonzero(label == number)[0].tolist()
        assert nx.is_connected(undirected.subgraph(members))
        firsts.append(members[0])
    assert firsts == sorted(firsts)


@given(edges)
def test_communities_fit_no_worse_than_each_system_alone(weighted: Edges) -> None:
    found, weights = graph(weighted)
    whole = sum(weighted.values())
    label = communities(found, weights)

    def fit(groups: list[int]) -> Fraction:
        strength = [
            sum(w for e, w in weighted.items() for end in e if groups[end] == g)
            for g in set(groups)
        ]
        inside = sum(w for (a, b), w in weighted.items() if groups[a] == groups[b])
        return Fraction(inside, whole or 1) - sum(
            (Fraction(s * s, 4 * (whole or 1) ** 2) for s in strength), Fraction(0)
        )

    assert fit(label.tolist()) >= fit(list(range(NODES)))


@given(edges, partition)
def test_modularity_is_that_of_networkx(weighted: Edges, some: list[int]) -> None:
    found, weights = graph(weighted)
    groups = [*some, 0, 1, 2, 3]
    told = modularity(found, weights, np.array(groups, dtype=np.int64))
    if not weighted:
        assert told is None
        return
    directed: nx.DiGraph[int] = nx.DiGraph()
    directed.add_nodes_from(range(NODES))
    directed.add_weighted_edges_from((a, b, w) for (a, b), w in weighted.items())
    parts = [{n for n in range(NODES) if groups[n] == g} for g in set(groups)]
    assert told is not None
    assert float(told) == pytest.approx(nx.community.modularity(directed, parts))


@given(partition, partition)
def test_agreement_is_the_same_both_ways_and_does_not_look_at_names(
    one: list[int], other: list[int]
) -> None:
    renamed = [9 - group for group in other]
    assert adjusted_rand(one, other) == adjusted_rand(renamed, one)
    told, back = mutual_information(one, other), mutual_information(renamed, one)
    assert told == pytest.approx(back)
    assert told is None or 0 <= told <= 1


@given(partition)
def test_a_partition_agrees_wholly_with_itself(groups: list[int]) -> None:
    assert adjusted_rand(groups, groups) in (Fraction(1), None)
    assert mutual_information(groups, groups) in (pytest.approx(1.0), None)
