"""Plans side by side: figures, who stands elsewhere and why, and what makes them incomparable."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from legacymap.analysis import Estate
from legacymap.inventory import Dependency, Heading, Inventory, System
from legacymap.planning import Plan, compare, plan, policy_of

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
    "waves": 3,
    "adapter_effort_reserve": 0,
    "capacity": [{"skill": "cobol", "days_per_wave": [60], "overtime_share": 0}],
    "prices": {"facade": {"build": 30, "hold": 4, "connect": 3}},
    "constraints": [{"kind": "pin", "systems": ["claims"], "wave": 1}],
}
ROOMY = [{"skill": "cobol", "days_per_wave": [120], "overtime_share": 0}]


def _estate(currency: str) -> Estate:
    systems = [
        System.model_validate({"id": "claims", "name": "Claims", **OLD}),
        System.model_validate({"id": "ledger", "name": "Ledger", **OLD}),
    ]
    calls = Dependency(consumer="ledger", provider="claims", kind="call", interface="claims-api")
    heading = Heading(name="small", as_of="2026-12-31", currency=currency)
    return Estate.of(Inventory.of(systems, [calls], heading=heading))


def _plan(currency: str = "EUR", **settings: object) -> Plan:
    return plan(_estate(currency), policy_of({**POLICY, **settings}), version="1", effort="quick")


@cache
def _tight() -> Plan:
    return _plan()


def _codes(*plans: Plan) -> list[str]:
    found = compare([(str(number), each) for number, each in enumerate(plans)])
    return [finding.code for finding in found.findings]


def test_a_plan_compared_with_itself_differs_in_nothing() -> None:
    found = compare([("a", _tight()), ("b", _tight())])
    assert (found.moved, found.unmoved, found.findings) == ((), 2, ())
    assert [each.difference for each in found.plans] == [0, 0]


def test_the_figures_are_those_of_the_plans() -> None:
    tight, roomy = compare([("tight", _tight()), ("roomy", _plan(capacity=ROOMY))]).plans
    assert (tight.finish_wave, tight.finish_by) == (2, "2027-05-26")
    assert (tight.interim_interfaces, tight.interim_cost, tight.most_interim_open) == (1, 37, 1)
    assert (roomy.finish_wave, roomy.interim_interfaces, roomy.interim_cost) == (1, 0, 0)
    # A wave less of the old ledger, and no facade.
    assert (tight.difference, roomy.difference) == (0, -137)


def test_who_stands_elsewhere_is_told_with_both_reasons() -> None:
    roomy = _plan(capacity=ROOMY)
    found = compare([("tight", _tight()), ("roomy", roomy)])
    assert [system.id for system in found.moved] == ["ledger"]
    assert found.unmoved == 1
    here, there = found.moved[0].places
    assert (here.plan, here.wave, there.plan, there.wave) == ("tight", 2, "roomy", 1)
    assert here.reason == _tight().waves[1].systems[0].reason
    assert there.reason == next(s.reason for s in roomy.waves[0].systems if s.id == "ledger")


def test_a_system_that_one_plan_leaves_out_is_told() -> None:
    found = compare([("both", _tight()), ("one", _plan(exclude=["ledger"]))])
    assert [(p.planned, p.wave) for p in found.moved[0].places] == [(True, 2), (False, None)]


def test_what_makes_costs_incomparable_is_said() -> None:
    assert _codes(_tight(), _plan(capacity=ROOMY)) == ["other_policy"]
    assert _codes(_tight(), _plan("GBP")) == ["other_currency", "other_snapshot"]
    assert _codes(_tight(), _plan(waves=4)) == ["other_calendar", "other_policy"]
    assert _codes(_tight(), _plan(weights={"risk": 2})) == ["other_policy", "other_weights"]
    dearer = {"facade": {"build": 31, "hold": 4, "connect": 3}}
    assert _codes(_tight(), _plan(prices=dearer)) == ["other_policy", "other_prices"]


def test_amounts_in_different_currencies_have_no_difference() -> None:
    assert compare([("a", _tight()), ("b", _plan("GBP"))]).plans[1].difference is None


def test_a_plan_without_an_order_moves_nobody() -> None:
    never = [*POLICY["constraints"], {"kind": "not_before", "systems": ["claims"], "wave": 2}]  # type: ignore[misc]  # a list
    clash = _plan(constraints=never)
    found = compare([("tight", _tight()), ("clash", clash)])
    assert clash.objective is None
    assert found.moved == ()
    assert "no_order" in [finding.code for finding in found.findings]


def test_the_verdict_says_in_words_how_a_plan_does_against_the_first() -> None:
    found = compare([("tight", _tight()), ("roomy", _plan(capacity=ROOMY))])
    assert found.verdicts == (
        '"roomy" costs 137 EUR less than "tight" (25.5%). It ends in wave 1 (2027-03-14) rather'
        " than wave 2 (2027-05-26). It needs 1 interim interface fewer, for 0 EUR rather than 37"
        " EUR. 1 system stands elsewhere.",
    )
    (moved,) = found.moved
    assert moved.differences == (
        'One wave earlier in "roomy": "tight" holds it back because there is no room for it earlier'
        " (limit: cobol in wave 1).",
    )


def test_costs_that_are_no_saving_are_not_called_one() -> None:
    found = compare([("both", _tight()), ("one", _plan(exclude=["ledger"]))])
    assert '"one": its cost of' in found.verdicts[0]
    assert "because it has other systems" in found.verdicts[0]
    assert [finding.code for finding in found.findings] == ["other_policy", "other_systems"]
    assert found.moved[0].differences == ('"one" does not plan it: excluded by the policy.',)
    foreign = compare([("a", _tight()), ("b", _plan("GBP"))]).verdicts
    assert foreign[0].startswith('The costs of "b" and "a" are in different currencies.')


def test_equal_plans_are_said_to_be_equal() -> None:
    found = compare([("a", _tight()), ("b", _tight())])
    assert found.verdicts == (
        '"b" costs the same as "a". Both end in wave 2 (2027-05-26). No system moves.',
    )


def test_a_plan_without_an_order_has_nothing_to_compare() -> None:
    never = [*POLICY["constraints"], {"kind": "not_before", "systems": ["claims"], "wave": 2}]  # type: ignore[misc]  # a list
    found = compare([("tight", _tight()), ("clash", _plan(constraints=never))])
    assert found.verdicts == ('"clash" has no order (infeasible), so there is nothing to compare.',)


def test_the_risk_that_is_left_is_given_wave_by_wave() -> None:
    left = compare([("a", _tight()), ("b", _tight())]).plans[0].risk_left
    assert [(after.wave, after.end) for after in left] == [(1, "2027-03-14"), (2, "2027-05-26")]
