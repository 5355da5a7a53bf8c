"""Which day a text means, where every program and every country writes days its own way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{6}Z?)?\Z")
_NUMBERS: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DAY_MONTH: Final = re.compile(r"(\d{1,2})[\s/.-]+([^\W\d_]{3,12})[\s/.,-]+(\d{4}|\d{2})(?!\d)")
_MONTH_DAY: Final = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_WEEKDAY: Final = re.compile(r"[^\W\d_]{2,10}\.?,?\s+(?=\d|[^\W\d_]{3})")
_LONGEST: Final = 60

_MONTHS: Final = (
    "jan januar january janvier janv enero ene gennaio gen januari tammi",
    "feb februar february février févr fev fevrier febrero febbraio februari helmi",
    "mar märz mrz maerz march mars marzo maart mrt maalis",
    "apr april avril avr abril abr aprile huhti",
    "may mai mayo maggio mag mei touko",
    "jun juni june juin junio giugno giu kesä",
    "jul juli july juillet juil julio luglio lug heinä",
    "aug august août aout agosto ago augustus elo",
    "sep sept september septembre septiembre settembre set syys",
    "oct okt oktober october octobre octubre ottobre ott loka",
    "nov november novembre noviembre marras",
    "dec dez dezember december décembre déc diciembre dic dicembre des joulu",
)
"""Each month in full and as calendars shorten it: English, German, French, Spanish, Italian,
Dutch, the Nordic languages."""
_MONTH: Final = {word: n for n, words in enumerate(_MONTHS, start=1) for word in words.split()}


@dataclass(frozen=True, slots=True)
class DayOrder:
    """Whether ``3/4/2027`` is the third of April; ``sure`` where some date of the file shows it."""

    day_first: bool
    sure: bool


def day_order(texts: Iterable[str]) -> DayOrder:
    """The order of the days that ``texts`` write in numbers; day first where nothing shows it.

    Between points and hyphens the day always comes first.
    """
    first_over, second_over = False, False
    for text in texts:
        found = _NUMBERS.match(text.strip()[:_LONGEST])
        if found and found[2] == "/":
            first_over |= int(found[1]) > 12
            second_over |= int(found[3]) > 12
    return DayOrder(day_first=first_over or not second_over, sure=first_over != second_over)


def is_ambiguous(text: str) -> bool:
    """Whether ``text`` is another day once day and month change places."""
    found = _NUMBERS.match(text.strip()[:_LONGEST])
    if found is None or found[2] != "/":
        return False
    return int(found[1]) <= 12 and int(found[3]) <= 12 and found[1] != found[3]


def written_day(text: str, order: DayOrder) -> date | None:
    """The day that ``text`` means, a time after it aside; ``None`` where it means none."""
    bare = text.strip()[:_LONGEST]
    for candidate in (bare, _WEEKDAY.sub("", bare, count=1)):
        found = _parts(candidate, order)
        if found is not None:
            return _day(*found)
    return None


def _parts(text: str, order: DayOrder) -> tuple[int, int, int] | None:
    """Year, month and day."""
    if match := _ISO.match(text) or _COMPACT.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _NUMBERS.match(text):
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        day_first = match[2] != "/" or order.day_first
        if second > 12 or (not day_first and first <= 12):
            return year, first, second
        return year, second, first
    if (match := _DAY_MONTH.match(text)) and (month := _month(match[2])):
        return _year(match[3]), month, int(match[1])
    if (match := _MONTH_DAY.match(text)) and (month := _month(match[1])):
        return int(match[3]), month, int(match[2])
    return None


def _month(word: str) -> int | None:
    folded = word.casefold()
    return _MONTH.get(folded) or _MONTH.get(folded.removesuffix("kuuta"))


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
