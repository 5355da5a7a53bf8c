"""Plans for other tools: what Jira, Project and calendars get, and that Jira's comes back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.assessment import assess, estate_of
from legacymap.errors import NoTimetable, UnknownFormat
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.given_plans.plans import read_plan_file
from legacymap.ingest.settings.policies import read_policy
from legacymap.inventory import Import
from legacymap.planning import Plan, Policy, check_plan
from legacymap.planning.promises import Deadline, GoesBefore
from legacymap.report import SCHEDULES, schedule
from legacymap.report.schedules.icalendar import _folded

from .plans import EMPTY_PLAN, FORMULA, PLAN, SCRIPT

EXAMPLES = Path(__file__).parents[3] / "examples"
NS = {"p": "http://schemas.microsoft.com/project"}

# The order of the elements in mspdi_pj12.xsd, as far as they are written.
PROJECT_ORDER = (
    *("SaveVersion", "Title", "ScheduleFromStart", "StartDate", "FinishDate", "CurrencyCode"),
    *("CalendarUID", "DefaultStartTime", "DefaultFinishTime", "MinutesPerDay", "MinutesPerWeek"),
    *("DaysPerMonth", "DefaultTaskType", "DurationFormat", "NewTasksEffortDriven", "Calendars"),
    "Tasks",
)
TASK_ORDER = (
    *("UID", "ID", "Name", "Type", "IsNull", "WBS", "OutlineNumber", "OutlineLevel", "Priority"),
    *("Start", "Finish", "Duration", "DurationFormat", "EffortDriven", "Estimated", "Milestone"),
    *("Summary", "ConstraintType", "ConstraintDate", "Deadline", "Notes", "PredecessorLink"),
)
LINK_ORDER = ("PredecessorUID", "Type", "CrossProject", "LinkLag", "LagFormat")


def example(name: str, files: str) -> tuple[Import, Policy]:
    folder = EXAMPLES / name
    given = [InputFile(file.name, file.read_bytes()) for file in sorted(folder.glob(files))]
    return read_inventory(given), read_policy("p.toml", (folder / "policy.toml").read_bytes())


@pytest.fixture(
    scope="module",
    params=[("benefits", "inventory.json"), ("prisons-and-probation", "*.csv")],
    ids=["small", "middle"],
)
def made(request: pytest.FixtureRequest) -> tuple[Import, Policy, Plan]:
    """An estate, a policy and the plan for them."""
    imported, policy = example(*request.param)
    return imported, policy, assess(imported, policy).plan


def test_our_issues_read_back_give_the_same_plan(made: tuple[Import, Policy, Plan]) -> None:
    imported, policy, plan = made
    estate = estate_of(imported.inventory, policy)
    back = check_plan(estate, policy, read_plan_file("jira.csv", schedule(plan, "jira")))
    ours = check_plan(estate, policy, plan)
    assert (back.placement, back.feasible, back.objective) == (
        plan.placement,
        ours.feasible,
        plan.objective,
    )
    assert back.account is not None
    assert back.account.used == plan.systems
    assert back.account.used + back.account.set_aside == back.account.rows


def test_our_issues_come_back_by_labels_alone(made: tuple[Import, Policy, Plan]) -> None:
    imported, policy, plan = made
    rows = list(csv.DictReader(io.StringIO(schedule(plan, "jira").decode(), newline="")))
    # What Jira exports once the column System was not mapped; DictReader keeps the last label.
    source = list(csv.reader(io.StringIO(schedule(plan, "jira").decode(), newline="")))
    system = source[0].index("System")
    text = io.StringIO(newline="")
    csv.writer(text).writerows([*row[:system], *row[system + 1 :]] for row in source)
    estate = estate_of(imported.inventory, policy)
    back = check_plan(estate, policy, read_plan_file("jira.csv", text.getvalue().encode()))
    assert back.placement == plan.placement
    assert {row["Labels"] for row in rows} <= {
        "legacymap-wave",
        "legacymap-go-live",
        "legacymap-interface",
        "legacymap-switch-off",
    }


def test_parents_stand_before_their_children() -> None:
    rows = list(csv.DictReader(io.StringIO(schedule(PLAN, "jira").decode(), newline="")))
    assert [int(row["Issue Id"]) for row in rows] == list(range(1, len(rows) + 1))
    types = {row["Issue Id"]: row["Issue Type"] for row in rows}
    assert all(types[row["Parent"]] == "Epic" for row in rows if row["Parent"])
    assert [row["Summary"] for row in rows if row["Issue Type"] == "Epic"] == ["Wave 1", "Wave 2"]


def test_names_that_a_spreadsheet_would_run_are_guarded() -> None:
    lines = schedule(replace(PLAN, names={**PLAN.names, "f": FORMULA}), "jira").decode()
    rows = list(csv.reader(io.StringIO(lines, newline="")))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def elements(parent: ET.Element) -> list[str]:
    return [child.tag.removeprefix(f"{{{NS['p']}}}") for child in parent]


def in_order(found: list[str], order: tuple[str, ...]) -> bool:
    places = [order.index(tag) for tag in found]
    return places == sorted(places)


def test_a_project_keeps_the_order_of_the_schema(made: tuple[Import, Policy, Plan]) -> None:
    project = ET.fromstring(schedule(made[2], "msproject"))  # noqa: S314 - our own bytes
    assert project.tag == f"{{{NS['p']}}}Project"
    assert in_order(elements(project), PROJECT_ORDER)
    tasks = project.findall("p:Tasks/p:Task", NS)
    assert all(in_order(elements(task), TASK_ORDER) for task in tasks)
    links = project.findall("p:Tasks/p:Task/p:PredecessorLink", NS)
    assert links
    assert all(elements(link) == list(LINK_ORDER) for link in links)


def text(task: ET.Element, tag: str) -> str:
    return task.findtext(f"p:{tag}", "", NS)


def test_a_project_read_back_is_the_plan(made: tuple[Import, Policy, Plan]) -> None:
    plan = made[2]
    project = ET.fromstring(schedule(plan, "msproject"))  # noqa: S314 - our own bytes
    tasks = project.findall("p:Tasks/p:Task", NS)
    by_number = {text(task, "UID"): task for task in tasks}
    lives = [t for t in tasks if text(t, "Name").endswith(" goes live")]
    assert sorted((text(t, "Name"), text(t, "Finish")[:10]) for t in lives) == sorted(
        (f"{system.name} goes live", str(wave.end))
        for wave in plan.waves
        for system in wave.systems
    )
    assert {text(t, "Milestone") for t in lives} == {"1"}
    levels = [int(text(task, "OutlineLevel")) for task in tasks]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for task in tasks:
        for link in task.findall("p:PredecessorLink", NS):
            before = by_number[text(link, "PredecessorUID")]
            done = datetime.fromisoformat(text(before, "Finish"))
            lag = timedelta(days=int(text(link, "LinkLag")) / 4800)
            assert done + lag <= datetime.fromisoformat(text(task, "Start"))


def test_durations_are_the_days_from_start_to_finish() -> None:
    project = ET.fromstring(schedule(PLAN, "msproject"))  # noqa: S314 - our own bytes
    works = {
        text(task, "Name"): (text(task, "Start"), text(task, "Finish"), text(task, "Duration"))
        for task in project.findall("p:Tasks/p:Task", NS)
    }
    assert works["Build and test the replacement of no"] == (
        "2027-01-01T08:00:00",
        "2027-04-01T17:00:00",
        "PT728H0M0S",
    )
    assert works["no goes live"] == ("2027-04-01T17:00:00", "2027-04-01T17:00:00", "PT0H0M0S")


def test_what_goes_before_is_a_link_with_its_lag_and_the_deadline_stands_at_the_go_live() -> None:
    bound = replace(
        PLAN,
        goes_before=(GoesBefore(before="no", after="f", lag=1),),
        deadlines=(
            Deadline(system="f", name="law", date="2027-12-31", kind="deadline", hard=True),
        ),
    )
    rows = list(csv.DictReader(io.StringIO(schedule(bound, "msproject-csv").decode(), newline="")))
    numbers = {row["Name"]: row["ID"] for row in rows}
    live = next(row for row in rows if row["Name"] == f"{FORMULA} goes live".replace("=", "'="))
    assert f"{numbers['no goes live']}FS+91 days" in live["Predecessors"].split(",")
    project = ET.fromstring(schedule(bound, "msproject"))  # noqa: S314 - our own bytes
    deadlines = project.findall("p:Tasks/p:Task/p:Deadline", NS)
    assert [deadline.text for deadline in deadlines] == ["2027-12-31T17:00:00"]
    assert b"SUMMARY:=1+1: law\r\nDESCRIPTION:The plan had to keep it." in schedule(bound, "ics")


def unfolded(content: bytes) -> list[str]:
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


def test_a_calendar_is_folded_escaped_and_whole(made: tuple[Import, Policy, Plan]) -> None:
    content = schedule(made[2], "ics")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = unfolded(content)
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT")
    live = [line for line in lines if line.startswith("SUMMARY") and line.endswith(" goes live")]
    assert len(live) == sum(len(wave.systems) for wave in made[2].waves)


def test_an_event_lasts_its_whole_day_and_keeps_its_id_when_it_moves() -> None:
    def event(plan: Plan) -> list[str]:
        whole = unfolded(schedule(plan, "ics"))
        at = whole.index("SUMMARY:no goes live")
        return whole[at - 4 : at]

    later = replace(PLAN, start="2028-01-01", snapshot="sha256:cccc")
    first, second = event(PLAN), event(later)
    assert first[1:] == [
        "DTSTAMP:20250320T000000Z",
        "DTSTART;VALUE=DATE:20270401",
        "DTEND;VALUE=DATE:20270402",
    ]
    assert (first[0], second[2]) == (second[0], "DTSTART;VALUE=DATE:20280331")
    assert unfolded(schedule(replace(PLAN, as_of="2025"), "ics"))[7:9][1] == (
        "DTSTAMP:20251231T000000Z"
    )


def test_signs_that_mean_something_in_a_calendar_are_escaped() -> None:
    odd = replace(PLAN, inventory="a,b;c\\d\ne", names={**PLAN.names, "s": SCRIPT})
    assert "X-WR-CALNAME:Replacement of a\\,b\\;c\\\\d e" in unfolded(schedule(odd, "ics"))
    assert f"SUMMARY:{SCRIPT} goes live" in unfolded(schedule(odd, "ics"))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
@settings(max_examples=50)
def test_folding_tears_no_letter_and_loses_none(line: str) -> None:
    folded = _folded(line)
    pieces = folded.split(b"\r\n")
    assert all(len(piece) <= 75 and piece.decode() is not None for piece in pieces)
    assert folded.replace(b"\r\n ", b"").decode() == f"{line}\r\n"


@pytest.mark.parametrize("format", ["msproject", "msproject-csv", "ics"])
def test_no_dates_are_made_up(format: str) -> None:
    undated = replace(PLAN, start=None)
    with pytest.raises(NoTimetable, match="set `start` in the policy"):
        schedule(undated, format)


def test_issues_need_no_dates() -> None:
    undated = replace(PLAN, start=None)
    rows = list(csv.DictReader(io.StringIO(schedule(undated, "jira").decode(), newline="")))
    assert {(row["Start date"], row["Due date"]) for row in rows} == {("", "")}
    assert {row["Fix Version"] for row in rows} == {"Wave 1", "Wave 2", ""}


@pytest.mark.parametrize("format", sorted(SCHEDULES))
def test_a_plan_without_an_order_is_refused(format: str) -> None:
    with pytest.raises(NoTimetable, match="no order"):
        schedule(EMPTY_PLAN, format)


@pytest.mark.parametrize("format", sorted(SCHEDULES))
def test_equal_plans_are_equal_bytes(format: str) -> None:
    assert schedule(PLAN, format) == schedule(replace(PLAN), format)


def test_a_schedule_that_there_is_not_is_refused() -> None:
    with pytest.raises(UnknownFormat, match="ics"):
        schedule(PLAN, "gantt")
