"""What moving one system alone to another wave would cost, and which rules it would break.

Systems that share a wave by rule move together. Exact, from the definition of the model: only the
interfaces, buckets and rules that the moved systems touch are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from legacymap.planning.model.model import Bucket, Interface, PlannedSystem, PlanningModel
from legacymap.planning.model.score import cost_of_delay, gateways_at, shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Going live in ``wave`` instead: the change of the objective in parts, and what breaks.

    ``blocked`` holds, for each broken rule, its kind and whom or what it concerns.
    """

    wave: int
    delay: int
    gateways: int
    overload: int
    blocked: tuple[tuple[str, str], ...]
    gateway_changes: tuple[tuple[str, int], ...]
    """By interface, where the change is not 0."""

    @property
    def total(self) -> int:
        """The change of the objective."""
        return self.delay + self.gateways + self.overload


class Moves:
    """The moves from one plan, given as the wave of every system."""

    def __init__(self, model: PlanningModel, waves: Mapping[str, int]) -> None:
        self._model = model
        self._waves = dict(waves)
        self._systems = {system.id: system for system in model.systems}
        self._resources = {resource.id: resource for resource in model.resources}
        self._touching: dict[str, list[Interface]] = {system: [] for system in self._systems}
        for interface in model.interfaces:
            for user in {interface.provider, *(c.system for c in interface.consumers)}:
                self._touching[user].append(interface)
        self._used = {resource.id: [0] * (model.waves + 2) for resource in model.resources}
        for system in model.systems:
            self._use(system, self._waves[system.id], 1)
        self._with = _blocks(model)

    def together_with(self, system: str) -> tuple[str, ...]:
        """The systems that share the wave of ``system`` by rule, itself included, sorted."""
        return self._with.get(system, (system,))

    def to(self, system: str, wave: int) -> Move:
        """``system``, and what must share its wave, in ``wave`` instead."""
        block = self.together_with(system)
        before = {member: self._waves[member] for member in block}
        touched = {
            interface.id: interface for member in block for interface in self._touching[member]
        }
        old_gateways = {
            key: _gateway_cost(interface, self._waves, self._model.waves)
            for key, interface in touched.items()
        }
        old_overload = self._overload(block)
        delay = sum(
            (self._cost(member, wave) or 0) - (self._cost(member, before[member]) or 0)
            for member in block
        )
        self._shift(block, wave)
        changes = tuple(
            (key, change)
            for key, interface in sorted(touched.items())
            if (
                change := _gateway_cost(interface, self._waves, self._model.waves)
                - old_gateways[key]
            )
        )
        overload = self._overload(block) - old_overload
        blocked = tuple(dict.fromkeys(self._blocked(block, wave)))
        for member in block:
            self._use(self._systems[member], self._waves[member], -1)
            self._waves[member] = before[member]
            self._use(self._systems[member], self._waves[member], 1)
        return Move(
            wave=wave,
            delay=delay,
            gateways=sum(change for _, change in changes),
            overload=overload,
            blocked=blocked,
            gateway_changes=changes,
        )

    def _shift(self, block: tuple[str, ...], wave: int) -> None:
        for member in block:
            self._use(self._systems[member], self._waves[member], -1)
            self._waves[member] = wave
            self._use(self._systems[member], wave, 1)

    def _cost(self, system: str, wave: int) -> int | None:
        return cost_of_delay(self._systems[system], wave)

    def _use(self, system: PlannedSystem, wave: int, sign: int) -> None:
        if wave > self._model.waves:
            return
        for resource, amount in system.use.items():
            for at, share in shares(self._resources[resource], system, amount, wave):
                self._used[resource][at] += sign * share

    def _buckets(self, block: tuple[str, ...]) -> Iterator[tuple[str, Bucket, int]]:
        for resource in sorted({r for member in block for r in self._systems[member].use}):
            used = self._used[resource]
            for bucket in self._resources[resource].buckets:
                yield resource, bucket, sum(used[wave] for wave in bucket.waves)

    def _overload(self, block: tuple[str, ...]) -> int:
        return sum(
            max(0, use - bucket.cap) * bucket.over_price for _, bucket, use in self._buckets(block)
        )

    def _blocked(self, block: tuple[str, ...], wave: int) -> Iterator[tuple[str, str]]:
        for member in block:
            if self._cost(member, wave) is None:
                yield "domain", member
        for resource, bucket, use in self._buckets(block):
            if use > bucket.cap + bucket.over_max:
                yield "bucket", str(bucket.information.get("label", resource))
        for rule in self._model.precedences:
            before, after = self._waves[rule.before], self._waves[rule.after]
            moved = {rule.before, rule.after} & set(block)
            if moved and after <= self._model.waves and before + rule.lag > after:
                yield "precedence", rule.before if rule.after in block else rule.after


def _blocks(model: PlanningModel) -> dict[str, tuple[str, ...]]:
    block: dict[str, set[str]] = {}
    for group in model.together:
        merged = set(group)
        for member in group:
            merged |= block.get(member, set())
        for member in merged:
            block[member] = merged
    return {system: tuple(sorted(members)) for system, members in block.items()}


def _gateway_cost(interface: Interface, waves: Mapping[str, int], horizon: int) -> int:
    return sum(gateway.cost for gateway in gateways_at(interface, waves, horizon))
