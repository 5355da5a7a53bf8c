"""What structure says in words: circles and their cut, spread, single points of failure."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import Final

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import SHOWN, Excerpt
from legacymap.analysis.scope import Part, within
from legacymap.analysis.sentences import Sentence, ranked, rows, sentence
from legacymap.analysis.sentences.wording import called, counted, grouped, is_are, percent, verb
from legacymap.analysis.shown_names import names_beside
from legacymap.analysis.structure.gates import Gate, Gates
from legacymap.analysis.structure.structured import Structure

_DEPENDENCIES = ("dependency", "dependencies")
_FEWEST_BEHIND = 2
_ONLY_WAY: Final = "only_way_from_services"


def structure_sentences(
    found: Structure, estate: Estate, part: Part | None = None
) -> tuple[Sentence, ...]:
    """The sentences of ``found``: of whole systems, and of parts where they say something else."""
    shown = [point.id for point in found.single_points_of_failure[:1]]
    shown += [gate.id for gate in found.gates.found.first]
    names = names_beside(estate.inventory.systems, shown)
    outside = _outside(estate, part)
    return ranked(
        (
            _circles(found, part),
            _circles_of_parts(found),
            _cut(found),
            _spread(found, outside, _unlinked(estate, part)),
            _single_points(found, names, outside),
            _gates(found, names, part),
            _doubtful(found),
        )
    )


def _outside(estate: Estate, part: Part | None) -> str:
    """How many of the systems counted are others' and not the organisation's."""
    kinds = estate.kinds.table
    others = ~kinds["part"] & (kinds["kind"] == "external") & within(part, kinds["id"])
    return f" ({grouped(int(others.sum()))} outside the organisation)" if others.any() else ""


def _unlinked(estate: Estate, part: Part | None) -> int:
    """Systems of which no link to others is recorded, either way: what they reach is not known."""
    csr = estate.top.csr
    alone = np.ones(len(estate.top), dtype=np.bool_)
    alone[csr.tails] = alone[csr.indices] = False
    return int((pl.Series(alone) & within(part, pl.Series(estate.top.ids, dtype=pl.String))).sum())


def _hardly_linked(found: Structure) -> bool:
    """Whether so few dependencies are recorded that little is known of circles and of reach."""
    return 2 * found.dependencies < found.systems


def _circles(found: Structure, part: Part | None) -> Sentence | None:
    if not found.dependencies:
        return None
    count, whole = found.in_circles.count, found.systems
    groups = len(found.cycles)
    if not groups and _hardly_linked(found):
        return None
    if not groups:
        text = f"None of {counted(whole, 'system')} depends on itself by way of others"
    elif part:
        text = (
            f"{grouped(count)} of {counted(whole, 'system')} {verb(count, 'stands', 'stand')} in"
            f" circles of dependencies, in {counted(groups, 'group')} of the whole estate"
        )
    elif groups == 1:
        text = f"{grouped(count)} of {counted(whole, 'system')} depend on each other in circles"
    else:
        largest = found.cycles[0].systems.count
        text = (
            f"{grouped(count)} of {counted(whole, 'system')} stand in circles of dependencies, in"
            f" {grouped(groups)} groups, the largest of {grouped(largest)}"
        )
    left = found.in_circles_without_doubtful
    if groups and left < count:
        text += f"; {grouped(left)} if dependencies of doubtful direction are left out"
    return sentence(
        "structure",
        "circles",
        text,
        matter="change" if groups else "knowledge",
        count=count,
        of=whole,
        rows=rows("cycles", found.in_circles, at="structure.cycles"),
    )


def _circles_of_parts(found: Structure) -> Sentence | None:
    """What rolling up hides or makes: circles of whole systems need not be circles of parts."""
    given = found.as_given
    if given is None or given.systems == found.systems or not found.cycles:
        return None
    count = given.in_circles.count
    text = (
        f"With parts taken apart {grouped(count)} of {grouped(given.systems)} systems and parts"
        f" {verb(count, 'stands', 'stand')} in circles"
        if count
        else "With parts taken apart no circle is left: the circles are of whole systems alone"
    )
    return sentence(
        "structure",
        "circles_of_parts",
        text,
        matter="knowledge",
        count=count,
        of=given.systems,
        rows=rows(
            "cycles",
            given.in_circles,
            at="structure.as_given.cycles",
        ),
    )


def _cut(found: Structure) -> Sentence | None:
    if not found.cycles:
        return None
    inside = sum(group.dependencies for group in found.cycles)
    first = (cut for group in found.cycles for cut in group.cut.first)
    shown = tuple(f"{cut.consumer} -> {cut.provider}" for cut in islice(first, SHOWN))
    cost = sum(group.cost for group in found.cycles)
    systems = sum(group.systems.count for group in found.cycles)
    least, less = ("cheapest", "cheaper") if found.priced else ("smallest", "smaller")
    best = (
        f"no {less} cut exists"
        if all(group.exact for group in found.cycles)
        else f"the {least} cut that was found"
    )
    who = (
        f"The circles of {grouped(systems)} systems"
        if found.scope
        else f"{grouped(systems)} of {counted(found.systems, 'system')} stand in circles of"
        " dependencies, which"
    )
    given = found.as_given
    only = (
        "; with parts taken apart no circle is left"
        if given and given.systems != found.systems and not given.cycles
        else ""
    )
    pairs = sum(group.cut.count for group in found.cycles)
    if found.priced:
        without = (
            f"the dependencies of {counted(pairs, 'pair')} of systems, at {grouped(cost)} by the"
        )
        without += f" prices given: {best}"
    else:
        without = f"{grouped(cost)} of the {counted(inside, *_DEPENDENCIES)} inside them: {best}"
    return sentence(
        "structure",
        "cheapest_cut",
        f"{who} would be gone without {without}{only}",
        topic="circles",
        matter="order",
        count=pairs if found.priced else cost,
        of=None if found.priced else inside,
        rows=rows("dependencies", Excerpt(pairs, shown), at="structure.cycles.cut"),
    )


def _spread(found: Structure, outside: str, unlinked: int) -> Sentence | None:
    ratio = found.propagation
    if not ratio.denominator or not found.dependencies:
        return None
    share = percent(ratio.numerator, ratio.denominator)
    whole = ratio.denominator // found.systems
    tenths = round(Fraction(10 * ratio.numerator, found.systems))
    which = " to one of its systems" if found.scope else ""
    without = (
        f"; of {counted(unlinked, 'system')} no link to others is recorded" if unlinked else ""
    )
    drawn = (
        f", estimated from {grouped(ratio.estimate.drawn)} systems drawn" if ratio.estimate else ""
    )
    return sentence(
        "structure",
        "propagation_cost",
        f"On average a change{which} can reach {tenths // 10}.{tenths % 10} of"
        f" {counted(whole, 'system')}{' of the whole estate' if found.scope else outside},"
        f" the changed one included: a propagation cost of {share}{drawn}{without}",
        matter="knowledge" if _hardly_linked(found) else "change",
        count=ratio.numerator,
        of=ratio.denominator,
        rows=rows("systems", (), at="structure.visibility"),
    )


def _single_points(found: Structure, names: dict[str, str], outside: str) -> Sentence | None:
    count = found.single_points_count
    if not count:
        return None
    first = found.single_points_of_failure[0]
    off = first.cuts_off.count
    return sentence(
        "structure",
        "single_points_of_failure",
        f"{grouped(count)} of {counted(found.systems, 'system')}{outside} {is_are(count)} the"
        f" only link between others; without {called(first.id, names)}"
        f" {counted(off, 'system has', 'systems have')} no connection left to the rest",
        matter="change",
        topic=_ONLY_WAY if _gates_first(found) == first.id else None,
        count=count,
        of=found.systems,
        rows=rows(
            "systems",
            [point.id for point in found.single_points_of_failure],
            at="structure.single_points_of_failure",
        ),
    )


def _telling(gates: Gates) -> list[Gate]:
    """The gates worth a sentence: one system behind another is what any chain has."""
    return [
        gate
        for gate in gates.found.first
        if gate.behind.count >= _FEWEST_BEHIND and gate.services > 1
    ]


def _gates_first(found: Structure) -> str | None:
    """The gate that its sentence names: to name it as an only link too says one thing twice."""
    return next((gate.id for gate in _telling(found.gates)), None)


def _gates(found: Structure, names: dict[str, str], part: Part | None) -> Sentence | None:
    gates = found.gates
    several = _telling(gates)
    if not several:
        return None
    first = several[0]
    whole = " of the whole estate" if part else ""
    return sentence(
        "structure",
        _ONLY_WAY,
        f"{counted(first.behind.count, 'system')} of {grouped(gates.reached)} that"
        f" services{whole} reach {verb(first.behind.count, 'is', 'are')} reached only by way of"
        f" {called(first.id, names)}, which {grouped(first.services)} of"
        f" {counted(gates.services, 'service')} with a dependency need",
        matter="change",
        count=first.behind.count,
        of=gates.reached,
        rows=rows("systems", [gate.id for gate in gates.found.first], at="structure.gates"),
    )


def _doubtful(found: Structure) -> Sentence | None:
    if not found.doubtful:
        return None
    return sentence(
        "structure",
        "doubtful_directions",
        f"The direction of {grouped(found.doubtful)} of {counted(found.declared, *_DEPENDENCIES)}"
        " between systems is doubtful",
        matter="knowledge",
        count=found.doubtful,
        of=found.declared,
        rows=rows("dependencies", Excerpt(found.doubtful), at="structure.doubtful"),
    )
