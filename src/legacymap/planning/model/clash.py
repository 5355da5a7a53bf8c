"""How constraints that cannot all hold are told: which they are, and what relaxing each buys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from legacymap.planning.model.named import ConstraintKind

Settles = Literal["plan", "clash", "no", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """The smallest change of one constraint alone that settles its clash.

    ``settles``: ``plan``, there is then a plan that keeps everything else; ``clash``, this clash is
    gone and others remain; ``no``, not even without the constraint; ``unknown``, not decided within
    the work allowed. ``amount`` is how far it gives, in ``unit``, ``None`` where it gives way
    altogether or nothing helps. ``least`` says whether a smaller amount is proven not to do.
    ``objective`` is the cost of a plan found quickly, so a better one may exist; ``None`` where
    there is none or the model has no price for a wave that opens. ``reason`` says why a number
    is missing, ``remaining`` names what clashes then.
    """

    settles: Settles
    text: str | None
    amount: int | None
    unit: str | None
    least: bool
    objective: int | None
    reason: str | None
    remaining: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashingConstraint:
    """One of the constraints that clash, and the part of it that does.

    ``systems`` are those that it concerns here, by id, ``waves`` those whose limit is too low.
    """

    name: str
    kind: ConstraintKind
    text: str
    systems: tuple[str, ...]
    waves: tuple[int, ...]
    relaxation: Relaxation


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Constraints of which no plan keeps all.

    ``minimal``: without any one of them the others can be kept; where it is false the work allowed
    did not suffice to tell which of them are not needed.
    """

    constraints: tuple[ClashingConstraint, ...]
    minimal: bool

    @property
    def names(self) -> tuple[str, ...]:
        """What the constraints are called."""
        return tuple(constraint.name for constraint in self.constraints)
