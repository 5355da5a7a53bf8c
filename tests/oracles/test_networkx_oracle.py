"""networkx is the oracle of every kernel, on layered graphs, DAGs and small graphs of any shape.

A random digraph of out-degree 5 is one great cycle and would test next to nothing, so graphs are
drawn with few edges that lead back.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import cast

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacymap.graph import Csr, Ints, closures, kernels
from legacymap.graph.betweenness import betweenness
from legacymap.graph.dominators import immediate_dominators
from legacymap.graph.feedback import cheapest_cut
from legacymap.graph.separation import (
    bridges,
    count_bridges,
    count_cut_nodes,
    cut_nodes,
    inside,
    undirected,
    walk,
)

Edges = list[tuple[int, int]]
Drawn = tuple[int, Edges]


def csr(nodes: int, edges: Edges) -> Csr:
    pairs = np.array(edges, dtype=np.int64).reshape(-1, 2)
    return kernels.csr(nodes, pairs[:, 0], pairs[:, 1])


def digraph(nodes: int, edges: Edges) -> nx.DiGraph[int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from((a, b) for a, b in edges if a != b)
    return graph


def layered(seed: int, nodes: int, *, layers: int, back: int) -> Drawn:
    """Edges from each layer to the next few, and ``back`` edges that lead up again."""
    dice = np.random.default_rng(seed)
    layer = np.sort(dice.integers(0, layers, nodes))
    edges: Edges = []
    for _ in range(4 * nodes):
        tail, head = (int(node) for node in dice.integers(0, nodes, 2))
        if 0 < layer[head] - layer[tail] <= 3:
            edges.append((tail, head))
    for _ in range(back):
        tail, head = (int(node) for node in dice.integers(0, nodes, 2))
        edges.append((max(tail, head), min(tail, head)))
    return nodes, edges


LAYERED = [
    pytest.param(layered(seed, nodes, layers=layers, back=back), id=f"{nodes}-{layers}-{back}")
    for seed, nodes, layers, back in [
        (1, 300, 8, 0),
        (2, 300, 12, 6),
        (3, 60, 5, 3),
        # More than the 4,096 columns that the reach sets are computed in at a time.
        (4, 4400, 40, 10),
    ]
]


@st.composite
def drawn(draw: st.DrawFn, *, largest: int = 12) -> Drawn:
    """Small graphs of any shape: empty, chains, DAGs, cycles, self-loops, repetitions."""
    nodes = draw(st.integers(1, largest))
    node = st.integers(0, nodes - 1)
    forward = draw(st.lists(st.tuples(node, node).map(lambda e: (min(e), max(e))), max_size=20))
    other = draw(st.lists(st.tuples(node, node), max_size=8))
    return nodes, [*forward, *other]


def partition(labels: Ints) -> set[frozenset[int]]:
    return {frozenset(np.nonzero(labels == label)[0].tolist()) for label in np.unique(labels)}


def check_components(graph: Drawn) -> None:
    given_csr, oracle = csr(*graph), digraph(*graph)
    strong = kernels.components(given_csr)
    assert partition(strong) == {
        frozenset(group) for group in nx.strongly_connected_components(oracle)
    }
    assert partition(kernels.weak_components(given_csr)) == {
        frozenset(group) for group in nx.weakly_connected_components(oracle)
    }
    first = [int(np.nonzero(strong == label)[0][0]) for label in range(int(strong.max()) + 1)]
    assert first == sorted(first)


def check_condensation(graph: Drawn) -> None:
    given_csr, oracle = csr(*graph), digraph(*graph)
    label = kernels.components(given_csr)
    dag = kernels.condensation(given_csr, label)
    groups = [set(np.nonzero(label == number)[0].tolist()) for number in range(dag.nodes)]
    condensed = nx.condensation(oracle, scc=groups)
    assert set(zip(dag.tails.tolist(), dag.indices.tolist(), strict=True)) == set(condensed.edges)


def check_topological_order(graph: Drawn) -> None:
    given_csr, oracle = csr(*graph), digraph(*graph)
    order = kernels.topological_order(given_csr.indptr, given_csr.indices).tolist()
    assert (len(order) == graph[0]) == nx.is_directed_acyclic_graph(oracle)
    place = {node: position for position, node in enumerate(order)}
    assert all(place[a] < place[b] for a, b in oracle.edges if b in place)


def check_distances(graph: Drawn) -> None:
    given_csr, oracle = csr(*graph), digraph(*graph)
    starts = {0, graph[0] // 2}
    found = kernels.distances(given_csr.indptr, given_csr.indices, np.array(sorted(starts)))
    expected = nx.multi_source_dijkstra_path_length(oracle, starts)
    assert {node: int(far) for node, far in enumerate(found) if far >= 0} == expected


def check_closure_sizes(graph: Drawn) -> None:
    given_csr, oracle = csr(*graph), digraph(*graph)
    asked = range(graph[0]) if graph[0] < 1000 else range(0, graph[0], 211)
    sizes = closures.closures(given_csr).sizes
    assert [int(sizes[node]) for node in asked] == [
        len(nx.descendants(oracle, node)) + 1 for node in asked
    ]


def check_cut_nodes(graph: Drawn) -> None:
    oracle = nx.Graph(digraph(*graph))
    tree = walk(undirected(csr(*graph)))
    found = {cut.node: cut for cut in cut_nodes(tree)}
    assert set(found) == set(nx.articulation_points(oracle))
    for node, cut in list(found.items())[:50]:
        around = nx.Graph(oracle.subgraph(nx.node_connected_component(oracle, node) - {node}))
        pieces = sorted(
            nx.connected_components(around), key=lambda piece: (-len(piece), min(piece))
        )
        away = set(inside(tree, cut.intervals).tolist())
        assert (cut.pieces, cut.cut_off) == (len(pieces), len(around) - len(pieces[0]))
        assert away == set(around) - pieces[0]


def check_bridges(graph: Drawn) -> None:
    oracle = nx.Graph(digraph(*graph))
    tree = walk(undirected(csr(*graph)))
    found = {bridge.ends: bridge for bridge in bridges(tree)}
    # The stubs say that networkx gives nodes here; it gives pairs of them.
    expected = cast("list[tuple[int, int]]", list(nx.bridges(oracle)))
    assert set(found) == {(min(ends), max(ends)) for ends in expected}
    for ends, bridge in list(found.items())[:50]:
        whole = nx.node_connected_component(oracle, ends[0])
        around = nx.Graph(oracle.subgraph(whole))
        around.remove_edge(*ends)
        sides = sorted(nx.connected_components(around), key=lambda side: (-len(side), min(side)))
        assert bridge.cut_off == len(sides[1])
        assert set(inside(tree, bridge.intervals).tolist()) == sides[1]


def check_dominators(graph: Drawn) -> None:
    given_csr, oracle = csr(*graph), digraph(*graph)
    for root in {0, graph[0] // 2}:
        found = immediate_dominators(given_csr, root)
        expected = nx.immediate_dominators(oracle, root)
        expected.pop(root, None)
        assert found[root] == root
        assert {n: int(d) for n, d in enumerate(found) if d >= 0 and n != root} == expected


def check_betweenness(graph: Drawn) -> None:
    if graph[0] > 300:
        return
    found = betweenness(csr(*graph))
    assert found.drawn is None
    expected = nx.betweenness_centrality(digraph(*graph))
    assert found.share.tolist() == pytest.approx([expected[node] for node in range(graph[0])])


def check_only_the_first_are_named(graph: Drawn) -> None:
    tree = walk(undirected(csr(*graph)))
    assert cut_nodes(tree, first=3) == cut_nodes(tree)[:3]
    assert bridges(tree, first=3) == bridges(tree)[:3]
    assert count_cut_nodes(tree) == len(cut_nodes(tree))
    assert count_bridges(tree) == len(bridges(tree))


CHECKS = [
    check_dominators,
    check_betweenness,
    check_only_the_first_are_named,
    check_components,
    check_condensation,
    check_topological_order,
    check_distances,
    check_closure_sizes,
    check_cut_nodes,
    check_bridges,
]


@pytest.mark.parametrize("graph", LAYERED)
@pytest.mark.parametrize("check", CHECKS)
def test_kernels_agree_with_networkx_on_layered_graphs(
    check: Callable[[Drawn], None], graph: Drawn
) -> None:
    check(graph)


@pytest.mark.parametrize("check", CHECKS)
def test_kernels_agree_with_networkx_on_small_graphs_of_any_shape(
    check: Callable[[Drawn], None],
) -> None:
    given(drawn())(check)()


def lightest_cut(graph: Csr, weights: Ints) -> int:
    """The least weight of backward edges over all orders, one by one."""
    tails = graph.tails
    return min(
        int(weights[np.array(order)[tails] > np.array(order)[graph.indices]].sum())
        for order in permutations(range(graph.nodes))
    )


@given(drawn(largest=6), st.data())
def test_the_exact_cut_weighs_what_trying_every_order_finds(
    graph: Drawn, data: st.DataObject
) -> None:
    given_csr = csr(*graph)
    m = len(given_csr.indices)
    weights = np.array(
        data.draw(st.lists(st.integers(1, 5), min_size=m, max_size=m)), dtype=np.int64
    )
    cut = cheapest_cut(given_csr, weights)
    assert cut.exact
    assert int(weights[cut.edges].sum()) == lightest_cut(given_csr, weights)


@pytest.mark.parametrize("exact_nodes", [25, 0])
@pytest.mark.parametrize(
    "graph", [*LAYERED, pytest.param(layered(5, 22, layers=3, back=40), id="knot")]
)
def test_no_cycle_is_left_after_a_cut(graph: Drawn, exact_nodes: int) -> None:
    given_csr = csr(*graph)
    weights = np.ones(len(given_csr.indices), dtype=np.int64)
    cut = cheapest_cut(given_csr, weights, exact_nodes=exact_nodes)
    rest = digraph(*graph)
    ends = list(zip(given_csr.tails.tolist(), given_csr.indices.tolist(), strict=True))
    rest.remove_edges_from(ends[edge] for edge in cut.edges)
    assert nx.is_directed_acyclic_graph(rest)


@given(drawn(largest=9))
def test_a_heuristic_cut_is_never_lighter_than_the_exact_one(graph: Drawn) -> None:
    given_csr = csr(*graph)
    weights = np.ones(len(given_csr.indices), dtype=np.int64)
    exact = cheapest_cut(given_csr, weights)
    heuristic = cheapest_cut(given_csr, weights, exact_nodes=0)
    assert len(exact.edges) <= len(heuristic.edges)
