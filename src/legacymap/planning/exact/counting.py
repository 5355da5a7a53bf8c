"""Clashes that counting shows: in some waves the work that must be done exceeds what there is.

Whatever wave a system is given, some part of its work may fall into the waves from ``a`` to ``b``
in any case. Where these parts together exceed the limits of those waves, there is no plan, and the
largest parts are enough to see it. Needs no search, so it answers at any size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from legacymap.planning.model.model import PlannedSystem, PlanningModel, Resource
from legacymap.planning.model.named import Limit
from legacymap.planning.model.score import shares

LARGEST_TABLE: Final = 40_000_000
"""Systems times waves times waves, beyond which nothing is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """``systems`` must do more in the waves of ``limits`` than these allow."""

    systems: tuple[str, ...]
    limits: tuple[Limit, ...]


def excess(
    model: PlanningModel,
    allowed: Mapping[str, Sequence[int]],
    limits: Iterable[Limit],
) -> Excess | None:
    """The excess of fewest systems and waves, if systems may have the ``allowed`` waves only."""
    resources = {resource.id: resource for resource in model.resources}
    systems = {system.id: system for system in model.systems}
    by_resource: dict[str, list[Limit]] = defaultdict(list)
    for limit in limits:
        by_resource[limit.resource].append(limit)
    best: tuple[int, int, Excess] | None = None
    for name in sorted(by_resource):
        users = [systems[system] for system in sorted(allowed) if systems[system].use.get(name)]
        if not users or len(users) * model.backlog**2 > LARGEST_TABLE:
            continue
        work = _by_wave(model, resources[name], users, allowed)
        for window in _windows(by_resource[name]):
            forced = _forced(work, window)
            room = sum(limit.most for limit in window)
            if int(forced.sum()) <= room:
                continue
            order = np.argsort(-forced, kind="stable")
            count = int(np.searchsorted(np.cumsum(forced[order]), room, side="right")) + 1
            if best is None or (count, len(window)) < best[:2]:
                chosen = tuple(sorted(users[k].id for k in order[:count].tolist()))
                best = count, len(window), Excess(systems=chosen, limits=window)
    return None if best is None else best[2]


def _by_wave(
    model: PlanningModel,
    resource: Resource,
    users: Sequence[PlannedSystem],
    allowed: Mapping[str, Sequence[int]],
) -> npt.NDArray[np.int64]:
    """What each user needs until a wave, by the wave it goes live in; -1 where it may not."""
    work = np.full((len(users), model.backlog + 1, model.backlog), -1, np.int64)
    for k, system in enumerate(users):
        amount = system.use[resource.id]
        for wave in allowed[system.id]:
            row = np.zeros(model.backlog, np.int64)
            for when, share in (
                shares(resource, system, amount, wave) if wave <= model.waves else ()
            ):
                row[when] += share
            work[k, wave] = np.cumsum(row)
    return work


def _windows(limits: Sequence[Limit]) -> Iterator[tuple[Limit, ...]]:
    """Runs of limits on single waves that follow each other, and every limit on several waves."""
    single = sorted((x for x in limits if len(x.waves) == 1), key=lambda x: (x.waves, x.bucket))
    for first in range(len(single)):
        run: list[Limit] = []
        for limit in single[first:]:
            if run and limit.waves[0] != run[-1].waves[0] + 1:
                break
            run.append(limit)
            yield tuple(run)
    yield from ((limit,) for limit in limits if len(limit.waves) != 1)


def _forced(work: npt.NDArray[np.int64], window: Sequence[Limit]) -> npt.NDArray[np.int64]:
    """What each user needs in the waves of ``window`` whatever wave it is given."""
    waves = sorted(wave for limit in window for wave in limit.waves)
    inside = np.zeros(work.shape[:2], np.int64)
    for first, last in _runs(waves):
        inside += work[:, :, last] - work[:, :, first - 1]
    inside[work[:, :, 0] < 0] = np.iinfo(np.int64).max
    least: npt.NDArray[np.int64] = inside.min(axis=1)
    return least


def _runs(waves: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of numbers that follow each other."""
    start = 0
    for i in range(1, len(waves) + 1):
        if i == len(waves) or waves[i] != waves[i - 1] + 1:
            yield waves[start], waves[i - 1]
            start = i
