"""A PSPLIB project (``.sm``, one mode) as a planning model: the least finish of a whole project.

A wave is a time unit and an activity's go-live is its finish. Its requests are spread over its
duration; it starts when what precedes it is finished, so the lag is its own duration. Only the last
activity, the sink, costs: ``t`` in wave ``t``, so that the objective is the makespan. The source
and other activities without duration only pass precedences on and are left out.

Source:
    Kolisch, R. and Sprecher, A. (1997), "PSPLIB - A project scheduling problem library",
    European Journal of Operational Research 96(1), 205-216.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.planning.model.model import (
    Bucket,
    PlannedSystem,
    PlanningModel,
    Precedence,
    Resource,
)
from legacymap.planning.model.rules import LARGEST_HORIZON

_HEADINGS: Final = ("PRECEDENCE RELATIONS:", "REQUESTS/DURATIONS:", "RESOURCEAVAILABILITIES:")
_HORIZON: Final = re.compile(r"^horizon\s*:\s*(\d{1,9})\s*$", re.MULTILINE)
_NUMBERS: Final = re.compile(r"\s*\d{1,9}(?:\s+\d{1,9})*\s*")


@dataclass(frozen=True, slots=True)
class _Activity:
    """One activity of the project, with its request of each renewable resource."""

    number: int
    duration: int
    requests: tuple[int, ...]
    successors: tuple[int, ...]


def is_psplib(content: bytes) -> bool:
    """Whether ``content`` is a project as PSPLIB writes it."""
    return all(heading.encode() in content for heading in _HEADINGS)


def read_psplib(name: str, content: bytes) -> PlanningModel:
    """The planning model of the project in the file called ``name``.

    Raises:
        UnreadableFile: it is not a PSPLIB project with one mode and renewable resources.
        InvalidPlanningModel: it is one, with numbers out of range.
    """
    project = _Project(name, content.decode("ascii", "replace"))
    horizon = project.horizon
    return PlanningModel(
        waves=horizon,
        systems=tuple(_system(activity, project) for activity in project.kept),
        resources=tuple(
            Resource(
                id=f"R{number}",
                kind="renewable",
                profile="spread",
                buckets=tuple(Bucket(waves=(w,), cap=cap) for w in range(1, horizon + 1)),
            )
            for number, cap in enumerate(project.capacities, start=1)
        ),
        precedences=tuple(_precedences(project)),
        name=name.rpartition("/")[2].removesuffix(".sm"),
        money_unit="time units",
    )


class _Project:
    """The sections of the file; every row that cannot be read is refused with its line."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text
        self._lines = text.splitlines()

    @cached_property
    def horizon(self) -> int:
        """The time by which the project is certainly finished."""
        found = _HORIZON.search(self._text)
        if found is None:
            raise self._refusal(None, "states no horizon")
        if not 1 <= (horizon := int(found[1])) <= LARGEST_HORIZON:
            raise self._refusal(None, f"the horizon must be 1 to {LARGEST_HORIZON}, is {horizon}")
        return horizon

    @cached_property
    def capacities(self) -> tuple[int, ...]:
        """How much there is of each resource, all of them renewable."""
        (line, row), *_ = self._rows("RESOURCEAVAILABILITIES:", least=0)
        if re.search(r"\b[ND]\s+1\b", self._lines[line - 2]):
            raise self._refusal(line - 1, "only renewable resources can be planned")
        return tuple(row)

    @cached_property
    def activities(self) -> dict[int, _Activity]:
        """Every activity by its number, source and sink too."""
        work = {row[0]: (line, row) for line, row in self._rows("REQUESTS/DURATIONS:", least=3)}
        found = {}
        for line, (number, modes, count, *successors) in self._rows(
            "PRECEDENCE RELATIONS:", least=3
        ):
            if modes != 1:
                raise self._refusal(line, f"activity {number} has {modes} modes, only one is known")
            if len(successors) != count or number not in work:
                raise self._refusal(line, f"activity {number} is incomplete")
            at, (_, _, duration, *requests) = work[number]
            if len(requests) != len(self.capacities):
                raise self._refusal(at, f"activity {number} does not request every resource")
            found[number] = _Activity(number, duration, tuple(requests), tuple(successors))
        if not found or any(s not in found for a in found.values() for s in a.successors):
            raise self._refusal(None, "a successor is no activity of the project")
        return found

    @cached_property
    def sink(self) -> int:
        """The last activity, which has no successor."""
        ends = [a.number for a in self.activities.values() if not a.successors]
        if len(ends) != 1:
            raise self._refusal(None, f"has {len(ends)} last activities, not one")
        return ends[0]

    @property
    def kept(self) -> tuple[_Activity, ...]:
        """The activities that take time, and the sink."""
        every = self.activities.values()
        return tuple(a for a in every if a.duration or a.number == self.sink)

    def followers(self, number: int) -> tuple[_Activity, ...]:
        """The kept activities that come next, through those without duration."""
        found: dict[int, _Activity] = {}
        seen: set[int] = set()
        open_ = list(self.activities[number].successors)
        while open_:
            successor = self.activities[open_.pop()]
            if successor.number in seen:
                continue
            seen.add(successor.number)
            if successor.duration or successor.number == self.sink:
                found[successor.number] = successor
            else:
                open_ += successor.successors
        return tuple(found[number] for number in sorted(found))

    def _rows(self, heading: str, *, least: int) -> list[tuple[int, list[int]]]:
        """The rows of whole numbers under ``heading``, with their lines, up to the next rule."""
        rows: list[tuple[int, list[int]]] = []
        start = self._lines.index(heading) + 1 if heading in self._lines else len(self._lines)
        for line, text in enumerate(self._lines[start:], start=start + 1):
            if text.startswith("***"):
                break
            if not _NUMBERS.fullmatch(text):
                continue  # the names of the columns
            rows.append((line, [int(word) for word in text.split()]))
            if len(rows[-1][1]) < least:
                raise self._refusal(line, f"holds fewer than {least} numbers")
        if not rows:
            raise self._refusal(None, f"has nothing under {heading}")
        return rows

    def _refusal(self, line: int | None, message: str) -> UnreadableFile:
        finding = Finding("error", "misshapen_project", message, Place(file=self._name, line=line))
        return UnreadableFile.of([finding], self._name)


def _system(activity: _Activity, project: _Project) -> PlannedSystem:
    last = activity.number == project.sink
    times = range(1, project.horizon + 1)
    return PlannedSystem(
        id=str(activity.number),
        duration=max(1, activity.duration),
        cost=(*(t if last else 0 for t in times), None),
        use={
            f"R{number}": request * activity.duration
            for number, request in enumerate(activity.requests, start=1)
            if request and activity.duration
        },
    )


def _precedences(project: _Project) -> Iterator[Precedence]:
    for activity in project.kept:
        for follower in project.followers(activity.number):
            yield Precedence(
                before=str(activity.number), after=str(follower.number), lag=follower.duration
            )
