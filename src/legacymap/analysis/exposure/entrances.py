"""Through which of its parts other systems enter a system: the facade that already exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.exposure.nearest import Bits
from legacymap.graph import Ints
from legacymap.inventory.positions import taken

Door = Literal["api", "database", "event", "system", "other"]

_API_NAME: Final = r"(?i)\b(apis?|web services?)\b"
_API_TAG: Final = r"(?i)(^|[_ -])apis?$"
_API_TEXT: Final = r"(?i)\b(?:rest(?:ful)?|http|https|json|soap|graphql|odata)? ?apis?\b"


@dataclass(frozen=True, slots=True)
class Entrance:
    """How many dependencies of other systems name this part of a system, and what it is."""

    part: str
    dependencies: int
    by: Door
    """What is entered: ``event`` is a topic or queue, ``system`` means that no part is named."""


@dataclass(frozen=True, slots=True)
class Doors:
    """How many dependencies of other systems take each kind of door into a system."""

    dependencies: int
    past_api: int
    on_database: int
    by_event: int
    system_only: int
    other: int


_PLACE: Final[dict[Door, int]] = {"api": 0, "database": 1, "event": 2, "system": 3, "other": 4}
"""Where the number of each kind of door stands in :class:`Doors`, behind the sum."""


def doors(entered_by: tuple[Entrance, ...]) -> Doors:
    """The sums of ``entered_by`` over each kind of door."""
    taken = [0] * len(_PLACE)
    for way in entered_by:
        taken[_PLACE[way.by]] += way.dependencies
    return Doors(sum(taken), *taken)


def entrances(estate: Estate, tops: Ints | None = None) -> dict[str, tuple[Entrance, ...]]:
    """The ways into every top-level system that other systems depend on, most used first.

    ``tops`` (nodes of the rolled-up graph) say of which systems; of all where not given.

    A dependency passes an API where it says so (`existing_facade`), or where the part it names is
    an interface or an API by name, tag or description; it is on the database where the part is a
    store or the dependency is of that kind. Publishing or subscribing to a part is an event.
    """
    counted = _counted(estate, _asked(estate, tops)).sort(
        "system", "count", "part", "by", descending=[False, True, False, False]
    )
    found: dict[str, list[Entrance]] = {}
    for system, part, by, count in counted.iter_rows():
        found.setdefault(system, []).append(Entrance(part, count, by))
    return {system: tuple(ways) for system, ways in found.items()}


def _asked(estate: Estate, tops: Ints | None) -> Bits:
    """The dependencies that lead from one whole system to another one that is asked about."""
    edge = estate.graph.edge_of
    heads = np.concatenate([estate.graph.csr.indices, [0]])[edge]
    tails = np.concatenate([estate.graph.csr.tails, [0]])[edge]
    wanted = np.ones(len(estate.top), dtype=np.bool_)
    if tops is not None:
        wanted[:] = False
        wanted[tops] = True
    found: Bits = edge >= 0
    if len(wanted):
        into = estate.top_of[heads]
        found = found & wanted[into] & (estate.top_of[tails] != into)
    return found


def _counted(estate: Estate, asked: Bits) -> pl.DataFrame:
    api = (
        pl.col("name").str.contains(_API_NAME)
        | pl.col("tags").list.eval(pl.element().str.contains(_API_TAG)).list.any().fill_null(False)
        | pl.col("description").str.contains(_API_TEXT).fill_null(False)
    )
    part = estate.inventory.systems.select(
        pl.col("id").alias("provider"),
        api.alias("api"),
        pl.Series("effective", estate.kinds.table["kind"]),
        pl.Series("top_provider", estate.kinds.table["top"]),
    )
    rows = (
        estate.inventory.dependencies.select("kind", "existing_facade")
        .with_columns(estate.flows.table["flow"].fill_null(""))
        .filter(pl.Series(asked, dtype=pl.Boolean))
        .hstack(taken(part, estate.inventory.ends[1][asked]))
    )
    whole = pl.col("provider") == pl.col("top_provider")
    stated_api = pl.col("existing_facade").fill_null(False)
    is_store = pl.col("effective") == "data_store"
    door = (
        pl.when(stated_api)
        .then(pl.lit("api"))
        .when((pl.col("kind") == "database") | (is_store & ~whole))
        .then(pl.lit("database"))
        .when(whole)
        .then(pl.lit("system"))
        .when((pl.col("kind") == "event") | pl.col("flow").is_in(["publish", "subscribe"]))
        .then(pl.lit("event"))
        .when(pl.col("api") | (pl.col("effective") == "interface"))
        .then(pl.lit("api"))
        .otherwise(pl.lit("other"))
    )
    return (
        rows.with_columns(by=door)
        .group_by(system="top_provider", part="provider", by="by")
        .agg(pl.len().cast(pl.Int64).alias("count"))
    )
