"""The cheapest cut of circles whose answer can be seen."""

from __future__ import annotations

import numpy as np

from legacymap.graph import Csr, kernels
from legacymap.graph.feedback import cheapest_cut


def weighted(text: str) -> tuple[Csr, np.ndarray[tuple[int], np.dtype[np.int64]], list[str]]:
    """``"ab3 bc1"``: an edge a -> b of weight 3, an edge b -> c of weight 1."""
    edges = {item[:2]: int(item[2:] or 1) for item in text.split()}
    nodes = sorted({node for edge in edges for node in edge})
    tails = np.array([nodes.index(edge[0]) for edge in edges])
    heads = np.array([nodes.index(edge[1]) for edge in edges])
    graph = kernels.csr(len(nodes), tails, heads)
    names = [f"{nodes[a]}{nodes[b]}" for a, b in zip(graph.tails, graph.indices, strict=True)]
    return graph, np.array([edges[name] for name in names]), names


def cut(text: str, *, exact_nodes: int = 25) -> tuple[list[str], bool]:
    graph, weights, names = weighted(text)
    found = cheapest_cut(graph, weights, exact_nodes=exact_nodes)
    return [names[edge] for edge in found.edges], found.exact


def test_a_chain_needs_no_cut() -> None:
    assert cut("ab bc cd") == ([], True)


def test_a_ring_is_cut_at_its_lightest_edge() -> None:
    assert cut("ab3 bc1 ca2") == (["bc"], True)


def test_of_two_edges_that_answer_each_other_the_lighter_goes() -> None:
    assert cut("ab2 ba1") == (["ba"], True)


def test_one_shared_edge_is_cheaper_than_one_from_each_circle() -> None:
    # Three circles through a -> b.
    assert cut("ab2 bc bd be ca da ea") == (["ab"], True)


def test_a_heavy_shared_edge_is_left_and_each_circle_cut_by_itself() -> None:
    assert cut("ab9 bc bd be ca2 da2 ea2") == (["bc", "bd", "be"], True)


def test_edges_between_circles_are_never_cut() -> None:
    found, exact = cut("ab ba bc cd dc")
    assert exact
    assert "bc" not in found
    assert len(found) == 2


def test_circles_that_share_only_a_node_are_cut_each_by_itself() -> None:
    # Thirty rings through one hub: 61 nodes, yet every block has three.
    text = " ".join(
        f"a{chr(200 + 2 * i)} {chr(200 + 2 * i)}{chr(201 + 2 * i)} {chr(201 + 2 * i)}a"
        for i in range(30)
    )
    found, exact = cut(text)
    assert (len(found), exact) == (30, True)


def test_a_heuristic_cut_says_that_it_is_none_of_the_exact_ones() -> None:
    found, exact = cut("ab3 bc1 ca2", exact_nodes=2)
    assert (found, exact) == (["bc"], False)
    assert cut("ab3 bc1 ca2", exact_nodes=3) == (["bc"], True)


def test_a_complete_graph_loses_one_of_each_pair() -> None:
    nodes = "abcdefgh"
    found, exact = cut(" ".join(f"{a}{b}" for a in nodes for b in nodes if a != b))
    assert (len(found), exact) == (28, True)


def test_large_weights_do_not_overflow() -> None:
    heavy = 2**40
    found, exact = cut(f"ab{heavy} bc{heavy + 1} ca{heavy + 2}")
    assert (found, exact) == (["ab"], True)


def test_a_graph_without_nodes_or_edges_has_no_cut() -> None:
    empty = kernels.csr(0, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    assert len(cheapest_cut(empty, np.zeros(0, dtype=np.int64)).edges) == 0
