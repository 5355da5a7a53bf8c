"""One pass of message passing: every block in turn takes its cost back and shares it out anew.

Sequential reweighted message passing. A block pulls from each factor that it is part of what the
factor would cost at least in each of its waves, and hands equal parts to the factors that still
wait in this direction. Whatever is taken here is given there, so after every step the sum of the
smallest entries of all tables is a lower bound; no step lowers it.

Source:
    Kolmogorov, V. (2015), "A new look at reweighted message passing", IEEE PAMI 37(5), 919-930.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from legacymap.planning.bound.relaxation import Relaxation, Share
from legacymap.planning.kernel import kernel, part
from legacymap.planning.model.arrays import Amount, Flag


class Scratch(NamedTuple):
    """Room for one visit, and what the pass believes of the waves."""

    earliest: Amount  # [wave]: over the spans of one wave of the provider, by m
    latest: Amount  # [wave]: the same, by M
    table: Amount  # [wave of the provider, wave of the consumer]
    cheapest: Amount  # [wave]
    likely: Share  # [block, wave]: shares of 1
    likely_pair: Share  # [row, wave, wave]
    watched: Flag  # by row: whether anyone asks for its pairs


def scratch(relaxed: Relaxation, watched: Flag) -> Scratch:
    """Room for the passes over ``relaxed``."""
    width = relaxed.width
    return Scratch(
        earliest=np.empty(width, np.int64),
        latest=np.empty(width, np.int64),
        table=np.empty((width, width), np.int64),
        cheapest=np.empty(width, np.int64),
        likely=np.zeros(relaxed.own.shape, np.float64),
        likely_pair=np.zeros((len(watched), width, width), np.float64),
        watched=watched,
    )


@kernel
def refresh(relaxed: Relaxation) -> None:
    """Count the spans of all factors anew, after their tables were changed from outside."""
    for k in range(len(relaxed.provider)):
        for s in range(relaxed.gateways.shape[1]):
            relaxed.spans[k, s] = relaxed.gateways[k, s]
        for e in range(relaxed.row_ptr[k], relaxed.row_ptr[k + 1]):
            book(relaxed, e, 1)


@kernel
def sweep(
    relaxed: Relaxation, room: Scratch, backward: bool, heat: float, start: int, count: int
) -> None:
    """Visit ``count`` blocks from the ``start``-th on, in their order or against it."""
    blocks = len(relaxed.own)
    for turn in range(start, min(start + count, blocks)):
        block = blocks - 1 - turn if backward else turn
        pull(relaxed, room, block, heat)
        push(relaxed, block, backward)


@kernel
def total(relaxed: Relaxation) -> int:
    """The sum of the smallest entries of all tables."""
    width = relaxed.width
    sum_: int = 0
    for i in range(len(relaxed.own)):
        least = relaxed.own[i, 0]
        for w in range(1, width):
            least = min(least, relaxed.own[i, w])
        sum_ += least
    for k in range(len(relaxed.provider)):
        least = cheapest_span(relaxed, k, 0) + relaxed.of_provider[k, 0]
        for t in range(1, width):
            least = min(least, cheapest_span(relaxed, k, t) + relaxed.of_provider[k, t])
        sum_ += least
    return int(sum_)


@part
def cheapest_span(relaxed: Relaxation, k: int, t: int) -> int:
    """What factor ``k`` costs at least with its provider in wave ``t``, whose part aside."""
    first = relaxed.span_ptr[t]
    least = relaxed.spans[k, first]
    if not relaxed.plain[k]:
        for s in range(first + 1, relaxed.span_ptr[t + 1]):
            least = min(least, relaxed.spans[k, s])
    return int(least)


@part
def book_plain(relaxed: Relaxation, e: int, sign: int) -> None:
    """The same for a factor without gateways."""
    k = relaxed.factor[e]
    for t in range(relaxed.width):
        least = relaxed.pair[e, t, 0] + relaxed.of_consumer[e, 0]
        for w in range(1, relaxed.width):
            least = min(least, relaxed.pair[e, t, w] + relaxed.of_consumer[e, w])
        relaxed.spans[k, relaxed.span_ptr[t]] += sign * least


@part
def book(relaxed: Relaxation, e: int, sign: int) -> None:
    """Add the cheapest choices of row ``e`` to the spans of its factor, or take them away."""
    width, k = relaxed.width, relaxed.factor[e]
    if relaxed.plain[k]:
        book_plain(relaxed, e, sign)
        return
    for t in range(width):
        s = relaxed.span_ptr[t]
        # From the widest span before t inwards would need a second table; t is small.
        for m in range(t + 1):
            before = relaxed.pair[e, t, m] + relaxed.of_consumer[e, m]
            for w in range(m + 1, t + 1):
                before = min(before, relaxed.pair[e, t, w] + relaxed.of_consumer[e, w])
            choice = before
            for latest in range(t, width):
                choice = min(choice, relaxed.pair[e, t, latest] + relaxed.of_consumer[e, latest])
                relaxed.spans[k, s] += sign * choice
                s += 1


@part
def pull(relaxed: Relaxation, room: Scratch, block: int, heat: float) -> None:
    """Take back from all factors of ``block`` all that it costs them at least, by wave."""
    width = relaxed.width
    for j in range(relaxed.provided_ptr[block], relaxed.provided_ptr[block + 1]):
        k = relaxed.provided[j]
        for t in range(width):
            least = cheapest_span(relaxed, k, t)
            relaxed.own[block, t] += least + relaxed.of_provider[k, t]
            relaxed.of_provider[k, t] = -least
    for j in range(relaxed.consumed_ptr[block], relaxed.consumed_ptr[block + 1]):
        e = relaxed.consumed[j]
        book(relaxed, e, -1)
        tabulate(relaxed, room, e)
        for w in range(width):
            least = room.table[0, w]
            for t in range(1, width):
                least = min(least, room.table[t, w])
            room.cheapest[w] = least
            relaxed.own[block, w] += least + relaxed.of_consumer[e, w]
            relaxed.of_consumer[e, w] = -least
        if room.watched[e]:
            for w in range(width):
                believe_column(room, e, w, width, heat)
    believe(relaxed, room, block, heat)
    for j in range(relaxed.consumed_ptr[block], relaxed.consumed_ptr[block + 1]):
        e = relaxed.consumed[j]
        if room.watched[e]:
            for t in range(width):
                for w in range(width):
                    room.likely_pair[e, t, w] *= room.likely[block, w]


@part
def tabulate(relaxed: Relaxation, room: Scratch, e: int) -> None:
    """What each pair of waves costs the factor at least, the consumer's own part aside."""
    width, k = relaxed.width, relaxed.factor[e]
    for t in range(width):
        if relaxed.plain[k]:
            for w in range(width):
                room.table[t, w] = relaxed.pair[e, t, w] + relaxed.of_provider[k, t]
            continue
        s = relaxed.span_ptr[t]
        for m in range(t + 1):
            least = relaxed.spans[k, s]
            for latest in range(t, width):
                value = relaxed.spans[k, s]
                least = min(least, value)
                room.latest[latest] = value if m == 0 else min(room.latest[latest], value)
                s += 1
            room.earliest[m] = least if m == 0 else min(least, room.earliest[m - 1])
        for latest in range(width - 2, t - 1, -1):
            room.latest[latest] = min(room.latest[latest], room.latest[latest + 1])
        for w in range(width):
            rest = room.earliest[w] if w <= t else room.latest[w]
            room.table[t, w] = rest + relaxed.pair[e, t, w] + relaxed.of_provider[k, t]


