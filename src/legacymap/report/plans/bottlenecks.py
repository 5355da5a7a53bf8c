"""Where more capacity would help most, as a section of a plan's report."""

from __future__ import annotations

from legacymap.planning.outcome import Bottleneck, Plan
from legacymap.report.model import Column, Section, Table
from legacymap.report.wording import in_money, money


def bottlenecks(plan: Plan) -> Section:
    """The limits that make the order dearer, those first whose raising saves most."""
    tried = [limit for limit in plan.bottlenecks if limit.saves is not None]
    first = next((limit for limit in tried if limit.saves), None)
    return Section(
        id="bottlenecks",
        title="Where more capacity would help most"
        if first is None
        else f"More capacity would help most here: {first.limit}",
        paragraphs=tuple(_sentences(plan, first, len(tried))),
        tables=(_table(plan, tuple(tried) or plan.bottlenecks[:10]),),
    )


def _sentences(plan: Plan, first: Bottleneck | None, tried: int) -> list[str]:
    said = []
    if first is not None:
        said.append(
            f"With {_more(first)} the best order found costs {money(first.saves, plan.currency)}"
            " less; up to that, more capacity there is worth its price."
        )
    elif tried:
        said.append(
            "The scarcest limits were raised by a tenth, each by itself, and planned again; none"
            " of that alone made the order cheaper."
        )
    if plan.bottlenecks:
        said.append(
            "The price of one more unit comes from the proven lower bound. Work comes in whole"
            " systems, so a single unit may change nothing: the last column tells what a real"
            " step saves."
        )
    return said


def _more(limit: Bottleneck) -> str:
    if limit.unit is None:
        return f"{limit.raised_by:,} more"
    return f"{limit.raised_by:,} {_units(limit)} more"


def _units(limit: Bottleneck) -> str:
    if limit.unit == "day":
        return "day" if limit.raised_by == 1 else "days"
    return limit.unit or ""


def _table(plan: Plan, shown: tuple[Bottleneck, ...]) -> Table:
    return Table(
        id="bottleneck-list",
        caption="What is scarce, and what more of it would be worth",
        columns=(
            Column(key="limit", label="Limit"),
            Column(key="use", label="Used", numeric=True),
            Column(key="capacity", label="There is", numeric=True),
            Column(key="most", label="At most", numeric=True),
            Column(key="worth", label=in_money("Price of one more", plan.currency), numeric=True),
            Column(key="raised_by", label="Raised by", numeric=True),
            Column(key="saves", label=in_money("Saves", plan.currency), numeric=True),
        ),
        rows=tuple(
            (
                limit.limit,
                limit.use,
                limit.capacity,
                limit.most,
                limit.worth,
                limit.raised_by,
                "not tried" if limit.saves is None else limit.saves,
            )
            for limit in shown
        ),
        total=len(shown),
        when_empty="No limit makes the order dearer.",
    )
