"""A plan made anew from an earlier one: the past stays, a change has a price, the rest is told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from legacymap.analysis import Estate
from legacymap.errors import InvalidPlan, InvalidPolicy
from legacymap.ingest.given_plans.plans import read_plan_file
from legacymap.inventory import Heading, Inventory, System, plain
from legacymap.planning import Plan, Previous, check_plan, plan, policy_of, previous_of, why

# A wave of 73 days is a fifth of a year: a saving of 500 a year is 100 a wave.
OLD: Mapping[str, object] = {
    "legacy": True,
    "risk": {"likelihood": {f"L{i}": 1 for i in range(1, 8)}, "impact": {"C1": 1}},
    "annual_run_cost": 1000,
    "replacement_run_cost": 500,
    "replacement_effort_days": {"cobol": 60},
    "replacement_duration_days": 73,
}
POLICY: Mapping[str, object] = {
    "start": "2027-01-01",
    "wave_days": 73,
    "waves": 4,
    "parallel_waves": 0,
    "adapter_effort_reserve": 0,
    "capacity": [{"skill": "cobol", "days_per_wave": [60], "overtime_share": 0}],
    "replan": {"change_price": 10},
}


def estate(*systems: str, as_of: str = "2026-12-31", **changed: Mapping[str, object]) -> Estate:
    """Legacy systems alike; ``changed`` holds what is special of some."""
    records = [
        System.model_validate({"id": s, "name": s.upper(), **OLD, **changed.get(s, {})})
        for s in systems
    ]
    heading = Heading(name="small", as_of=as_of, currency="EUR")
    return Estate.of(Inventory.of(records, heading=heading))


def planned(
    of: Estate, previous: Plan | Previous | Mapping[str, int] | None = None, **settings: object
) -> Plan:
    policy = policy_of({**POLICY, **settings})
    earlier = None if previous is None else previous_of(previous, of, policy)
    return plan(of, policy, version="1", effort="standard", previous=earlier)


THREE = estate("a", "b", "c")


@cache
def first() -> Plan:
    return planned(THREE)


def until(past: int | str, **more: object) -> dict[str, object]:
    return {"change_price": 10, "past_until": past, **more}


def test_unchanged_input_gives_the_previous_plan_back_whichever_of_equal_ones_it_was() -> None:
    for order in ({"a": 1, "b": 2, "c": 3}, {"a": 3, "b": 1, "c": 2}):
        again = planned(THREE, order)
        assert again.placement == order
        assert again.replanning is not None
        assert (again.replanning.moved, again.replanning.saving) == ((), 0)


def test_unchanged_input_gives_the_whole_of_the_previous_plan_back() -> None:
    again = planned(THREE, first())
    assert again.replanning is not None
    assert again.replanning.previous.snapshot == again.snapshot
    assert (again.placement, again.parts) == (first().placement, first().parts)


def test_what_went_live_in_the_past_never_moves_and_says_so() -> None:
    # Without the past, c would be first: it now saves more than the others.
    dearer = estate("a", "b", "c", c={"annual_run_cost": 9000})
    order = {"a": 1, "b": 2, "c": 3}
    assert planned(dearer, order).placement["c"] == 1
    found = planned(dearer, order, replan=until(1))
    assert found.placement == {"a": 1, "b": 3, "c": 2}
    assert found.replanning is not None
    assert (found.replanning.past_until, found.replanning.past_by) == (1, "2027-03-14")
    assert found.replanning.live == ("a",)
    assert found.waves[0].systems[0].reason == (
        "Went live in wave 1 (by 2027-03-14), which is past."
    )


def test_a_change_must_save_more_than_its_price() -> None:
    # Changing places with a is worth two waves of 8, and moves two.
    slightly = estate("a", "b", "c", c={"annual_run_cost": 1040})
    order = {"a": 1, "b": 2, "c": 3}
    assert planned(slightly, order, replan={"change_price": 10}).placement == order
    moved = planned(slightly, order, replan={"change_price": 4})
    assert moved.placement == {"a": 3, "b": 2, "c": 1}
    assert moved.parts is not None
    assert moved.replanning is not None
    assert (moved.parts.changes, moved.replanning.changes_cost) == (8, 8)
    assert (moved.replanning.saving, moved.replanning.unmoved) == (16 - 8, 1)


def test_who_moved_is_told_with_both_dates_and_what_going_back_would_cost() -> None:
    slightly = estate("a", "b")
    order = {"a": 1, "b": 3}
    found = planned(slightly, order)
    assert found.replanning is not None
    (moved,) = found.replanning.moved
    assert (moved.id, moved.name, moved.before, moved.after) == ("b", "B", 3, 2)
    assert (moved.before_by, moved.after_by) == ("2027-08-07", "2027-05-26")
    # A wave more of the old system, less the price of the change.
    assert (moved.staying, moved.why) == (
        90,
        "moving it alone back would cost 90 EUR more",
    )


def test_what_was_due_and_is_not_live_is_planned_again_without_a_price() -> None:
    found = planned(THREE, {"a": 1, "b": 2, "c": 3}, replan=until(1, not_live=["A"]))
    assert found.placement == {"a": 4, "b": 2, "c": 3}
    assert found.replanning is not None
    assert (found.replanning.overdue, found.replanning.changes_cost) == (("a",), 0)
    assert "overdue" in [finding.code for finding in found.findings]
    assert found.replanning.moved[0].why == "it was due already and is not live"


def test_new_and_gone_systems_are_named() -> None:
    found = planned(estate("a", "d"), {"a": 1, "b": 2, "zz": 3})
    assert found.replanning is not None
    assert found.replanning.new == ("d",)
    assert [(gone.id, gone.why) for gone in found.replanning.gone] == [
        ("b", "it is not in the inventory any more"),
        ("zz", "it is not in the inventory any more"),
    ]


def test_what_is_retired_since_is_gone_with_its_reason() -> None:
    found = planned(estate("a", "b", a={"lifecycle": "retired"}), {"a": 1, "b": 2})
    assert found.replanning is not None
    assert [(gone.id, gone.name, gone.why) for gone in found.replanning.gone] == [
        ("a", "A", "its lifecycle is retired")
    ]


def test_work_that_began_goes_on_and_other_work_cannot_begin_in_the_past() -> None:
    two_waves = {"replacement_duration_days": 146}
    long = estate("a", "b", a=two_waves, b=two_waves)
    found = planned(long, {"a": 2, "b": 3}, replan=until(1, change_price=0))
    assert found.replanning is not None
    assert found.replanning.started == ("a",)
    # b has not begun: its first open wave is 3.
    assert found.placement == {"a": 2, "b": 3}
    judged = why(long, policy_of({**POLICY, "replan": until(1)}), found, system="b")
    (broken,) = judged.blocking
    assert broken.text == "the work has not begun and takes 2 waves"


def test_limits_and_rules_of_the_past_bind_nobody() -> None:
    # Both went live in wave 1, for which there is now no capacity, though they had to part.
    parted = [{"kind": "before", "systems": ["b", "a"], "lag": 1}]
    none = [{"skill": "cobol", "days_per_wave": [0, 60], "overtime_share": 0}]
    found = planned(
        estate("a", "b", "c"),
        {"a": 1, "b": 1, "c": 2},
        constraints=parted,
        capacity=none,
        replan=until(1),
    )
    assert (found.status, found.placement) == ("optimal", {"a": 1, "b": 1, "c": 2})


def test_a_budget_across_past_and_future_counts_what_is_spent() -> None:
    cost = {"replacement_cost": 60}
    budgets = [{"year": "2026", "amount": 100}, {"year": "2027", "amount": 1000}]
    of = estate("a", "b", "c", a=cost, b=cost, c=cost)
    # Waves 1 and 2 begin in the fiscal year 2026 from February on: 120 of 100 are spent in it.
    found = planned(
        of,
        {"a": 1, "b": 1, "c": 2},
        budgets=budgets,
        capacity=[],
        limits={"systems_per_wave": 3},
        fiscal_year_start="05-26",
        replan=until(1),
    )
    assert found.placement == {"a": 1, "b": 1, "c": 3}


def test_waves_of_an_earlier_calendar_are_told_by_their_dates() -> None:
    # A fifth of a year later wave 2 is wave 1, and wave 1 lies before it.
    order = {"a": 1, "b": 2, "c": 3}
    before = Previous(placement=order, start="2027-01-01", wave_days=73, horizon=4)
    found = planned(THREE, before, start="2027-03-15", replan={"past_until": 0})
    assert found.replanning is not None
    assert found.replanning.overdue == ("a",)
    assert found.placement == {"a": 3, "b": 1, "c": 2}
    assert "due_before_start" in [finding.code for finding in found.findings]


def test_what_lay_after_a_shorter_horizon_may_take_any_wave_after_it() -> None:
    before = Previous(placement={"a": 1, "b": None}, horizon=1)
    found = planned(estate("a", "b"), before)
    assert found.replanning is not None
    assert (found.placement["b"], found.replanning.changes_cost) == (2, 0)


def test_the_past_ends_by_the_date_of_the_inventory_unless_the_policy_says() -> None:
    later = estate("a", "b", "c", as_of="2027-04-01")
    order = {"a": 1, "b": 2, "c": 3}
    ends = {
        "inventory": planned(later, order),
        "wave": planned(later, order, replan=until(2)),
        "date": planned(later, order, replan=until("2027-08-07")),
        "none": planned(later, order, replan=until(0)),
    }
    found = {name: each.replanning.past_until for name, each in ends.items() if each.replanning}
    assert found == {"inventory": 1, "wave": 2, "date": 3, "none": 0}


def test_a_previous_order_that_cannot_be_kept_says_what_it_would_break() -> None:
    freeze = [{"kind": "freeze", "wave": 2}]
    found = planned(THREE, {"a": 1, "b": 2, "c": 3}, constraints=freeze)
    assert found.replanning is not None
    assert (found.replanning.keeping, found.replanning.saving) == (None, None)
    assert found.replanning.broken == ("B: nothing goes live in wave 2",)
    assert [moved.why for moved in found.replanning.moved] == [
        "its wave is closed to it now: nothing goes live in wave 2"
    ]


def test_a_plan_read_from_json_is_the_same_previous_plan() -> None:
    document = plain(first())
    assert isinstance(document, dict)
    policy = policy_of(POLICY)
    assert previous_of(document, THREE, policy) == previous_of(first(), THREE, policy)


def test_why_answers_for_a_plan_that_goes_on_from_another() -> None:
    slightly = estate("a", "b", "c", c={"annual_run_cost": 1040})
    order = {"a": 1, "b": 2, "c": 3}
    found = planned(slightly, order)
    told = why(slightly, policy_of(POLICY), found, system="c")
    assert told.objective == found.objective
    assert [other.parts.changes for other in told.alternatives] == [10, 10, 0, 10, 10]
    assert all(
        sum(getattr(other.parts, part) for part in type(other.parts).__slots__) == other.total
        for other in told.alternatives
    )


def test_a_plan_that_goes_on_from_another_is_judged_by_the_same_past() -> None:
    slightly = estate("a", "b", "c", c={"annual_run_cost": 9000})
    found = planned(slightly, {"a": 1, "b": 2, "c": 3}, replan=until(1))
    policy = policy_of({**POLICY, "replan": until(1)})
    for form in (found, plain(found)):
        assert check_plan(slightly, policy, form).objective == found.objective


def test_waves_that_are_none_are_refused_all_at_once() -> None:
    with pytest.raises(InvalidPlan) as refused:
        previous_of({"a": 0, "b": "soon"}, THREE, policy_of(POLICY))
    assert [(f.where.id, f.message) for f in refused.value.findings if f.where] == [
        ("a", "must be a wave, from 1, or none, is 0"),
        ("b", "must be a wave, from 1, or none, is 'soon'"),
    ]


def test_settings_of_the_past_are_checked_and_say_when_they_have_no_effect() -> None:
    with pytest.raises(InvalidPolicy) as refused:
        policy_of({"replan": {"past_until": "soon", "change_price": -1}})
    assert [(f.where.path, f.message) for f in refused.value.findings if f.where] == [
        ("replan.change_price", "must be at least 0, is -1"),
        ("replan.past_until", "a date is written 2027, 2027-06 or 2027-06-30, is 'soon'"),
    ]
    assert policy_of({"replan": {"past_until": 2027}}).replan.past_until == "2027"
    assert "no_previous_plan" in [f.code for f in planned(THREE, replan=until(1)).findings]


def test_a_plan_made_elsewhere_may_be_the_one_before() -> None:
    table = b"System;Go-live\nA;2027-05-01\nB;2027-01-31\nno such;2027-01-31\n"
    given = read_plan_file("order.csv", table)
    policy = policy_of(POLICY)
    before = previous_of(given, THREE, policy)
    assert before.placement == {"a": 2, "b": 1}
    found = plan(THREE, policy, version="1", effort="quick", previous=before)
    assert found.placement == {"a": 2, "b": 1, "c": 3}
    assert "no such" in " ".join(finding.message for finding in found.findings)
