"""How many other systems stop or work worse without each system, and which go in circles.

What a person weighs when giving the scores C6 (impact on other systems) and L7 (recorded issues).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from legacymap.analysis.estate import Estate
from legacymap.analysis.exposure.reach import Upward, drawn_of, reached
from legacymap.graph import Csr, Ints, kernels

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Dependents:
    """Who depends on each node of the estate's graph, parts included, in whole systems."""

    others: int
    """How many other whole systems there are."""
    affected: Ints
    """How many of them stop or work worse without the node or a part of it, directly or not."""
    directly: Ints
    """How many have such a dependency of their own."""
    circle: Ints
    """How many whole systems are in the circle that the node or a part of it is in; 1: in none."""
    sample: int | None
    """How many whole systems were drawn to estimate ``affected``; none where all were counted."""


def dependents(estate: Estate) -> Dependents:
    """Who depends on each system and part of ``estate``.

    Followed are the dependencies as given, but for those whose loss does nothing (links), and the
    step from a system to its parts; who depends on a part depends on the system as well, as far as
    the system is asked about. On very large estates ``affected`` is estimated, see
    :func:`legacymap.graph.closures.closures`.
    """
    graph, top_of = estate.graph, estate.top_of
    kept = _felt(estate)
    tails, heads = graph.csr.tails[kept], graph.csr.indices[kept]
    parts = np.nonzero(graph.parents >= 0)[0]
    reach = kernels.csr(
        len(graph),
        np.concatenate([tails, graph.parents[parts]]),
        np.concatenate([heads, parts]),
    )
    wholes = len(estate.top)
    affected, drawn = _affected(reach, graph.parents, top_of, wholes)
    return Dependents(
        others=max(wholes - 1, 0),
        affected=affected,
        directly=_directly(tails, heads, graph.parents, top_of, wholes),
        circle=_circles(reach, graph.parents, top_of, wholes),
        sample=drawn,
    )


def _felt(estate: Estate) -> Flags:
    """The edges behind which some dependency's loss is felt."""
    rows = estate.graph.edge_of >= 0
    felt = (estate.flows.table["strength"].fill_null("stops") != "none").to_numpy()
    kept = np.zeros(estate.graph.edges, dtype=np.bool_)
    kept[estate.graph.edge_of[rows & felt]] = True
    return kept


def _affected(reach: Csr, parents: Ints, top_of: Ints, wholes: int) -> tuple[Ints, int | None]:
    """How many other whole systems reach each node or one of its parts; how many were drawn."""
    nodes = len(parents)
    # A node with parts gets a second one that is reached from it and from all its parts, and
    # leads nowhere else: who depends on a part must not seem to depend on its neighbours.
    is_whole = np.zeros(nodes, dtype=np.bool_)
    is_whole[parents[parents >= 0]] = True
    count = int(is_whole.sum())
    asked = np.arange(nodes)
    asked[is_whole] = nodes + np.arange(count)
    inner = np.nonzero(parents >= 0)[0]
    joined = kernels.csr(
        nodes + count,
        np.concatenate([reach.tails, np.nonzero(is_whole)[0], asked[inner]]),
        np.concatenate([reach.indices, asked[is_whole], asked[parents[inner]]]),
    )
    group = np.concatenate([top_of, np.full(count, -1, dtype=np.int64)])
    upward = Upward.of(joined.reversed())
    found = reached(upward, asked, group, groups=wholes, own=top_of, shown=0)
    return found.count, drawn_of(upward, wholes)


def _directly(tails: Ints, heads: Ints, parents: Ints, top_of: Ints, wholes: int) -> Ints:
    """How many other whole systems have a dependency on each node or a part of it."""
    consumers, providers = top_of[tails], heads
    found: list[tuple[Ints, Ints]] = []
    while len(providers):
        other = consumers != top_of[providers]
        consumers, providers = consumers[other], providers[other]
        found.append((providers, consumers))
        inner = parents[providers] >= 0
        consumers, providers = consumers[inner], parents[providers[inner]]
    nothing = np.zeros(0, dtype=np.int64)
    on = np.concatenate([nothing, *(providers for providers, _ in found)])
    by = np.concatenate([nothing, *(consumers for _, consumers in found)])
    return _different(len(parents), on, wholes, by)


def _different(rows: int, row: Ints, items: int, item: Ints) -> Ints:
    """How many different ``item`` stand beside each of the ``rows``."""
    # As the adjacency of a graph with the items behind the rows: that drops repetitions.
    pairs = kernels.csr(rows + items, row, rows + item)
    return np.diff(pairs.indptr)[:rows]


def _circles(reach: Csr, parents: Ints, top_of: Ints, wholes: int) -> Ints:
    """How many whole systems are in the largest circle that each node or a part of it is in."""
    label = kernels.components(reach)
    if not len(label):
        return label
    size = _different(int(label.max()) + 1, label, wholes, top_of)[label]
    inner = np.nonzero(parents >= 0)[0]
    while len(inner):
        # As often as parts are nested: each round hands the size up by one level.
        before = size.copy()
        np.maximum.at(size, parents[inner], size[inner])
        if np.array_equal(before, size):
            break
    return size
