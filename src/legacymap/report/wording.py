"""How numbers, shares and lists of names are written in cells: as in the sentences of findings."""

from __future__ import annotations

from legacymap.analysis.sentences.wording import (
    UNKNOWN,
    counted,
    decimal,
    grouped,
    in_money,
    listed,
    money,
    named,
    out_of,
    percent,
    shown,
    verb,
)

__all__ = [
    "UNKNOWN",
    "counted",
    "decimal",
    "grouped",
    "in_money",
    "listed",
    "money",
    "named",
    "out_of",
    "percent",
    "shown",
    "verb",
]
