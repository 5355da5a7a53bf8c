"""Which pairs of systems talk far more than the rest, and which lean on each other both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import SHOWN, Excerpt
from legacymap.analysis.integration.links import between_systems, own_systems, touching
from legacymap.analysis.scope import Part

Measure = Literal["frequency_per_day", "observations"]

_ASIDE: Final = ("login", "side", "link")
"""Flows that make no pair: whoever logs in somewhere does not work with it."""


@dataclass(frozen=True, slots=True)
class ChattyPair:
    """A system that uses another far more often than is usual here."""

    consumer: str
    provider: str
    uses: float
    """In the unit of the measure."""
    times_the_rest: float
    """How many times what three of four pairs have at most."""
    dependencies: int


@dataclass(frozen=True, slots=True)
class MutualPair:
    """Two systems each of which depends on the other directly."""

    systems: tuple[str, str]
    there: int
    """Dependencies of the first on the second."""
    back: int
    doubtful: int
    """How many of both have a doubtful direction."""


@dataclass(frozen=True, slots=True)
class ChattyPairs:
    """Pairs with much traffic, where traffic is known, and pairs that go both ways."""

    pairs: int
    """Ordered pairs of whole systems with a dependency."""
    measure: Measure | None
    """What traffic is told by; ``None`` where too few pairs state any."""
    known: int
    """Pairs whose traffic is known by that measure."""
    three_quarters: float | None
    """What three of four of these pairs have at most."""
    chatty: Excerpt[ChattyPair] | None
    """``None`` where nobody can tell."""
    unordered: int
    """Pairs of systems with a dependency either way, logging in and notifying left out."""
    beside: int
    """Pairs that nothing but logging in or notifying links; they are not in ``unordered``."""
    mutual: Excerpt[MutualPair]


def chatty_pairs(
    estate: Estate,
    rows: pl.DataFrame,
    *,
    factor: int,
    fewest: int,
    part: Part | None = None,
) -> ChattyPairs:
    """Pairs with ``factor`` times the traffic of the upper quarter's lower end, and mutual ones.

    Traffic is `frequency_per_day` where at least ``fewest`` pairs state it, else the observations
    counted by who observes; the two are never mixed. It is added up over the dependencies of a
    pair, those that state none left out. Of a ``part`` of the estate the pairs with an end in it
    are told; what is far above the rest is measured by all pairs.

    Formula:
        chatty where uses >= factor * Q3; Q3 = the value at rank ceil(3 n / 4) of n known pairs
    Range:
        0 to n / 4 pairs.
    Unit:
        uses a day, or observations.
    Degenerate case:
        fewer than ``fewest`` known pairs, or Q3 = 0: ``None``, which is not "none is chatty".
    Source:
        Our own definition.
    """
    across = between_systems(rows)
    ends = ["from_top", "to_top"]
    measure, traffic = _traffic(across, fewest)
    quarter = _three_quarters(traffic) if measure else None
    own = own_systems(estate, part)
    across, traffic = touching(across, own), touching(traffic, own)
    pairs = across.select(ends).unique().height
    working = across.filter(~pl.col("flow").is_in(_ASIDE))
    mutual = _mutual(estate, working)
    return ChattyPairs(
        pairs=pairs,
        measure=measure,
        known=traffic.height,
        three_quarters=quarter,
        chatty=_chatty(estate, traffic, factor, quarter) if quarter else None,
        unordered=_unordered(working),
        beside=_unordered(across) - _unordered(working),
        mutual=mutual,
    )


def _unordered(rows: pl.DataFrame) -> int:
    ends = ["from_top", "to_top"]
    return (
        rows.select(pl.min_horizontal(ends).alias("a"), pl.max_horizontal(ends).alias("b"))
        .unique()
        .height
    )


def _traffic(across: pl.DataFrame, fewest: int) -> tuple[Measure | None, pl.DataFrame]:
    known = across.clear().select(
        "from_top", "to_top", pl.lit(0.0).alias("uses"), pl.lit(0).alias("n")
    )
    columns: tuple[tuple[Measure, str], ...] = (
        ("frequency_per_day", "frequency_per_day"),
        ("observations", "seen"),
    )
    for measure, column in columns:
        stated = across.drop_nulls(column).sort("from_top", "to_top", column)
        # Sorted before it is added up: the order of rows must not show in the last digit.
        summed = stated.group_by("from_top", "to_top", maintain_order=True).agg(
            pl.col(column).cast(pl.Float64).sum().alias("uses"), pl.len().alias("n")
        )
        if summed.height >= fewest:
            return measure, summed
        if summed.height > known.height:
            known = summed
    return None, known


def _three_quarters(traffic: pl.DataFrame) -> float | None:
    uses = np.sort(traffic["uses"].to_numpy())
    value = float(uses[-(-3 * len(uses) // 4) - 1])
    return value or None


def _chatty(
    estate: Estate, traffic: pl.DataFrame, factor: int, quarter: float
) -> Excerpt[ChattyPair]:
    found = traffic.filter(pl.col("uses") >= factor * quarter).sort(
        pl.col("uses"), "from_top", "to_top", descending=[True, False, False]
    )
    ids = estate.top.ids
    return Excerpt(
        found.height,
        tuple(
            ChattyPair(ids[a], ids[b], uses, round(uses / quarter, 1), number)
            for a, b, uses, number in found.head(SHOWN).iter_rows()
        ),
    )


def _mutual(estate: Estate, working: pl.DataFrame) -> Excerpt[MutualPair]:
    counted = working.group_by("from_top", "to_top").agg(
        pl.len().alias("n"), pl.col("doubtful").sum().alias("doubtful")
    )
    back = counted.rename({"from_top": "to_top", "to_top": "from_top"})
    both = (
        counted.filter(pl.col("from_top") < pl.col("to_top"))
        .join(back, on=["from_top", "to_top"], suffix="_back")
        .with_columns(
            (pl.col("n") + pl.col("n_back")).alias("all"),
            (pl.col("doubtful") + pl.col("doubtful_back")).alias("unsure"),
        )
        .sort("all", "from_top", "to_top", descending=[True, False, False])
    )
    ids = estate.top.ids
    shown = both.head(SHOWN).select("from_top", "to_top", "n", "n_back", "unsure").iter_rows()
    return Excerpt(
        both.height,
        tuple(MutualPair((ids[a], ids[b]), there, back, no) for a, b, there, back, no in shown),
    )
