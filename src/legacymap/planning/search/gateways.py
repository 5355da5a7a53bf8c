"""What each block's gateways would cost in every wave, kept right while blocks move.

An interface costs by the provider's wave and the first and the last wave of a consumer, plus the
connections of those on either side. So for a consumer only the ends that the *others* reach
matter: as long as those stay, a consumer's move changes nothing for the rest but the provider.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from legacymap.planning.kernel import part
from legacymap.planning.model.arrays import Amount, Arrays, Index

# Columns of ``ends``: the first and the second consumer in order of wave, then from the end.
FIRST: Final = 0
SECOND: Final = 1
LAST: Final = 2
LAST_BUT_ONE: Final = 3
# Columns of ``at``.
CONSUMERS: Final = 0
FACADES: Final = 1
WRAPPERS: Final = 2


class Gateways(NamedTuple):
    """Where the consumers of each interface stand."""

    at: Amount  # by interface and wave: consumers, and the prices of connecting them
    ends: Index  # by interface
    facades: Amount  # by interface: the price of connecting all consumers to the facade


def open_gateways(arrays: Arrays) -> Gateways:
    """Empty counts; :func:`count_interfaces` fills them."""
    interfaces = len(arrays.interfaces.provider)
    return Gateways(
        at=np.zeros((interfaces, arrays.waves + 2, 3), np.int64),
        ends=np.zeros((interfaces, 4), np.int64),
        facades=np.zeros(interfaces, np.int64),
    )


@part
def standing_price(arrays: Arrays, f: int, wave: int, first: int, last: int) -> int:
    """Building and holding the gateways of ``f``, its provider in ``wave``."""
    interfaces = arrays.interfaces
    price = 0
    if last > wave:
        price += interfaces.facade_build[f] + interfaces.facade_hold[f] * (last - wave)
    if first < wave:
        price += interfaces.wrapper_build[f] + interfaces.wrapper_hold[f] * (wave - first)
    return int(price)


@part
def find_ends(arrays: Arrays, gateways: Gateways, f: int) -> tuple[int, int, int, int]:
    """The waves of the first two and the last two consumers; beyond all waves if there is none."""
    at = gateways.at
    end = arrays.waves + 2
    first = 1
    while at[f, first, CONSUMERS] == 0:
        first += 1
    second = first
    if at[f, first, CONSUMERS] == 1:
        second += 1
        while second < end and at[f, second, CONSUMERS] == 0:
            second += 1
    last = end - 1
    while at[f, last, CONSUMERS] == 0:
        last -= 1
    last_but_one = last
    if at[f, last, CONSUMERS] == 1:
        last_but_one -= 1
        while last_but_one > 0 and at[f, last_but_one, CONSUMERS] == 0:
            last_but_one -= 1
    return first, second, last, last_but_one


@part
def price_provider(arrays: Arrays, gateways: Gateways, own: Amount, f: int, sign: int) -> None:
    """Add ``sign`` times the price of ``f`` to every wave of its provider."""
    at = gateways.at
    provider = arrays.interfaces.provider[f]
    first = gateways.ends[f, FIRST]
    last = gateways.ends[f, LAST]
    later = gateways.facades[f]
    earlier = 0
    for wave in range(1, arrays.waves + 2):
        later -= at[f, wave, FACADES]
        price = standing_price(arrays, f, wave, first, last) + later + earlier
        own[provider, wave] += sign * price
        earlier += at[f, wave, WRAPPERS]


@part
def price_consumer(
    arrays: Arrays, gateways: Gateways, waves: Index, own: Amount, f: int, row: int, sign: int
) -> None:
    """Add ``sign`` times the price of ``f``, but for the others' connections, to a consumer."""
    interfaces = arrays.interfaces
    consumer = interfaces.consumer[row]
    provider = waves[interfaces.provider[f]]
    ends = gateways.ends
    here = waves[consumer]
    first = ends[f, SECOND] if here == ends[f, FIRST] else ends[f, FIRST]
    last = ends[f, LAST_BUT_ONE] if here == ends[f, LAST] else ends[f, LAST]
    for wave in range(1, arrays.waves + 2):
        price = standing_price(arrays, f, provider, min(first, wave), max(last, wave))
        if wave > provider:
            price += interfaces.facade[row]
        elif wave < provider:
            price += interfaces.wrapper[row]
        own[consumer, wave] += sign * price


