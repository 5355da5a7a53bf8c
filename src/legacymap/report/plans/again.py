"""What a plan made again says of the one before it, and what a scenario's plan is of."""

from __future__ import annotations

from collections.abc import Iterator

from legacymap.planning.outcome import Plan, PlanScenario
from legacymap.planning.previous import Replanning
from legacymap.report.model import Column, Section, Table
from legacymap.report.wording import counted, grouped, listed, money, named


def again(plan: Plan) -> Iterator[Section]:
    """The sections that only some plans have."""
    if plan.scenario is not None:
        yield _scenario(plan.scenario)
    if plan.replanning is not None:
        yield _replanning(plan, plan.replanning)


def _scenario(scenario: PlanScenario) -> Section:
    name = f": {scenario.name}" if scenario.name else ""
    rows = tuple((change,) for change in scenario.changes)
    return Section(
        id="scenario",
        title=f"This is a plan of a scenario{name}",
        paragraphs=("It shows what would be best if this were so. It is not how things are.",),
        tables=(
            Table(
                id="scenario-changes",
                caption="What is different",
                columns=(Column(key="change", label="Change"),),
                rows=rows,
                total=len(rows),
                when_empty="Nothing is different.",
            ),
        ),
    )


def _replanning(plan: Plan, again: Replanning) -> Section:
    moved = len(again.moved)
    title = (
        "The previous order stays as it is"
        if not moved
        else f"{counted(moved, 'system moves', 'systems move')} against the previous plan"
    )
    return Section(
        id="replanning",
        title=title,
        paragraphs=tuple(_told(plan, again)),
        tables=(_moved(again), _gone(again)),
    )


def _told(plan: Plan, again: Replanning) -> Iterator[str]:
    if again.past_until:
        when = f", that is until {again.past_by}" if again.past_by else ""
        waves = "Wave 1 is" if again.past_until == 1 else f"Waves 1 to {again.past_until} are"
        yield f"{waves} past{when}. Live already: {_names(plan, again.live)}."
    for what, systems in (
        ("Begun before and still to go live", again.started),
        ("Due before and not live, planned again", again.overdue),
        ("New since then", again.new),
    ):
        if systems:
            yield f"{what}: {_names(plan, systems)}."
    if again.keeping is not None and again.saving is not None:
        yield (
            f"To keep the previous order would cost {money(again.keeping, plan.currency)};"
            f" this one costs {_less(again.saving, plan.currency)}"
            + (
                f", with {money(again.changes_cost, plan.currency)} for changes counted in."
                if again.changes_cost
                else "."
            )
        )
    elif again.broken:
        yield f"The previous order cannot be kept. It would break: {listed(again.broken)}."
    yield (
        f"A system that changes its wave costs {money(again.change_price, plan.currency)}, so that"
        f" nothing moves for less. {grouped(again.unmoved)} stay where they were."
    )


def _less(saving: int, currency: str | None) -> str:
    if not saving:
        return "the same"
    return f"{money(abs(saving), currency)} {'less' if saving > 0 else 'more'}"


def _names(plan: Plan, systems: tuple[str, ...]) -> str:
    return listed([named(system, plan.names.get(system)) for system in systems])


def _moved(again: Replanning) -> Table:
    return Table(
        id="changed-systems",
        caption="Who moves, from where to where, and why",
        columns=(
            Column(key="system", label="System"),
            Column(key="before", label="Before"),
            Column(key="after", label="Now"),
            Column(key="why", label="Why"),
        ),
        rows=tuple(
            (
                named(moved.id, moved.name),
                _when(moved.before, moved.before_by),
                _when(moved.after, moved.after_by),
                moved.why,
            )
            for moved in again.moved
        ),
        total=len(again.moved),
        when_empty="Nobody moves.",
    )


def _when(wave: int | None, by: str | None) -> str:
    if wave is None:
        return "after the horizon"
    if not wave:
        return "before the first wave"
    return f"wave {wave}" + (f", by {by}" if by else "")


def _gone(again: Replanning) -> Table:
    return Table(
        id="gone-systems",
        caption="In the previous plan and not in this one",
        columns=(Column(key="system", label="System"), Column(key="why", label="Why")),
        rows=tuple((named(gone.id, gone.name), gone.why) for gone in again.gone),
        total=len(again.gone),
        when_empty="None.",
    )
