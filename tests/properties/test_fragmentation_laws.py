"""What must hold of the spread of data whatever the numbers are."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from legacymap.analysis.fragmentation.spread import spread

counts = st.integers(1, 10**9)
stores = st.lists(counts, min_size=1, max_size=12)


@given(stores, st.integers(2, 10**9), st.data())
def test_splitting_a_store_raises_fragmentation_and_merging_lowers_it(
    others: list[int], store: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(1, store - 1))
    whole, split = spread([*others, store]), spread([*others, part, store - part])
    assert whole.fragmentation is not None
    assert split.fragmentation is not None
    assert split.fragmentation > whole.fragmentation


@given(stores, st.integers(1, 1000))
def test_scale_does_not_matter(records: list[int], factor: int) -> None:
    assert spread([count * factor for count in records]) == spread(records)


@given(stores, st.integers(1, 5))
def test_stores_without_records_change_nothing(records: list[int], empty: int) -> None:
    with_empty, without = spread([*records, *[0] * empty]), spread(records)
    assert with_empty.shares == (*without.shares, *[Fraction(0)] * empty)
    assert (with_empty.hhi, with_empty.fragmentation, with_empty.entropy) == (
        without.hhi,
        without.fragmentation,
        without.entropy,
    )


@given(stores, st.integers(0, 11))
def test_one_unknown_number_makes_all_shares_equal(records: list[int], place: int) -> None:
    some: list[int | None] = [*records]
    some[place % len(some)] = None
    found = spread(some)
    assert found.hhi == Fraction(1, len(records))
    assert found.shares_by == "equal"


@given(stores)
def test_order_does_not_matter(records: list[int]) -> None:
    shuffled = sorted(records)
    one, other = spread(records), spread(shuffled)
    assert (one.hhi, one.effective_stores, one.entropy) == (
        other.hhi,
        other.effective_stores,
        other.entropy,
    )


@given(stores)
def test_indices_stay_in_their_range(records: list[int]) -> None:
    found, n = spread(records), len(records)
    assert found.hhi is not None
    assert found.fragmentation is not None
    assert found.effective_stores is not None
    assert found.entropy is not None
    assert Fraction(1, n) <= found.hhi <= 1
    assert 0 <= found.fragmentation <= 1 - Fraction(1, n)
    assert 1 <= found.effective_stores <= n
    assert 0 <= found.entropy <= 1
    assert sum(found.shares) == 1


@given(st.integers(1, 50))
def test_n_equal_stores_are_n_effective_ones(n: int) -> None:
    found = spread([7] * n)
    assert found.effective_stores == n
    assert found.entropy == (1.0 if n > 1 else 0.0)
    assert found.shares_by == "records"
