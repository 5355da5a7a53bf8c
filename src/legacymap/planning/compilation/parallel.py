"""How long each old system runs on beside its replacement, and what a wave of that costs more."""

from __future__ import annotations

from typing import NamedTuple

from legacymap.planning.compilation.scope import Scope
from legacymap.planning.policy.policy import Policy


class Parallel(NamedTuple):
    """Waves after go-live, and the price of each beside the old system's running cost."""

    waves: int
    price: int


def parallel_runs(policy: Policy, scope: Scope) -> dict[str, Parallel]:
    """The parallel run of every planned system; of parts that go together, the longest."""
    general = Parallel(policy.parallel_waves, policy.prices.dual_run)
    own: dict[str, Parallel] = {}
    for run in policy.parallel_runs:
        price = general.price if run.price_per_wave is None else run.price_per_wave
        for system in run.systems:
            unit = scope.unit_of.get(system, system)
            own[unit] = max(own.get(unit, Parallel(0, 0)), Parallel(run.waves, price))
    return {unit.id: own.get(unit.id, general) for unit in scope.units}
