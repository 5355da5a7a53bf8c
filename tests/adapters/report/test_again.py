"""A plan made again, and one of a scenario, say so where people look."""

from __future__ import annotations

from dataclasses import replace

from tests.adapters.report.plans import PLAN

from legacymap.planning import Previous
from legacymap.planning.outcome import PlanScenario
from legacymap.planning.previous import ChangedSystem, GoneSystem, Replanning
from legacymap.report import plan_report
from legacymap.report.model import Section

AGAIN = Replanning(
    past_until=2,
    past_by="2027-06-30",
    change_price=5_000,
    changes_cost=5_000,
    keeping=130_000,
    saving=10_000,
    broken=(),
    live=("no",),
    started=(),
    overdue=(),
    new=("new",),
    gone=(GoneSystem(id="old", name="Old", why="its lifecycle is retired"),),
    moved=(
        ChangedSystem(
            id="b",
            name="B",
            before=None,
            before_by=None,
            after=3,
            after_by="2027-09-30",
            staying=90,
            why="moving it alone back would cost 90 GBP more",
        ),
    ),
    unmoved=1,
    previous=Previous(placement={"b": None}),
)


def section(id: str, **changed: object) -> Section:
    report = plan_report(replace(PLAN, **changed))  # type: ignore[arg-type]  # fields of a plan
    return next(section for section in report.sections if section.id == id)


def test_who_moved_and_what_that_saves_is_told() -> None:
    told = section("replanning", replanning=AGAIN)
    assert told.title == "1 system moves against the previous plan"
    assert told.paragraphs[0].startswith(
        "Waves 1 to 2 are past, that is until 2027-06-30. Live already: "
    )
    assert told.paragraphs[1:] == (
        "New since then: new.",
        "To keep the previous order would cost 130,000 GBP; this one costs 10,000 GBP less, with"
        " 5,000 GBP for changes counted in.",
        "A system that changes its wave costs 5,000 GBP, so that nothing moves for less. 1 stay"
        " where they were.",
    )
    assert [table.rows for table in told.tables] == [
        (
            (
                "B [b]",
                "after the horizon",
                "wave 3, by 2027-09-30",
                "moving it alone back would cost 90 GBP more",
            ),
        ),
        (("Old [old]", "its lifecycle is retired"),),
    ]


def test_an_order_that_cannot_be_kept_says_what_it_would_break() -> None:
    stuck = replace(AGAIN, keeping=None, saving=None, broken=("B: it is closed",), moved=())
    told = section("replanning", replanning=stuck)
    assert told.title == "The previous order stays as it is"
    assert "The previous order cannot be kept. It would break: B: it is closed." in told.paragraphs


def test_a_plan_of_a_scenario_says_that_it_is_one() -> None:
    what_if = PlanScenario(
        name="less", patch={"retire": ["a"]}, changes=("without A",), snapshot="s", policy="p"
    )
    told = section("scenario", scenario=what_if)
    assert told.title == "This is a plan of a scenario: less"
    assert told.tables[0].rows == (("without A",),)


def test_other_plans_have_neither_section() -> None:
    ids = [section.id for section in plan_report(PLAN).sections]
    assert not {"replanning", "scenario"} & set(ids)
