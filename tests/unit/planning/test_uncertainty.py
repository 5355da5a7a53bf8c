"""How sure the dates are: against closed forms, worked by hand, and what must hold for any plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from statistics import NormalDist

import numpy as np
import pytest

from legacymap.analysis import Estate
from legacymap.inventory import Heading, Inventory, System, to_json
from legacymap.planning import Uncertainty, compile_model, plan, policy_of, uncertainty
from legacymap.planning.answers.earlier import previous_of
from legacymap.planning.answers.luck import LEVELS, ONE, Luck
from legacymap.planning.answers.sure_dates import draws_for

NORMAL = NormalDist()
SIGMA = log(2) / NORMAL.inv_cdf(0.9)  # one in ten takes twice its estimate
ROUGHLY = 0.03  # four standard errors of a share in 4,000 draws


def _old(id: str, **facts: object) -> System:
    return System.model_validate({"id": id, "name": id.upper(), "legacy": True, **facts})


def _estate(*systems: System) -> Estate:
    heading = Heading(name="small", as_of="2026-12-31", currency="EUR")
    return Estate.of(Inventory.of(systems, (), heading=heading))


def _asked(systems: Sequence[System], order: Mapping[str, int], **settings: object) -> Uncertainty:
    policy = policy_of({"wave_days": 100, "waves": 4, "adapter_effort_reserve": 0, **settings})
    return uncertainty(_estate(*systems), policy, order)


def _team(*days: int, skill: str = "cobol") -> list[Mapping[str, object]]:
    return [{"skill": skill, "days_per_wave": days, "overtime_share": 0}]


def test_one_work_by_itself_has_the_percentiles_of_the_lognormal_distribution() -> None:
    told = _asked([_old("a", replacement_duration_days=100)], {"a": 1})
    assert told.programme is not None
    days = told.programme.late_days_p50, told.programme.late_days_p80, told.programme.late_days_p95
    exact = [
        max(0, round(100 * 2 ** (NORMAL.inv_cdf(p) / NORMAL.inv_cdf(0.9))) - 100)
        for p in (0.5, 0.8, 0.95)
    ]
    assert exact == [0, 58, 143]
    assert days == pytest.approx(exact, abs=7)
    assert told.programme.in_time == pytest.approx(0.5, abs=ROUGHLY)


def test_spare_time_in_the_wave_is_used_up_first() -> None:
    told = _asked([_old("a", replacement_duration_days=50)], {"a": 1})
    assert told.programme is not None
    # Half the wave is spare: late is what takes more than twice its estimate, one in ten.
    assert told.programme.in_time == pytest.approx(0.9, abs=ROUGHLY)
    assert (told.programme.planned, told.programme.late_days_p80) == ("2027-04-10", 0)


@pytest.mark.parametrize(("correlation", "both"), [(0, 0.25), (1, 0.5)])
def test_two_works_keep_their_date_together_as_often_as_their_correlation_says(
    correlation: float, both: float
) -> None:
    systems = [
        _old(name, replacement_duration_days=100, replacement_effort_days={"cobol": 10})
        for name in "ab"
    ]
    estimates = {"correlation": correlation}
    told = _asked(systems, {"a": 1, "b": 1}, estimates=estimates)
    assert told.programme is not None
    assert told.programme.in_time == pytest.approx(both, abs=ROUGHLY)


def test_works_of_different_skills_miss_their_estimates_independently() -> None:
    systems = [
        _old(name, replacement_duration_days=100, replacement_effort_days={skill: 10})
        for name, skill in (("a", "cobol"), ("b", "oracle"))
    ]
    told = _asked(systems, {"a": 1, "b": 1}, estimates={"correlation": 1})
    assert told.programme is not None
    assert told.programme.in_time == pytest.approx(0.25, abs=ROUGHLY)


def test_what_a_wave_does_not_hold_is_done_first_in_the_next() -> None:
    # Certain estimates: 150 days of work in a wave of 100, then 20 in one of 50: 50 left, then 20.
    systems = [
        _old("a", replacement_effort_days={"cobol": 150}),
        _old("b", replacement_effort_days={"cobol": 20}),
    ]
    told = _asked(
        systems,
        {"a": 1, "b": 2},
        capacity=_team(100, 50),
        estimates={"one_in_ten_takes": 1},
    )
    # The 50 take the whole of wave 2 (100 days); the 20 take 40 days of wave 3.
    assert [(w.wave, w.finish.late_days_p50, w.finish.p50) for w in told.waves] == [
        (1, 100, "2027-07-19"),
        (2, 40, "2027-08-28"),
    ]


def test_overtime_is_worked_before_anything_is_late() -> None:
    systems = [_old("a", replacement_effort_days={"cobol": 125})]
    told = _asked(
        systems,
        {"a": 1},
        capacity=[{"skill": "cobol", "days_per_wave": [100]}],
        estimates={"one_in_ten_takes": 1},
    )
    assert told.programme is not None
    assert told.programme.in_time == 1


def test_where_no_capacity_comes_any_more_no_end_is_in_sight() -> None:
    systems = [_old("a", replacement_effort_days={"cobol": 100}, annual_run_cost=1000)]
    told = _asked(systems, {"a": 1}, capacity=_team(100, 0))
    assert told.programme is not None
    assert told.programme.in_time == pytest.approx(0.5, abs=ROUGHLY)
    assert (told.programme.p80, told.programme.late_days_p80) == (None, None)
    assert told.late_cost is None


def test_systems_wait_for_those_before_them_and_beside_them() -> None:
    systems = [
        _old("a", replacement_effort_days={"cobol": 130}),
        _old("b"),
        _old("c"),
        _old("d"),
    ]
    told = _asked(
        systems,
        {"a": 1, "b": 1, "c": 2, "d": 2},
        capacity=_team(100),
        assume={"effort_days": 0},
        estimates={"one_in_ten_takes": 1},
        constraints=[
            {"kind": "together", "systems": ["a", "b"]},
            {"kind": "before", "systems": ["b", "c"], "lag": 1},
            {"kind": "before", "systems": ["b", "d"]},
            {"kind": "deadline", "systems": ["b", "c", "d"], "wave": 2, "name": "law"},
        ],
    )
    assert [(k.system, k.finish.late_days_p50 if k.finish else None) for k in told.dates] == [
        ("c", 30),
        ("b", 30),
        ("d", None),
    ]
    assert [k.probability for k in told.dates] == [0, 1, None]
    assert told.undecided == 1


def test_a_date_is_kept_as_often_as_the_work_leaves_time() -> None:
    end = _old("a", replacement_duration_days=100, end_of_support="2027-05-20")  # day 140
    told = _asked([end], {"a": 1})
    (kept,) = told.dates
    expected = NORMAL.cdf(log(1.4) / SIGMA)
    assert (kept.kind, kept.name, kept.date) == (
        "end_of_support",
        "end of support of A",
        "2027-05-20",
    )
    assert kept.probability == pytest.approx(expected, abs=ROUGHLY)


def test_a_date_that_the_order_itself_misses_is_never_kept() -> None:
    systems = [
        _old("a", replacement_duration_days=10, end_of_support="2027-02"),
        _old("b", end_of_support="2027-02"),
        _old("c", end_of_support="2030"),
    ]
    told = _asked(systems, {"a": 1})
    assert [(k.system, k.wave, k.probability) for k in told.dates] == [
        ("a", 1, 0.0),
        ("b", None, 0.0),
        ("c", None, None),
    ]


def test_being_late_costs_what_the_prices_of_delay_say() -> None:
    facts = {
        "replacement_effort_days": {"cobol": 150},
        "annual_run_cost": 36_500,
        "replacement_run_cost": 0,
        "risk": {"likelihood": {f"L{i}": 1 for i in range(1, 8)}, "impact": {"C1": 1}},
        "end_of_support": "2027-05-20",  # day 140 of the programme
    }
    told = _asked(
        [_old("a", **facts)],
        {"a": 1},
        capacity=_team(100),
        parallel_waves=0,
        estimates={"one_in_ten_takes": 1},
    )
    # 50 days late, day 150: 100 a day, half of it for 10 days of extended support, a tenth of a
    # year once.
    assert told.late_cost is not None
    assert (told.late_cost.run_cost, told.late_cost.end_of_support) == (5_000, 500 + 3_650)
    assert told.late_cost.total == 9_150


def test_the_largest_works_move_the_end_most() -> None:
    systems = [
        _old("a", replacement_effort_days={"cobol": 90}),
        _old("b", replacement_effort_days={"cobol": 5}),
        _old("c", replacement_effort_days={"cobol": 5}),
    ]
    told = _asked(systems, {"a": 1, "b": 1, "c": 1}, capacity=_team(100))
    assert [(driver.kind, driver.id) for driver in told.drivers] == [
        ("system", "a"),
        ("skill", "cobol"),
    ]


def test_where_neither_capacity_nor_duration_is_known_nothing_is_said() -> None:
    told = _asked([_old("a")], {"a": 1})
    assert (told.programme, told.waves, told.late_cost, told.undecided) == (None, (), None, 1)
    assert told.statement == (
        "How sure the dates are is not known: the policy limits no skill, and no work has a"
        " duration. Give `capacity` or `replacement_duration_days`."
    )


def test_a_plan_that_puts_nothing_inside_the_horizon_has_no_dates() -> None:
    told = _asked([_old("a", replacement_duration_days=10)], {})
    assert told.statement == (
        "No system goes live inside the horizon, so there is no date to be sure of."
    )


def test_without_a_start_days_are_told_and_no_dates() -> None:
    inventory = Inventory.of([_old("a", replacement_duration_days=100)])
    told = uncertainty(Estate.of(inventory), policy_of({"wave_days": 100}), {"a": 1})
    assert told.programme is not None
    assert (told.programme.planned, told.programme.p80) == (None, None)
    assert told.programme.late_days_p80 == pytest.approx(58, abs=7)


def test_a_plan_at_the_eightieth_percentile_keeps_a_date_in_eighty_of_a_hundred_draws() -> None:
    system = _old("a", replacement_duration_days=100, replacement_effort_days={"cobol": 100})
    policy = {
        "wave_days": 158,  # 1.576 times 100 days
        "capacity": _team(158),
        "adapter_effort_reserve": 0,
        "risk_appetite": {"percentile": 80},
    }
    compiled = compile_model(_estate(system), policy_of(policy))
    assert compiled.effort["a"] == {"cobol": 158}
    assert compiled.windows["a"].duration == 1
    told = uncertainty(_estate(system), policy_of(policy), {"a": 1})
    assert told.programme is not None
    assert told.programme.in_time == pytest.approx(0.8, abs=ROUGHLY)


def test_a_careful_plan_says_with_what_it_was_made() -> None:
    policy = policy_of({"risk_appetite": {"percentile": 80}})
    compiled = compile_model(_estate(_old("a")), policy)
    assert [
        (a.text, a.count) for a in compiled.assumptions if a.code == "effort_at_percentile"
    ] == [
        (
            "efforts and durations are planned at 1.576 times their estimates, which 80 of 100"
            " replacements keep to",
            1,
        )
    ]
    assert compile_model(_estate(_old("a")), policy_of({})).effort["a"] == {"any": 90}
    assert compiled.effort["a"] == {"any": 142}


def test_a_plan_carries_the_answer_that_asking_it_gives() -> None:
    estate = _estate(_old("a", replacement_duration_days=100))
    policy = policy_of({"effort": "quick"})
    made = plan(estate, policy, version="0", seed=7)
    assert made.uncertainty is not None
    assert made.uncertainty.seed == 7
    assert to_json(made.uncertainty) == to_json(uncertainty(estate, policy, made))


def test_what_is_past_is_late_no_more() -> None:
    facts = {"replacement_duration_days": 100, "replacement_effort_days": {"cobol": 100}}
    estate = _estate(_old("a", **facts), _old("b", **facts))
    settings = {"wave_days": 100, "effort": "quick", "capacity": _team(150), "seed": 3}
    policy = policy_of({**settings, "start": "2026-07-01", "replan": {"past_until": 1}})
    previous = previous_of({"a": 1, "b": 2}, estate, policy)
    made = plan(estate, policy, version="0", previous=previous)
    assert made.placement == {"a": 1, "b": 2}
    assert made.uncertainty is not None
    first, second = made.uncertainty.waves
    assert (first.finish.in_time, first.finish.late_days_p95) == (1, 0)
    assert second.finish.in_time == pytest.approx(0.5, abs=ROUGHLY)
    assert to_json(made.uncertainty) == to_json(uncertainty(estate, policy, made))


def test_the_luck_of_a_system_does_not_hang_on_who_else_is_there() -> None:
    luck = Luck(seed=1, draws=8, sigma=0.5, correlation=0.3)
    alone, among = luck.keys("system", ["b"]), luck.keys("system", ["a", "b", "c"])
    assert luck.levels(alone).tolist() == luck.levels(among)[1:2].tolist()
    # The first numbers of this seed: they must never change, or old plans change with them.
    assert luck.levels(alone)[0, :4].tolist() == [2207, 51273, 31790, 54965]


def test_factors_have_median_one_and_the_spread_asked_for() -> None:
    luck = Luck(seed=1, draws=8, sigma=SIGMA, correlation=0)
    every_level = np.arange(LEVELS, dtype=np.uint16)
    factors = luck.own(every_level)
    assert (factors >= 2 * ONE).sum() == pytest.approx(LEVELS / 10, rel=0.001)
    assert (factors < ONE).sum() == LEVELS // 2
    assert set(luck.common(every_level).tolist()) == {ONE}


def test_many_systems_get_fewer_draws() -> None:
    assert [draws_for(n) for n in (0, 8_000, 16_000, 100_000, 10**6)] == [
        4_000,
        4_000,
        2_000,
        320,
        320,
    ]
