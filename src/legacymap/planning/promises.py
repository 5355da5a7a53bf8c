"""What a plan was bound by that a calendar must show: days to meet, and what goes before what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day by which ``system`` has to be replaced; ``hard`` where the plan had to keep it."""

    system: str
    name: str
    """What the policy calls it, or `end of support`."""
    date: str
    kind: Literal["deadline", "end_of_support"]
    hard: bool


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class GoesBefore:
    """``before`` goes live at least ``lag`` waves before ``after``."""

    before: str
    after: str
    lag: int
