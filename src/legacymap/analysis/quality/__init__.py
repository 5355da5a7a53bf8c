"""What the inventory does not say, and which missing fact matters most."""

from legacymap.analysis.quality.quality import Quality, quality

__all__ = [
    "Quality",
    "quality",
]
