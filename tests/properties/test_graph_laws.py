"""What holds for every graph, whatever its shape."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from legacymap.graph import SystemGraph, kernels
from legacymap.inventory import Dependency, Inventory, System

NAMES = tuple("abcdefgh")


@st.composite
def inventories(draw: st.DrawFn) -> Inventory:
    """Systems, some of them parts of smaller ones, dependencies of every kind between any two."""
    parents = [
        draw(st.none() | st.sampled_from(NAMES[:number])) if number else None
        for number in range(len(NAMES))
    ]
    kinds = st.sampled_from([None, "call", "part_of", "hosting"])
    rows = draw(
        st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), kinds), max_size=24)
    )
    return Inventory.of(
        [
            System(id=name, name=name, parent=parent, kind="actor" if name == "h" else None)
            for name, parent in zip(NAMES, parents, strict=True)
        ],
        [Dependency(consumer=a, provider=b, kind=kind) for a, b, kind in dict.fromkeys(rows)],
    )


def reach(graph: SystemGraph) -> nx.DiGraph[str]:
    oracle: nx.DiGraph[str] = nx.DiGraph(graph.networkx())
    oracle.add_edges_from(
        (graph.ids[parent], graph.ids[part])
        for part, parent in enumerate(graph.parents)
        if parent >= 0
    )
    return oracle


@given(inventories())
def test_every_row_is_an_edge_or_counted_as_none(inventory: Inventory) -> None:
    for graph in (SystemGraph.of(inventory), SystemGraph.of(inventory).rolled_up()):
        dropped = graph.dropped
        rows = inventory.dependencies
        between = rows["consumer"].is_in(graph.node_of) & rows["provider"].is_in(graph.node_of)
        assert graph.edges + sum(
            (dropped.self_loops, dropped.inside_one_system, dropped.parallel),
            dropped.part_of + dropped.hosting,
        ) == int(between.sum())
        assert int(graph.multiplicity.sum()) == graph.edges + dropped.parallel


@given(inventories())
def test_needs_and_affected_by_are_what_networkx_reaches(inventory: Inventory) -> None:
    graph = SystemGraph.of(inventory)
    oracle = reach(graph)
    for system in graph.ids:
        assert graph.needs(system) == tuple(sorted(nx.descendants(oracle, system)))
        assert graph.affected_by(system) == tuple(sorted(nx.ancestors(oracle, system)))


@given(inventories(), st.data())
def test_a_path_is_a_shortest_one(inventory: Inventory, data: st.DataObject) -> None:
    graph = SystemGraph.of(inventory)
    oracle = reach(graph)
    consumer, provider = (data.draw(st.sampled_from(graph.ids)) for _ in range(2))
    found = graph.path(consumer=consumer, provider=provider)
    if nx.has_path(oracle, consumer, provider):
        assert nx.is_path(oracle, found)
        assert len(found) == nx.shortest_path_length(oracle, consumer, provider) + 1
    else:
        assert found == ()


@given(inventories())
def test_rolling_up_loses_no_dependency_between_systems(inventory: Inventory) -> None:
    graph = SystemGraph.of(inventory)
    top = graph.rolled_up()
    shown = {system: top.ids[top.node_of[system]] for system in graph.ids}
    assert set(top.networkx().edges) == {
        (shown[a], shown[b]) for a, b in graph.networkx().edges if shown[a] != shown[b]
    }


@given(inventories())
def test_edge_of_points_at_the_edge_between_the_ends_of_the_row(inventory: Inventory) -> None:
    graph = SystemGraph.of(inventory).rolled_up()
    for edge, consumer, provider in zip(
        graph.edge_of,
        inventory.dependencies["consumer"],
        inventory.dependencies["provider"],
        strict=True,
    ):
        if edge >= 0:
            ends = (int(graph.csr.tails[edge]), int(graph.csr.indices[edge]))
            assert ends == (graph.node_of[consumer], graph.node_of[provider])


@given(inventories(), st.booleans())
def test_a_graph_comes_back_from_networkx_equal_to_itself(
    inventory: Inventory, parallel: bool
) -> None:
    graph = SystemGraph.of(inventory)
    face = graph.networkx(parallel=True) if parallel else graph.networkx()
    back = SystemGraph.from_networkx(face)
    assert back == graph
    assert (back.ids, back.parents.tolist()) == (graph.ids, graph.parents.tolist())
    assert [a.tolist() for a in back.csr] == [a.tolist() for a in graph.csr]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20))
def test_the_order_of_edges_never_changes_an_adjacency(edges: list[tuple[int, int]]) -> None:
    def rows(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
        ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        found = kernels.csr(6, ends[:, 0], ends[:, 1])
        return found.indptr.tolist(), found.indices.tolist()

    kept = sorted({(tail, head) for tail, head in edges if tail != head})
    indptr = [sum(tail < node for tail, _ in kept) for node in range(7)]
    expected = indptr, [head for _, head in kept]
    assert rows(edges) == rows(sorted(edges)) == rows(kept) == expected


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_components_are_those_of_networkx_numbered_by_their_smallest_member(
    edges: list[tuple[int, int]],
) -> None:
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    graph = kernels.csr(8, ends[:, 0], ends[:, 1])
    oracle: nx.DiGraph[int] = nx.DiGraph()
    oracle.add_nodes_from(range(8))
    oracle.add_edges_from(edges)
    for found, parts in (
        (kernels.components(graph), nx.strongly_connected_components(oracle)),
        (kernels.weak_components(graph), nx.weakly_connected_components(oracle)),
    ):
        numbered = sorted(sorted(part) for part in parts)
        assert [np.nonzero(found == number)[0].tolist() for number in range(len(numbered))] == (
            numbered
        )
        assert len(found) == 8
