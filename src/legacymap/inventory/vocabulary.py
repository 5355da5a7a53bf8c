"""Which words an inventory may use: the closed vocabularies of the canonical document."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

SystemKind = Literal[
    "service",
    "application",
    "component",
    "data_store",
    "interface",
    "platform",
    "external",
    "actor",
]
DependencyKind = Literal[
    "call", "database", "file", "event", "screen", "manual", "hosting", "part_of"
]
Lifecycle = Literal["planned", "live", "phasing_out", "retired"]
Criticality = Literal["low", "medium", "high", "critical"]
HoldingRole = Literal["master", "copy", "reader", "writer"]
Flow = Literal["pull", "push", "publish", "subscribe", "login", "side", "link"]
Strength = Literal["stops", "degrades", "none"]
LegacyReason = Literal[
    "end_of_life",
    "out_of_supplier_support",
    "impossible_to_update",
    "no_longer_cost_effective",
    "above_risk_threshold",
]

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def first_day(text: str) -> date:
    """The first day of a year, month or day written ``2027``, ``2027-06`` or ``2027-06-30``.

    Raises:
        ValueError: ``text`` is none of these.
    """
    return _day(text, last=False)


def last_day(text: str) -> date:
    """The last day of a year, month or day written ``2027``, ``2027-06`` or ``2027-06-30``.

    Raises:
        ValueError: ``text`` is none of these.
    """
    return _day(text, last=True)


def _day(text: str, *, last: bool) -> date:
    if not _DATE.fullmatch(text):
        raise ValueError("a date is written 2027, 2027-06 or 2027-06-30")
    parts = [int(part) for part in text.split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else (12 if last else 1)
    if len(parts) == 3:
        return date(year, month, parts[2])
    # A month outside 1-12 must be refused by date(), not by monthrange's IllegalMonthError.
    first = date(year, month, 1)
    return first.replace(day=monthrange(year, month)[1]) if last else first


def _partial_date(text: str) -> str:
    first_day(text)
    return text


PartialDate = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
    AfterValidator(_partial_date),
    Field(description="A year, a month or a day: 2027, 2027-06, 2027-06-30"),
]

# What JSON, SQLite and PostgreSQL all keep exactly; NUL and lone surrogates are not among it.
_UNSAFE = re.compile("[\0\ud800-\udfff]")


def _storable(text: str) -> str:
    if _UNSAFE.search(text):
        raise ValueError("contains a NUL or half a surrogate pair")
    return text


Text = Annotated[str, AfterValidator(_storable), Field(max_length=32_768)]
# Blanks around a name are no part of it: a cell of a table and a string of a document are alike.
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=512),
    AfterValidator(_storable),
]
Money = Annotated[int, Field(ge=0, lt=2**53)]
Count = Annotated[int, Field(ge=0, lt=2**53)]
Fit = Annotated[int, Field(ge=1, le=5)]
