"""What no plan can cost less than: a proven lower bound, and the prices that prove it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from legacymap.planning.bound.ascent import FADING, allowance, no_prices, step
from legacymap.planning.bound.limits import limits, uses
from legacymap.planning.bound.passes import refresh, scratch, sweep, total
from legacymap.planning.bound.relaxation import Share, dearest_price, relax
from legacymap.planning.model.arrays import Arrays
from legacymap.planning.model.compiled import CompiledModel, compile_arrays
from legacymap.planning.model.domains import domains
from legacymap.planning.model.model import PlanningModel

PASSES: Final = 400
MOST_ROWS: Final = 60_000  # of consumers; beyond, memory allows for the buckets alone
STRIDE: Final = 1.0  # in usual costs of a wave's delay: how far a price moves at first
HEAT: Final = 1.0  # in the same: what counts as nearly as cheap at first
SLOWING: Final = 20  # passes after which steps and heat are down by a square root of 2

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketPrice:
    """What one more unit of a bucket would take off the bound, in money a unit."""

    resource: str
    waves: tuple[int, ...]
    price: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """No feasible plan costs less than ``value``; ``None`` where there is no feasible plan.

    ``prices`` are the shadow prices of the buckets, by resource and waves; ``passes`` how much
    work the bound took.
    """

    value: int | None
    prices: tuple[BucketPrice, ...]
    passes: int


def lower_bound(
    model: PlanningModel | CompiledModel,
    *,
    passes: int | None = PASSES,
    stop: Stop | None = None,
    progress: Callable[[int, int], None] | None = None,
    upper: int | None = None,
) -> Bound:
    """The best bound of ``passes`` passes; fewer where ``stop`` says so or ``upper`` is reached.

    Every pass gives a valid bound and the best is kept, so more passes are never worse, and
    without ``stop`` equal models give equal bounds. ``progress`` hears the bound and the passes
    so far. ``passes`` of ``None`` needs a ``stop`` or an ``upper`` that can be reached.

    The limits on resources get prices (Lagrangian relaxation); what is left is bounded by message
    passing over exact interfaces. All of it is integer arithmetic, so the bound is a proof.

    Raises:
        ValueError: no end: neither ``passes`` nor ``stop``.
    """
    if passes is None and stop is None:
        raise ValueError("a bound without a number of passes needs a stop signal")
    compiled = model if isinstance(model, CompiledModel) else compile_arrays(model)
    narrowed = domains(compiled)
    if narrowed.conflict:
        return Bound(value=None, prices=(), passes=0)
    if not compiled.blocks:
        return Bound(value=0, prices=_named(compiled, np.zeros(len(compiled.buckets))), passes=0)
    ascent = _Ascent(compiled.arrays._replace(allowed=narrowed.allowed))
    while passes is None or ascent.passes < passes:
        ascent.climb()
        if progress is not None:
            progress(ascent.value, ascent.passes)
        if (upper is not None and ascent.value >= upper) or (stop is not None and stop()):
            break
    return Bound(value=ascent.value, prices=_named(compiled, ascent.prices), passes=ascent.passes)


class _Ascent:
    """One climb: the tables, the prices, and the best bound so far with its prices."""

    def __init__(self, arrays: Arrays) -> None:
        self._relaxed, self._scale = relax(arrays, arrays.allowed)
        used = uses(arrays, arrays.allowed)
        rows = len(self._relaxed.consumer)
        self._limits = limits(arrays, self._relaxed, used, neighbours=rows <= MOST_ROWS)
        watched = np.zeros(rows, np.bool_)
        watched[self._limits.row] = True
        self._room = scratch(self._relaxed, watched)
        self._prices = no_prices(self._limits)
        self._usual = _usual_delay(arrays) * self._scale
        self._dearest = float(dearest_price(arrays) * self._scale)
        self._best = 0  # costs are not negative, so neither is a plan's
        self.passes = 0
        self.prices = np.zeros(len(arrays.uses.cap), np.float64)

    @property
    def value(self) -> int:
        """The bound in money: objectives are whole, so it may be rounded up."""
        return -(-self._best // self._scale)

    def climb(self) -> None:
        """One pass, its bound, and new prices for the next."""
        slower = (1.0 + self.passes / SLOWING) ** 0.5
        refresh(self._relaxed)
        sweep(self._relaxed, self._room, bool(self.passes % 2), self._usual * HEAT / slower)
        bound = int(total(self._relaxed)) + int(allowance(self._limits, self._prices, self._scale))
        self.passes += 1
        if bound > self._best:
            self._best = bound
            self.prices = self._shadows()
        step(
            self._relaxed,
            self._room,
            self._limits,
            self._prices,
            self._scale,
            self._usual * STRIDE / slower,
            FADING,
            self.passes,
            self._dearest,
        )

    def _shadows(self) -> Share:
        buckets = len(self._limits.over_max)
        return self._prices.price[:buckets] / self._scale


def _usual_delay(arrays: Arrays) -> float:
    """The median of what one wave more costs a block, else of what a gateway costs to build."""
    steps = np.abs(np.diff(arrays.cost[:, 1:], axis=1))
    inside = arrays.allowed[:, 1:-1] & arrays.allowed[:, 2:]
    interfaces = arrays.interfaces
    built = np.concatenate((interfaces.facade_build, interfaces.wrapper_build))
    for some in (steps[inside], built):
        sizes = np.sort(some[some > 0])
        if len(sizes):
            return float(sizes[len(sizes) // 2])
    return 1.0


def _named(compiled: CompiledModel, prices: Share) -> tuple[BucketPrice, ...]:
    return tuple(
        BucketPrice(resource=resource.id, waves=tuple(sorted(bucket.waves)), price=price)
        for (resource, bucket), price in zip(compiled.buckets, prices.tolist(), strict=True)
    )
