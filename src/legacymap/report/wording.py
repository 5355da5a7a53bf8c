"""How numbers, shares and lists of names are written in cells: as in the sentences of findings."""

from __future__ import annotations

from legacymap.analysis.sentences.wording import (
    UNKNOWN,
    counted,
    grouped,
    in_money,
    listed,
    money,
    named,
    out_of,
    percent,
    shown,
)

__all__ = [
    "UNKNOWN",
    "counted",
    "grouped",
    "in_money",
    "listed",
    "money",
    "named",
    "out_of",
    "percent",
    "shown",
]
