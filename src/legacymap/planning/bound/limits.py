"""The limits that the relaxation prices: buckets, and what they leave to a block's neighbours.

Every limit reads ``sum coefficient * share <= room + overtime`` over shares of blocks in waves and
of rows in pairs of waves. A bucket speaks of blocks alone. But a block that stands in wave ``s``
and uses bucket ``b`` leaves only the rest of ``b`` to all others, and so to its neighbours:

    sum over neighbours o of use(o, b) * [o, and the block in s] <= (cap - own use) * [block in s]

That is the bucket times ``[block in s]``, without the terms of strangers (Adams & Sherali). It
forbids what the buckets alone let pass: to split a whole neighbourhood evenly over all waves and
to pay for no gateway. With ``cap`` it may use the overtime of the bucket, and shares its price;
with ``cap + over_max`` it needs none, and the room may be cut to what whole neighbours can fill.

Source:
    Adams, W. P. and Sherali, H. D. (1986), "A tight linearization and an algorithm for zero-one
    quadratic programming problems", Management Science 32(10), 1274-1290.
"""

from __future__ import annotations

import itertools
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np

from legacymap.planning.bound.relaxation import Relaxation, Share
from legacymap.planning.model.arrays import Amount, Arrays, Flag, Index, grouped

FINE: Final = 5_000  # the most room whose sums are looked at one by one


class Limits(NamedTuple):
    """Limits in rows; the first are the buckets, in the order of the model's arrays."""

    room: Amount  # by limit
    bucket: Index  # by limit: whose overtime it may use, or -1
    block_ptr: Index  # by limit: its entries on blocks
    block: Index
    wave: Index
    amount: Amount
    pair_ptr: Index  # by limit: its entries on rows
    row: Index
    row_cell: Index  # wave of the provider * width + wave of the consumer
    row_amount: Amount
    over_max: Amount  # by bucket, no more than all blocks together could want
    over_price: Amount
    usual: Share  # by limit: a usual amount
    largest: Amount  # by limit: the largest amount, or 0 where it cannot bind


class Uses(NamedTuple):
    """What a block uses of a bucket when it goes live in a wave, where that is not nothing."""

    ptr: Index  # by block
    block: Index
    wave: Index  # from 0
    bucket: Index
    amount: Amount


def uses(arrays: Arrays, allowed: Flag) -> Uses:
    """All uses in ``allowed`` waves, by block, bucket and wave."""
    own = arrays.uses
    slots = arrays.waves + 2
    of_line = np.repeat(np.arange(len(arrays.cost)), np.diff(own.line_ptr))
    parts = []
    for wave in range(1, arrays.waves + 1):
        lines = np.flatnonzero(allowed[of_line, wave] & (own.offset < wave))
        rows = own.resource[lines] * slots + wave - own.offset[lines]
        line, slot = _ranges(lines, own.slot_ptr[rows], own.slot_ptr[rows + 1])
        key = of_line[line] * max(len(own.cap), 1) + own.slot[slot]
        found, place = np.unique(key, return_inverse=True)
        amount = np.zeros(len(found), np.int64)
        np.add.at(amount, place, own.amount[line])
        parts.append((found, np.full(len(found), wave - 1), amount))
    key, of_wave, amount = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((of_wave, key))
    block, bucket = np.divmod(key[order], max(len(own.cap), 1))
    ptr = np.searchsorted(block, np.arange(len(arrays.cost) + 1)).astype(np.int64)
    return Uses(ptr, block, of_wave[order], bucket, amount[order])


def _ranges(owner: Index, start: Index, stop: Index) -> tuple[Index, Index]:
    """Every position from ``start`` to ``stop``, beside the owner of its range."""
    widths = stop - start
    shift = np.repeat(start - np.cumsum(widths) + widths, widths)
    return np.repeat(owner, widths), np.arange(int(widths.sum())) + shift


