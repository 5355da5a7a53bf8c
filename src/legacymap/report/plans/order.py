"""How a replacement order is told: the decision, what each wave brings, why each system there."""

from __future__ import annotations

from typing import Final

from legacymap.planning.outcome import PlacedSystem, Plan, PlanWave
from legacymap.report.model import Bar, Cell, Chart, Column, KeyFigure, Section, Table
from legacymap.report.plans.basis import rule
from legacymap.report.plans.clashes import clash_sentences, try_sentences
from legacymap.report.wording import counted, grouped, in_money, listed, money, named, percent

ORDER: Final = "order"

_STATUS: Final = {
    "optimal": "No order that keeps the constraints costs less: this is proven.",
    "feasible": "The order keeps every constraint. It is the best that was found; a better one may"
    " exist.",
    "infeasible": "No order keeps all the constraints. Those that clash are named below; one of"
    " them has to give.",
    "unknown": "No order that keeps all the constraints was found; whether there is one is not"
    " known.",
    "cancelled": "The search was stopped before it found an order that keeps all the constraints.",
}


def decision(plan: Plan) -> Section:
    """What is proposed, in a title, a few sentences and four numbers."""
    return Section(
        id="decision",
        title=_headline(plan),
        paragraphs=tuple(_sentences(plan)),
        key_figures=tuple(_figures(plan)),
    )


def placed(plan: Plan) -> int:
    """How many systems go live inside the horizon."""
    return sum(len(wave.systems) for wave in plan.waves)


def _headline(plan: Plan) -> str:
    if not plan.systems:
        return "No system counts as legacy, so there is nothing to put in order"
    if plan.status == "infeasible":
        return "The constraints cannot all be kept"
    if plan.status in ("unknown", "cancelled"):
        return "No order that keeps all the constraints was found"
    used = [wave for wave in plan.waves if wave.systems]
    if not used:
        return "No system is replaced inside the horizon"
    first, last = used[0].systems[0], used[-1]
    until = f" by {last.end}" if last.end else f" by wave {last.number}"
    share = f"{grouped(placed(plan))} of {counted(plan.systems, 'system')} replaced{until}"
    return f"{share}, beginning with {first.name}" if len(used[0].systems) == 1 else share


def _sentences(plan: Plan) -> list[str]:
    if not plan.systems:
        return [
            "No system counts as legacy under this policy, so there is no order to compute."
            " Declare systems legacy in the inventory, or name them in the policy."
        ]
    said = [_STATUS[plan.status], _gap(plan), *_without(plan), plan.determination.statement]
    rivals = {name: rival for name, rival in plan.baselines.items() if rival.feasible}
    if rivals and plan.objective is not None:
        name = min(rivals, key=lambda rival: (rivals[rival].objective, rival))
        less = rivals[name].objective - plan.objective
        said.append(
            f"For comparison, the best of {counted(len(plan.baselines), 'simple rule')}"
            f" ({rule(name)}) would cost {money(rivals[name].objective, plan.currency)} at the same"
            f" prices and constraints. This order costs {money(plan.objective, plan.currency)},"
            f" {_less(less, plan.currency)}."
        )
    if plan.engine.wall_clock:
        said.append(
            "A clock or a person, and not a count of steps, ended the search: computing it again"
            " may give another order."
        )
    return [sentence for sentence in said if sentence]


def _gap(plan: Plan) -> str:
    if plan.status != "feasible" or plan.objective is None or plan.bound is None:
        return ""
    return (
        f"No order costs less than {money(plan.bound, plan.currency)}: this is proven. So the best"
        " there may be costs at most"
        f" {percent(plan.objective - plan.bound, plan.objective)} less than this one."
    )


def _less(less: int, currency: str | None) -> str:
    if not less:
        return "which is the same"
    return f"which is {money(abs(less), currency)} {'less' if less > 0 else 'more'}"


def _without(plan: Plan) -> list[str]:
    """Why there is no order: what clashes and what would settle it, or what the last try breaks."""
    if plan.conflict and not plan.clashes:
        return [f"These constraints clash: {listed(plan.conflict, most=100)}."]
    messages = [violation.message for violation in plan.violations]
    return [*clash_sentences(plan.clashes, plan.currency), *try_sentences(messages)]


