"""Which data is held in how many places, and who can reach the record of it."""

from legacymap.analysis.fragmentation.fragmentation import fragmentation
from legacymap.analysis.fragmentation.fragmented import Fragmentation

__all__ = [
    "Fragmentation",
    "fragmentation",
]
