"""What a plan that was made elsewhere says, row by row, before anybody knows its systems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from legacymap.errors import Finding, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRow:
    """A row that may put a system into a wave.

    ``named`` are texts that may name the system, in groups, the surest group first; ``sentence``
    is text that may speak of one. ``wave`` is a number, a name or ``None``, ``finish`` the day by
    which the row is done. ``aside`` says why the row is no go-live, where it is none.
    """

    place: Place
    named: tuple[tuple[str, ...], ...] = ()
    sentence: str | None = None
    wave: str | None = None
    finish: date | None = None
    aside: str | None = None

    @property
    def shown(self) -> str:
        """What messages call the row."""
        return next((text for group in self.named for text in group), self.sentence or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPlan:
    """A plan in another program's form, and what was noticed while it was read.

    ``severity`` is how bad a row without a system is: in a list of issues many are about
    something else, in a list of systems none should be.
    """

    format: str
    rows: tuple[GivenRow, ...]
    severity: Literal["error", "warning"] = "error"
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAccount:
    """What became of every row of a plan; all but ``rows`` add up to ``rows``."""

    format: str
    rows: int
    used: int
    unmatched: int
    """No one system of the inventory is meant."""
    unreadable: int
    """Its wave or date says nothing that can be used."""
    not_planned: int
    """Its system is not to be replaced under the policy."""
    doubled: int
    """Another row of the same system was taken."""
    set_aside: int
    """No go-live: a wave itself, an interim interface, a switch-off."""
