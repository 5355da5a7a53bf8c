"""Which pairs of systems talk far more than the rest, and which lean on each other both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.integration.arrivals import Bools
from legacymap.analysis.integration.links import behind, between_systems, own_systems, touching
from legacymap.analysis.scope import Part
from legacymap.graph import Ints
from legacymap.graph.kernels import edge_numbers

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
    shown: slice = FIRST,
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
    measure, traffic = _traffic(between_systems(rows), fewest)
    quarter = _three_quarters(traffic) if measure else None
    top, own = estate.top, own_systems(estate, part)
    traffic = touching(traffic, own)
    is_own = own.to_numpy()
    touched = is_own[top.csr.tails] | is_own[top.csr.indices]
    working = rows.filter(~pl.col("flow").is_in(_ASIDE))
    counted = np.where(touched, behind(estate, working), 0)
    back = _answered(estate)
    unordered = _unordered(counted > 0, back)
    return ChattyPairs(
        pairs=int(touched.sum()),
        measure=measure,
        known=traffic.height,
        three_quarters=quarter,
        chatty=_chatty(estate, traffic, factor, quarter, shown) if quarter else None,
        unordered=unordered,
        beside=_unordered(touched, back) - unordered,
        mutual=_mutual(estate, counted, behind(estate, working.filter("doubtful")), back, shown),
    )


def _answered(estate: Estate) -> tuple[Ints, Ints]:
    """The edges of ``estate.top`` from a lower node that another answers, and that other."""
    graph = estate.top.csr
    upward = np.nonzero(graph.tails < graph.indices)[0]
    back = edge_numbers(graph, graph.indices[upward], graph.tails[upward])
    return upward[back >= 0], back[back >= 0]


def _unordered(edges: Bools, answered: tuple[Ints, Ints]) -> int:
    """How many pairs these ``edges`` join, either way."""
    there, back = answered
    return int(edges.sum()) - int((edges[there] & edges[back]).sum())


def _traffic(across: pl.DataFrame, fewest: int) -> tuple[Measure | None, pl.DataFrame]:
    across = across.select("from_top", "to_top", "frequency_per_day", "seen")
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
    estate: Estate, traffic: pl.DataFrame, factor: int, quarter: float, shown: slice
) -> Excerpt[ChattyPair]:
    found = traffic.filter(pl.col("uses") >= factor * quarter).sort(
        pl.col("uses"), "from_top", "to_top", descending=[True, False, False]
    )
    ids = estate.top.ids
    return Excerpt(
        found.height,
        tuple(
            ChattyPair(ids[a], ids[b], uses, round(uses / quarter, 1), number)
            for a, b, uses, number in found[shown].iter_rows()
        ),
    )


def _mutual(
    estate: Estate, counted: Ints, doubtful: Ints, answered: tuple[Ints, Ints], shown: slice
) -> Excerpt[MutualPair]:
    """Pairs with dependencies both ways, those with most first; all arrays go by edge."""
    there, back = answered
    both = (counted[there] > 0) & (counted[back] > 0)
    there, back = there[both], back[both]
    # Edges are numbered by their ends, and these by their sorted ids.
    first = np.argsort(-(counted[there] + counted[back]), kind="stable")[shown].tolist()
    graph, ids = estate.top.csr, estate.top.ids
    tails = graph.tails[there]
    return Excerpt(
        len(there),
        tuple(
            MutualPair(
                (ids[tails[one]], ids[graph.indices[there[one]]]),
                int(counted[there[one]]),
                int(counted[back[one]]),
                int(doubtful[there[one]] + doubtful[back[one]]),
            )
            for one in first
        ),
    )
