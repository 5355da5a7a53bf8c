"""A planning model as the kernels see it: flat arrays, rows in order of id.

``x_ptr[i]:x_ptr[i + 1]`` is the part of ``x`` that belongs to ``i``. Waves run from 1 to
``waves + 1``, the backlog; column 0 of a table by wave is unused.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Index = npt.NDArray[np.int64]  # of one width with amounts: kernels are compiled once, not twice
Amount = npt.NDArray[np.int64]
Flag = npt.NDArray[np.bool_]


class InterfaceArrays(NamedTuple):
    """The interfaces that have a consumer outside the provider's block."""

    provider: Index  # by interface: a block
    facade_build: Amount
    facade_hold: Amount
    wrapper_build: Amount
    wrapper_hold: Amount
    consumer_ptr: Index  # by interface: its consumers
    consumer: Index
    facade: Amount
    wrapper: Amount
    provided_ptr: Index  # by block: the interfaces it provides
    provided: Index
    consumed_ptr: Index  # by block: its rows among the consumers, and their interfaces
    consumed: Index
    consumed_row: Index


class UseArrays(NamedTuple):
    """What blocks use, in lines of (resource, waves before go-live, amount), and its limits."""

    line_ptr: Index  # by block
    resource: Index
    offset: Index
    amount: Amount
    user_ptr: Index  # by resource: the blocks that use it
    user: Index
    slot_ptr: Index  # by resource * (waves + 2) + wave: the buckets that count it
    slot: Index
    cap: Amount  # by bucket
    over_max: Amount
    over_price: Amount


class PrecedenceArrays(NamedTuple):
    """The precedences between different blocks."""

    before: Index
    after: Index
    lag: Index
    as_after_ptr: Index  # by block: the precedences in which it is ``after``
    as_after: Index
    as_before_ptr: Index  # by block: the precedences in which it is ``before``
    as_before: Index


class Arrays(NamedTuple):
    """A whole planning model; a block is the systems that must share a wave."""

    waves: int
    cost: Amount  # [block, wave]; what is forbidden counts as 0, as the scorer has it
    allowed: Flag  # [block, wave]
    interfaces: InterfaceArrays
    uses: UseArrays
    precedences: PrecedenceArrays


def grouped(keys: npt.ArrayLike, groups: int) -> tuple[Index, Index]:
    """``ptr`` and the positions of ``keys`` in order of key, stable: the way into every ``x``."""
    of = np.asarray(keys, np.int64)
    ptr = np.zeros(groups + 1, np.int64)
    np.cumsum(np.bincount(of, minlength=groups), out=ptr[1:])
    return ptr, np.argsort(of, kind="stable").astype(np.int64)
