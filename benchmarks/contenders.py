"""What each library does for each kernel, on the same graph: who builds it and what is timed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Timed = Callable[[], object]
Kernels = dict[str, Timed]

STARTS: Final = 32
"""From how many nodes shortest ways are followed for betweenness, by every library."""
NETWORKX_STARTS: Final = 2
"""networkx follows two and its time is taken sixteen times."""

KERNELS: Final = (
    "build",
    "turn round",
    "strong components",
    "weak components",
    "condensation",
    "topological order",
    "distances from one",
    "closure sizes, exact",
    "closure sizes, estimated",
    "dominators",
    "cut nodes",
    "bridges",
    "betweenness, 32 starts",
    "communities",
    "modularity",
    "cheapest cut",
)


@dataclass(frozen=True)
class Given:
    """The graph to measure on, as arrays."""

    nodes: int
    consumers: Ints
    providers: Ints

    @cached_property
    def start(self) -> int:
        """A node that leads far: of sixteen drawn the one that reaches most, first of equals."""
        from legacymap.graph import kernels

        graph = kernels.csr(self.nodes, self.consumers, self.providers)
        drawn = np.random.default_rng(1).integers(0, self.nodes, 16).tolist()

        def reached(node: int) -> int:
            far = kernels.distances(graph.indptr, graph.indices, np.array([node]))
            return int((far >= 0).sum())

        return max(drawn, key=reached)


def legacymap(given: Given) -> Kernels:
    """Ours, on arrays."""
    from legacymap.graph import kernels
    from legacymap.graph.betweenness import betweenness
    from legacymap.graph.closures import closures
    from legacymap.graph.communities import communities, modularity
    from legacymap.graph.dominators import immediate_dominators
    from legacymap.graph.feedback import cheapest_cut
    from legacymap.graph.separation import bridges, cut_nodes, undirected, walk

    graph = kernels.csr(given.nodes, given.consumers, given.providers)
    both = undirected(graph)
    ones = np.ones(len(graph.indices), dtype=np.int64)
    label = communities(graph, ones) if given.nodes <= 200_000 else np.arange(given.nodes) // 240
    exact, start = given.nodes + 1, given.start
    return {
        "build": lambda: kernels.csr(given.nodes, given.consumers, given.providers),
        "turn round": graph.reversed,
        "strong components": lambda: kernels.components(graph),
        "weak components": lambda: kernels.weak_components(graph),
        "condensation": lambda: kernels.condensation(graph, kernels.components(graph)),
        "topological order": lambda: kernels.topological_order(graph.indptr, graph.indices),
        "distances from one": lambda: kernels.distances(
            graph.indptr, graph.indices, np.array([start])
        ),
        "closure sizes, exact": lambda: closures(graph, exact_components=exact),
        "closure sizes, estimated": lambda: closures(graph, exact_components=0),
        "dominators": lambda: immediate_dominators(graph, start),
        "cut nodes": lambda: cut_nodes(walk(both), first=100),
        "bridges": lambda: bridges(walk(both), first=100),
        "betweenness, 32 starts": lambda: betweenness(graph, exact_nodes=0, drawn=STARTS),
        "communities": lambda: communities(graph, ones),
        "modularity": lambda: modularity(graph, ones, label),
        "cheapest cut": lambda: cheapest_cut(graph, ones),
    }


def networkx(given: Given) -> Kernels:
    """The library that everyone knows, in pure Python."""
    import networkx as nx

    pairs = list(zip(given.consumers.tolist(), given.providers.tolist(), strict=True))

    def build() -> nx.DiGraph[int]:
        made: nx.DiGraph[int] = nx.DiGraph()
        made.add_nodes_from(range(given.nodes))
        made.add_edges_from(pairs)
        return made

    graph = build()
    both = graph.to_undirected()
    small, start = given.nodes <= 10_000, given.start
    kernels: Kernels = {
        "build": build,
        "turn round": graph.reverse,
        "strong components": lambda: list(nx.strongly_connected_components(graph)),
        "weak components": lambda: list(nx.weakly_connected_components(graph)),
        "condensation": lambda: nx.condensation(graph),
        "topological order": lambda: list(nx.topological_sort(graph)),
        "distances from one": lambda: nx.single_source_shortest_path_length(graph, start),
        "dominators": lambda: nx.immediate_dominators(graph, start),
        "cut nodes": lambda: list(nx.articulation_points(both)),
        "bridges": lambda: list(nx.bridges(both)),
        "betweenness, 32 starts": lambda: nx.betweenness_centrality(
            graph, k=NETWORKX_STARTS, seed=1
        ),
        "modularity": lambda: nx.community.modularity(
            graph, [range(low, min(low + 240, given.nodes)) for low in range(0, given.nodes, 240)]
        ),
    }
    if small:
        kernels["communities"] = lambda: nx.community.louvain_communities(graph, seed=1)
    return kernels


def rustworkx(given: Given) -> Kernels:
    """Rust (Apache-2.0)."""
    import rustworkx as rx

    pairs = list(zip(given.consumers.tolist(), given.providers.tolist(), strict=True))

    def build() -> Any:
        made = rx.PyDiGraph()
        made.add_nodes_from(range(given.nodes))
        made.add_edges_from_no_data(pairs)
        return made

    graph = build()
    both, start = graph.to_undirected(multigraph=False), given.start
    return {
        "build": build,
        "strong components": lambda: rx.strongly_connected_components(graph),
        "weak components": lambda: rx.weakly_connected_components(graph),
        "condensation": lambda: rx.condensation(graph),
        "topological order": lambda: rx.topological_sort(graph),
        "distances from one": lambda: rx.dijkstra_shortest_path_lengths(
            graph, start, lambda _: 1.0
        ),
        "dominators": lambda: rx.immediate_dominators(graph, start),
        "cut nodes": lambda: rx.articulation_points(both),
        "bridges": lambda: rx.bridges(both),
    }


def networkit(given: Given) -> Kernels:
    """C++ (MIT), on one thread: results of several are not the same each time."""
    import networkit as nk

    nk.setNumberOfThreads(1)
    nk.setSeed(1, False)
    ends, start = (given.consumers, given.providers), given.start
    graph = nk.GraphFromCoo(ends, n=given.nodes, directed=True)
    both = nk.graphtools.toUndirected(graph)
    groups = nk.Partition(given.nodes)
    groups.setUpperBound(given.nodes // 240 + 1)
    for node in range(given.nodes):
        groups[node] = node // 240
    kernels: Kernels = {
        "build": lambda: nk.GraphFromCoo(ends, n=given.nodes, directed=True),
        "strong components": lambda: nk.components.StronglyConnectedComponents(graph).run(),
        "weak components": lambda: nk.components.WeaklyConnectedComponents(graph).run(),
        "topological order": lambda: nk.graphtools.topologicalSort(graph),
        "distances from one": lambda: nk.distance.BFS(graph, start).run(),
        "cut nodes": lambda: nk.components.BiconnectedComponents(both).run(),
        "betweenness, 32 starts": lambda: nk.centrality.EstimateBetweenness(graph, STARTS).run(),
        "communities": lambda: nk.community.PLM(both).run(),
        "modularity": lambda: nk.community.Modularity().getQuality(groups, both),
    }
    if given.nodes <= 10_000:
        kernels["closure sizes, exact"] = lambda: nk.reachability.ReachableNodes(graph, True).run()
    return kernels


CONTENDERS: Final[dict[str, Callable[[Given], Kernels]]] = {
    "legacymap": legacymap,
    "networkx": networkx,
    "rustworkx": rustworkx,
    "networkit": networkit,
}
