"""What is estimated on large graphs says so, errs within what it states, and never changes."""

from __future__ import annotations

import numpy as np
import pytest

from legacymap.graph import Csr, kernels
from legacymap.graph.betweenness import betweenness
from legacymap.graph.closures import closures, draw


def layers(nodes: int, layers: int, seed: int = 3) -> Csr:
    """Four edges a node, each to a deeper layer."""
    dice = np.random.default_rng(seed)
    layer = np.sort(dice.integers(0, layers, nodes))
    tails, heads = dice.integers(0, nodes, (2, 8 * nodes))
    down = layer[tails] < layer[heads]
    return kernels.csr(nodes, tails[down], heads[down])


def test_what_is_drawn_hangs_on_number_and_seed_alone() -> None:
    assert draw(10, 4).tolist() == draw(10, 4).tolist()
    assert draw(10, 10).tolist() == list(range(10))
    assert draw(1000, 20, seed=1).tolist() != draw(1000, 20, seed=2).tolist()


def test_the_draw_is_the_same_on_every_machine() -> None:
    assert draw(100, 5).tolist() == [10, 21, 48, 68, 83]


def test_counted_closures_have_no_error() -> None:
    found = closures(layers(50, 5))
    assert (found.drawn, found.standard_error) == (None, 0.0)


def test_closures_are_counted_up_to_the_limit_itself() -> None:
    chain = kernels.csr(4, np.arange(3), np.arange(1, 4))
    found = [closures(chain, exact_components=limit, drawn=2).drawn for limit in (4, 3)]
    assert found == [None, 2]


def test_estimated_closures_lie_within_four_standard_errors_of_the_count() -> None:
    graph = layers(3000, 12)
    exact = closures(graph).sizes
    found = closures(graph, exact_components=0, drawn=1000)
    assert found.drawn == 1000
    assert 0 < found.standard_error < 0.02
    assert np.abs(found.sizes - exact).max() <= 4 * found.standard_error * 3000
    assert found.sizes.min() >= 1


def test_who_reaches_more_is_never_estimated_to_reach_less() -> None:
    graph = layers(800, 8)
    sizes = closures(graph, exact_components=0, drawn=100).sizes
    assert (sizes[graph.tails] >= sizes[graph.indices]).all()


def test_drawing_everybody_is_counting() -> None:
    graph = layers(300, 6)
    assert (
        closures(graph, exact_components=0, drawn=300).sizes.tolist()
        == closures(graph).sizes.tolist()
    )


def test_sampled_betweenness_of_what_many_reach_lies_within_four_of_its_errors() -> None:
    graph = layers(600, 6)
    exact = betweenness(graph)
    found = betweenness(graph, exact_nodes=0, drawn=200)
    assert (exact.drawn, found.drawn) == (None, 200)
    # Where only a few starts have ways at all, all of them may be missed: the error is then 0.
    reached = closures(graph.reversed()).sizes > 60
    off = np.abs(found.share - exact.share)
    assert reached.sum() > 50
    assert (off[reached] <= 4 * found.standard_error[reached]).all()
    assert off.max() < found.bound < 0.1
    assert found.share.sum() == pytest.approx(exact.share.sum(), rel=0.3)


def test_sampled_betweenness_is_the_same_each_time() -> None:
    graph = layers(600, 6)
    one, other = (betweenness(graph, exact_nodes=0, drawn=64) for _ in range(2))
    assert one.share.tobytes() == other.share.tobytes()
    assert one.standard_error.tobytes() == other.standard_error.tobytes()


@pytest.mark.parametrize("nodes", [0, 1, 2])
def test_too_few_nodes_have_nobody_between_them(nodes: int) -> None:
    none = np.zeros(0, dtype=np.int64)
    assert betweenness(kernels.csr(nodes, none, none)).share.tolist() == [0.0] * nodes
