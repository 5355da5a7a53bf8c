"""Which groups of systems are tied to each other pair by pair, where one hub might serve them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import SHOWN, Excerpt
from legacymap.analysis.integration.links import between_systems, own_systems
from legacymap.analysis.scope import Part
from legacymap.graph import Ints
from legacymap.graph.dense_groups import DenseGroup, dense_groups
from legacymap.graph.kernels import csr

_ASIDE: Final = ("login", "side", "link", "publish", "subscribe")
"""Flows that are no link of a mesh: logging in, notifying, and what a hub carries already."""
_NO_ENDS: Final = ("data_store", "interface", "platform")
"""Kinds that are no member of a mesh: a store is shared, an interface is itself a link, and what
everybody uses is a hub."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """Systems nearly all of which are linked with each other directly."""

    systems: tuple[str, ...]
    links: int
    """Pairs of them with at least one dependency, whatever its direction."""
    possible: int
    """n(n - 1)/2."""
    density: Fraction
    dependencies: int
    """Declared dependencies behind the links."""
    hub_candidates: tuple[str, ...]
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
    working = between_systems(rows).filter(~pl.col("flow").is_in(_ASIDE))
    start, end = (working[name].to_numpy().astype(np.int64) for name in ("from_top", "to_top"))
    inside = member[start] & member[end]
    start, end = start[inside], end[inside]
    by_start = np.argsort(start, kind="stable")
    start, end = start[by_start], end[by_start]
    both = csr(len(top), np.concatenate([start, end]), np.concatenate([end, start]))
    own = own_systems(estate, part).to_numpy() & member
    found = [
        group
        for group in dense_groups(both, least=least, density=density)
        if own[list(group.nodes)].any()
    ]
    members, others = int(own.sum()), int(member.sum() - own.sum())
    linked = int((own[both.tails] | own[both.indices]).sum())
    return Meshes(
        systems=members,
        pairs=linked // 2,
        possible=members * (members - 1) // 2 + members * others,
        found=Excerpt(
            len(found), tuple(_mesh(top.ids, group, start, end) for group in found[:SHOWN])
        ),
        in_meshes=len({node for group in found for node in group.nodes if own[node]}),
    )


def _mesh(ids: tuple[str, ...], group: DenseGroup, start: Ints, end: Ints) -> Mesh:
    size = len(group.nodes)
    first, last = (np.searchsorted(start, group.nodes, side=side) for side in ("left", "right"))
    leaving = zip(group.nodes, first.tolist(), last.tolist(), strict=True)
    inside = [
        frozenset((node, other))
        for node, begin, behind in leaving
        for other in end[begin:behind].tolist()
        if other in group.nodes
    ]
    pairs = set(inside)
    partners = {node: sum(node in pair for pair in pairs) for node in group.nodes}
    return Mesh(
        systems=tuple(ids[node] for node in group.nodes),
        links=group.links,
        possible=size * (size - 1) // 2,
        density=Fraction(2 * group.links, size * (size - 1)),
        dependencies=len(inside),
        hub_candidates=tuple(ids[node] for node in group.nodes if partners[node] == size - 1),
    )
