"""The running books of a search: what one move changes, and how to make it.

``own`` holds for every block and wave what the block and its gateways would cost there while all
others stay: a trial reads two numbers of it, and only moves that are made pay for keeping it
right. What is in excess of the hard limits is weighed beside the exact change of the objective.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from legacymap.planning.kernel import kernel, part
from legacymap.planning.model.arrays import Amount, Arrays, Flag, Index
from legacymap.planning.search.gateways import (
    Gateways,
    consumer_moves,
    count_interfaces,
    open_gateways,
    own_prices,
    provider_moves,
)
from legacymap.planning.search.needs import Needs, needs

Weight = npt.NDArray[np.float64]
Dice = npt.NDArray[np.uint64]

# Rows of ``totals``.
OBJECTIVE = 0
BROKEN = 1  # hard limits in excess: buckets and precedences
BEST = 2  # the least objective met while none was
TRIED = 3
TAKEN = 4
JOURNAL = 5  # moves since the best plan was last written down
FOUND = 6  # whether there is a best plan

# Columns of ``room``.
FREE = 0  # capacity that is left; below 0 what is overtime
OVER_MAX = 1
OVER_PRICE = 2

LARGEST_GROUP = 8
NEVER: Final = 1 << 60
"""The price of a forbidden wave: far above any sum of prices, and far from overflow."""


class Books(NamedTuple):
    """A placement of all blocks and everything that is counted about it."""

    wave: Index  # by block
    own: Amount  # by block and wave: delay and gateways if the block stood there
    gateways: Gateways
    needs: Needs
    room: Amount  # by bucket: FREE, OVER_MAX, OVER_PRICE
    weight: Weight  # by bucket, then by precedence: the price of a unit in excess
    totals: Amount
    dice: Dice
    best: Index  # by block
    journal: Index
    # scratch: the change of each bucket that staged moves make
    change: Amount
    marked: Flag
    touched: Index
    # scratch: the blocks of staged moves, whither they go and whence they come
    group: Index
    target: Index
    origin: Index


def open_books(arrays: Arrays, seed: int) -> Books:
    """Empty books; :func:`place` fills them."""
    blocks = len(arrays.cost)
    uses = arrays.uses
    buckets = len(uses.cap)
    return Books(
        wave=np.full(blocks, arrays.waves + 1, np.int64),
        own=np.zeros_like(arrays.cost),
        gateways=open_gateways(arrays),
        needs=needs(arrays),
        room=np.stack((uses.cap, uses.over_max, uses.over_price, np.zeros_like(uses.cap)), axis=1),
        weight=np.ones(buckets + len(arrays.precedences.lag), np.float64),
        totals=np.zeros(7, np.int64),
        # Any odd multiplier keeps different seeds apart; the state must not be 0.
        dice=np.array([(seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64 or 1], np.uint64),
        best=np.full(blocks, arrays.waves + 1, np.int64),
        journal=np.zeros(blocks + 64, np.int64),
        change=np.zeros(buckets, np.int64),
        marked=np.zeros(buckets, np.bool_),
        touched=np.zeros(buckets, np.int64),
        group=np.zeros(LARGEST_GROUP, np.int64),
        target=np.zeros(LARGEST_GROUP, np.int64),
        origin=np.zeros(LARGEST_GROUP, np.int64),
    )


@part
def overload_change(books: Books, k: int, amount: int) -> tuple[int, float, int]:
    """What using ``amount`` more of bucket ``k`` adds: overload price, weighed excess, broken."""
    free = books.room[k, FREE]
    was = max(0, -free)
    now = max(0, amount - free)
    if was == now:
        return 0, 0.0, 0
    price = (now - was) * books.room[k, OVER_PRICE]
    most = books.room[k, OVER_MAX]
    was_excess = max(0, was - most)
    now_excess = max(0, now - most)
    if was_excess == now_excess:
        return int(price), 0.0, 0
    excess = books.weight[k] * (now_excess - was_excess)
    return int(price), excess, int(now_excess > 0) - int(was_excess > 0)


@part
def use_change(arrays: Arrays, books: Books, b: int, new: int) -> tuple[int, float, int]:
    """What moving block ``b`` adds to overload price, weighed excess and broken limits."""
    needed = books.needs
    row = b * (arrays.waves + 2)
    i = needed.start[row + books.wave[b]]
    i_end = needed.end[row + books.wave[b]]
    j = needed.start[row + new]
    j_end = needed.end[row + new]
    price = 0
    excess = 0.0
    broken = 0
    while i < i_end or j < j_end:
        # Both are in order of bucket: one that is in both changes by the difference.
        left = needed.bucket[i] if i < i_end else NEVER
        right = needed.bucket[j] if j < j_end else NEVER
        amount = 0
        if left <= right:
            amount -= needed.amount[i]
            i += 1
        if right <= left:
            amount += needed.amount[j]
            j += 1
        more, over, full = overload_change(books, min(left, right), amount)
        price += more
        excess += over
        broken += full
    return price, excess, broken


@part
def relief(arrays: Arrays, books: Books, b: int) -> float:
    """The most that leaving its wave can save block ``b`` in overload and weighed excess."""
    needed = books.needs
    row = b * (arrays.waves + 2) + books.wave[b]
    saved = 0.0
    for i in range(needed.start[row], needed.end[row]):
        k = needed.bucket[i]
        if books.room[k, FREE] < 0:
            price, excess, _ = overload_change(books, k, -needed.amount[i])
            saved -= price + excess
    return saved


@part
def gather_use(arrays: Arrays, books: Books, b: int, wave: int, sign: int, touched: int) -> int:
    """Note what ``b`` in ``wave`` adds to each bucket; returns how many are touched so far.

    Who reads a change sets it back to 0.
    """
    needed = books.needs
    row = b * (arrays.waves + 2) + wave
    for i in range(needed.start[row], needed.end[row]):
        k = needed.bucket[i]
        if not books.marked[k]:
            books.marked[k] = True
            books.touched[touched] = k
            touched += 1
        books.change[k] += sign * needed.amount[i]
    return touched


@part
def staged_overload(arrays: Arrays, books: Books, size: int) -> float:
    """What the staged moves together add to overload and weighed excess."""
    touched = 0
    for i in range(size):
        b = books.group[i]
        touched = gather_use(arrays, books, b, books.wave[b], -1, touched)
        touched = gather_use(arrays, books, b, books.target[i], 1, touched)
    added = 0.0
    for i in range(touched):
        k = books.touched[i]
        price, excess, _ = overload_change(books, k, books.change[k])
        added += price + excess
        books.change[k] = 0
        books.marked[k] = False
    return added


@part
def shortfall(arrays: Arrays, i: int, before: int, after: int) -> int:
    """By how many waves precedence ``i`` is missed."""
    if after > arrays.waves:
        return 0
    return int(max(0, before + arrays.precedences.lag[i] - after))


@part
def precedence_change(arrays: Arrays, books: Books, b: int, new: int) -> tuple[float, int]:
    """What moving block ``b`` adds to weighed shortfall and broken precedences."""
    rules = arrays.precedences
    old = books.wave[b]
    buckets = len(arrays.uses.cap)
    excess = 0.0
    broken = 0
    for j in range(rules.as_after_ptr[b], rules.as_after_ptr[b + 1]):
        i = rules.as_after[j]
        before = books.wave[rules.before[i]]
        was = shortfall(arrays, i, before, old)
        now = shortfall(arrays, i, before, new)
        excess += books.weight[buckets + i] * (now - was)
        broken += (now > 0) - (was > 0)
    for j in range(rules.as_before_ptr[b], rules.as_before_ptr[b + 1]):
        i = rules.as_before[j]
        after = books.wave[rules.after[i]]
        was = shortfall(arrays, i, old, after)
        now = shortfall(arrays, i, new, after)
        excess += books.weight[buckets + i] * (now - was)
        broken += (now > 0) - (was > 0)
    return excess, broken


@part
def trial(arrays: Arrays, books: Books, b: int, new: int) -> tuple[int, float, int]:
    """What moving block ``b`` to wave ``new`` would change: objective, weighed excess, broken."""
    excess, broken = precedence_change(arrays, books, b, new)
    price, over, full = use_change(arrays, books, b, new)
    price += books.own[b, new] - books.own[b, books.wave[b]]
    return int(price), excess + over, broken + full


@part
def move(arrays: Arrays, books: Books, b: int, new: int, price: int, broken: int) -> None:
    """Move block ``b`` to wave ``new``; a trial found out ``price`` and ``broken``."""
    interfaces = arrays.interfaces
    old = books.wave[b]
    for j in range(interfaces.consumed_ptr[b], interfaces.consumed_ptr[b + 1]):
        consumer_moves(
            arrays,
            books.gateways,
            books.wave,
            books.own,
            interfaces.consumed_row[j],
            interfaces.consumed[j],
            old,
            new,
        )
    for j in range(interfaces.provided_ptr[b], interfaces.provided_ptr[b + 1]):
        provider_moves(
            arrays, books.gateways, books.wave, books.own, interfaces.provided[j], old, new
        )
    needed = books.needs
    row = b * (arrays.waves + 2)
    for i in range(needed.start[row + old], needed.end[row + old]):
        books.room[needed.bucket[i], FREE] += needed.amount[i]
    for i in range(needed.start[row + new], needed.end[row + new]):
        books.room[needed.bucket[i], FREE] -= needed.amount[i]
    books.wave[b] = new
    books.totals[OBJECTIVE] += price
    books.totals[BROKEN] += broken
    # A journal of moves makes writing down a new best plan cheap: only what moved is copied.
    if books.totals[JOURNAL] < len(books.journal):
        books.journal[books.totals[JOURNAL]] = b
    books.totals[JOURNAL] += 1


@kernel
def keep_if_best(books: Books) -> None:
    """Write the placement down if it breaks nothing and costs less than any before."""
    totals = books.totals
    if totals[BROKEN] > 0 or (totals[FOUND] == 1 and totals[OBJECTIVE] >= totals[BEST]):
        return
    if totals[FOUND] == 0 or totals[JOURNAL] > len(books.journal):
        for b in range(len(books.wave)):
            books.best[b] = books.wave[b]
    else:
        for i in range(totals[JOURNAL]):
            books.best[books.journal[i]] = books.wave[books.journal[i]]
    totals[FOUND] = 1
    totals[BEST] = totals[OBJECTIVE]
    totals[JOURNAL] = 0


@kernel
def place(arrays: Arrays, books: Books, waves: Index) -> None:
    """Put every block into its wave of ``waves`` and count everything afresh."""
    uses = arrays.uses
    rules = arrays.precedences
    needed = books.needs
    for k in range(len(uses.cap)):
        books.room[k, FREE] = uses.cap[k]
    objective = np.int64(0)
    broken = 0
    for b in range(len(waves)):
        books.wave[b] = waves[b]
        objective += arrays.cost[b, waves[b]]
        row = b * (arrays.waves + 2) + waves[b]
        for i in range(needed.start[row], needed.end[row]):
            books.room[needed.bucket[i], FREE] -= needed.amount[i]
        for wave in range(arrays.waves + 2):
            books.own[b, wave] = arrays.cost[b, wave] if arrays.allowed[b, wave] else NEVER
    for k in range(len(uses.cap)):
        over = max(0, -books.room[k, FREE])
        objective += over * uses.over_price[k]
        broken += over > uses.over_max[k]
    for i in range(len(rules.lag)):
        broken += shortfall(arrays, i, waves[rules.before[i]], waves[rules.after[i]]) > 0
    objective += count_interfaces(arrays, books.gateways, books.wave)
    own_prices(arrays, books.gateways, books.wave, books.own)
    books.totals[OBJECTIVE] = objective
    books.totals[BROKEN] = broken
    books.totals[JOURNAL] = len(books.journal) + 1
