"""What would stand on legacy if the systems that look like it were, where nobody says what is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from legacymap.analysis.estate import LEGACY, UNKNOWN, Estate
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.exposure.standing import plane_as_given, standing
from legacymap.analysis.inference.legacy import Origin
from legacymap.analysis.scope import Part
from legacymap.graph import Level

_ALL: Final[tuple[Origin, ...]] = ("declared", "derived", "suggested")


@dataclass(frozen=True, slots=True)
class SupposedSystem:
    """A system that looks like legacy, or has parts that do, and how many services stand on it."""

    id: str
    name: str
    whole: bool
    """Whether the whole of it looks so, or only some of its parts."""
    services: int


@dataclass(frozen=True, slots=True)
class Supposed:
    """The exposure if every sign were right: an answer to "what if", not a finding."""

    systems: Excerpt[SupposedSystem]
    """Those that would carry most services first."""
    legacy_themselves: int
    """Services that would be legacy themselves and are left out of the denominator."""
    denominator: int
    on_legacy: int
    not_on_legacy: int
    unknown: int


def supposed(
    estate: Estate, level: Level, part: Part | None = None, shown: slice = FIRST
) -> Supposed | None:
    """The exposure of ``estate`` with suggestions counted; of a ``part`` its own services.

    ``None`` where anybody says of any system whether it is legacy (then that is the answer), or
    where nothing looks like it.
    """
    if not estate.legacy.suggestions or (estate.state != UNKNOWN).any():
        return None
    supposing = replace(estate, legacy_counts=_ALL)
    if not (supposing.state == LEGACY).any():
        return None
    services = [one for one in estate.services(level) if part is None or one in part]
    others = [one for one in services if supposing.state[estate.graph.node(one)] != LEGACY]
    plane = plane_as_given(supposing, "top")
    starts = np.array([estate.graph.node(one) for one in others], dtype=np.int64)
    found = standing(plane, starts)
    answers = [found.on_legacy(position) for position in range(len(others))]
    return Supposed(
        systems=_carrying(supposing, found.standing_on.count.tolist(), part, shown),
        legacy_themselves=len(services) - len(others),
        denominator=len(others),
        on_legacy=answers.count(True),
        not_on_legacy=answers.count(False),
        unknown=answers.count(None),
    )


def _carrying(
    supposing: Estate, services: list[int], part: Part | None, shown: slice
) -> Excerpt[SupposedSystem]:
    names = dict(supposing.inventory.systems.select("id", "name").iter_rows())
    whole = supposing.state[[supposing.graph.node(one) for one in supposing.top.ids]] == LEGACY
    looking = np.unique(supposing.top_of[supposing.state == LEGACY]).tolist()
    found = [
        SupposedSystem(system, names[system], bool(whole[node]), services[node])
        for node, system in ((node, supposing.top.ids[node]) for node in looking)
        if part is None or system in part
    ]
    found.sort(key=lambda one: (-one.services, not one.whole, one.id))
    return Excerpt.of(found, shown)
