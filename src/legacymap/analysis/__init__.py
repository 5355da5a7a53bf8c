"""What the graph means: kinds, flows, legacy, risk, exposure, fragmentation and structure."""

from legacymap.analysis.estate import Estate
from legacymap.analysis.exposure.exposed import Exposure
from legacymap.analysis.exposure.exposure import exposure
from legacymap.analysis.fragmentation.fragmentation import fragmentation
from legacymap.analysis.fragmentation.fragmented import Fragmentation
from legacymap.analysis.impact import Impact, impact
from legacymap.analysis.integration import Integration, integration
from legacymap.analysis.quality.quality import quality
from legacymap.analysis.quality.told import Quality
from legacymap.analysis.risk.answers import LegacyRisk
from legacymap.analysis.risk.risk import risk
from legacymap.analysis.structure.structure import structure
from legacymap.analysis.structure.structured import Structure

__all__ = [
    "Estate",
    "Exposure",
    "Fragmentation",
    "Impact",
    "Integration",
    "LegacyRisk",
    "Quality",
    "Structure",
    "exposure",
    "fragmentation",
    "impact",
    "integration",
    "quality",
    "risk",
    "structure",
]
