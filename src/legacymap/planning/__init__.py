"""Which system is replaced when: policy, planning model, search, plan and its judge."""

from legacymap.planning.answering import solve
from legacymap.planning.answers.checking import check_plan
from legacymap.planning.answers.comparison import Comparison, compare
from legacymap.planning.answers.earlier import previous_of
from legacymap.planning.answers.plan import plan
from legacymap.planning.answers.uncertainty import uncertainty
from legacymap.planning.answers.why import Why, why
from legacymap.planning.certainty import Uncertainty
from legacymap.planning.compilation.compile import Compiled, compile_model
from legacymap.planning.outcome import Check, Plan
from legacymap.planning.policy.naming import resolved
from legacymap.planning.policy.policy import Policy, policy_of, policy_schema
from legacymap.planning.previous import Previous
from legacymap.planning.search.search import Progress

__all__ = [
    "Check",
    "Comparison",
    "Compiled",
    "Plan",
    "Policy",
    "Previous",
    "Progress",
    "Uncertainty",
    "Why",
    "check_plan",
    "compare",
    "compile_model",
    "plan",
    "policy_of",
    "policy_schema",
    "previous_of",
    "resolved",
    "solve",
    "uncertainty",
    "why",
]
