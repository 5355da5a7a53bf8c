"""List scheduling: each block in turn into its earliest wave that breaks nothing placed so far."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from legacymap.planning.kernel import kernel, part
from legacymap.planning.model.arrays import Amount, Arrays, Flag, Index

UNPLACED = 0


class Desk(NamedTuple):
    """What is at hand while blocks are placed."""

    opened: Flag  # by block: whether what must precede it was looked at
    stack: Index
    used: Amount  # by bucket


def list_schedule(arrays: Arrays, order: Index) -> Index:
    """The wave of every block; what must precede a block is placed before it.

    Overtime is used as far as it is allowed. A block for which nothing is left goes where it
    overfills least: the result is then not feasible, and the scorer says so.
    """
    blocks = len(order)
    wave = np.full(blocks, UNPLACED, np.int64)
    desk = Desk(
        opened=np.zeros(blocks, np.bool_),
        stack=np.empty(blocks + len(arrays.precedences.lag) + 1, np.int64),
        used=np.zeros(len(arrays.uses.cap), np.int64),
    )
    place_in_turn(arrays, order, wave, desk)
    return wave


@kernel
def place_in_turn(arrays: Arrays, order: Index, wave: Index, desk: Desk) -> None:
    """Place the blocks of ``order``, and before each what must precede it."""
    stack = desk.stack
    for turn in range(len(order)):
        stack[0] = order[turn]
        height = 1
        while height > 0:
            b = stack[height - 1]
            if wave[b] == UNPLACED and not desk.opened[b]:
                desk.opened[b] = True
                height = push_predecessors(arrays, b, wave, desk, height)
                continue
            height -= 1
            if wave[b] == UNPLACED:
                wave[b] = earliest_wave(arrays, b, wave, desk.used)
                use(arrays, b, wave[b], False, desk.used)


@part
def push_predecessors(arrays: Arrays, b: int, wave: Index, desk: Desk, height: int) -> int:
    """Put what must precede ``b`` on the stack; what is open already closes a circle."""
    rules = arrays.precedences
    for j in range(rules.as_after_ptr[b], rules.as_after_ptr[b + 1]):
        before = rules.before[rules.as_after[j]]
        if wave[before] == UNPLACED and not desk.opened[before]:
            desk.stack[height] = before
            height += 1
    return height


@part
def earliest_wave(arrays: Arrays, b: int, wave: Index, used: Amount) -> int:
    """The earliest allowed wave that fits, else the allowed one that overfills least."""
    choice = arrays.waves + 1
    least = -1.0
    for at in range(1, arrays.waves + 2):
        if not arrays.allowed[b, at]:
            continue
        excess = misfit(arrays, b, at, wave, used)
        if excess == 0.0:
            return at
        if least < 0.0 or excess < least:
            least = excess
            choice = at
    return choice


@part
def misfit(arrays: Arrays, b: int, at: int, wave: Index, used: Amount) -> float:
    """How badly ``b`` fits into wave ``at``: 0.0 if it breaks nothing, else larger if worse."""
    rules = arrays.precedences
    bad = 0.0
    for j in range(rules.as_after_ptr[b], rules.as_after_ptr[b + 1]):
        i = rules.as_after[j]
        before = wave[rules.before[i]]
        if before != UNPLACED and at <= arrays.waves:
            bad += max(0, before + rules.lag[i] - at)
    for j in range(rules.as_before_ptr[b], rules.as_before_ptr[b + 1]):
        i = rules.as_before[j]
        after = wave[rules.after[i]]
        if after != UNPLACED and after <= arrays.waves:
            bad += max(0, at + rules.lag[i] - after)
    return bad + overfill(arrays, b, at, used)


@part
def overfill(arrays: Arrays, b: int, at: int, used: Amount) -> float:
    """The largest excess over a bucket's limit, in parts of that limit, once ``b`` is there."""
    uses = arrays.uses
    if at > arrays.waves:
        return 0.0
    # Several lines may fall into one bucket (a year's budget): book them, look, take them back.
    use(arrays, b, at, False, used)
    worst = 0.0
    for i in range(uses.line_ptr[b], uses.line_ptr[b + 1]):
        row = uses.resource[i] * (arrays.waves + 2) + at - uses.offset[i]
        for j in range(uses.slot_ptr[row], uses.slot_ptr[row + 1]):
            k = uses.slot[j]
            limit = uses.cap[k] + uses.over_max[k]
            if used[k] > limit:
                worst = max(worst, (used[k] - limit) / (limit + 1.0))
    use(arrays, b, at, True, used)
    return worst


@part
def use(arrays: Arrays, b: int, at: int, back: bool, used: Amount) -> None:
    """Book what ``b`` uses in wave ``at``, or take it back.

    An allowed wave leaves room for the duration, so nothing falls before the first.
    """
    uses = arrays.uses
    if at > arrays.waves:
        return
    for i in range(uses.line_ptr[b], uses.line_ptr[b + 1]):
        row = uses.resource[i] * (arrays.waves + 2) + at - uses.offset[i]
        for j in range(uses.slot_ptr[row], uses.slot_ptr[row + 1]):
            used[uses.slot[j]] += -uses.amount[i] if back else uses.amount[i]
