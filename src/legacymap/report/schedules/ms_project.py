"""A plan for Microsoft Project: as XML (MSPDI), or as a CSV of its tasks.

Waves last calendar days, so every day of the file's calendar is a working day of eight hours; a
task then begins at 8:00 on its first day and ends at 17:00 on its last. Elements stand in the order
of the schema, which Project insists on.

Source:
    Microsoft, "Project XML Data Interchange Schema Reference" (mspdi_pj12.xsd), 2007.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from xml.etree import ElementTree as ET

from legacymap.planning.outcome import Plan
from legacymap.report.comma_separated import Value, comma_separated
from legacymap.report.legible import legible, shortened
from legacymap.report.schedules.timetable import MILESTONES, Item, Timetable

NAMESPACE: Final = "http://schemas.microsoft.com/project"
HEADER: Final = (
    *("ID", "Name", "Outline Level", "Start", "Finish", "Milestone", "Predecessors", "Notes"),
)
_HOURS_A_DAY: Final = 8
_LONGEST_NAME: Final = 255
_MINUTES_A_DAY: Final = _HOURS_A_DAY * 60
_NOBODYS_CURRENCY: Final = "XXX"
_FINISH_TO_START: Final = 1
_START_NO_EARLIER: Final = 4
_IN_DAYS: Final = 7
_SUMMARIES: Final = frozenset({"wave", "system"})


def to_mspdi(plan: Plan) -> bytes:
    """``plan`` as a project file in XML.

    Raises:
        NoTimetable: the plan has no dates or no order.
    """
    table = _dated(plan)
    numbers = _numbers(table)
    project = ET.Element("Project", {"xmlns": NAMESPACE})
    _add(project, _head(table))
    _calendar(project)
    tasks = ET.SubElement(project, "Tasks")
    for outline, item in zip(_outline(table.items), table.items, strict=True):
        _task(tasks, item, outline, numbers)
    ET.indent(project, " ")
    content: bytes = ET.tostring(project, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def to_project_csv(plan: Plan) -> bytes:
    """``plan`` as the table of tasks that Project's import wizard maps by its headers.

    Raises:
        NoTimetable: the plan has no dates or no order.
    """
    table = _dated(plan)
    numbers = _numbers(table)
    return comma_separated(HEADER, (_row(item, numbers) for item in table.items))


def _dated(plan: Plan) -> Timetable:
    table = Timetable(plan)
    table.require_dates()
    return table


def _numbers(table: Timetable) -> dict[str, int]:
    return {item.key: number for number, item in enumerate(table.items, start=1)}


def _head(table: Timetable) -> Iterator[tuple[str, str]]:
    plan = table.plan
    title = shortened(f"Replacement of {plan.inventory or 'the legacy estate'}", _LONGEST_NAME)
    finish = max((item.finish for item in table.items if item.finish), default=table.first(1))
    currency = plan.currency or ""
    yield "SaveVersion", "12"
    yield "Title", title
    yield "ScheduleFromStart", "1"
    yield "StartDate", _begin(table.first(1))
    yield "FinishDate", _end(finish)
    known = re.fullmatch("[A-Z]{3}", currency)
    yield "CurrencyCode", currency if known else _NOBODYS_CURRENCY
    yield "CalendarUID", "1"
    yield "DefaultStartTime", "08:00:00"
    yield "DefaultFinishTime", "17:00:00"
    yield "MinutesPerDay", str(_MINUTES_A_DAY)
    yield "MinutesPerWeek", str(7 * _MINUTES_A_DAY)
    yield "DaysPerMonth", "30"
    yield "DefaultTaskType", "1"
    yield "DurationFormat", str(_IN_DAYS)
    yield "NewTasksEffortDriven", "0"


def _calendar(project: ET.Element) -> None:
    calendar = ET.SubElement(ET.SubElement(project, "Calendars"), "Calendar")
    known = (("UID", "1"), ("Name", "Every day"), ("IsBaseCalendar", "1"))
    _add(calendar, (*known, ("BaseCalendarUID", "-1")))
    days = ET.SubElement(calendar, "WeekDays")
    for weekday in range(1, 8):
        day = ET.SubElement(days, "WeekDay")
        _add(day, (("DayType", str(weekday)), ("DayWorking", "1")))
        times = ET.SubElement(day, "WorkingTimes")
        for begin, end in (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00")):
            time = ET.SubElement(times, "WorkingTime")
            _add(time, (("FromTime", begin), ("ToTime", end)))


def _task(
    tasks: ET.Element, item: Item, outline: Sequence[int], numbers: Mapping[str, int]
) -> None:
    task = ET.SubElement(tasks, "Task")
    _add(task, _fields(item, ".".join(map(str, outline)), numbers[item.key]))
    for after in item.after:
        if after.key in numbers:
            link = ET.SubElement(task, "PredecessorLink")
            _add(
                link,
                (
                    ("PredecessorUID", str(numbers[after.key])),
                    ("Type", str(_FINISH_TO_START)),
                    ("CrossProject", "0"),
                    # Lags are in tenths of a minute.
                    ("LinkLag", str(after.days * _MINUTES_A_DAY * 10)),
                    ("LagFormat", str(_IN_DAYS)),
                ),
            )


def _fields(item: Item, outline: str, number: int) -> Iterator[tuple[str, str]]:
    milestone = item.kind in MILESTONES
    # A milestone has no length: it stands at the end of its day.
    begin = _end(item.finish) if milestone else _begin(item.start)
    yield "UID", str(number)
    yield "ID", str(number)
    yield "Name", shortened(item.name, _LONGEST_NAME)
    yield "Type", "1"
    yield "IsNull", "0"
    yield "WBS", outline
    yield "OutlineNumber", outline
    yield "OutlineLevel", str(item.level)
    yield "Priority", "500"
    yield "Start", begin
    yield "Finish", _end(item.finish)
    yield "Duration", f"PT{0 if milestone else _days(item) * _HOURS_A_DAY}H0M0S"
    yield "DurationFormat", str(_IN_DAYS)
    yield "EffortDriven", "0"
    yield "Estimated", "0"
    yield "Milestone", "1" if milestone else "0"
    yield "Summary", "1" if item.kind in _SUMMARIES else "0"
    if item.kind not in _SUMMARIES:
        yield "ConstraintType", str(_START_NO_EARLIER)
        yield "ConstraintDate", begin
    if item.kind == "go_live" and item.deadlines:
        yield "Deadline", f"{min(one.date for one in item.deadlines)}T17:00:00"
    if item.notes:
        yield "Notes", legible(item.notes)


def _row(item: Item, numbers: Mapping[str, int]) -> tuple[Value, ...]:
    milestone = item.kind in MILESTONES
    links = [
        f"{numbers[after.key]}FS" + (f"+{after.days} days" if after.days else "")
        for after in item.after
        if after.key in numbers
    ]
    return (
        *(numbers[item.key], shortened(item.name, _LONGEST_NAME), item.level),
        *(str(item.start), str(item.finish), "Yes" if milestone else "No"),
        *(",".join(links), legible(item.notes)),
    )


def _outline(items: Sequence[Item]) -> Iterator[tuple[int, ...]]:
    """The number of each item in an outline: ``(1, 2, 1)``."""
    counts: list[int] = []
    for item in items:
        del counts[item.level :]
        counts += [0] * (item.level - len(counts))
        counts[item.level - 1] += 1
        yield tuple(counts)


def _days(item: Item) -> int:
    assert item.start is not None  # noqa: S101 - a plan without dates was refused
    assert item.finish is not None  # noqa: S101
    return (item.finish - item.start).days + 1


def _begin(day: date | None) -> str:
    return f"{day}T08:00:00"


def _end(day: date | None) -> str:
    return f"{day}T17:00:00"


def _add(parent: ET.Element, fields: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> None:
    for tag, text in fields:
        ET.SubElement(parent, tag).text = text
