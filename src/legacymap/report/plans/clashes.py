"""Which constraints cannot all be kept, what would settle it, and what a last try breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from legacymap.planning.model.clash import Clash, ClashingConstraint, Relaxation
from legacymap.report.model import Cell, Column, Section, Table
from legacymap.report.wording import counted, grouped, in_money, listed, money, named

_KINDS = {
    "not_before": "not before",
    "before": "order",
    "work": "time that work takes",
    "limit": "limit",
}


def clash_sentences(clashes: Sequence[Clash], currency: str | None) -> Iterator[str]:
    """What clashes and what would settle it, a sentence or two for each clash."""
    if len(clashes) > 1:
        yield (
            f"{counted(len(clashes), 'clash', 'clashes')} are named that share no constraint; each"
            " needs a change of its own, and there may be more."
        )
    for clash in clashes:
        said = "; ".join(_told(constraint) for constraint in clash.constraints[:_FEW])
        more = len(clash.constraints) - _FEW
        rest = f"; and {counted(more, 'more constraint')}" if more > 0 else ""
        yield f"These cannot all hold: {said}{rest}."
        if not clash.minimal:
            yield (
                "Some of them may not be needed for the clash: the work allowed did not suffice to"
                " tell."
            )
        yield _ways_out(clash, currency)


_FEW = 12


def _told(constraint: ClashingConstraint) -> str:
    said = set(constraint.text.split())
    named_too = "" if said.issuperset(constraint.name.split()) else f" ({constraint.name})"
    return f"{constraint.text}{named_too}"


def _ways_out(clash: Clash, currency: str | None) -> str:
    ways = [
        _way(constraint, currency)
        for constraint in clash.constraints
        if constraint.relaxation.settles in ("plan", "clash")
    ]
    if not ways:
        return "No change of only one of them is known to be enough."
    if len(ways) == 1:
        return f"This would do: {ways[0]}."
    return f"Any one of these would do: {'; '.join(ways)}."


def _way(constraint: ClashingConstraint, currency: str | None) -> str:
    relaxation = constraint.relaxation
    cost = (
        f", for an order that costs {money(relaxation.objective, currency)}"
        if relaxation.objective is not None
        else ""
    )
    return f"{relaxation.text}{cost}"


def try_sentences(violations: Sequence[str]) -> Iterator[str]:
    """What the last try of a search without success breaks."""
    if violations:
        said = "; ".join(violations[:_FEW])
        more = len(violations) - _FEW
        rest = f"; and {counted(more, 'more')}" if more > 0 else ""
        broken = counted(len(violations), "limit or rule", "limits or rules")
        yield f"The last try breaks {broken}: {said}{rest}."


def clash_section(
    clashes: Sequence[Clash], currency: str | None, names: Mapping[str, str]
) -> Section:
    """Every constraint of each clash with what relaxing it buys."""
    rows = tuple(
        (
            number,
            constraint.name,
            _KINDS.get(constraint.kind, constraint.kind),
            constraint.text,
            listed([named(system, names.get(system)) for system in constraint.systems]),
            listed([grouped(wave) for wave in constraint.waves]),
            _buys(constraint),
            _cost(constraint.relaxation),
        )
        for number, clash in enumerate(clashes, start=1)
        for constraint in clash.constraints
    )
    return Section(
        id="clashes",
        title="What would have to give",
        paragraphs=(
            "Each line says how far one constraint alone would have to give, all else being kept,"
            " and what an order would then cost that was found quickly; a better one may exist.",
        ),
        tables=(
            Table(
                id="clash-table",
                caption="Constraints that cannot all hold",
                columns=(
                    Column(key="clash", label="Clash", numeric=True),
                    Column(key="constraint", label="Constraint"),
                    Column(key="kind", label="Kind"),
                    Column(key="says", label="What it says"),
                    Column(key="systems", label="Systems it concerns here"),
                    Column(key="waves", label="Waves that are too full"),
                    Column(key="enough", label="Enough by itself"),
                    Column(
                        key="objective",
                        label=in_money("Cost of an order then", currency),
                        numeric=True,
                    ),
                ),
                rows=rows,
                total=len(rows),
                when_empty="No clash is known.",
            ),
        ),
    )


def _cost(relaxation: Relaxation) -> Cell:
    """What an order costs then; where there is none, that is known."""
    return "no order" if relaxation.settles in ("no", "clash") else relaxation.objective


def _buys(constraint: ClashingConstraint) -> str:
    relaxation = constraint.relaxation
    if relaxation.text is None:
        left = f": {listed(relaxation.remaining)}" if relaxation.remaining else ""
        said = "no" if relaxation.settles == "no" else "not known"
        return f"{said}: {relaxation.reason}{left}"
    less = "" if relaxation.least else "; less may do"
    reason = f" ({relaxation.reason})" if relaxation.reason else ""
    return f"{relaxation.text}{less}{reason}"
