"""Plans side by side, for people: what each costs, when it ends, and who stands elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from legacymap.planning import Comparison
from legacymap.planning.answers.comparison import ComparedPlan, PlaceInPlan
from legacymap.report.model import FORMAT, Cell, Column, Report, Section, Table
from legacymap.report.wording import counted, grouped, money, named, percent

Figure = Callable[[ComparedPlan], Cell]


def comparison_sections(comparison: Comparison) -> tuple[Section, ...]:
    """What sets the plans apart, in figures and by system."""
    moved = counted(len(comparison.moved), "system stands", "systems stand")
    return (
        Section(
            id="comparison",
            title=f"{counted(len(comparison.plans), 'plan')} compared",
            paragraphs=(
                *comparison.verdicts,
                f"{moved} in different waves, {grouped(comparison.unmoved)} in the same.",
                *(f"{finding.message}." for finding in comparison.findings),
            ),
            tables=(*_changes(comparison), _figures(comparison), _moved(comparison)),
        ),
        Section(
            id="risk-over-time",
            title="The risk that is left, wave by wave",
            tables=(_risk(comparison),),
        ),
    )


def comparison_report(comparison: Comparison) -> Report:
    """The comparison as a document of its own."""
    return Report(
        format=FORMAT,
        title="Plans compared",
        sections=comparison_sections(comparison),
        order="moved",
    )


def _changes(comparison: Comparison) -> tuple[Table, ...]:
    rows = tuple((plan.plan, change) for plan in comparison.plans for change in plan.changes)
    if not rows:
        return ()
    table = Table(
        id="changes",
        caption="What is different",
        columns=(Column(key="plan", label="Plan"), Column(key="change", label="Change")),
        rows=rows,
        total=len(rows),
        when_empty="Nothing.",
    )
    return (table,)


def _risk(comparison: Comparison) -> Table:
    """Plans of different length side by side: after its last wave a plan leaves what it left."""
    last = max((len(plan.risk_left) for plan in comparison.plans), default=0)
    rows = tuple(
        (wave, *(_risk_after(plan, wave) for plan in comparison.plans))
        for wave in range(1, last + 1)
    )
    return Table(
        id="risk-left",
        caption="Expected yearly loss that is left after each wave",
        columns=(Column(key="wave", label="Wave", numeric=True), *_columns(comparison)),
        rows=rows,
        total=len(rows),
        when_empty="No plan has an order.",
    )


def _risk_after(plan: ComparedPlan, wave: int) -> Cell:
    if not plan.risk_left:
        return "none"
    left = plan.risk_left[min(wave, len(plan.risk_left)) - 1]
    when = f" by {left.end}" if left.end and left.wave == wave else ""
    return f"{money(left.risk_left, plan.currency)}{when}"


def _columns(comparison: Comparison) -> tuple[Column, ...]:
    return tuple(
        Column(key=f"plan_{number}", label=plan.plan)
        for number, plan in enumerate(comparison.plans, start=1)
    )


def _part(name: str) -> Figure:
    return lambda plan: (
        "none" if plan.parts is None else money(getattr(plan.parts, name), plan.currency)
    )


def _amount(amount: int | None, plan: ComparedPlan) -> Cell:
    return "none" if amount is None else money(amount, plan.currency)


def _bound(plan: ComparedPlan) -> str:
    if plan.bound is None or plan.objective is None:
        return "not computed"
    gap = percent(plan.objective - plan.bound, plan.objective)
    return f"{money(plan.bound, plan.currency)} (gap {gap})"


def _finish(plan: ComparedPlan) -> str:
    if plan.finish_wave is None:
        return "none"
    return f"wave {plan.finish_wave}" + (f", {plan.finish_by}" if plan.finish_by else "")


_FIGURES: Final[tuple[tuple[str, Figure], ...]] = (
    ("Status", lambda plan: plan.status),
    ("Cost of the order", lambda plan: _amount(plan.objective, plan)),
    ("Against the first plan", lambda plan: _amount(plan.difference, plan)),
    ("of it running cost", _part("run_cost")),
    ("of it risk", _part("risk")),
    ("of it end of support", _part("end_of_support")),
    ("of it missed dates", _part("deadlines")),
    ("of it interim interfaces", _part("gateways")),
    ("of it overtime", _part("overload")),
    ("of it changes of wave", _part("changes")),
    ("No order costs less than", _bound),
    ("Last go-live", _finish),
    ("Largest yearly risk left after a wave", lambda plan: _amount(plan.peak_risk_left, plan)),
    ("Yearly risk left at the end", lambda plan: _amount(plan.last_risk_left, plan)),
    ("Interim interfaces", lambda plan: grouped(plan.interim_interfaces)),
    ("Money for them", lambda plan: _amount(plan.interim_cost, plan)),
    ("Most of them at once", lambda plan: grouped(plan.most_interim_open)),
    ("Systems to be replaced", lambda plan: grouped(plan.systems)),
    ("Left for after the horizon", lambda plan: grouped(plan.backlog)),
)


def _figures(comparison: Comparison) -> Table:
    rows = tuple(
        (label, *(figure(plan) for plan in comparison.plans)) for label, figure in _FIGURES
    )
    return Table(
        id="compared",
        caption="The plans in figures",
        columns=(Column(key="figure", label="Figure"), *_columns(comparison)),
        rows=rows,
        total=len(rows),
        when_empty="There is nothing to compare.",
    )


def _moved(comparison: Comparison) -> Table:
    rows = tuple(
        (
            named(system.id, system.name),
            *(_place(place) for place in system.places),
            " ".join(system.differences),
        )
        for system in comparison.moved
    )
    return Table(
        id="moved",
        caption="Systems that stand elsewhere, and why",
        columns=(
            Column(key="system", label="System"),
            *_columns(comparison),
            Column(key="difference", label="What sets them apart"),
        ),
        rows=rows,
        total=len(rows),
        when_empty="Every system stands in the same wave.",
    )


def _place(place: PlaceInPlan) -> str:
    if not place.planned:
        return "not in this plan"
    when = "after the horizon" if place.wave is None else f"wave {place.wave}"
    return f"{when}: {place.reason}"
