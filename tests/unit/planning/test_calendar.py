"""Waves have dates, and every date falls where the rules say."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from legacymap.planning.policy.calendar import Calendar, start_of

QUARTERS = Calendar(date(2027, 4, 1), 91, 4)


def test_waves_follow_each_other_without_a_gap() -> None:
    spans = [(QUARTERS.first(wave), QUARTERS.last(wave)) for wave in (1, 2)]
    assert spans == [
        (date(2027, 4, 1), date(2027, 6, 30)),
        (date(2027, 7, 1), date(2027, 9, 29)),
    ]
    assert QUARTERS.years == Fraction(91, 365)


def test_without_a_start_there_are_no_dates() -> None:
    bare = Calendar(None, 91, 4)
    assert (bare.first(1), bare.last(1), bare.fiscal_year(1, "04-01")) == (None, None, None)
    assert bare.frozen(from_=date(2027, 1, 1), to=date(2027, 12, 31)) == ()


def test_a_deadline_is_met_by_waves_that_end_by_it() -> None:
    on_the_day, a_day_early = date(2027, 6, 30), date(2027, 6, 29)
    assert (QUARTERS.last_in_time(on_the_day), QUARTERS.last_in_time(a_day_early)) == (1, 0)
    assert QUARTERS.last_in_time(date(2020, 1, 1)) == 0


def test_not_before_is_kept_by_waves_that_end_on_or_after_it() -> None:
    assert QUARTERS.first_ending_by(date(2027, 6, 30)) == 1
    assert QUARTERS.first_ending_by(date(2027, 7, 1)) == 2
    assert QUARTERS.first_ending_by(date(2020, 1, 1)) == 1


def test_the_share_of_a_wave_after_a_date_counts_days() -> None:
    shares = [QUARTERS.share_after(wave, date(2027, 7, 10)) for wave in (1, 2, 3)]
    assert shares == [0, Fraction(81, 91), 1]


def test_a_freeze_closes_the_waves_that_would_go_live_in_it() -> None:
    assert QUARTERS.frozen(from_=date(2027, 9, 1), to=date(2027, 12, 31)) == (2, 3)
    assert QUARTERS.frozen(from_=date(2027, 5, 1), to=date(2027, 5, 31)) == ()


def test_a_fiscal_year_takes_the_waves_that_begin_in_it() -> None:
    years = [QUARTERS.fiscal_year(wave, "04-01") for wave in (1, 4, 5)]
    assert years == ["2027", "2027", "2027"]
    assert QUARTERS.fiscal_year(6, "04-01") == "2028"
    assert QUARTERS.fiscal_year(1, "07-01") == "2026"


@pytest.mark.parametrize(
    ("policy", "as_of", "start"),
    [
        ("2027-04-01", "2020", date(2027, 4, 1)),
        ("2027", None, date(2027, 1, 1)),
        (None, "2025-03-20", date(2025, 4, 1)),
        (None, "2025-12-31", date(2026, 1, 1)),
        (None, "2025-06", date(2025, 7, 1)),
        (None, "2025", date(2026, 1, 1)),
        (None, None, None),
    ],
)
def test_the_plan_starts_as_the_policy_says_else_a_quarter_after_the_inventory(
    policy: str | None, as_of: str | None, start: date | None
) -> None:
    assert start_of(policy, as_of) == start
