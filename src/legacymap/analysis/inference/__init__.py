"""What the inventory leaves out and its words give away: kinds, flows, legacy."""

from legacymap.analysis.inference.flows import Flows, infer_flows
from legacymap.analysis.inference.kinds import Kinds, infer_kinds
from legacymap.analysis.inference.legacy import LegacyStates, infer_legacy
from legacymap.analysis.inference.suggestions import Suggestion, suggest_legacy

__all__ = [
    "Flows",
    "Kinds",
    "LegacyStates",
    "Suggestion",
    "infer_flows",
    "infer_kinds",
    "infer_legacy",
    "suggest_legacy",
]
