"""Is there a plan at all, and if not, which constraints clash and what would settle it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from legacymap.planning.clashes.minimal import found_clashes
from legacymap.planning.clashes.relaxing import told
from legacymap.planning.exact.feasibility import Judge
from legacymap.planning.model.clash import Clash
from legacymap.planning.model.named import NamedModel
from legacymap.planning.search.search import Effort

Stop = Callable[[], bool]

WORK: Final[dict[Effort, float]] = {
    "quick": 5.0,
    "standard": 20.0,
    "thorough": 60.0,
    "endless": 20.0,
}
"""Deterministic work for finding clashes, and as much again for relaxing them; about seconds."""
SHARE: Final = 0.1
"""The part of it that one question may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What became of the question.

    ``kept``: ``plan`` keeps every constraint. ``clash``: no plan does, and ``clashes`` say why.
    ``open``: not decided within the work allowed.
    """

    status: Literal["kept", "clash", "open"]
    plan: dict[str, int] | None
    clashes: tuple[Clash, ...]


def explained(
    named: NamedModel, *, known: bool, effort: Effort, stop: Stop | None = None
) -> Explanation:
    """Whether any plan keeps the constraints of ``named``; ``known``: it is proven that none does.

    Without ``stop`` the answer depends on model, names and effort alone.
    """
    work = WORK[effort]
    ask = stop or _never
    judge = Judge(work=work, share=work * SHARE, stop=ask)
    verdict = judge.keep(named.model, named.constraints)
    if verdict.status == "kept":
        return Explanation(status="kept", plan=verdict.plan, clashes=())
    if verdict.status == "open" and not known:
        return Explanation(status="open", plan=None, clashes=())
    found = found_clashes(named, judge)
    clashes = told(named, Judge(work=work, share=work * SHARE, stop=ask), found)
    return Explanation(status="clash", plan=None, clashes=clashes)


def _never() -> bool:
    return False
