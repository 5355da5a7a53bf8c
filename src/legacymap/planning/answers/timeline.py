"""What each wave does, and what is left after it: effort, money, gateways, legacy, risk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from legacymap.planning.answers.accounts import gateway_text
from legacymap.planning.compilation.compile import RETAINED, Compiled
from legacymap.planning.compilation.scope import Unit
from legacymap.planning.outcome import PlacedSystem, PlannedGateway, PlanWave


def plan_waves(
    compiled: Compiled,
    waves: Mapping[str, int],
    placed: Sequence[PlacedSystem],
    gateways: Sequence[PlannedGateway],
) -> tuple[PlanWave, ...]:
    """Every wave up to the last in which something is worked on, built, removed or goes live."""
    last = _last(waves, gateways, compiled.policy.waves)
    names = {unit.id: unit.name for unit in compiled.scope.units}
    effort, cost, unknown = _spent(compiled, waves)
    found = []
    on_legacy = set(_on_legacy(compiled, waves, after=0))
    for number in range(1, last + 1):
        left = [unit for unit in compiled.scope.units if waves[unit.id] > number]
        still = set(_on_legacy(compiled, waves, after=number))
        built = [gateway for gateway in gateways if gateway.built == number]
        removed = [gateway for gateway in gateways if gateway.removed == number]
        found.append(
            PlanWave(
                number=number,
                start=iso(compiled.calendar.first(number)),
                end=iso(compiled.calendar.last(number)),
                systems=tuple(system for system in placed if system.go_live == number),
                effort=dict(sorted(effort[number].items())),
                cost=cost[number],
                cost_unknown=unknown[number],
                gateways_built=tuple(gateway_text(gateway, names) for gateway in built),
                gateways_removed=tuple(gateway_text(gateway, names) for gateway in removed),
                gateways_open=sum(
                    gateway.built <= number and (gateway.removed or number + 1) > number
                    for gateway in gateways
                ),
                legacy_left=len(left) + retained_legacy(compiled),
                risk_left=round(sum(compiled.risks[unit.id].expected_loss for unit in left)),
                run_cost_left=_run_cost(left),
                services_on_legacy=len(still),
                services_freed=tuple(sorted(on_legacy - still)),
            )
        )
        on_legacy = still
    return tuple(found)


def iso(day: date | None) -> str | None:
    """``day`` as ISO 8601."""
    return None if day is None else day.isoformat()


def _last(waves: Mapping[str, int], gateways: Sequence[PlannedGateway], horizon: int) -> int:
    used = [wave for wave in waves.values() if wave <= horizon]
    for gateway in gateways:
        used += [gateway.built, gateway.removed or gateway.built]
    return max((wave for wave in used if wave <= horizon), default=0)


def work_waves(compiled: Compiled, system: str, wave: int) -> range:
    """The waves in which ``system`` is worked on if it goes live in ``wave``."""
    return range(max(1, wave - compiled.windows[system].duration + 1), wave + 1)


def _spent(
    compiled: Compiled, waves: Mapping[str, int]
) -> tuple[dict[int, Counter[str]], Counter[int], Counter[int]]:
    """Person-days by wave and skill, money by wave, and works of unknown cost by wave."""
    horizon = compiled.policy.waves
    effort: dict[int, Counter[str]] = {wave: Counter() for wave in range(1, horizon + 1)}
    cost: Counter[int] = Counter()
    unknown: Counter[int] = Counter()
    for system, wave in waves.items():
        if wave > horizon:
            continue
        amount = compiled.units[system].replacement_cost
        for skill, days in compiled.effort[system].items():
            for at, share in _spread(compiled, system, wave, days):
                effort[at][skill] += share
        for at, share in _spread(compiled, system, wave, amount or 0):
            cost[at] += share
            unknown[at] += amount is None
    return effort, cost, unknown


def _spread(compiled: Compiled, system: str, wave: int, amount: int) -> Iterator[tuple[int, int]]:
    """``amount`` over the waves of work as the model spreads it; all of it, for reading."""
    duration = compiled.windows[system].duration
    each, rest = divmod(amount, duration)
    for k in range(duration):
        at = wave - duration + 1 + k
        if at >= 1:
            yield at, each + (1 if k < rest else 0)


def retained_legacy(compiled: Compiled) -> int:
    """How many legacy systems stand outside the plan, parts of one system counted once."""
    scope = compiled.scope
    return len(
        {
            element
            for element, reason in scope.not_planned.items()
            if reason != "survives as a facade" and element in scope.whole_systems
        }
    )


def _run_cost(left: Sequence[Unit]) -> int | None:
    known = [unit.annual_run_cost for unit in left if unit.annual_run_cost is not None]
    return sum(known) if known or not left else None


def _on_legacy(compiled: Compiled, waves: Mapping[str, int], *, after: int) -> Iterator[str]:
    standing = compiled.standing
    running = [system for system, wave in waves.items() if wave > after]
    reached = frozenset(standing.on((*running, RETAINED)))
    return (service for service in standing.services if service in reached)
