"""What every analysis works on: the inventory, its graphs, and what was inferred from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from legacymap.analysis.inference.flows import Flows, infer_flows
from legacymap.analysis.inference.kinds import Kinds, infer_kinds
from legacymap.analysis.inference.legacy import (
    DEFAULT_COUNTS,
    LegacyStates,
    Origin,
    infer_legacy,
)
from legacymap.analysis.inference.parts import actor_rows
from legacymap.errors import UnknownSystem
from legacymap.graph import Ints, Level, SystemGraph
from legacymap.graph.system_graph import topmost
from legacymap.inventory import Inventory
from legacymap.inventory.naming import Names

LEGACY: Final = 1
NOT_LEGACY: Final = 0
UNKNOWN: Final = -1

_CODES: Final = {"legacy": LEGACY, "not_legacy": NOT_LEGACY, "unknown": UNKNOWN}


@dataclass(frozen=True)
class Estate:
    """An inventory with its graphs and everything that was inferred, once for all analyses.

    ``graph`` has parts as nodes of their own, ``top`` has them rolled up; tables of kinds and
    legacy states stand in the order of ``inventory.systems``, flows in that of
    ``inventory.dependencies``.
    """

    inventory: Inventory
    graph: SystemGraph = field(repr=False)
    top: SystemGraph = field(repr=False)
    kinds: Kinds = field(repr=False)
    flows: Flows = field(repr=False)
    legacy: LegacyStates = field(repr=False)
    legacy_counts: tuple[Origin, ...]
    """What makes a system legacy here: declared, derived, suggested."""

    @classmethod
    def of(
        cls,
        inventory: Inventory,
        *,
        legacy_counts: Sequence[Origin] = DEFAULT_COUNTS,
        legacy: Collection[str] = (),
        not_legacy: Collection[str] = (),
    ) -> Estate:
        """The estate of ``inventory``, some systems declared ``legacy`` or not by their ids.

        Raises:
            UnknownSystem: ``legacy`` or ``not_legacy`` names systems that there are not.
        """
        _known(inventory, {*legacy, *not_legacy})
        flows = infer_flows(inventory)
        kinds = infer_kinds(inventory, flows)
        graph = SystemGraph.of(_with_people(inventory))
        counts = tuple(sorted(set(legacy_counts)))
        states = infer_legacy(_declared_sound(inventory, not_legacy), kinds, named=tuple(legacy))
        return cls(inventory, graph, graph.rolled_up(), kinds, flows, states, counts)

    @cached_property
    def state(self) -> Ints:
        """For each node of ``graph``: :data:`LEGACY`, :data:`NOT_LEGACY` or :data:`UNKNOWN`."""
        code = self.legacy.states(self.legacy_counts).replace_strict(_CODES, return_dtype=pl.Int64)
        return code.to_numpy()[self.graph.rows]

    @cached_property
    def top_of(self) -> Ints:
        """For each node of ``graph`` the node of ``top`` that it belongs to."""
        is_whole = self.graph.parents < 0
        return (np.cumsum(is_whole) - 1)[topmost(self.graph.parents)]

    @cached_property
    def kind_of(self) -> dict[str, str]:
        """Kind of every system and part, people included."""
        return dict(self.kinds.table.select("id", "kind").iter_rows())

    def system(self, text: str) -> str:
        """The id of the system or part that has ``text`` as its id, or alone as name or alias.

        Raises:
            UnknownSystem: there is none, there are several, or it names people.
        """
        if text in self.graph.node_of:
            return text
        names = Names(self.inventory)
        found = names.find(text)
        if found is None:
            raise UnknownSystem(names.problem(text))
        if found not in self.graph.node_of:
            raise UnknownSystem(f"{text!r} is no system: it stands for people")
        return found

    def services(self, level: Level) -> tuple[str, ...]:
        """Ids of the services, sorted; at `top` without those that are parts."""
        whole = set(self.top.ids) if level == "top" else set(self.graph.ids)
        return tuple(service for service in self.kinds.services if service in whole)


def _known(inventory: Inventory, named: Collection[str]) -> None:
    if not named:
        return
    missing = sorted(set(named) - set(inventory.systems["id"]))
    if missing:
        shown = ", ".join(repr(system) for system in missing[:10])
        more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
        raise UnknownSystem(f"no system {shown}{more} in the inventory")


def _with_people(inventory: Inventory) -> Inventory:
    """``inventory`` with tagged people stated to be such, so that the graph leaves them out."""
    people = actor_rows(inventory) & inventory.systems["kind"].is_null()
    if not people.any():
        return inventory
    kind = pl.when(people).then(pl.lit("actor")).otherwise("kind").alias("kind")
    return replace(inventory, systems=inventory.systems.with_columns(kind))


def _declared_sound(inventory: Inventory, systems: Collection[str]) -> Inventory:
    """``inventory`` with ``systems`` declared not to be legacy, whatever they say of themselves.

    Their parts follow unless they say otherwise of themselves.
    """
    if not systems:
        return inventory
    overruled = pl.col("id").is_in(sorted(systems))
    columns = inventory.systems.with_columns(
        pl.when(overruled).then(pl.lit(False)).otherwise("legacy").alias("legacy"),
        pl.when(~overruled).then("legacy_reasons").alias("legacy_reasons"),
        pl.when(~overruled).then("legacy_scope").alias("legacy_scope"),
        pl.when(~overruled).then("risk").alias("risk"),
        pl.when(overruled)
        .then(pl.lit("the policy"))
        .otherwise("legacy_source")
        .alias("legacy_source"),
    )
    return replace(inventory, systems=columns)
