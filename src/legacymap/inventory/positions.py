"""Which number each id of a column goes by: a join, where a look-up per row would take minutes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl


def positions(
    column: pl.Series, ids: Sequence[str] | pl.Series, numbers: npt.NDArray[np.int64] | None = None
) -> npt.NDArray[np.int64]:
    """The place of each id of ``column`` among ``ids`` (or its number there); -1 where it has none.

    ``ids`` are all different.
    """
    places = np.arange(len(ids), dtype=np.int64) if numbers is None else numbers
    known = pl.DataFrame({"id": pl.Series("id", ids, dtype=pl.String), "place": places})
    asked = pl.DataFrame({"id": column.cast(pl.String)})
    found = asked.join(known, on="id", how="left", maintain_order="left")["place"]
    return found.fill_null(-1).to_numpy().astype(np.int64)
