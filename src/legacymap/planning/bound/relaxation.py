"""The planning model without its buckets, as a graph of blocks and of factors between them.

A factor is one interface: the provider's wave ``t``, the span ``m..M`` of its gateways and one
table by wave for each of its consumers. It is exact, shared gateways included: given ``t``, ``m``
and ``M`` every consumer chooses for itself within the span. A precedence is a plain factor: one
consumer and no gateways. All numbers are integers, money times ``scale``; waves count from 0 here,
and the last is the backlog.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from legacymap.planning.model.arrays import Amount, Arrays, Flag, Index, grouped

FINEST: Final = 20  # bits behind the point of a price
ROOM: Final = 61  # bits of a sum, so that no sum overflows

Share = npt.NDArray[np.float64]


class Relaxation(NamedTuple):
    """Blocks, factors, and what of a block's cost each factor holds at the moment."""

    width: int  # waves with the backlog
    own: Amount  # [block, wave]: what no factor holds
    provider: Index  # by factor: a block
    row_ptr: Index  # by factor: its consumers
    factor: Index  # by row
    consumer: Index  # by row: a block
    pair: Amount  # [row, wave of the provider, wave of the consumer]
    spans: Amount  # [factor, span]: gateways, and the cheapest choice of all consumers
    span_ptr: Index  # by wave of the provider: its spans, by m and then by M
    gateways: Amount  # [factor, span]
    of_provider: Amount  # [factor, wave]: the part of the provider's cost it holds
    of_consumer: Amount  # [row, wave]
    provided_ptr: Index  # by block: the factors it provides
    provided: Index
    consumed_ptr: Index  # by block: its rows
    consumed: Index
    plain: Flag  # by factor: whether it has no gateways; only the first span of a wave counts
    last: Index  # by factor: the last of its blocks
    first: Index  # by factor: the first of its blocks


def relax(arrays: Arrays, allowed: Flag) -> tuple[Relaxation, int]:
    """The relaxation of ``arrays`` with the ``allowed`` waves, and the scale of its numbers."""
    width = arrays.waves + 1
    interfaces, rules = arrays.interfaces, arrays.precedences
    provider = np.concatenate((interfaces.provider, rules.before))
    consumer = np.concatenate((interfaces.consumer, rules.after))
    plain = np.arange(len(provider)) >= len(interfaces.provider)
    counts = np.concatenate((np.diff(interfaces.consumer_ptr), np.ones(plain.sum(), np.int64)))
    row_ptr = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts))).astype(np.int64)
    factor = np.repeat(np.arange(len(provider)), counts).astype(np.int64)
    blocks = len(arrays.cost)
    most = _most(arrays)
    degree = np.bincount(consumer, minlength=blocks) + np.bincount(provider, minlength=blocks)
    crowd = int(max(degree.max(initial=0), counts.max(initial=0))) + 64
    # One entry holds a block's share of the dearest; a sum, what all prices can put on all blocks.
    largest = max(4 * most * crowd, 1024 * blocks * dearest_price(arrays))
    scale = 1 << max(0, min(FINEST, ROOM - largest.bit_length()))
    span_ptr, gateways = _gateways(arrays, width, len(provider))
    consumed_ptr, consumed = grouped(consumer, blocks)
    provided_ptr, provided = grouped(provider, blocks)
    first, last = provider.copy(), provider.copy()
    np.minimum.at(first, factor, consumer)
    np.maximum.at(last, factor, consumer)
    return Relaxation(
        width=width,
        own=np.where(allowed[:, 1:], arrays.cost[:, 1:], most) * scale,
        provider=provider,
        row_ptr=row_ptr,
        factor=factor,
        consumer=consumer,
        pair=_pairs(arrays, width, most) * scale,
        spans=np.empty_like(gateways),
        span_ptr=span_ptr,
        gateways=gateways * scale,
        of_provider=np.zeros((len(provider), width), np.int64),
        of_consumer=np.zeros((len(consumer), width), np.int64),
        provided_ptr=provided_ptr,
        provided=provided,
        consumed_ptr=consumed_ptr,
        consumed=consumed,
        plain=plain,
        last=last,
        first=first,
    ), scale


def _most(arrays: Arrays) -> int:
    """More than any plan costs but for its overtime: the price of what is forbidden."""
    interfaces = arrays.interfaces
    built = interfaces.facade_build + interfaces.wrapper_build
    held = (interfaces.facade_hold + interfaces.wrapper_hold) * arrays.waves
    parts = (built, held, interfaces.facade, interfaces.wrapper)
    dearest = int(arrays.cost.max(axis=1, initial=0).sum())
    return dearest + sum(int(part.sum()) for part in parts) + 1


def dearest_price(arrays: Arrays) -> int:
    """The most that the use of a limit may cost one block, in money."""
    interfaces = arrays.interfaces
    held = (interfaces.facade_hold + interfaces.wrapper_hold) * arrays.waves
    built = interfaces.facade_build + interfaces.wrapper_build
    connected = interfaces.facade + interfaces.wrapper
    parts = (arrays.cost, held + built, connected)
    return 4 * sum(int(part.max(initial=0)) for part in parts) + 1


def _gateways(arrays: Arrays, width: int, factors: int) -> tuple[Index, Amount]:
    """The spans of every wave of a provider, and what the gateways of each cost."""
    spans = [
        (t, t - m, latest - t)
        for t in range(width)
        for m in range(t + 1)
        for latest in range(t, width)
    ]
    wave, before, after = np.array(spans, np.int64).T
    span_ptr = np.searchsorted(wave, np.arange(width + 1)).astype(np.int64)
    interfaces = arrays.interfaces
    cost = np.zeros((factors, len(spans)), np.int64)
    cost[: len(interfaces.provider)] = (
        interfaces.facade_build[:, None] * (after > 0)
        + interfaces.facade_hold[:, None] * after
        + interfaces.wrapper_build[:, None] * (before > 0)
        + interfaces.wrapper_hold[:, None] * before
    )
    return span_ptr, cost


def _pairs(arrays: Arrays, width: int, most: int) -> Amount:
    """By row: what a pair of waves of provider and consumer costs, or ``before`` and ``after``."""
    provider, consumer = np.indices((width, width))
    interfaces, rules = arrays.interfaces, arrays.precedences
    connect = interfaces.facade[:, None, None] * (consumer > provider) + interfaces.wrapper[
        :, None, None
    ] * (consumer < provider)
    kept = (provider + rules.lag[:, None, None] <= consumer) | (consumer == width - 1)
    order = np.where(kept, 0, most)
    return np.concatenate((connect, order)).astype(np.int64)
