"""Which system each part belongs to, and which systems are people."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from legacymap.inventory import Inventory

Positions = npt.NDArray[np.int64]

_PERSON_TAG = r"(?i)^(person|actor|role|business ?actor|business ?role)$"


def parent_rows(inventory: Inventory) -> Positions:
    """Row of each system's parent in the systems table; -1 where it has none in there."""
    ids = inventory.systems["id"]
    row_of = {system: row for row, system in enumerate(ids)}
    parents = [row_of.get(parent, -1) for parent in inventory.systems["parent"]]
    return np.array(parents, dtype=np.int64)


def top_rows(parents: Positions) -> Positions:
    """Row of the system that each row belongs to in the end; its own where it is no part.

    Every round doubles the number of levels climbed, so a nest of depth d takes log2(d) rounds.
    """
    above = np.where(parents >= 0, parents, np.arange(len(parents)))
    for _ in range(max(len(parents), 1).bit_length() + 1):
        higher = above[above]
        if np.array_equal(higher, above):
            break
        above = higher
    return above


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
