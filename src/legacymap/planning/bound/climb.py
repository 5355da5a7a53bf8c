"""One climb to a bound: passes over the tables, new prices after each, and the best so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from legacymap.planning.bound.ascent import FADING, Prices, allowance, copied, no_prices, put, step
from legacymap.planning.bound.limits import forbid_clashes, limits, uses
from legacymap.planning.bound.passes import refresh, scratch, sweep, total
from legacymap.planning.bound.relaxation import Share, dearest_price, relax
from legacymap.planning.model.arrays import Amount, Arrays, Flag

MOST_ROWS: Final = 60_000  # of consumers; beyond, memory allows for the buckets alone
STRIDE: Final = 0.3  # in usual costs of a wave's delay: how far a price moves at first
HEAT: Final = 1.0  # in the same: what counts as nearly as cheap at first
SLOWING: Final = 20  # passes after which the heat has halved; steps shrink by its square root


@dataclass(frozen=True, slots=True)
class Camp:
    """Where a climb stands: everything that another climb needs to go on from here."""

    best: int
    tables: tuple[Amount, ...]
    prices: Prices
    likely: Share
    allowed: Flag


class Climb:
    """The tables and prices of a model, and the best bound that they have proven so far."""

    def __init__(self, arrays: Arrays) -> None:
        self._relaxed, self.scale = relax(arrays, arrays.allowed)
        used = uses(arrays, arrays.allowed)
        rows = len(self._relaxed.consumer)
        close = rows <= MOST_ROWS
        self._limits = limits(arrays, self._relaxed, used, neighbours=close)
        self._dearest = dearest_price(arrays) * self.scale
        if close:
            forbid_clashes(self._relaxed, arrays, used, self._dearest)
        watched = np.zeros(rows, np.bool_)
        watched[self._limits.row] = True
        self._room = scratch(self._relaxed, watched)
        self._prices = no_prices(self._limits)
        self._usual = _usual_delay(arrays) * self.scale
        self._allowed = arrays.allowed[:, 1:].copy()
        self.best = 0  # costs are not negative, so neither is a plan's
        self.passes = 0
        self.shadows = np.zeros(len(arrays.uses.cap), np.float64)

    @property
    def size(self) -> int:
        """How many bytes a camp takes."""
        return sum(table.nbytes for table in self._tables())

    @property
    def allowed(self) -> Flag:
        """By block and wave, from 0: what this climb lets a plan choose."""
        return self._allowed

    @property
    def likely(self) -> Share:
        """By block and wave: what the last pass believes in."""
        return self._room.likely

    def climb(self, turn: int) -> None:
        """One pass, its bound, and new prices for the next, in steps as small as at ``turn``."""
        slower = 1.0 + turn / SLOWING
        refresh(self._relaxed)
        sweep(self._relaxed, self._room, bool(self.passes % 2), self._usual * HEAT / slower)
        given = allowance(self._limits, self._prices, self.scale)
        bound = int(total(self._relaxed)) + int(given)
        self.passes += 1
        if bound > self.best:
            self.best = bound
            buckets = len(self._limits.over_max)
            self.shadows = self._prices.price[:buckets] / self.scale
        step(
            self._relaxed,
            self._room,
            self._limits,
            self._prices,
            self.scale,
            self._usual * STRIDE / slower**0.5,
            FADING,
            turn + 1,
            float(self._dearest),
        )

    def camp(self) -> Camp:
        """Where the climb stands now."""
        return Camp(
            best=self.best,
            tables=tuple(table.copy() for table in self._tables()),
            prices=copied(self._prices),
            likely=self._room.likely.copy(),
            allowed=self._allowed.copy(),
        )

    def resume(self, camp: Camp) -> None:
        """Go on from ``camp``."""
        self.best = camp.best
        for table, kept in zip(self._tables(), camp.tables, strict=True):
            table[:] = kept
        put(self._prices, camp.prices)
        self._room.likely[:] = camp.likely
        self._allowed[:] = camp.allowed

    def forbid(self, block: int, waves: Flag) -> None:
        """Rule out some waves of one block from here on."""
        dear = waves & self._allowed[block]
        self._relaxed.own[block, dear] += 4 * self._dearest
        self._allowed[block, dear] = False

    def _tables(self) -> tuple[Amount, ...]:
        relaxed = self._relaxed
        return relaxed.own, relaxed.pair, relaxed.of_provider, relaxed.of_consumer


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
