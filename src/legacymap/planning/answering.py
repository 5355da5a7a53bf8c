"""What a planning model is answered: the best plan found, or which constraints clash.

Where the search finds no plan, whether there is one is decided by feasibility alone. If there is
one, the search begins again from it; if there is none, the constraints that clash are named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from legacymap.planning.model.model import PlanningModel
from legacymap.planning.model.named import NamedModel, named_model
from legacymap.planning.search.search import Effort, Progress
from legacymap.planning.search.solution import Solution
from legacymap.planning.solving import solve as search_and_prove

Stop = Callable[[], bool]


def solve(
    model: PlanningModel,
    *,
    effort: Effort = "standard",
    seed: int = 1,
    stop: Stop | None = None,
    progress: Callable[[Progress], None] | None = None,
    start: Mapping[str, int | None] | None = None,
    named: Callable[[], NamedModel] | None = None,
) -> Solution:
    """The best plan that ``effort`` finds for ``model``, or why there is none.

    As :func:`legacymap.planning.solving.solve`. ``named`` is what the constraints are called if
    they clash; without it their names are made of ids.

    Raises:
        InvalidPlan: ``start`` names systems or waves that the model does not have.
        ValueError: ``endless`` effort without a stop signal.
    """

    def sought(begin: Mapping[str, int | None] | None) -> Solution:
        return search_and_prove(
            model, effort=effort, seed=seed, stop=stop, progress=progress, start=begin
        )

    found = sought(start)
    # Whoever ended the search by a signal wants no further work.
    if found.status not in ("infeasible", "unknown"):
        return found
    from legacymap.planning.clashes.explaining import explained

    names = named_model(model) if named is None else named()
    why = explained(names, known=found.status == "infeasible", effort=effort, stop=stop)
    if why.status == "kept":
        return sought(why.plan)
    if not why.clashes:
        return found
    return replace(
        found,
        status="infeasible",
        plan=None,
        violations=(),
        conflict=why.clashes[0].names,
        clashes=why.clashes,
    )
