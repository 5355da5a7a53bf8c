"""Tolerate, invest, migrate or eliminate: as the inventory says, or by two marks of fitness."""

from __future__ import annotations

from typing import Final, Literal

import polars as pl

Quadrant = Literal["tolerate", "invest", "migrate", "eliminate"]

HIGH_FROM: Final = 3
"""Fit of 3 or more (of 5) counts as high unless a caller says otherwise."""
QUADRANTS: Final[tuple[Quadrant, ...]] = ("tolerate", "invest", "migrate", "eliminate")
STATED_IN: Final = "time_designation"
"""The property in which readers keep a designation that a file states."""


def quadrant_of_fits(high_from: int = HIGH_FROM) -> pl.Expr:
    """The quadrant of `functional_fit` and `technical_fit`; null where either is unknown.

    High technical fit with low functional fit: tolerate; both high: invest; low technical and high
    functional fit: migrate; both low: eliminate.
    """
    functional = pl.col("functional_fit") >= high_from
    technical = pl.col("technical_fit") >= high_from
    both = functional.is_not_null() & technical.is_not_null()
    return (
        pl.when(both & functional & technical)
        .then(pl.lit("invest"))
        .when(both & functional)
        .then(pl.lit("migrate"))
        .when(both & technical)
        .then(pl.lit("tolerate"))
        .when(both)
        .then(pl.lit("eliminate"))
    )


def stated_quadrant() -> pl.Expr:
    """The quadrant that the property `time_designation` states; null for any other word."""
    # Only rows that mention it are parsed: most inventories have large properties and none of it.
    said = (
        pl.when(pl.col("properties").str.contains(f'"{STATED_IN}":', literal=True))
        .then("properties")
        .str.json_path_match(f"$.{STATED_IN}")
        .str.strip_chars()
        .str.to_lowercase()
    )
    return pl.when(said.is_in(QUADRANTS)).then(said)
