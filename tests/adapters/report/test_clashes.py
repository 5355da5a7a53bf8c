"""A clash is told in sentences that anybody can act on, and whole in a table."""

from __future__ import annotations

from dataclasses import replace

from tests.adapters.report.plans import EMPTY_PLAN, PLAN

from legacymap.planning.model.clash import Clash, ClashingConstraint, Relaxation
from legacymap.planning.outcome import CheckViolation
from legacymap.planning.search.solution import Engine, Solution
from legacymap.report.checks import solution_sections
from legacymap.report.plans import plan_report, plan_sections
from legacymap.report.plans.clashes import clash_section, clash_sentences

RAISED = Relaxation(
    settles="plan",
    text="capacity of cobol is raised by 60 days in wave 1",
    amount=60,
    unit="days",
    least=True,
    objective=9390,
    reason=None,
    remaining=(),
)
USELESS = Relaxation(
    settles="no",
    text=None,
    amount=None,
    unit=None,
    least=False,
    objective=None,
    reason="without it these still clash",
    remaining=("capacity of cobol", "new law"),
)
CAPACITY = ClashingConstraint(
    name="capacity of cobol",
    kind="capacity",
    text="the capacity of cobol allows at most 60 days a wave",
    systems=("claims", "ledger"),
    waves=(1,),
    relaxation=RAISED,
)
DEADLINE = ClashingConstraint(
    name="court order",
    kind="deadline",
    text="Claims must be live by wave 1",
    systems=("claims",),
    waves=(),
    relaxation=USELESS,
)
CLASH = Clash(constraints=(CAPACITY, DEADLINE), minimal=True)


def test_a_clash_is_told_with_what_would_do() -> None:
    assert tuple(clash_sentences([CLASH], "GBP")) == (
        "These cannot all hold: the capacity of cobol allows at most 60 days a wave; Claims must be"
        " live by wave 1 (court order).",
        "This would do: capacity of cobol is raised by 60 days in wave 1, for an order that costs"
        " 9,390 GBP.",
    )


def test_a_clash_that_was_not_shrunk_and_that_nothing_single_settles_says_so() -> None:
    clash = replace(CLASH, constraints=(DEADLINE,), minimal=False)
    assert tuple(clash_sentences([clash], None))[1:] == (
        "Some of them may not be needed for the clash: the work allowed did not suffice to tell.",
        "No change of only one of them is known to be enough.",
    )


def test_several_clashes_each_need_a_change() -> None:
    first, *_ = clash_sentences([CLASH, CLASH], None)
    assert first == (
        "2 clashes are named that share no constraint; each needs a change of its own, and there"
        " may be more."
    )


def test_the_table_holds_every_constraint_and_what_relaxing_it_buys() -> None:
    (table,) = clash_section([CLASH], "GBP", {"claims": "Claims"}).tables
    assert table.rows == (
        (
            1,
            "capacity of cobol",
            "capacity",
            "the capacity of cobol allows at most 60 days a wave",
            "Claims [claims], ledger",
            "1",
            "capacity of cobol is raised by 60 days in wave 1",
            9390,
        ),
        (
            1,
            "court order",
            "deadline",
            "Claims must be live by wave 1",
            "Claims [claims]",
            "none",
            "no: without it these still clash: capacity of cobol, new law",
            "no order",
        ),
    )


def test_the_report_of_a_plan_that_cannot_be_begins_with_the_clash() -> None:
    found = replace(
        PLAN, status="infeasible", waves=(), conflict=CLASH.names, clashes=(CLASH,), objective=None
    )
    decision, clashes = plan_sections(found)[:2]
    assert decision.title == "The constraints cannot all be kept"
    assert decision.paragraphs[1].startswith("These cannot all hold: ")
    assert clashes.id == "clashes"
    assert plan_report(found).table("clash-table").total == 2
    assert "clashes" not in [section.id for section in plan_sections(EMPTY_PLAN)]


def test_a_search_without_success_tells_what_its_last_try_breaks() -> None:
    broken = CheckViolation(kind="resource", message="cobol in wave 1: 120 used", systems=())
    found = replace(PLAN, status="unknown", waves=(), violations=(broken,), objective=None)
    assert plan_sections(found)[0].paragraphs[:2] == (
        "No order that keeps all the constraints was found; whether there is one is not known.",
        "The last try breaks 1 limit or rule: cobol in wave 1: 120 used.",
    )


def test_the_answer_to_a_bare_model_tells_the_clash_too() -> None:
    solution = Solution(
        status="infeasible",
        objective=None,
        bound=None,
        gap=None,
        plan=None,
        parts=None,
        violations=(),
        conflict=CLASH.names,
        clashes=(CLASH,),
        engine=Engine(method="m", effort="quick", seed=1, iterations=0, ended_by="proof"),
    )
    first, second = solution_sections(solution)
    assert first.paragraphs[0] == "No plan keeps all the constraints."
    assert second.id == "clashes"
