"""A planning model shaped like a project: activities that take time from resources that last.

Where no gateway counts and every limit is the same hard limit in each wave, a block is an interval
that ends with its go-live wave and a resource is a cumulative constraint: the solver then reasons
about time and energy, which switches a wave hide from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from ortools.sat.python import cp_model

from legacymap.planning.exact.program import Program, ValueOf, Waves
from legacymap.planning.model.arrays import Arrays, Index


def is_project(arrays: Arrays) -> bool:
    """Whether the model has the shape that :class:`Intervals` can express, and work that lasts."""
    return (
        not len(arrays.interfaces.provider)
        and bool(arrays.uses.offset.any())
        and _capacities(arrays) is not None
        and all(_is_level(arrays, block) for block in range(len(arrays.cost)))
    )


class Intervals:
    """The program of ``arrays``, which must be a project."""

    def __init__(self, arrays: Arrays) -> None:
        self.program = Program()
        self._arrays = arrays
        self._backlog = arrays.waves + 1
        blocks = range(len(arrays.cost))
        self._wave = [self._wave_of(block) for block in blocks]
        self._placed = [self._placed_of(block) for block in blocks]
        self._precede()
        self._occupy()
        for block in blocks:
            self._delay(block)
        self.program.minimise()

    def waves(self, value: ValueOf) -> Index:
        """The wave of every block."""
        return np.array([value(wave) for wave in self._wave], np.int64)

    def _wave_of(self, block: int) -> cp_model.IntVar:
        allowed = np.flatnonzero(self._arrays.allowed[block]).tolist()
        return self.program.among(cp_model.Domain.from_values(allowed), partial(_wave_in, block))

    def _placed_of(self, block: int) -> cp_model.IntVar:
        """Whether the block is inside the horizon; a constant where its domain decides."""
        model, allowed = self.program.model, self._arrays.allowed[block]
        if not allowed[self._backlog]:
            return model.new_constant(1)
        placed = self.program.switch(partial(_is_placed, block, self._backlog))
        model.add(self._wave[block] < self._backlog).only_enforce_if(placed)
        model.add(self._wave[block] == self._backlog).only_enforce_if(~placed)
        return placed

    def _precede(self) -> None:
        rules = self._arrays.precedences
        for before, after, lag in zip(
            rules.before.tolist(), rules.after.tolist(), rules.lag.tolist(), strict=True
        ):
            order = self.program.model.add(self._wave[before] + lag <= self._wave[after])
            if self._arrays.allowed[after, self._backlog]:
                order.only_enforce_if(self._placed[after])

    def _occupy(self) -> None:
        """Each resource holds what works in it at the same time."""
        model = self.program.model
        intervals: dict[tuple[int, int], cp_model.IntervalVar] = {}
        capacities = _capacities(self._arrays) or {}
        for resource, capacity in sorted(capacities.items()):
            demands = dict(_demands(self._arrays, resource))
            for block, (length, _) in demands.items():
                if (block, length) not in intervals:
                    intervals[block, length] = model.new_optional_fixed_size_interval_var(
                        self._wave[block] - length, length, self._placed[block], ""
                    )
            model.add_cumulative(
                [intervals[block, length] for block, (length, _) in demands.items()],
                [amount for _, amount in demands.values()],
                capacity,
            )

    def _delay(self, block: int) -> None:
        """The cost of the block's wave: by the wave where it grows evenly, else by switches."""
        program, arrays = self.program, self._arrays
        allowed = np.flatnonzero(arrays.allowed[block])
        cost = arrays.cost[block, allowed]
        slope = _slope(allowed, cost)
        if slope is not None:
            program.constant += int(cost[0]) - slope * int(allowed[0])
            program.charge(self._wave[block], slope)
            return
        program.constant += int(cost[0])
        for wave, rise in zip(allowed[1:].tolist(), np.diff(cost).tolist(), strict=True):
            if rise:
                reached = program.switch(partial(_is_from, block, wave))
                program.model.add(self._wave[block] >= wave).only_enforce_if(reached)
                program.model.add(self._wave[block] < wave).only_enforce_if(~reached)
                program.charge(reached, rise)


def _slope(waves: Index, cost: Index) -> int | None:
    """What a wave more costs, where that is the same whole amount between all ``waves``."""
    if len(waves) == 1:
        return 0
    slope, rest = divmod(int(cost[1] - cost[0]), int(waves[1] - waves[0]))
    even = not rest and bool((np.diff(cost) == slope * np.diff(waves)).all())
    return slope if even else None


def _capacities(arrays: Arrays) -> dict[int, int] | None:
    """The capacity of each resource that is limited, if it is the same and hard in every wave."""
    uses, found = arrays.uses, {}
    for resource in range(len(uses.user_ptr) - 1):
        first = resource * (arrays.waves + 2)
        rows = range(first + 1, first + arrays.waves + 1)
        slots = [uses.slot[uses.slot_ptr[row] : uses.slot_ptr[row + 1]] for row in rows]
        if not any(len(of_wave) for of_wave in slots):
            continue
        if any(len(of_wave) != 1 for of_wave in slots):
            return None
        buckets = np.concatenate(slots)
        caps = set(uses.cap[buckets].tolist())
        if (
            len(set(buckets.tolist())) < len(buckets)
            or uses.over_max[buckets].any()
            or len(caps) > 1
        ):
            return None
        found[resource] = caps.pop()
    return found


def _is_level(arrays: Arrays, block: int) -> bool:
    """Whether the block takes the same of a resource in each wave of its last so many."""
    return all(
        offsets == list(range(len(offsets))) and len(set(amounts)) == 1
        for offsets, amounts in _lines(arrays, block).values()
    )


def _demands(arrays: Arrays, resource: int) -> Iterator[tuple[int, tuple[int, int]]]:
    """The blocks that use ``resource``: for how many waves, and how much in each."""
    for block in range(len(arrays.cost)):
        if resource in (lines := _lines(arrays, block)):
            offsets, amounts = lines[resource]
            yield block, (len(offsets), amounts[0])


def _lines(arrays: Arrays, block: int) -> dict[int, tuple[list[int], list[int]]]:
    """What ``block`` uses, by resource: waves before go-live, nearest first, and amounts."""
    uses = arrays.uses
    found: dict[int, tuple[list[int], list[int]]] = {}
    for line in range(uses.line_ptr[block], uses.line_ptr[block + 1]):
        offsets, amounts = found.setdefault(int(uses.resource[line]), ([], []))
        offsets.append(int(uses.offset[line]))
        amounts.append(int(uses.amount[line]))
    return found


def _wave_in(block: int, waves: Waves) -> int:
    return waves[block]


def _is_placed(block: int, backlog: int, waves: Waves) -> int:
    return int(waves[block] < backlog)


def _is_from(block: int, wave: int, waves: Waves) -> int:
    return int(waves[block] >= wave)
