"""Everything that an exposure is read from, computed once: the planes and what is reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legacymap.analysis.estate import LEGACY, Estate
from legacymap.analysis.exposure.alternatives import needs_legacy
from legacymap.analysis.exposure.brokers import taking_events_of_legacy
from legacymap.analysis.exposure.nearest import Bits
from legacymap.analysis.exposure.reach import Named
from legacymap.analysis.exposure.standing import (
    Plane,
    Standing,
    plane_as_given,
    plane_rolled_up,
    standing,
)
from legacymap.graph import Ints, Level


@dataclass(frozen=True, slots=True)
class Look:
    """Everything the answers are read from, computed once."""

    estate: Estate
    level: Level
    services: tuple[str, ...]
    """The services that are not legacy themselves: the starts."""
    legacy_services: tuple[str, ...]
    plane: Plane
    given: Standing
    plane_up: Plane
    up: Standing
    by_system: Standing
    """``given`` by whole systems, to be compared with ``up``."""
    needing: Bits | None
    events_of_legacy_at: dict[str, tuple[str, ...]]
    names: dict[str, str]
    legacy_named: Named
    unknown_named: Named
    up_named: Named

    @classmethod
    def of(cls, estate: Estate, level: Level) -> Look:
        """The planes and what the services reach on them."""
        themselves: list[str] = []
        others: list[str] = []
        for service in estate.services(level):
            state = estate.state[estate.graph.node(service)]
            (themselves if state == LEGACY else others).append(service)
        starts = _nodes(estate.graph.node_of, others)
        plane = plane_as_given(estate, level)
        given = standing(plane, starts)
        # Without parts there is nothing to roll up: the same graph would give the same answers.
        same = len(estate.graph) == len(estate.top)
        plane_up = plane if same else plane_rolled_up(estate)
        up = given if same else standing(plane_up, _nodes(estate.top.node_of, others))
        return cls(
            estate,
            level,
            tuple(others),
            tuple(themselves),
            plane,
            given,
            plane_up,
            up,
            given if same or level == "top" else standing(plane_as_given(estate, "top"), starts),
            needs_legacy(estate),
            taking_events_of_legacy(estate),
            dict(estate.inventory.systems.select("id", "name").iter_rows()),
            given.legacy.named(plane.group_ids),
            given.unknown.named(estate.top.ids),
            up.legacy.named(estate.top.ids),
        )


def _nodes(node_of: dict[str, int], systems: list[str]) -> Ints:
    return np.array([node_of[system] for system in systems], dtype=np.int64)
