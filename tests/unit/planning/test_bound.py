"""The lower bound on cases small enough to see the optimum."""

from __future__ import annotations

import pytest

from legacymap.planning.bound import BucketPrice, climb, lower_bound
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


def system(name: str, *cost: int | None, **use: int) -> PlannedSystem:
    return PlannedSystem(id=name, cost=cost, use=use)


def test_without_rules_the_bound_is_every_system_in_its_cheapest_wave() -> None:
    model = PlanningModel(waves=2, systems=(system("a", 3, 1, 9), system("b", 4, 7, 2)))
    assert lower_bound(model, passes=1).value == 1 + 2


def test_a_shared_gateway_is_counted_once_and_as_long_as_its_last_consumer_needs_it() -> None:
    model = PlanningModel(
        waves=3,
        systems=(
            system("p", 0, None, None, None),
            system("b", None, 0, None, None),
            system("c", None, None, 0, None),
        ),
        interfaces=(
            Interface(
                id="i",
                provider="p",
                facade=GatewayPrices(build=100, hold=10),
                wrapper=GatewayPrices(build=0, hold=0),
                consumers=(
                    Consumer(system="b", facade=1, wrapper=0),
                    Consumer(system="c", facade=2, wrapper=0),
                ),
            ),
        ),
    )
    assert lower_bound(model, passes=20).value == 100 + 2 * 10 + 1 + 2


def test_a_precedence_holds_in_the_bound() -> None:
    model = PlanningModel(
        waves=2,
        systems=(system("a", 5, 0, 9), system("b", 0, 9, 9)),
        precedences=(Precedence(before="a", after="b", lag=0),),
    )
    assert lower_bound(model, passes=20).value == 5


def test_a_full_bucket_has_a_price_and_one_with_room_has_none() -> None:
    model = PlanningModel(
        waves=2,
        systems=(system("a", 0, 10, 40, team=1), system("b", 0, 10, 40, team=1)),
        resources=(
            Resource(
                id="team",
                profile="golive",
                buckets=(Bucket(waves=(1,), cap=1), Bucket(waves=(2,), cap=5)),
            ),
        ),
    )
    bound = lower_bound(model)
    assert bound.value == 10
    first, second = bound.prices
    assert (first.resource, first.waves) == ("team", (1,))
    assert first.price == pytest.approx(10, rel=0.05)
    assert second == BucketPrice(resource="team", waves=(2,), price=0.0)


def test_overtime_costs_what_it_is_priced_at() -> None:
    model = PlanningModel(
        waves=1,
        systems=(system("a", 0, 99, team=3), system("b", 0, 99, team=3)),
        resources=(
            Resource(
                id="team",
                profile="golive",
                buckets=(Bucket(waves=(1,), cap=4, over_max=2, over_price=7),),
            ),
        ),
    )
    assert lower_bound(model).value == 14


def test_a_neighbourhood_that_fits_into_no_wave_must_pay_for_a_gateway() -> None:
    names = "abcd"
    model = PlanningModel(
        waves=4,
        systems=tuple(system(name, 0, 0, 0, 0, None, team=1) for name in names),
        resources=(
            Resource(
                id="team",
                profile="golive",
                buckets=tuple(Bucket(waves=(wave,), cap=3) for wave in (1, 2, 3, 4)),
            ),
        ),
        interfaces=(
            Interface(
                id="i",
                provider="a",
                facade=GatewayPrices(build=30, hold=0),
                wrapper=GatewayPrices(build=30, hold=0),
                consumers=tuple(Consumer(system=name, facade=0, wrapper=0) for name in names[1:]),
            ),
        ),
    )
    # Buckets alone let every system stand in all waves by a quarter, which needs no gateway. In
    # truth one of four must stand apart; a third of the gateway is what linear shares can prove.
    assert lower_bound(model).value in range(5, 11)


def test_a_model_without_a_feasible_plan_has_no_bound() -> None:
    model = PlanningModel(waves=1, systems=(system("a", None, None),))
    assert lower_bound(model).value is None


def test_a_model_is_cut_into_parts_until_its_best_plan_is_proven() -> None:
    # Three systems of 2 in waves with room for 3: shares fill both waves, whole systems cannot.
    model = PlanningModel(
        waves=2,
        systems=tuple(system(name, 0, 0, 100, team=2) for name in "abc"),
        resources=(
            Resource(
                id="team",
                profile="golive",
                buckets=(Bucket(waves=(1,), cap=3), Bucket(waves=(2,), cap=3)),
            ),
        ),
    )
    assert lower_bound(model, passes=500).value == 0
    assert lower_bound(model, passes=10_000).value == 100


def test_parts_that_hold_no_plan_prove_that_there_is_none() -> None:
    model = PlanningModel(
        waves=2,
        systems=tuple(system(name, 0, 0, None, team=2) for name in "abc"),
        resources=(
            Resource(
                id="team",
                profile="golive",
                buckets=(Bucket(waves=(1,), cap=3), Bucket(waves=(2,), cap=3)),
            ),
        ),
    )
    assert lower_bound(model, passes=10_000).value is None


def test_a_model_without_systems_costs_nothing() -> None:
    assert lower_bound(PlanningModel(waves=1, systems=())).value == 0


def test_the_passes_end_where_a_plan_is_met_or_a_signal_comes() -> None:
    model = PlanningModel(waves=1, systems=(system("a", 3, 5),))
    assert lower_bound(model, passes=50, upper=3).passes == 1
    newer = iter((9, 9, 3))
    assert lower_bound(model, passes=50, upper=lambda: next(newer)).passes == 2
    assert lower_bound(model, passes=50, stop=lambda: True).passes == 1
    heard: list[tuple[int, int]] = []
    lower_bound(model, passes=2, progress=lambda value, passes: heard.append((value, passes)))
    assert heard == [(3, 1), (3, 2)]


def test_a_signal_ends_a_long_pass_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climb, "STRETCH", 1)
    model = PlanningModel(waves=1, systems=(system("a", 3, 5), system("b", 1, 2)))
    signals = iter((False, False, True, True))  # within the first pass, after it, within the next
    bound = lower_bound(model, passes=None, stop=lambda: next(signals))
    assert (bound.value, bound.passes) == (3 + 1, 1)


def test_a_model_larger_than_one_region_is_cut_in_regions_until_proven() -> None:
    # Eleven teams like that of the model which is cut into parts: each must leave one system out.
    teams = [f"t{i:02}" for i in range(11)]
    model = PlanningModel(
        waves=2,
        systems=tuple(
            PlannedSystem(id=f"{team}{name}", cost=(0, 0, 100), use={team: 2})
            for team in teams
            for name in "abcd"
        ),
        resources=tuple(
            Resource(
                id=team,
                profile="golive",
                buckets=(Bucket(waves=(1,), cap=3), Bucket(waves=(2,), cap=5)),
            )
            for team in teams
        ),
    )
    assert lower_bound(model, passes=30_000).value == 11 * 100


def test_passes_without_end_need_a_signal() -> None:
    with pytest.raises(ValueError, match="stop signal"):
        lower_bound(PlanningModel(waves=1, systems=()), passes=None)
