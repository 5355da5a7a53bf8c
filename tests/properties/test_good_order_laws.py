"""What holds of the order in which the nodes of every large circle are put."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from legacymap.graph.good_order import good_order

NODES = 7
Weights = dict[tuple[int, int], int]
node = st.integers(0, NODES - 1)
edges = st.tuples(node, node).filter(lambda ends: ends[0] != ends[1])


def weights(text: str) -> Weights:
    """``"103 015"``: an edge 1 -> 0 of weight 3, an edge 0 -> 1 of weight 5."""
    return {(int(one[0]), int(one[1])): int(one[2]) for one in text.split()}


def backward(order: list[int], given: Weights) -> int:
    return sum(
        weight for (tail, head), weight in given.items() if order.index(tail) > order.index(head)
    )


@given(st.dictionaries(edges, st.integers(1, 5), min_size=1, max_size=20))
@example(weights("102 122 133 203 215 312 322"))
@example(weights("021 043 155 211 252 325 364 413 523 535 542 561 622 632"))
def test_moving_no_single_node_makes_the_backward_edges_lighter(given: Weights) -> None:
    ends = np.array(sorted(given))
    weight = np.array([given[tail, head] for tail, head in ends.tolist()])
    position = good_order(NODES, ends[:, 0].copy(), ends[:, 1].copy(), weight)
    order = np.argsort(position).tolist()
    assert sorted(position.tolist()) == list(range(NODES))
    for moved in order:
        others = [one for one in order if one != moved]
        for place in range(NODES):
            changed = [*others[:place], moved, *others[place:]]
            assert backward(changed, given) >= backward(order, given)
