"""The names that sentences need: of the systems they show, and of others that bear the same."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl


def names_beside(systems: pl.DataFrame, shown: Collection[str]) -> dict[str, str]:
    """Names by id of the ``shown`` of ``systems`` and of all that have the name of one of them."""
    names = systems["name"].filter(systems["id"].is_in(list(shown)))
    rows = systems.select("id", "name").filter(pl.col("name").is_in(names.implode()))
    return dict(rows.iter_rows())
