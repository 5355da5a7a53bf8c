"""How many items the sets of two systems have in common, for many pairs at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    def of(cls, sets: Sequence[Collection[str]]) -> ItemSets:
        """The sets with their items numbered in alphabetical order."""
        number = {item: code for code, item in enumerate(sorted(set().union(*sets)))}
        start = np.zeros(len(sets) + 1, dtype=np.int64)
        np.cumsum([len(items) for items in sets], out=start[1:])
        flat = [code for items in sets for code in sorted(number[item] for item in items)]
        return cls(start, np.array(flat, dtype=np.int64))

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
