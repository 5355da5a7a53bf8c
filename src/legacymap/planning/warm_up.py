"""Compile every kernel of the planner before the first plan needs it.

A kernel is compiled at its first call on a machine, half a minute for all of them, and loaded from
the cache beside the package after that. One small model with every kind of rule calls them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from legacymap.planning.bound import lower_bound
from legacymap.planning.bound.lower import FIRST_CLIMB
from legacymap.planning.model.model import (
    Bucket,
    Consumer,
    GatewayPrices,
    Interface,
    PlannedSystem,
    PlanningModel,
    Precedence,
    Resource,
)
from legacymap.planning.search.baselines import baselines
from legacymap.planning.search.search import solve

WAVES: Final = 4
SYSTEMS: Final = 12


def warm_up(stop: Callable[[], bool]) -> bool:
    """Have every kernel ready; false where ``stop`` said so before all of them were."""
    model = _sample()
    for step in (_search, _look_around, _bound, _prove):
        if stop():
            return False
        step(model)
    return True


def _search(model: PlanningModel) -> None:
    asked = iter((False, False, True))
    solve(model, effort="quick", stop=lambda: next(asked, True))


def _look_around(model: PlanningModel) -> None:
    baselines(model)


def _bound(model: PlanningModel) -> None:
    # A few passes more than the first climb, so that the parts of a small model are climbed too.
    lower_bound(model, passes=FIRST_CLIMB[1] + 10)


def _prove(_: PlanningModel) -> None:
    # Nothing to compile, but a second to load.
    import legacymap.planning.exact.proof  # noqa: F401


def _sample() -> PlanningModel:
    """A model with every kind of rule, too full for its bound to be met at once."""
    names = [f"s{number:02}" for number in range(SYSTEMS)]
    price = GatewayPrices(build=20, hold=3)
    return PlanningModel(
        waves=WAVES,
        systems=tuple(
            PlannedSystem(
                id=name,
                duration=1 + number % 2,
                cost=(None if number % 2 else 0, *(number * wave for wave in range(1, WAVES)), 999),
                use={"team": 7 + number, "change": 1},
            )
            for number, name in enumerate(names)
        ),
        interfaces=tuple(
            Interface(
                id=f"i{name}",
                provider=name,
                facade=price,
                wrapper=price,
                consumers=tuple(
                    Consumer(system=names[(number + step) % SYSTEMS], facade=2, wrapper=3)
                    for step in (1, 5)
                ),
            )
            for number, name in enumerate(names)
        ),
        resources=(
            Resource(
                id="team",
                profile="spread",
                buckets=tuple(
                    Bucket(waves=(wave,), cap=36, over_max=9, over_price=1)
                    for wave in range(1, WAVES + 1)
                ),
            ),
            Resource(
                id="change",
                profile="golive",
                buckets=(Bucket(waves=(1, 2), cap=5), Bucket(waves=(3,), cap=4)),
            ),
        ),
        precedences=(Precedence(before="s02", after="s07", lag=1),),
        together=(("s00", "s04"),),
    )
