"""Better bounds for a climb: cut the plans into parts and bound each part by itself.

The best bound of the whole is that of its worst part, so the worst part is always cut next: one
block in its early waves, or in its late ones. A part that costs no less than a plan that is known
is closed; when all are closed, that plan is proven optimal. (Branch and bound, best first.)
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Final

import numpy as np

from legacymap.planning.bound.climb import Camp, Climb
from legacymap.planning.model.arrays import Flag, Index

PATIENCE: Final = 6  # passes a part
LAST_PASSES: Final = 100  # of a part with a single plan that nobody judges
PACE: Final = 200  # a part climbs with the steps of a climb so far on

Judge = Callable[[Index], int | None]


class Branching:
    """The open parts of a climb's plans.

    ``judge`` tells the scaled objective of a plan, or ``None`` where it is not feasible. Without,
    a single plan costs what its part is bounded by.
    """

    def __init__(self, climb: Climb, judge: Judge | None = None) -> None:
        self._climb = climb
        self._judge = judge
        self._met: int | None = None
        self._cuts = 0
        self._open: list[tuple[int, int, Camp]] = [(climb.best, 0, climb.camp())]
        self.memory = self._open[0][2].size

    @property
    def ended(self) -> bool:
        """Whether nothing is left to cut."""
        return not self._open

    @property
    def infeasible(self) -> bool:
        """Whether every plan was ruled out and none is known."""
        return not self._open and self._met is None

    @property
    def value(self) -> int:
        """The proven bound, scaled; 0 where every plan was ruled out."""
        worst = self._open[0][0] if self._open else self._met
        if worst is None:
            return 0
        return worst if self._met is None else min(worst, self._met)

    def cut(self) -> None:
        """Cut the worst part in two and bound both."""
        _, _, camp = heapq.heappop(self._open)
        self.memory -= camp.size
        block = _most_open(camp, self._climb.ground.mine)
        if block is None:
            self.meet(self._judged(camp))
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
                self._cuts += 1
                part = self._climb.camp()
                self.memory += part.size
                heapq.heappush(self._open, (part.best, self._cuts, part))

    def meet(self, objective: int | None) -> None:
        """A plan of this scaled objective is known: close the parts that cost no less."""
        if objective is not None and (self._met is None or objective < self._met):
            self._met = objective
            self._open = [part for part in self._open if not self._closed(part[0])]
            heapq.heapify(self._open)
            self.memory = sum(camp.size for _, _, camp in self._open)

    def _judged(self, camp: Camp) -> int | None:
        """What the single plan of ``camp`` costs, or at least costs."""
        if self._judge is not None:
            return self._judge(np.argmax(camp.allowed, axis=1) + 1)
        self._climb.resume(camp)
        for turn in range(LAST_PASSES):
            self._climb.climb(PACE + turn)
        return self._climb.best

    def _closed(self, best: int) -> bool:
        return self._met is not None and best >= self._met


def _most_open(camp: Camp, mine: Flag) -> int | None:
    """The block whose wave is least certain, or else any with a choice."""
    choices = camp.allowed.sum(axis=1) * mine
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
