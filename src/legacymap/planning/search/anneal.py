"""Simulated annealing on the books: random moves, taken by Metropolis' rule at one temperature.

Broken limits are allowed at a price that rises while they stay broken, so the search can pass
through them. The dice are the kernel's own and the logarithm comes from a table of whole
numbers: equal input gives equal plans, whatever the machine's mathematical library.

Source:
    Kirkpatrick, S., Gelatt, C. D., Vecchi, M. P. (1983), "Optimization by Simulated Annealing",
    Science 220, 671.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from legacymap.planning.kernel import kernel, part
from legacymap.planning.model.arrays import Amount, Arrays, Index
from legacymap.planning.search.books import (
    BROKEN,
    FREE,
    JOURNAL,
    LARGEST_GROUP,
    NEVER,
    OBJECTIVE,
    OVER_MAX,
    TAKEN,
    TRIED,
    Books,
    Dice,
    Weight,
    keep_if_best,
    move,
    relief,
    shortfall,
    staged_overload,
    trial,
)

_STEPS: Final = 4096
_UNIT: Final = 65536
# -ln(u) for u in the middle of each of 4096 equal steps, in 65536ths.
PATIENCE: Final[Amount] = np.array(
    [round(-math.log((k + 0.5) / _STEPS) * _UNIT) for k in range(_STEPS)], np.int64
)
# Of 128 moves: alone, then a block and its rival that swap, then such that do not, then groups.
ALONE: Final = 60
SWAPPED: Final = 100
TOGETHER: Final = 124
RISE: Final = 1.25
FALL: Final = 0.98


@part
def roll(dice: Dice, sides: int) -> int:
    """A number from 0 to ``sides - 1`` (xorshift64*; Vigna 2016, ACM TOMS 42, 30)."""
    x = dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    dice[0] = x
    high = np.int64((x * np.uint64(2685821657736338717)) >> np.uint64(33))
    return int((high * sides) >> 31)


@part
def patience_now(books: Books, temperature: float, patience: Amount) -> float:
    """By how much a move may make the plan dearer this time (Metropolis' rule, dice first)."""
    return float(temperature * patience[roll(books.dice, _STEPS)] / _UNIT)


@kernel
def anneal(
    arrays: Arrays,
    books: Books,
    movable: Index,
    patience: Amount,
    temperature: float,
    moves: int,
) -> None:
    """Try ``moves`` moves at ``temperature`` and keep the best feasible placement met."""
    taken = 0
    for _ in range(moves):
        b = movable[roll(books.dice, len(movable))]
        most = patience_now(books, temperature, patience)
        kind = roll(books.dice, 128)
        if kind < ALONE:
            size = stage_one(arrays, books, b, target_wave(arrays, books, b), most)
        elif kind < TOGETHER:
            size = stage_chain(arrays, books, b, movable, kind < SWAPPED, most)
        else:
            size = stage_group(arrays, books, b, target_wave(arrays, books, b))
        if size > 0 and make(arrays, books, size, most):
            taken += 1
            keep_if_best(books)
    books.totals[TRIED] += moves
    books.totals[TAKEN] += taken


@part
def target_wave(arrays: Arrays, books: Books, b: int) -> int:
    """A wave to try: any, a near one, or that of a neighbour."""
    kind = roll(books.dice, 4)
    if kind == 0:
        return 1 + roll(books.dice, arrays.waves + 1)
    if kind == 1:
        step = 1 + roll(books.dice, 2)
        new = books.wave[b] + (step if roll(books.dice, 2) == 0 else -step)
        return int(min(max(new, 1), arrays.waves + 1))
    return int(books.wave[neighbour(arrays, books, b)])


@part
def neighbour(arrays: Arrays, books: Books, b: int) -> int:
    """A block on the other side of one of the interfaces of ``b``, or ``b`` if it has none."""
    interfaces = arrays.interfaces
    provided = interfaces.provided_ptr[b + 1] - interfaces.provided_ptr[b]
    consumed = interfaces.consumed_ptr[b + 1] - interfaces.consumed_ptr[b]
    if provided + consumed == 0:
        return b
    i = roll(books.dice, provided + consumed)
    if i >= provided:
        f = interfaces.consumed[interfaces.consumed_ptr[b] + i - provided]
        return int(interfaces.provider[f])
    f = interfaces.provided[interfaces.provided_ptr[b] + i]
    start = interfaces.consumer_ptr[f]
    return int(
        interfaces.consumer[start + roll(books.dice, interfaces.consumer_ptr[f + 1] - start)]
    )


@part
def rival(arrays: Arrays, books: Books, b: int, movable: Index) -> int:
    """A block that uses a resource of ``b``, or any block if ``b`` uses none."""
    uses = arrays.uses
    lines = uses.line_ptr[b + 1] - uses.line_ptr[b]
    if lines == 0:
        return int(movable[roll(books.dice, len(movable))])
    r = uses.resource[uses.line_ptr[b] + roll(books.dice, lines)]
    start = uses.user_ptr[r]
    return int(uses.user[start + roll(books.dice, uses.user_ptr[r + 1] - start)])


@part
def stage_one(arrays: Arrays, books: Books, b: int, new: int, most: float) -> int:
    """Stage the move of ``b`` to wave ``new``; 0 if it adds more than ``most``."""
    old = books.wave[b]
    if new == old:
        return 0
    alone = books.own[b, new] - books.own[b, old]
    # A precedence may still be mended by it, but at such a price seldom enough.
    if alone > most and alone - relief(arrays, books, b) > most:
        return 0
    price, excess, _ = trial(arrays, books, b, new)
    if price + excess > most:
        return 0
    books.group[0] = b
    books.target[0] = new
    return 1


@part
def stage_chain(
    arrays: Arrays, books: Books, b: int, movable: Index, swapped: bool, most: float
) -> int:
    """Stage that ``b`` takes the place of a rival, which takes that of ``b`` or goes elsewhere.

    0 if that adds more than ``most``, as far as the two share no interface and no precedence;
    where they do, a plain move or a group does as well.
    """
    other = rival(arrays, books, b, movable)
    here = books.wave[b]
    there = books.wave[other]
    back = here if swapped else target_wave(arrays, books, other)
    if here == there or back == there:
        return 0
    apart = books.own[b, there] - books.own[b, here]
    apart += books.own[other, back] - books.own[other, there]
    books.group[0] = b
    books.target[0] = there
    books.group[1] = other
    books.target[1] = back
    if apart > NEVER // 2 or apart + staged_overload(arrays, books, 2) > most:
        return 0
    return 2


@part
def stage_group(arrays: Arrays, books: Books, b: int, new: int) -> int:
    """Stage the move of connected blocks that share the wave of ``b`` to ``new``."""
    if new == books.wave[b] or not arrays.allowed[b, new]:
        return 0
    group = books.group
    group[0] = b
    books.target[0] = new
    size = 1
    wanted = 2 + min(roll(books.dice, LARGEST_GROUP - 1), roll(books.dice, LARGEST_GROUP - 1))
    for _ in range(3 * wanted):
        if size == wanted:
            break
        other = neighbour(arrays, books, group[roll(books.dice, size)])
        if books.wave[other] != books.wave[b] or not arrays.allowed[other, new]:
            continue
        known = False
        for i in range(size):
            known = known or group[i] == other
        if not known:
            group[size] = other
            books.target[size] = new
            size += 1
    return size


@part
def make(arrays: Arrays, books: Books, size: int, most: float) -> bool:
    """Make all staged moves if they add at most ``most``, else none."""
    group = books.group
    journal = books.totals[JOURNAL]
    objective = books.totals[OBJECTIVE]
    broken = books.totals[BROKEN]
    change = 0.0
    for i in range(size):
        books.origin[i] = books.wave[group[i]]
        price, excess, more = trial(arrays, books, group[i], books.target[i])
        move(arrays, books, group[i], books.target[i], price, more)
        change += price + excess
    if change <= most:
        return True
    for i in range(size - 1, -1, -1):
        move(arrays, books, group[i], books.origin[i], 0, 0)
    books.totals[OBJECTIVE] = objective
    books.totals[BROKEN] = broken
    books.totals[JOURNAL] = journal
    return False


@kernel
def reprice(arrays: Arrays, books: Books, floor: Weight) -> None:
    """Make what is in excess dearer and let the price of the rest sink towards ``floor``."""
    rules = arrays.precedences
    buckets = len(books.room)
    for k in range(buckets):
        full = -books.room[k, FREE] > books.room[k, OVER_MAX]
        books.weight[k] = max(floor[k], books.weight[k] * (RISE if full else FALL))
    for i in range(len(rules.lag)):
        short = shortfall(arrays, i, books.wave[rules.before[i]], books.wave[rules.after[i]]) > 0
        k = buckets + i
        books.weight[k] = max(floor[k], books.weight[k] * (RISE if short else FALL))
