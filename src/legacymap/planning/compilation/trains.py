"""Which systems go live by which release train."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from legacymap.errors import Finding, Place
from legacymap.planning.compilation.scope import Scope
from legacymap.planning.policy.limits import ReleaseTrain
from legacymap.planning.policy.policy import Policy


def train_name(train: ReleaseTrain) -> str:
    """How messages call a release train."""
    return f"release train {train.name}"


def riders(policy: Policy, scope: Scope) -> Mapping[str, tuple[str, ...]]:
    """By name of a train, the planned systems that go live by it: those named, those of a team."""
    found = {}
    for train in policy.limits.trains:
        named = {scope.unit_of[system] for system in train.systems if system in scope.unit_of}
        of_team = {unit.id for unit in scope.units if unit.team in train.teams}
        found[train.name] = tuple(sorted(named | of_team))
    return found


def trains_of(
    policy: Policy, by_train: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[ReleaseTrain, ...]]:
    """By system, the trains that it goes live by."""
    found: dict[str, tuple[ReleaseTrain, ...]] = {}
    for train in policy.limits.trains:
        for system in by_train[train.name]:
            found[system] = (*found.get(system, ()), train)
    return found


def empty_trains(policy: Policy, by_train: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """Trains that no planned system goes by."""
    for i, train in enumerate(policy.limits.trains):
        if not by_train[train.name]:
            yield Finding(
                "warning",
                "limit_on_nothing",
                f"no planned system goes by {train_name(train)!r}; it binds nothing",
                Place(path=f"limits.trains[{i}]"),
            )
