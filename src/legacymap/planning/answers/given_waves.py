"""Which wave of the policy a row of somebody else's plan means: by number, by date, by order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from legacymap.errors import Finding
from legacymap.planning.given import GivenRow
from legacymap.planning.policy.calendar import Calendar

BACKLOG_WORDS: Final = frozenset(
    {"", "backlog", "later", "none", "null", "-", "unscheduled", "after the horizon"}
)
_NUMBERED: Final = re.compile(r"\bwave[\s_#.:-]*0*(\d{1,9})(?!\d)", re.IGNORECASE)
_FIRST_TOLD: Final = 12


@dataclass(frozen=True, slots=True)
class ReadWave:
    """``wave`` of a row, the backlog being the one after the last; ``None`` where it says none."""

    wave: int | None
    findings: tuple[Finding, ...] = ()


def number_in(text: str) -> int | None:
    """The number of the wave that ``text`` is or speaks of: ``3``, ``Wave 3 - pilot``."""
    bare = text.strip()
    if bare.isdecimal():
        return int(bare[:9])
    found = _NUMBERED.findall(bare)
    return int(found[0]) if len(found) == 1 else None


class WaveReading:
    """The meaning of all waves of one plan; what had to be decided is in ``findings``.

    A number is that wave of the policy. A name means the wave in which its day falls; where the
    policy has no start, names and days are put in order, and names without days in the order in
    which they first appear.
    """

    def __init__(self, rows: Sequence[GivenRow], calendar: Calendar) -> None:
        self._calendar = calendar
        self._backlog = calendar.waves + 1
        self._ends = _ends(rows)
        self._order: Mapping[str | date, int] = {}
        self.findings: tuple[Finding, ...] = ()
        keys = _unnumbered(rows)
        if keys:
            self._put_in_order(keys, numbered=_any_numbered(rows))

    def _put_in_order(self, keys: Sequence[str | date], *, numbered: bool) -> None:
        dated = all(self._end(key) is not None for key in keys)
        if dated and self._calendar.start is not None:
            names = [key for key in keys if isinstance(key, str)]
            if names:
                self.findings = (_by_calendar(self._meant(names)),)
            return
        if numbered:
            return
        if dated:
            keys = sorted(keys, key=lambda key: (self._end(key) or date.max, str(key)))
            self.findings = (_by_date(keys),)
        elif any(isinstance(key, date) for key in keys) or self._some_can_be_dated(keys):
            return
        else:
            self.findings = (_by_appearance(keys),)
        self._order = {key: number for number, key in enumerate(keys, start=1)}

    def _some_can_be_dated(self, keys: Sequence[str | date]) -> bool:
        return self._calendar.start is not None and any(self._end(key) for key in keys)

    def _meant(self, names: Sequence[str]) -> list[str]:
        waves = {name: self._wave_of(end) for name in names if (end := self._ends.get(name))}
        return [
            f"{name!r} is {'later' if wave == self._backlog else f'wave {wave}'}"
            for name, wave in waves.items()
        ]

    def _end(self, key: str | date) -> date | None:
        return key if isinstance(key, date) else self._ends.get(key)

    def of(self, row: GivenRow) -> ReadWave:
        """The wave that ``row`` means."""
        name = row.wave.strip() if row.wave is not None else ""
        if name.casefold() in BACKLOG_WORDS and (name or row.finish is None):
            return ReadWave(self._backlog)
        number = number_in(name)
        if number is not None:
            return self._numbered(row, name, number)
        end = row.finish or self._ends.get(name)
        key = name or end
        if key is not None and key in self._order:
            return self._in_horizon(row, self._order[key], f"the wave {name or end}")
        if end is None or self._calendar.start is None:
            return ReadWave(None, (_unreadable(row, name, self._calendar),))
        return self._dated(row, end)

    def _numbered(self, row: GivenRow, name: str, number: int) -> ReadWave:
        meant = self._wave_of(row.finish) if row.finish else None
        read = self._in_horizon(row, number, f"wave {name}")
        if read.wave is None or meant is None or meant == number or meant == self._backlog:
            return read
        message = (
            f"{name!r} ends on {row.finish}, which lies in wave {meant} of the policy;"
            " the number was taken"
        )
        return ReadWave(number, (Finding("warning", "date_disagrees", message, row.place),))

    def _in_horizon(self, row: GivenRow, number: int, what: str) -> ReadWave:
        if 1 <= number <= self._backlog:
            return ReadWave(number)
        message = f"{row.shown!r}: {what} must be wave 1 to {self._calendar.waves} or none"
        return ReadWave(None, (Finding("error", "invalid_wave", message, row.place),))

    def _dated(self, row: GivenRow, end: date) -> ReadWave:
        first, wave = self._calendar.start, self._wave_of(end)
        if first is not None and end < first:
            message = (
                f"{row.shown!r} ends on {end}, before wave 1 begins ({first}); counted as wave 1"
            )
            return ReadWave(1, (Finding("warning", "before_the_start", message, row.place),))
        if wave == self._backlog:
            last = self._calendar.last(self._calendar.waves)
            message = f"{row.shown!r} ends on {end}, after the last wave ({last}); counted as later"
            return ReadWave(wave, (Finding("info", "after_the_horizon", message, row.place),))
        return ReadWave(wave)

    def _wave_of(self, end: date) -> int | None:
        """The wave whose days hold ``end``: what is done by then is live when the wave ends."""
        start = self._calendar.start
        if start is None:
            return None
        wave = (end - start).days // self._calendar.wave_days + 1
        return min(max(wave, 1), self._backlog)


def _ends(rows: Sequence[GivenRow]) -> dict[str, date]:
    """The last day of everything that stands under one name."""
    ends: dict[str, date] = {}
    for row in rows:
        if row.wave is not None and row.finish is not None and row.aside is None:
            name = row.wave.strip()
            ends[name] = max(row.finish, ends.get(name, row.finish))
    return ends


def _unnumbered(rows: Sequence[GivenRow]) -> list[str | date]:
    """Names and bare days that are no numbers, in the order in which they first appear."""
    return list(dict.fromkeys(key for row in rows for key in _key(row)))


def _key(row: GivenRow) -> Iterator[str | date]:
    name = row.wave.strip() if row.wave is not None else ""
    if row.aside is not None:
        return
    if not name and row.finish is not None:
        yield row.finish
    elif name.casefold() not in BACKLOG_WORDS and number_in(name) is None:
        yield name


def _any_numbered(rows: Sequence[GivenRow]) -> bool:
    return any(row.wave is not None and number_in(row.wave) is not None for row in rows)


def _by_calendar(meant: Sequence[str]) -> Finding:
    message = (
        "waves with a name mean the wave of the policy in which their last day lies:"
        f" {_listed(meant)}"
    )
    return Finding("info", "waves_by_date", message)


def _by_date(keys: Sequence[str | date]) -> Finding:
    told = _listed([f"{str(key)!r} is {number}" for number, key in enumerate(keys, start=1)])
    message = (
        "neither the policy nor the inventory says when wave 1 begins: the waves were numbered in"
        f" the order of their dates ({told}); set `start` in the policy to go by the dates"
    )
    return Finding("warning", "waves_by_date", message)


def _by_appearance(keys: Sequence[str | date]) -> Finding:
    told = _listed([f"{str(key)!r} is {number}" for number, key in enumerate(keys, start=1)])
    message = (
        "the waves have neither numbers nor dates: they were numbered in the order in which they"
        f" first appear ({told})"
    )
    return Finding("warning", "waves_by_appearance", message)


def _unreadable(row: GivenRow, name: str, calendar: Calendar) -> Finding:
    if row.finish is not None and calendar.start is None:
        wrong = f"the date {row.finish} means no wave: set `start` in the policy"
    else:
        wrong = f"the wave {name!r} has neither a number nor a date"
    return Finding("error", "invalid_wave", f"{row.shown!r}: {wrong}", row.place)


def _listed(told: Sequence[str]) -> str:
    more = f" and {len(told) - _FIRST_TOLD} more" if len(told) > _FIRST_TOLD else ""
    return ", ".join(told[:_FIRST_TOLD]) + more
