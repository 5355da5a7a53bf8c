"""The order of a real estate of which no cost is known: what it says and what it does not."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from legacymap.analysis import Estate
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import to_json
from legacymap.planning import Plan, Policy, compile_model, plan
from legacymap.planning.compilation.compile import Compiled

MODEL = Path(__file__).parents[3] / "shared" / "data" / "hmpps" / "structurizr-56937.json"
pytestmark = pytest.mark.skipif(not MODEL.exists(), reason="../shared/data is absent")

LEGACY = ("NOMIS", "NDelius", "OASys", "NDH", "NDMIS", "NID", "Interventions Manager")


@cache
def _estate(*, marked: bool) -> Estate:
    files = [InputFile("structurizr-56937.json", MODEL.read_bytes())]
    if marked:
        overlay = "name,legacy\n" + "".join(f"{name},true\n" for name in LEGACY)
        files.append(InputFile("overlay.csv", overlay.encode()))
    return Estate.of(read_inventory(files).inventory)


@cache
def _compiled() -> Compiled:
    return compile_model(_estate(marked=True), Policy())


@cache
def _plan() -> Plan:
    return plan(_estate(marked=True), Policy(), version="1", effort="quick")


def test_the_marked_systems_are_planned_with_their_parts() -> None:
    units = {unit.name: len(unit.elements) for unit in _compiled().scope.units}
    assert sorted(units) == sorted(LEGACY)
    assert units["NOMIS"] == 8


def test_most_dependencies_on_nomis_pass_an_api_that_exists() -> None:
    compiled = _compiled()
    nomis = next(unit.id for unit in compiled.scope.units if unit.name == "NOMIS")
    onto = [link for link in compiled.links if link.provider == nomis and link.contract]
    through = [link for link in onto if link.contract and link.contract.existing]
    assert (len(through), len(onto)) == (25, 29)


def test_the_order_says_what_it_does_not_rest_on() -> None:
    determination = _plan().determination
    assert determination.determined is False
    assert determination.statement.startswith(
        "The order is not determined by your data: of the 7 systems no running cost, no complete"
        " risk score, no end of support and no criticality is known."
    )
    assert any(variant.moved for variant in determination.variants)
    assert determination.deciding_facts[0].startswith("running cost (unknown for 7 of 7")


def test_all_services_are_free_of_legacy_in_the_end() -> None:
    waves = _plan().waves
    freed = [service for wave in waves for service in wave.services_freed]
    assert len(freed) == len(set(freed)) == 16
    assert (waves[-1].services_on_legacy, waves[-1].legacy_left) == (0, 0)
    assert all(one.clear for one in _plan().retirement)


def test_every_system_has_a_reason() -> None:
    systems = [system for wave in _plan().waves for system in wave.systems]
    assert len(systems) == 7
    assert all(system.reason.startswith("Goes live in wave") for system in systems)


def test_without_the_marks_there_is_nothing_to_plan() -> None:
    found = plan(_estate(marked=False), Policy(), version="1", effort="quick")
    assert (found.systems, found.waves) == (0, ())
    assert "nothing_to_plan" in {finding.code for finding in found.findings}


def test_suggestions_are_planned_where_the_policy_counts_them() -> None:
    policy = Policy(legacy_counts=("declared", "derived", "suggested"))
    names = {unit.name for unit in compile_model(_estate(marked=False), policy).scope.units}
    assert {"NOMIS", "NDelius", "OASys"} <= names


def test_the_plan_is_the_same_again() -> None:
    again = plan(_estate(marked=True), Policy(), version="1", effort="quick")
    assert to_json(again) == to_json(_plan())
