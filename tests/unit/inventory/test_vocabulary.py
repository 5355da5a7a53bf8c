"""Dates that are known to a year, a month or a day."""

from __future__ import annotations

from datetime import date

import pytest

from legacymap.inventory.vocabulary import first_day, last_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("2027-06", date(2027, 6, 1), date(2027, 6, 30)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2027-06-30", date(2027, 6, 30), date(2027, 6, 30)),
    ],
)
def test_a_date_spans_the_days_it_may_mean(text: str, first: date, last: date) -> None:
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "27",
        "2027-6",
        "2027-13",
        "2027-00",
        "2027-02-30",
        "30/06/2027",
        "0000",
        "\uff12\uff10\uff12\uff17",
    ],
)
@pytest.mark.parametrize("day", [first_day, last_day])
def test_anything_else_is_no_date(text: str, day: object) -> None:
    assert callable(day)
    with pytest.raises(ValueError, match=r"date|year|month|day"):
        day(text)
