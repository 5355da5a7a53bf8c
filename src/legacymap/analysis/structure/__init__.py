"""How far a change spreads: propagation, core, roles, circles, single points of failure."""

from legacymap.analysis.structure.structure import Structure, structure

__all__ = [
    "Structure",
    "structure",
]
