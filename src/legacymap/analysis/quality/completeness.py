"""How much of each column the inventory states, out of the rows that the column is asked of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from legacymap.analysis.estate import LEGACY, Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.scope import Part, ends_within, within


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many rows state a column. A blank is unknown, never "no" or 0."""

    table: str
    column: str
    asked_of: str
    """Which rows the column is asked of, in words; ``total`` counts them."""
    stated: int
    total: int
    share: Fraction | None
    """``stated / total``; ``None`` where it is asked of nobody."""
    unknown: Excerpt[str]
    """The systems or entities that do not state it; dependencies as `consumer -> provider`."""


Asked = Callable[[Estate], pl.Series]


def _all_systems(estate: Estate) -> pl.Series:
    """Whole systems, without people: a part answers through its system."""
    table = estate.kinds.table
    return table.select(~pl.col("part") & (pl.col("kind") != "actor")).to_series()


def _own_systems(estate: Estate) -> pl.Series:
    return _all_systems(estate) & (estate.kinds.table["kind"] != "external")


def _services(estate: Estate) -> pl.Series:
    return _all_systems(estate) & (estate.kinds.table["kind"] == "service")


def _legacy(estate: Estate) -> pl.Series:
    found = set(legacy_systems(estate))
    return estate.inventory.systems["id"].is_in(sorted(found)) & _all_systems(estate)


def legacy_systems(estate: Estate) -> tuple[str, ...]:
    """Ids of the whole systems that are legacy, or have a part that is; sorted."""
    return estate.top.named(set(estate.top_of[estate.state == LEGACY].tolist()))


_ALL: Final = ("systems (parts answer through their system, people are not asked)", _all_systems)
_OWN: Final = ("systems inside the organisation", _own_systems)
_SERVICES: Final = ("services", _services)
_LEGACY: Final = ("legacy systems", _legacy)

_SYSTEM_COLUMNS: Final[tuple[tuple[str, tuple[str, Asked]], ...]] = (
    ("legacy", _OWN),
    ("owner", _OWN),
    ("kind", _ALL),
    ("description", _ALL),
    ("technologies", _OWN),
    ("capabilities", _OWN),
    ("lifecycle", _OWN),
    ("criticality", _OWN),
    ("functional_fit", _OWN),
    ("technical_fit", _OWN),
    ("users", _SERVICES),
    ("legacy_reasons", _LEGACY),
    ("risk", _LEGACY),
    ("end_of_support", _LEGACY),
    ("contract_end", _LEGACY),
    ("supplier", _LEGACY),
    ("in_service_since", _LEGACY),
    ("annual_run_cost", _LEGACY),
    ("replacement_run_cost", _LEGACY),
    ("replacement_cost", _LEGACY),
    ("replacement_effort_days", _LEGACY),
    ("replacement_duration_days", _LEGACY),
    ("data_migration_effort_days", _LEGACY),
    ("team", _LEGACY),
    ("modernisation_plan", _LEGACY),
)
_DEPENDENCY_COLUMNS: Final = (
    "description",
    "kind",
    "interface",
    "technology",
    "entities",
    "live",
    "frequency_per_day",
    "criticality",
    "flow",
    "strength",
    "evidence",
)
_HOLDING_COLUMNS: Final = ("role", "crud", "records")
_ENTITY_COLUMNS: Final = ("sensitivity", "description")


def completeness(estate: Estate, part: Part | None = None) -> tuple[Completeness, ...]:
    """What share of its rows states each column, in the order of the tables.

    A system states a column where it or one of its parts does; the risk framework counts as
    stated only with all thirteen scores; `legacy` where anything counts that tells either way.

    Formula:
        share = stated / total, total being the rows the column is asked of.
    Range:
        0 to 1, exact.
    Unit:
        rows by rows.
    Degenerate case:
        ``None`` where no row is asked.
    Source:
        Our own definition; which rows are asked is part of the answer (``asked_of``).
    """
    inventory = estate.inventory
    dependencies = inventory.dependencies.filter(
        (estate.flows.table["joins"] == "software") & ends_within(part, estate)
    )
    holdings = inventory.holdings.filter(within(part, inventory.holdings["system"]))
    entities = inventory.data_entities
    if part:
        entities = entities.filter(entities["id"].is_in(holdings["entity"].unique().to_list()))
    ends = dependencies.select(pl.format("{} -> {}", "consumer", "provider")).to_series()
    holders = holdings.select(pl.format("{} / {}", "system", "entity")).to_series()
    return (
        *_of_systems(estate, part),
        *_of_rows("dependencies", dependencies, ends, _DEPENDENCY_COLUMNS),
        *_of_rows("data_entities", entities, entities["id"], _ENTITY_COLUMNS),
        *_of_rows("holdings", holdings, holders, _HOLDING_COLUMNS),
    )


def _of_systems(estate: Estate, part: Part | None) -> tuple[Completeness, ...]:
    systems = estate.inventory.systems
    ids = systems["id"]
    own = within(part, ids)
    asked_of = {of: asked(estate) & own for _, (of, asked) in _SYSTEM_COLUMNS}
    rows = []
    for column, (of, _) in _SYSTEM_COLUMNS:
        stated = stated_systems(estate, column)
        asked = asked_of[of]
        missing = ids.filter(asked & ~stated).sort().to_list()
        rows.append(_counted("systems", column, of, int(asked.sum()), missing))
    return tuple(rows)


def stated_systems(estate: Estate, column: str) -> pl.Series:
    """Whether each row of the systems table, or a part of it, states ``column``."""
    own = _stated(estate, column)
    tops = estate.kinds.table["top"]
    told = tops.filter(own).unique()
    return own | estate.inventory.systems["id"].is_in(told.to_list())


def _stated(estate: Estate, column: str) -> pl.Series:
    systems = estate.inventory.systems
    if column == "legacy":
        return estate.legacy.states(estate.legacy_counts) != "unknown"
    if column == "risk":
        scores = [
            pl.col("risk").struct.field(side).struct.field(score).is_not_null()
            for side, prefix, count in (("likelihood", "L", 7), ("impact", "C", 6))
            for score in (f"{prefix}{number}" for number in range(1, count + 1))
        ]
        return systems.select(pl.all_horizontal(scores)).to_series()
    return systems[column].is_not_null()


def _of_rows(
    table: str, frame: pl.DataFrame, named: pl.Series, columns: tuple[str, ...]
) -> tuple[Completeness, ...]:
    of = "dependencies between software" if table == "dependencies" else "all rows"
    return tuple(
        _counted(
            table, column, of, frame.height, named.filter(frame[column].is_null()).sort().to_list()
        )
        for column in columns
    )


def _counted(table: str, column: str, of: str, total: int, missing: list[str]) -> Completeness:
    stated = total - len(missing)
    share = Fraction(stated, total) if total else None
    return Completeness(table, column, of, stated, total, share, Excerpt.of(missing))