def limits(arrays: Arrays, relaxed: Relaxation, used: Uses, *, neighbours: bool) -> Limits:
    """The buckets of ``arrays`` and, where asked for, what they leave to ``neighbours``."""
    own = arrays.uses
    buckets = len(own.cap)
    block_ptr, order = grouped(used.bucket, buckets)
    none = np.zeros(0, np.int64)
    wanted = _most_wanted(used, buckets)
    found = Limits(
        room=own.cap,
        bucket=np.arange(buckets),
        block_ptr=block_ptr,
        block=used.block[order],
        wave=used.wave[order],
        amount=used.amount[order],
        pair_ptr=np.zeros(buckets + 1, np.int64),
        row=none,
        row_cell=none,
        row_amount=none,
        over_max=np.clip(wanted - own.cap, 0, own.over_max),
        over_price=own.over_price,
        usual=np.ones(buckets, np.float64),
        largest=np.zeros(buckets, np.int64),
    )
    if neighbours:
        found = _with_neighbours(arrays, relaxed, used, found)
    usual, largest = _amounts(found)
    largest[:buckets][wanted <= own.cap] = 0
    return found._replace(usual=usual, largest=largest)


def _most_wanted(used: Uses, buckets: int) -> Amount:
    """By bucket: what all blocks would use, each in its dearest wave."""
    who, place = np.unique(used.block * max(buckets, 1) + used.bucket, return_inverse=True)
    most = np.zeros(len(who), np.int64)
    np.maximum.at(most, place, used.amount)
    wanted = np.zeros(buckets, np.int64)
    np.add.at(wanted, who % max(buckets, 1), most)
    return wanted


def _amounts(found: Limits) -> tuple[Share, Amount]:
    """By limit: the mean of its positive amounts, and the largest of all."""
    count = len(found.room)
    sums, terms = np.zeros(count), np.zeros(count)
    largest = np.zeros(count, np.int64)
    for ptr, amount in (
        (found.block_ptr, found.amount),
        (found.pair_ptr, found.row_amount),
    ):
        owner = np.repeat(np.arange(count), np.diff(ptr))
        np.add.at(sums, owner, np.maximum(amount, 0))
        np.add.at(terms, owner, amount > 0)
        np.maximum.at(largest, owner, np.abs(amount))
    return np.maximum(sums / np.maximum(terms, 1.0), 1.0), largest


