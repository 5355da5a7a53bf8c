"""Why a system stands in its wave, for people: the reason, every other wave, what it would take."""

from __future__ import annotations

from collections.abc import Iterator

from legacymap.planning import Why
from legacymap.planning.answers.alternatives import Alternative, Broken
from legacymap.planning.answers.counterfactual import Change
from legacymap.report.model import Cell, Column, Section, Table
from legacymap.report.wording import grouped, in_money, listed, money, named

_LATER = "after the horizon"


def why_sections(why: Why) -> tuple[Section, ...]:
    """The place of one system: why there, what moving costs, what would bring it forward."""
    return (
        Section(
            id="why",
            title=f"{why.name}: {_when(why.wave)}",
            paragraphs=(*(finding.message for finding in why.findings), *_reasons(why)),
            tables=(_waves(why), _interfaces(why)),
        ),
        Section(
            id="one-wave-earlier",
            title="What would bring it forward",
            paragraphs=(why.counterfactual.statement,),
            tables=(_changes(why),) if why.counterfactual.wave else (),
        ),
    )


def _when(wave: int | None) -> str:
    return _LATER if wave is None else f"wave {wave}"


def _reasons(why: Why) -> Iterator[str]:
    yield why.reason
    if why.together_with:
        yield f"It shares its wave by rule, and moves, with {_names(why, why.together_with)}."
    if why.blocking:
        told = "; ".join(_in_the_way(why, broken) for broken in why.blocking)
        yield f"In the way of one wave earlier: {told}."


def _in_the_way(why: Why, broken: Broken) -> str:
    if not broken.worth:
        return broken.text
    return f"{broken.text} (one more would be worth about {money(broken.worth, why.currency)})"


def _names(why: Why, systems: tuple[str, ...]) -> str:
    return listed([named(system, why.names.get(system)) for system in systems])


def _waves(why: Why) -> Table:
    unit = why.currency
    return Table(
        id="why-waves",
        caption="What moving it alone would change",
        columns=(
            Column(key="wave", label="Wave", numeric=True),
            Column(key="live_by", label="Live by"),
            Column(key="possible", label="Possible"),
            Column(key="total", label=in_money("Change", unit), numeric=True),
            Column(key="run_cost", label="Running cost", numeric=True),
            Column(key="risk", label="Risk", numeric=True),
            Column(key="end_of_support", label="Support and deadlines", numeric=True),
            Column(key="gateways", label="Interim interfaces", numeric=True),
            Column(key="overload", label="Overtime", numeric=True),
            Column(key="breaks", label="What it would break"),
        ),
        rows=tuple(_wave(alternative) for alternative in why.alternatives),
        total=len(why.alternatives),
        when_empty="There is no wave.",
    )


def _wave(alternative: Alternative) -> tuple[Cell, ...]:
    parts = alternative.parts
    return (
        _LATER if alternative.wave is None else alternative.wave,
        _LATER if alternative.wave is None else alternative.live_by,
        "here" if alternative.here else "yes" if alternative.possible else "no",
        alternative.total,
        parts.run_cost + parts.replacement,
        parts.risk,
        parts.end_of_support + parts.deadlines,
        parts.gateways + parts.neighbours,
        parts.overload,
        listed([broken.text for broken in alternative.breaks]),
    )


def _interfaces(why: Why) -> Table:
    rows = tuple(
        (
            _when(other.wave),
            named(change.provider, why.names.get(change.provider)),
            change.interface,
            change.change,
        )
        for other in why.alternatives
        for change in other.gateways
    )
    return Table(
        id="why-interfaces",
        caption="Which interim interfaces would then cost more or less",
        columns=(
            Column(key="wave", label="If it went live in"),
            Column(key="provider", label="At"),
            Column(key="interface", label="Interface"),
            Column(key="change", label=in_money("Change", why.currency), numeric=True),
        ),
        rows=rows,
        total=len(rows),
        when_empty="None.",
    )


def _changes(why: Why) -> Table:
    tried = why.counterfactual.tried
    rearranged = why.counterfactual.rearranged
    rows = tuple(_change(why, change) for change in (*tried, *([rearranged] if rearranged else [])))
    return Table(
        id="why-changes",
        caption=f"What was tried to have it live in wave {why.counterfactual.wave}",
        columns=(
            Column(key="change", label="If"),
            Column(key="price", label=in_money("The plan would change by", why.currency)),
            Column(key="planned_anew", label="And the rest planned anew"),
            Column(key="moved", label="Others that have to move"),
        ),
        rows=rows,
        total=len(rows),
        when_empty="Nothing that one change could mend.",
    )


def _change(why: Why, change: Change) -> tuple[Cell, ...]:
    moved = [
        f"{named(system, why.names.get(system))} to {_when(wave)}"
        for system, wave in change.moved.items()
    ]
    price = "it would not help by itself" if change.price is None else grouped(change.price)
    anew = "not tried" if change.planned_anew is None else grouped(change.planned_anew)
    return (change.text, price, anew, listed(moved))