@part
def believe_column(room: Scratch, e: int, w: int, width: int, heat: float) -> None:
    """How likely each wave of the provider is, given wave ``w`` of the consumer."""
    sum_ = 0.0
    for t in range(width):
        likely = np.exp((room.cheapest[w] - room.table[t, w]) / heat)
        room.likely_pair[e, t, w] = likely
        sum_ += likely
    for t in range(width):
        room.likely_pair[e, t, w] /= sum_


@part
def believe(relaxed: Relaxation, room: Scratch, block: int, heat: float) -> None:
    """How likely each wave of ``block`` is, by what it costs there."""
    width = relaxed.width
    least = relaxed.own[block, 0]
    for w in range(1, width):
        least = min(least, relaxed.own[block, w])
    sum_ = 0.0
    for w in range(width):
        room.likely[block, w] = np.exp((least - relaxed.own[block, w]) / heat)
        sum_ += room.likely[block, w]
    for w in range(width):
        room.likely[block, w] /= sum_


@part
def push(relaxed: Relaxation, block: int, backward: bool) -> None:
    """Hand equal parts of what ``block`` costs to the factors that are still to come."""
    width = relaxed.width
    ahead, behind = waiting(relaxed, block)
    if backward:
        ahead, behind = behind, ahead
    parts = max(ahead, behind)
    for j in range(relaxed.provided_ptr[block], relaxed.provided_ptr[block + 1]):
        k = relaxed.provided[j]
        if (relaxed.first[k] < block) if backward else (relaxed.last[k] > block):
            for t in range(width):
                relaxed.of_provider[k, t] += relaxed.own[block, t] // parts
    for j in range(relaxed.consumed_ptr[block], relaxed.consumed_ptr[block + 1]):
        e = relaxed.consumed[j]
        k = relaxed.factor[e]
        if (relaxed.first[k] < block) if backward else (relaxed.last[k] > block):
            for w in range(width):
                relaxed.of_consumer[e, w] += relaxed.own[block, w] // parts
        book(relaxed, e, 1)
    for w in range(width):
        if ahead > 0:
            relaxed.own[block, w] -= ahead * (relaxed.own[block, w] // parts)


@part
def waiting(relaxed: Relaxation, block: int) -> tuple[int, int]:
    """How many factors of ``block`` have a later block, and how many an earlier one."""
    ahead = behind = 0
    for j in range(relaxed.provided_ptr[block], relaxed.provided_ptr[block + 1]):
        k = relaxed.provided[j]
        ahead += relaxed.last[k] > block
        behind += relaxed.first[k] < block
    for j in range(relaxed.consumed_ptr[block], relaxed.consumed_ptr[block + 1]):
        k = relaxed.factor[relaxed.consumed[j]]
        ahead += relaxed.last[k] > block
        behind += relaxed.first[k] < block
    return ahead, behind
