"""How far a change spreads: propagation, core, roles, circles, single points of failure."""

from legacymap.analysis.structure.structure import structure
from legacymap.analysis.structure.structured import Structure

__all__ = [
    "Structure",
    "structure",
]
