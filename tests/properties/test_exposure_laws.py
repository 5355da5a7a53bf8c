"""networkx is the oracle for the kernels behind exposure."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacymap.analysis.exposure.choke_points import chain, gates
from legacymap.analysis.exposure.nearest import Steps, ways
from legacymap.analysis.exposure.reach import Upward, reached, reached_by
from legacymap.graph import Csr, kernels, reach_sets


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    """Sparse graphs, mostly forward, so that they are no single big cycle."""
    nodes = draw(st.integers(2, 14))
    node = st.integers(0, nodes - 1)
    forward = draw(st.lists(st.tuples(node, node).map(lambda e: (min(e), max(e))), max_size=24))
    back = draw(st.lists(st.tuples(node, node), max_size=2))
    return nodes, [(a, b) for a, b in (*forward, *back) if a != b]


def _csr(nodes: int, edges: list[tuple[int, int]]) -> Csr:
    pairs = np.array(edges, dtype=np.int64).reshape(-1, 2)
    return kernels.csr(nodes, pairs[:, 0], pairs[:, 1])


def _networkx(nodes: int, edges: list[tuple[int, int]]) -> nx.DiGraph[int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(edges)
    return graph


@given(graphs(), st.data())
def test_choke_points_are_the_dominators_of_a_super_sink(
    given_graph: tuple[int, list[tuple[int, int]]], data: st.DataObject
) -> None:
    nodes, edges = given_graph
    goals = data.draw(st.sets(st.integers(0, nodes - 1), min_size=1))
    gate = gates(_csr(nodes, edges), np.array(sorted(goals)))
    graph = _networkx(nodes, edges)
    for start in set(range(nodes)) - goals:
        closure = nx.descendants(graph, start)
        expected: tuple[int, ...] = ()
        if closure & goals:
            inside = nx.DiGraph(graph.subgraph(closure | {start}))
            inside.add_edges_from((goal, nodes) for goal in closure & goals)
            dominator = nx.immediate_dominators(inside, start)
            here, passed = dominator[nodes], []
            while here != start:
                passed.append(here)
                here = dominator[here]
            expected = tuple(reversed(passed))
        assert tuple(chain(gate, start)) == expected


@given(graphs(), st.data())
def test_reach_counts_equal_one_search_per_system(
    given_graph: tuple[int, list[tuple[int, int]]], data: st.DataObject
) -> None:
    nodes, edges = given_graph
    groups = data.draw(st.integers(1, 5))
    group = data.draw(st.lists(st.integers(-1, groups - 1), min_size=nodes, max_size=nodes))
    starts = sorted(data.draw(st.sets(st.integers(0, nodes - 1))))
    own = data.draw(
        st.lists(st.integers(-1, groups - 1), min_size=len(starts), max_size=len(starts))
    )
    left_out = data.draw(st.booleans())
    upward = Upward.of(_csr(nodes, edges))
    outcome, counted = (
        reached(
            upward,
            np.array(starts, dtype=np.int64),
            np.array(group),
            groups=groups,
            own=np.array(own, dtype=np.int64),
            own_left_out=left_out,
            shown=shown,
        )
        for shown in (2, 0)
    )
    standing = reached_by(
        upward, np.array(starts, dtype=np.int64), np.array(group), groups=groups, shown=2
    )
    assert counted.count.tolist() == outcome.count.tolist()
    graph = _networkx(nodes, edges)
    pairs = [
        (position, found)
        for position, start in enumerate(starts)
        for found in sorted({group[node] for node in nx.descendants(graph, start) | {start}})
        if found >= 0
    ]
    for position in range(len(starts)):
        expected = [found for start, found in pairs if start == position]
        named = [found for found in expected if not left_out or found != own[position]]
        assert outcome.count[position] == len(named)
        assert outcome.own[position] == (not left_out and own[position] in expected)
        assert outcome.first(position) == tuple(named[:2])
    for number in range(groups):
        on_it = [start for start, found in pairs if found == number]
        assert standing.count[number] == len(on_it)
        assert standing.first(number) == tuple(on_it[:2])


@given(graphs(), st.data())
def test_ways_are_shortest_paths_and_their_steps_add_up(
    given_graph: tuple[int, list[tuple[int, int]]], data: st.DataObject
) -> None:
    nodes, edges = given_graph
    cost = data.draw(st.lists(st.integers(0, 1), min_size=len(edges), max_size=len(edges)))
    goals = data.draw(st.sets(st.integers(0, nodes - 1)))
    pairs = np.array(edges, dtype=np.int64).reshape(-1, 2)
    steps = Steps.of(nodes, pairs[:, 0], pairs[:, 1], np.array(cost, dtype=np.int64))
    found = ways(steps, np.array(sorted(goals), dtype=np.int64))
    graph = _networkx(nodes, edges)
    cheapest: dict[tuple[int, int], int] = {}
    for edge, price in zip(edges, cost, strict=True):
        cheapest[edge] = min(price, cheapest.get(edge, 1))
    nx.set_edge_attributes(graph, cheapest, "cost")
    oracle = (
        nx.multi_source_dijkstra_path_length(graph.reverse(), goals, weight="cost") if goals else {}
    )
    for node in range(nodes):
        assert found.depth[node] == oracle.get(node, -1)
        path = found.path(node)
        assert bool(path) == (node in oracle)
        if path:
            assert path[-1] in goals
            assert sum(cheapest[edge] for edge in nx.utils.pairwise(path)) == oracle[node]


@pytest.mark.parametrize("words", [1, 64])
def test_groups_beyond_one_block_are_counted_as_well(
    words: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks of 64 groups, and one block of several words, give what one search each gives."""
    monkeypatch.setattr(reach_sets, "BLOCK_WORDS", words)
    nodes, layers = 300, 10
    random = np.random.default_rng(1)
    tails = random.integers(0, nodes, 500)
    heads = tails + random.integers(1, nodes // layers, 500)
    edges = [(int(a), int(b)) for a, b in zip(tails, heads, strict=True) if b < nodes]
    upward = Upward.of(_csr(nodes, edges))
    everything = np.arange(nodes, dtype=np.int64)
    found = reached(upward, everything, everything, groups=nodes, own=everything, shown=nodes)
    standing = reached_by(upward, everything, everything, groups=nodes, shown=nodes)
    counted = reached(upward, everything, everything, groups=nodes, own=everything, shown=0)
    graph = _networkx(nodes, edges)
    for node in range(nodes):
        assert found.first(node) == tuple(sorted(nx.descendants(graph, node)))
        assert standing.first(node) == tuple(sorted(nx.ancestors(graph, node) | {node}))
        assert counted.count[node] == len(nx.descendants(graph, node))
