"""A plan as a calendar (RFC 5545): go-lives, switch-offs, removals, waves and deadlines.

All events last whole days and mark nobody as busy. Their ids depend on the estate and on what
happens, not on when: a calendar that is imported again moves its events. Nothing in it tells the
time of making; ``DTSTAMP`` is the age of the inventory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from legacymap.inventory.vocabulary import last_day
from legacymap.planning.outcome import Plan
from legacymap.report.legible import legible, on_one_line
from legacymap.report.schedules.timetable import Item, Timetable
from legacymap.report.wording import listed

_OCTETS: Final = 75
_CATEGORIES: Final = {
    "wave": "Wave",
    "go_live": "Go-live",
    "remove": "Interim interface",
    "switch_off": "Switch-off",
}


@dataclass(frozen=True, slots=True, order=True)
class _Event:
    first: date
    last: date
    category: str
    key: str
    summary: str
    description: str


def to_icalendar(plan: Plan) -> bytes:
    """``plan`` as a calendar.

    Raises:
        NoTimetable: the plan has no dates or no order.
    """
    table = Timetable(plan)
    table.require_dates()
    events = sorted((*_of_items(table), *_of_deadlines(table)))
    name = f"Replacement of {plan.inventory or 'the legacy estate'}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//legacymap//replacement plan//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(on_one_line(name))}",
        *(line for event in events for line in _lines(event, plan)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _of_items(table: Timetable) -> Iterator[_Event]:
    for item in table.items:
        if item.kind in _CATEGORIES and item.finish is not None:
            first = table.first(item.wave) if item.kind == "wave" else item.finish
            notes = _of_wave(item, table) if item.kind == "wave" else item.notes
            category = _CATEGORIES[item.kind]
            yield _Event(first or item.finish, item.finish, category, item.key, item.name, notes)


def _of_wave(item: Item, table: Timetable) -> str:
    live = [
        table.name(one.system)
        for one in table.items
        if one.kind == "go_live" and one.wave == item.wave and one.system is not None
    ]
    return f"Goes live: {listed(live)}."


def _of_deadlines(table: Timetable) -> Iterator[_Event]:
    for one in table.plan.deadlines:
        day = date.fromisoformat(one.date)
        key = f"deadline:{one.system}\0{one.kind}\0{one.name}"
        bound = "The plan had to keep it." if one.hard else "Missing it costs; see the report."
        yield _Event(day, day, "Deadline", key, f"{table.name(one.system)}: {one.name}", bound)


def _lines(event: _Event, plan: Plan) -> Iterator[str]:
    estate = plan.inventory or plan.snapshot
    uid = hashlib.sha256(f"{estate}\0{event.key}".encode("utf-8", "replace")).hexdigest()[:32]
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@legacymap"
    yield f"DTSTAMP:{_stamp(plan):%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
    # The end is the first day after.
    yield f"DTEND;VALUE=DATE:{event.last + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(on_one_line(event.summary))}"
    if event.description:
        yield f"DESCRIPTION:{_escaped(event.description)}"
    yield f"CATEGORIES:{event.category}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _stamp(plan: Plan) -> date:
    """The age of what the plan rests on: never the clock, so that equal plans are equal bytes."""
    if plan.as_of is not None:
        return last_day(plan.as_of)
    assert plan.start is not None  # noqa: S101 - a plan without dates was refused
    return date.fromisoformat(plan.start)


def _escaped(text: str) -> str:
    plain = legible(text).replace("\r\n", "\n").replace("\r", "\n")
    for sign in "\\;,":
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """``line`` in pieces of at most 75 octets, no character torn, each ended by CR LF."""
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        octets = letter.encode()
        # Every piece but the first begins with a blank.
        if len(piece) + len(octets) > _OCTETS - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join((*pieces, piece)) + b"\r\n"
