from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from legacymap.analysis.fragmentation.overlap import ItemSets, sharing

Stated = list[tuple[int, int]]

SYSTEMS = 5
stated = st.lists(st.tuples(st.integers(0, SYSTEMS - 1), st.integers(0, 3)), max_size=12)


def sets(pairs: Stated) -> ItemSets:
    owner, items = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    return ItemSets.grouped(SYSTEMS, owner, items)


def pairs(*several: Stated, most: int) -> list[tuple[int, int]]:
    one, other = sharing([sets(each) for each in several], most)
    return sorted(zip(one.tolist(), other.tolist(), strict=True))


def test_a_pair_that_shares_items_of_both_kinds_comes_once() -> None:
    assert pairs([(0, 7), (1, 7)], [(1, 7), (0, 7), (2, 7)], most=3) == [(0, 1), (0, 2), (1, 2)]


def test_an_item_that_too_many_have_brings_no_two_together() -> None:
    assert pairs([(0, 1), (1, 1), (2, 1), (3, 2), (4, 2)], most=2) == [(3, 4)]


@given(stated, stated, st.integers(0, SYSTEMS))
def test_pairs_are_those_with_an_item_in_common_that_not_too_many_have(
    one: Stated, other: Stated, most: int
) -> None:
    users = [{s for s, i in each if i == item} for each in (one, other) for item in range(4)]
    expected = {pair for few in users if len(few) <= most for pair in combinations(sorted(few), 2)}
    assert pairs(one, other, most=most) == sorted(expected)
