"""Which systems and dependencies match, in which order: lists of a snapshot with their filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict

from legacymap.analysis import Estate
from legacymap.analysis.quality.sightings import Sighting, sightings
from legacymap.errors import InvalidQuery, UnknownSystem
from legacymap.inventory import DataEntity, Dependency, Holding, System
from legacymap.inventory.tables import to_documents
from legacymap.inventory.vocabulary import Flow, Strength, SystemKind

LegacyFilter = Literal["true", "false", "unknown", "suggested"]
Document = dict[str, object]

SORTS: Final = (
    "id",
    "name",
    "kind",
    "owner",
    "lifecycle",
    "users",
    "annual_run_cost",
    "end_of_support",
    "in_service_since",
)
"""What systems can be sorted by."""

_STATES: Final = {"true": "legacy", "false": "not_legacy", "unknown": "unknown"}


class InferredOfSystem(BaseModel):
    """What was inferred of a system, with the evidence."""

    model_config = ConfigDict(frozen=True)

    kind: SystemKind
    kind_origin: Literal["stated", "inferred"]
    kind_because: str | None
    legacy: Literal["legacy", "not_legacy", "unknown"]
    legacy_declared: bool | None
    legacy_derived: bool | None
    legacy_suggested: bool | None
    legacy_because: list[str]


class SystemItem(System):
    """A system as the inventory has it, and what was inferred of it."""

    inferred: InferredOfSystem


class InferredOfDependency(BaseModel):
    """What was inferred of a dependency, with the evidence."""

    model_config = ConfigDict(frozen=True)

    joins: str
    flow: Flow | None
    flow_origin: str | None
    flow_because: str | None
    strength: Strength | None
    direction_doubtful: bool | None
    sighting: Sighting | None
    last_seen: str | None
    stale: bool | None


class DependencyItem(Dependency):
    """A dependency as the inventory has it, and what was inferred of it."""

    inferred: InferredOfDependency


def systems(estate: Estate) -> pl.DataFrame:
    """The systems of ``estate`` beside what was inferred of them, in columns ``inferred.*``."""
    kinds, legacy = estate.kinds.table, estate.legacy.table
    because = [f"{origin}_because" for origin in ("declared", "derived", "suggested")]
    return estate.inventory.systems.with_columns(
        kinds["kind"].alias("inferred.kind"),
        kinds["origin"].alias("inferred.kind_origin"),
        kinds["because"].alias("inferred.kind_because"),
        estate.legacy.states(estate.legacy_counts).alias("inferred.legacy"),
        *(legacy[origin].alias(f"inferred.legacy_{origin}") for origin in _ORIGINS),
        legacy.select(pl.concat_list(because).list.drop_nulls().list.unique(maintain_order=True))
        .to_series()
        .alias("inferred.legacy_because"),
    )


_ORIGINS: Final = ("declared", "derived", "suggested")


def dependencies(estate: Estate) -> pl.DataFrame:
    """The dependencies of ``estate`` beside what was inferred of them."""
    flows = estate.flows.table
    named = {"origin": "flow_origin", "because": "flow_because"}
    seen = sightings(estate.inventory, flows["joins"])
    return estate.inventory.dependencies.with_columns(
        *(flows[column].alias(f"inferred.{named.get(column, column)}") for column in flows.columns),
        *(seen[column].alias(f"inferred.{column}") for column in seen.columns),
    )


def matching_systems(
    table: pl.DataFrame,
    *,
    kind: SystemKind | None,
    owner: str | None,
    legacy: LegacyFilter | None,
    q: str | None,
) -> pl.DataFrame:
    """The rows of :func:`systems` that match everything that is asked; ``None`` asks nothing."""
    conditions = []
    if kind is not None:
        conditions.append(pl.col("inferred.kind") == kind)
    if owner is not None:
        conditions.append(pl.col("owner") == owner)
    if legacy == "suggested":
        conditions.append(pl.col("inferred.legacy_suggested").fill_null(False))
    elif legacy is not None:
        conditions.append(pl.col("inferred.legacy") == _STATES[legacy])
    if q:
        conditions.append(_mentions(q))
    return table.filter(conditions) if conditions else table


def _mentions(q: str) -> pl.Expr:
    """Whether the id, a name or an alias contains ``q``, as it stands, in any case."""
    needle = q.lower()
    inside = [
        pl.col(column).str.to_lowercase().str.contains(needle, literal=True)
        for column in ("id", "name")
    ]
    alias = pl.col("aliases").list.eval(
        pl.element().str.to_lowercase().str.contains(needle, literal=True)
    )
    return pl.any_horizontal(*inside, alias.list.any().fill_null(False))


def matching_dependencies(
    table: pl.DataFrame, *, system: str | None, kind: str | None
) -> pl.DataFrame:
    """The rows of :func:`dependencies` with ``system`` at either end, of that kind."""
    conditions = []
    if system is not None:
        conditions.append((pl.col("consumer") == system) | (pl.col("provider") == system))
    if kind is not None:
        conditions.append(pl.col("kind") == kind)
    return table.filter(conditions) if conditions else table


def in_order(table: pl.DataFrame, sort: str) -> pl.DataFrame:
    """``table`` sorted by one of :data:`SORTS`, a `-` before it for descending; unknown last.

    Raises:
        InvalidQuery: nothing is sorted by that.
    """
    column = sort.removeprefix("-")
    if column not in SORTS:
        raise InvalidQuery(f"cannot sort by {column!r}; sort by {', '.join(SORTS)}")
    by = "inferred.kind" if column == "kind" else column
    return table.sort(
        by, "id", descending=[sort.startswith("-"), False], nulls_last=True, maintain_order=True
    )


def system_documents(rows: pl.DataFrame) -> tuple[Document, ...]:
    """Rows of :func:`systems` as JSON objects, unknown fields left out."""
    return _with_inferred(System, rows)


def dependency_documents(rows: pl.DataFrame) -> tuple[Document, ...]:
    """Rows of :func:`dependencies` as JSON objects, unknown fields left out."""
    return _with_inferred(Dependency, rows)


def _with_inferred(
    model: type[System] | type[Dependency], rows: pl.DataFrame
) -> tuple[Document, ...]:
    columns = [name for name in rows.columns if name.startswith("inferred.")]
    inferred = rows.select(pl.col(name).alias(name.removeprefix("inferred.")) for name in columns)
    return tuple(
        {**document, "inferred": found}
        for document, found in zip(
            to_documents(model, rows), inferred.iter_rows(named=True), strict=True
        )
    )


class SystemWhole(BaseModel):
    """One system with all that the inventory says about it and around it."""

    model_config = ConfigDict(frozen=True)

    system: SystemItem
    parts: list[str]
    uses: list[DependencyItem]
    used_by: list[DependencyItem]
    holdings: list[Holding]
    data_entities: list[DataEntity]


def whole_system(estate: Estate, system: str) -> Mapping[str, object]:
    """One system, its parts, what it uses, who uses it, and the data that it holds.

    Raises:
        UnknownSystem: the inventory has none under that id.
    """
    found = systems(estate).filter(pl.col("id") == system)
    if found.is_empty():
        raise UnknownSystem(f"no system {system!r} in the inventory")
    inventory, edges = estate.inventory, dependencies(estate)
    held = inventory.holdings.filter(pl.col("system") == system)
    entities = inventory.data_entities.filter(pl.col("id").is_in(held["entity"].implode()))
    return {
        "system": system_documents(found)[0],
        "parts": inventory.systems.filter(pl.col("parent") == system)["id"].to_list(),
        "uses": dependency_documents(edges.filter(pl.col("consumer") == system)),
        "used_by": dependency_documents(edges.filter(pl.col("provider") == system)),
        "holdings": list(to_documents(Holding, held)),
        "data_entities": list(to_documents(DataEntity, entities)),
    }
