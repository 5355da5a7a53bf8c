"""A plan as issues that Jira imports: an epic a wave, a task for everything to be done.

Rows stand in the order that the importer needs, parents first. `Issue Id` and `Parent` tie them
together on Jira Cloud, `Epic Name` and `Epic Link` on Data Center; `System` carries the id, so that
an export from Jira can be checked again.

Source:
    Atlassian, "Import data from a CSV file" and "CSV import: parent-child mapping", 2024.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from legacymap.planning.outcome import Plan
from legacymap.report.comma_separated import Value, comma_separated
from legacymap.report.legible import legible, shortened
from legacymap.report.schedules.timetable import Item, Timetable

HEADER: Final = (
    *("Issue Id", "Parent", "Issue Type", "Summary", "Description", "Start date", "Due date"),
    *("Fix Version", "Priority", "Labels", "Labels", "System", "Epic Name", "Epic Link"),
)
_TASKS: Final = frozenset({"system", "build", "remove", "switch_off"})
_LABELS: Final = {
    "wave": "legacymap-wave",
    "system": "legacymap-go-live",
    "build": "legacymap-interface",
    "remove": "legacymap-interface",
    "switch_off": "legacymap-switch-off",
}
_LONGEST_SUMMARY: Final = 255


def to_jira(plan: Plan) -> bytes:
    """``plan`` as CSV for Jira's importer; without a known start its dates stay blank.

    Raises:
        NoTimetable: the plan has no order.
    """
    table = Timetable(plan)
    waves = [item for item in table.items if item.kind == "wave"]
    tasks = [item for item in table.items if item.kind in _TASKS]
    epics = {item.wave: number for number, item in enumerate(waves, start=1)}
    rows = [_epic(item, epics[item.wave], table) for item in waves]
    for number, item in enumerate(tasks, start=len(waves) + 1):
        rows.append(_task(item, number, epics[item.wave]))
    rows.extend(_later(table, start=len(rows) + 1))
    return comma_separated(HEADER, rows)


def _epic(item: Item, number: int, table: Timetable) -> tuple[Value, ...]:
    first = table.first(item.wave)
    return (
        *(number, None, "Epic", item.name, "", _day(first), _day(item.finish), item.name, "Medium"),
        *("legacymap", _LABELS["wave"], None, item.name, None),
    )


def _task(item: Item, number: int, epic: int) -> tuple[Value, ...]:
    wave = f"Wave {item.wave}"
    return (
        *(number, epic, "Task", shortened(item.name, _LONGEST_SUMMARY), _description(item)),
        *(_day(item.start), _day(item.finish), wave, _priority(item)),
        *(_label(item.system), _LABELS[item.kind], _system(item), None, wave),
    )


def _later(table: Timetable, *, start: int) -> Iterator[tuple[Value, ...]]:
    """Systems after the horizon: no version and no dates."""
    for number, system in enumerate(table.plan.backlog, start=start):
        name = f"Replace {table.name(system.id)}"
        yield (
            *(number, None, "Task", shortened(name, _LONGEST_SUMMARY)),
            *(legible(f"After the horizon of the plan: {system.reason}"), None, None, None, "Low"),
            *(_label(system.id), _LABELS["system"], system.id, None, None),
        )


def _system(item: Item) -> str | None:
    return item.system if item.kind == "system" else None


def _label(system: str | None) -> str:
    """Labels know no blanks."""
    return re.sub(r"\s+", "_", legible(system)) if system else "legacymap"


def _description(item: Item) -> str:
    due = [f"{one.name}: {one.date}" for one in item.deadlines]
    return legible("\n".join((item.notes, *due)).strip())


def _priority(item: Item) -> str:
    if item.kind in ("remove", "switch_off"):
        return "Low"
    return "Medium" if item.movable else "High"


def _day(day: object) -> str | None:
    return None if day is None else str(day)
