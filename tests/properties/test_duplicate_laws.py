"""What holds of systems that look alike, whatever they state."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from legacymap.analysis.estate import Estate
from legacymap.analysis.fragmentation.duplicates import Duplicates, duplicates
from legacymap.inventory import Inventory, System, to_json

words = st.lists(st.sampled_from(["pay", "tax", "case", "post"]), unique=True, max_size=3)
stated = st.lists(st.tuples(words, words), min_size=2, max_size=4)


def found(rows: list[tuple[list[str], list[str]]], order: int = 1) -> Duplicates:
    systems = [
        System(id=str(n), name=f"Unlike {n}", capabilities=tuple(do), technologies=tuple(made))
        for n, (do, made) in enumerate(rows)
    ]
    return duplicates(Estate.of(Inventory.of(systems[::order])))


@given(stated)
def test_a_pair_is_alike_by_half_or_more_and_has_two_things_in_common(
    rows: list[tuple[list[str], list[str]]],
) -> None:
    pairs = found(rows).pairs
    for pair in pairs.first if pairs else ():
        assert Fraction(1, 2) <= pair.score <= 1
        assert sum(likeness > 0 for likeness in pair.likeness.values()) >= 2
        assert "capabilities" in pair.evidence


@given(stated)
def test_the_order_of_rows_does_not_show(rows: list[tuple[list[str], list[str]]]) -> None:
    assert to_json(found(rows)) == to_json(found(rows, order=-1))
