"""Whether a modernisation plan has what a plan needs: milestones, the work, a disposition."""

from __future__ import annotations

from typing import Final, Literal

import polars as pl

Completeness = Literal["complete", "partial", "none"]

PARTS: Final = ("milestones", "work", "disposition")


def plan_parts() -> pl.Expr:
    """The answers for the three parts of a plan, as a struct; null where nobody answered."""
    plan = pl.col("modernisation_plan")
    return pl.struct(plan.struct.field(part).alias(part) for part in PARTS)


def completeness(plan: pl.Expr) -> pl.Expr:
    """`complete`, `partial` or `none` of a ``plan`` (:func:`plan_parts`); null is unknown.

    Formula:
        complete with all three parts, partial with one or two, none with none of them.
    Degenerate case:
        a blank is unknown, never "no": the answer is unknown wherever the parts that nobody
        answered for would decide it. One part there and one missing is partial whatever the third.
    Source:
        GAO-19-471 (June 2019) and GAO-25-107795 (July 2025), "Information Technology".
    """
    least, most = parts_there(plan), possible_parts(plan)
    return (
        pl.when(least == len(PARTS))
        .then(pl.lit("complete"))
        .when(most == 0)
        .then(pl.lit("none"))
        .when((least > 0) & (most < len(PARTS)))
        .then(pl.lit("partial"))
    )


def parts_there(plan: pl.Expr) -> pl.Expr:
    """How many parts of ``plan`` are known to be there, 0 to 3."""
    return pl.sum_horizontal(plan.struct.field(part).fill_null(False) for part in PARTS)


def possible_parts(plan: pl.Expr) -> pl.Expr:
    """How many parts of ``plan`` are there or may be, 0 to 3."""
    return pl.sum_horizontal(plan.struct.field(part).fill_null(True) for part in PARTS)
