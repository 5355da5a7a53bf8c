"""A search that is given a plan begins there, is never worse, and leaves ties where they stand."""

from __future__ import annotations

import pytest

from legacymap.errors import InvalidPlan
from legacymap.planning.model.model import Bucket, PlannedSystem, PlanningModel, Resource
from legacymap.planning.solving import solve


def twins() -> PlanningModel:
    """Two systems alike in everything that cannot share a wave: two plans cost the same."""
    one_a_wave = tuple(Bucket(waves=(w,), cap=1, over_max=0, over_price=0) for w in (1, 2))
    return PlanningModel(
        waves=2,
        systems=tuple(PlannedSystem(id=name, cost=(1, 2, 9), use={"r": 1}) for name in "ab"),
        resources=(Resource(id="r", profile="golive", buckets=one_a_wave),),
    )


@pytest.mark.parametrize("plan", [{"a": 1, "b": 2}, {"a": 2, "b": 1}])
def test_of_equal_plans_the_one_to_begin_with_stays(plan: dict[str, int | None]) -> None:
    for effort in ("quick", "standard"):
        assert solve(twins(), effort=effort, start=plan).plan == plan


def test_a_dear_plan_to_begin_with_is_left() -> None:
    found = solve(twins(), effort="quick", start={"a": None, "b": None})
    assert found.objective == 3


def test_a_plan_in_closed_waves_is_begun_where_it_can_be() -> None:
    closed = PlanningModel(waves=2, systems=(PlannedSystem(id="a", cost=(None, 5, 9)),))
    found = solve(closed, effort="quick", start={"a": 1})
    assert (found.plan, found.objective) == ({"a": 2}, 5)


def test_a_plan_of_something_else_is_refused() -> None:
    with pytest.raises(InvalidPlan, match="no system 'c'"):
        solve(twins(), effort="quick", start={"c": 1})
