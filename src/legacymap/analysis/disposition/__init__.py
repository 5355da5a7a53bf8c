"""What to do with a system: rules that suggest one of the seven dispositions."""

from legacymap.analysis.disposition.disposition import (
    DispositionFacts,
    plan_completeness,
    suggest_disposition,
    time_quadrant,
)
from legacymap.analysis.disposition.dispositions import suggest_dispositions

__all__ = [
    "DispositionFacts",
    "plan_completeness",
    "suggest_disposition",
    "suggest_dispositions",
    "time_quadrant",
]
