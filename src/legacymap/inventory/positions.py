"""Which number each id of a column goes by: a join, where a look-up per row would take minutes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

Rows = npt.NDArray[np.int64]


def positions(
    column: pl.Series, ids: Sequence[str] | pl.Series, numbers: Rows | None = None
) -> Rows:
    """The place of each id of ``column`` among ``ids`` (or its number there); -1 where it has none.

    ``ids`` are all different.
    """
    places = np.arange(len(ids), dtype=np.int64) if numbers is None else numbers
    known = pl.DataFrame({"id": pl.Series("id", ids, dtype=pl.String), "place": places})
    asked = pl.DataFrame({"id": column.cast(pl.String)})
    found = asked.join(known, on="id", how="left", maintain_order="left")["place"]
    return found.fill_null(-1).to_numpy().astype(np.int64)


def taken(frame: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """The ``rows`` of ``frame``, one after the other; all blank where a row is -1."""
    asked = pl.Series(rows)
    if len(rows) and int(rows.min()) < 0:
        asked = asked.set(asked < 0, None)
    return frame.select(pl.all().gather(asked))
