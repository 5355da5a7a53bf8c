"""The names that sentences need: of those they show, and of others that bear the same."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl


def names_beside(table: pl.DataFrame, shown: Collection[str]) -> dict[str, str]:
    """Names by id of the ``shown`` rows of ``table`` and of all that are called like one of them.

    It is the table of systems or of organisations.
    """
    names = table["name"].filter(table["id"].is_in(list(shown)))
    rows = table.select("id", "name").filter(pl.col("name").is_in(names.implode()))
    return dict(rows.iter_rows())
