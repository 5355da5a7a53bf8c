"""A rule that a plan breaks, in the names of the inventory, with the rules that close a wave."""

from __future__ import annotations

from collections.abc import Mapping

from legacymap.planning.compilation.compile import Compiled
from legacymap.planning.model.score import Violation
from legacymap.planning.outcome import CheckViolation


def in_names(compiled: Compiled, waves: Mapping[str, int], violation: Violation) -> CheckViolation:
    """``violation`` of the plan ``waves`` in names."""
    message = violation.message
    names = [compiled.names[system] for system in violation.systems]
    horizon = compiled.policy.waves
    where = [
        f"wave {waves[system]}" if waves[system] <= horizon else "the backlog"
        for system in violation.systems
    ]
    if violation.kind == "wave":
        rules = compiled.windows[violation.systems[0]].forbidden(waves[violation.systems[0]])
        why = "; ".join(rule.text for rule in rules) or "the work takes longer"
        message = f"{names[0]} must not go live in {where[0]}: {why}"
    elif violation.kind == "precedence":
        message = f"{names[0]} ({where[0]}) must go live before {names[1]} ({where[1]})"
    elif violation.kind == "together":
        message = f"{', '.join(names)} must share one wave"
    return CheckViolation(kind=violation.kind, message=message, systems=violation.systems)
