"""When each wave begins and ends, and in which wave a date falls.

A system goes live on the last day of its wave: a deadline is met by the waves that end on or
before it, a "not before" by those that end on or after it, and a freeze forbids the waves whose
last day lies in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from legacymap.inventory.vocabulary import first_day, last_day


@dataclass(frozen=True, slots=True)
class Calendar:
    """``waves`` waves of ``wave_days`` days from ``start``; without a start they have no dates."""

    start: date | None
    wave_days: int
    waves: int

    @property
    def years(self) -> Fraction:
        """The length of a wave in years of 365 days."""
        return Fraction(self.wave_days, 365)

    def first(self, wave: int) -> date | None:
        """First day of ``wave``; waves may lie beyond the horizon."""
        return self._day((wave - 1) * self.wave_days)

    def last(self, wave: int) -> date | None:
        """Last day of ``wave``, on which it goes live."""
        return self._day(wave * self.wave_days - 1)

    def _day(self, offset: int) -> date | None:
        if self.start is None:
            return None
        try:
            return self.start + timedelta(days=offset)
        except OverflowError:
            return date.max

    def last_in_time(self, deadline: date) -> int:
        """The last wave that ends on or before ``deadline``; 0 if not even the first does.

        May lie beyond the horizon. There must be a start.
        """
        assert self.start is not None  # noqa: S101 - the caller asked for dates
        return max(0, ((deadline - self.start).days + 1) // self.wave_days)

    def first_ending_by(self, earliest: date) -> int:
        """The first wave that ends on or after ``earliest``; may lie beyond the horizon."""
        assert self.start is not None  # noqa: S101 - the caller asked for dates
        days = (earliest - self.start).days + 1
        return max(1, -(-days // self.wave_days))

    def share_after(self, wave: int, end: date) -> Fraction:
        """The share of the days of ``wave`` that lie after ``end``: 0 to 1."""
        last = self.last(wave)
        assert last is not None  # noqa: S101 - the caller asked for dates
        return Fraction(min(self.wave_days, max(0, (last - end).days)), self.wave_days)

    def frozen(self, *, from_: date, to: date) -> tuple[int, ...]:
        """The waves of the horizon whose last day lies from ``from_`` to ``to``."""
        if self.start is None:
            return ()
        return tuple(
            wave
            for wave in range(1, self.waves + 1)
            if (day := self.last(wave)) is not None and from_ <= day <= to
        )

    def fiscal_year(self, wave: int, year_start: str) -> str | None:
        """The calendar year in which the fiscal year of the first day of ``wave`` began."""
        first = self.first(wave)
        if first is None:
            return None
        began = (first.month, first.day) >= tuple(int(part) for part in year_start.split("-"))
        return f"{first.year if began else first.year - 1:04d}"


def start_of(policy_start: str | None, as_of: str | None) -> date | None:
    """First day of wave 1: as the policy says, else of the first quarter after the inventory.

    An inventory of a year or a month is as old as its last day. ``None`` where neither is known:
    the core never asks the clock.
    """
    if policy_start is not None:
        return first_day(policy_start)
    if as_of is None:
        return None
    known = last_day(as_of)
    quarter = (known.month - 1) // 3 + 1
    return date(known.year + 1, 1, 1) if quarter == 4 else date(known.year, 3 * quarter + 1, 1)
