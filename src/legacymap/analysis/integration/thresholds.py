"""From where on a way of tying systems together is worth a look: our own figures, all settable."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What counts as a smell; every answer repeats the values that it was made with.

    Raises:
        ValueError: a value with which the question has no meaning.
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
        least = {
            "store_systems": 2,
            "mesh_systems": 3,
            "batch_hops": 1,
            "chatty_factor": 1,
            "chatty_pairs": 4,
        }
        wrong = [
            f"{name} is at least {value}"
            for name, value in least.items()
            if getattr(self, name) < value
        ]
        if not Fraction(1, 2) < self.mesh_density <= 1:
            wrong.append("mesh_density is above 1/2 and at most 1")
        if wrong:
            raise ValueError("; ".join(wrong))
