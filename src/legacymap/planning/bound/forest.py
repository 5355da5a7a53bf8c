"""Which part is cut next: a branching for every region, and work where it raises the bound most.

A cut in one branching raises only the worst of its parts, so cutting a large model as a whole is
hopeless. Regions are cut each by itself, and what each gains adds up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from legacymap.planning.bound.branching import PACE, Branching, Judge
from legacymap.planning.bound.climb import Climb
from legacymap.planning.bound.regions import regions, split

WHOLE: Final = 30  # blocks up to which a model is one region
PASSES_ALONE: Final = range(100)[::-1]  # of a region before it is cut
MEMORY: Final = 600_000_000  # bytes for all open parts
ROUND: Final = 4  # one cut of so many goes where least was cut, not where most was gained
FADE: Final = 0.97  # memory of what cuts gained


class _Tree:
    """A branching, what it has cost, and what a unit of work gained lately."""

    def __init__(self, climb: Climb, judge: Judge | None) -> None:
        self.climb = climb
        self.branching = Branching(climb, judge)
        self.size = int(climb.ground.mine.sum())
        self.work = 0  # passes times blocks
        self.gain: float | None = None

    def cut(self) -> int:
        """Cut once; the work that it was."""
        before, passes = self.branching.value, self.climb.passes
        self.branching.cut()
        work = (self.climb.passes - passes) * self.size
        self.work += work
        gain = (self.branching.value - before) / max(work, 1)
        self.gain = gain if self.gain is None else FADE * self.gain + (1 - FADE) * gain
        return work


class Forest:
    """The branchings of all regions of ``climb``.

    ``judge`` is asked where one region is all. ``stop`` may end a pass on the way.
    """

    def __init__(self, climb: Climb, judge: Judge, stop: Callable[[], bool] | None) -> None:
        self._root = climb
        self._stop = stop
        self._blocks = len(climb.ground.mine)
        self._given = 0
        self._work = 0
        self._cuts = 0
        self._rest: Climb | None = None  # the region that is never cut
        self._waiting: list[tuple[Climb, int]] = []  # passes before the cuts, the next one last
        self._trees: list[_Tree] = []
        if self._blocks <= WHOLE:
            self._trees = [_Tree(climb, judge)]
            return
        limits = climb.ground.limits
        paid = climb.shadows * limits.room[: len(climb.shadows)]
        parts, self._given = split(climb, regions(limits, paid, self._blocks))
        self._rest = parts[0]
        self._waiting = [(part, turn) for part in parts[::-1] for turn in PASSES_ALONE]

    @property
    def passes(self) -> int:
        """The passes so far; those of a region count as the part of the model that it is."""
        alone = self._trees[0].climb.passes if self._rest is None else 0
        return alone or self._root.passes + self._work // max(self._blocks, 1)

    @property
    def ended(self) -> bool:
        """Whether nothing is left to cut, or no memory to keep it."""
        if self._waiting:
            return False
        if sum(tree.branching.memory for tree in self._trees) >= MEMORY:
            return True
        return all(tree.branching.ended for tree in self._trees)

    @property
    def infeasible(self) -> bool:
        """Whether every plan was ruled out and none is known."""
        return any(tree.branching.infeasible for tree in self._trees)

    @property
    def value(self) -> int:
        """The proven bound, scaled."""
        uncut = {id(part): part.best for part, _ in self._waiting}
        if self._rest is not None:
            uncut[id(self._rest)] = self._rest.best
        cut = sum(tree.branching.value for tree in self._trees)
        return self._given + sum(uncut.values()) + cut

    def meet(self, objective: int) -> None:
        """A plan of the whole model is known, by its scaled objective."""
        if self._rest is None:
            self._trees[0].branching.meet(objective)

    def advance(self) -> None:
        """Cut where the bound gains most for the work, now and then where least was done."""
        if self._waiting:
            self._pass_alone()
            return
        trees = [tree for tree in self._trees if not tree.branching.ended]
        self._cuts += 1
        if self._cuts % ROUND:
            tree = max(trees, key=lambda tree: (tree.gain is None, tree.gain or 0.0))
        else:
            tree = min(trees, key=lambda tree: tree.work)
        self._work += tree.cut()

    def _pass_alone(self) -> None:
        part, turn = self._waiting.pop()
        if part.climb(PACE + turn, self._stop):
            self._work += int(part.ground.mine.sum())
        if turn == PASSES_ALONE[0] and part is not self._rest:
            self._trees.append(_Tree(part, None))
