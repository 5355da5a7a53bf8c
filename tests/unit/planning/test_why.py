"""Why a system stands in its wave, what every other would change, and what one change buys."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from legacymap.analysis import Estate
from legacymap.errors import InvalidPlan, UnknownSystem
from legacymap.inventory import Dependency, Heading, Inventory, System
from legacymap.planning import Policy, check_plan, plan, policy_of, why
from legacymap.planning.answers.alternatives import Broken
from legacymap.planning.answers.counterfactual import Change
from legacymap.planning.answers.why import Why

# A wave of 73 days is a fifth of a year: a saving of 500 a year is 100 a wave. Both need all the
# cobol of a wave. The ledger calls claims.
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
}
ORDER = {"claims": 1, "ledger": 2}


def _estate(**ledger: object) -> Estate:
    systems = [
        System.model_validate({"id": "claims", "name": "Claims", **OLD}),
        System.model_validate({"id": "ledger", "name": "Ledger", **OLD, **ledger}),
        System(id="portal", name="Portal", kind="service"),
    ]
    calls = Dependency(consumer="ledger", provider="claims", kind="call", interface="claims-api")
    heading = Heading(name="small", as_of="2026-12-31", currency="EUR")
    return Estate.of(Inventory.of(systems, [calls], heading=heading))


def _policy(**settings: object) -> Policy:
    return policy_of({**POLICY, **settings})


def _why(
    system: str = "ledger", order: object = None, *, estate: Estate | None = None, **policy: object
) -> Why:
    return why(estate or _estate(), _policy(**policy), order or ORDER, system=system)


def test_every_wave_tells_its_exact_change_in_parts() -> None:
    later = _why().alternatives[2]
    assert (later.wave, later.live_by, later.possible, later.total) == (3, "2027-08-07", True, 104)
    # One more wave of the old ledger, and of the facade at claims.
    assert (later.parts.run_cost, later.parts.gateways, later.parts.overload) == (100, 4, 0)
    assert [(g.provider, g.interface, g.change) for g in later.gateways] == [
        ("claims", "claims-api", 4)
    ]


def test_the_changes_are_those_that_the_checker_finds() -> None:
    here = _why()
    for alternative in here.alternatives:
        if alternative.possible:
            moved = {**ORDER, "ledger": alternative.wave}
            judged = check_plan(_estate(), _policy(), moved)
            assert judged.feasible
            assert judged.objective - here.objective == alternative.total


def test_the_limit_in_the_way_is_named_with_what_is_missing_and_who_uses_it() -> None:
    assert _why().blocking == (
        Broken(
            kind="capacity",
            name="cobol in wave 1",
            text="cobol in wave 1 would be overfull: 120 of 60 days",
            systems=("claims", "ledger"),
            missing=60,
        ),
    )


def test_the_cheapest_single_change_is_what_the_policy_so_changed_gives() -> None:
    earlier = _why().counterfactual
    assert earlier.best == Change(
        kind="capacity",
        text="cobol in wave 1 were raised by 60 days",
        amount=60,
        price=-137,
        planned_anew=-137,
        moved={},
    )
    assert earlier.statement == (
        "It could go live in wave 1 if cobol in wave 1 were raised by 60 days; the plan would then"
        " cost 137 EUR less."
    )
    raised = _policy(capacity=[{"skill": "cobol", "days_per_wave": [120, 60], "overtime_share": 0}])
    judged = check_plan(_estate(), raised, {"claims": 1, "ledger": 1})
    assert judged.objective - _why().objective == -137


def test_a_neighbour_that_makes_room_is_priced_too() -> None:
    tried = {change.kind: change for change in _why().counterfactual.tried}
    swapped = check_plan(_estate(), _policy(), {"claims": 2, "ledger": 1})
    assert tried["neighbour"].moved == {"claims": 2}
    assert tried["neighbour"].price == swapped.objective - _why().objective


def test_a_rule_in_the_way_is_named_and_dropped() -> None:
    rule = {"kind": "not_before", "name": "audit", "systems": ["ledger"], "wave": 2}
    told = _why(constraints=[rule], capacity=[], limits={"systems_per_wave": 9})
    assert [(broken.kind, broken.name) for broken in told.blocking] == [("closed", "audit")]
    best = told.counterfactual.best
    assert best is not None
    assert (best.kind, best.text, best.price) == ("constraint", "there were no rule 'audit'", -137)


def test_nothing_single_helps_where_the_work_takes_longer() -> None:
    told = _why(estate=_estate(replacement_duration_days=146), capacity=[])
    assert (told.counterfactual.best, told.counterfactual.rearranged) == (None, None)
    assert told.counterfactual.statement == (
        "No single change lets it go live in wave 1: the work takes 2 waves."
    )


def test_in_the_first_wave_there_is_no_earlier() -> None:
    told = _why("claims")
    assert told.blocking == ()
    assert told.counterfactual.statement == "It goes live in the first wave."


def test_systems_that_share_a_wave_move_together() -> None:
    rule = {"kind": "together", "systems": ["claims", "ledger"]}
    wide = [{"skill": "cobol", "days_per_wave": [120], "overtime_share": 0}]
    told = _why(order={"claims": 2, "ledger": 2}, constraints=[rule], capacity=wide)
    assert told.together_with == ("claims",)
    # Two systems, a wave each.
    assert [a.total for a in told.alternatives[:3]] == [-200, 0, 200]
    best = told.counterfactual.best
    assert best is not None
    assert (best.kind, best.price) == ("alone", -200)


def test_after_the_horizon_the_last_wave_is_the_earlier_one() -> None:
    told = _why(order={"claims": 1})
    assert (told.wave, told.live_by, told.reason_class) == (None, None, None)
    assert told.counterfactual.wave == 3


def test_the_reason_is_the_plans_own() -> None:
    made = plan(_estate(), _policy(), version="1.0", effort="quick")
    placed = {s.id: s for wave in made.waves for s in wave.systems}
    for system in ("claims", "ledger"):
        told = _why(system, made)
        by_hand = _why(system, made.placement)
        assert told.reason == placed[system].reason
        assert told == by_hand


def test_a_plan_made_with_another_policy_is_judged_by_the_one_given() -> None:
    made = plan(_estate(), _policy(waves=4), version="1.0", effort="quick")
    told = why(_estate(), _policy(), made, system="ledger")
    assert [finding.code for finding in told.findings] == ["other_policy"]
    assert told.reason == _why("ledger", made.placement).reason


def test_a_system_that_is_not_planned_is_refused_with_the_reason() -> None:
    with pytest.raises(UnknownSystem, match="not in the plan"):
        _why("portal")
    with pytest.raises(UnknownSystem, match="meant 'Ledger'"):
        _why("ledgr")


def test_a_plan_without_an_order_has_no_reasons() -> None:
    late = {"kind": "deadline", "systems": ["ledger"], "wave": 1}
    never = {"kind": "not_before", "systems": ["ledger"], "wave": 2}
    settings = _policy(constraints=[late, never])
    made = plan(_estate(), settings, version="1.0", effort="quick")
    with pytest.raises(InvalidPlan, match="has no order"):
        why(_estate(), settings, made, system="ledger")


def test_a_rule_to_go_together_can_be_dropped_for_one_of_the_two() -> None:
    rule = {"kind": "together", "systems": ["claims", "ledger"]}
    wide = [{"skill": "cobol", "days_per_wave": [60, 120], "overtime_share": 0}]
    told = _why(order={"claims": 2, "ledger": 2}, constraints=[rule], capacity=wide)
    tried = {change.text: change for change in told.counterfactual.tried}
    alone = tried["there were no rule 'together: Claims, Ledger'"]
    # A wave less of the old ledger, and a wrapper at claims for a wave: 30 + 4 + 3.
    assert (alone.price, alone.moved) == (-100 + 37, {})
    assert told.counterfactual.best is not None
    assert told.counterfactual.best.kind == "capacity"
