"""How systems are tied together: shared databases, meshes, batch hops, chatty pairs."""

from legacymap.analysis.integration.integrated import Integration
from legacymap.analysis.integration.integration import integration
from legacymap.analysis.integration.thresholds import Thresholds

__all__ = [
    "Integration",
    "Thresholds",
    "integration",
]
