from __future__ import annotations

import pytest

from legacymap.errors import InvalidPlan
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
from legacymap.planning.model.placement import read_plan
from legacymap.planning.model.score import BucketUse, Gateway, Parts, Violation, score

FACADE = GatewayPrices(build=10, hold=2)
WRAPPER = GatewayPrices(build=7, hold=3)


def hub() -> PlanningModel:
    """A provider ``p`` with the consumers ``a``, ``b`` and ``c``; waiting costs nothing."""
    return PlanningModel(
        waves=3,
        systems=tuple(PlannedSystem(id=name, cost=(0, 0, 0, 0)) for name in "abcp"),
        interfaces=(
            Interface(
                id="i",
                provider="p",
                facade=FACADE,
                wrapper=WRAPPER,
                consumers=tuple(Consumer(system=name, facade=1, wrapper=4) for name in "abc"),
            ),
        ),
    )


def gateway(**changes: object) -> Gateway:
    given: dict[str, object] = {"interface": "i", "provider": "p", **changes}
    return Gateway(**given)  # type: ignore[arg-type]


def test_one_facade_serves_all_later_consumers_until_the_last_of_them() -> None:
    judged = score(hub(), {"p": 1, "a": 1, "b": 2, "c": 3})
    assert judged.gateways == (
        gateway(
            side="facade", consumers=("b", "c"), built=1, removed=3, build=10, hold=4, connect=2
        ),
    )
    assert judged.objective == 16


def test_one_wrapper_serves_all_earlier_consumers_from_the_first_of_them() -> None:
    judged = score(hub(), {"p": 3, "a": 1, "b": 2, "c": 3})
    assert judged.gateways == (
        gateway(
            side="wrapper", consumers=("a", "b"), built=1, removed=3, build=7, hold=6, connect=8
        ),
    )


def test_a_gateway_to_the_backlog_is_never_removed() -> None:
    judged = score(hub(), {"p": 3, "a": 3, "b": 3})
    assert [(g.side, g.built, g.removed, g.cost) for g in judged.gateways] == [
        ("facade", 3, None, 13)
    ]
    assert judged.backlog == ("c",)


def test_nothing_moved_needs_no_gateway() -> None:
    judged = score(hub(), {"a": None, "b": 4})
    assert (judged.gateways, judged.backlog) == ((), ("a", "b", "c", "p"))


def test_spread_work_ends_in_the_wave_of_going_live_and_the_rest_comes_first() -> None:
    model = PlanningModel(
        waves=3,
        systems=(PlannedSystem(id="a", duration=3, cost=(0, 0, 5, 9), use={"r": 8}),),
        resources=(
            Resource(
                id="r",
                profile="spread",
                buckets=tuple(
                    Bucket(waves=(wave,), cap=2, over_max=1, over_price=6) for wave in (1, 2, 3)
                ),
            ),
        ),
    )
    judged = score(model, {"a": 3})
    assert [(bucket.use, bucket.over_cost) for bucket in judged.buckets] == [(3, 6), (3, 6), (2, 0)]
    assert judged.parts == Parts(
        delay=5,
        facade_build=0,
        facade_hold=0,
        facade_connect=0,
        wrapper_build=0,
        wrapper_hold=0,
        wrapper_connect=0,
        overload=12,
    )


def test_going_live_uses_everything_in_that_wave() -> None:
    model = PlanningModel(
        waves=2,
        systems=(PlannedSystem(id="a", duration=2, cost=(0, 0, 9), use={"r": 8}),),
        resources=(Resource(id="r", profile="golive", buckets=(Bucket(waves=(2, 1), cap=5),)),),
    )
    judged = score(model, {"a": 2})
    assert judged.buckets == (
        BucketUse(resource="r", waves=(1, 2), use=8, cap=5, over=3, over_max=0, over_cost=0),
    )
    assert judged.violations == (
        Violation(
            kind="resource", message="r in waves 1, 2: 8 used, at most 5 allowed", resource="r"
        ),
    )


def test_every_broken_constraint_is_named() -> None:
    model = PlanningModel(
        waves=2,
        systems=(
            PlannedSystem(id="a", cost=(None, 0, None)),
            PlannedSystem(id="b", cost=(0, 0, 0), duration=2),
            PlannedSystem(id="c", cost=(0, 0, 0)),
        ),
        precedences=(Precedence(before="c", after="a", lag=1),),
        together=(("c", "b"),),
    )
    assert [v.message for v in score(model, {"a": 1, "b": 1}).violations] == [
        "a is not allowed in wave 1",
        "b is not allowed in wave 1",
        "c (the backlog) must come at least 1 waves before a (wave 1)",
        "b, c must share one wave",
    ]


def test_a_follower_in_the_backlog_is_free_of_its_precedence() -> None:
    model = PlanningModel(
        waves=1,
        systems=(PlannedSystem(id="a", cost=(0, 0)), PlannedSystem(id="b", cost=(0, 0))),
        precedences=(Precedence(before="a", after="b", lag=1),),
    )
    assert score(model, {}).feasible
    assert score(model, {"a": 1}).feasible
    assert not score(model, {"b": 1}).feasible


def test_a_plan_that_names_what_is_not_there_is_refused_with_every_problem() -> None:
    with pytest.raises(InvalidPlan) as caught:
        score(hub(), {"a": 5, "q": 1, "b": True})
    assert [finding.message for finding in caught.value.findings] == [
        "must be wave 1 to 4 or null, is 5",
        "must be wave 1 to 4 or null, is True",
        "no system 'q'",
    ]


def test_a_plan_is_read_bare_or_out_of_a_solution() -> None:
    bare = {"a": 1, "b": None}
    assert read_plan(bare) == bare
    assert read_plan({"format": "legacymap-plan-solution/1", "plan": bare}) == bare


@pytest.mark.parametrize("broken", [[], {"a": 1.0}, {"a": True}, {"format": "x", "plan": None}])
def test_what_is_no_plan_is_refused(broken: object) -> None:
    with pytest.raises(InvalidPlan):
        read_plan(broken)
