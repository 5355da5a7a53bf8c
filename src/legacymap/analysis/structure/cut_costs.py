"""What cutting single dependencies costs, as people write it: consumer, provider and a number."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.structure.readings import Prices
from legacymap.errors import Finding, InvalidQuery, Place

MOST: Final = 1_000_000_000
"""Far above what any interface costs, in any currency; sums stay whole numbers."""

_DIGITS: Final = re.compile(r"[0-9]{1,10}")


def cut_costs(estate: Estate, given: Sequence[str]) -> Prices:
    """The costs in ``given``, each ``CONSUMER,PROVIDER,COST`` with ids as the inventory has them.

    A cost is a whole number from 1 on, and counts for every declared dependency of the pair; an id
    with a comma in it stands in double quotes.

    Raises:
        InvalidQuery: some are no costs of dependencies that there are; every one is named.
    """
    rows = [_row(text) for text in given]
    asked = [row[0] for row in rows if row]
    there = estate.inventory.dependencies.filter(pl.col("consumer").is_in(asked))
    pairs = set(there.select("consumer", "provider").iter_rows())
    wrong: list[Finding] = []
    found: dict[tuple[str, str], int] = {}
    for number, (text, row) in enumerate(zip(given, rows, strict=True), start=1):
        problem = next(_problems(row, pairs, found), None)
        if problem:
            place = Place(path=f"cut_cost[{number}]")
            wrong.append(Finding("error", "invalid_cut_cost", f"{text[:200]!r}: {problem}", place))
        else:
            found[row[0], row[1]] = int(row[2])
    if wrong:
        raise InvalidQuery.of(wrong, "not the cost of a cut")
    return found


def _row(text: str) -> list[str]:
    try:
        return next(csv.reader([text]), [])
    except csv.Error:
        # A line break in the middle, or far too long: no row of a table at all.
        return []


def _problems(row: Sequence[str], pairs: set[tuple[str, str]], found: Prices) -> Iterator[str]:
    if len(row) != 3:
        yield "a cost is written CONSUMER,PROVIDER,COST, such as orders,stock,9"
        return
    consumer, provider, cost = row
    if (consumer, provider) not in pairs:
        yield f"no dependency of {consumer!r} on {provider!r} is recorded"
    # Thousands of digits are no number to Python.
    if not (_DIGITS.fullmatch(cost) and 1 <= int(cost) <= MOST):
        yield f"the cost is a whole number from 1 to {MOST:,}, not {cost[:20]!r}"
    if (consumer, provider) in found:
        yield "this pair has a cost already"
