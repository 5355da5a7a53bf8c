"""Which replacements are not in service yet, and from when: introduce first, retire then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from legacymap.analysis.estate import Estate
from legacymap.errors import Finding, Place
from legacymap.planning.compilation.scope import Scope, Unit


@dataclass(frozen=True, slots=True)
class Successors:
    """Days before which the systems that take over are not there, and what is not known of it."""

    since: Mapping[str, str]
    """By the system that is replaced; only where the successor is not in service yet."""
    findings: tuple[Finding, ...]


def successors(estate: Estate, scope: Scope) -> Successors:
    """What the inventory says of the successors of the planned systems."""
    columns = ("id", "name", "lifecycle", "in_service_since")
    rows = {row[0]: row[1:] for row in estate.inventory.systems.select(columns).iter_rows()}
    since: dict[str, str] = {}
    findings: list[Finding] = []
    for unit in scope.units:
        if unit.successor is None or unit.successor not in rows:
            continue
        name, lifecycle, date = rows[unit.successor]
        if date is not None and lifecycle in ("planned", None):
            since[unit.id] = date
        elif lifecycle == "planned":
            findings.append(_undated(unit, name))
        findings += _replaced_itself(unit, name, scope)
    return Successors(since, tuple(findings))


def _undated(unit: Unit, successor: str) -> Finding:
    return Finding(
        "warning",
        "successor_undated",
        f"{successor}, which takes over from {unit.name}, is only planned and has no date: nothing"
        " keeps the plan from going live before it is there; give it `in_service_since`, or"
        f" {unit.name} a `not_before`",
        Place(id=unit.id),
    )


def _replaced_itself(unit: Unit, successor: str, scope: Scope) -> Iterator[Finding]:
    if scope.unit_of.get(unit.successor or "") not in (None, unit.id):
        yield Finding(
            "warning",
            "successor_replaced_too",
            f"{successor}, which takes over from {unit.name}, is to be replaced itself; say with a"
            " constraint `before` which goes first",
            Place(id=unit.id),
        )