@part
def consumer_moves(
    arrays: Arrays,
    gateways: Gateways,
    waves: Index,
    own: Amount,
    row: int,
    f: int,
    old: int,
    new: int,
) -> None:
    """Keep prices and counts of ``f`` right while the consumer of ``row`` changes waves."""
    interfaces = arrays.interfaces
    at = gateways.at
    ends = gateways.ends
    price_provider(arrays, gateways, own, f, -1)
    at[f, old, CONSUMERS] -= 1
    at[f, old, FACADES] -= interfaces.facade[row]
    at[f, old, WRAPPERS] -= interfaces.wrapper[row]
    at[f, new, CONSUMERS] += 1
    at[f, new, FACADES] += interfaces.facade[row]
    at[f, new, WRAPPERS] += interfaces.wrapper[row]
    first, second, last, last_but_one = find_ends(arrays, gateways, f)
    moved = first != ends[f, FIRST] or second != ends[f, SECOND]
    moved = moved or last != ends[f, LAST] or last_but_one != ends[f, LAST_BUT_ONE]
    if moved:
        for other in range(interfaces.consumer_ptr[f], interfaces.consumer_ptr[f + 1]):
            if other != row:
                price_consumer(arrays, gateways, waves, own, f, other, -1)
        ends[f, FIRST] = first
        ends[f, SECOND] = second
        ends[f, LAST] = last
        ends[f, LAST_BUT_ONE] = last_but_one
        for other in range(interfaces.consumer_ptr[f], interfaces.consumer_ptr[f + 1]):
            if other != row:
                price_consumer(arrays, gateways, waves, own, f, other, 1)
    price_provider(arrays, gateways, own, f, 1)


@part
def provider_moves(
    arrays: Arrays, gateways: Gateways, waves: Index, own: Amount, f: int, old: int, new: int
) -> None:
    """Keep the prices of the consumers of ``f`` right while its provider changes waves."""
    interfaces = arrays.interfaces
    provider = interfaces.provider[f]
    for row in range(interfaces.consumer_ptr[f], interfaces.consumer_ptr[f + 1]):
        price_consumer(arrays, gateways, waves, own, f, row, -1)
    waves[provider] = new
    for row in range(interfaces.consumer_ptr[f], interfaces.consumer_ptr[f + 1]):
        price_consumer(arrays, gateways, waves, own, f, row, 1)
    waves[provider] = old


@part
def count_interfaces(arrays: Arrays, gateways: Gateways, waves: Index) -> int:
    """Count the consumers of all interfaces by wave; returns the price of all gateways."""
    interfaces = arrays.interfaces
    at = gateways.at
    at.fill(0)
    total = 0
    for f in range(len(interfaces.provider)):
        provider = waves[interfaces.provider[f]]
        gateways.facades[f] = 0
        for row in range(interfaces.consumer_ptr[f], interfaces.consumer_ptr[f + 1]):
            wave = waves[interfaces.consumer[row]]
            at[f, wave, CONSUMERS] += 1
            at[f, wave, FACADES] += interfaces.facade[row]
            at[f, wave, WRAPPERS] += interfaces.wrapper[row]
            gateways.facades[f] += interfaces.facade[row]
            if wave > provider:
                total += interfaces.facade[row]
            elif wave < provider:
                total += interfaces.wrapper[row]
        first, second, last, last_but_one = find_ends(arrays, gateways, f)
        gateways.ends[f, FIRST] = first
        gateways.ends[f, SECOND] = second
        gateways.ends[f, LAST] = last
        gateways.ends[f, LAST_BUT_ONE] = last_but_one
        total += standing_price(arrays, f, provider, first, last)
    return int(total)


@part
def own_prices(arrays: Arrays, gateways: Gateways, waves: Index, own: Amount) -> None:
    """Add the prices of all interfaces to the blocks that they touch."""
    interfaces = arrays.interfaces
    for f in range(len(interfaces.provider)):
        price_provider(arrays, gateways, own, f, 1)
        for row in range(interfaces.consumer_ptr[f], interfaces.consumer_ptr[f + 1]):
            price_consumer(arrays, gateways, waves, own, f, row, 1)
