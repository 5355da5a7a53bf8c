"""What an order rests on: data or prices, rival orders, assumptions, the settings it came from."""

from __future__ import annotations

from typing import Final

from legacymap.planning.outcome import Plan
from legacymap.report.model import Cell, Column, Section, Table
from legacymap.report.wording import counted, grouped, in_money, listed, named, percent

RULES: Final = {
    "topological": "providers first",
    "risk_first": "highest risk first",
    "affinity": "closely joined systems in one wave",
    "wsjf": "most saved per day of effort first",
}

_GROUPS: Final = {
    "run_cost": "running cost",
    "gateways": "interim interfaces",
    "overload": "overtime",
}


def rule(name: str) -> str:
    """A simple rule as people call it."""
    return RULES.get(name, name.replace("_", " "))


def determination(plan: Plan) -> Section:
    """How far the data decides the order, and what would decide the rest."""
    decided = plan.determination
    title = {
        True: "Your data decides this order",
        False: "Your data alone does not decide this order",
        None: "How far your data decides this order was not examined",
    }[decided.determined]
    return Section(
        id="what-decides",
        title=title,
        paragraphs=tuple(
            sentence
            for sentence in (
                _deciding(plan),
                _ties(plan),
                _other_reading(plan),
            )
            if sentence
        ),
        tables=(_variants(plan), _baselines(plan)),
    )


def _deciding(plan: Plan) -> str:
    facts = plan.determination.deciding_facts
    return f"What would decide it: {listed(facts)}." if facts else ""


def _ties(plan: Plan) -> str:
    groups = [" = ".join(named(s, plan.names.get(s)) for s in t) for t in plan.determination.ties]
    if not groups:
        return ""
    return f"Tied, so that only their ids tell them apart: {listed(groups)}."


def _other_reading(plan: Plan) -> str:
    other = plan.other_reading
    if other is None:
        return ""
    doubtful = counted(other.dependencies, "dependency", "dependencies")
    if not other.moved:
        return f"The direction of {doubtful} is doubtful; read the other way the order is the same."
    moved = [
        f"{named(system, plan.names.get(system))} to "
        + ("after the horizon" if wave is None else f"wave {wave}")
        for system, wave in sorted(other.moved.items())
    ]
    return (
        f"The direction of {doubtful} is doubtful. Read the other way,"
        f" {counted(len(moved), 'system')} would move: {listed(moved)}."
    )


def _variants(plan: Plan) -> Table:
    variants = plan.determination.variants
    return Table(
        id="variants",
        caption="The order under other prices",
        columns=(
            Column(key="change", label="Change"),
            Column(key="moved", label="Systems that move", numeric=True),
            Column(key="first_systems", label="First to go"),
            Column(key="objective", label=in_money("Cost", plan.currency), numeric=True),
        ),
        rows=tuple(
            (
                variant.change,
                variant.moved,
                listed([named(s, plan.names.get(s)) for s in variant.first_systems]),
                variant.objective,
            )
            for variant in variants
        ),
        total=len(variants),
        when_empty="No other prices were tried.",
    )


def _baselines(plan: Plan) -> Table:
    objective = plan.objective
    rows: list[tuple[Cell, ...]] = []
    if objective is not None:
        rows.append(("this order", objective, "yes", "0"))
    for name, rival in sorted(plan.baselines.items(), key=lambda b: (b[1].objective, b[0])):
        more = None if objective is None else rival.objective - objective
        share = f" ({percent(more, objective)})" if more and more > 0 and objective else ""
        rows.append(
            (
                rule(name),
                rival.objective,
                "yes" if rival.feasible else "no",
                None if more is None else f"{grouped(more)}{share}",
            )
        )
    return Table(
        id="baselines",
        caption="What simple rules would cost under the same prices and constraints",
        columns=(
            Column(key="rule", label="Rule"),
            Column(key="cost", label=in_money("Cost of the order", plan.currency), numeric=True),
            Column(key="feasible", label="Keeps the constraints"),
            Column(key="more", label="More than this order", numeric=True),
        ),
        rows=tuple(rows),
        total=len(rows),
        when_empty="No simple rule was tried.",
    )


