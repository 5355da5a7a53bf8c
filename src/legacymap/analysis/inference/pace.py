"""Whether data passes along a dependency at once or waits for a run, and what tells it."""

from __future__ import annotations

from typing import Final

import polars as pl

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


def paced(rows: pl.DataFrame) -> pl.DataFrame:
    """``rows`` with `batch` (true, false or null where nothing tells) and `batch_because`.

    As stated by `live`, else by `words`, `technology` and `kind`, in this order.
    """
    batch = _told(rows, "words", _BATCH_WORDS, "batch_words")
    batch = _told(batch, "technology", _BATCH_TECHNOLOGY, "batch_technology")
    return batch.with_columns(_batch()).drop("batch_words", "batch_technology").unnest("told")


def seen() -> pl.Expr:
    """How often a dependency was seen at work by its `evidence`; null where nobody counted."""
    counts = pl.col("evidence").list.eval(
        pl.when(pl.element().struct.field("how").str.to_lowercase() == "observed")
        .then(pl.element().struct.field("count"))
        .drop_nulls()
    )
    return pl.when(counts.list.len() > 0).then(counts.list.sum())


def by_kind_alone(rows: pl.DataFrame) -> pl.Series:
    """Which of paced ``rows`` nothing but their kind lets one take for a batch or for an answer.

    Many a source knows one word for all that systems do with each other. A technology beside the
    kind, or that it was `seen` at work, says what it is.
    """
    by_kind = pl.col("batch_because").str.starts_with("kind ").fill_null(value=False)
    known = pl.col("technology").is_not_null() | pl.col("seen").is_not_null()
    return rows.select(by_kind & ~known).to_series()


def _told(rows: pl.DataFrame, column: str, pattern: str, name: str) -> pl.DataFrame:
    """``rows`` with the words of ``column`` that match: each distinct text is read once."""
    said = rows.select(pl.col(column).drop_nulls().unique()).with_columns(
        pl.col(column).str.extract(pattern, 1).alias(name)
    )
    return rows.join(said, on=column, how="left", maintain_order="left")


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
