"""A plan as a report for a board: the decision first, what it rests on after, how to repeat it."""

from __future__ import annotations

from legacymap.planning.outcome import Plan
from legacymap.report.finding_tables import findings_section
from legacymap.report.model import FORMAT, Report, Section
from legacymap.report.plans import basis, gateways, order
from legacymap.report.plans.again import again
from legacymap.report.plans.bottlenecks import bottlenecks
from legacymap.report.plans.certainty import certainty_section
from legacymap.report.plans.clashes import clash_section


def plan_report(plan: Plan) -> Report:
    """The report of one plan."""
    return Report(
        format=FORMAT,
        title=f"Replacement order for {plan.inventory}" if plan.inventory else "Replacement order",
        sections=(*plan_sections(plan), basis.provenance(basis.settings(plan))),
        order=order.ORDER,
    )


def plan_sections(plan: Plan) -> tuple[Section, ...]:
    """What a plan says, without the provenance that ends a report."""
    noticed = findings_section(plan.findings, id="plan-findings", title="Findings about the plan")
    if not plan.systems:
        # Where nothing is planned, empty tables would say the same ten times.
        return order.decision(plan), order.order(plan), noticed
    if plan.objective is None:
        # Nor do the waves and interfaces of an order that there is not.
        clashes = (clash_section(plan.clashes, plan.currency, plan.names),) if plan.clashes else ()
        return (
            order.decision(plan),
            *clashes,
            order.order(plan),
            basis.assumptions(plan),
            noticed,
        )
    return (
        order.decision(plan),
        order.waves(plan),
        order.order(plan),
        *again(plan),
        gateways.gateways(plan),
        gateways.retirement(plan),
        *((bottlenecks(plan),) if plan.bottlenecks else ()),
        *((certainty_section(plan.uncertainty),) if plan.uncertainty else ()),
        basis.determination(plan),
        basis.assumptions(plan),
        noticed,
    )
