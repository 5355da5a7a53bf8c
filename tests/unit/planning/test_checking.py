"""Any plan can be judged, whatever its form and whoever made it."""

from __future__ import annotations

import json

import pytest

from legacymap.analysis import Estate
from legacymap.errors import InvalidPlan
from legacymap.inventory import Dependency, Heading, Inventory, System, to_json
from legacymap.planning import check_plan, plan
from legacymap.planning.answers.checking import FORMAT
from legacymap.planning.outcome import CheckViolation
from legacymap.planning.policy.policy import policy_of

ESTATE = Estate.of(
    Inventory.of(
        [
            System(id="1", name="Ledger", legacy=True, replacement_duration_days=100),
            System(id="2", name="Payroll", legacy=True),
            System(id="3", name="Portal"),
            System(id="2a", name="Payroll tables", parent="2"),
        ],
        [Dependency(consumer="1", provider="2", kind="call", interface="pay")],
        heading=Heading(name="test", as_of="2026-12-31", currency="EUR"),
    )
)
POLICY = policy_of({"waves": 3, "limits": {"systems_per_wave": 1}})


@pytest.mark.parametrize(
    "document",
    [
        {"1": 2, "2": 1},
        {"Ledger": 2, "payroll": "1"},
        {"plan": {"1": 2, "2": 1}},
        {"format": "legacymap-plan-solution/1", "plan": {"1": 2, "2a": 1}},
        [("Ledger", 2), ("Payroll", 1)],
        [{"system": "1", "wave": 2}, {"name": "Payroll", "wave": "1"}],
        {"waves": [{"number": 1, "systems": ["2"]}, {"number": 2, "systems": [{"id": "1"}]}]},
    ],
    ids=["bare", "names", "nested", "solution", "pairs", "rows", "plan"],
)
def test_a_plan_may_have_any_form(document: object) -> None:
    check = check_plan(ESTATE, POLICY, document)
    assert (check.format, check.placement) == (FORMAT, {"1": 2, "2": 1})
    assert (check.feasible, check.violations) == (True, ())
    assert check.objective == check.parts.total


def test_our_own_plan_is_judged_as_the_planner_judged_it() -> None:
    ours = plan(ESTATE, POLICY, version="1.0", effort="quick")
    for form in (ours, json.loads(to_json(ours))):
        check = check_plan(ESTATE, POLICY, form, compared_with=ours)
        assert (check.feasible, check.objective) == (True, ours.objective)
        assert (check.parts, check.gateways) == (ours.parts, ours.gateways)
        assert (check.difference, check.moved) == (0, ())


def test_the_difference_to_another_plan_is_told() -> None:
    ours = plan(ESTATE, POLICY, version="1.0", effort="quick")
    check = check_plan(ESTATE, POLICY, {"1": 3, "2": 1}, compared_with=ours)
    assert ours.placement == {"1": 2, "2": 1}
    assert check.moved == ("1",)
    assert check.difference == check.objective - (ours.objective or 0) > 0


def test_violations_are_named_in_words() -> None:
    check = check_plan(ESTATE, POLICY, {"1": 1, "2": 1})
    assert not check.feasible
    assert check.violations == (
        CheckViolation(
            kind="wave",
            message="Ledger must not go live in wave 1: the work takes 2 waves",
            systems=("1",),
        ),
        CheckViolation(
            kind="resource",
            message="systems per wave in wave 1: 2 used, at most 1 allowed",
            systems=(),
        ),
    )


def test_order_and_company_are_violations_too() -> None:
    policy = policy_of(
        {
            "waves": 3,
            "constraints": [
                {"kind": "before", "systems": ["2", "1"], "lag": 1},
                {"kind": "together", "systems": ["1", "2"]},
            ],
        }
    )
    check = check_plan(ESTATE, policy, {"1": 2, "2": 3})
    assert [violation.message for violation in check.violations] == [
        "Payroll (wave 3) must go live before Ledger (wave 2)",
        "Ledger, Payroll must share one wave",
    ]


def test_what_is_not_mentioned_stays_and_what_is_not_planned_is_ignored() -> None:
    check = check_plan(ESTATE, POLICY, {"1": None, "3": 1})
    assert check.placement == {"1": None, "2": None}
    messages = [finding.message for finding in check.findings]
    assert messages == [
        "Portal is in the plan and not to be replaced (it is not legacy by this policy); ignored",
        "1 system is not mentioned and counted as left after the horizon: Payroll",
    ]


def test_every_problem_of_a_plan_is_reported() -> None:
    with pytest.raises(InvalidPlan) as refused:
        check_plan(ESTATE, POLICY, {"Ledgr": 1, "1": 9, "2": True, "Ledger": 2})
    assert [finding.message for finding in refused.value.findings] == [
        "must be wave 1 to 3 or none, is 9",
        "must be wave 1 to 3 or none, is True",
        "no system 'Ledgr' in the inventory; meant 'Ledger'?",
    ]


@pytest.mark.parametrize(
    "document",
    ["text", 7, None, [1], [{"wave": 1}], {"waves": [{"number": 1}]}, {"1": 1, "Ledger": 2}],
)
def test_what_is_no_plan_is_refused(document: object) -> None:
    with pytest.raises(InvalidPlan):
        check_plan(ESTATE, POLICY, document)
