"""Whether dependencies stay within owners or cross them, and which islands the estate has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import numpy as np

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt
from legacymap.graph import kernels

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
    groups: Excerpt[Silo]
    modularity: Fraction | None
    crossing_share: Fraction | None
    crossing: int
    inside: int
    unknown: int
    """Dependencies between systems at least one of which is in no known group."""
    systems_without_group: int
    matrix: Excerpt[Crossing]


@dataclass(frozen=True, slots=True)
class Component:
    """An island: systems that hang together by dependencies in whatever direction."""

    systems: Excerpt[str]


def owners(estate: Estate) -> Owners:
    """Modularity of the owner partition and the share of dependencies that cross owners.

    Dependencies between different top-level systems whose groups are both known are counted, each
    as often as it is declared. Silos are told by owner only where there is more than one owner,
    else by `partition`, else by a family of tags of which no system has two.

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
    by, family, group_of = _groups(estate)
    graph = estate.top
    counts: Counter[tuple[str, str]] = Counter()
    unknown = 0
    for tail, head, number in zip(
        graph.csr.tails, graph.csr.indices, graph.multiplicity, strict=True
    ):
        ends = group_of.get(graph.ids[tail]), group_of.get(graph.ids[head])
        if ends[0] is None or ends[1] is None:
            unknown += int(number)
        else:
            counts[ends[0], ends[1]] += int(number)
    sizes = Counter(group_of.values())
    silos = tuple(_silo(name, sizes[name], counts) for name in sorted(sizes))
    inside, total = sum(silo.inside for silo in silos), counts.total()
    return Owners(
        by=by,
        family=family,
        groups=Excerpt.of(silos),
        modularity=_modularity(silos, total) if total else None,
        crossing_share=Fraction(total - inside, total) if total else None,
        crossing=total - inside,
        inside=inside,
        unknown=unknown,
        systems_without_group=len(graph) - sizes.total(),
        matrix=Excerpt.of(Crossing(*ends, number) for ends, number in sorted(counts.items())),
    )


def _silo(name: str, systems: int, counts: Mapping[tuple[str, str], int]) -> Silo:
    inside = counts.get((name, name), 0)
    outgoing = sum(number for (consumer, _), number in counts.items() if consumer == name)
    incoming = sum(number for (_, provider), number in counts.items() if provider == name)
    return Silo(name, systems, inside, outgoing - inside, incoming - inside)


def _modularity(silos: tuple[Silo, ...], total: int) -> Fraction:
    expected = sum((s.inside + s.outgoing) * (s.inside + s.incoming) for s in silos)
    return Fraction(sum(s.inside for s in silos), total) - Fraction(expected, total * total)


def _groups(estate: Estate) -> tuple[GroupedBy | None, str | None, dict[str, str]]:
    """What tells systems apart, the tag family if it is tags, and the group of each system."""
    systems = estate.top.systems
    for column in ("owner", "partition"):
        stated = dict(systems.select("id", column).drop_nulls().iter_rows())
        if len(set(stated.values())) > 1:
            return ("owner" if column == "owner" else "partition"), None, stated
    family, tagged = _tag_family(dict(systems.select("id", "tags").drop_nulls().iter_rows()))
    return ("tags" if family else None), family, tagged


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


def components(estate: Estate) -> tuple[tuple[Component, ...], Excerpt[str]]:
    """The islands of more than one system, largest first, and the systems that stand alone."""
    label = kernels.weak_components(estate.top.csr)
    sizes = np.bincount(label) if len(label) else np.zeros(0, dtype=np.int64)
    members: dict[int, list[str]] = {}
    for node, number in enumerate(label):
        members.setdefault(int(number), []).append(estate.top.ids[node])
    islands = sorted(
        (number for number in members if sizes[number] > 1), key=lambda n: (-sizes[n], n)
    )
    alone = Excerpt.of(ids[0] for number, ids in sorted(members.items()) if sizes[number] == 1)
    return tuple(Component(Excerpt.of(members[number])) for number in islands), alone
