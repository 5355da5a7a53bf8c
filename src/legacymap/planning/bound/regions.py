"""A converged climb cut into regions that can be bounded one by one, all else held still.

The bound is a sum of smallest entries of tables. Group the tables by regions of blocks: what a
region's tables cost together is at least the sum of their smallest entries, and the sum over all
regions still is a bound. So each region may be bounded as well as one can, by itself.

A factor belongs to the region of its provider. A consumer elsewhere takes part as a copy that
costs nothing by itself: its messages to the factor stay where they are, as prices on the copy
(Lagrangian decomposition). A limit that lies in one region as a whole goes on moving its price
there; all others stay priced as they are.

Source:
    Guignard, M. and Kim, S. (1987), "Lagrangean decomposition", Mathematical Programming 39(2),
    215-228.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from legacymap.planning.bound.ascent import Prices
from legacymap.planning.bound.climb import Climb, Ground
from legacymap.planning.bound.limits import Limits
from legacymap.planning.bound.passes import scratch
from legacymap.planning.bound.relaxation import Relaxation, Share
from legacymap.planning.model.arrays import Flag, Index, grouped

SHARE: Final = 0.5  # of a model that one region may hold at most
ROOTS: Final = 5.0  # in roots of the number of blocks, the same
FEWEST: Final = 4  # blocks of a region of its own; smaller ones are not cut, and make one


def regions(limits: Limits, paid: Share, blocks: int) -> Index:
    """By block: its region, counted from 1, or 0 for the rest.

    The users of a bucket make one region, the bucket that is ``paid`` most first, unless that
    becomes too large; a bucket without a price joins nothing that another one has joined. Large
    regions are tighter, small ones are cut sooner.
    """
    most = min(SHARE * blocks, ROOTS * math.sqrt(blocks))
    leader = np.arange(blocks)
    for bucket in np.lexsort((np.arange(len(paid)), -paid)).tolist():
        users = limits.block[limits.block_ptr[bucket] : limits.block_ptr[bucket + 1]]
        if limits.largest[bucket] == 0:
            continue
        meeting = np.isin(leader, np.unique(leader[users]))
        # Whole systems may not fit although shares do, and so at no price.
        alone = meeting.sum() == len(np.unique(users))
        if meeting.sum() <= most and (paid[bucket] > 0 or alone):
            leader[meeting] = leader[meeting].min()
    _, region, sizes = np.unique(leader, return_inverse=True, return_counts=True)
    large = sizes >= FEWEST
    return np.where(large, np.cumsum(large), 0)[region].astype(np.int64)


def split(climb: Climb, region: Index) -> tuple[list[Climb], int]:
    """A climb for each region, and what the limits between them give back, scaled."""
    ground = climb.ground
    limits, prices = ground.limits, ground.prices
    held = _held(ground, region)
    outside = held < 0
    beyond = prices.asked - limits.over_price * ground.scale
    lost = np.maximum(beyond, 0) * limits.over_max * outside[: len(limits.over_max)]
    given = -int((prices.price * limits.room)[outside].sum()) - int(lost.sum())
    parts = [Climb(_part(ground, region, held, r)) for r in range(int(region.max()) + 1)]
    for part in parts:
        part.best = part.bound_of_tables()
    return parts, given


def _held(ground: Ground, region: Index) -> Index:
    """By limit: the region that holds all of it and of the bucket whose overtime it may use."""
    relaxed, limits = ground.relaxed, ground.limits
    count = len(limits.room)
    lowest, highest = np.full(count, region.max() + 1), np.full(count, -1)
    of_block = np.repeat(np.arange(count), np.diff(limits.block_ptr))
    of_row = np.repeat(np.arange(count), np.diff(limits.pair_ptr))
    for limit, block in (
        (of_block, limits.block),
        (of_row, relaxed.consumer[limits.row]),
        (of_row, relaxed.provider[relaxed.factor[limits.row]]),
    ):
        np.minimum.at(lowest, limit, region[block])
        np.maximum.at(highest, limit, region[block])
    held = np.where(lowest == highest, lowest, -1)
    with_bucket = np.where(limits.bucket >= 0, held[limits.bucket], held)
    return np.where(with_bucket == held, held, -1)


def _part(ground: Ground, region: Index, held: Index, which: int) -> Ground:
    relaxed = ground.relaxed
    rows = np.flatnonzero(region[relaxed.provider[relaxed.factor]] == which)
    factors = np.flatnonzero(region[relaxed.provider] == which)
    present = region == which
    present[relaxed.consumer[rows]] = True
    blocks = np.flatnonzero(present)
    mine = region[blocks] == which
    limits, prices = _limits(ground, np.flatnonzero(held == which), blocks, rows)
    watched = np.zeros(len(rows), np.bool_)
    watched[limits.row] = True
    tables = _tables(relaxed, blocks, mine, factors, rows)
    room = scratch(tables, watched)
    room.likely[:] = ground.room.likely[blocks]
    return Ground(
        relaxed=tables,
        limits=limits,
        prices=prices,
        room=room,
        allowed=ground.allowed[blocks].copy(),
        mine=mine,
        scale=ground.scale,
        dearest=ground.dearest,
        usual=ground.usual,
    )


def _tables(
    relaxed: Relaxation, blocks: Index, mine: Flag, factors: Index, rows: Index
) -> Relaxation:
    number = _numbers(blocks, len(relaxed.own))
    provider = number[relaxed.provider[factors]]
    consumer = number[relaxed.consumer[rows]]
    factor = _numbers(factors, len(relaxed.provider))[relaxed.factor[rows]]
    consumed_ptr, consumed = grouped(consumer, len(blocks))
    provided_ptr, provided = grouped(provider, len(blocks))
    first, last = provider.copy(), provider.copy()
    np.minimum.at(first, factor, consumer)
    np.maximum.at(last, factor, consumer)
    return Relaxation(
        width=relaxed.width,
        own=relaxed.own[blocks] * mine[:, None],
        provider=provider,
        row_ptr=np.searchsorted(factor, np.arange(len(factors) + 1)).astype(np.int64),
        factor=factor,
        consumer=consumer,
        pair=relaxed.pair[rows],
        spans=relaxed.spans[factors],
        span_ptr=relaxed.span_ptr,
        gateways=relaxed.gateways[factors],
        of_provider=relaxed.of_provider[factors],
        of_consumer=relaxed.of_consumer[rows],
        provided_ptr=provided_ptr,
        provided=provided,
        consumed_ptr=consumed_ptr,
        consumed=consumed,
        plain=relaxed.plain[factors],
        last=last,
        first=first,
    )


def _limits(ground: Ground, kept: Index, blocks: Index, rows: Index) -> tuple[Limits, Prices]:
    limits, prices = ground.limits, ground.prices
    count = len(limits.over_max)
    buckets = kept[kept < count]
    # A limit without overtime says -1, which is the last entry here too.
    bucket_number = np.append(_numbers(buckets, count), -1)
    block_number = _numbers(blocks, len(ground.relaxed.own))
    row_number = _numbers(rows, len(ground.relaxed.consumer))
    block_ptr, on_block = _chosen(limits.block_ptr, kept)
    pair_ptr, on_row = _chosen(limits.pair_ptr, kept)
    return Limits(
        room=limits.room[kept],
        bucket=bucket_number[limits.bucket[kept]],
        block_ptr=block_ptr,
        block=block_number[limits.block[on_block]],
        wave=limits.wave[on_block],
        amount=limits.amount[on_block],
        pair_ptr=pair_ptr,
        row=row_number[limits.row[on_row]],
        row_cell=limits.row_cell[on_row],
        row_amount=limits.row_amount[on_row],
        over_max=limits.over_max[buckets],
        over_price=limits.over_price[buckets],
        usual=limits.usual[kept],
        largest=limits.largest[kept],
    ), Prices(
        price=prices.price[kept],
        level=prices.level[kept],
        direction=prices.direction[kept],
        size=prices.size[kept],
        asked=prices.asked[buckets],
    )


def _numbers(kept: Index, count: int) -> Index:
    """By number of old: the new one, or -1."""
    number = np.full(count, -1, np.int64)
    number[kept] = np.arange(len(kept))
    return number


def _chosen(ptr: Index, kept: Index) -> tuple[Index, Index]:
    """``ptr`` of the ``kept`` alone, and where their entries are."""
    widths = np.diff(ptr)[kept]
    short = np.concatenate((np.zeros(1, np.int64), np.cumsum(widths))).astype(np.int64)
    return short, np.arange(int(short[-1])) + np.repeat(ptr[kept] - short[:-1], widths)
