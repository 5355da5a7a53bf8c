"""What the graph means: kinds, flows, legacy, exposure, fragmentation and structure."""

from legacymap.analysis.estate import Estate
from legacymap.analysis.exposure.exposed import Exposure
from legacymap.analysis.exposure.exposure import exposure
from legacymap.analysis.fragmentation.fragmentation import fragmentation
from legacymap.analysis.fragmentation.fragmented import Fragmentation
from legacymap.analysis.impact import Impact, impact
from legacymap.analysis.integration import Integration, integration
from legacymap.analysis.quality.quality import quality
from legacymap.analysis.quality.told import Quality
from legacymap.analysis.structure.structure import structure
from legacymap.analysis.structure.structured import Structure

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
