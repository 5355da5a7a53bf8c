"""The dependencies between software, row by row, with the whole systems at their ends."""

from __future__ import annotations

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.inference.pace import paced, seen
from legacymap.analysis.scope import Part, within
from legacymap.graph import Ints


def links(estate: Estate) -> pl.DataFrame:
    """One row a dependency that joins software, in the order of the inventory.

    Columns: `consumer` and `provider` as given, `from` and `to` (their nodes in ``estate.graph``),
    `from_top` and `to_top` (in ``estate.top``), `edge` (the edge there, -1 inside one), `kind`,
    `flow`, `words`, `technology`, `live`, `frequency_per_day`, `seen` (observations, null where
    nobody counted), `entities`, `doubtful`, `batch` (true, false or null where nothing tells) and
    `batch_because`.
    """
    rows = np.nonzero(estate.graph.edge_of >= 0)[0]
    edge = estate.graph.edge_of[rows]
    start, end = estate.graph.csr.tails[edge], estate.graph.csr.indices[edge]
    columns = ("consumer", "provider", "kind", "technology", "live", "frequency_per_day")
    given = estate.inventory.dependencies[rows]
    told = given.select(
        *columns,
        pl.col("description").fill_null("").str.strip_chars().alias("words"),
        pl.col("entities").list.drop_nulls().alias("entities"),
        seen().alias("seen"),
    ).with_columns(
        pl.Series("from", start),
        pl.Series("to", end),
        pl.Series("from_top", estate.top_of[start]),
        pl.Series("to_top", estate.top_of[end]),
        pl.Series("edge", estate.top.edge_of[rows]),
        estate.flows.table["flow"][rows],
        pl.Series("doubtful", estate.flows.doubtful[rows]),
    )
    return paced(told)


def between_systems(rows: pl.DataFrame) -> pl.DataFrame:
    """Those of ``rows`` that lead from one whole system to another."""
    return rows.filter(pl.col("edge") >= 0)


def own_systems(estate: Estate, part: Part | None) -> pl.Series:
    """For each whole system of ``estate`` whether it belongs to ``part``."""
    return within(part, pl.Series(estate.top.ids, dtype=pl.String))


def touching(rows: pl.DataFrame, own: pl.Series) -> pl.DataFrame:
    """Those of ``rows`` that begin or end at a whole system that is ``own``."""
    if own.all():
        return rows
    return rows.filter(own.gather(rows["from_top"]) | own.gather(rows["to_top"]))


def behind(estate: Estate, rows: pl.DataFrame) -> Ints:
    """How many of ``rows`` are behind each edge of ``estate.top``."""
    edge = rows["edge"].to_numpy()
    return np.bincount(edge[edge >= 0], minlength=estate.top.edges).astype(np.int64)
