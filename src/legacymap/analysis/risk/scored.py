"""What the thirteen scores of every system amount to, for all systems at once, in whole numbers.

The formulae are those of :mod:`legacymap.analysis.framework`, brought to common denominators:
``T(L)`` is a number of fourteenths, ``T(C)`` of twelfths, the overall score of 168ths. Nothing is
rounded before it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from legacymap.analysis.framework import IMPACTS, LEGACY_FROM, LIKELIHOODS, ZONES

LIKELIHOOD_PARTS: Final = 2 * len(LIKELIHOODS)
IMPACT_PARTS: Final = 2 * len(IMPACTS)
OVERALL_PARTS: Final = LIKELIHOOD_PARTS * IMPACT_PARTS
SCORES: Final = (*LIKELIHOODS, *IMPACTS)
_HIGHEST: Final = {**dict.fromkeys(LIKELIHOODS, 6), **dict.fromkeys(IMPACTS, 5)}


def scored(systems: pl.DataFrame) -> pl.DataFrame:
    """The scores of ``systems`` row by row, and what follows from them.

    Columns: `L1` to `C6` as given; `given` (how many of the thirteen); `likelihood`, `impact`,
    `overall` (fourteenths, twelfths, 168ths; null unless all their scores are known); `least` and
    `most` (168ths: the overall score if every missing score were the lowest, or the highest; null
    where nothing is given); `zone`; `framework_class` (`red`, `legacy`, `not_legacy` or null).
    """
    sides = {**dict.fromkeys(LIKELIHOODS, "likelihood"), **dict.fromkeys(IMPACTS, "impact")}
    given = systems.select(
        pl.col("risk").struct.field(side).struct.field(name).alias(name)
        for name, side in sides.items()
    )
    worst = pl.max_horizontal(*LIKELIHOODS)
    lasting = given.with_columns(
        _parts(LIKELIHOODS).alias("likelihood"),
        _parts(IMPACTS).alias("impact"),
        pl.sum_horizontal(pl.col(name).is_not_null() for name in SCORES)
        .cast(pl.Int64)
        .alias("given"),
        _filled(dict.fromkeys(SCORES, 1)).alias("least"),
        _filled(_HIGHEST).alias("most"),
    ).with_columns(
        (pl.col("likelihood") * pl.col("impact")).alias("overall"),
        pl.when(pl.col("given") > 0).then("least").alias("least"),
        pl.when(pl.col("given") > 0).then("most").alias("most"),
    )
    return lasting.with_columns(
        _zone("overall").alias("zone"),
        pl.when(pl.col("overall") >= ZONES[0][0] * OVERALL_PARTS)
        .then(pl.lit("red"))
        .when(worst >= LEGACY_FROM)
        .then(pl.lit("legacy"))
        .when(pl.col("likelihood").is_not_null())
        .then(pl.lit("not_legacy"))
        .alias("framework_class"),
    )


def _parts(names: Sequence[str], fill: dict[str, int] | None = None) -> pl.Expr:
    """``2 n T`` of ``n`` scores: their sum and n times their maximum; null if one is unknown."""
    columns = [pl.col(name).fill_null(fill[name]) if fill else pl.col(name) for name in names]
    total = pl.sum_horizontal(*columns, ignore_nulls=False)
    return total + len(names) * pl.max_horizontal(*columns)


def _filled(fill: dict[str, int]) -> pl.Expr:
    return _parts(LIKELIHOODS, fill) * _parts(IMPACTS, fill)


def _zone(column: str) -> pl.Expr:
    """The zone of a number of 168ths; the lower bound of a zone belongs to it."""
    score = pl.col(column)
    zones = [pl.when(score >= least * OVERALL_PARTS).then(pl.lit(name)) for least, name in ZONES]
    return pl.coalesce(*zones, pl.when(score.is_not_null()).then(pl.lit("low")))
