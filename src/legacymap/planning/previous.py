"""What an earlier plan says of when: where it put each system, and the calendar of its waves."""

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
