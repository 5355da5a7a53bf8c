"""What an earlier plan says of when, and what became of it: who moved, who is gone, the cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from legacymap.errors import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """The order of an earlier plan, as far as a new one has to know it.

    ``placement`` is the wave of every system, ``None`` after the horizon. Without ``start`` and
    ``wave_days`` its waves have no dates and count as those of the new plan; without ``horizon``
    it had as many.
    """

    placement: Mapping[str, int | None]
    names: Mapping[str, str] = field(default_factory=dict)
    start: str | None = None
    wave_days: int | None = None
    horizon: int | None = None
    snapshot: str | None = None
    policy: str | None = None
    findings: tuple[Finding, ...] = ()
    """What was noticed while the plan was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSystem:
    """A system that goes live in another wave than the previous plan had it.

    ``before`` is its wave there, in the waves of this plan: 0 is before the first, ``None`` after
    the horizon. ``staying`` is what moving it alone back would add to the objective; ``None``
    where that is not possible any more, and ``why`` says why not.
    """

    id: str
    name: str
    before: int | None
    before_by: str | None
    after: int | None
    after_by: str | None
    staying: int | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneSystem:
    """A system of the previous plan that this one does not plan, and why not."""

    id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanning:
    """What became of the previous plan.

    ``keeping`` is what the previous order would cost now, new systems standing where this plan
    has them; ``None`` where it is not possible any more, and ``broken`` says what it would break.
    ``saving`` is what this plan costs less than that, the price of the changes counted in.
    """

    past_until: int
    past_by: str | None
    change_price: int
    changes_cost: int
    keeping: int | None
    saving: int | None
    broken: tuple[str, ...]
    live: tuple[str, ...]
    """Frozen: they went live in waves that are past."""
    started: tuple[str, ...]
    """Due after the past, with work that began in it."""
    overdue: tuple[str, ...]
    """Due in the past and not live."""
    new: tuple[str, ...]
    gone: tuple[GoneSystem, ...]
    moved: tuple[ChangedSystem, ...]
    unmoved: int
    previous: Previous
