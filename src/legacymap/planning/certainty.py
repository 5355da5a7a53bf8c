"""How sure the dates of a plan are: by when it is done how often, and what that hangs on.

The fields are the JSON of ``legacymap-uncertainty/1``, in this order. Dates are ISO 8601; they
are ``None`` where no start is known, or where no end is in sight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from legacymap.errors import Finding

FORMAT: Final = "legacymap-uncertainty/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """By when something is done: planned, and in 50, 80 and 95 of 100 draws.

    Nothing is early: a system goes live on the last day of its wave or later.
    """

    planned: str | None
    in_time: float
    """Share of the draws in which it is done as planned: 0 to 1."""
    p50: str | None
    p80: str | None
    p95: str | None
    late_days_p50: int | None
    """Days after the planned one; ``None``: no end is in sight."""
    late_days_p80: int | None
    late_days_p95: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveFinish:
    """When all that goes live in a wave is live."""

    wave: int
    systems: int
    finish: Finish


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDate:
    """A date that somebody set, and how often the plan keeps it.

    ``probability`` is ``None`` where nothing that the date hangs on is known, and where the
    system is left after a horizon that ends before the date.
    """

    kind: Literal["deadline", "end_of_support"]
    name: str
    system: str
    system_name: str
    hard: bool
    date: str | None
    wave: int | None
    """The wave of going live; ``None`` is after the horizon."""
    probability: float | None
    finish: Finish | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """Whose surprises move the end most.

    ``days`` is how much later the programme's end in 80 of 100 draws is, if only those draws count
    in which the works of this system (or of this skill) take longest: the upper fifth of them.
    """

    kind: Literal["system", "skill"]
    id: str
    name: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCost:
    """What being late costs on the average of all draws, by the plan's own delay prices."""

    run_cost: int
    risk: int
    end_of_support: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """How sure the dates of a plan are: ``legacymap-uncertainty/1``.

    ``programme`` is ``None``, and ``statement`` says why, where nothing can be said: no system
    goes live, or neither a capacity nor a duration is known.
    """

    format: str
    snapshot: str
    policy: str
    currency: str | None
    statement: str
    draws: int
    seed: int
    one_in_ten_takes: float
    correlation: float
    skills: tuple[str, ...]
    """The skills whose capacity counts; empty: only how long each work takes by itself."""
    systems: int
    """Systems that go live inside the horizon."""
    duration_known: int
    """Of these, those whose work has a duration; the others are late for want of people only."""
    undecided: int
    """Of these, those with neither a duration nor a limited skill: taken as never late."""
    programme: Finish | None
    waves: tuple[WaveFinish, ...]
    dates_total: int
    dates: tuple[KeptDate, ...]
    """The first hundred, those kept least often first."""
    late_cost: LateCost | None
    """``None`` where no end is in sight in some draw."""
    drivers: tuple[Driver, ...]
    findings: tuple[Finding, ...] = ()
    """What was noticed about a plan that was handed over: what of it could not be used."""
