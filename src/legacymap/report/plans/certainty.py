"""How sure the dates of a plan are, for people: as likely as not, four times in five and so on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from legacymap.planning.certainty import Driver, Finish, KeptDate, Uncertainty
from legacymap.report.model import Cell, Column, Section, Table
from legacymap.report.wording import counted, grouped, listed, money, named

_NOT_IN_SIGHT: Final = "not in sight"
_KINDS: Final = {"deadline": "deadline", "end_of_support": "end of support"}


def certainty_section(told: Uncertainty) -> Section:
    """What is known of how sure the dates are, or why nothing is."""
    if told.programme is None:
        return Section(
            id="how-sure",
            title="How sure the dates are is not known",
            paragraphs=(told.statement,),
        )
    return Section(
        id="how-sure",
        title=_title(told.programme),
        paragraphs=tuple(_paragraphs(told, told.programme)),
        tables=(_waves(told, told.programme), _dates(told), _drivers(told)),
    )


def _title(programme: Finish) -> str:
    late = programme.late_days_p80
    if late is None:
        return "The end of the programme is not in sight"
    if not late:
        return "The end is safe: four times in five all is live by then"
    return f"Count on {counted(late, 'day')} more: four times in five all is live by then"


def _paragraphs(told: Uncertainty, programme: Finish) -> Iterator[str]:
    yield told.statement
    if told.one_in_ten_takes > 1:
        yield (
            "Every estimate is taken as the middle: half of the replacements need more than it"
            f" says, and one in ten needs {told.one_in_ten_takes:g} times as much, or more. Those"
            " who need the same skill tend to be late together. What does not fit into a wave is"
            " done in the next. Nothing goes live before its planned date."
        )
    yield (
        f"What limits the work: {listed(told.skills)}."
        if told.skills
        else "The policy limits no skill, so only how long each work takes by itself is counted."
    )
    without = told.systems - told.duration_known
    if without:
        yield (
            f"{counted(without, 'system')} of {grouped(told.systems)} have no duration: they are"
            " late only where a skill or another system makes them so."
        )
    if told.late_cost is None:
        yield "What being late costs cannot be said, since no end is in sight in some draws."
    elif programme.in_time < 1:
        cost = told.late_cost
        yield (
            f"Being late costs {money(cost.total, told.currency)} on the average of all draws, at"
            f" the plan's own prices of delay: running cost {grouped(cost.run_cost)}, risk"
            f" {grouped(cost.risk)}, support and deadlines {grouped(cost.end_of_support)}."
        )


_FINISH: Final = (
    Column(key="planned", label="Planned"),
    Column(key="in_time", label="In time, of 100", numeric=True),
    Column(key="p50", label="As likely as not by"),
    Column(key="p80", label="Four times in five by"),
    Column(key="p95", label="Nineteen times in twenty by"),
)


def _finish(finish: Finish) -> tuple[Cell, ...]:
    return (
        finish.planned,
        round(100 * finish.in_time),
        _when(finish.p50, finish.late_days_p50),
        _when(finish.p80, finish.late_days_p80),
        _when(finish.p95, finish.late_days_p95),
    )


def _when(date: str | None, late: int | None) -> str:
    if late is None:
        return _NOT_IN_SIGHT
    if date is None:
        return f"{counted(late, 'day')} late" if late else "as planned"
    return f"{date} (+{grouped(late)})" if late else date


def _waves(told: Uncertainty, programme: Finish) -> Table:
    rows = (
        *((f"Wave {wave.wave}", wave.systems, *_finish(wave.finish)) for wave in told.waves),
        ("Everything", told.systems, *_finish(programme)),
    )
    return Table(
        id="finish-dates",
        caption="When each wave is done, with the days late in brackets",
        columns=(
            Column(key="wave", label="Wave"),
            Column(key="systems", label="Systems", numeric=True),
            *_FINISH,
        ),
        rows=rows,
        total=len(rows),
        when_empty="No wave replaces anything.",
    )


def _dates(told: Uncertainty) -> Table:
    return Table(
        id="dates-kept",
        caption="How often each date is kept",
        columns=(
            Column(key="system", label="System"),
            Column(key="kind", label="Kind"),
            Column(key="name", label="Date of"),
            Column(key="date", label="Date"),
            Column(key="binding", label="Binding"),
            Column(key="wave", label="Wave", numeric=True),
            Column(key="kept", label="Kept, of 100", numeric=True),
            Column(key="p80", label="Four times in five by"),
        ),
        rows=tuple(_date(kept) for kept in told.dates),
        total=told.dates_total,
        when_empty="No deadline and no end of support is known.",
    )


def _date(kept: KeptDate) -> tuple[Cell, ...]:
    finish = kept.finish
    return (
        named(kept.system, kept.system_name),
        _KINDS[kept.kind],
        kept.name,
        kept.date,
        "yes" if kept.hard else "no",
        "after the horizon" if kept.wave is None else kept.wave,
        None if kept.probability is None else round(100 * kept.probability),
        None if finish is None else _when(finish.p80, finish.late_days_p80),
    )


def _drivers(told: Uncertainty) -> Table:
    return Table(
        id="end-drivers",
        caption="What moves the end most, where its work takes far longer than estimated",
        columns=(
            Column(key="what", label="What"),
            Column(key="kind", label="Kind"),
            Column(key="days", label="Days by which the end then moves", numeric=True),
        ),
        rows=tuple(_driver(driver) for driver in told.drivers),
        total=len(told.drivers),
        when_empty="Nothing moves it clearly.",
    )


def _driver(driver: Driver) -> tuple[Cell, ...]:
    if driver.kind == "skill":
        return f"all work of {driver.name}", "skill", driver.days
    return named(driver.id, driver.name), "system", driver.days
