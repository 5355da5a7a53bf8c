"""Which groups of systems the dependencies form, and how these lie to the groups that are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.graph import Ints, SystemGraph
from legacymap.graph.agreement import adjusted_rand, mutual_information
from legacymap.graph.communities import communities, modularity

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Community:
    """Systems that depend on each other more than on the rest."""

    systems: Excerpt[str]
    inside: int
    """Dependencies between them."""
    crossing: int
    """Dependencies between them and others, either way."""
    groups: Excerpt[GroupShare]
    """The named groups they belong to, largest first."""
    without_group: int
    main: str | None
    """The group of more than half of its systems, two at least; ``None``: there is none."""
    own: int | None
    """Of its systems those of the part that was asked about; ``None``: it was the whole."""


@dataclass(frozen=True, slots=True)
class GroupShare:
    """How many systems of a community are of one group."""

    group: str
    systems: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A system of one group in a community that is mainly another's."""

    system: str
    group: str
    main: str
    with_main: int
    """Its dependencies, either way, on systems of the other group in its community."""
    with_own: int
    """Its dependencies, either way, on systems of its own group, wherever they are."""


@dataclass(frozen=True, slots=True)
class PartInCommunities:
    """How the boundary of a part of the estate lies to the communities of the whole."""

    systems: int
    """Systems of the part with a dependency: those that are in a community."""
    compared: int
    """Of these, those that name their group."""
    communities: int
    """Communities that they lie in."""
    together: Fraction | None
    """Share of them in the community that holds most: 1 where one holds them all."""
    among_themselves: Fraction | None
    """Their share of all systems in these communities: 1 where nobody else is in any."""


@dataclass(frozen=True, slots=True)
class Communities:
    """What the dependencies form by themselves, and how far the named groups agree with it."""

    systems: int
    """Systems with a dependency; the others are in no community."""
    found: Excerpt[Community]
    """Largest first; of a part those that one of its systems lies in, most of its systems first."""
    modularity: Fraction | None
    """Of the communities, over all dependencies: to be held against that of the named groups."""
    compared: int
    """Systems in a community that also name their group."""
    adjusted_rand: Fraction | None
    """1: the same groups, 0: no more alike than by chance; ``None``: nothing to compare."""
    mutual_information: float | None
    elsewhere: Excerpt[Elsewhere]
    """Systems in a community that is mainly another group's, with more dependencies on that group
    there than on their own group anywhere; strongest pull first. Of a part its own."""
    of_part: PartInCommunities | None
    """``None``: it was the whole that was asked about."""


def estate_communities(
    graph: SystemGraph,
    group: Ints,
    names: Sequence[str],
    own: Bools | None = None,
    shown: slice = FIRST,
) -> Communities:
    """The communities of ``graph`` beside the ``group`` of each node (negative: none is named).

    Every dependency counts, as often as it is declared, whatever its direction. A community is
    mainly one group's where more than half of its systems, and two at least, belong to it. Of a
    part of the estate, whose nodes are ``own``, those communities are told that it lies in;
    communities are formed, and modularity and agreement are taken, on the whole.

    Formula:
        of a part: together = most of its systems in one community / its systems in any;
        among themselves = its systems in any / all systems of the communities that it lies in.
    Range:
        adjusted Rand index below 0 to 1, normalised mutual information 0 to 1; together and among
        themselves above 0 to 1, exact.
    Degenerate case:
        no dependency: no community; fewer than two named groups among the systems compared, or
        fewer than half of the systems in communities name one: no comparison. No system of the
        part has a dependency: it lies in no community, and both shares are ``None``.
    Source:
        See :mod:`legacymap.graph.communities` and :mod:`legacymap.graph.agreement`. What is called
        another group's community is our own definition, and so are the shares of a part.
    """
    label = communities(graph.csr, graph.multiplicity)
    linked = _linked(graph)
    ordered = sorted(_members(label, linked), key=lambda nodes: (-len(nodes), nodes[0]))
    both = linked & (group >= 0)
    stated, formed = group[both].tolist(), label[both].tolist()
    # What a few systems say of their groups says nothing of the communities of all.
    comparable = len(set(stated)) > 1 and 2 * len(stated) >= int(linked.sum())
    mains = _mains(group, label, linked)
    if own is not None:
        mine = [nodes for nodes in ordered if own[nodes].any()]
        ordered = sorted(mine, key=lambda nodes: (-int(own[nodes].sum()), -len(nodes), nodes[0]))
    return Communities(
        systems=int(linked.sum()),
        found=Excerpt(
            len(ordered), _described(graph, label, group, names, ordered[shown], mains, own)
        ),
        modularity=modularity(graph.csr, graph.multiplicity, label),
        compared=len(stated),
        adjusted_rand=adjusted_rand(stated, formed) if comparable else None,
        mutual_information=mutual_information(stated, formed) if comparable else None,
        elsewhere=_elsewhere(graph, label, group, names, mains, own, shown),
        of_part=None if own is None else _of_part(linked & own, both & own, ordered),
    )


