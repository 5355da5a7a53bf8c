"""How prices of limits move: up where more is wanted than there is, down where less.

Each price takes steps of Adam along what the last pass believes is used beyond the limit. Steps
are in money for a usual use, so limits of any unit move alike, and shrink with the passes.

Source:
    Kingma, D. P. and Ba, J. (2015), "Adam: a method for stochastic optimization", ICLR.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from legacymap.planning.bound.limits import Limits
from legacymap.planning.bound.passes import Scratch
from legacymap.planning.bound.relaxation import Relaxation, Share
from legacymap.planning.kernel import kernel
from legacymap.planning.model.arrays import Amount

FADING: Final = (0.9, 0.99)  # memory of the direction and of its size


class Prices(NamedTuple):
    """The price of every limit, and what its next step remembers."""

    price: Amount  # by limit: scaled money a unit, what the tables hold
    level: Share  # by limit: the same before rounding
    direction: Share
    size: Share
    asked: Amount  # by bucket: the sum of the prices that may use its overtime


def no_prices(limits: Limits) -> Prices:
    """All prices 0."""
    count = len(limits.room)
    return Prices(
        price=np.zeros(count, np.int64),
        level=np.zeros(count, np.float64),
        direction=np.zeros(count, np.float64),
        size=np.zeros(count, np.float64),
        asked=np.zeros(len(limits.over_max), np.int64),
    )


def copied(prices: Prices) -> Prices:
    """The same prices, to move apart from these."""
    return Prices(
        price=prices.price.copy(),
        level=prices.level.copy(),
        direction=prices.direction.copy(),
        size=prices.size.copy(),
        asked=prices.asked.copy(),
    )


def put(prices: Prices, kept: Prices) -> None:
    """Set ``prices`` to those ``kept``."""
    prices.price[:] = kept.price
    prices.level[:] = kept.level
    prices.direction[:] = kept.direction
    prices.size[:] = kept.size
    prices.asked[:] = kept.asked


@kernel
def shift_pairs(relaxed: Relaxation, limits: Limits, old: Amount, new: Amount) -> None:
    """Set the tables of pairs from the ``old`` prices to the ``new``."""
    width = relaxed.width
    for c in range(len(limits.room)):
        change = new[c] - old[c]
        if change != 0:
            for i in range(limits.pair_ptr[c], limits.pair_ptr[c + 1]):
                t, w = limits.row_cell[i] // width, limits.row_cell[i] % width
                relaxed.pair[limits.row[i], t, w] += change * limits.row_amount[i]


@kernel
def allowance(limits: Limits, prices: Prices, scale: int) -> int:
    """What the priced limits give back: the part of the bound that no table holds."""
    sum_ = 0
    for c in range(len(limits.room)):
        sum_ -= prices.price[c] * limits.room[c]
    for b in range(len(limits.over_max)):
        beyond = prices.asked[b] - limits.over_price[b] * scale
        if beyond > 0:
            sum_ -= beyond * limits.over_max[b]
    return sum_


@kernel
def step(
    relaxed: Relaxation,
    room: Scratch,
    limits: Limits,
    prices: Prices,
    scale: int,
    stride: float,
    fading: tuple[float, float],
    turn: int,
    most: float,
) -> None:
    """Move every price once, and the tables with it."""
    width = relaxed.width
    fade = 1.0 - fading[0] ** turn
    fade_size = 1.0 - fading[1] ** turn
    for c in range(len(limits.room)):
        if limits.largest[c] == 0:
            continue
        excess = -float(limits.room[c])
        for i in range(limits.block_ptr[c], limits.block_ptr[c + 1]):
            excess += limits.amount[i] * room.likely[limits.block[i], limits.wave[i]]
        for i in range(limits.pair_ptr[c], limits.pair_ptr[c + 1]):
            t, w = limits.row_cell[i] // width, limits.row_cell[i] % width
            excess += limits.row_amount[i] * room.likely_pair[limits.row[i], t, w]
        b = limits.bucket[c]
        if b >= 0 and prices.asked[b] > limits.over_price[b] * scale:
            excess -= limits.over_max[b]
        excess /= limits.usual[c]
        prices.direction[c] = fading[0] * prices.direction[c] + (1 - fading[0]) * excess
        prices.size[c] = fading[1] * prices.size[c] + (1 - fading[1]) * excess * excess
        mean = np.sqrt(prices.size[c] / fade_size) + 1e-9
        move = stride * (prices.direction[c] / fade) / mean / limits.usual[c]
        prices.level[c] = min(max(0.0, prices.level[c] + move), most / limits.largest[c])
        change = int(prices.level[c]) - prices.price[c]
        if change == 0:
            continue
        prices.price[c] += change
        if b >= 0:
            prices.asked[b] += change
        for i in range(limits.block_ptr[c], limits.block_ptr[c + 1]):
            relaxed.own[limits.block[i], limits.wave[i]] += change * limits.amount[i]
        for i in range(limits.pair_ptr[c], limits.pair_ptr[c + 1]):
            t, w = limits.row_cell[i] // width, limits.row_cell[i] % width
            relaxed.pair[limits.row[i], t, w] += change * limits.row_amount[i]
