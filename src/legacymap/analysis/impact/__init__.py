"""What one system touches: who needs it and what it needs, with services, data and people."""

from legacymap.analysis.impact.impact import impact
from legacymap.analysis.impact.touched import Consumer, Direction, Impact

__all__ = [
    "Consumer",
    "Direction",
    "Impact",
    "impact",
]
