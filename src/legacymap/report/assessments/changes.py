"""How changes and trends of an estate are told: in sentences, in figures, and row by row."""

from __future__ import annotations

from collections.abc import Iterable

from legacymap.analysis.changes import Changes
from legacymap.analysis.difference import TableDifference
from legacymap.analysis.figures import Figure
from legacymap.analysis.trend import Trend
from legacymap.report.assessments.said import said, title
from legacymap.report.model import FORMAT, Cell, Column, Report, Section, Table
from legacymap.report.wording import grouped, listed, percent


def changes_sections(changes: Changes) -> tuple[Section, ...]:
    """What changed, in words and figures, then the rows."""
    return (
        Section(
            id="changes",
            title=title(changes.sentences, "rows_changed", "What changed"),
            said=said(changes.sentences, without={"rows_changed"}),
            tables=(_figures(changes),),
        ),
        Section(
            id="rows",
            title="What changed, row by row",
            tables=tuple(_rows(name, found) for name, found in changes.tables.items()),
            paragraphs=() if changes.tables else ("Nothing differs.",),
        ),
    )


def changes_report(changes: Changes) -> Report:
    """The changes as a document of their own."""
    return Report(
        format=FORMAT,
        title="What changed between two inventories",
        sections=changes_sections(changes),
        order="figures",
    )


def _figures(changes: Changes) -> Table:
    return Table(
        id="figures",
        caption="The main figures before and after",
        columns=(
            Column(key="figure", label="Figure"),
            Column(key="before", label="Before"),
            Column(key="after", label="After"),
            Column(key="became_known", label="Counted because it became known", numeric=True),
        ),
        rows=tuple(
            (
                change.label,
                _cell(change.before),
                _cell(change.after),
                change.movement.became_known if change.movement else "does not apply",
            )
            for change in changes.figures
        ),
        total=len(changes.figures),
        when_empty="There are none.",
    )


def _cell(figure: Figure | None) -> Cell:
    if figure is None:
        return "not stated"
    if figure.code == "propagation_cost":
        return percent(figure.count, figure.of or 0)
    of = "" if figure.of is None else f" of {grouped(figure.of)}"
    unknown = f"; {grouped(figure.unknown)} unknown" if figure.unknown else ""
    return f"{grouped(figure.count)}{of}{unknown}"


def _rows(name: str, found: TableDifference) -> Table:
    told = (
        *((_identity(row), "added", "") for row in found.added.first),
        *((_identity(row), "removed", "") for row in found.removed.first),
        *(
            (
                _identity(row.identity),
                "changed",
                "; ".join(
                    f"{field.field}: {_value(field.before)} > {_value(field.after)}"
                    for field in row.fields
                ),
            )
            for row in found.changed.first
        ),
    )
    return Table(
        id=f"rows-{name.replace('_', '-')}",
        caption=f"Rows of {name.replace('_', ' ')}",
        columns=(
            Column(key="row", label="Row"),
            Column(key="change", label="Change"),
            Column(key="fields", label="From and to"),
        ),
        rows=told,
        total=found.added.count + found.removed.count + found.changed.count,
        when_empty="None.",
    )


def _identity(identity: Iterable[str]) -> str:
    return " > ".join(text for text in identity if text)


def _value(value: object) -> str:
    """A value as tables of an inventory write it; of a value of several parts those stated."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return listed([_value(one) for one in value])
    if isinstance(value, dict):
        stated = [f"{key} {_value(one)}" for key, one in value.items() if one is not None]
        return ", ".join(stated) or "unknown"
    return str(value)


def trend_sections(trend: Trend) -> tuple[Section, ...]:
    """What rose and what fell, then every figure of every snapshot."""
    return (
        Section(
            id="trend",
            title=title(trend.sentences, "snapshots", "Trend"),
            said=said(trend.sentences, without={"snapshots"}),
            tables=(_table(trend),),
        ),
    )


def trend_report(trend: Trend) -> Report:
    """The trend as a document of its own."""
    return Report(
        format=FORMAT,
        title="How the estate moved",
        sections=trend_sections(trend),
        order="figures",
    )


def _table(trend: Trend) -> Table:
    by_code = [{figure.code: figure for figure in point.figures} for point in trend.snapshots]
    return Table(
        id="figures",
        caption="The main figures, snapshot by snapshot",
        columns=(
            Column(key="figure", label="Figure"),
            *(
                Column(key=f"snapshot_{number}", label=f"{point.as_of or 'no date'}: {point.name}")
                for number, point in enumerate(trend.snapshots, start=1)
            ),
        ),
        rows=tuple(
            (change.label, *(_cell(of.get(change.code)) for of in by_code))
            for change in trend.figures
        ),
        total=len(trend.figures),
        when_empty="There are none.",
    )
