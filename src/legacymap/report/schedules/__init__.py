"""A plan for other people's tools: issue trackers, project planners, calendars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from legacymap.errors import UnknownFormat
from legacymap.planning.outcome import Plan
from legacymap.report.schedules.icalendar import to_icalendar
from legacymap.report.schedules.jira import to_jira
from legacymap.report.schedules.ms_project import to_mspdi, to_project_csv

SCHEDULES: Final[dict[str, Callable[[Plan], bytes]]] = {
    "jira": to_jira,
    "msproject": to_mspdi,
    "msproject-csv": to_project_csv,
    "ics": to_icalendar,
}

SCHEDULE_TYPES: Final[dict[str, tuple[str, str]]] = {
    "jira": ("text/csv; charset=utf-8; header=present", "jira.csv"),
    "msproject": ("application/xml", "project.xml"),
    "msproject-csv": ("text/csv; charset=utf-8; header=present", "project.csv"),
    "ics": ("text/calendar; charset=utf-8", "plan.ics"),
}
"""Media type and usual file name of each."""


def schedule(plan: Plan, format: str) -> bytes:
    """``plan`` as ``format``, one of :data:`SCHEDULES`.

    Raises:
        UnknownFormat: no schedule goes by that name.
        NoTimetable: the plan has no order, or no dates where the format needs them.
    """
    if format not in SCHEDULES:
        raise UnknownFormat(f"no schedule format {format!r}; there are {', '.join(SCHEDULES)}")
    return SCHEDULES[format](plan)
