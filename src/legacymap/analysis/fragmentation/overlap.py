"""How many items the sets of two systems have in common, for many pairs at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from legacymap.graph import Ints


@dataclass(frozen=True, slots=True)
class ItemSets:
    """A set of items for each of ``n`` systems, as ascending numbers one after the other."""

    start: Ints
    items: Ints

    @classmethod
    def grouped(cls, systems: int, owner: Ints, items: Ints) -> ItemSets:
        """The sets of so many ``systems`` from pairs of a system and an item, in any order."""
        many = int(items.max(initial=0)) + 1
        keys = np.sort(owner * many + items)
        keys = keys[np.diff(keys, prepend=-1) != 0]
        start = np.zeros(systems + 1, dtype=np.int64)
        np.cumsum(np.bincount(keys // many, minlength=systems), out=start[1:])
        return cls(start, keys % many)

    def of_one(self, system: int) -> Ints:
        """The items of one system, ascending."""
        return self.items[self.start[system] : self.start[system + 1]]

    @property
    def sizes(self) -> Ints:
        """Number of items of each system."""
        return np.diff(self.start)

    def in_common(self, one: Ints, other: Ints) -> Ints:
        """Number of items that each pair has in common."""
        if not len(self.items):
            return np.zeros(len(one), dtype=np.int64)
        return _in_common(self.start, self.items, one, other)

    def jaccard(self, one: Ints, other: Ints) -> npt.NDArray[np.float64]:
        """Common items by items of either, for each pair; not a number where either has none."""
        common = self.in_common(one, other)
        sizes = self.sizes
        together = sizes[one] + sizes[other] - common
        stated = (sizes[one] > 0) & (sizes[other] > 0)
        return np.where(stated, common / np.maximum(together, 1), np.nan)


def sharing(several: Sequence[ItemSets], most: int) -> tuple[Ints, Ints]:
    """Pairs of systems that share an item in any of ``several``; each pair comes once.

    An item that more than ``most`` systems have brings no two of them together.
    """
    owners, items, before = [], [], 0
    for sets in several:
        count = np.bincount(sets.items, minlength=1)
        kept = ((count > 1) & (count <= most))[sets.items]
        owners.append(np.repeat(np.arange(len(sets.start) - 1), sets.sizes)[kept])
        items.append(before + sets.items[kept])
        before += len(count)
    return _pairs(len(several[0].start) - 1, before, np.concatenate(owners), np.concatenate(items))


@njit(cache=True, nogil=True)
def _in_common(start: Ints, items: Ints, one: Ints, other: Ints) -> Ints:
    common = np.zeros(len(one), dtype=np.int64)
    for pair in range(len(one)):
        here, end = start[one[pair]], start[one[pair] + 1]
        there, last = start[other[pair]], start[other[pair] + 1]
        while here < end and there < last:
            if items[here] < items[there]:
                here += 1
            elif items[there] < items[here]:
                there += 1
            else:
                common[pair] += 1
                here += 1
                there += 1
    return common


@njit(cache=True, nogil=True)
def _pairs(systems: int, many: int, owner: Ints, items: Ints) -> tuple[Ints, Ints]:
    """All pairs of systems with an item in common, from pairs of a system and one of many items."""
    of_system, its_items = _by(systems, owner, items)
    of_item, its_systems = _by(many, items, owner)
    total = 0
    for item in range(many):
        size = of_item[item + 1] - of_item[item]
        total += size * (size - 1) // 2
    one = np.empty(total, dtype=np.int64)
    other = np.empty(total, dtype=np.int64)
    met = np.full(systems, -1, dtype=np.int64)
    filled = 0
    for system in range(systems):
        for place in range(of_system[system], of_system[system + 1]):
            item = its_items[place]
            for user in range(of_item[item], of_item[item + 1]):
                if its_systems[user] > system and met[its_systems[user]] != system:
                    met[its_systems[user]] = system
                    one[filled], other[filled] = system, its_systems[user]
                    filled += 1
    return one[:filled], other[:filled]


@njit(cache=True, nogil=True)
def _by(groups: int, group: Ints, value: Ints) -> tuple[Ints, Ints]:
    """The values of each group, one group after the other."""
    start = np.zeros(groups + 1, dtype=np.int64)
    for place in range(len(group)):
        start[group[place] + 1] += 1
    for number in range(groups):
        start[number + 1] += start[number]
    upcoming = start[:-1].copy()
    values = np.empty(len(group), dtype=np.int64)
    for place in range(len(group)):
        values[upcoming[group[place]]] = value[place]
        upcoming[group[place]] += 1
    return start, values
