"""What the graph means: kinds, flows, legacy, exposure, fragmentation and structure."""

from legacymap.analysis.estate import Estate
from legacymap.analysis.exposure.exposed import Exposure
from legacymap.analysis.exposure.exposure import exposure
from legacymap.analysis.fragmentation.fragmentation import Fragmentation, fragmentation
from legacymap.analysis.impact import Impact, impact
from legacymap.analysis.integration import Integration, integration
from legacymap.analysis.quality.quality import Quality, quality
from legacymap.analysis.structure.structure import Structure, structure

__all__ = [
    "Estate",
    "Exposure",
    "Fragmentation",
    "Impact",
    "Integration",
    "Quality",
    "Structure",
    "exposure",
    "fragmentation",
    "impact",
    "integration",
    "quality",
    "structure",
]