def assumptions(plan: Plan) -> Section:
    """What was taken for granted, what every group of prices contributed, and every price."""
    number = len(plan.assumptions)
    return Section(
        id="assumptions",
        title=f"The order rests on {counted(number, 'assumption')} and a price list"
        if number
        else "The order rests on a price list",
        tables=(_assumption_table(plan), _group_table(plan), _price_table(plan)),
    )


def _assumption_table(plan: Plan) -> Table:
    return Table(
        id="assumption-list",
        caption="Assumptions, where the inventory does not say",
        columns=(
            Column(key="text", label="Assumption"),
            Column(key="count", label="How often", numeric=True),
            Column(key="of", label="Out of", numeric=True),
            Column(key="systems", label="For"),
        ),
        rows=tuple(
            (
                assumed.text,
                assumed.count,
                assumed.of,
                listed([named(s, plan.names.get(s)) for s in assumed.systems]),
            )
            for assumed in plan.assumptions
        ),
        total=len(plan.assumptions),
        when_empty="None was needed.",
    )


def _group_table(plan: Plan) -> Table:
    return Table(
        id="price-groups",
        caption="What each group of prices contributed",
        columns=(
            Column(key="group", label="Group"),
            Column(
                key="contributed", label=in_money("Part of the cost", plan.currency), numeric=True
            ),
            Column(key="weight", label="Weight", numeric=True),
            Column(key="basis", label="Rests on"),
            Column(key="known", label="Known", numeric=True),
            Column(key="assumed", label="Assumed", numeric=True),
            Column(key="unknown", label="Unknown", numeric=True),
        ),
        rows=tuple(
            (
                _GROUPS.get(group.group, group.group.replace("_", " ")),
                group.contributed,
                f"{group.weight:g}",
                group.basis,
                group.known,
                group.assumed,
                group.unknown,
            )
            for group in plan.price_groups
        ),
        total=len(plan.price_groups),
        when_empty="Nothing was priced.",
    )


def _price_table(plan: Plan) -> Table:
    return Table(
        id="prices",
        caption="The price list",
        columns=(
            Column(key="price", label="Price"),
            Column(key="value", label="Value", numeric=True),
            Column(key="unit", label="Unit"),
            Column(key="origin", label="From"),
            Column(key="reason", label="Reason"),
        ),
        rows=tuple((p.price, p.value, p.unit, p.origin, p.reason) for p in plan.prices),
        total=len(plan.prices),
        when_empty="None.",
    )


def settings(plan: Plan) -> tuple[tuple[str, Cell], ...]:
    """What the plan was computed from: enough to compute it again."""
    return (
        ("Inventory", plan.inventory or "without a name"),
        ("Inventory as of", plan.as_of),
        ("Inventory digest", plan.snapshot),
        ("Policy digest", plan.policy),
        ("Level", "whole systems" if plan.level == "top" else "parts as given"),
        ("First day", plan.start),
        ("Days a wave", plan.wave_days),
        ("Waves", plan.horizon),
        ("Search method", plan.engine.method),
        ("Search effort", plan.engine.effort),
        ("Search steps", plan.engine.iterations),
        ("Ended by", "a clock or a person" if plan.engine.wall_clock else "its count of steps"),
        ("Seed", str(plan.engine.seed)),
        ("Proven lower bound", "none was computed" if plan.bound is None else plan.bound),
        ("legacymap version", plan.engine.version),
    )


def provenance(rows: tuple[tuple[str, Cell], ...]) -> Section:
    """The section that lets anybody make the same report again."""
    return Section(
        id="provenance",
        title="Where this report comes from",
        paragraphs=(
            "Equal input, settings, seed and version give this report again, byte for byte."
            " It holds no date of its making. The data stay under the terms of those who supplied"
            " them; legacymap is free software under the MIT licence.",
        ),
        tables=(
            Table(
                id="provenance-list",
                caption="Provenance",
                columns=(Column(key="what", label="What"), Column(key="value", label="Value")),
                rows=rows,
                total=len(rows),
                when_empty="Nothing is known of it.",
            ),
        ),
    )