def _figures(plan: Plan) -> list[KeyFigure]:
    if not plan.systems or plan.objective is None:
        return []
    existing = sum(gateway.existing for gateway in plan.gateways)
    kept = sum(gateway.removed is None for gateway in plan.gateways)
    most = max((wave.gateways_open for wave in plan.waves), default=0)
    inside = placed(plan)
    return [
        KeyFigure(
            label="Systems replaced",
            value=inside,
            note=f"of {grouped(plan.systems)} to be replaced ({percent(inside, plan.systems)});"
            f" {grouped(len(plan.backlog))} left after the {counted(plan.horizon, 'wave')}",
        ),
        KeyFigure(
            label="Interim interfaces",
            value=len(plan.gateways),
            note=(
                f"at most {grouped(most)} open at once;"
                f" {grouped(existing)} of {grouped(len(plan.gateways))} exist already,"
                f" {grouped(kept)} outlive the horizon"
                if plan.gateways
                else "none is needed"
            )
            + _facades(plan),
        ),
        KeyFigure(
            label=in_money("Cost of interim interfaces", plan.currency),
            value=plan.parts.gateways if plan.parts else None,
            note="at the price list at the end of this report",
        ),
        KeyFigure(
            label=in_money("Cost of the order", plan.currency),
            value=plan.objective,
            note="waiting, risk, interim interfaces and overload together; for comparing orders,"
            " not a budget",
        ),
    ]


def _facades(plan: Plan) -> str:
    facades = plan.existing_facades
    if not facades.dependencies:
        return ""
    return (
        f"; beside them {grouped(facades.dependencies)} of {grouped(facades.of)} dependencies on"
        " what is replaced pass an API that exists, and need none built"
    )


def waves(plan: Plan) -> Section:
    """What each wave brings, and how much legacy is left after it."""
    shown = _used(plan)
    return Section(
        id="waves",
        title=_fall(plan, shown),
        paragraphs=(
            f"A wave lasts {counted(plan.wave_days, 'day')}. Replacement cost is what is known of"
            " it: systems whose cost is unknown are counted beside it, not taken for free."
            " Services on legacy are the services, themselves not legacy, that still reach a"
            " legacy system.",
        )
        if shown
        else (),
        charts=_burn_down(plan, shown),
        tables=(_wave_table(plan, shown), _means_table(plan, shown)),
    )


def _fall(plan: Plan, shown: tuple[PlanWave, ...]) -> str:
    if not shown:
        return "No wave brings anything"
    left = shown[-1].legacy_left
    return (
        f"From {counted(plan.systems, 'legacy system')} to {grouped(left)} in"
        f" {counted(shown[-1].number, 'wave')}"
    )


def _used(plan: Plan) -> tuple[PlanWave, ...]:
    """The waves up to the last in which anything goes live or an interim interface goes."""
    busy = [w.number for w in plan.waves if w.systems or w.gateways_built or w.gateways_removed]
    return tuple(wave for wave in plan.waves if busy and wave.number <= max(busy))


def _burn_down(plan: Plan, shown: tuple[PlanWave, ...]) -> tuple[Chart, ...]:
    if not shown:
        return ()
    bars = (
        Bar(label="Today", amount=plan.systems, text=f"{grouped(plan.systems)} to be replaced"),
        *(
            Bar(
                label=f"Wave {wave.number}",
                amount=wave.legacy_left,
                text=f"{grouped(len(wave.systems))} replaced, {grouped(wave.legacy_left)} left",
            )
            for wave in shown
        ),
    )
    steps = "; ".join(f"{bar.label.lower()}: {bar.text}" for bar in bars)
    return (
        Chart(
            id="burn-down",
            title="Legacy systems left after each wave",
            alt=f"One bar a wave, as long as the number of systems left. {steps}.",
            table="wave-table",
            bars=bars,
        ),
    )


def _wave_table(plan: Plan, shown: tuple[PlanWave, ...]) -> Table:
    return Table(
        id="wave-table",
        caption="The waves",
        columns=(
            Column(key="wave", label="Wave", numeric=True),
            Column(key="start", label="Starts"),
            Column(key="end", label="Ends"),
            Column(key="systems", label="Systems that go live"),
            Column(key="replaced", label="Replaced", numeric=True),
            Column(key="legacy_left", label="Legacy left", numeric=True),
            Column(key="services_on_legacy", label="Services on legacy", numeric=True),
            Column(key="services_freed", label="Services freed"),
            Column(key="gateways_built", label="Interim interfaces built"),
            Column(key="gateways_removed", label="Interim interfaces removed"),
            Column(key="gateways_open", label="Open", numeric=True),
        ),
        rows=tuple(_wave_row(plan, wave) for wave in shown),
        total=len(shown),
        when_empty="No wave replaces anything.",
    )


