"""What the inventory does not say, and which missing fact matters most."""

from legacymap.analysis.quality.quality import quality
from legacymap.analysis.quality.told import Quality

__all__ = [
    "Quality",
    "quality",
]
