"""Where no plan keeps everything: the smallest set of names that clash, and what settles it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from legacymap.analysis import Estate
from legacymap.inventory import Dependency, Heading, Inventory, System
from legacymap.planning import answering, plan
from legacymap.planning.answering import solve
from legacymap.planning.clashes.explaining import WORK, explained
from legacymap.planning.clashes.relaxed import relaxed_model
from legacymap.planning.exact.feasibility import Judge
from legacymap.planning.model.clash import Clash, ClashingConstraint, Relaxation
from legacymap.planning.model.model import (
    Bucket,
    PlannedSystem,
    PlanningModel,
    Precedence,
    Resource,
)
from legacymap.planning.model.named import named_model
from legacymap.planning.model.score import Violation
from legacymap.planning.outcome import Plan
from legacymap.planning.policy.policy import policy_of
from legacymap.planning.search.solution import Engine, Solution


def team(*systems: PlannedSystem, room: int = 1, waves: int = 2) -> PlanningModel:
    """``systems`` that share a team with ``room`` for so much a wave."""
    return PlanningModel(
        waves=waves,
        systems=systems,
        resources=(
            Resource(
                id="team",
                profile="golive",
                buckets=tuple(Bucket(waves=(wave,), cap=room) for wave in range(1, waves + 1)),
            ),
        ),
    )


def urgent(name: str, *, use: int = 1, cost: int = 3) -> PlannedSystem:
    """A system that must be live by wave 1 of 2."""
    return PlannedSystem(id=name, cost=(cost, None, None), use={"team": use})


def _clashes(model: PlanningModel) -> tuple[Clash, ...]:
    return explained(named_model(model), known=False, effort="quick").clashes


def _no_price(text: str) -> Relaxation:
    return Relaxation(
        settles="plan",
        text=text,
        amount=1,
        unit="waves",
        least=True,
        objective=None,
        reason="the model has no price for a wave that opens",
        remaining=(),
    )


def test_two_that_must_come_first_clash_with_room_for_one() -> None:
    bystander = PlannedSystem(id="c", cost=(0, 0, 9), use={"team": 1})
    assert _clashes(team(urgent("a"), urgent("b"), bystander)) == (
        Clash(
            constraints=(
                ClashingConstraint(
                    name="team",
                    kind="capacity",
                    text="team allows at most 1 a wave",
                    systems=("a", "b"),
                    waves=(1,),
                    relaxation=Relaxation(
                        settles="plan",
                        text="team is raised by 1 in wave 1",
                        amount=1,
                        unit=None,
                        least=True,
                        objective=6,
                        reason=None,
                        remaining=(),
                    ),
                ),
                ClashingConstraint(
                    name="a by wave 1",
                    kind="deadline",
                    text="a must be live by wave 1",
                    systems=("a",),
                    waves=(),
                    relaxation=_no_price("a may go live in wave 2, 1 wave later (a by wave 1)"),
                ),
                ClashingConstraint(
                    name="b by wave 1",
                    kind="deadline",
                    text="b must be live by wave 1",
                    systems=("b",),
                    waves=(),
                    relaxation=_no_price("b may go live in wave 2, 1 wave later (b by wave 1)"),
                ),
            ),
            minimal=True,
        ),
    )


def test_a_clash_without_a_limit_is_told_before_one_with_a_limit() -> None:
    model = replace(
        team(urgent("a"), urgent("b")), precedences=(Precedence(before="a", after="b", lag=1),)
    )
    first, *others = _clashes(model)
    assert first.names == ("b by wave 1", "a before b")
    assert others == []


def test_clashes_that_share_nothing_are_both_told_and_settled_each_by_itself() -> None:
    model = team(urgent("a", use=2), PlannedSystem(id="b", duration=2, cost=(0, None, None)))
    first, second = _clashes(model)
    assert (first.names, second.names) == (("work on b", "b by wave 1"), ("team", "a by wave 1"))
    assert {c.relaxation.settles for c in first.constraints + second.constraints} == {"clash"}
    assert {c.relaxation.reason for c in first.constraints} == {"other clashes remain"}


def test_what_clashes_without_the_relaxed_constraint_is_named() -> None:
    (clash,) = _clashes(team(urgent("a"), urgent("b"), urgent("c")))
    assert clash.names == ("team", "a by wave 1", "b by wave 1")
    useless = clash.constraints[1].relaxation
    assert (useless.settles, useless.reason) == ("no", "without it these still clash")
    assert useless.remaining == ("b by wave 1", "c by wave 1", "team")
    assert clash.constraints[0].relaxation.amount == 2


def test_work_can_be_what_has_to_give() -> None:
    (clash,) = _clashes(team(PlannedSystem(id="a", duration=2, cost=(4, None, None))))
    work = clash.constraints[0]
    assert (work.name, work.relaxation.text) == (
        "work on a",
        "the work on a takes 1 wave, not 2",
    )
    assert work.relaxation.objective == 4


def test_who_shares_a_wave_clashes_with_dates_apart() -> None:
    late = PlannedSystem(id="b", cost=(None, 1, None))
    model = replace(team(urgent("a"), late), together=(("a", "b"),))
    (clash,) = _clashes(model)
    assert clash.names == ("a by wave 1", "b not before wave 2", "together: a, b")
    dropped = clash.constraints[2].relaxation
    assert (dropped.text, dropped.objective) == ("'together: a, b' is dropped", 4)


def test_a_lag_shrinks_as_far_as_it_must() -> None:
    first = PlannedSystem(id="a", cost=(None, 0, 0, 0))
    last = PlannedSystem(id="b", cost=(0, 0, 0, None))
    model = PlanningModel(
        waves=3, systems=(first, last), precedences=(Precedence(before="a", after="b", lag=2),)
    )
    (clash,) = _clashes(model)
    order = next(c for c in clash.constraints if c.kind == "before").relaxation
    assert (order.amount, order.objective) == (1, 0)
    assert order.text == "they lie 1 wave apart, not 2 (a before b)"


def test_the_answer_to_a_bare_model_names_what_clashes() -> None:
    solution = solve(team(urgent("a"), urgent("b")), effort="standard")
    assert (solution.status, solution.plan) == ("infeasible", None)
    assert solution.conflict == ("team", "a by wave 1", "b by wave 1")
    document = solution.to_document(version="1")
    assert document["conflict"] == ["team", "a by wave 1", "b by wave 1"]
    assert len(document["clashes"]) == 1  # type: ignore[arg-type]


def test_a_plan_that_the_search_misses_is_found_and_no_clash_is_claimed() -> None:
    judge = Judge(work=1.0, share=1.0, stop=lambda: False)
    model = team(urgent("a"), PlannedSystem(id="b", cost=(0, 0, None), use={"team": 1}))
    named = named_model(model)
    verdict = judge.keep(model, named.constraints)
    assert (verdict.status, verdict.plan) == ("kept", {"a": 1, "b": 2})
    assert explained(named, known=False, effort="quick").clashes == ()


def test_without_work_nothing_is_claimed() -> None:
    judge = Judge(work=0.0, share=0.0, stop=lambda: False)
    model = team(urgent("a"), PlannedSystem(id="b", cost=(0, 0, None), use={"team": 1}))
    assert judge.keep(model, named_model(model).constraints).status == "open"


UNKNOWN = Solution(
    status="unknown",
    objective=None,
    bound=None,
    gap=None,
    plan={"a": 1, "b": 1},
    parts=None,
    violations=(Violation(kind="resource", message="team in wave 1: 2 used, at most 1 allowed"),),
    conflict=(),
    engine=Engine(method="none", effort="quick", seed=1, iterations=0, ended_by="budget"),
)


def test_a_search_that_misses_a_plan_begins_again_from_one(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []

    def misses(*_: object, start: object, **__: object) -> Solution:
        begun.append(start)
        return UNKNOWN

    monkeypatch.setattr(answering, "search_and_prove", misses)
    either = PlannedSystem(id="b", cost=(0, 0, None), use={"team": 1})
    assert solve(team(urgent("a"), either), effort="quick") == UNKNOWN
    assert begun == [None, {"a": 1, "b": 2}]


def test_what_is_not_settled_in_the_work_allowed_stays_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answering, "search_and_prove", lambda *_, **__: UNKNOWN)
    monkeypatch.setitem(WORK, "quick", 0.0)
    either = PlannedSystem(id="b", cost=(0, 0, None), use={"team": 1})
    assert solve(team(urgent("a"), either), effort="quick") == UNKNOWN


def test_a_plan_that_was_not_found_tells_what_the_last_try_breaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    last: dict[str, int | None] = {"claims": 1, "ledger": 1, "payroll": 2}
    broken = Violation(kind="wave", message="ledger is not allowed", systems=("ledger",))
    unknown = replace(UNKNOWN, plan=last, violations=(broken,))
    monkeypatch.setattr(answering, "search_and_prove", lambda *_, **__: unknown)
    monkeypatch.setitem(WORK, "quick", 0.0)
    late = {"kind": "not_before", "name": "new law", "systems": ["ledger"], "wave": 2}
    sure = {"kind": "deadline", "name": "court order", "systems": ["claims"], "wave": 3}
    found = _plan(constraints=[late, sure])
    assert (found.status, found.conflict, found.clashes) == ("unknown", None, ())
    told = "Ledger must not go live in wave 1: the policy says not before wave 2 (new law)"
    assert [violation.message for violation in found.violations] == [told]
    assert found.findings[0].message == f"the last try breaks: {told}"


def test_a_model_under_its_own_constraints_is_itself() -> None:
    model = replace(
        team(urgent("a"), urgent("b")), precedences=(Precedence(before="a", after="b"),)
    )
    named = named_model(model)
    assert relaxed_model(named, named.constraints) == (
        replace(
            model,
            systems=tuple(replace(s, cost=(3, None, None)) for s in model.systems),
        ),
        True,
    )


NAMES = ("Claims", "Ledger", "Payroll")


def _estate() -> Estate:
    systems = [
        System.model_validate(
            {
                "id": name.lower(),
                "name": name,
                "legacy": True,
                "annual_run_cost": 1000,
                "replacement_run_cost": 0,
                "replacement_effort_days": {"cobol": 60},
                "replacement_duration_days": 60,
            }
        )
        for name in NAMES
    ]
    call = Dependency(consumer="ledger", provider="claims", kind="call")
    return Estate.of(Inventory.of(systems, (call,), heading=Heading(as_of="2026-12-31")))


def _plan(**policy: object) -> Plan:
    settings: Mapping[str, object] = {
        "start": "2027-01-01",
        "wave_days": 73,
        "waves": 4,
        "adapter_effort_reserve": 0,
        "capacity": [{"skill": "cobol", "days_per_wave": [60], "overtime_share": 0}],
        **policy,
    }
    return plan(_estate(), policy_of(settings), version="1.0", effort="quick")


DEADLINE = {"kind": "deadline", "name": "court order", "systems": ["claims", "ledger"], "wave": 2}
FREEZE = {"kind": "freeze", "name": "year end", "wave": 2}


def test_a_policy_is_told_in_its_own_words() -> None:
    found = _plan(constraints=[DEADLINE, FREEZE])
    assert found.status == "infeasible"
    assert found.conflict == ("capacity of cobol", "court order", "year end")
    (clash,) = found.clashes
    assert [constraint.text for constraint in clash.constraints] == [
        "the capacity of cobol allows at most 60 days a wave",
        "Claims, Ledger must be live by wave 2",
        "nothing goes live in wave 2",
    ]
    assert [constraint.relaxation.text for constraint in clash.constraints] == [
        "capacity of cobol is raised by 60 days in wave 1",
        "Claims, Ledger may go live in wave 3, 1 wave later (court order)",
        "'year end' is lifted for Claims",
    ]
    assert all(constraint.relaxation.objective for constraint in clash.constraints)
    assert [finding.code for finding in found.findings] == ["constraints_clash"]


def test_relaxing_as_told_gives_a_plan_of_the_cost_told() -> None:
    told = _plan(constraints=[DEADLINE, FREEZE]).clashes[0].constraints
    later = _plan(constraints=[{**DEADLINE, "wave": 3}, FREEZE])
    lifted = _plan(constraints=[DEADLINE, {**FREEZE, "systems": ["ledger", "payroll"]}])
    assert (later.objective, lifted.objective) == (
        told[1].relaxation.objective,
        told[2].relaxation.objective,
    )


def test_a_pin_may_go_elsewhere() -> None:
    pins = [
        {"kind": "pin", "systems": ["claims"], "wave": 1},
        {"kind": "pin", "systems": ["ledger"], "wave": 1},
    ]
    (clash,) = _plan(constraints=pins).clashes
    assert clash.names == ("capacity of cobol", "pin claims 1", "pin ledger 1")
    assert clash.constraints[1].relaxation.text == (
        "Claims goes live in wave 2 instead (pin claims 1)"
    )
