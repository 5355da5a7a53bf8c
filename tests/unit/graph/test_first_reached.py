"""The first columns of every node are those that a search from it finds, in order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from legacymap.graph import kernels
from legacymap.graph.first_reached import FirstReached
from legacymap.graph.reach_sets import Upward

NODES = 9


@given(
    st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=25),
    st.lists(st.integers(-1, 5), min_size=NODES, max_size=NODES),
    st.integers(1, 4),
)
def test_first_lists_are_the_beginning_of_what_a_search_finds(
    edges: list[tuple[int, int]], columns: list[int], width: int
) -> None:
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    graph = kernels.csr(NODES, ends[:, 0], ends[:, 1])
    column = np.array(columns)
    upward = Upward.of(graph)
    found = FirstReached.of(upward, column, width)
    for node in range(NODES):
        far = kernels.distances(graph.indptr, graph.indices, np.array([node]))
        expected = sorted(set(column[(far >= 0) & (column >= 0)].tolist()))[:width]
        place = upward.position[node]
        assert found.lists[place, : found.length[place]].tolist() == expected
