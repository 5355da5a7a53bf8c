"""The answer to a planning model: a plan, how good it is known to be, and how it was found."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal

from legacymap.planning.bound.lower import BucketPrice
from legacymap.planning.model.clash import Clash
from legacymap.planning.model.score import Parts, Violation

FORMAT: Final = "legacymap-plan-solution/1"

# optimal is reached only by a bound or an exact engine.
Ending = Literal["budget", "stop", "proof"]
Status = Literal["optimal", "feasible", "infeasible", "unknown", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Everything that decides the answer besides the model.

    ``ended_by`` is ``budget`` where the iterations ran out, and so would again; ``stop`` where a
    signal from outside ended the search; ``proof`` where there was nothing left to search.
    """

    method: str
    effort: str
    seed: int
    iterations: int
    ended_by: Ending

    def to_document(self, *, version: str) -> dict[str, object]:
        """The engine as JSON; ``version`` is that of the program."""
        return {
            "version": version,
            "method": self.method,
            "effort": self.effort,
            "seed": self.seed,
            "iterations": self.iterations,
            "ended_by": self.ended_by,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The best plan found and what is known about it.

    ``feasible`` comes with objective and parts. ``infeasible`` is proven and says why in
    ``conflict``. ``unknown``, and ``cancelled`` if a signal came first, mean that no feasible plan
    was found: ``plan`` is then the last try and ``violations`` what it breaks. ``bound`` and
    ``gap`` (their difference in parts of the objective) are ``None`` where none was computed.
    ``conflict`` names the constraints of the first of ``clashes``, which say more of each.
    ``prices`` are those of the bound: what one more unit of each bucket would take off it.
    """

    status: Status
    objective: int | None
    bound: int | None
    gap: float | None
    plan: dict[str, int | None] | None
    parts: Parts | None
    violations: tuple[Violation, ...]
    conflict: tuple[str, ...]
    engine: Engine
    prices: tuple[BucketPrice, ...] = ()
    clashes: tuple[Clash, ...] = ()

    def to_document(self, *, version: str) -> dict[str, object]:
        """The solution as a ``legacymap-plan-solution/1`` document of program ``version``."""
        return {
            "format": FORMAT,
            "status": self.status,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "plan": self.plan,
            "parts": None if self.parts is None else self.parts.to_document(),
            "violations": [
                {"kind": violation.kind, "message": violation.message}
                for violation in self.violations
            ],
            "conflict": list(self.conflict),
            "clashes": [asdict(clash) for clash in self.clashes],
            "engine": self.engine.to_document(version=version),
        }
