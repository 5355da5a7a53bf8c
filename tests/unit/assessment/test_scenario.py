"""A scenario is a patch on an inventory and a policy: what it means, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pydantic import JsonValue

from legacymap.assessment import Scenario, patch_of, plan_scenario, scenario
from legacymap.assessment.merging import merged
from legacymap.errors import InvalidScenario
from legacymap.inventory import (
    DataEntity,
    Dependency,
    Heading,
    Holding,
    Inventory,
    System,
    plain,
)
from legacymap.inventory.tables import to_documents
from legacymap.planning import Policy, policy_of

OLD: Mapping[str, object] = {
    "legacy": True,
    "risk": {"likelihood": {f"L{i}": 1 for i in range(1, 8)}, "impact": {"C1": 1}},
    "annual_run_cost": 1000,
    "replacement_run_cost": 500,
    "replacement_effort_days": {"cobol": 60},
}
POLICY = policy_of(
    {
        "start": "2027-01-01",
        "wave_days": 73,
        "waves": 3,
        "parallel_waves": 0,
        "adapter_effort_reserve": 0,
        "capacity": [{"skill": "cobol", "days_per_wave": [60], "overtime_share": 0}],
        "constraints": [{"kind": "pin", "systems": ["claims"], "wave": 1}],
    }
)


def inventory() -> Inventory:
    systems = [
        System.model_validate({"id": "claims", "name": "Claims", **OLD}),
        System.model_validate({"id": "ledger", "name": "Ledger", "successor": "claims", **OLD}),
        System(id="store", name="Ledger store", parent="ledger"),
        System(id="portal", name="Portal", kind="service"),
    ]
    dependencies = [
        Dependency(consumer="portal", provider="ledger", kind="call"),
        Dependency(consumer="portal", provider="ledger", kind="file"),
        Dependency(consumer="ledger", provider="claims", id="pay"),
        Dependency(consumer="claims", provider="store", kind="database"),
    ]
    return Inventory.of(
        systems,
        dependencies,
        data_entities=[DataEntity(id="payment", name="Payment")],
        holdings=[Holding(system="store", entity="payment", role="master")],
        heading=Heading(name="small", as_of="2026-12-31", currency="EUR"),
    )


def what_if(**patch: object) -> Scenario:
    return scenario(inventory(), POLICY, patch_of(patch))


def problems(**patch: object) -> list[tuple[str | None, str]]:
    with pytest.raises(InvalidScenario) as refused:
        what_if(**patch)
    return [(f.where.path if f.where else None, f.message) for f in refused.value.findings]


def pairs(found: Inventory) -> list[tuple[object, ...]]:
    return found.dependencies.select("consumer", "provider", "kind").rows()


def test_an_empty_patch_changes_nothing() -> None:
    found = what_if()
    assert found.inventory.digest == inventory().digest
    assert found.policy.digest == POLICY.digest
    assert (found.origin.patch, found.origin.changes, found.findings) == ({}, (), ())


def test_a_merge_patch_merges_objects_takes_away_and_replaces() -> None:
    # The example of RFC 7396, section 3.
    target = {"title": "Goodbye!", "author": {"givenName": "John", "familyName": "Doe"}}
    patch: JsonValue = {"title": "Hello!", "author": {"familyName": None}, "tags": ["example"]}
    assert merged(target, patch) == {
        "title": "Hello!",
        "author": {"givenName": "John"},
        "tags": ["example"],
    }
    assert merged([1], {"a": {"b": None}}) == {"a": {}}


def test_a_retired_system_is_gone_with_its_parts_and_all_that_touches_it() -> None:
    found = what_if(retire=["Ledger"])
    assert found.inventory.systems["id"].to_list() == ["claims", "portal"]
    assert (found.inventory.dependencies.height, found.inventory.holdings.height) == (0, 0)
    assert [(f.code, f.message) for f in found.findings] == [
        ("data_without_holder", "Payment was held by what is retired and by nobody else"),
        (
            "stood_on_retired",
            "Claims uses Ledger store (1 dependency) and has nothing in its place",
        ),
        ("stood_on_retired", "Portal uses Ledger (2 dependencies) and has nothing in its place"),
    ]
    assert found.origin.changes == ("without Ledger",)


def test_the_policy_forgets_who_is_retired() -> None:
    found = what_if(retire=["claims"])
    assert found.policy.constraints == ()
    assert found.inventory.systems["successor"].to_list() == [None, None, None]
    assert [f.message for f in found.findings if f.code == "constraint_on_retired"] == [
        "the constraint 'pin' names retired systems; it is dropped"
    ]


def test_a_scope_whose_parts_are_all_retired_leaves_nothing_legacy() -> None:
    systems = [
        System(id="suite", name="Suite", legacy=True, legacy_scope=("core",)),
        System(id="core", name="Core", parent="suite"),
    ]
    found = scenario(Inventory.of(systems), Policy(), patch_of({"retire": ["core"]}))
    assert found.inventory.systems.select("legacy", "legacy_scope").rows() == [(False, [])]


def test_a_kept_system_is_not_replaced() -> None:
    found = what_if(keep=["Ledger"])
    assert found.policy.exclude == ("ledger",)
    assert found.inventory.digest == inventory().digest
    assert found.origin.changes == ("Ledger is not replaced",)
    assert plan_scenario(found, effort="quick").placement == {"claims": 1}


def test_dependencies_are_cut_by_id_or_by_all_that_agrees() -> None:
    assert ("ledger", "claims", None) not in pairs(what_if(remove_dependencies=["pay"]).inventory)
    both = what_if(remove_dependencies=[{"consumer": "portal", "provider": "Ledger"}])
    assert [pair for pair in pairs(both.inventory) if pair[0] == "portal"] == []
    one = what_if(remove_dependencies=[["portal", "ledger", "file"]])
    assert [pair for pair in pairs(one.inventory) if pair[0] == "portal"] == [
        ("portal", "ledger", "call")
    ]
    assert one.origin.changes == ("no longer: Portal -> Ledger (file)",)


def test_a_dependency_is_added_and_one_that_is_there_stays() -> None:
    new = {"consumer": "Portal", "provider": "claims", "kind": "call"}
    there = {"consumer": "portal", "provider": "ledger", "kind": "call"}
    found = what_if(add_dependencies=[new, there])
    assert found.inventory.dependencies.height == inventory().dependencies.height + 1
    assert ("portal", "claims", "call") in pairs(found.inventory)


def test_attributes_are_set_merged_and_made_unknown() -> None:
    found = what_if(
        set={
            "Claims": {
                "annual_run_cost": 1500,
                "replacement_run_cost": None,
                "replacement_effort_days": {"java": 5},
            }
        }
    )
    claims = next(iter(to_documents(System, found.inventory.systems)))
    assert claims["annual_run_cost"] == 1500
    assert "replacement_run_cost" not in claims
    assert claims["replacement_effort_days"] == {"cobol": 60, "java": 5}
    assert found.origin.changes == (
        "Claims: annual_run_cost 1,500 (was 1,000)",
        "Claims: replacement_run_cost none (was 500)",
        "Claims: replacement_effort_days.java 5 (was none)",
    )


def test_a_setting_of_the_policy_is_merged_and_taken_back_to_its_default() -> None:
    found = what_if(policy={"weights": {"risk": 2}, "waves": None})
    assert (found.policy.weights.risk, found.policy.weights.run_cost) == (2, 1)
    assert found.policy.waves == 12
    assert found.origin.changes == (
        "policy: waves 12 (was 3)",
        "policy: weights.risk 2.0 (was 1.0)",
    )
    # What the policy left to its defaults still is left to them.
    assert "prices" not in found.policy.model_fields_set


def test_every_problem_is_told_at_once_with_its_place() -> None:
    assert problems(
        policy={"weights": {"risk": -1}},
        retire=["nobody"],
        keep=["noone"],
        set={"Claims": {"annual_run_cost": "much", "usrs": 3}, "store": {"parent": "gone"}},
        remove_dependencies=["pay", ["claims", "portal"]],
        add_dependencies=[{"consumer": "portal", "provider": "ledgr"}],
    ) == [
        ("add_dependencies[0].provider", "no system 'ledgr' in the inventory; meant 'Ledger'?"),
        ("keep[0]", "no system 'noone' in the inventory"),
        ("policy.weights.risk", "must be at least 0.0, is -1"),
        ("remove_dependencies[1]", "there is no such dependency: claims -> portal"),
        ("retire[0]", "no system 'nobody' in the inventory"),
        ("set.claims.annual_run_cost", "must be a whole number"),
        ("set.claims.usrs", "there is no such field; meant 'users'?"),
        ("set.store.parent", "no system 'gone' to be a part of"),
    ]


def test_what_is_no_patch_is_refused_with_its_place() -> None:
    assert problems(retired=["claims"], remove_dependencies=[{"kind": "call"}]) == [
        ("remove_dependencies[0]", "needs an `id`, or `consumer` and `provider`"),
        ("retired", "there is no such field; meant 'retire'?"),
    ]
    with pytest.raises(InvalidScenario, match="must be a table of changes"):
        patch_of(["retire"])


def test_nobody_is_retired_and_kept_or_changed_by_one_scenario() -> None:
    told = problems(retire=["ledger"], keep=["ledger"], set={"store": {"users": 1}})
    assert told == [
        ("keep[0]", "Ledger is retired by the same scenario"),
        ("set.store", "Ledger store is retired by the same scenario"),
    ]


def test_a_patch_that_contradicts_what_is_there_says_so() -> None:
    other = {"consumer": "portal", "provider": "ledger", "kind": "call", "live": True}
    assert problems(add_dependencies=[other]) == [
        (
            "add_dependencies[0]",
            "this dependency is there already and says otherwise; remove it first",
        )
    ]
    replaced = what_if(add_dependencies=[other], remove_dependencies=[["portal", "ledger", "call"]])
    assert replaced.inventory.dependencies.filter(live=True).height == 1


def test_a_plan_of_a_scenario_knows_what_it_is_of() -> None:
    more = {"capacity": [{"skill": "cobol", "days_per_wave": [120]}]}
    found = what_if(name="more hands", policy=more)
    planned = plan_scenario(found, effort="quick")
    assert planned.scenario == found.origin
    assert (found.origin.name, found.origin.snapshot) == ("more hands", inventory().digest)
    assert "policy: capacity[cobol].days_per_wave 120 (was 60)" in found.origin.changes
    document = plain(planned)
    assert isinstance(document, dict)
    assert document["scenario"]["patch"]["name"] == "more hands"


def test_a_patch_names_itself_as_it_was_given() -> None:
    given = {"name": "cut", "remove_dependencies": ["pay"], "keep": ["ledger"]}
    assert patch_of(patch_of(given).document()) == patch_of(given)
