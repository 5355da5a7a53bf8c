"""What an inventory knows that bears on what to do with each system, and what that suggests."""

from __future__ import annotations

from typing import Final

import polars as pl

from legacymap.analysis.disposition.rules import FACTS, first_rule
from legacymap.analysis.framework import LEGACY_FROM, LIKELIHOODS
from legacymap.inventory.vocabulary import first_day, last_day

_SUPPORT_REASONS: Final = ("end_of_life", "out_of_supplier_support")
_BARRIER: Final = "impossible_to_update"
_HARDWARE: Final = "L5"
_SUPPORT: Final = "L1"
_NEEDED: Final = ("high", "critical")


def suggested_rules(systems: pl.DataFrame, as_of: str | None) -> pl.Series:
    """The name of the first disposition rule that matches each of ``systems``.

    Besides the columns of the inventory `systems` hold `kind` (as inferred), the scores `L1` to
    `C6`, `overall`, `quadrant`, `circle`, `frozen`, `hypervisor` (the one that it runs on) and
    `recorded_users` (null: not recorded).
    """
    return systems.select(_facts(systems, as_of)).select(first_rule().alias("rule"))["rule"]


def known_users() -> pl.Expr:
    """`recorded_users`, or unknown where none would only mean that nobody wrote them down.

    A service has users by its nature, a system with a number of users has them, and nobody calls
    a system critical that nobody needs.
    """
    somebody = (
        (pl.col("kind") == "service") | (pl.col("users") > 0) | pl.col("criticality").is_in(_NEEDED)
    ).fill_null(False)
    return pl.when((pl.col("recorded_users") > 0) | ~somebody).then("recorded_users")


def _facts(systems: pl.DataFrame, as_of: str | None) -> list[pl.Expr]:
    reasons = pl.col("legacy_reasons")
    has_reasons = reasons.list.len().fill_null(0) > 0
    others = [pl.col(name) < LEGACY_FROM for name in LIKELIHOODS if name != _HARDWARE]
    sound = pl.all_horizontal(other.fill_null(False) for other in others)
    ended = pl.any_horizontal(reasons.list.contains(reason) for reason in _SUPPORT_REASONS)
    found = {
        "users": known_users(),
        "held": pl.col("statutory_hold"),
        "hosting_only_ended": ~has_reasons & (pl.col(_HARDWARE) >= LEGACY_FROM) & sound,
        "support_ended": ended.fill_null(False)
        | (pl.col(_SUPPORT) >= LEGACY_FROM).fill_null(False)
        | pl.lit(_past(systems["end_of_support"], as_of)),
        "technical_barrier": reasons.list.contains(_BARRIER),
        "scored": pl.col("overall").is_not_null(),
    }
    return [found.get(name, pl.col(name)).cast(dtype).alias(name) for name, dtype in FACTS.items()]


def _past(dates: pl.Series, as_of: str | None) -> pl.Series:
    """Whether each of the dates, partial ones as their last day, lies before ``as_of``."""
    if as_of is None:
        return pl.Series([False] * len(dates), dtype=pl.Boolean)
    today = first_day(as_of)
    past = [text for text in dates.drop_nulls().unique() if last_day(text) < today]
    return dates.is_in(past).fill_null(False)
