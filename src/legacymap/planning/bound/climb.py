"""One climb to a bound: passes over the tables, new prices after each, and the best so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from legacymap.planning.bound.ascent import (
    FADING,
    Prices,
    allowance,
    copied,
    no_prices,
    put,
    shift_pairs,
    step,
)
from legacymap.planning.bound.limits import Limits, forbid_clashes, limits, uses
from legacymap.planning.bound.passes import Scratch, refresh, scratch, sweep, total
from legacymap.planning.bound.relaxation import Relaxation, Share, dearest_price, relax
from legacymap.planning.model.arrays import Amount, Arrays, Flag

MOST_ROWS: Final = 60_000  # of consumers; beyond, memory allows for the buckets alone
STRIDE: Final = 0.4  # in usual costs of a wave's delay: how far a price moves at first
HEAT: Final = 0.4  # in the same: what counts as nearly as cheap at first
SLOWING: Final = 4  # passes after which the heat has halved; strides shrink by its square root
STRETCH: Final = 4_000  # blocks of a pass between two looks at the stop signal


@dataclass(frozen=True, slots=True)
class Camp:
    """Where a climb stands: everything that another climb needs to go on from here.

    Without the tables of pairs, by far the largest: they follow from the prices.
    """

    best: int
    tables: tuple[Amount, ...]
    prices: Prices
    likely: Share
    allowed: Flag

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        arrays = (*self.tables, *self.prices, self.likely, self.allowed)
        return sum(array.nbytes for array in arrays)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a climb stands on: tables, limits with their prices, and how large a usual step is."""

    relaxed: Relaxation
    limits: Limits
    prices: Prices
    room: Scratch
    allowed: Flag  # [block, wave], waves from 0
    mine: Flag  # by block: whether it is more than a copy of a block elsewhere
    scale: int
    dearest: int  # scaled
    usual: float  # scaled


class Climb:
    """The tables and prices of a model or of a region, and the best bound proven so far."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.best = -1 << 62
        self.passes = 0
        self.shadows = np.zeros(len(ground.limits.over_max), np.float64)

    @property
    def scale(self) -> int:
        """What one unit of money counts in ``best``."""
        return self.ground.scale

    def climb(self, turn: int, stop: Callable[[], bool] | None = None) -> bool:
        """One pass, its bound, and new prices for the next, in steps as small as at ``turn``.

        False where ``stop`` ended it on the way: then the pass proves nothing and changes nothing
        that a later one needs.
        """
        ground = self.ground
        slower = 1.0 + turn / SLOWING
        refresh(ground.relaxed)
        backward = bool(self.passes % 2)
        for start in range(0, len(ground.relaxed.own), STRETCH):
            if start and stop is not None and stop():
                return False
            heat = ground.usual * HEAT / slower
            sweep(ground.relaxed, ground.room, backward, heat, start, STRETCH)
        self.passes += 1
        bound = self._bound()
        if bound > self.best:
            self.best = bound
            buckets = len(ground.limits.over_max)
            self.shadows = ground.prices.price[:buckets] / ground.scale
        step(
            ground.relaxed,
            ground.room,
            ground.limits,
            ground.prices,
            ground.scale,
            ground.usual * STRIDE / slower**0.5,
            FADING,
            turn + 1,
            float(ground.dearest),
        )
        return True

    def bound_of_tables(self) -> int:
        """What the tables prove as they are, whatever changed them."""
        refresh(self.ground.relaxed)
        return self._bound()

    def _bound(self) -> int:
        ground = self.ground
        given = allowance(ground.limits, ground.prices, ground.scale)
        return int(total(ground.relaxed)) + int(given)

    def camp(self) -> Camp:
        """Where the climb stands now."""
        return Camp(
            best=self.best,
            tables=tuple(table.copy() for table in self._tables()),
            prices=copied(self.ground.prices),
            likely=self.ground.room.likely.copy(),
            allowed=self.ground.allowed.copy(),
        )

    def resume(self, camp: Camp) -> None:
        """Go on from ``camp``."""
        ground = self.ground
        self.best = camp.best
        for table, kept in zip(self._tables(), camp.tables, strict=True):
            table[:] = kept
        shift_pairs(ground.relaxed, ground.limits, ground.prices.price, camp.prices.price)
        put(ground.prices, camp.prices)
        ground.room.likely[:] = camp.likely
        ground.allowed[:] = camp.allowed

    def forbid(self, block: int, waves: Flag) -> None:
        """Rule out some waves of one block from here on."""
        ground = self.ground
        dear = waves & ground.allowed[block]
        ground.relaxed.own[block, dear] += 4 * ground.dearest
        ground.allowed[block, dear] = False

    def _tables(self) -> tuple[Amount, ...]:
        relaxed = self.ground.relaxed
        return relaxed.own, relaxed.of_provider, relaxed.of_consumer


def climb_of(arrays: Arrays) -> Climb:
    """The climb of a whole model, at its foot: no prices, and nothing proven."""
    relaxed, scale = relax(arrays, arrays.allowed)
    used = uses(arrays, arrays.allowed)
    rows = len(relaxed.consumer)
    close = rows <= MOST_ROWS
    found = limits(arrays, relaxed, used, neighbours=close)
    dearest = dearest_price(arrays) * scale
    if close:
        forbid_clashes(relaxed, arrays, used, dearest)
    watched = np.zeros(rows, np.bool_)
    watched[found.row] = True
    climb = Climb(
        Ground(
            relaxed=relaxed,
            limits=found,
            prices=no_prices(found),
            room=scratch(relaxed, watched),
            allowed=arrays.allowed[:, 1:].copy(),
            mine=np.ones(len(arrays.cost), np.bool_),
            scale=scale,
            dearest=dearest,
            usual=_usual_delay(arrays) * scale,
        )
    )
    climb.best = 0  # costs are not negative, so neither is a plan's
    return climb


def _usual_delay(arrays: Arrays) -> float:
    """The median of what one wave more costs a block, else of what a gateway costs to build."""
    steps = np.abs(np.diff(arrays.cost[:, 1:], axis=1))
    inside = arrays.allowed[:, 1:-1] & arrays.allowed[:, 2:]
    interfaces = arrays.interfaces
    built = np.concatenate((interfaces.facade_build, interfaces.wrapper_build))
    for some in (steps[inside], built):
        sizes = np.sort(some[some > 0])
        if len(sizes):
            return float(sizes[len(sizes) // 2])
    return 1.0
