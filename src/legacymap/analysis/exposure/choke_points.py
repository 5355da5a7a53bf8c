"""Where one cut frees a service: the systems on every path from it to a legacy system.

A super-sink stands behind all legacy systems. What lies on every path from a service to the sink
are the dominators of the service in the reversed graph, seen from the sink: one dominator tree
answers for every service at once. (The legacy systems that a service does not reach lie on none of
its paths, so the sink behind all of them is the sink behind those in its closure.)
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from legacymap.graph import Csr, Ints, kernels
from legacymap.graph.dominators import immediate_dominators


def gates(graph: Csr, goals: Ints) -> Ints:
    """For each node the next node that every path from it to any of ``goals`` passes.

    ``n`` (the number of nodes) stands for the sink behind the goals: no single node lies on all
    paths from there on. -1 where no path leads to a goal. Following the chain from a node to ``n``
    gives all its choke points in order.
    """
    sink = graph.nodes
    tails = np.concatenate([graph.indices, np.full(len(goals), sink, dtype=np.int64)])
    heads = np.concatenate([graph.tails, goals.astype(np.int64)])
    backward = kernels.csr(sink + 1, tails, heads)
    return immediate_dominators(backward, sink)[:sink]


def chain(gate: Ints, node: int) -> Iterator[int]:
    """The choke points of ``node`` in the order in which its paths pass them, itself left out."""
    here = int(gate[node])
    while 0 <= here < len(gate):
        yield here
        here = int(gate[here])
