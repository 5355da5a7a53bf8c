"""Which systems depend on each other in circles, and which dependencies to cut to undo that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.structure.readings import Reading, Readings
from legacymap.graph import Csr, Ints
from legacymap.graph.feedback import Cut, cheapest_cut
from legacymap.graph.kernels import components

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CutDependency:
    """A dependency to cut; ``cost`` counts the declared ones behind it unless prices are given."""

    consumer: str
    provider: str
    cost: int


@dataclass(frozen=True, slots=True)
class CyclicGroup:
    """Systems that all depend on each other, directly or not, and the cheapest way out of it."""

    systems: Excerpt[str]
    dependencies: int
    """Declared dependencies inside the group."""
    doubtful: int
    """How many of them have a doubtful direction."""
    cut: Excerpt[CutDependency]
    """Without these no circle is left in the group."""
    cost: int
    exact: bool
    """Whether no cheaper cut exists; else it is the best that a heuristic found."""


@dataclass(frozen=True, slots=True)
class TurnedGroup:
    """A cyclic group when pushes are turned round, as far as one group of those given is in it.

    It may join many groups: each tells its own systems and its size, not all members again.
    """

    systems: Excerpt[str]
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

    without_doubtful: Excerpt[CyclicGroup]
    """The groups among its systems when dependencies of doubtful direction are dropped."""
    pushes_reversed: Excerpt[TurnedGroup]
    """The groups that hold some of its systems when pushes are turned round."""


@dataclass(frozen=True, slots=True)
class Circles:
    """The cyclic groups, and which systems stand in any."""

    found: tuple[Cycle, ...]
    systems: Excerpt[str]
    """Those in a circle, circle by circle."""
    without_doubtful: int
    """How many of them are left in one when dependencies of doubtful direction are dropped."""


@dataclass(frozen=True, slots=True)
class ByGroup:
    """Numbers (of nodes or edges), group by group, ascending in each."""

    start: Ints
    items: Ints

    @classmethod
    def of(cls, group: Ints, items: Ints, groups: int) -> ByGroup:
        """The ``items`` by the ``group`` of each."""
        start = np.zeros(groups + 1, dtype=np.int64)
        np.cumsum(np.bincount(group, minlength=groups), out=start[1:])
        return cls(start, items[np.argsort(group, kind="stable")])

    def summed(self, values: Ints) -> Ints:
        """The ``values`` of the items of each group added up."""
        upto = np.concatenate([[0], np.cumsum(values[self.items])])
        found: Ints = upto[self.start[1:]] - upto[self.start[:-1]]
        return found

    def within(self, group: int) -> Ints:
        """The items of one group."""
        return self.items[self.start[group] : self.start[group + 1]]


@dataclass(frozen=True, slots=True)
class Groups:
    """The cyclic groups of one reading in numbers, largest first, then by smallest id."""

    reading: Reading
    of: Ints
    """The group of each node; -1: it stands in no circle."""
    nodes: ByGroup
    cut: ByGroup
    dependencies: Ints
    doubtful: Ints
    cost: Ints
    exact: Bools

    def __len__(self) -> int:
        return len(self.exact)

    def told(self, ids: tuple[str, ...], group: int, shown: slice = FIRST) -> CyclicGroup:
        """One of the groups with the names of its systems."""
        return CyclicGroup(
            systems=named(ids, self.nodes.within(group), shown),
            dependencies=int(self.dependencies[group]),
            doubtful=int(self.doubtful[group]),
            cut=self._cut(ids, self.cut.within(group), shown),
            cost=int(self.cost[group]),
            exact=bool(self.exact[group]),
        )

    def _cut(
        self, ids: tuple[str, ...], edges: Ints, shown: slice = FIRST
    ) -> Excerpt[CutDependency]:
        reach, first = self.reading.reach, edges[shown]
        tails = np.searchsorted(reach.indptr, first, side="right") - 1
        ends = (tails.tolist(), reach.indices[first].tolist())
        prices = self.reading.price[first].tolist()
        return Excerpt(
            len(edges),
            tuple(
                CutDependency(ids[tail], ids[head], price)
                for tail, head, price in zip(*ends, prices, strict=True)
            ),
        )


def named(ids: tuple[str, ...], nodes: Ints, shown: slice = FIRST) -> Excerpt[str]:
    """The names of ``nodes``."""
    return Excerpt(len(nodes), tuple(ids[node] for node in nodes[shown].tolist()))


def cycles(ids: tuple[str, ...], read: Readings, own: Bools | None = None) -> Circles:
    """The cyclic groups of the dependencies as given, largest first, then by smallest id.

    With ``own``, those that one of these nodes stands in.

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
    given = groups(read.as_given)
    dropped = _or_same(read.without_doubtful, given)
    turned = _or_same(read.pushes_reversed, given)
    left, joined = Overlaps.of(given, dropped), Overlaps.of(given, turned)
    mine = np.ones(len(given.of), dtype=np.bool_) if own is None else own
    inside = given.nodes.items[mine[given.nodes.items]]
    wanted = range(len(given)) if own is None else np.unique(given.of[inside]).tolist()
    return Circles(
        found=tuple(_cycle(ids, given, group, left, joined) for group in wanted),
        systems=named(ids, inside),
        without_doubtful=int(((dropped.of >= 0) & mine).sum()),
    )


