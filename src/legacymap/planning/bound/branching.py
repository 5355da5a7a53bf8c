"""Better bounds for small models: cut the plans into parts and bound each part by itself.

The best bound of the whole is that of its worst part, so the worst part is always cut next: one
block in its early waves, or in its late ones. A part is closed once its bound meets a known plan;
when all are closed, that plan is proven optimal. (Branch and bound, best first.)
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Final

import numpy as np

from legacymap.planning.bound.climb import Camp, Climb
from legacymap.planning.model.arrays import Flag, Index

PATIENCE: Final = 10  # passes a part
PACE: Final = 4_000  # a part climbs with the small steps of a climb so far on
MEMORY: Final = 600_000_000  # bytes for all open parts

Judge = Callable[[Index], int | None]


class Branching:
    """The open parts of a model's plans; ``judge`` tells the objective of a plan if feasible."""

    def __init__(self, climb: Climb, judge: Judge) -> None:
        self._climb = climb
        self._judge = judge
        self._upper: int | None = None
        self._cut = 0
        self._most = MEMORY // max(climb.size, 1)
        self._open: list[tuple[int, int, Camp]] = [(climb.best, 0, climb.camp())]

    @property
    def ended(self) -> bool:
        """Whether nothing is left to cut, or no memory to keep it."""
        return not self._open or len(self._open) >= self._most

    @property
    def infeasible(self) -> bool:
        """Whether every plan was ruled out and none is known."""
        return not self._open and self._upper is None

    def value(self, start: int) -> int:
        """The proven bound, at least ``start``, in money."""
        if self._open:
            worst = -(-self._open[0][0] // self._climb.scale)
            return max(start, worst if self._upper is None else min(worst, self._upper))
        return start if self._upper is None else max(start, self._upper)

    def cut(self) -> None:
        """Cut the worst part in two and bound both."""
        _, _, camp = heapq.heappop(self._open)
        block = _most_open(camp)
        if block is None:
            self.meet(self._judge(np.argmax(camp.allowed, axis=1) + 1))
            return
        early = _early(camp, block)
        for waves in (early, ~early):
            self._climb.resume(camp)
            self._climb.forbid(block, waves)
            for turn in range(PATIENCE):
                self._climb.climb(PACE + turn)
                if self._closed(self._climb.best):
                    break
            if not self._closed(self._climb.best):
                self._cut += 1
                heapq.heappush(self._open, (self._climb.best, self._cut, self._climb.camp()))

    def _closed(self, best: int) -> bool:
        return self._upper is not None and -(-best // self._climb.scale) >= self._upper

    def meet(self, objective: int | None) -> None:
        """A plan is known, from outside or as the only one of a part: close what it meets."""
        if objective is not None and (self._upper is None or objective < self._upper):
            self._upper = objective
            self._open = [part for part in self._open if not self._closed(part[0])]
            heapq.heapify(self._open)


def _most_open(camp: Camp) -> int | None:
    """The block whose wave is least certain, or else any with a choice."""
    choices = camp.allowed.sum(axis=1)
    if choices.max(initial=0) <= 1:
        return None
    waves = np.arange(camp.likely.shape[1])
    mean = (camp.likely * waves).sum(axis=1)
    spread = (camp.likely * (waves - mean[:, None]) ** 2).sum(axis=1)
    return int(np.argmax(np.where(choices > 1, spread + 1e-9, -1.0)))


def _early(camp: Camp, block: int) -> Flag:
    """The early waves of ``block``: about half of what is believed, and not all that is allowed."""
    allowed = np.flatnonzero(camp.allowed[block])
    below = np.cumsum(camp.likely[block, allowed])
    split = int(np.argmin(np.abs(below[:-1] - 0.5)))
    early: Flag = np.arange(camp.allowed.shape[1]) <= allowed[split]
    return early
