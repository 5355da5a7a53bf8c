"""Whom each whole system serves: who depends on it, who uses it, whom it pushes to."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from legacymap.analysis.inference.flows import Flows
from legacymap.analysis.inference.kinds import Kinds
from legacymap.inventory import Inventory
from legacymap.inventory.positions import taken


@dataclass(frozen=True)
class Served:
    """Who is served, in pairs of whole systems and people."""

    pairs: pl.DataFrame = field(repr=False)
    """`system` and `user`, each pair once; retired users are none."""
    recorded: pl.Series = field(repr=False)
    """The systems of which any dependency is recorded: only of them it is known who uses them."""

    def counts(self) -> pl.DataFrame:
        """`system` and `users`, how many are recorded; 0 where only its own needs are."""
        counted = self.pairs.group_by("system").agg(pl.len().cast(pl.Int64).alias("users"))
        known = pl.DataFrame({"system": self.recorded}).join(counted, on="system", how="left")
        return known.with_columns(pl.col("users").fill_null(0))

    def of(self, systems: pl.Series) -> dict[str, tuple[str, ...]]:
        """Whom each of ``systems`` serves, sorted; those that serve nobody are left out."""
        wanted = self.pairs.join(pl.DataFrame({"system": systems}), on="system", how="semi")
        lists = wanted.sort("system", "user").group_by("system", maintain_order=True).agg("user")
        return {system: tuple(users) for system, users in lists.iter_rows()}


def served(inventory: Inventory, kinds: Kinds, flows: Flows) -> Served:
    """Whom each whole system of ``inventory`` serves.

    Who depends on it, who uses it, and who receives what it pushes or publishes: an adapter has
    no consumer and is needed all the same. A user whose lifecycle is `retired` needs nothing.
    """
    using, used = (taken(kinds.table.select("top"), ends)["top"] for ends in inventory.ends)
    rows = flows.table.select("joins", "flow", using=using, used=used).filter(
        pl.col("joins").is_in(["software", "used_by"])
    )
    handed = rows.filter(pl.col("flow").is_in(["push", "publish"]))
    gone = inventory.systems.filter(pl.col("lifecycle") == "retired")["id"]
    pairs = (
        pl.concat(
            [
                rows.select(pl.col("used").alias("system"), pl.col("using").alias("user")),
                handed.select(pl.col("using").alias("system"), pl.col("used").alias("user")),
            ]
        )
        .filter((pl.col("system") != pl.col("user")) & ~pl.col("user").is_in(gone.implode()))
        .unique()
    )
    recorded = pl.concat([rows["using"], rows["used"]]).unique().sort().rename("system")
    return Served(pairs, recorded)