def standing_in_circles(reach: Csr) -> Ints:
    """The nodes that depend on themselves by way of others, ascending."""
    label = components(reach)
    found: Ints = np.nonzero(np.bincount(label)[label] > 1)[0]
    return found


def _or_same(reading: Reading, given: Groups) -> Groups:
    return given if reading is given.reading else groups(reading)


def groups(reading: Reading) -> Groups:
    """The cyclic groups of one reading."""
    reach, tails = reading.reach, reading.reach.tails
    label, nodes = reading.component, by_circle(reading.component)
    count = len(nodes.start) - 1
    of = np.full(reach.nodes, -1, dtype=np.int64)
    of[nodes.items] = np.repeat(np.arange(count), np.diff(nodes.start))
    inner = np.nonzero(label[tails] == label[reach.indices])[0]
    cut = cheapest_cut(reach, reading.price) if count else Cut(inner, inner)
    edges = ByGroup.of(of[tails[inner]], inner, count)
    away = ByGroup.of(of[tails[cut.edges]], cut.edges, count)
    return Groups(
        reading,
        of,
        nodes,
        away,
        dependencies=edges.summed(reading.declared),
        doubtful=edges.summed(reading.doubtful),
        cost=away.summed(reading.price),
        exact=np.bincount(of[cut.inexact], minlength=count) == 0,
    )


def by_circle(component: Ints) -> ByGroup:
    """The nodes that share their ``component`` with others, the largest first, then by id."""
    sizes = np.bincount(component)
    nodes = np.nonzero(sizes[component] > 1)[0]
    used, first = np.unique(component[nodes], return_index=True)
    rank = np.full(len(sizes), -1, dtype=np.int64)
    rank[used[np.lexsort((nodes[first], -sizes[used]))]] = np.arange(len(used))
    return ByGroup.of(rank[component[nodes]], nodes, len(used))


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Which groups of another reading hold systems of each given group, and which systems."""

    other: Groups
    start: Ints
    """Where the overlaps of each given group begin."""
    groups: Ints
    """The other group of each overlap."""
    nodes: ByGroup
    """The systems of each overlap."""

    @classmethod
    def of(cls, given: Groups, other: Groups) -> Overlaps:
        """The overlaps of the ``given`` groups with those of ``other``, by group, then by other."""
        nodes = np.nonzero((given.of >= 0) & (other.of >= 0))[0]
        many = max(len(other), 1)
        pairs, of = np.unique(given.of[nodes] * many + other.of[nodes], return_inverse=True)
        start = np.searchsorted(pairs // many, np.arange(len(given) + 1))
        return cls(other, start, pairs % many, ByGroup.of(of, nodes, len(pairs)))

    def at(self, group: int) -> range:
        """The overlaps of a given group."""
        return range(int(self.start[group]), int(self.start[group + 1]))

    def inside(
        self, ids: tuple[str, ...], group: int, shown: slice = FIRST
    ) -> Excerpt[CyclicGroup]:
        """The other groups that hold systems of a given one, whole."""
        at = self.at(group)
        return Excerpt(
            len(at), tuple(self.other.told(ids, int(self.groups[one])) for one in at[shown])
        )

    def turned(
        self, ids: tuple[str, ...], group: int, shown: slice = FIRST
    ) -> Excerpt[TurnedGroup]:
        """The other groups as far as they hold systems of a given one."""
        at = self.at(group)
        return Excerpt(len(at), tuple(self._turned(ids, one) for one in at[shown]))

    def _turned(self, ids: tuple[str, ...], overlap: int) -> TurnedGroup:
        other, group = self.other, int(self.groups[overlap])
        return TurnedGroup(
            systems=named(ids, self.nodes.within(overlap)),
            size=len(other.nodes.within(group)),
            dependencies=int(other.dependencies[group]),
            doubtful=int(other.doubtful[group]),
            cost=int(other.cost[group]),
            exact=bool(other.exact[group]),
        )


def _cycle(
    ids: tuple[str, ...], given: Groups, group: int, left: Overlaps, joined: Overlaps
) -> Cycle:
    told = given.told(ids, group)
    return Cycle(
        told.systems,
        told.dependencies,
        told.doubtful,
        told.cut,
        told.cost,
        told.exact,
        without_doubtful=left.inside(ids, group),
        pushes_reversed=joined.turned(ids, group),
    )
