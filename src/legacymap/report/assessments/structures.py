"""How structure is told: how far a change spreads, what goes in circles, what all hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from legacymap.analysis.structure.cycles import Cycle
from legacymap.analysis.structure.propagation import Ratio
from legacymap.analysis.structure.structured import Structure
from legacymap.report.assessments.said import said, title
from legacymap.report.model import Cell, Column, KeyFigure, Section, Table
from legacymap.report.wording import counted, grouped, listed, out_of, percent, verb

_LEVELS: Final = {"top": "whole systems", "as_given": "parts as given"}
_MOST_ROLES: Final = 50
_MOST_LINKS: Final = 20


def structure_sections(structure: Structure, names: Mapping[str, str]) -> tuple[Section, ...]:
    """The structure of whole systems, beside it that of their parts where there are any."""
    inner = structure.as_given
    levels = [structure, *([inner] if inner and _whole(inner) > _whole(structure) else [])]
    return (
        Section(
            id="structure",
            title=title(structure.sentences, "circles", _untold(structure)),
            said=said(structure.sentences, without={"circles"}),
            paragraphs=tuple(_basis(structure, names)),
            key_figures=tuple(_figures(structure)),
            tables=(
                _levels(levels),
                *(_cycles(level, names) for level in levels),
                _single_points(structure, names),
                _links(structure, names),
                _gates(structure, names),
                _roles(structure, names),
            ),
        ),
    )


def _untold(structure: Structure) -> str:
    """The title where nothing can be said of circles."""
    if not structure.systems:
        return "There is no system"
    if not structure.dependencies:
        return "No dependency between systems is recorded"
    pairs = counted(structure.dependencies, "pair")
    return (
        f"Dependencies of {pairs} of {counted(structure.systems, 'system')} are recorded: too few"
        " to tell of circles"
    )


def _whole(structure: Structure) -> int:
    """How many systems the whole estate has: those of a part may reach all of them."""
    ratio = structure.propagation
    return ratio.denominator // structure.systems if structure.systems else 0


def _basis(structure: Structure, names: Mapping[str, str]) -> Iterator[str]:
    yield (
        "Propagation cost is the share of all ordered pairs of systems in which a change of one can"
        " reach the other, itself included (Baldwin, MacCormack, Rusnak 2014). Two published"
        " portfolios lie at 23% and 25% (Lagerström, Baldwin, MacCormack and others 2013, 2014)."
    )
    core = structure.core
    if not core.size:
        if structure.dependencies:
            yield f"There is {core.note}."
        return
    whole = _whole(structure)
    members = listed([names.get(one, one) for one in core.systems.first], total=core.size)
    own = structure.own_core
    of_part = (
        f" Of the {counted(structure.systems, 'system')} of this part"
        f" {grouped(own.count) if own.count else 'none'}"
        f" {verb(max(own.count, 1), 'is', 'are')} in it"
        + (
            f": {listed([names.get(s, s) for s in own.first], total=own.count)}"
            if own.count
            else ""
        )
        + "."
        if own is not None
        else ""
    )
    yield (
        f"Core{' of the whole estate' if of_part else ''}: {grouped(core.size)} of"
        f" {counted(whole, 'system')} ({percent(core.size, whole)}):"
        f" {members}; {core.note}.{of_part} Of some 2,000 applications of one company those in"
        " circles cost most to maintain and were retired least (MacCormack, Mocker, Lagerström,"
        " Baldwin 2017)."
    )


def _figures(structure: Structure) -> Iterator[KeyFigure]:
    systems = counted(structure.systems, "system")
    if not structure.dependencies:
        for label in ("Propagation cost", "Circles of systems", "Single points of failure"):
            yield KeyFigure(label=label, value=None, note=f"of {systems} no dependency is recorded")
        return
    pairs = counted(structure.dependencies, "pair")
    yield KeyFigure(
        label="Propagation cost",
        value=_share(structure.propagation),
        note=f"over {systems} and {pairs} with a dependency",
    )
    if structure.density is not None:
        yield KeyFigure(
            label="Density",
            value=out_of(structure.dependencies, structure.systems**2),
            note="ordered pairs of systems with a dependency, of all pairs",
        )
    largest = counted(_largest(structure.cycles), "system")
    yield KeyFigure(
        label="Circles of systems",
        value=len(structure.cycles),
        note=f"the largest holds {largest} of {grouped(_whole(structure))}"
        if structure.cycles
        else f"among {systems} and {pairs} with a dependency",
    )
    yield KeyFigure(
        label="Single points of failure",
        value=structure.single_points_count,
        note=f"of {systems}: without one of them others are cut off from each other",
    )


def _largest(cycles: Sequence[Cycle]) -> int:
    return max((cycle.systems.count for cycle in cycles), default=0)


def _share(ratio: Ratio) -> str | None:
    return out_of(ratio.numerator, ratio.denominator) if ratio.denominator else None


def _levels(levels: Sequence[Structure]) -> Table:
    return Table(
        id="structure-levels",
        caption="Structure of whole systems and of their parts",
        columns=(
            Column(key="level", label="Level"),
            Column(key="systems", label="Systems", numeric=True),
            Column(key="pairs", label="Pairs with a dependency", numeric=True),
            Column(key="declared", label="Dependencies behind them", numeric=True),
            Column(key="inside", label="Inside one system, left out", numeric=True),
            Column(key="self_loops", label="On itself, left out", numeric=True),
            Column(key="propagation", label="Propagation cost"),
            Column(key="without_doubtful", label="without doubtful directions"),
            Column(key="doubtful", label="Doubtful directions", numeric=True),
            Column(
                key="core",
                label="Core of the whole" if levels[0].scope else "Core",
                numeric=True,
            ),
            Column(key="cycles", label="Circles", numeric=True),
            Column(key="largest", label="Largest circle", numeric=True),
        ),
        rows=tuple(
            (
                _LEVELS[level.level],
                level.systems,
                level.dependencies,
                level.declared,
                level.dropped.inside_one_system,
                level.dropped.self_loops,
                _share(level.propagation) if level.dependencies else None,
                _share(level.without_doubtful.propagation) if level.dependencies else None,
                level.doubtful,
                level.core.size,
                len(level.cycles),
                _largest(level.cycles),
            )
            for level in levels
        ),
        total=len(levels),
        when_empty="There is no system.",
    )


def _none(structure: Structure) -> str:
    return "None." if structure.dependencies else "Not known: no dependency is recorded."


def _cycles(structure: Structure, names: Mapping[str, str]) -> Table:
    level = _LEVELS[structure.level]
    return Table(
        id=f"cycles-{structure.level.replace('_', '-')}",
        caption=f"Circles of {level} and their cheapest cut",
        columns=(
            Column(key="systems", label="Systems"),
            Column(key="size", label="How many", numeric=True),
            Column(key="dependencies", label="Dependencies inside", numeric=True),
            Column(key="doubtful", label="Of doubtful direction", numeric=True),
            Column(key="left", label="What remains without these"),
            Column(key="cut", label="Cheapest cut"),
            Column(
                key="cost",
                label="Price of the cut" if structure.priced else "Dependencies to cut",
                numeric=True,
            ),
            Column(key="exact", label="Proven cheapest"),
        ),
        rows=tuple(_cycle_row(cycle, names) for cycle in structure.cycles),
        total=len(structure.cycles),
        when_empty=_none(structure),
    )


def _cycle_row(cycle: Cycle, names: Mapping[str, str]) -> tuple[Cell, ...]:
    left = [group.systems.count for group in cycle.without_doubtful.first]
    sizes = listed([grouped(size) for size in left], total=cycle.without_doubtful.count)
    rest = f"circles of {sizes}" if left else "no circle"
    cut = [
        f"{names.get(c.consumer, c.consumer)} > {names.get(c.provider, c.provider)}"
        for c in cycle.cut.first
    ]
    systems = [names.get(system, system) for system in cycle.systems.first]
    return (
        listed(systems, total=cycle.systems.count, most=20),
        cycle.systems.count,
        cycle.dependencies,
        cycle.doubtful,
        rest if cycle.doubtful else "all of it",
        listed(cut, total=cycle.cut.count),
        cycle.cost,
        "yes" if cycle.exact else "no",
    )


def _single_points(structure: Structure, names: Mapping[str, str]) -> Table:
    points = structure.single_points_of_failure
    return Table(
        id="single-points",
        caption="Single points of failure",
        columns=(
            Column(key="system", label="System"),
            Column(key="pieces", label="Pieces without it", numeric=True),
            Column(key="cuts_off", label="Systems cut off", numeric=True),
            Column(key="services", label="Services among them", numeric=True),
            Column(key="which", label="Which"),
        ),
        rows=tuple(
            (
                names.get(point.id, point.id),
                point.pieces,
                point.cuts_off.count,
                point.services,
                listed([names.get(s, s) for s in point.cuts_off.first], total=point.cuts_off.count),
            )
            for point in points
        ),
        total=structure.single_points_count,
        when_empty=_none(structure),
    )


def _links(structure: Structure, names: Mapping[str, str]) -> Table:
    return Table(
        id="links",
        caption="Links that alone join two sides",
        columns=(
            Column(key="link", label="Between"),
            Column(key="dependencies", label="Dependencies", numeric=True),
            Column(key="cuts_off", label="Systems cut off", numeric=True),
            Column(key="services", label="Services among them", numeric=True),
            Column(key="which", label="Which"),
        ),
        rows=tuple(
            (
                " and ".join(names.get(system, system) for system in link.systems),
                link.dependencies,
                link.cuts_off.count,
                link.services,
                listed([names.get(s, s) for s in link.cuts_off.first], total=link.cuts_off.count),
            )
            for link in structure.bridges.first[:_MOST_LINKS]
        ),
        total=structure.bridges.count,
        when_empty=_none(structure),
    )


def _gates(structure: Structure, names: Mapping[str, str]) -> Table:
    gates = structure.gates
    return Table(
        id="gates",
        caption="Systems that alone lead from the services to others"
        + (", through the whole estate" if structure.scope else ""),
        columns=(
            Column(key="system", label="System"),
            Column(key="behind", label="Systems reached only by way of it", numeric=True),
            Column(key="services", label="Services that need it", numeric=True),
            Column(key="of", label="of services", numeric=True),
            Column(key="which", label="Which systems"),
        ),
        rows=tuple(
            (
                names.get(gate.id, gate.id),
                gate.behind.count,
                gate.services,
                gates.services,
                listed([names.get(s, s) for s in gate.behind.first], total=gate.behind.count),
            )
            for gate in gates.found.first
        ),
        total=gates.found.count,
        when_empty="None."
        if gates.services
        else "Not known: no service with a dependency is recorded.",
    )


def _roles(structure: Structure, names: Mapping[str, str]) -> Table:
    ranked = sorted(
        structure.visibility,
        key=lambda system: (-structure.visibility[system].fan_in, system),
    )
    whole = _whole(structure)
    return Table(
        id="roles",
        caption="Systems by how many reach them, each itself counted",
        columns=(
            Column(key="system", label="System"),
            Column(key="role", label="Role"),
            Column(key="fan_in", label="Reached by", numeric=True),
            Column(key="fan_out", label="Reaches", numeric=True),
            Column(key="of", label="of systems", numeric=True),
        ),
        rows=tuple(
            (
                names.get(system, system),
                structure.roles.get(system),
                structure.visibility[system].fan_in,
                structure.visibility[system].fan_out,
                whole,
            )
            for system in ranked[:_MOST_ROLES]
        ),
        total=len(ranked),
        when_empty="There is no system.",
    )
