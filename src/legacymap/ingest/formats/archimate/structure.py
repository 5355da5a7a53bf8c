"""What is a part of what: one whole for each system, the other wholes as structure beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from legacymap.ingest.formats.archimate.model import Relation

Bond = Literal["composition", "offer", "interface", "aggregation"]
"""Why a system belongs to another: it is built in, its service, its way in, or grouped there."""

_STRENGTH: Final[tuple[Bond, ...]] = ("composition", "offer", "interface", "aggregation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """``part`` belongs to ``whole``, by ``relation``."""

    part: str
    whole: str
    bond: Bond
    relation: Relation
    through: tuple[str, ...]


@dataclass(slots=True)
class Structure:
    """Everything that was said of parts and wholes."""

    belongings: list[Belonging] = field(default_factory=list)

    def parents(self) -> dict[str, str]:
        """The whole of each part: the only one of the strongest bond; nothing is in a circle."""
        wholes: dict[str, dict[Bond, set[str]]] = {}
        for belonging in self.belongings:
            of_part = wholes.setdefault(belonging.part, {})
            of_part.setdefault(belonging.bond, set()).add(belonging.whole)
        parents: dict[str, str] = {}
        for bond in _STRENGTH:
            for part in sorted(wholes):
                by_bond = wholes[part]
                stronger = any(other in by_bond for other in _STRENGTH[: _STRENGTH.index(bond)])
                candidates = by_bond.get(bond, set())
                if stronger or len(candidates) != 1:
                    continue
                (whole,) = candidates
                if part not in _upwards(whole, parents):
                    parents[part] = whole
        return parents

    def offered(self) -> frozenset[str]:
        """The services and interfaces that some component is said to offer."""
        bonds = ("offer", "interface")
        return frozenset(item.part for item in self.belongings if item.bond in bonds)


def within(*, part: str, whole: str, parents: Mapping[str, str]) -> bool:
    """Whether ``part`` is ``whole`` or a part of it, directly or not."""
    return whole in _upwards(part, parents)


def _upwards(id: str, parents: Mapping[str, str]) -> Iterable[str]:
    at: str | None = id
    while at is not None:
        yield at
        at = parents.get(at)
