"""A plan says when, why, at which cost, what is left, and how far the data decides it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from legacymap.analysis import Estate
from legacymap.inventory import Dependency, Heading, Inventory, System, to_json
from legacymap.planning import Progress, plan
from legacymap.planning.answers.accounts import shared_out
from legacymap.planning.outcome import BaselineResult, Bottleneck, ExistingFacades, Plan
from legacymap.planning.policy.policy import policy_of

# Two systems and one scarce skill; a wave of 73 days is a fifth of a year, so that a saving of 500
# a year is 100 a wave.
CLAIMS = {
    "id": "claims",
    "name": "Claims",
    "legacy": True,
    "end_of_support": "2027-03-14",
    "risk": {"likelihood": {f"L{i}": 1 for i in range(1, 8)}, "impact": {"C1": 1}},
    "criticality": "low",
    "annual_run_cost": 1000,
    "replacement_run_cost": 500,
    "replacement_cost": 90,
    "replacement_effort_days": {"cobol": 60},
    "replacement_duration_days": 73,
}
LEDGER = {**CLAIMS, "id": "ledger", "name": "Ledger", "end_of_support": None, "replacement_cost": 7}
POLICY = {
    "start": "2027-01-01",
    "wave_days": 73,
    "waves": 3,
    "adapter_effort_reserve": 0,
    "capacity": [{"skill": "cobol", "days_per_wave": [60], "overtime_share": 0}],
    "prices": {"facade": {"build": 30, "hold": 4, "connect": 3}},
}
DEPENDENCIES = (
    Dependency(consumer="ledger", provider="claims", kind="call", interface="claims-api"),
    Dependency(consumer="portal", provider="claims", kind="call", interface="claims-api"),
    Dependency(consumer="desk", provider="ledger", kind="call", flow="link"),
)


def _estate() -> Estate:
    systems = [
        System.model_validate({k: v for k, v in row.items() if v is not None})
        for row in (CLAIMS, LEDGER)
    ]
    systems += [
        System(id="portal", name="Portal", kind="service"),
        System(id="desk", name="Desk", kind="service"),
    ]
    heading = Heading(name="small", as_of="2026-12-31", currency="EUR")
    return Estate.of(Inventory.of(systems, DEPENDENCIES, heading=heading))


def _plan(policy: Mapping[str, object] | None = None, *, seed: int | None = None) -> Plan:
    settings = policy_of({**POLICY, **(policy or {})})
    return plan(_estate(), settings, version="1.0", effort="quick", seed=seed)


@cache
def _small() -> Plan:
    return _plan()


def test_who_loses_more_by_waiting_goes_first() -> None:
    assert _small().placement == {"claims": 1, "ledger": 2}
    assert _small().status == "feasible"


def test_the_objective_is_the_sum_of_its_parts() -> None:
    parts = _small().parts
    assert parts is not None
    # Both pay 200 for a wave of running beside their replacement (parallel_waves 1), the ledger
    # 100 for waiting one wave; claims is in time.
    assert (parts.run_cost, parts.end_of_support) == (500, 0)
    assert parts.risk == 0
    # The ledger still uses claims for one wave: 30 + 4 + 3.
    assert parts.gateways == 37
    assert parts.total == _small().objective == 537


def test_a_wave_says_what_it_does_and_what_is_left() -> None:
    first, second = _small().waves
    assert (first.start, first.end) == ("2027-01-01", "2027-03-14")
    assert (first.effort, first.cost, first.cost_unknown) == ({"cobol": 60}, 90, 0)
    assert first.gateways_built == ("facade at Claims: claims-api",)
    assert (first.gateways_open, first.legacy_left, first.run_cost_left) == (1, 1, 1000)
    assert second.gateways_removed == ("facade at Claims: claims-api",)
    assert (second.gateways_open, second.legacy_left, second.run_cost_left) == (0, 0, 0)
    assert (first.services_on_legacy, first.services_freed) == (1, ("portal",))
    assert (second.services_on_legacy, second.services_freed) == (0, ("desk",))


def test_every_system_has_a_reason_in_plain_words() -> None:
    claims, ledger = (wave.systems[0] for wave in _small().waves)
    assert claims.reason == (
        "Goes live in wave 1 (by 2027-03-14) because its support ends on 2027-03-14. The next open"
        " wave, 3, would cost 500 EUR more; changing places with Ledger would cost 200 EUR more."
    )
    assert (claims.reason_class, claims.go_live_by, claims.switch_off) == ("delay", "2027-03-14", 2)
    assert ledger.reason == (
        "Goes live in wave 2 (by 2027-05-26) because there is no room for it earlier (limit: cobol"
        " in wave 1). One wave later would cost 104 EUR more."
    )
    assert (ledger.reason_class, ledger.one_wave_later) == ("bucket", 104)


def test_retirement_is_proven_on_the_inventorys_own_dependencies() -> None:
    claims, ledger = _small().retirement
    assert (claims.system, claims.wave, claims.date, claims.clear) == (
        "claims",
        2,
        "2027-05-26",
        True,
    )
    assert [(one.consumer, one.how, one.until) for one in claims.remaining] == [
        ("portal", "repointed", None),
        ("ledger", "facade", 2),
    ]
    # A link needs no gateway, so nothing in the plan provides for the desk.
    assert (ledger.clear, [(one.consumer, one.how) for one in ledger.remaining]) == (
        False,
        [("desk", "open")],
    )


def test_an_order_against_a_dependency_is_a_cut_with_its_price() -> None:
    pinned = _plan({"constraints": [{"kind": "pin", "systems": ["ledger"], "wave": 1}]})
    assert pinned.placement == {"claims": 2, "ledger": 1}
    (cut,) = pinned.cuts
    assert (cut.consumer, cut.provider, cut.cost, cut.in_cycle) == ("ledger", "claims", 37, False)
    ledger = pinned.waves[0].systems[0]
    assert ledger.reason_class == "domain"
    assert "It cannot wait for wave 2: the policy pins it to wave 1" in ledger.reason


def test_what_finds_no_room_stays_and_says_why() -> None:
    one = _plan({"waves": 1})
    assert one.placement == {"claims": 1, "ledger": None}
    (left,) = one.backlog
    assert left.reason == (
        "Stays beyond wave 1, because there is no room for it (limit: cobol in wave 1)."
    )
    assert one.gateways[0].removed is None


def test_baselines_are_judged_by_the_same_rules() -> None:
    assert _small().baselines == {
        "affinity": BaselineResult(objective=537, feasible=True),
        "risk_first": BaselineResult(objective=537, feasible=True),
        "topological": BaselineResult(objective=537, feasible=True),
        "wsjf": BaselineResult(objective=537, feasible=True),
    }


def test_the_price_groups_say_what_they_rest_on() -> None:
    basis = {group.group: (group.basis, group.known) for group in _small().price_groups}
    assert basis == {
        "run_cost": ("data", 2),
        "risk": ("assumed", 0),
        "end_of_support": ("mixed", 1),
        "gateways": ("data", 1),
        "overload": ("data", 1),
    }


def test_equal_input_gives_equal_bytes() -> None:
    assert to_json(_plan()) == to_json(_small())


def test_the_plan_carries_the_fields_of_its_format() -> None:
    document = json.loads(to_json(_small()))
    assert document["format"] == "legacymap-plan/1"
    assert {
        "snapshot",
        "policy",
        "status",
        "objective",
        "bound",
        "gap",
        "controllable_gap",
        "parts",
        "waves",
        "backlog",
        "gateways",
        "baselines",
        "conflict",
        "clashes",
        "violations",
        "engine",
    } <= set(document)
    assert {"delay", "gateways", "overload"} <= set(document["parts"])
    assert document["engine"]["version"] == "1.0"
    assert document["snapshot"].startswith("sha256:")
    assert document["names"]["portal"] == "Portal"


def test_rules_that_clash_are_named_instead_of_an_order() -> None:
    rules = [
        {"kind": "deadline", "name": "court order", "systems": ["claims"], "wave": 1},
        {"kind": "not_before", "name": "new law", "systems": ["claims"], "wave": 2},
    ]
    clash = _plan({"constraints": rules})
    assert (clash.status, clash.conflict) == ("infeasible", ("court order", "new law"))
    assert (clash.waves, clash.objective) == ((), None)
    assert clash.findings[0].message == ("no plan keeps all of these: court order; new law")


def test_without_legacy_there_is_a_plan_of_nothing() -> None:
    inventory = Inventory.of([System(id="a", name="A")])
    empty = plan(Estate.of(inventory), policy_of({}), version="1.0")
    assert (empty.status, empty.objective, empty.waves, empty.systems) == ("optimal", 0, (), 0)
    assert [finding.code for finding in empty.findings] == ["nothing_to_plan"]


def _bare(number: int) -> Plan:
    """``number`` systems of which nothing is known but that they are legacy."""
    systems = [System(id=f"s{i}", name=f"System {i}", legacy=True) for i in range(number)]
    estate = Estate.of(Inventory.of(systems))
    return plan(estate, policy_of({"waves": 4}), version="1.0", effort="quick")


def test_where_nothing_is_known_the_order_is_said_not_to_be_determined() -> None:
    bare = _bare(3)
    assert bare.determination.determined is False
    assert bare.determination.statement.startswith("The order is not determined by your data")
    assert bare.determination.ties == (("s0", "s1", "s2"),)
    assert bare.determination.deciding_facts[0] == (
        "running cost (unknown for 3 of 3: System 0, System 1, System 2)"
    )
    reasons = [system.reason for wave in bare.waves for system in wave.systems]
    assert all("at no cost: their order is open" in reason for reason in reasons)
    assert bare.start is None


def test_known_facts_that_decide_are_named() -> None:
    found = _plan({"prices": {**POLICY["prices"], "impact": {"T": [0] * 5}}})  # type: ignore[dict-item]
    assert found.determination.statement.startswith("The order rests on known facts: running cost")
    assert found.determination.determined is True


def test_a_doubtful_direction_that_decides_gives_both_orders() -> None:
    systems = [System(id=name, name=name.upper(), legacy=True) for name in "ab"]
    pushes = [Dependency(consumer="a", provider="b", flow="push", kind="file")]
    estate = Estate.of(Inventory.of(systems, pushes))
    policy = policy_of(
        {
            "waves": 4,
            "prices": {
                "by_kind": {"file": {"wrapper": None, "facade": {"build": 0, "hold": 0}}},
                "impact": {"T": [0] * 5},
            },
        }
    )
    found = plan(estate, policy, version="1.0", effort="quick")
    assert found.placement == {"a": 2, "b": 1}
    assert found.other_reading is not None
    assert found.other_reading.moved == {"a": 1, "b": 2}
    (doubt,) = [finding for finding in found.findings if finding.code == "direction_doubtful"]
    assert doubt.message == (
        "1 dependency between planned systems is of doubtful direction; the order was computed for"
        " the other direction too, and the plan says what changes"
    )


def test_what_already_passes_an_api_is_counted_beside_the_interim_interfaces() -> None:
    systems = [
        System(id="old", name="Old", legacy=True),
        System(id="old-api", name="Old API", parent="old"),
        *(System(id=name, name=name) for name in ("web", "batch")),
    ]
    uses = [
        Dependency(consumer="web", provider="old-api", kind="call"),
        Dependency(consumer="batch", provider="old", kind="database"),
    ]
    found = plan(
        Estate.of(Inventory.of(systems, uses)), policy_of({}), version="1.0", effort="quick"
    )
    assert (found.gateways, found.existing_facades) == ((), ExistingFacades(dependencies=1, of=2))


def test_a_system_that_misses_its_end_of_support_says_so() -> None:
    late = _plan({"constraints": [{"kind": "pin", "systems": ["claims"], "wave": 2}]})
    assert (
        late.waves[1]
        .systems[0]
        .reason.startswith(
            "Goes live in wave 2 (by 2027-05-26), after its support ends on 2027-03-14, because it"
            " cannot go live earlier: the policy pins it to wave 2."
        )
    )


def test_whole_amounts_add_up_to_the_rounded_sum() -> None:
    assert shared_out([Fraction(1, 3)] * 3, 1) == (1, 0, 0)
    assert shared_out([Fraction(5, 2), Fraction(-1, 2)], 2) == (3, -1)
    assert shared_out([], 0) == ()
    assert shared_out([Fraction(1, 2), Fraction(0)], 3) == (3, 0)


def test_a_scarce_limit_says_what_a_real_step_more_of_it_saves() -> None:
    capacity = [{"skill": "cobol", "days_per_wave": [110], "overtime_share": 0}]
    settings = policy_of({**POLICY, "capacity": capacity})
    found = plan(_estate(), settings, version="1.0", effort="standard")
    # With 11 days more both fit into wave 1: the ledger saves a wave of 100, and nobody needs a
    # gateway of 37.
    # The bound knows that the two do not fit together, and needs no price for it.
    assert found.bottlenecks == (
        Bottleneck(
            limit="cobol in wave 1",
            waves=(1,),
            unit="day",
            use=60,
            capacity=110,
            most=110,
            worth=0,
            raised_by=11,
            saves=137,
        ),
    )
    assert found.waves[1].systems[0].reason == (
        "Goes live in wave 2 (by 2027-05-26) because there is no room for it earlier (limit: cobol"
        " in wave 1; 11 days more there would save 137 EUR). One wave later would cost 104 EUR"
        " more."
    )


def test_a_quick_plan_has_no_bound_and_so_no_bottlenecks() -> None:
    assert _small().bottlenecks == ()


def _stopped_after(questions: int) -> Plan:
    """The plan, stopped so many questions after the search has ended."""
    left = itertools.repeat(False, questions)
    searched = False

    def hear(now: Progress) -> None:
        nonlocal searched
        searched = now.iterations == now.planned

    def stop() -> bool:
        return searched and next(left, True)

    settings = policy_of(POLICY)
    return plan(_estate(), settings, version="1.0", effort="quick", stop=stop, progress=hear)


def test_a_variation_that_was_cut_short_says_nothing() -> None:
    stopped = [_stopped_after(questions) for questions in (4, 9)]
    assert [told.placement for told in stopped] == [_small().placement] * 2
    assert [told.determination.determined for told in stopped] == [None, None]
    assert [told.determination.variants for told in stopped] == [(), ()]


def test_progress_without_money_tells_no_figures() -> None:
    heard: list[Progress] = []
    policy = policy_of({**POLICY, "lexicographic": True})
    plan(_estate(), policy, version="1.0", effort="quick", progress=heard.append)
    assert heard
    assert {(now.objective, now.bound) for now in heard} == {(None, None)}
