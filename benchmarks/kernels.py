"""Graph kernels against networkx, rustworkx and scipy on the same edges, as ratios."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

import networkx as nx
import numpy as np
import rustworkx as rx
from rich.console import Console
from rich.table import Table

from benchmarks.estates import edges
from legacymap.graph import kernels
from legacymap.graph.closures import closure_sizes

Timed = Callable[[], object]


def seconds(work: Timed, runs: int) -> float:
    """Median time of ``runs`` runs after one that is not counted."""
    work()
    times = []
    for _ in range(runs):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return median(times)


def compare(out: Console, sizes: Sequence[int]) -> None:
    """Print a table a size: our seconds, and how many times longer each peer takes."""
    for size in sizes:
        out.print(_table(size, runs=5 if size <= 10_000 else 1))


def _table(size: int, runs: int) -> Table:
    pairs = edges(size, 5 * size)
    tails, heads = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    ours = kernels.csr(size, tails, heads)
    theirs = nx.DiGraph(pairs)
    rust = rx.PyDiGraph()
    rust.add_nodes_from(range(size))
    rust.add_edges_from_no_data(pairs)
    closures = size <= 10_000  # networkx and rustworkx need minutes beyond
    rows: list[tuple[str, Timed, Timed | None, Timed | None]] = [
        (
            "build",
            lambda: kernels.csr(size, tails, heads),
            lambda: nx.DiGraph(pairs),
            lambda: _rust(size, pairs),
        ),
        (
            "strong components",
            lambda: kernels.components(ours),
            lambda: list(nx.strongly_connected_components(theirs)),
            lambda: rx.strongly_connected_components(rust),
        ),
        (
            "closure sizes",
            lambda: closure_sizes(ours),
            (lambda: _nx_closures(theirs)) if closures else None,
            (lambda: [len(rx.descendants(rust, node)) for node in rust.node_indices()])
            if closures
            else None,
        ),
        (
            "distances from one",
            lambda: kernels.distances(ours.indptr, ours.indices, np.zeros(1, dtype=np.int64)),
            lambda: nx.single_source_shortest_path_length(theirs, 0),
            lambda: rx.bfs_successors(rust, 0),
        ),
    ]
    table = Table(title=f"{size:,} systems, {len(pairs):,} dependencies")
    for heading in ("kernel", "legacymap, ms", "networkx, times", "rustworkx, times"):
        table.add_column(heading, justify="right" if heading != "kernel" else "left")
    for name, our, networkx, rustworkx in rows:
        mine = seconds(our, runs)
        others = [f"{seconds(w, 1) / mine:.1f}" if w else "not run" for w in (networkx, rustworkx)]
        table.add_row(name, f"{1000 * mine:.2f}", *others)
    return table


def _rust(size: int, pairs: list[tuple[int, int]]) -> object:
    graph = rx.PyDiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from_no_data(pairs)
    return graph


def _nx_closures(graph: nx.DiGraph[int]) -> list[int]:
    return [len(nx.descendants(graph, node)) for node in graph]
