"""Which system each part belongs to, and which systems are people."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from legacymap.graph.system_graph import topmost
from legacymap.inventory import Inventory
from legacymap.inventory.positions import positions

Positions = npt.NDArray[np.int64]

_PERSON_TAG = r"(?i)^(person|actor|role|business ?actor|business ?role)$"


def parent_rows(inventory: Inventory) -> Positions:
    """Row of each system's parent in the systems table; -1 where it has none in there."""
    return positions(inventory.systems["parent"], inventory.systems["id"])


def top_rows(parents: Positions) -> Positions:
    """Row of the system that each row belongs to in the end; its own where it is no part."""
    return topmost(parents)


def levels(parents: Positions) -> tuple[Positions, ...]:
    """Rows by depth: first the systems that are no parts, then their parts, then theirs."""
    depth = np.zeros(len(parents), dtype=np.int64)
    above = parents.copy()
    while (above >= 0).any():
        depth += above >= 0
        above = np.where(above >= 0, parents[above], -1)
    return tuple(np.nonzero(depth == level)[0] for level in range(int(depth.max(initial=-1)) + 1))


def actor_rows(inventory: Inventory) -> pl.Series:
    """Whether each system is a person or a role: so stated, or so tagged where nothing is stated.

    People are kept and shown, but stand outside structure, exposure and plans.
    """
    tagged = (
        pl.col("tags").list.eval(pl.element().str.contains(_PERSON_TAG)).list.any().fill_null(False)
    )
    stated = pl.col("kind")
    return inventory.systems.select(
        pl.when(stated.is_null()).then(tagged).otherwise(stated == "actor").alias("actor")
    )["actor"]
