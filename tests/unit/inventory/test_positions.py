"""Which number each id goes by, and which rows stand at such numbers."""

from __future__ import annotations

import numpy as np
import polars as pl

from legacymap.inventory.positions import positions, taken


def test_an_id_goes_by_its_place_or_by_the_number_given_to_it_and_an_unknown_one_by_none() -> None:
    asked = pl.Series(["b", None, "a", "x", "b"])
    assert positions(asked, ["a", "b"]).tolist() == [1, -1, 0, -1, 1]
    assert positions(asked, ["a", "b"], np.array([7, 5])).tolist() == [5, -1, 7, -1, 5]


def test_rows_are_taken_in_the_order_asked_for_and_blank_where_there_is_none() -> None:
    frame = pl.DataFrame({"id": ["a", "b"], "kind": [1, None]})
    assert taken(frame, np.array([1, 0, -1, 0])).rows() == [
        ("b", None),
        ("a", 1),
        (None, None),
        ("a", 1),
    ]
    assert taken(frame, np.array([], dtype=np.int64)).rows() == []
