"""How sure the dates of any plan are, also of one made by hand or elsewhere."""

from __future__ import annotations

from dataclasses import replace

from legacymap.analysis.estate import Estate
from legacymap.errors import Finding, InvalidPlan, in_order
from legacymap.planning.answers.checking import gone_on_from, placement_of
from legacymap.planning.answers.sure_dates import uncertainty_of
from legacymap.planning.certainty import Uncertainty
from legacymap.planning.compilation.compile import compile_model
from legacymap.planning.outcome import Plan
from legacymap.planning.policy.policy import Policy


def uncertainty(estate: Estate, policy: Policy, plan: object) -> Uncertainty:
    """How sure the dates of ``plan`` are, whoever made it.

    ``plan`` is a plan of ours or in any form that :func:`check_plan` reads. The draws are those of
    the plan's seed, else of the policy's.

    Raises:
        InvalidPlan: ``plan`` is none, has no order, or names systems or waves that there are not.
        InvalidPolicy: the policy names systems that the inventory does not have.
    """
    if isinstance(plan, Plan) and plan.objective is None:
        problem = Finding("error", "no_order", f"its status is {plan.status!r}")
        raise InvalidPlan.of([problem], "the plan has no order")
    compiled = compile_model(estate, policy, previous=gone_on_from(plan))
    read = placement_of(compiled, plan)
    seed = plan.engine.seed if isinstance(plan, Plan) else policy.seed
    told = uncertainty_of(compiled, read.waves, seed=seed, snapshot=estate.inventory.digest)
    return replace(told, findings=in_order(read.findings))
