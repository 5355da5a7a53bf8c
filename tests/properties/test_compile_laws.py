"""Laws of compiling an estate to a planning model and of planning it."""

from __future__ import annotations

import importlib.util
import json
import random
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.analysis import Estate
from legacymap.inventory import Dependency, Heading, Inventory, System, plain, to_json
from legacymap.planning import check_plan, compile_model, plan
from legacymap.planning.answers.accounts import shared_out
from legacymap.planning.model.document import from_document, to_document
from legacymap.planning.model.score import score
from legacymap.planning.policy.policy import Policy, policy_of

CHECKER = Path(__file__).parents[3] / "shared" / "planner" / "check.py"

money = st.none() | st.integers(0, 10_000)


@st.composite
def estates(draw: st.DrawFn) -> tuple[list[System], list[Dependency]]:
    ids = [f"s{i}" for i in range(draw(st.integers(1, 6)))]
    systems = [
        System(
            id=name,
            name=name.upper(),
            legacy=draw(st.sampled_from([True, True, None])),
            annual_run_cost=draw(money),
            replacement_run_cost=draw(money),
            replacement_cost=draw(money),
            end_of_support=draw(st.sampled_from([None, "2027", "2027-05", "2028-01-31"])),
            criticality=draw(st.sampled_from([None, "low", "critical"])),
            replacement_duration_days=draw(st.none() | st.integers(0, 200)),
            replacement_effort_days=draw(
                st.dictionaries(st.sampled_from(["a", "b"]), st.integers(0, 50), max_size=2)
            ),
        )
        for name in ids
    ]
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=8, unique=True)
    )
    dependencies = [
        Dependency(
            consumer=consumer,
            provider=provider,
            kind=draw(st.sampled_from([None, "call", "file", "database", "hosting"])),
            flow=draw(st.sampled_from([None, "login", "side", "push"])),
            interface=draw(st.sampled_from([None, "x"])),
        )
        for consumer, provider in pairs
    ]
    return systems, dependencies


policies = st.builds(
    lambda capacity, parallel, level, soft: policy_of(
        {
            "waves": 4,
            "capacity": capacity,
            "parallel_waves": parallel,
            "level": level,
            "constraints": [
                {"kind": "freeze", "from": "2027-05-01", "to": "2027-08-31", "hard": not soft}
            ],
            "budgets": [{"year": "2027", "amount": 9_000, "overspend_share": 0.5}],
        }
    ),
    st.sampled_from([[], [{"skill": "a", "days_per_wave": [40, 60]}]]),
    st.integers(0, 2),
    st.sampled_from(["top", "as_given"]),
    st.booleans(),
)


def _estate(systems: list[System], dependencies: list[Dependency]) -> Estate:
    heading = Heading(name="drawn", as_of="2026-12-31", currency="EUR")
    return Estate.of(Inventory.of(systems, dependencies, heading=heading))


@given(estates(), policies, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_no_content(
    drawn: tuple[list[System], list[Dependency]], policy: Policy, chance: random.Random
) -> None:
    systems, dependencies = drawn
    straight = to_document(compile_model(_estate(systems, dependencies), policy).model)
    chance.shuffle(systems)
    chance.shuffle(dependencies)
    shuffled = to_document(compile_model(_estate(systems, dependencies), policy).model)
    assert to_json(straight) == to_json(shuffled)


@given(estates(), policies)
def test_a_compiled_model_is_a_planning_model(
    drawn: tuple[list[System], list[Dependency]], policy: Policy
) -> None:
    model = compile_model(_estate(*drawn), policy).model
    assert from_document(plain(to_document(model))) == model


@given(estates(), policies)
def test_waiting_never_pays_where_nothing_gets_dearer(
    drawn: tuple[list[System], list[Dependency]], policy: Policy
) -> None:
    compiled = compile_model(_estate(*drawn), policy)
    for unit in compiled.scope.units:
        if (unit.annual_run_cost or 0) < (unit.replacement_run_cost or 0):
            continue
        for group in ("run_cost", "risk", "end_of_support"):
            amounts = compiled.delays[unit.id].groups[group][:-1]
            assert list(amounts) == sorted(amounts), group


@settings(max_examples=15)
@given(estates(), policies)
def test_a_plan_adds_up_and_stands_its_own_check(
    drawn: tuple[list[System], list[Dependency]], policy: Policy
) -> None:
    estate = _estate(*drawn)
    found = plan(estate, policy, version="1", effort="quick")
    if found.status != "feasible" or found.parts is None:
        return
    parts = found.parts
    groups = parts.run_cost + parts.risk + parts.end_of_support
    others = parts.deadlines + parts.neighbours + parts.replacement
    assert parts.delay == groups + others
    assert found.objective == parts.delay + parts.gateways + parts.overload + parts.constant
    check = check_plan(estate, policy, json.loads(to_json(found)))
    assert (check.feasible, check.objective) == (True, found.objective)
    judged = score(compile_model(estate, policy).model, found.placement)
    assert judged.objective == found.objective


@pytest.mark.skipif(not CHECKER.exists(), reason="../shared/planner is absent")
@settings(max_examples=60)
@given(estates(), policies, st.randoms(use_true_random=False))
def test_the_independent_checker_agrees_on_any_placement(
    drawn: tuple[list[System], list[Dependency]], policy: Policy, chance: random.Random
) -> None:
    compiled = compile_model(_estate(*drawn), policy)
    placed = {system: chance.randint(1, policy.waves + 1) for system in compiled.units}
    theirs, _ = _checker().check(plain(to_document(compiled.model)), placed)
    ours = score(compiled.model, placed)
    assert (theirs["objective"], theirs["feasible"]) == (ours.objective, ours.feasible)


def _checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("independent_checker", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(st.lists(st.fractions(-1000, 1000), min_size=1, max_size=8), st.integers(-3, 3))
def test_whole_amounts_add_up_and_stay_near(exact: list[Fraction], off: int) -> None:
    whole = round(sum(exact, Fraction(0))) + off
    shared = shared_out(exact, whole)
    assert sum(shared) == whole
    assert all(abs(one - other) <= 2 + abs(off) for one, other in zip(shared, exact, strict=True))
