"""The estates of the worked examples on the pages of legacy, risk, plans, TIME and dispositions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from legacymap.analysis.estate import Estate
from legacymap.analysis.framework import IMPACTS, LIKELIHOODS
from legacymap.analysis.risk.answers import Answers, LegacyRisk, SystemRisk
from legacymap.analysis.risk.risk import risk
from legacymap.inventory import Dependency, Inventory, System

Figures = dict[str, object]
Marks = Sequence[int | None]


def system(id: str, **values: object) -> System:
    return System.model_validate({"id": id, "name": id, **values})


def marks(likelihood: Marks = (), impact: Marks = ()) -> dict[str, dict[str, int | None]]:
    return {
        "likelihood": dict(zip(LIKELIHOODS, likelihood, strict=False)),
        "impact": dict(zip(IMPACTS, impact, strict=False)),
    }


def found(*systems: System, arrows: str = "", high_from: int = 3) -> LegacyRisk:
    pairs = [arrow.split(">") for arrow in arrows.split()]
    dependencies = [Dependency(consumer=a, provider=b) for a, b in pairs]
    return risk(Estate.of(Inventory.of(systems, dependencies)), high_from=high_from)


def rows(answer: LegacyRisk) -> list[SystemRisk]:
    return sorted(answer.register.first, key=lambda row: row.id)


def answers(told: Answers) -> str:
    return f"{told.yes}, {told.no}, {told.unknown}"


def score(value: Fraction | None) -> str:
    if value is None or value.denominator == 1:
        return "none" if value is None else str(value)
    return f"{value} = {float(value):.2f}"


def legacy() -> Figures:
    answer = found(
        system("A", legacy=True, legacy_source="CTO", confirmed_on="2025-03"),
        system("B", risk=marks([3])),
        system("C", technologies=["COBOL"]),
        system("D", legacy=False),
        system("E", legacy_reasons=["end_of_life"]),
        system("F"),
    )
    states: dict[str, list[str]] = {"legacy": [], "not_legacy": [], "unknown": []}
    for row in rows(answer):
        states[row.legacy.state].append(row.id)
    counts = answer.legacy
    return {
        **{state.replace("_", " "): ", ".join(ids) for state, ids in states.items()},
        "share": f"{counts.share_low} to {counts.share_high}",
        "declared: yes, no, unknown": answers(counts.declared),
        "derived: yes, no, unknown": answers(counts.derived),
        "suggested: yes, no, unknown": answers(counts.suggested),
        "without source; without date": f"{counts.without_source}; {counts.without_date}",
        "in words": next(one.text for one in answer.sentences if one.code == "systems_legacy"),
    }


def risk_score() -> Figures:
    answer = found(
        system("the framework's own", risk=marks([5, 5, 5, 5, 6, 6, 6], [5, 5, 2, 5, 5, 4])),
        system("all four", risk=marks([4] * 7, [4] * 6)),
        system("one six", risk=marks([6, *[1] * 6], [5] * 6)),
        system("one three", risk=marks([3, *[1] * 6], [1] * 6)),
        system("L7 unknown", risk=marks([4] * 6, [4] * 6)),
    )
    return {row.id: scored(row) for row in rows(answer)}


def scored(row: SystemRisk) -> str:
    found = row.scores
    parts = f"T(L) {score(found.likelihood)}, T(C) {score(found.impact)}"
    if found.overall is not None:
        return (
            f"{parts}, overall {score(found.overall)}: class {found.framework_class},"
            f" zone {found.zone}"
        )
    between = f"{score(found.least)} to {score(found.most)}"
    return f"{parts}, no overall ({between}): class {found.framework_class}"


def plans() -> Figures:
    def planned(id: str, *parts: bool | None) -> System:
        names = ("milestones", "work", "disposition")
        return system(id, legacy=True, modernisation_plan=dict(zip(names, parts, strict=True)))

    answer = found(
        planned("a", True, True, True),
        planned("b", True, False, None),
        planned("c", False, None, None),
        planned("d", None, None, None),
    )
    counts = answer.plans
    return {
        **{row.id: row.plan.completeness or "unknown" for row in rows(answer)},
        "complete, partial, none, unknown": f"{counts.complete}, {counts.partial}, {counts.none},"
        f" {counts.unknown}",
        "share of complete plans": f"{counts.share_low} to {counts.share_high}",
    }


def time() -> Figures:
    systems = (
        system("a", functional_fit=3, technical_fit=3),
        system("b", functional_fit=5),
        system("c", functional_fit=2, technical_fit=4),
        system("d", functional_fit=4, technical_fit=2),
        system("e", functional_fit=1, technical_fit=1, properties={"time_designation": "Tolerate"}),
    )
    three, four = found(*systems), found(*systems, high_from=4)
    return {
        row.id: f"{row.time.quadrant or 'unknown'}; high from 4: {later.time.quadrant or 'unknown'}"
        + (f" (by its marks {row.time.derived})" if row.time.stated else "")
        for row, later in zip(rows(three), rows(four), strict=True)
    }


def dispositions() -> Figures:
    answer = found(
        system("web", kind="service", legacy=False),
        system("a", legacy=True, statutory_hold=False),
        system("b", functional_fit=1, technical_fit=1),
        system("c", legacy=True, commodity=True),
        system("d", risk=marks([1, 1, 1, 1, 4, 1, 1])),
        system("e", legacy_reasons=["out_of_supplier_support"], code_changeable=True),
        system("f", legacy=True),
        system("g", legacy=False),
        system("h", legacy=True),
        arrows="a>web web>b web>c web>d web>e web>f f>g g>f web>h",
    )
    return {
        row.id: f"{row.disposition.disposition} (`{row.disposition.rule}`)"
        + (
            f", first move {', '.join(row.disposition.move_first.first)}"
            if row.disposition.move_first.count
            else ""
        )
        for row in rows(answer)
        if row.disposition is not None
    }


EXAMPLES: dict[str, Callable[[], Figures]] = {
    "legacy": legacy,
    "risk": risk_score,
    "modernisation-plans": plans,
    "time": time,
    "dispositions": dispositions,
}
