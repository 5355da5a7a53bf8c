from __future__ import annotations

import polars as pl

from legacymap.analysis.shown_names import names_beside

SYSTEMS = pl.DataFrame({"id": ["a", "b", "c"], "name": ["Tax", "Pay", "Tax"]})


def test_who_bears_the_same_name_as_a_shown_system_is_named_too() -> None:
    assert names_beside(SYSTEMS, ["a"]) == {"a": "Tax", "c": "Tax"}


def test_nobody_shown_needs_no_name() -> None:
    assert names_beside(SYSTEMS, []) == {}
