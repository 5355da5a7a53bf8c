"""What can go wrong: findings that name a place, and the one tree of errors that carry them.

LegacymapError
├── InvalidInput            what was handed over is not usable; carries every finding
│   ├── UnreadableFile          the bytes are not the declared or detected format
│   ├── EmptyInventory          everything was read and no system came out of it
│   ├── LimitExceeded           the input is larger than a stated limit
│   ├── InvalidGraph            a networkx graph says what no inventory can say
│   ├── InvalidPolicy           the policy breaks its own schema or names unknown systems
│   ├── InvalidPlanningModel    the planning model breaks its format
│   ├── InvalidScenario         the patch breaks its form or names what there is not
│   ├── InvalidPlan             the plan to check names unknown systems or waves
│   ├── NoTimetable             the plan has no order or no dates to put into a timetable
│   ├── InvalidQuery            a filter, an order or a cursor that the list does not know
│   └── TooMuchAtOnce           more than one stateless request may assess
├── UnknownSystem           the inventory holds no system under that id
├── UnknownFormat           no reader or renderer goes by that name
├── UnsafeAddress           the service would be reachable by others, and has no keys yet
├── TooManyStreams          as many as the limit allows follow plans already
├── TooSlow                 the body of a request came slower than it may
└── StoreError              what was asked of the store cannot be done
    ├── NotStored               nothing is kept under that id
    ├── OutOfDate               it was changed since it was read
    ├── KeyReused               the same idempotency key came with another request
    ├── NotFinished             the job has no result yet
    ├── StoreUnavailable        the database does not answer, or is locked for too long
    └── StoreTooNew             the database was written by a later version
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something was noticed; every part that is known, the rest ``None``.

    ``line`` counts from 1 in text files, ``row`` counts records from 1 in a table, ``path`` is a
    JSON-like path (``systems[3].cost``) inside a document, ``cell`` a cell of a sheet (``B17``).
    """

    file: str | None = None
    line: int | None = None
    row: int | None = None
    column: str | None = None
    id: str | None = None
    path: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        """The place as people write it: ``dependencies.csv:17 consumer``."""
        position = self.file or ""
        if self.cell is not None:
            position += f" {self.cell}"
        elif self.line is not None:
            position += f":{self.line}"
        elif self.row is not None:
            position += f" row {self.row}"
        parts = (position.strip(), self.path, self.column, None if self.path else self.id)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an importer or an analysis noticed, for people to read and programs to count."""

    severity: Severity
    code: str
    message: str
    where: Place | None = None

    @property
    def sort_key(self) -> tuple[int, str, str, str]:
        """Errors first, then by code and place, so that equal findings print equally."""
        rank = ("error", "warning", "info").index(self.severity)
        place = self.where or Place()
        position = f"{place.file or ''}\0{place.line or place.row or 0:09d}\0{place.path or ''}"
        return (
            rank,
            self.code,
            f"{position}\0{place.column or ''}\0{place.id or ''}",
            self.message,
        )

    def __str__(self) -> str:
        """One line: ``error dependencies.csv:17: no system 'CRM2'``."""
        place = f"{self.where}: " if self.where and str(self.where) else ""
        return f"{self.severity} {place}{self.message}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """``findings`` without repetitions, errors first, the same whatever order they came in."""
    return tuple(sorted(set(findings), key=lambda finding: finding.sort_key))


class LegacymapError(Exception):
    """The root of everything this library raises on purpose."""

    def __init__(self, message: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.findings = in_order(findings)


class InvalidInput(LegacymapError):
    """What was handed over is not usable; ``findings`` holds every problem, not the first."""

    @classmethod
    def of(cls, findings: Iterable[Finding], what: str) -> Self:
        """The error that reports ``findings`` about ``what``."""
        ordered = in_order(findings)
        first = f": {ordered[0].message}" if ordered else ""
        more = f" (and {len(ordered) - 1} more)" if len(ordered) > 1 else ""
        return cls(f"{what}{first}{more}", ordered)


class UnreadableFile(InvalidInput):
    """The bytes are not the declared or detected format."""


class EmptyInventory(InvalidInput):
    """Everything was read and no system came out of it."""


class LimitExceeded(InvalidInput):
    """The input is larger than a stated limit; the message names the limit."""


class InvalidGraph(InvalidInput):
    """A networkx graph whose nodes or attributes are not what the inventory's columns allow."""


class InvalidPolicy(InvalidInput):
    """The policy breaks its own schema or names systems that the inventory does not hold."""


class InvalidPlanningModel(InvalidInput):
    """The planning model breaks its format."""


class InvalidScenario(InvalidInput):
    """The patch of a scenario breaks its form, or names what inventory and policy do not have."""


class InvalidPlan(InvalidInput):
    """The plan to check names unknown systems or waves."""


class NoTimetable(InvalidInput):
    """The plan has no order or no dates to put into a timetable."""


class InvalidQuery(InvalidInput):
    """A filter, an order or a cursor that the list does not know."""


class TooMuchAtOnce(InvalidInput):
    """More than one stateless request may assess: keep it as an inventory instead."""


class UnknownSystem(LegacymapError):
    """The inventory holds no system under that id."""


class UnknownFormat(LegacymapError):
    """No reader or renderer goes by that name."""


class UnsafeAddress(LegacymapError):
    """The service would be reachable by others, and it has no keys yet to tell them apart."""


class TooManyStreams(LegacymapError):
    """As many as the limit allows follow plans already; the message names the limit."""


class TooSlow(LegacymapError):
    """The body of a request came slower than it may; the message names the limit."""


class StoreError(LegacymapError):
    """What was asked of the store cannot be done."""


class NotStored(StoreError):
    """Nothing is kept under that id."""


class OutOfDate(StoreError):
    """It was changed by somebody else since it was read."""


class KeyReused(StoreError):
    """The same idempotency key came with another request."""


class NotFinished(StoreError):
    """The job has no result yet, or will never have one."""


class StoreUnavailable(StoreError):
    """The database does not answer, or is locked for too long."""


class StoreTooNew(StoreError):
    """The database was written by a later version of this program."""
