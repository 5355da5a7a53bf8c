"""How numbers, shares and lists of names are written in sentences and in cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

UNKNOWN: Final = "unknown"
_FEW: Final = 12
_EITHER: Final = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")


def grouped(number: int) -> str:
    """``number`` with a comma between thousands: ``1,234,567``."""
    return f"{number:,}"


def shown(cell: str | int | None) -> str:
    """A cell as people read it; ``None`` is the word *unknown*, never a blank."""
    if cell is None:
        return UNKNOWN
    return grouped(cell) if isinstance(cell, int) else cell


def counted(number: int, one: str, many: str | None = None) -> str:
    """``number`` with its noun in the right number: ``1 system``, ``2 systems``."""
    return f"{grouped(number)} {one if number == 1 else many or f'{one}s'}"


def percent(part: int, whole: int) -> str:
    """``part`` of ``whole`` in per cent with one decimal, halves to even; nothing of nothing is so.

    Computed from the whole numbers, so that the text does not depend on a float.
    """
    if whole == 0:
        return "not defined"
    tenths = round(Fraction(1000 * part, whole))
    return f"{tenths // 10}.{tenths % 10}%"


def decimal(value: Fraction | None) -> str | None:
    """``value`` with three decimals, halves to even, rounded once from the exact value."""
    if value is None:
        return None
    thousandths = round(1000 * abs(value))
    sign = "-" if value < 0 and thousandths else ""
    return f"{sign}{grouped(thousandths // 1000)}.{thousandths % 1000:03d}"


def out_of(part: int, whole: int) -> str:
    """``part`` with its denominator and share: ``16 of 18 (88.9%)``."""
    share = f" ({percent(part, whole)})" if whole else ""
    return f"{grouped(part)} of {grouped(whole)}{share}"


def listed(names: Sequence[str], *, total: int | None = None, most: int = _FEW) -> str:
    """``names`` in one line, the first ``most`` of them, and how many more there are."""
    total = len(names) if total is None else total
    if not total:
        return "none"
    first = ", ".join(names[:most])
    more = total - min(len(names), most)
    return f"{first} and {grouped(more)} more" if more else first


def money(amount: int | None, currency: str | None) -> str:
    """``amount`` with its currency; without one it is units of money."""
    if amount is None:
        return UNKNOWN
    return f"{grouped(amount)} {currency or 'units of money'}"


def in_money(label: str, currency: str | None) -> str:
    """A column's ``label`` with the unit that its amounts are in."""
    return f"{label} ({currency or 'units of money'})"


def named(id: str, name: str | None) -> str:
    """A system as people know it, with its id where that says something else."""
    return id if not name or name == id else f"{name} [{id}]"


def called(id: str, names: Mapping[str, str]) -> str:
    """A system by its name alone; with its id where others of ``names`` have the same name."""
    name = names.get(id)
    return name if name and list(names.values()).count(name) == 1 else named(id, name)


def is_are(number: int) -> str:
    """``is`` for one, else ``are``: the verb that follows ``number`` of something."""
    return "is" if number == 1 else "are"


def verb(number: int, one: str, many: str) -> str:
    """The verb that follows ``number`` of something: ``stands`` for one, else ``stand``."""
    return one if number == 1 else many


def agreed(text: str, number: int) -> str:
    """``text`` with each ``[one|many]`` in it as ``number`` demands; for texts without names."""
    return _EITHER.sub(lambda found: found[1] if number == 1 else found[2], text)


def but_unknown(unknown: int) -> str:
    """How the unknown ones end a sentence: ``; 31 unknown``, or nothing where all is known."""
    return f"; {grouped(unknown)} unknown" if unknown else ""
