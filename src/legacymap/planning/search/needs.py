"""What every block would use of which bucket, for each wave that it could go live in.

Looked up at every move a search tries, so it is worked out once: the buckets of a block and wave
stand in order, each once, whatever mixture of lines, offsets and long buckets they come from.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from legacymap.planning.kernel import kernel, part
from legacymap.planning.model.arrays import Amount, Arrays, Index


class Needs(NamedTuple):
    """By block * (waves + 2) + wave: ``bucket[start:end]`` and ``amount[start:end]``."""

    start: Index
    end: Index
    bucket: Index
    amount: Amount


def needs(arrays: Arrays) -> Needs:
    """The needs of all blocks in all waves; none in the backlog."""
    start = np.zeros(arrays.cost.size + 1, np.int64)
    count_needs(arrays, start)
    np.cumsum(start, out=start)
    found = Needs(
        start=start,
        end=start[:-1].copy(),
        bucket=np.empty(start[-1], np.int64),
        amount=np.empty(start[-1], np.int64),
    )
    gather_needs(arrays, found)
    return found


@kernel
def count_needs(arrays: Arrays, count: Index) -> None:
    """How many slots each block and wave falls into, one row further on in ``count``."""
    uses = arrays.uses
    for b in range(len(arrays.cost)):
        for wave in range(1, arrays.waves + 1):
            for i in range(uses.line_ptr[b], uses.line_ptr[b + 1]):
                at = wave - uses.offset[i]
                if at >= 1:
                    row = uses.resource[i] * (arrays.waves + 2) + at
                    slots = uses.slot_ptr[row + 1] - uses.slot_ptr[row]
                    count[b * (arrays.waves + 2) + wave + 1] += slots


@kernel
def gather_needs(arrays: Arrays, found: Needs) -> None:
    """Fill in the buckets of every block and wave, in order."""
    uses = arrays.uses
    for b in range(len(arrays.cost)):
        for wave in range(1, arrays.waves + 1):
            for i in range(uses.line_ptr[b], uses.line_ptr[b + 1]):
                at = wave - uses.offset[i]
                if at >= 1:
                    row = uses.resource[i] * (arrays.waves + 2) + at
                    for j in range(uses.slot_ptr[row], uses.slot_ptr[row + 1]):
                        here = b * (arrays.waves + 2) + wave
                        need(found, here, uses.slot[j], uses.amount[i])


@part
def need(found: Needs, here: int, bucket: int, amount: int) -> None:
    """Add ``amount`` of ``bucket`` to the needs of the row ``here``, which stay in order."""
    at = found.end[here]
    while at > found.start[here] and found.bucket[at - 1] > bucket:
        at -= 1
    if at > found.start[here] and found.bucket[at - 1] == bucket:
        found.amount[at - 1] += amount
        return
    for i in range(found.end[here], at, -1):
        found.bucket[i] = found.bucket[i - 1]
        found.amount[i] = found.amount[i - 1]
    found.bucket[at] = bucket
    found.amount[at] = amount
    found.end[here] += 1