def _with_neighbours(arrays: Arrays, relaxed: Relaxation, used: Uses, found: Limits) -> Limits:
    own = arrays.uses
    buckets = len(own.cap)
    root, row, cell, amount = _meetings(relaxed, used, buckets)
    entries = len(used.block)
    # How much the neighbours would take at most, each in its dearest wave.
    other = np.where(
        relaxed.consumer[row] == used.block[root],
        relaxed.provider[relaxed.factor[row]],
        relaxed.consumer[row],
    )
    who, place = np.unique(root * len(arrays.cost) + other, return_inverse=True)
    most = np.zeros(len(who), np.int64)
    np.maximum.at(most, place, amount)
    wanted = np.zeros(entries, np.int64)
    np.add.at(wanted, who // max(len(arrays.cost), 1), most)
    parts = [found]
    for overtime in (False, True):
        room = own.cap[used.bucket] - used.amount + (own.over_max[used.bucket] if overtime else 0)
        tight = wanted > room
        if not overtime:
            tight &= own.over_max[used.bucket] > 0
        roots = np.flatnonzero(tight)
        number = np.full(entries, -1, np.int64)
        number[roots] = np.arange(len(roots))
        mine = np.flatnonzero(tight[root])
        pair_ptr, order = grouped(number[root[mine]], len(roots))
        mine = mine[order]
        left = room[roots]
        if overtime:
            left = _reachable(left, pair_ptr, other[mine], amount[mine])
        parts.append(
            found._replace(
                room=np.zeros(len(roots), np.int64),
                bucket=np.full(len(roots), -1) if overtime else used.bucket[roots],
                block_ptr=np.arange(len(roots) + 1),
                block=used.block[roots],
                wave=used.wave[roots],
                amount=-left,
                pair_ptr=pair_ptr,
                row=row[mine],
                row_cell=cell[mine],
                row_amount=amount[mine],
            )
        )
    return _joined(parts)


def _reachable(room: Amount, ptr: Index, other: Index, amount: Amount) -> Amount:
    """By limit: the largest sum up to ``room`` that whole neighbours can take, one amount each."""
    best = room.copy()
    for i in np.flatnonzero(room <= FINE).tolist():
        part = slice(int(ptr[i]), int(ptr[i + 1]))
        takes = sorted(set(zip(other[part].tolist(), amount[part].tolist(), strict=True)))
        limit = int(room[i])
        sums = 1  # bit k: whether k can be reached
        for _, own in itertools.groupby(takes, key=itemgetter(0)):
            before = sums
            for _, take in own:
                if take <= limit:
                    sums |= before << take
            sums &= (2 << limit) - 1
        best[i] = sums.bit_length() - 1
    return best


def forbid_clashes(relaxed: Relaxation, arrays: Arrays, used: Uses, price: int) -> None:
    """Price the pairs of waves in which two neighbours alone overfill a bucket."""
    own = arrays.uses
    root, row, cell, amount = _meetings(relaxed, used, len(own.cap))
    bucket = used.bucket[root]
    over = used.amount[root] + amount > own.cap[bucket] + own.over_max[bucket]
    clashing = np.unique(row[over] * relaxed.width**2 + cell[over])
    relaxed.pair.reshape(-1)[clashing] += price


def _meetings(relaxed: Relaxation, used: Uses, buckets: int) -> tuple[Index, Index, Index, Amount]:
    """Where both ends of a row use one bucket: a use of the one, row, cell, amount of the other."""
    rows = np.arange(len(relaxed.consumer))
    ends = relaxed.provider[relaxed.factor], relaxed.consumer
    key = used.block * max(buckets, 1) + used.bucket
    parts = []
    for root_is_provider in (True, False):
        root, other = ends if root_is_provider else ends[::-1]
        # Of several rows between two blocks one speaks for all.
        first = np.unique(root * len(relaxed.own) + other, return_index=True)[1]
        first = np.sort(first)
        row, theirs = _ranges(rows[first], used.ptr[other[first]], used.ptr[other[first] + 1])
        wanted = root[row] * max(buckets, 1) + used.bucket[theirs]
        at, mine = _ranges(
            np.arange(len(row)), np.searchsorted(key, wanted), np.searchsorted(key, wanted, "right")
        )
        row, theirs = row[at], theirs[at]
        provider, consumer = (mine, theirs) if root_is_provider else (theirs, mine)
        cell = used.wave[provider] * relaxed.width + used.wave[consumer]
        parts.append((mine, row, cell, used.amount[theirs]))
    root, row, cell, amount = (np.concatenate(part) for part in zip(*parts, strict=True))
    return root, row, cell, amount


def _joined(parts: list[Limits]) -> Limits:
    """The limits of all ``parts`` in one."""
    first = parts[0]
    return first._replace(
        room=np.concatenate([part.room for part in parts]),
        bucket=np.concatenate([part.bucket for part in parts]),
        block_ptr=_chained([part.block_ptr for part in parts]),
        block=np.concatenate([part.block for part in parts]),
        wave=np.concatenate([part.wave for part in parts]),
        amount=np.concatenate([part.amount for part in parts]),
        pair_ptr=_chained([part.pair_ptr for part in parts]),
        row=np.concatenate([part.row for part in parts]),
        row_cell=np.concatenate([part.row_cell for part in parts]),
        row_amount=np.concatenate([part.row_amount for part in parts]),
    )


def _chained(pointers: list[Index]) -> Index:
    widths = np.concatenate([np.diff(ptr) for ptr in pointers])
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(widths))).astype(np.int64)
