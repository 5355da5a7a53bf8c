"""Numbers carry their denominators, lists say how much of them is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacymap.report.wording import counted, listed, money, named, out_of, percent, shown


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(16, 18, "88.9%"), (1, 3, "33.3%"), (0, 5, "0.0%"), (5, 5, "100.0%"), (0, 0, "not defined")],
)
def test_a_share_is_rounded_once(part: int, whole: int, text: str) -> None:
    assert percent(part, whole) == text


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_no_share_is_off_by_more_than_half_a_tenth(part: int, whole: int) -> None:
    whole = max(part, whole)
    assert abs(float(percent(part, whole).removesuffix("%")) - 100 * part / whole) <= 0.0500001


def test_a_share_names_its_denominator() -> None:
    assert out_of(910, 3600) == "910 of 3,600 (25.3%)"
    assert out_of(0, 0) == "0 of 0"


def test_a_long_list_says_how_much_of_it_is_shown() -> None:
    assert listed(["a", "b", "c"], most=2) == "a, b and 1 more"
    assert listed(["a", "b"], total=1000) == "a, b and 998 more"
    assert listed(["a"]) == "a"
    assert listed([]) == "none"


def test_unknown_is_a_word() -> None:
    assert shown(None) == "unknown"
    assert shown(0) == "0"
    assert shown(1234567) == "1,234,567"
    assert money(None, "GBP") == "unknown"


def test_nouns_follow_their_number() -> None:
    assert [counted(n, "system") for n in (0, 1, 2)] == ["0 systems", "1 system", "2 systems"]
    assert counted(2, "dependency", "dependencies") == "2 dependencies"


def test_money_has_a_currency_or_says_that_it_has_none() -> None:
    assert money(1000, "GBP") == "1,000 GBP"
    assert money(1000, None) == "1,000 units of money"


def test_an_id_stands_beside_a_name_that_differs() -> None:
    assert named("12", "NOMIS") == "NOMIS [12]"
    assert named("NOMIS", "NOMIS") == "NOMIS"
