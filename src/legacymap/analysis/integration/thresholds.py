"""From where on a way of tying systems together is worth a look: our own figures, all settable."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Final

from legacymap.errors import Finding, InvalidQuery, Place

LEAST: Final = {
    "store_systems": 2,
    "mesh_systems": 3,
    "batch_hops": 1,
    "chatty_factor": 1,
    "chatty_pairs": 4,
}
"""The least value with which the question has a meaning."""
MOST: Final = 2**31 - 1
"""Above it no estate could reach the value."""


def share(value: float) -> Fraction:
    """``value`` exactly as it is written: 0.8 is four of five; what is no number is no share."""
    return Fraction(str(value)) if isfinite(value) else Fraction(0)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What counts as a smell; every answer repeats the values that it was made with.

    Raises:
        InvalidQuery: values with which the question has no meaning; every one is named.
    """

    store_systems: int = 2
    """A data store is shared from so many whole systems on, its own counted."""
    mesh_systems: int = 4
    """A mesh has at least so many systems: three that talk to each other are a team."""
    mesh_density: Fraction = Fraction(3, 4)
    """Share of all n(n - 1)/2 pairs of a mesh that are linked directly; 3/4 of six is five."""
    batch_hops: int = 2
    """So many batch links in a row make a chain: one is a plain interface."""
    chatty_factor: int = 10
    """A pair is chatty at so many times what three of four pairs have at most."""
    chatty_pairs: int = 8
    """With fewer pairs whose traffic is known, nothing is called far above the rest."""

    def __post_init__(self) -> None:
        wrong = {
            name: f"{name} is at least {least} and at most {MOST:,}, not {getattr(self, name):,}"
            for name, least in LEAST.items()
            if not least <= getattr(self, name) <= MOST
        }
        if not Fraction(1, 2) < self.mesh_density <= 1:
            wrong["mesh_density"] = (
                f"mesh_density is above 0.5 and at most 1, not {float(self.mesh_density):g}"
            )
        if wrong:
            raise InvalidQuery.of(
                (
                    Finding("error", "invalid_threshold", message, Place(path=name))
                    for name, message in wrong.items()
                ),
                "not a threshold",
            )
