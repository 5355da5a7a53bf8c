"""What a placement costs in parts, counted from the arrays and from nothing that a search keeps.

The scorer says the same of plans by name, and more; a model of a hundred thousand systems has no
time for names when it is told to stop.
"""

from __future__ import annotations

import numpy as np

from legacymap.planning.model.arrays import Amount, Arrays, Flag, Index
from legacymap.planning.model.score import Parts
from legacymap.planning.search.needs import Needs


def parts_of(arrays: Arrays, needs: Needs, waves: Index) -> Parts:
    """The objective of ``waves`` by what is paid for."""
    interfaces = arrays.interfaces
    of = np.repeat(np.arange(len(interfaces.provider)), np.diff(interfaces.consumer_ptr))
    consumers = waves[interfaces.consumer]
    provider = waves[interfaces.provider]
    last, first = provider.copy(), provider.copy()
    np.maximum.at(last, of, consumers)
    np.minimum.at(first, of, consumers)
    later, earlier = last - provider, provider - first
    return Parts(
        delay=int(arrays.cost[np.arange(len(waves)), waves].sum()),
        facade_build=int(interfaces.facade_build[later > 0].sum()),
        facade_hold=int((interfaces.facade_hold * later).sum()),
        facade_connect=int(interfaces.facade[consumers > provider[of]].sum()),
        wrapper_build=int(interfaces.wrapper_build[earlier > 0].sum()),
        wrapper_hold=int((interfaces.wrapper_hold * earlier).sum()),
        wrapper_connect=int(interfaces.wrapper[consumers < provider[of]].sum()),
        overload=int((overtime(arrays, needs, waves) * arrays.uses.over_price).sum()),
    )


def keeps_limits(arrays: Arrays, needs: Needs, waves: Index) -> bool:
    """Whether ``waves`` breaks no hard constraint."""
    over = overtime(arrays, needs, waves) > arrays.uses.over_max
    closed = ~arrays.allowed[np.arange(len(waves)), waves]
    return not (missed(arrays, waves).any() or over.any() or closed.any())


def missed(arrays: Arrays, waves: Index) -> Flag:
    """By precedence: whether ``waves`` breaks it."""
    rules = arrays.precedences
    after = waves[rules.after]
    late: Flag = (after <= arrays.waves) & (waves[rules.before] + rules.lag > after)
    return late


def overtime(arrays: Arrays, needs: Needs, waves: Index) -> Amount:
    """By bucket: the use beyond its capacity."""
    _, bucket, amount = needed(arrays, needs, waves)
    used = np.zeros(len(arrays.uses.cap), np.int64)
    np.add.at(used, bucket, amount)
    over: Amount = np.maximum(used - arrays.uses.cap, 0)
    return over


def needed(arrays: Arrays, needs: Needs, waves: Index) -> tuple[Index, Index, Amount]:
    """Every use that ``waves`` makes: block, bucket and amount."""
    blocks = np.arange(len(waves))
    rows = blocks * (arrays.waves + 2) + waves
    start, widths = needs.start[rows], needs.end[rows] - needs.start[rows]
    skip = np.repeat(start - np.cumsum(widths) + widths, widths)
    slots = np.arange(int(widths.sum())) + skip
    return np.repeat(blocks, widths), needs.bucket[slots], needs.amount[slots]
