"""The running books of a search: what one move changes, and how to make it.

A trial returns the exact change of the objective, the weighed change of what is in excess of the
hard limits, and the change in how many of them are broken. Connection prices are kept by
interface and wave, so a trial costs O(waves) an interface however many consumers that has.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from legacymap.planning.kernel import kernel, part
from legacymap.planning.model.arrays import Amount, Arrays, Flag, Index

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

LARGEST_GROUP = 8


class Books(NamedTuple):
    """A placement of all blocks and everything that is counted about it."""

    wave: Index  # by block
    # by interface and wave: consumers, and the prices of connecting them
    consumers: Index
    facade_at: Amount
    wrapper_at: Amount
    # by interface
    first: Index  # the earliest and the latest wave of a consumer
    last: Index
    later: Amount  # facade prices of the consumers after the provider
    earlier: Amount  # wrapper prices of the consumers before it
    gateway: Amount  # the price of the gateways as they stand
    used: Amount  # by bucket
    weight: Weight  # by bucket, then by precedence: the price of a unit in excess
    totals: Amount
    dice: Dice
    best: Index  # by block
    journal: Index
    # scratch: the change of each bucket during a trial
    change: Amount
    marked: Flag
    touched: Index
    group: Index  # scratch: the blocks of a group move, and whence they come
    origin: Index


def open_books(arrays: Arrays, seed: int) -> Books:
    """Empty books; :func:`place` fills them."""
    blocks, columns = arrays.cost.shape
    interfaces = len(arrays.interfaces.provider)
    buckets = len(arrays.uses.cap)
    return Books(
        wave=np.full(blocks, arrays.waves + 1, np.int64),
        consumers=np.zeros((interfaces, columns), np.int64),
        facade_at=np.zeros((interfaces, columns), np.int64),
        wrapper_at=np.zeros((interfaces, columns), np.int64),
        first=np.zeros(interfaces, np.int64),
        last=np.zeros(interfaces, np.int64),
        later=np.zeros(interfaces, np.int64),
        earlier=np.zeros(interfaces, np.int64),
        gateway=np.zeros(interfaces, np.int64),
        used=np.zeros(buckets, np.int64),
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
        origin=np.zeros(LARGEST_GROUP, np.int64),
    )


@part
def gateway_price(
    arrays: Arrays, f: int, wave: int, first: int, last: int, later: int, earlier: int
) -> int:
    """What the gateways of interface ``f`` cost with its provider in ``wave``."""
    interfaces = arrays.interfaces
    price = np.int64(0)
    if last > wave:
        price += interfaces.facade_build[f] + interfaces.facade_hold[f] * (last - wave) + later
    if first < wave:
        price += interfaces.wrapper_build[f] + interfaces.wrapper_hold[f] * (wave - first) + earlier
    return int(price)


@part
def provider_moved(books: Books, f: int, old: int, new: int) -> tuple[int, int]:
    """The prices of connecting those later and those earlier than the provider in ``new``."""
    later = books.later[f]
    earlier = books.earlier[f]
    if new > old:
        for wave in range(old + 1, new + 1):
            later -= books.facade_at[f, wave]
        for wave in range(old, new):
            earlier += books.wrapper_at[f, wave]
    else:
        for wave in range(new + 1, old + 1):
            later += books.facade_at[f, wave]
        for wave in range(new, old):
            earlier -= books.wrapper_at[f, wave]
    return later, earlier


@part
def consumer_moved(books: Books, f: int, old: int, new: int) -> tuple[int, int]:
    """The first and the last wave of a consumer once one of them is in ``new``."""
    first = books.first[f]
    last = books.last[f]
    alone = books.consumers[f, old] == 1
    if new >= last:
        last = new
    elif old == last and alone:
        last -= 1
        while last > new and books.consumers[f, last] == 0:
            last -= 1
    if new <= first:
        first = new
    elif old == first and alone:
        first += 1
        while first < new and books.consumers[f, first] == 0:
            first += 1
    return first, last


@part
def gateways_change(arrays: Arrays, books: Books, b: int, new: int) -> int:
    """What moving block ``b`` adds to the price of all gateways."""
    interfaces = arrays.interfaces
    old = books.wave[b]
    change = np.int64(0)
    for j in range(interfaces.provided_ptr[b], interfaces.provided_ptr[b + 1]):
        f = interfaces.provided[j]
        later, earlier = provider_moved(books, f, old, new)
        price = gateway_price(arrays, f, new, books.first[f], books.last[f], later, earlier)
        change += price - books.gateway[f]
    for j in range(interfaces.consumed_ptr[b], interfaces.consumed_ptr[b + 1]):
        f = interfaces.consumed[j]
        row = interfaces.consumed_row[j]
        wave = books.wave[interfaces.provider[f]]
        first, last = consumer_moved(books, f, old, new)
        later = books.later[f] + interfaces.facade[row] * ((new > wave) - (old > wave))
        earlier = books.earlier[f] + interfaces.wrapper[row] * ((new < wave) - (old < wave))
        change += gateway_price(arrays, f, wave, first, last, later, earlier) - books.gateway[f]
    return int(change)


@part
def gather_use(arrays: Arrays, books: Books, b: int, old: int, new: int) -> int:
    """Note how the use of each bucket changes if ``b`` goes from wave ``old`` to ``new``.

    Returns how many buckets are touched; who reads a change sets it back to 0.
    """
    uses = arrays.uses
    touched = 0
    for joining in range(2):
        wave = new if joining else old
        if wave > arrays.waves:
            continue
        for i in range(uses.line_ptr[b], uses.line_ptr[b + 1]):
            at = wave - uses.offset[i]
            if at < 1:
                continue
            row = uses.resource[i] * (arrays.waves + 2) + at
            for j in range(uses.slot_ptr[row], uses.slot_ptr[row + 1]):
                k = uses.slot[j]
                if not books.marked[k]:
                    books.marked[k] = True
                    books.touched[touched] = k
                    touched += 1
                books.change[k] += uses.amount[i] if joining else -uses.amount[i]
    return touched


@part
def use_change(arrays: Arrays, books: Books, b: int, new: int) -> tuple[int, float, int]:
    """What moving block ``b`` adds to overload price, weighed excess and broken limits."""
    uses = arrays.uses
    touched = gather_use(arrays, books, b, books.wave[b], new)
    price = np.int64(0)
    excess = 0.0
    broken = 0
    for i in range(touched):
        k = books.touched[i]
        was = max(0, books.used[k] - uses.cap[k])
        now = max(0, books.used[k] + books.change[k] - uses.cap[k])
        books.change[k] = 0
        books.marked[k] = False
        price += (now - was) * uses.over_price[k]
        was_excess = max(0, was - uses.over_max[k])
        now_excess = max(0, now - uses.over_max[k])
        if was_excess != now_excess:
            excess += books.weight[k] * (now_excess - was_excess)
            broken += (now_excess > 0) - (was_excess > 0)
    return int(price), excess, broken


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
    price += arrays.cost[b, new] - arrays.cost[b, books.wave[b]]
    price += gateways_change(arrays, books, b, new)
    return int(price), excess + over, broken + full


@part
def move(arrays: Arrays, books: Books, b: int, new: int, price: int, broken: int) -> None:
    """Move block ``b`` to wave ``new``; a trial found out ``price`` and ``broken``."""
    interfaces = arrays.interfaces
    old = books.wave[b]
    for j in range(interfaces.provided_ptr[b], interfaces.provided_ptr[b + 1]):
        f = interfaces.provided[j]
        later, earlier = provider_moved(books, f, old, new)
        books.later[f] = later
        books.earlier[f] = earlier
        books.gateway[f] = gateway_price(
            arrays, f, new, books.first[f], books.last[f], later, earlier
        )
    for j in range(interfaces.consumed_ptr[b], interfaces.consumed_ptr[b + 1]):
        f = interfaces.consumed[j]
        row = interfaces.consumed_row[j]
        wave = books.wave[interfaces.provider[f]]
        first, last = consumer_moved(books, f, old, new)
        books.first[f] = first
        books.last[f] = last
        books.later[f] += interfaces.facade[row] * ((new > wave) - (old > wave))
        books.earlier[f] += interfaces.wrapper[row] * ((new < wave) - (old < wave))
        books.consumers[f, old] -= 1
        books.consumers[f, new] += 1
        books.facade_at[f, old] -= interfaces.facade[row]
        books.facade_at[f, new] += interfaces.facade[row]
        books.wrapper_at[f, old] -= interfaces.wrapper[row]
        books.wrapper_at[f, new] += interfaces.wrapper[row]
        books.gateway[f] = gateway_price(
            arrays, f, wave, first, last, books.later[f], books.earlier[f]
        )
    touched = gather_use(arrays, books, b, old, new)
    for i in range(touched):
        k = books.touched[i]
        books.used[k] += books.change[k]
        books.change[k] = 0
        books.marked[k] = False
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
    interfaces = arrays.interfaces
    uses = arrays.uses
    rules = arrays.precedences
    books.consumers.fill(0)
    books.facade_at.fill(0)
    books.wrapper_at.fill(0)
    books.used.fill(0)
    for b in range(len(waves)):
        books.wave[b] = waves[b]
    objective = np.int64(0)
    broken = 0
    for b in range(len(waves)):
        objective += arrays.cost[b, waves[b]]
        touched = gather_use(arrays, books, b, arrays.waves + 1, waves[b])
        for i in range(touched):
            k = books.touched[i]
            books.used[k] += books.change[k]
            books.change[k] = 0
            books.marked[k] = False
    for k in range(len(uses.cap)):
        over = max(0, books.used[k] - uses.cap[k])
        objective += over * uses.over_price[k]
        broken += over > uses.over_max[k]
    for i in range(len(rules.lag)):
        broken += shortfall(arrays, i, waves[rules.before[i]], waves[rules.after[i]]) > 0
    for f in range(len(interfaces.provider)):
        objective += count_interface(arrays, books, f)
    books.totals[OBJECTIVE] = objective
    books.totals[BROKEN] = broken
    books.totals[JOURNAL] = len(books.journal) + 1


@part
def count_interface(arrays: Arrays, books: Books, f: int) -> int:
    """Count the consumers of ``f`` by wave; returns the price of its gateways."""
    interfaces = arrays.interfaces
    provider = books.wave[interfaces.provider[f]]
    books.first[f] = arrays.waves + 1
    books.last[f] = 1
    books.later[f] = 0
    books.earlier[f] = 0
    for row in range(interfaces.consumer_ptr[f], interfaces.consumer_ptr[f + 1]):
        wave = books.wave[interfaces.consumer[row]]
        books.consumers[f, wave] += 1
        books.facade_at[f, wave] += interfaces.facade[row]
        books.wrapper_at[f, wave] += interfaces.wrapper[row]
        books.first[f] = min(books.first[f], wave)
        books.last[f] = max(books.last[f], wave)
        if wave > provider:
            books.later[f] += interfaces.facade[row]
        elif wave < provider:
            books.earlier[f] += interfaces.wrapper[row]
    books.gateway[f] = gateway_price(
        arrays, f, provider, books.first[f], books.last[f], books.later[f], books.earlier[f]
    )
    return int(books.gateway[f])
