"""The register: every system with its legacy state, its scores, its plan and what to do with it.

It is one table, computed for all systems at once; rows become answers only where they are shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from legacymap.analysis.disposition.dispositions import known_users, suggested_rules
from legacymap.analysis.disposition.hypervisors import hypervisors
from legacymap.analysis.disposition.plans import Completeness, completeness, plan_parts
from legacymap.analysis.disposition.rules import RULES, Disposition
from legacymap.analysis.disposition.served import Served, served
from legacymap.analysis.disposition.time import (
    HIGH_FROM,
    Quadrant,
    quadrant_of_fits,
    stated_quadrant,
)
from legacymap.analysis.estate import Estate
from legacymap.analysis.framework import Zone
from legacymap.analysis.inference.legacy import LegacyState
from legacymap.analysis.risk.dependents import Dependents, dependents
from legacymap.analysis.risk.disagreeing import disagreements_of_row
from legacymap.analysis.risk.scored import scored
from legacymap.analysis.scope import Part, within
from legacymap.graph import Level

_STATE_ORDER: Final = {"legacy": 0, "unknown": 1, "not_legacy": 2}
_LEFT_ALONE: Final = ("retired", "planned")
_MOVING: Final = ("migrate", "eliminate")


@dataclass(frozen=True)
class Register:
    """Every system at one level, in the order of the register, and what its rows rest on.

    ``table`` holds the columns of the inventory's systems and: `kind`, `part`, `top`; `state` and
    `declared`, `derived`, `suggested` with what each rests on; `facade`; the columns of
    :func:`scored`; `affected`, `directly`, `circle`; `legacy_parts`; `plan`, `completeness`;
    `stated_time`, `derived_time`, `quadrant`; `recorded_users`, `known_users`, `rule`;
    `hypervisor`; `disagreements`.
    """

    level: Level
    high_from: int
    table: pl.DataFrame = field(repr=False)
    outside: pl.DataFrame = field(repr=False)
    """External systems, with the same columns."""
    served: Served = field(repr=False)
    others: int
    sample: int | None
    part: Part | None = field(default=None, repr=False)
    """The part of the estate that the rows are of; ``None`` is the whole."""

    def within(self, part: Part | None) -> Register:
        """The rows of the systems in ``part``; who depends on them is still of the whole."""
        if part is None:
            return self
        own, outside = (
            table.filter(within(part, table["id"])) for table in (self.table, self.outside)
        )
        return replace(self, table=own, outside=outside, part=part)


def register_of(
    estate: Estate,
    *,
    level: Level = "top",
    high_from: int = HIGH_FROM,
    frozen: Collection[str] = (),
) -> Register:
    """The register of ``estate``: whole systems, or (`as_given`) their parts as well.

    ``high_from`` is the fit that counts as high; ``frozen`` are systems that a policy forbids to
    change.

    Raises:
        ValueError: ``high_from`` is not 1 to 5.
    """
    if not 1 <= high_from <= 5:
        raise ValueError("a fit is high from 1 to 5")
    around = dependents(estate)
    serves = served(estate.inventory, estate.kinds, estate.flows)
    known = (
        _known(estate)
        .join(_around(estate, around), on="id", how="left", maintain_order="left")
        .join(serves.counts(), left_on="id", right_on="system", how="left", maintain_order="left")
        .rename({"users_right": "recorded_users"})
    )
    table = _judged(estate, known, high_from, frozen)
    if level == "top":
        table = table.filter(~pl.col("part"))
    people, external = pl.col("kind") == "actor", pl.col("kind") == "external"
    return Register(
        level,
        high_from,
        _in_order(table.filter(~people & ~external)),
        _in_order(table.filter(external)),
        serves,
        around.others,
        around.sample,
    )


def matching(
    table: pl.DataFrame,
    *,
    state: LegacyState | None = None,
    zone: Zone | None = None,
    plan: Completeness | None = None,
    quadrant: Quadrant | None = None,
    disposition: Disposition | None = None,
    disagrees: bool | None = None,
) -> pl.DataFrame:
    """The rows of a register that match everything that is asked; ``None`` asks nothing."""
    asked = {"state": state, "zone": zone, "completeness": plan, "quadrant": quadrant}
    conditions = [pl.col(name) == word for name, word in asked.items() if word is not None]
    if disposition is not None:
        rules = [rule.name for rule in RULES if rule.disposition == disposition]
        conditions.append(pl.col("rule").is_in(rules))
    if disagrees is not None:
        conditions.append((pl.col("disagreements").list.len() > 0) == disagrees)
    return table.filter(conditions) if conditions else table


def _known(estate: Estate) -> pl.DataFrame:
    """The systems beside what was inferred of them and what their scores amount to."""
    systems, legacy = estate.inventory.systems, estate.legacy.table
    states = estate.legacy.states(estate.legacy_counts)
    return systems.with_columns(
        *(estate.kinds.table[column] for column in ("kind", "part", "top")),
        *(legacy[column] for column in legacy.columns if column != "id"),
        *scored(systems),
        states.alias("state"),
        hypervisors(estate.inventory, estate.kinds.table["kind"]).alias("hypervisor"),
        _legacy_parts(estate, states).alias("legacy_parts"),
    )


def _legacy_parts(estate: Estate, states: pl.Series) -> pl.Series:
    """How many parts of each whole system are legacy, where it is not so itself."""
    rows = estate.kinds.table.select("id", "part", "top").with_columns(states.alias("state"))
    parts = rows.filter(pl.col("part") & (pl.col("state") == "legacy"))
    counted = parts.group_by("top").agg(pl.len().cast(pl.Int64).alias("parts"))
    joined = rows.join(counted, left_on="id", right_on="top", how="left", maintain_order="left")
    own = pl.when(pl.col("state") != "legacy").then(pl.col("parts"))
    return joined.select(own.fill_null(0).alias("parts"))["parts"]


def _around(estate: Estate, around: Dependents) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": list(estate.graph.ids),
            "affected": around.affected,
            "directly": around.directly,
            "circle": around.circle,
        },
        schema={"id": pl.String, "affected": pl.Int64, "directly": pl.Int64, "circle": pl.Int64},
    )


def _judged(
    estate: Estate, known: pl.DataFrame, high_from: int, frozen: Collection[str]
) -> pl.DataFrame:
    """``known`` with plan, quadrant, disposition rule and disagreements beside it."""
    judged = known.with_columns(
        plan_parts().alias("plan"),
        stated_quadrant().alias("stated_time"),
        quadrant_of_fits(high_from).alias("derived_time"),
        pl.col("id").is_in(sorted(frozen)).alias("frozen"),
    ).with_columns(
        completeness(pl.col("plan")).alias("completeness"),
        pl.coalesce("stated_time", "derived_time").alias("quadrant"),
    )
    rules = suggested_rules(judged, estate.inventory.as_of)
    asked = (
        ((pl.col("state") == "legacy") | pl.col("quadrant").is_in(_MOVING).fill_null(False))
        & ~pl.col("facade")
        & ~pl.col("lifecycle").is_in(_LEFT_ALONE).fill_null(False)
        & pl.col("replaceable").fill_null(True)
    )
    return judged.with_columns(
        pl.when(asked).then(rules).alias("rule"),
        known_users().alias("known_users"),
        disagreements_of_row().alias("disagreements"),
    )


def _in_order(table: pl.DataFrame) -> pl.DataFrame:
    """Legacy first, then unknown with what looks like legacy first; then the riskiest."""
    state = pl.col("state").replace_strict(_STATE_ORDER, return_dtype=pl.Int64)
    return table.sort(
        state,
        (pl.col("state") == "legacy") | ~pl.col("suggested").fill_null(False),
        "overall",
        "least",
        "affected",
        "id",
        descending=[False, False, True, True, True, False],
        nulls_last=True,
    )