def community_of(
    graph: SystemGraph, group: Ints, names: Sequence[str], node: int, shown: slice = FIRST
) -> Community | None:
    """The community that one ``node`` is in; ``None``: it has no dependency."""
    label, linked = communities(graph.csr, graph.multiplicity), _linked(graph)
    if not linked[node]:
        return None
    nodes = np.nonzero(linked & (label == label[node]))[0]
    mains = _mains(group, label, linked)
    (found,) = _described(graph, label, group, names, [nodes], mains, None, shown)
    return found


def _of_part(own: Bools, stated: Bools, holding: Sequence[Ints]) -> PartInCommunities:
    """How the linked systems ``own`` of a part lie in the communities ``holding`` them."""
    systems = int(own.sum())
    most = max((int(own[nodes].sum()) for nodes in holding), default=0)
    every = sum(len(nodes) for nodes in holding)
    return PartInCommunities(
        systems=systems,
        compared=int(stated.sum()),
        communities=len(holding),
        together=Fraction(most, systems) if systems else None,
        among_themselves=Fraction(systems, every) if every else None,
    )


def _linked(graph: SystemGraph) -> Bools:
    """Whether each system has a dependency, either way."""
    linked = np.zeros(len(graph), dtype=np.bool_)
    linked[graph.csr.tails] = linked[graph.csr.indices] = True
    return linked


def _members(label: Ints, linked: Bools) -> list[Ints]:
    """The nodes of each community, ascending."""
    nodes = np.nonzero(linked)[0]
    nodes = nodes[np.argsort(label[nodes], kind="stable")]
    return np.split(nodes, np.nonzero(np.diff(label[nodes]))[0] + 1) if len(nodes) else []


def _mains(group: Ints, label: Ints, linked: Bools) -> Ints:
    """By community, the group of more than half of its systems, and of two at least; or -1."""
    stated = linked & (group >= 0)
    largest = (
        pl.DataFrame({"community": label[stated], "group": group[stated]})
        .group_by("community", "group")
        .len("systems")
        .sort("community", "systems", "group", descending=[False, True, False])
        .unique("community", keep="first", maintain_order=True)
    )
    community, systems = largest["community"].to_numpy(), largest["systems"].to_numpy()
    sizes = np.bincount(label[linked], minlength=len(label))
    most = (systems > 1) & (2 * systems.astype(np.int64) > sizes[community])
    mains = np.full(len(label), -1, dtype=np.int64)
    mains[community[most]] = largest["group"].to_numpy()[most]
    return mains


def _described(
    graph: SystemGraph,
    label: Ints,
    group: Ints,
    names: Sequence[str],
    told: Sequence[Ints],
    mains: Ints,
    own: Bools | None,
    shown: slice = FIRST,
) -> tuple[Community, ...]:
    start, end = label[graph.csr.tails], label[graph.csr.indices]
    same = start == end
    inside = np.zeros(len(graph), dtype=np.int64)
    crossing = np.zeros(len(graph), dtype=np.int64)
    np.add.at(inside, start[same], graph.multiplicity[same])
    for side in (start, end):
        np.add.at(crossing, side[~same], graph.multiplicity[~same])
    found = []
    for nodes in told:
        counts = Counter(group[nodes].tolist())
        without = counts.pop(-1, 0)
        main = int(mains[label[nodes[0]]])
        ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        found.append(
            Community(
                systems=Excerpt(len(nodes), tuple(graph.ids[node] for node in nodes[shown])),
                inside=int(inside[label[nodes[0]]]),
                crossing=int(crossing[label[nodes[0]]]),
                groups=Excerpt.of((GroupShare(names[one], count) for one, count in ranked), shown),
                without_group=without,
                main=names[main] if main >= 0 else None,
                own=None if own is None else int(own[nodes].sum()),
            )
        )
    return tuple(found)


def _elsewhere(
    graph: SystemGraph,
    label: Ints,
    group: Ints,
    names: Sequence[str],
    mains: Ints,
    own: Bools | None,
    shown: slice,
) -> Excerpt[Elsewhere]:
    main = mains[label]
    away = (group >= 0) & (main >= 0) & (group != main)
    with_main = np.zeros(len(graph), dtype=np.int64)
    with_own = np.zeros(len(graph), dtype=np.int64)
    tails, heads = graph.csr.tails, graph.csr.indices
    for one, other in ((tails, heads), (heads, tails)):
        pulled = (group[other] == main[one]) & (label[other] == label[one]) & away[one]
        np.add.at(with_main, one[pulled], graph.multiplicity[pulled])
        kept = (group[other] == group[one]) & away[one]
        np.add.at(with_own, one[kept], graph.multiplicity[kept])
    # Who is alone of its group has nobody of its own to sit with.
    linked = np.bincount(group[(group >= 0) & _linked(graph)], minlength=len(names))
    several = np.append(linked > 1, False)[group]
    pulled_away = away & (with_main > with_own) & several
    if own is not None:
        pulled_away &= own
    nodes = np.nonzero(pulled_away)[0]
    nodes = nodes[np.argsort((with_own - with_main)[nodes], kind="stable")]
    return Excerpt(
        len(nodes),
        tuple(
            Elsewhere(
                graph.ids[node],
                names[int(group[node])],
                names[int(main[node])],
                int(with_main[node]),
                int(with_own[node]),
            )
            for node in nodes[shown].tolist()
        ),
    )
