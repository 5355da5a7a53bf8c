"""The dependencies between software, row by row, with the whole systems at their ends."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.scope import Part, within
from legacymap.graph import Ints

_BATCH_WORDS: Final = (
    r"(?i)\b(nightly|overnight|(?:every|each) night|daily|weekly|monthly"
    r"|once a (?:day|week|month)|batch(?:es|ed)?|bulk (?:loads?|extracts?|files?)|flat files?"
    r"|file transfers?|etl)\b"
)
_BATCH_TECHNOLOGY: Final = (
    r"(?i)\b(s?ftps?|etl|ssis|csv|flat files?|batch|informatica|data ?stage)\b"
)
_BY_KIND: Final = {
    "file": True,
    "manual": True,
    "call": False,
    "event": False,
    "screen": False,
}
"""Whether a kind of dependency waits for a file or a person; a database link may be either."""


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
        _seen().alias("seen"),
    ).with_columns(
        pl.Series("from", start),
        pl.Series("to", end),
        pl.Series("from_top", estate.top_of[start]),
        pl.Series("to_top", estate.top_of[end]),
        pl.Series("edge", estate.top.edge_of[rows]),
        estate.flows.table["flow"][rows],
        pl.Series("doubtful", estate.flows.doubtful[rows]),
    )
    batch = _told(told, "words", _BATCH_WORDS, "batch_words")
    batch = _told(batch, "technology", _BATCH_TECHNOLOGY, "batch_technology")
    return batch.with_columns(_batch()).drop("batch_words", "batch_technology").unnest("told")


def _told(rows: pl.DataFrame, column: str, pattern: str, name: str) -> pl.DataFrame:
    """``rows`` with the words of ``column`` that match: each distinct text is read once."""
    said = rows.select(pl.col(column).drop_nulls().unique()).with_columns(
        pl.col(column).str.extract(pattern, 1).alias(name)
    )
    return rows.join(said, on=column, how="left", maintain_order="left")


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


def _seen() -> pl.Expr:
    counts = pl.col("evidence").list.eval(
        pl.when(pl.element().struct.field("how").str.to_lowercase() == "observed")
        .then(pl.element().struct.field("count"))
        .drop_nulls()
    )
    return pl.when(counts.list.len() > 0).then(counts.list.sum())


def _batch() -> pl.Expr:
    """Whether data passes in batches: as stated, else by words, technology and kind, in order."""
    words, technology = pl.col("batch_words"), pl.col("batch_technology")
    by_kind = pl.col("kind").replace_strict(_BY_KIND, default=None, return_dtype=pl.Boolean)
    stated = pl.col("live").is_not_null()
    batch = (
        pl.when(stated)
        .then(~pl.col("live"))
        .when(words.is_not_null() | technology.is_not_null())
        .then(pl.lit(True))
        .otherwise(by_kind)
    )
    because = (
        pl.when(stated)
        .then(pl.lit("stated"))
        .when(words.is_not_null())
        .then(pl.format("says '{}'", words))
        .when(technology.is_not_null())
        .then(pl.format("technology '{}'", technology))
        .when(by_kind.is_not_null())
        .then(pl.format("kind '{}'", pl.col("kind")))
    )
    return pl.struct(batch.alias("batch"), because.alias("batch_because")).alias("told")
