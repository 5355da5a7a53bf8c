"""From a planning model to arrays, and from arrays back to plans.

Systems that must share a wave become one block, so that the arrays know no ``together``. Models
that differ only in the order of their records compile to equal arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from legacymap.planning.model.arrays import (
    Amount,
    Arrays,
    Flag,
    Index,
    InterfaceArrays,
    PrecedenceArrays,
    UseArrays,
    grouped,
)
from legacymap.planning.model.model import (
    Bucket,
    PlannedSystem,
    PlanningModel,
    Precedence,
    Resource,
)
from legacymap.planning.model.placement import placement


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledModel:
    """The arrays of ``model`` and what their rows mean in it."""

    model: PlanningModel
    arrays: Arrays
    systems: tuple[str, ...]
    block: Index  # by system
    buckets: tuple[tuple[Resource, Bucket], ...]
    precedences: tuple[Precedence, ...]

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self.arrays.cost)

    def members(self) -> tuple[tuple[str, ...], ...]:
        """The systems of every block, in order."""
        members: list[list[str]] = [[] for _ in range(self.blocks)]
        for system, block in zip(self.systems, self.block.tolist(), strict=True):
            members[block].append(system)
        return tuple(tuple(systems) for systems in members)

    def plan(self, waves: Index) -> dict[str, int | None]:
        """The plan in which every block has its wave."""
        horizon = self.model.waves
        of_systems = waves[self.block].tolist()
        return {
            system: wave if wave <= horizon else None
            for system, wave in zip(self.systems, of_systems, strict=True)
        }

    def waves(self, plan: Mapping[str, int | None]) -> Index:
        """The wave of every block in ``plan``; of a block that it splits, its first system's.

        Raises:
            InvalidPlan: ``plan`` names systems or waves that the model does not have.
        """
        placed = placement(self.model, plan)
        of_systems = np.array([placed[system] for system in self.systems], np.int64)
        waves = np.empty(self.blocks, np.int64)
        waves[self.block[::-1]] = of_systems[::-1]
        return waves


def compile_arrays(model: PlanningModel) -> CompiledModel:
    """``model`` as arrays, in time linear in its size but for sorting."""
    systems = tuple(sorted(model.systems, key=lambda system: system.id))
    resources = tuple(sorted(model.resources, key=lambda resource: resource.id))
    rules = sorted(model.precedences, key=lambda rule: (rule.before, rule.after, rule.lag))
    block = _blocks(systems, model.together)
    blocks = int(block.max(initial=-1)) + 1
    block_of = dict(zip((system.id for system in systems), block.tolist(), strict=True))
    between = tuple(rule for rule in rules if block_of[rule.before] != block_of[rule.after])
    within = [rule for rule in rules if block_of[rule.before] == block_of[rule.after]]
    cost, allowed = _costs(model.waves, systems, block, blocks)
    # A block that must precede itself can only stay in the backlog.
    allowed[[block_of[rule.after] for rule in within if rule.lag], : model.waves + 1] = False
    return CompiledModel(
        model=model,
        arrays=Arrays(
            waves=model.waves,
            cost=cost,
            allowed=allowed,
            interfaces=_interfaces(model, block_of, blocks),
            uses=_uses(model.waves, systems, resources, block, blocks),
            precedences=_precedences(between, block_of, blocks),
        ),
        systems=tuple(block_of),
        block=block,
        buckets=tuple(_buckets(resources)),
        precedences=between,
    )


def _blocks(systems: Sequence[PlannedSystem], together: Sequence[Sequence[str]]) -> Index:
    """The block of every system, numbered in order of first system; groups that meet are one."""
    number = {system.id: i for i, system in enumerate(systems)}
    leader = list(range(len(systems)))

    def leader_of(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    for group in together:
        leaders = {leader_of(number[system]) for system in group}
        for other in leaders:
            leader[other] = min(leaders)
    leaders_of_all = np.array([leader_of(i) for i in range(len(systems))], np.int64)
    return np.unique(leaders_of_all, return_inverse=True)[1].astype(np.int64)


def _costs(
    waves: int, systems: Sequence[PlannedSystem], block: Index, blocks: int
) -> tuple[Amount, Flag]:
    costs = np.array(
        [[-1 if cost is None else cost for cost in system.cost] for system in systems], np.int64
    ).reshape(len(systems), waves + 1)
    durations = np.array([system.duration for system in systems], np.int64)
    too_early = np.arange(1, waves + 2) < durations[:, None]
    too_early[:, waves] = False  # the backlog is no work
    costs[too_early] = -1
    cost = np.zeros((blocks, waves + 2), np.int64)
    np.add.at(cost[:, 1:], block, np.maximum(costs, 0))
    allowed = np.ones((blocks, waves + 2), np.bool_)
    allowed[:, 0] = False
    np.logical_and.at(allowed[:, 1:], block, costs >= 0)
    return cost, allowed


def _interfaces(model: PlanningModel, block_of: Mapping[str, int], blocks: int) -> InterfaceArrays:
    prices: list[tuple[int, int, int, int, int]] = []
    rows: list[tuple[int, int, int, int]] = []
    for interface in sorted(model.interfaces, key=lambda interface: interface.id):
        provider = block_of[interface.provider]
        connect: dict[int, tuple[int, int]] = {}
        for consumer in interface.consumers:
            block = block_of[consumer.system]
            if block != provider:
                facade, wrapper = connect.get(block, (0, 0))
                connect[block] = (facade + consumer.facade, wrapper + consumer.wrapper)
        if connect:
            rows += [(len(prices), block, *connect[block]) for block in sorted(connect)]
            facades, wrappers = interface.facade, interface.wrapper
            prices.append((provider, facades.build, facades.hold, wrappers.build, wrappers.hold))
    by_interface = np.array(prices, np.int64).reshape(-1, 5)
    by_consumer = np.array(rows, np.int64).reshape(-1, 4)
    consumed_ptr, consumed_row = grouped(by_consumer[:, 1], blocks)
    provided_ptr, provided = grouped(by_interface[:, 0], blocks)
    return InterfaceArrays(
        provider=by_interface[:, 0].astype(np.int64),
        facade_build=by_interface[:, 1].copy(),
        facade_hold=by_interface[:, 2].copy(),
        wrapper_build=by_interface[:, 3].copy(),
        wrapper_hold=by_interface[:, 4].copy(),
        consumer_ptr=grouped(by_consumer[:, 0], len(prices))[0],
        consumer=by_consumer[:, 1].astype(np.int64),
        facade=by_consumer[:, 2].copy(),
        wrapper=by_consumer[:, 3].copy(),
        provided_ptr=provided_ptr,
        provided=provided,
        consumed_ptr=consumed_ptr,
        consumed=by_consumer[consumed_row, 0].astype(np.int64),
        consumed_row=consumed_row,
    )


def _uses(
    waves: int,
    systems: Sequence[PlannedSystem],
    resources: Sequence[Resource],
    block: Index,
    blocks: int,
) -> UseArrays:
    number = {resource.id: r for r, resource in enumerate(resources)}
    lines: dict[tuple[int, int, int], int] = {}
    for system, of_block in zip(systems, block.tolist(), strict=True):
        for resource, total in system.use.items():
            r = number[resource]
            for offset, amount in _shares(resources[r], system.duration, total):
                key = (of_block, r, offset)
                lines[key] = lines.get(key, 0) + amount
    by_line = np.array(
        [(*key, lines[key]) for key in sorted(lines) if lines[key]], np.int64
    ).reshape(-1, 4)
    users = np.unique(by_line[:, 1::-1], axis=0)
    slots = [
        (number[resource.id] * (waves + 2) + wave, k)
        for k, (resource, bucket) in enumerate(_buckets(resources))
        for wave in bucket.waves
    ]
    by_slot = np.array(slots, np.int64).reshape(-1, 2)
    slot_ptr, slot_row = grouped(by_slot[:, 0], len(resources) * (waves + 2))
    buckets = [bucket for _, bucket in _buckets(resources)]
    return UseArrays(
        line_ptr=grouped(by_line[:, 0], blocks)[0],
        resource=by_line[:, 1].astype(np.int64),
        offset=by_line[:, 2].astype(np.int64),
        amount=by_line[:, 3].copy(),
        user_ptr=grouped(users[:, 0], len(resources))[0],
        user=users[:, 1].astype(np.int64),
        slot_ptr=slot_ptr,
        slot=by_slot[slot_row, 1].astype(np.int64),
        cap=np.array([bucket.cap for bucket in buckets], np.int64),
        over_max=np.array([bucket.over_max for bucket in buckets], np.int64),
        over_price=np.array([bucket.over_price for bucket in buckets], np.int64),
    )


def _shares(resource: Resource, duration: int, amount: int) -> Iterator[tuple[int, int]]:
    """How many waves before go-live, and how much then."""
    if resource.profile == "golive":
        yield 0, amount
        return
    each, rest = divmod(amount, duration)
    for k in range(duration):
        yield duration - 1 - k, each + (1 if k < rest else 0)


def _buckets(resources: Sequence[Resource]) -> Iterator[tuple[Resource, Bucket]]:
    for resource in resources:
        for bucket in sorted(resource.buckets, key=_bucket_order):
            yield resource, bucket


def _bucket_order(bucket: Bucket) -> tuple[tuple[int, ...], int, int, int]:
    return tuple(sorted(bucket.waves)), bucket.cap, bucket.over_max, bucket.over_price


def _precedences(
    rules: Sequence[Precedence], block_of: Mapping[str, int], blocks: int
) -> PrecedenceArrays:
    before = np.array([block_of[rule.before] for rule in rules], np.int64)
    after = np.array([block_of[rule.after] for rule in rules], np.int64)
    # A longer lag than the horizon forbids what a lag of the horizon forbids.
    lag = np.array([rule.lag for rule in rules], np.int64)
    as_after_ptr, as_after = grouped(after, blocks)
    as_before_ptr, as_before = grouped(before, blocks)
    return PrecedenceArrays(
        before=before,
        after=after,
        lag=np.minimum(lag, 20_000).astype(np.int64),
        as_after_ptr=as_after_ptr,
        as_after=as_after,
        as_before_ptr=as_before_ptr,
        as_before=as_before,
    )
