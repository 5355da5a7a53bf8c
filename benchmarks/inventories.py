"""Inventories of any size in memory, on the shapes of :mod:`benchmarks.shapes`."""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.shapes import Shape, pairs
from legacymap.inventory import TABLES, Inventory
from legacymap.inventory.tables import frame_schema

OWNERS = 60
WORDS = ("reads records from", "sends nightly extracts to", "looks up", "publishes changes to", "")
SERVICES = 8
"""Every eighth system is a service, and every fourth that says so is legacy."""


def inventory(systems: int, shape: Shape = "layered", *, seed: int = 1) -> Inventory:
    """Systems with owners, kinds and legacy marks (one in four blank), five dependencies each."""
    dice = np.random.default_rng(seed)
    ids = pl.Series("id", np.arange(systems)).cast(pl.String).str.zfill(7)
    numbers = np.arange(systems)
    marks = dice.choice(np.array(["true", "false", "false", ""]), systems)
    kinds = np.where(dice.integers(0, SERVICES, systems) == 0, "service", "application")
    rows = pl.DataFrame(
        {
            "id": "s" + ids,
            "name": "System " + ids,
            "kind": kinds,
            "owner": [f"org-{number % OWNERS}" for number in numbers.tolist()],
            "legacy": pl.Series(marks).replace_strict(
                {"true": True, "false": False, "": None}, return_dtype=pl.Boolean
            ),
        }
    )
    consumers, providers = pairs(systems, shape, seed=seed)
    dependencies = pl.DataFrame(
        {
            "consumer": rows["id"].gather(consumers),
            "provider": rows["id"].gather(providers),
            "kind": dice.choice(np.array(["call", "database", "file", "event"]), len(consumers)),
            "description": dice.choice(np.array(WORDS), len(consumers)),
        }
    ).with_columns(pl.col("description").replace("", None))
    return Inventory(as_of="2026-01-01").with_tables(
        systems=_filled("systems", rows), dependencies=_filled("dependencies", dependencies)
    )


def _filled(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with the columns of ``table`` that it lacks, all blank."""
    schema = frame_schema(TABLES[table])
    blank = [
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in schema.items()
        if name not in frame.columns
    ]
    return frame.with_columns(blank).select(list(schema))
