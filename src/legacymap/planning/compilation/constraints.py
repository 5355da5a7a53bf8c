"""Which constraints of a policy bind which planned systems, and how many they force into a wave."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

from legacymap.errors import Finding, Place
from legacymap.planning.compilation.scope import Scope, Unit
from legacymap.planning.compilation.windows import Window, constraint_name, open_waves
from legacymap.planning.model.model import Precedence
from legacymap.planning.policy.policy import Constraint, Policy


class Rules:
    """The constraints of a policy in terms of what is planned; the rest becomes findings."""

    def __init__(self, policy: Policy, scope: Scope, units: Mapping[str, Unit]) -> None:
        self.findings: list[Finding] = []
        self._of: dict[str, list[Constraint]] = {}
        self._groups: list[tuple[Constraint, tuple[str, ...]]] = []
        for i, rule in enumerate(policy.constraints):
            known = [
                unit
                for system in rule.systems
                if (unit := scope.unit_of.get(system, system)) in units
            ]
            self._note_unplanned(rule, i, len(known))
            if rule.kind in ("together", "apart", "before"):
                members = tuple(dict.fromkeys(known))
                if len(members) > 1:
                    self._groups.append((rule, members))
                continue
            for unit in known if rule.systems else units:
                self._of.setdefault(unit, []).append(rule)

    def _note_unplanned(self, rule: Constraint, i: int, known: int) -> None:
        if known < len(rule.systems):
            self.findings.append(
                Finding(
                    "warning",
                    "constraint_on_unplanned",
                    f"constraint {constraint_name(rule)!r} names {len(rule.systems) - known}"
                    " systems that are not planned; it does not bind them",
                    Place(path=f"constraints[{i}].systems"),
                )
            )

    def of(self, unit: str) -> tuple[Constraint, ...]:
        """The constraints on when ``unit`` goes live."""
        return tuple(self._of.get(unit, ()))

    def groups(self, kind: str) -> tuple[tuple[str, ...], ...]:
        """The groups of systems that constraints of ``kind`` are about."""
        return tuple(tuple(sorted(units)) for _, units in self.between(kind))

    def between(self, kind: str) -> tuple[tuple[Constraint, tuple[str, ...]], ...]:
        """The constraints of ``kind`` between systems, each with those that are planned."""
        return tuple((rule, units) for rule, units in self._groups if rule.kind == kind)

    def precedences(self) -> tuple[Precedence, ...]:
        """Each system of a `before` precedes the next one."""
        return tuple(
            Precedence(
                before=before,
                after=after,
                lag=rule.lag,
                information={"why": constraint_name(rule)},
            )
            for rule, units in self._groups
            if rule.kind == "before"
            for before, after in itertools.pairwise(units)
        )


def at_once(windows: Mapping[str, Window], together: Sequence[tuple[str, ...]], waves: int) -> int:
    """How many systems some wave must take in any case.

    Those that share a wave, those that have only one, and, by counting, those whose last open
    wave comes early.
    """
    opened = {unit: open_waves(own, waves) for unit, own in windows.items()}
    pinned = Counter(choice[0] for choice in opened.values() if len(choice) == 1)
    pinned.pop(waves + 1, None)
    last = Counter(choice[-1] for choice in opened.values() if choice)
    due, most = 0, 1
    for wave in range(1, waves + 1):
        due += last[wave]
        most = max(most, -(-due // wave))
    return max(most, max(pinned.values(), default=1), _largest_union(together))


def _largest_union(groups: Sequence[tuple[str, ...]]) -> int:
    sets: list[set[str]] = []
    for group in groups:
        merged = set(group)
        apart = []
        for other in sets:
            if other & merged:
                merged |= other
            else:
                apart.append(other)
        sets = [*apart, merged]
    return max((len(members) for members in sets), default=1)
