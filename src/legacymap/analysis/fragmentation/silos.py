"""Whether dependencies stay within owners or cross them, and which islands the estate has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt, marked
from legacymap.analysis.fragmentation.communities import (
    Communities,
    Community,
    community_of,
    estate_communities,
)
from legacymap.analysis.scope import Part, within
from legacymap.analysis.sentences.wording import named
from legacymap.analysis.shown_names import names_beside
from legacymap.graph import Ints, kernels
from legacymap.graph.communities import modularity
from legacymap.inventory.positions import positions

GroupedBy = Literal["owner", "partition", "tags"]

_TAG_FAMILY: Final = re.compile(r"(?P<family>.+?)[_:=/](?P<value>.+)")


@dataclass(frozen=True, slots=True)
class Crossing:
    """How many dependencies lead from systems of one group to systems of another or the same."""

    consumer: str
    provider: str
    dependencies: int


@dataclass(frozen=True, slots=True)
class Silo:
    """A group of systems and the dependencies that stay in it, leave it and come into it."""

    name: str
    systems: int
    inside: int
    outgoing: int
    incoming: int


@dataclass(frozen=True, slots=True)
class Owners:
    """The estate by owner, or by what stands in where there is only one owner."""

    by: GroupedBy | None
    """``None``: neither owners, partitions nor tags tell more than one group apart."""
    family: str | None
    """The family of tags that was used, e.g. ``AREA``."""
    why: str
    """What tells the groups apart, and what does not."""
    groups: Excerpt[Silo]
    """Those of most systems first."""
    modularity: Fraction | None
    crossing_share: Fraction | None
    crossing: int
    inside: int
    unknown: int
    """Dependencies between systems at least one of which is in no known group."""
    systems_without_group: int
    crossing_pairs: int
    """Pairs of different groups with a dependency."""
    matrix: Excerpt[Crossing]
    """Pairs of groups with a dependency, those of most dependencies first."""
    communities: Communities
    """Which groups the dependencies form by themselves, beside those that are stated."""
    called: dict[str, str]
    """The names of the groups that stand here, by id, where organisations have names; with the id
    where several have the same name."""

    def name(self, group: str) -> str:
        """``group`` as people call it."""
        return self.called.get(group, group)


@dataclass(frozen=True, slots=True)
class Component:
    """An island: systems that hang together by dependencies in whatever direction."""

    systems: Excerpt[str]


def owners(estate: Estate, part: Part | None = None, shown: slice = FIRST) -> Owners:
    """Modularity of the owner partition and the share of dependencies that cross owners.

    Dependencies between different top-level systems whose groups are both known are counted, each
    as often as it is declared. Silos are told by owner only where there is more than one owner,
    else by `partition`, else by a family of tags of which no system has two. Of a ``part`` of the
    estate the dependencies with an end in it are counted, and the communities told that it lies
    in; modularity is of the whole.

    Formula:
        Q = sum over groups of L_c / m - (out_c / m) * (in_c / m); crossing share = crossing / m
    Range:
        Q -1/2 to 1 (1: no dependency crosses, many groups); crossing share 0 to 1. Exact.
    Unit:
        dependencies by dependencies.
    Degenerate case:
        ``None`` without a second group or without a dependency between known groups.
    Source:
        Leicht, Newman (2008), "Community Structure in Directed Networks", Physical Review
        Letters 100, 118703.
    """
    found = _groups(estate)
    graph = estate.top
    names, label = _labels(found)
    start, end = label[graph.csr.tails], label[graph.csr.indices]
    known = (start >= 0) & (end >= 0)
    own = within(part, graph.systems["id"]).to_numpy()
    touched = own[graph.csr.tails] | own[graph.csr.indices]
    counted = known & touched
    cells = _cells(start[counted], end[counted], graph.multiplicity[counted], len(names))
    sizes = np.bincount(label[label >= 0], minlength=len(names))
    silos = _silos(names, sizes.tolist(), cells)
    inside, total = sum(silo.inside for silo in silos), sum(cells.values())
    ordered = sorted(cells.items(), key=lambda cell: (-cell[1], cell[0]))
    groups = Excerpt.of(sorted(silos, key=lambda silo: (-silo.systems, silo.name)), shown)
    matrix = tuple(Crossing(names[a], names[b], count) for (a, b), count in ordered[shown])
    formed = estate_communities(graph, label, names, own if part else None, shown)
    return Owners(
        by=found.by,
        family=found.family,
        why=found.why,
        groups=groups,
        modularity=modularity(graph.csr, graph.multiplicity, label),
        crossing_share=Fraction(total - inside, total) if total else None,
        crossing=total - inside,
        inside=inside,
        unknown=int(graph.multiplicity[~known & touched].sum()),
        systems_without_group=int(((label < 0) & own).sum()),
        crossing_pairs=sum(a != b for a, b in cells),
        matrix=Excerpt(len(ordered), matrix),
        communities=formed,
        called=_called(estate, _shown(groups.first, matrix, formed)) if found.by == "owner" else {},
    )


def _shown(
    groups: Iterable[Silo], matrix: Iterable[Crossing], communities: Communities
) -> frozenset[str]:
    """The groups that an answer shows."""
    return frozenset(
        (
            *(silo.name for silo in groups),
            *(one for pair in matrix for one in (pair.consumer, pair.provider)),
            *(share.group for found in communities.found.first for share in found.groups.first),
            *(one for away in communities.elsewhere.first for one in (away.group, away.main)),
        )
    )


def _called(estate: Estate, shown: Collection[str]) -> dict[str, str]:
    """The names of the organisations that are ``shown``, by id, those that have one."""
    names = names_beside(estate.inventory.organisations, shown)
    bearers = Counter(names.values())
    return {
        one: names[one] if bearers[names[one]] == 1 else named(one, names[one])
        for one in sorted(shown)
        if names.get(one)
    }


def community_with(estate: Estate, system: str, shown: slice = FIRST) -> Community | None:
    """The community of one whole ``system``; ``None``: it has no dependency."""
    names, label = _labels(_groups(estate))
    return community_of(estate.top, label, names, estate.top.node(system), shown)


def _labels(found: _Groups) -> tuple[list[str], Ints]:
    """The groups by name, and the number of the group of each system (-1: none is named)."""
    names = found.of.drop_nulls().unique().sort().to_list()
    return names, positions(found.of, names)


def _cells(start: Ints, end: Ints, weight: Ints, groups: int) -> dict[tuple[int, int], int]:
    """Dependencies by the group of their consumer and of their provider."""
    cells = pl.DataFrame({"cell": start * max(groups, 1) + end, "weight": weight})
    counts = cells.group_by("cell").agg(pl.col("weight").sum()).sort("cell")
    return {divmod(cell, groups): count for cell, count in counts.iter_rows()}


def _silos(
    names: Sequence[str], sizes: Sequence[int], cells: Mapping[tuple[int, int], int]
) -> list[Silo]:
    outgoing: Counter[int] = Counter()
    incoming: Counter[int] = Counter()
    for (consumer, provider), number in cells.items():
        if consumer != provider:
            outgoing[consumer] += number
            incoming[provider] += number
    return [
        Silo(name, sizes[one], cells.get((one, one), 0), outgoing[one], incoming[one])
        for one, name in enumerate(names)
    ]


@dataclass(frozen=True, slots=True)
class _Groups:
    by: GroupedBy | None
    family: str | None
    of: pl.Series
    """The group of each whole system, in order of their ids; blank where it has none."""
    why: str


def _groups(estate: Estate) -> _Groups:
    """What tells systems apart, and the group of each system that has one."""
    systems = estate.top.systems
    owner, area = systems["owner"], systems["partition"]
    owners, areas = owner.drop_nulls().n_unique(), area.drop_nulls().n_unique()
    if owners > 1:
        return _Groups("owner", None, owner, "by owner")
    lack = "one owner is named" if owners else "no owner is named"
    if areas > 1:
        return _Groups("partition", None, area, f"{lack}, so groups are told by area")
    family, tagged = _tag_family(dict(systems.select("id", "tags").drop_nulls().iter_rows()))
    of = pl.Series([tagged.get(system) for system in systems["id"]], dtype=pl.String)
    if family:
        return _Groups("tags", family, of, f"{lack}, so groups are told by the tags {family}")
    return _Groups(None, None, of, f"{lack}, and neither areas nor tags tell systems apart")


def _tag_family(tags: Mapping[str, list[str]]) -> tuple[str | None, dict[str, str]]:
    """The family of tags (``AREA_PRISONS``: AREA) that puts most systems into one group each."""
    found: dict[str, dict[str, str]] = {}
    mixed: set[str] = set()
    for system, own in sorted(tags.items()):
        for tag in own:
            if match := _TAG_FAMILY.fullmatch(tag):
                family = match["family"]
                if found.setdefault(family, {}).setdefault(system, tag) != tag:
                    mixed.add(family)
    usable = {
        family: group_of
        for family, group_of in found.items()
        if family not in mixed and len(set(group_of.values())) > 1
    }
    if not usable:
        return None, {}
    best = min(usable, key=lambda family: (-len(usable[family]), family))
    return best, usable[best]


def components(
    estate: Estate, part: Part | None = None, shown: slice = FIRST
) -> tuple[tuple[Component, ...], Excerpt[str]]:
    """The islands of more than one system, largest first, and the systems that stand alone.

    Of a ``part`` of the estate, those that it has a system in.
    """
    label, ids = kernels.weak_components(estate.top.csr), estate.top.systems["id"]
    own = within(part, ids).to_numpy()
    sizes = np.bincount(label, minlength=1)
    islands = np.nonzero((sizes > 1) & (np.bincount(label[own], minlength=len(sizes)) > 0))[0]
    first = np.cumsum(sizes) - sizes
    members = np.argsort(label, kind="stable")
    return (
        tuple(
            Component(
                Excerpt(
                    int(sizes[one]),
                    tuple(ids.gather(members[first[one] : first[one] + sizes[one]][FIRST])),
                )
            )
            for one in islands[np.argsort(-sizes[islands], kind="stable")].tolist()
        ),
        marked(ids, pl.Series(own & (sizes[label] == 1)), shown),
    )
