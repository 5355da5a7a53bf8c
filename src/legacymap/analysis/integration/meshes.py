"""Which groups of systems are tied to each other pair by pair, where one hub might serve them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.integration.links import behind, own_systems
from legacymap.analysis.scope import Part
from legacymap.graph import Ints, SystemGraph
from legacymap.graph.dense_groups import DenseGroup, dense_groups
from legacymap.graph.kernels import csr
from legacymap.graph.separation import undirected

_ASIDE: Final = ("login", "side", "link", "publish", "subscribe")
"""Flows that are no link of a mesh: logging in, notifying, and what a hub carries already."""
_NO_ENDS: Final = ("data_store", "interface", "platform")
"""Kinds that are no member of a mesh: a store is shared, an interface is itself a link, and what
everybody uses is a hub."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """Systems nearly all of which are linked with each other directly."""

    systems: Excerpt[str]
    links: int
    """Pairs of them with at least one dependency, whatever its direction."""
    possible: int
    """n(n - 1)/2."""
    density: Fraction
    dependencies: int
    """Declared dependencies behind the links."""
    hub_candidates: Excerpt[str]
    """Members linked with all others: where a hub would change least."""


@dataclass(frozen=True, slots=True)
class Meshes:
    """The meshes of the estate, largest first."""

    systems: int
    """Whole systems that could be in one: platforms, interfaces and data stores are left out."""
    pairs: int
    """Pairs of them with a direct link, of all systems(systems - 1)/2."""
    possible: int
    found: Excerpt[Mesh]
    in_meshes: int
    """Systems in at least one mesh."""


def meshes(
    estate: Estate,
    rows: pl.DataFrame,
    *,
    least: int,
    density: Fraction,
    part: Part | None = None,
    shown: slice = FIRST,
    members_shown: slice = FIRST,
) -> Meshes:
    """Groups of ``least`` whole systems or more with ``density`` of all pairs linked directly.

    A link is a dependency in either direction that is no login, notification, hyperlink or use of
    a topic; platforms, interfaces and data stores are no members. Groups may share a few systems,
    never half. Of a ``part`` of the estate those are told that its own systems stand in, and the
    pairs that one of them is in.

    Formula:
        density = links / (n(n - 1)/2)
    Range:
        the threshold to 1, exact.
    Unit:
        pairs by pairs.
    Degenerate case:
        fewer than ``least`` systems: no mesh.
    Source:
        The pattern is known as point-to-point or "spaghetti" integration; that n systems need
        n(n - 1)/2 links there and n by way of a hub is arithmetic. Thresholds are ours; the
        search is a heuristic, see :func:`legacymap.graph.dense_groups.dense_groups`.
    """
    top = estate.top
    member = np.array(
        [estate.kind_of[system] not in _NO_ENDS for system in top.ids], dtype=np.bool_
    )
    tails, heads = top.csr.tails, top.csr.indices
    working = behind(estate, rows.filter(~pl.col("flow").is_in(_ASIDE)))
    working[~(member[tails] & member[heads])] = 0
    linked = working > 0
    both = undirected(csr(len(top), tails[linked], heads[linked]))
    own = own_systems(estate, part).to_numpy() & member
    found = dense_groups(both, least=least, density=density).touching(own)
    members, others = int(own.sum()), int(member.sum() - own.sum())
    pairs = int((own[both.tails] | own[both.indices]).sum()) // 2
    return Meshes(
        systems=members,
        pairs=pairs,
        possible=members * (members - 1) // 2 + members * others,
        found=Excerpt(
            len(found),
            tuple(
                _mesh(top, found[place], working, members_shown)
                for place in range(len(found))[shown]
            ),
        ),
        in_meshes=int(own[np.unique(found.nodes)].sum()),
    )


def _mesh(top: SystemGraph, group: DenseGroup, working: Ints, shown: slice) -> Mesh:
    """``working`` says how many dependencies are a link, by edge of ``top``."""
    size = len(group.nodes)
    inside = {
        (node, int(top.csr.indices[edge])): int(working[edge])
        for node in group.nodes
        for edge in _edges_to(top, node, group.nodes)
        if working[edge]
    }
    pairs = {frozenset(ends) for ends in inside}
    partners = Counter(node for pair in pairs for node in pair)
    return Mesh(
        systems=Excerpt.of((top.ids[node] for node in group.nodes), shown),
        links=group.links,
        possible=size * (size - 1) // 2,
        density=Fraction(2 * group.links, size * (size - 1)),
        dependencies=sum(inside.values()),
        hub_candidates=Excerpt.of(
            (top.ids[node] for node in group.nodes if partners[node] == size - 1), shown
        ),
    )


def _edges_to(top: SystemGraph, node: int, others: tuple[int, ...]) -> list[int]:
    """The edges from ``node`` to any of ``others``."""
    begin, end = top.csr.indptr[node : node + 2]
    places: Ints = np.nonzero(np.isin(top.csr.indices[begin:end], others))[0]
    return [int(begin) + place for place in places.tolist()]
