"""In which order blocks would be replaced if one rule decided: the orders to beat."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from legacymap.planning.model.arrays import Arrays, Index


def shortest_weighted_first(arrays: Arrays) -> Index:
    """Blocks by delay cost per wave over effort, highest first (Smith's rule, WSJF).

    The weight is what the delay costs on average from the first to the last allowed wave; the
    effort is the sum of the shares of each resource's total capacity. Effort 0 comes first.

    Source:
        Smith, W. E. (1956), "Various optimizers for single-stage production", Naval Research
        Logistics Quarterly 3, 59.
    """
    return by_falling(urgency(arrays))


def by_falling(value: npt.NDArray[np.float64]) -> Index:
    """Blocks by falling ``value``, equal ones in order of id."""
    return np.argsort(-value, kind="stable").astype(np.int64)


def urgency(arrays: Arrays) -> npt.NDArray[np.float64]:
    """Marginal delay cost over effort of every block."""
    return marginal_delay(arrays) / np.maximum(effort(arrays), 1e-9)


def marginal_delay(arrays: Arrays) -> npt.NDArray[np.float64]:
    """What a wave of delay costs on average from each block's first to its last allowed wave."""
    blocks, columns = arrays.cost.shape
    rows = np.arange(blocks)
    first = np.argmax(arrays.allowed, axis=1)
    last = columns - 1 - np.argmax(arrays.allowed[:, ::-1], axis=1)
    rise = arrays.cost[rows, last] - arrays.cost[rows, first]
    return np.asarray(rise / np.maximum(last - first, 1), np.float64)


def effort(arrays: Arrays) -> npt.NDArray[np.float64]:
    """What each block uses, in shares of the whole capacity of each resource, summed."""
    uses = arrays.uses
    resources = len(uses.user_ptr) - 1
    # A resource's capacity is counted once a bucket, however many waves that has.
    bucket_resource = np.zeros(len(uses.cap), np.int64)
    row_of_slot = np.repeat(np.arange(len(uses.slot_ptr) - 1), np.diff(uses.slot_ptr))
    bucket_resource[uses.slot] = row_of_slot // (arrays.waves + 2)
    capacity = np.bincount(bucket_resource, weights=uses.cap, minlength=resources)
    limited = np.bincount(bucket_resource, minlength=resources) > 0
    lines = np.repeat(np.arange(len(uses.line_ptr) - 1), np.diff(uses.line_ptr))
    share = np.where(limited, 1.0 / np.maximum(capacity, 1.0), 0.0)[uses.resource] * uses.amount
    return np.bincount(lines, weights=share, minlength=len(arrays.cost)).astype(np.float64)
