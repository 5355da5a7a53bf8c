"""What no plan can cost less than: a proven lower bound, and the prices that prove it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from legacymap.planning.bound.climb import climb_of
from legacymap.planning.bound.forest import Forest
from legacymap.planning.bound.relaxation import Share
from legacymap.planning.model.arrays import Index
from legacymap.planning.model.compiled import CompiledModel, compile_arrays
from legacymap.planning.model.domains import domains
from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.score import score

PASSES: Final = 400
FIRST_CLIMB: Final = (400, 1_500)  # least and most passes before a model is cut into parts
FIRST_WORK: Final = 600_000  # passes times blocks of it, between the two
MOST_BLOCKS: Final = 3_000  # up to which it is

Stop = Callable[[], bool]
Upper = Callable[[], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketPrice:
    """What one more unit of a bucket would take off the bound, in money a unit.

    Not what the bucket's shares in the limits on neighbourhoods would take off beside it.
    """

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
    upper: int | Upper | None = None,
) -> Bound:
    """The best bound of ``passes`` passes; fewer where ``stop`` says so or ``upper`` is reached.

    ``upper`` is the objective of a plan, or tells that of the best plan so far: a search beside
    the bound finds better ones while it runs. Every pass gives a valid bound and the best is
    kept, so more passes are never worse, and without ``stop`` equal calls give equal bounds.
    ``progress`` hears the bound and the passes so far.

    The limits on resources get prices (Lagrangian relaxation); what is left is bounded by message
    passing over exact interfaces. All of it is integer arithmetic, so the bound is a proof. A
    model that is not huge is then cut into regions, and each region's plans into parts (branch
    and bound), as long as passes are left. ``stop`` is also asked in the middle of long passes.

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
    climb = climb_of(compiled.arrays._replace(allowed=narrowed.allowed))
    newest = _newest(upper)
    value = spent = 0
    asked = False

    def going(now: int) -> bool:
        nonlocal value
        value = max(value, now)
        best = newest()
        if progress is not None and spent:
            progress(value, spent)
        met = best is not None and value >= best
        enough = passes is not None and spent >= passes
        return not (met or enough or (asked and stop is not None and stop()))

    more = going(0)
    first = min(max(FIRST_CLIMB[0], FIRST_WORK // compiled.blocks), FIRST_CLIMB[1])
    while more and (spent < first or compiled.blocks > MOST_BLOCKS):
        climb.climb(spent, stop)
        asked, spent = True, climb.passes
        more = going(-(-climb.best // climb.scale))
    if more:
        forest = Forest(climb, _judge(compiled, climb.scale), stop)
        while True:
            best = newest()
            if best is not None:
                forest.meet(best * climb.scale)
            spent = forest.passes
            more = going(-(-forest.value // climb.scale))
            if not more or forest.ended:
                break
            forest.advance()
        if forest.infeasible:
            return Bound(value=None, prices=(), passes=spent)
    return Bound(value=value, prices=_named(compiled, climb.shadows), passes=spent)


def _newest(upper: int | Upper | None) -> Upper:
    """The objective of the best plan so far, as a question to ask at any time."""
    if callable(upper):
        return upper
    fixed = upper
    return lambda: fixed


def _judge(compiled: CompiledModel, scale: int) -> Callable[[Index], int | None]:
    """The scaled objective of a plan, or ``None`` where it is not feasible."""

    def judge(waves: Index) -> int | None:
        judged = score(compiled.model, compiled.plan(waves))
        return judged.objective * scale if judged.feasible else None

    return judge


def _named(compiled: CompiledModel, prices: Share) -> tuple[BucketPrice, ...]:
    return tuple(
        BucketPrice(resource=resource.id, waves=tuple(sorted(bucket.waves)), price=price)
        for (resource, bucket), price in zip(compiled.buckets, prices.tolist(), strict=True)
    )
