"""Which data is held in how many places, and who can reach the record of it."""

from legacymap.analysis.fragmentation.fragmentation import Fragmentation, fragmentation

__all__ = [
    "Fragmentation",
    "fragmentation",
]