def _wave_row(plan: Plan, wave: PlanWave) -> tuple[Cell, ...]:
    return (
        wave.number,
        wave.start,
        wave.end,
        listed([system.name for system in wave.systems]),
        len(wave.systems),
        wave.legacy_left,
        wave.services_on_legacy,
        listed([plan.names.get(service, service) for service in wave.services_freed]),
        listed(wave.gateways_built),
        listed(wave.gateways_removed),
        wave.gateways_open,
    )


def _means_table(plan: Plan, shown: tuple[PlanWave, ...]) -> Table:
    return Table(
        id="wave-means",
        caption="What each wave takes, and what cost and risk it leaves",
        columns=(
            Column(key="wave", label="Wave", numeric=True),
            Column(key="effort", label="Effort (person-days)"),
            Column(
                key="cost", label=in_money("Replacement cost, known", plan.currency), numeric=True
            ),
            Column(key="cost_unknown", label="Systems of unknown cost", numeric=True),
            Column(
                key="risk_left", label=in_money("Risk left a year", plan.currency), numeric=True
            ),
            Column(
                key="run_cost_left",
                label=in_money("Running cost left a year, known", plan.currency),
                numeric=True,
            ),
        ),
        rows=tuple(
            (
                wave.number,
                _effort(wave),
                wave.cost,
                wave.cost_unknown,
                wave.risk_left,
                wave.run_cost_left,
            )
            for wave in shown
        ),
        total=len(shown),
        when_empty="No wave replaces anything.",
    )


def _effort(wave: PlanWave) -> str:
    days = ", ".join(f"{skill} {grouped(days)}" for skill, days in sorted(wave.effort.items()))
    return days or "none"


def order(plan: Plan) -> Section:
    """Every system with its wave and the reason for it."""
    return Section(
        id="reasons",
        title="Which system goes when, and why" if plan.systems else "There is no order",
        paragraphs=(
            "The last columns say what moving a system alone by one wave would add to the cost of"
            " the order. Systems that are tied could change places at no cost.",
        )
        if plan.systems
        else (),
        tables=(_order_table(plan),),
    )


def _order_table(plan: Plan) -> Table:
    rows = (
        *(_placed_row(plan, wave, system) for wave in plan.waves for system in wave.systems),
        *(
            (
                "later",
                "after the horizon",
                "after the horizon",
                system.id,
                system.name,
                system.reason,
                "after the horizon",
                "not possible",
                "not possible",
                listed([named(tied, plan.names.get(tied)) for tied in system.tied_with]),
            )
            for system in plan.backlog
        ),
    )
    return Table(
        id=ORDER,
        caption="The replacement order",
        columns=(
            Column(key="wave", label="Wave", numeric=True),
            Column(key="start", label="Wave starts"),
            Column(key="end", label="Wave ends"),
            Column(key="id", label="System id"),
            Column(key="name", label="System"),
            Column(key="reason", label="Why here"),
            Column(key="switch_off", label="Old system off from wave", numeric=True),
            Column(key="one_wave_earlier", label=in_money("One wave earlier adds", plan.currency)),
            Column(key="one_wave_later", label=in_money("One wave later adds", plan.currency)),
            Column(key="tied_with", label="Tied with"),
        ),
        rows=rows,
        total=len(rows),
        when_empty="There is nothing to put in order.",
    )


def _placed_row(plan: Plan, wave: PlanWave, system: PlacedSystem) -> tuple[Cell, ...]:
    return (
        wave.number,
        wave.start,
        wave.end,
        system.id,
        system.name,
        system.reason,
        "after the horizon" if system.switch_off is None else system.switch_off,
        "not possible" if system.one_wave_earlier is None else system.one_wave_earlier,
        "not possible" if system.one_wave_later is None else system.one_wave_later,
        listed([named(tied, plan.names.get(tied)) for tied in system.tied_with]),
    )
