"""Which systems depend on each other in circles, and which dependencies to cut to undo that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from legacymap.analysis.structure.readings import Reading, Readings
from legacymap.graph import Ints
from legacymap.graph.feedback import cheapest_cut
from legacymap.graph.kernels import components


@dataclass(frozen=True, slots=True)
class CutDependency:
    """A dependency to cut; ``cost`` counts the declared ones behind it unless prices are given."""

    consumer: str
    provider: str
    cost: int


@dataclass(frozen=True, slots=True)
class CyclicGroup:
    """Systems that all depend on each other, directly or not, and the cheapest way out of it."""

    systems: tuple[str, ...]
    dependencies: int
    """Declared dependencies inside the group."""
    doubtful: int
    """How many of them have a doubtful direction."""
    cut: tuple[CutDependency, ...]
    """Without these no circle is left in the group."""
    cost: int
    exact: bool
    """Whether no cheaper cut exists; else it is the best that a heuristic found."""


@dataclass(frozen=True, slots=True)
class TurnedGroup:
    """A cyclic group when pushes are turned round, as far as one group of those given is in it.

    It may join many groups: each tells its own systems and its size, not all members again.
    """

    systems: tuple[str, ...]
    """Those of the given group that are in it."""
    size: int
    """How many systems are in it."""
    dependencies: int
    doubtful: int
    cost: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Cycle(CyclicGroup):
    """A cyclic group of the dependencies as given, and what is left of it in other readings."""

    without_doubtful: tuple[CyclicGroup, ...]
    """The groups among its systems when dependencies of doubtful direction are dropped."""
    pushes_reversed: tuple[TurnedGroup, ...]
    """The groups that hold some of its systems when pushes are turned round."""


def cycles(ids: tuple[str, ...], read: Readings) -> tuple[Cycle, ...]:
    """The cyclic groups of the dependencies as given, largest first, then by smallest id.

    Formula:
        cut = the dependencies of least total cost without which the group has no circle (minimum
        feedback arc set). Parts of a system are structure and cannot be cut off from it.
    Range:
        at least 1 a group.
    Unit:
        declared dependencies, or the given prices.
    Degenerate case:
        no circle: no groups.
    Source:
        Exact up to 25 systems that share circles; above that Eades, P., Lin, X., Smyth, W. F.
        (1993), "A fast and effective heuristic for the feedback arc set problem", with moves of
        single systems until none gains: ``exact`` is then false. Beyond 20,000 systems that share
        circles moves end after a million looks at a system.
    """
    given = groups(ids, read.as_given)
    dropped = _or_same(ids, read.without_doubtful, read.as_given, given)
    turned = _or_same(ids, read.pushes_reversed, read.as_given, given)
    dropped_of, turned_of = _by_system(dropped), _by_system(turned)
    return tuple(
        Cycle(
            group.systems,
            group.dependencies,
            group.doubtful,
            group.cut,
            group.cost,
            group.exact,
            without_doubtful=_touching(group, dropped, dropped_of),
            pushes_reversed=_turned(group, turned, turned_of),
        )
        for group in given
    )


def _or_same(
    ids: tuple[str, ...], reading: Reading, other: Reading, known: tuple[CyclicGroup, ...]
) -> tuple[CyclicGroup, ...]:
    return known if reading is other else groups(ids, reading)


def _by_system(found: Iterable[CyclicGroup]) -> dict[str, int]:
    return {system: number for number, group in enumerate(found) for system in group.systems}


def _touching(
    group: CyclicGroup, found: tuple[CyclicGroup, ...], of: dict[str, int]
) -> tuple[CyclicGroup, ...]:
    numbers = sorted({of[system] for system in group.systems if system in of})
    return tuple(found[number] for number in numbers)


def _turned(
    group: CyclicGroup, found: tuple[CyclicGroup, ...], of: dict[str, int]
) -> tuple[TurnedGroup, ...]:
    own: dict[int, list[str]] = {}
    for system in group.systems:
        if system in of:
            own.setdefault(of[system], []).append(system)
    return tuple(
        TurnedGroup(
            tuple(own[number]),
            len(found[number].systems),
            found[number].dependencies,
            found[number].doubtful,
            found[number].cost,
            found[number].exact,
        )
        for number in sorted(own)
    )


def groups(ids: tuple[str, ...], reading: Reading) -> tuple[CyclicGroup, ...]:
    """The cyclic groups of one reading, largest first, then by smallest id."""
    reach = reading.reach
    label = components(reach)
    cyclic = np.nonzero(np.bincount(label) > 1)[0] if len(label) else label
    if not len(cyclic):
        return ()
    inner = label[reach.tails] == label[reach.indices]
    cut = cheapest_cut(reach, reading.price)
    cut_in = _listed(label[reach.tails[cut.edges]], cut.edges, cyclic)
    edges_in = _listed(label[reach.tails[inner]], np.nonzero(inner)[0], cyclic)
    nodes_in = _listed(label, np.arange(reach.nodes), cyclic)
    inexact = set(label[cut.inexact].tolist())
    tails = reach.tails
    found = [
        CyclicGroup(
            systems=tuple(ids[node] for node in nodes),
            dependencies=int(reading.declared[edges].sum()),
            doubtful=int(reading.doubtful[edges].sum()),
            cut=_cut_dependencies(ids, reading, tails, away),
            cost=int(reading.price[away].sum()),
            exact=int(group) not in inexact,
        )
        for group, nodes, edges, away in zip(cyclic, nodes_in, edges_in, cut_in, strict=True)
    ]
    return tuple(sorted(found, key=lambda group: (-len(group.systems), group.systems)))


def _listed(labels: Ints, items: Ints, wanted: Ints) -> list[Ints]:
    """The ``items`` under each of the ``wanted`` labels, ascending."""
    order = np.argsort(labels, kind="stable")
    start = np.searchsorted(labels[order], wanted, side="left")
    end = np.searchsorted(labels[order], wanted, side="right")
    return [items[order[first:last]] for first, last in zip(start, end, strict=True)]


def _cut_dependencies(
    ids: tuple[str, ...], reading: Reading, tails: Ints, edges: Ints
) -> tuple[CutDependency, ...]:
    ends = (tails[edges].tolist(), reading.reach.indices[edges].tolist())
    prices = reading.price[edges].tolist()
    return tuple(
        CutDependency(ids[tail], ids[head], price)
        for tail, head, price in zip(*ends, prices, strict=True)
    )
