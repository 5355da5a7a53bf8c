"""Which single system, or single link between two, holds the estate together."""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass

import numpy as np

from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.graph import SystemGraph
from legacymap.graph.separation import (
    Walk,
    bridges,
    count_bridges,
    count_cut_nodes,
    cut_nodes,
    inside,
    undirected,
    walk,
)


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """A system without which those around it fall into ``pieces`` that nothing joins."""

    id: str
    pieces: int
    cuts_off: Excerpt[str]
    """The systems outside the largest piece."""
    services: int
    """How many of them are services: they are left without the rest."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two systems whose dependencies on each other are all that joins two sides."""

    systems: tuple[str, str]
    dependencies: int
    cuts_off: Excerpt[str]
    """The systems on the smaller side."""
    services: int
    """How many of them are services."""


@dataclass(frozen=True, slots=True)
class SinglePoints:
    """What the estate hangs on: those that cut most off first."""

    systems: Excerpt[SinglePoint]
    links: Excerpt[Link]


def single_points(
    graph: SystemGraph,
    services: Collection[str] = (),
    own: Container[str] | None = None,
    shown: slice = FIRST,
) -> SinglePoints:
    """The articulation points and bridges of the dependencies, read without direction.

    Without such a system (or link) two sides of the estate have nothing left between them, by any
    chain of dependencies. Parts count as systems of their own where the graph is as given; that
    one is a part of another is no dependency and joins nothing here. With ``own``, those among
    these systems and links with an end among them.

    Range:
        0 to N - 2 systems, 0 to N - 1 links.
    Degenerate case:
        a cycle or a complete graph has none; systems without dependencies are left alone.
    Source:
        Hopcroft, J., Tarjan, R. (1973), "Algorithm 447: efficient algorithms for graph
        manipulation", Communications of the ACM 16(6), 372-378.
    """
    tree = walk(undirected(graph.csr))
    is_service = np.zeros(len(graph), dtype=np.int64)
    is_service[[graph.node_of[service] for service in services]] = 1
    # Services up to each place of the walk: an interval is then counted by two looks.
    upto = np.concatenate([[0], np.cumsum(is_service[tree.node])])

    def counted(intervals: tuple[tuple[int, int], ...]) -> int:
        return sum(int(upto[end] - upto[start]) for start, end in intervals)

    if own is None:
        cuts, links = cut_nodes(tree, first=shown.stop), bridges(tree, first=shown.stop)
        how_many = count_cut_nodes(tree), count_bridges(tree)
    else:
        cuts = tuple(cut for cut in cut_nodes(tree) if graph.ids[cut.node] in own)
        links = tuple(
            link for link in bridges(tree) if any(graph.ids[end] in own for end in link.ends)
        )
        how_many = len(cuts), len(links)
    return SinglePoints(
        Excerpt(
            how_many[0],
            tuple(
                SinglePoint(
                    graph.ids[cut.node],
                    cut.pieces,
                    _cuts_off(graph, tree, cut.intervals),
                    counted(cut.intervals),
                )
                for cut in cuts[shown]
            ),
        ),
        Excerpt(
            how_many[1],
            tuple(
                Link(
                    (graph.ids[link.ends[0]], graph.ids[link.ends[1]]),
                    _between(graph, *link.ends) + _between(graph, *link.ends[::-1]),
                    _cuts_off(graph, tree, link.intervals),
                    counted(link.intervals),
                )
                for link in links[shown]
            ),
        ),
    )


def _between(graph: SystemGraph, consumer: int, provider: int) -> int:
    """Number of dependencies of one node on another."""
    start, end = graph.csr.indptr[consumer], graph.csr.indptr[consumer + 1]
    edge = start + int(np.searchsorted(graph.csr.indices[start:end], provider))
    there = edge < end and graph.csr.indices[edge] == provider
    return int(graph.multiplicity[edge]) if there else 0


def _cuts_off(
    graph: SystemGraph,
    tree: Walk,
    intervals: tuple[tuple[int, int], ...],
    shown: slice = FIRST,
) -> Excerpt[str]:
    nodes = inside(tree, intervals)
    return Excerpt(len(nodes), tuple(graph.ids[node] for node in nodes[shown]))


def cut_off_without(
    graph: SystemGraph, ends: Collection[str], shown: slice = FIRST
) -> Excerpt[str] | None:
    """What one system alone, or the link between two, holds to the rest; ``None``: neither does."""
    tree = walk(undirected(graph.csr))
    nodes = {graph.node_of[end] for end in ends}
    found = [cut.intervals for cut in cut_nodes(tree) if {cut.node} == nodes]
    found += [link.intervals for link in bridges(tree) if {*link.ends} == nodes]
    return _cuts_off(graph, tree, found[0], shown) if found else None
