"""Which statements about one system do not go together, and how that is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from legacymap.analysis.framework import ZONES
from legacymap.analysis.risk.answers import DisagreementKind
from legacymap.analysis.risk.scored import OVERALL_PARTS

_THRESHOLD: Final = "above_risk_threshold"
_RED: Final = ZONES[0][0]

# What a part only has from its system is told there.
_HANDED_DOWN: Final = {
    origin: pl.col("declared_handed_down") & pl.col(f"{origin}_handed_down")
    for origin in ("derived", "suggested")
}

_CONDITIONS: Final[Mapping[DisagreementKind, pl.Expr]] = {
    "declared_and_derived": (pl.col("declared") != pl.col("derived")) & ~_HANDED_DOWN["derived"],
    "declared_and_suggested": ~pl.col("declared")
    & pl.col("suggested")
    & ~_HANDED_DOWN["suggested"],
    # What the row says of itself; a part is answered for by its system.
    "answer_and_reasons": ~pl.col("legacy") & (pl.col("legacy_reasons").list.len() > 0),
    "threshold_and_score": pl.col("legacy_reasons").list.contains(_THRESHOLD)
    & (pl.col("overall") < _RED * OVERALL_PARTS),
    "time_stated_and_derived": pl.col("stated_time") != pl.col("derived_time"),
}


def disagreements_of_row() -> pl.Expr:
    """The names of what disagrees in a row of the register, in a fixed order; often none."""
    found = [
        pl.when(condition.fill_null(False)).then(pl.lit(kind))
        for kind, condition in _CONDITIONS.items()
    ]
    return pl.concat_list(found).list.drop_nulls()


def message(kind: DisagreementKind, row: Mapping[str, object]) -> str:
    """What disagrees in ``row``, in words."""
    if kind == "declared_and_derived":
        return f"{row['declared_because']}; but {row['derived_because']}"
    if kind == "declared_and_suggested":
        return f"{row['declared_because']}; but {row['suggested_because']}"
    if kind == "answer_and_reasons":
        reasons = row["legacy_reasons"]
        given = ", ".join(map(str, reasons)) if isinstance(reasons, list) else ""
        return f"said not to be legacy, and given reasons of being legacy: {given}; these count"
    if kind == "threshold_and_score":
        overall = row["overall"]
        score = overall / OVERALL_PARTS if isinstance(overall, int) else 0.0
        return f"declared to be above the risk threshold; its overall score is {score:.2f}"
    return (
        f"stated to {row['stated_time']}; its functional fit {row['functional_fit']} and technical"
        f" fit {row['technical_fit']} say {row['derived_time']}"
    )
