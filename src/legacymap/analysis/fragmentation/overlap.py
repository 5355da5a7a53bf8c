"""How many items the sets of two systems have in common, for many pairs at once."""

from __future__ import annotations

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
        return _in_common(self.start, self.items, one, other)

    def jaccard(self, one: Ints, other: Ints) -> npt.NDArray[np.float64]:
        """Common items by items of either, for each pair; not a number where either has none."""
        common = self.in_common(one, other)
        sizes = self.sizes
        together = sizes[one] + sizes[other] - common
        stated = (sizes[one] > 0) & (sizes[other] > 0)
        return np.where(stated, common / np.maximum(together, 1), np.nan)

    def sharing(self, most: int) -> tuple[Ints, Ints]:
        """Pairs of systems that share an item which no more than ``most`` systems have."""
        owner = np.repeat(np.arange(len(self.start) - 1), self.sizes)
        order = np.argsort(self.items, kind="stable")
        count = np.bincount(self.items) if len(self.items) else np.zeros(0, dtype=np.int64)
        first = np.cumsum(count) - count
        keep = (count > 1) & (count <= most)
        return _pairs(owner[order], first[keep], count[keep])


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
def _pairs(owner: Ints, first: Ints, count: Ints) -> tuple[Ints, Ints]:
    total = 0
    for size in count:
        total += size * (size - 1) // 2
    one = np.empty(total, dtype=np.int64)
    other = np.empty(total, dtype=np.int64)
    filled = 0
    for item in range(len(first)):
        for a in range(first[item], first[item] + count[item]):
            for b in range(a + 1, first[item] + count[item]):
                one[filled] = owner[a]
                other[filled] = owner[b]
                filled += 1
    return one, other
