"""How the interim is told: gateways built and removed, dependencies cut, systems switched off."""

from __future__ import annotations

from typing import Final

from legacymap.planning.outcome import Cut, Plan, PlannedGateway, Retirement
from legacymap.report.model import Cell, Chart, Column, Section, Span, Table
from legacymap.report.wording import counted, grouped, in_money, listed, named

_MOST_SPANS: Final = 20
_HOW: Final = {
    "open": "nothing provides for",
    "facade_kept": "served through an interim interface that outlives the horizon",
    "facade": "served through an interim interface",
    "repointed": "pointed at the replacement",
}


def gateways(plan: Plan) -> Section:
    """Every interim interface: from when to when, for whom, at which price."""
    rows = tuple(_gateway_row(plan, gateway) for gateway in plan.gateways)
    return Section(
        id="interim-interfaces",
        title=f"{counted(len(rows), 'interim interface')} needed on the way"
        if rows
        else "No interim interface is needed",
        paragraphs=(
            "Where two systems that depend on each other are not replaced together, an interim"
            " interface bridges the time between. A facade lets users of the old system keep"
            " working on its replacement; a wrapper lets a new system work with an old one."
            " One interface serves all its users and is paid for once.",
        ),
        charts=_spans(plan),
        tables=(
            Table(
                id="gateways",
                caption=f"Interim interfaces, prices in {plan.currency or 'units of money'}",
                columns=(
                    Column(key="interface", label="Interface"),
                    Column(key="provider", label="Provider"),
                    Column(key="side", label="Kind"),
                    Column(key="consumers", label="Users"),
                    Column(key="built", label="Built in wave", numeric=True),
                    Column(key="removed", label="Removed in wave", numeric=True),
                    Column(key="existing", label="Exists already"),
                    Column(key="build", label="Build", numeric=True),
                    Column(key="hold", label="Keep", numeric=True),
                    Column(key="connect", label="Connect", numeric=True),
                    Column(key="cost", label="Together", numeric=True),
                ),
                rows=rows,
                total=len(rows),
                when_empty="The order needs none.",
            ),
            _cut_table(plan),
        ),
    )


def _gateway_row(plan: Plan, gateway: PlannedGateway) -> tuple[Cell, ...]:
    return (
        gateway.interface,
        _name(plan, gateway.provider),
        gateway.side,
        listed([_name(plan, consumer) for consumer in gateway.consumers]),
        gateway.built,
        "after the horizon" if gateway.removed is None else gateway.removed,
        "yes" if gateway.existing else "no",
        gateway.build,
        gateway.hold,
        gateway.connect,
        gateway.cost,
    )


def _spans(plan: Plan) -> tuple[Chart, ...]:
    if not plan.gateways:
        return ()
    first = sorted(plan.gateways, key=lambda g: (g.built, g.removed or plan.horizon + 1))
    spans = tuple(_span(plan, gateway) for gateway in first[:_MOST_SPANS])
    some = len(spans) < len(plan.gateways)
    number = f"{len(spans)} of {grouped(len(plan.gateways))}" if some else f"{len(spans)}"
    return (
        Chart(
            id="gateway-spans",
            title=f"Interim interfaces over the waves ({number} shown)",
            alt="One dashed bar for each interim interface, from the wave in which it is built to"
            f" the wave in which it is removed. {'; '.join(span.text for span in spans)}.",
            table="gateways",
            spans=spans,
            waves=plan.horizon,
        ),
    )


def _span(plan: Plan, gateway: PlannedGateway) -> Span:
    provider = plan.names.get(gateway.provider, gateway.provider)
    label = f"{provider}: {gateway.side} ({gateway.interface})"
    end = "the end" if gateway.removed is None else f"wave {gateway.removed}"
    return Span(
        label=label,
        first=gateway.built,
        last=min(gateway.removed or plan.horizon, plan.horizon),
        text=f"{label} from wave {gateway.built} to {end}",
    )


def _cut_table(plan: Plan) -> Table:
    return Table(
        id="cuts",
        caption="Dependencies that the order goes against",
        columns=(
            Column(key="consumer", label="Replaced first"),
            Column(key="consumer_wave", label="In wave", numeric=True),
            Column(key="provider", label="Depends on"),
            Column(key="provider_wave", label="Replaced in wave", numeric=True),
            Column(key="in_cycle", label="In a circle"),
            Column(key="interface", label="Interface"),
            Column(key="cost", label=in_money("Wrapper, shared", plan.currency), numeric=True),
        ),
        rows=tuple(_cut_row(plan, cut) for cut in plan.cuts),
        total=len(plan.cuts),
        when_empty="Every provider goes before, or together with, those who depend on it.",
    )


def _cut_row(plan: Plan, cut: Cut) -> tuple[Cell, ...]:
    return (
        _name(plan, cut.consumer),
        cut.consumer_wave,
        _name(plan, cut.provider),
        "after the horizon" if cut.provider_wave is None else cut.provider_wave,
        "yes" if cut.in_cycle else "no",
        cut.interface,
        cut.cost,
    )


def retirement(plan: Plan) -> Section:
    """Whether each old system can be switched off when the plan says so, and who stands against."""
    clear = sum(proof.clear for proof in plan.retirement)
    whole = len(plan.retirement)
    return Section(
        id="switching-off",
        title=f"{grouped(clear)} of {counted(whole, 'old system')} can be switched off on time"
        if whole
        else "No old system is switched off inside the horizon",
        paragraphs=(
            "Going live and switching off are two dates. For each old system this follows every"
            " dependency of the inventory, also of systems that stay, up to the day it is switched"
            " off.",
        )
        if whole
        else (),
        tables=(
            Table(
                id="retirement",
                caption="Switching off the old systems",
                columns=(
                    Column(key="system", label="System"),
                    Column(key="wave", label="Off in wave", numeric=True),
                    Column(key="date", label="Date"),
                    Column(key="clear", label="Nothing in the way"),
                    Column(key="dependents", label="Dependents", numeric=True),
                    Column(key="remaining", label="What becomes of them"),
                    Column(key="note", label="Note"),
                ),
                rows=tuple(_retirement_row(plan, proof) for proof in plan.retirement),
                total=whole,
                when_empty="None.",
            ),
        )
        if whole
        else (),
    )


def _retirement_row(plan: Plan, proof: Retirement) -> tuple[Cell, ...]:
    return (
        _name(plan, proof.system),
        proof.wave,
        proof.date,
        "yes" if proof.clear else "no",
        proof.dependents,
        _fates(plan, proof),
        proof.note or "",
    )


def _fates(plan: Plan, proof: Retirement) -> str:
    """What becomes of the dependents, those first that nothing provides for."""
    said = []
    for how, fate in _HOW.items():
        who = dict.fromkeys(_name(plan, d.consumer) for d in proof.remaining if d.how == how)
        if who:
            said.append(f"{fate}: {listed(list(who))}")
    shown = len(proof.remaining)
    rest = f"; {grouped(shown)} of {grouped(proof.dependents)} listed"
    return "; ".join(said) + (rest if proof.dependents > shown else "") if said else "none"


def _name(plan: Plan, id: str) -> str:
    return named(id, plan.names.get(id))
