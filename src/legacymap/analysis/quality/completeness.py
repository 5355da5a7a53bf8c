"""How much of each column the inventory states, out of the rows that the column is asked of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter
from typing import Final

import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt, marked
from legacymap.analysis.quality.system_table import Asked, SystemTable
from legacymap.analysis.scope import Part, ends_within, within
from legacymap.inventory import Inventory


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


def _whole_legacy(systems: SystemTable) -> pl.Series:
    return systems.legacy & systems.wholes


_ALL: Final = (
    "systems (parts answer through their system, people are not asked)",
    attrgetter("wholes"),
)
_OWN: Final = ("systems inside the organisation", attrgetter("own"))
_SERVICES: Final = ("services", attrgetter("services"))
_LEGACY: Final = ("legacy systems", _whole_legacy)

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


def completeness(
    estate: Estate, part: Part | None = None, shown: slice = FIRST
) -> tuple[Completeness, ...]:
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
    linked = (estate.flows.table["joins"] == "software") & ends_within(part, estate)
    holdings = within(part, inventory.holdings["system"])
    entities = within(None, inventory.data_entities["id"])
    if part:
        held = inventory.holdings["entity"].filter(holdings).unique().to_list()
        entities = inventory.data_entities["id"].is_in(held)
    ends, holder = (
        pl.format("{} -> {}", "consumer", "provider"),
        pl.format("{} / {}", "system", "entity"),
    )
    return (
        *_of_systems(SystemTable(estate, part, shown)),
        *_of_rows(inventory, "dependencies", linked, ends, _DEPENDENCY_COLUMNS, shown),
        *_of_rows(inventory, "data_entities", entities, pl.col("id"), _ENTITY_COLUMNS, shown),
        *_of_rows(inventory, "holdings", holdings, holder, _HOLDING_COLUMNS, shown),
    )


def _of_systems(systems: SystemTable) -> Iterator[Completeness]:
    for column, (of, asked) in _SYSTEM_COLUMNS:
        rows = asked(systems) & systems.in_part
        missing = systems.named(rows & ~systems.stating(column))
        yield _counted("systems", column, of, int(rows.sum()), missing)


def _of_rows(
    inventory: Inventory,
    table: str,
    rows: pl.Series,
    named: pl.Expr,
    columns: tuple[str, ...],
    shown: slice,
) -> Iterator[Completeness]:
    of = "dependencies between software" if table == "dependencies" else "all rows"
    blank = (
        inventory.table(table)
        .select(named.alias("named"), *(pl.col(column).is_null() for column in columns))
        .filter(rows)
        .sort("named")
    )
    for column in columns:
        missing = marked(blank["named"], blank[column], shown)
        yield _counted(table, column, of, blank.height, missing)


def _counted(table: str, column: str, of: str, total: int, missing: Excerpt[str]) -> Completeness:
    stated = total - missing.count
    share = Fraction(stated, total) if total else None
    return Completeness(table, column, of, stated, total, share, missing)
