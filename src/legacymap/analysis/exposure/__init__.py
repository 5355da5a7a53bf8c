"""Which services stand on legacy, by which way, and where one cut would free them."""

from legacymap.analysis.exposure.exposed import Exposure
from legacymap.analysis.exposure.exposure import exposure

__all__ = [
    "Exposure",
    "exposure",
]
