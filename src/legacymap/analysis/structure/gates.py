"""Which systems stand on every way from the services to others: the dominators of the estate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from legacymap.analysis.excerpt import SHOWN, Excerpt
from legacymap.graph import Csr, Ints, SystemGraph
from legacymap.graph.dominators import immediate_dominators
from legacymap.graph.kernels import csr, distances

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Gate:
    """A system that every way from any service to those behind it passes."""

    id: str
    behind: Excerpt[str]
    """Systems that no service reaches but through it."""
    services: int
    """Services that reach it, and so lose all that is behind it when it stops."""


@dataclass(frozen=True, slots=True)
class Gates:
    """The gates of the estate, those with most systems behind them first."""

    services: int
    """Services with a dependency: the ways begin there."""
    reached: int
    """Systems that some service reaches, services left out."""
    found: Excerpt[Gate]


def gates(graph: SystemGraph, services: Collection[str], own: BoolArray | None = None) -> Gates:
    """The systems, services left out, that alone lead from the services to some other system.

    Ways follow dependencies from consumer to provider, and from a system to its parts where these
    are apart. Where an articulation point holds things together in whatever direction, a gate is
    about needing: what is behind it is needed only through it. Of a part of the estate, whose
    nodes are ``own``, its own gates are told: ways, services and what is behind are of the whole.

    Formula:
        x is a gate of y where x dominates y seen from a source before all services
    Range:
        0 to the systems that services reach.
    Unit:
        systems.
    Degenerate case:
        no service with a dependency: no gate, and ``services`` is 0.
    Source:
        Lengauer, T., Tarjan, R. E. (1979), "A fast algorithm for finding dominators in a
        flowgraph"; dominators as single points of failure: Allesina, Bodini (2004), "Who dominates
        whom in the ecosystem?".
    """
    reach = graph.reach
    starts = np.array(sorted(graph.node_of[s] for s in set(services)), dtype=np.int64)
    starts = starts[np.diff(reach.indptr)[starts] > 0] if len(starts) else starts
    if not len(starts):
        return Gates(0, 0, Excerpt(0))
    above = _dominators(reach, starts)
    is_service = np.zeros(len(graph), dtype=np.bool_)
    is_service[starts] = True
    reached = (above >= 0) & ~is_service
    # A service hangs on no other system, so nothing but systems stands below a system.
    order, size = _below(above, reached)
    place = np.empty(len(graph), dtype=np.int64)
    place[order] = np.arange(len(order))
    gate = size > 1 if own is None else (size > 1) & own
    found = sorted(np.nonzero(gate)[0].tolist(), key=lambda gate: (-size[gate], gate))
    back = reach.reversed()
    return Gates(
        services=len(starts),
        reached=int(reached.sum()),
        found=Excerpt(
            len(found),
            tuple(
                Gate(
                    graph.ids[gate],
                    _named(graph, order[place[gate] + 1 : place[gate] + size[gate]]),
                    _reaching(back, gate, starts),
                )
                for gate in found[:SHOWN]
            ),
        ),
    )


def _named(graph: SystemGraph, nodes: Ints) -> Excerpt[str]:
    return Excerpt(len(nodes), tuple(graph.ids[node] for node in np.sort(nodes)[:SHOWN]))


def _below(above: Ints, reached: BoolArray) -> tuple[Ints, Ints]:
    """The reached nodes with all that hangs below each behind it, and how many that are."""
    children: dict[int, list[int]] = {}
    for node in np.nonzero(reached)[0].tolist():
        children.setdefault(int(above[node]), []).append(node)
    tops = [up for up in children if up >= len(above) or not reached[up]]
    stack = [node for up in sorted(tops, reverse=True) for node in reversed(children[up])]
    order = []
    while stack:
        node = stack.pop()
        order.append(node)
        stack += reversed(children.get(node, []))
    size = np.zeros(len(above), dtype=np.int64)
    for node in reversed(order):
        size[node] = 1 + sum(size[child] for child in children.get(node, []))
    return np.array(order, dtype=np.int64), size


def _dominators(reach: Csr, starts: Ints) -> Ints:
    """The immediate dominator of each node; ``n`` (the source) where no other is, -1: no way."""
    source = reach.nodes
    tails = np.concatenate([reach.tails, np.full(len(starts), source, dtype=np.int64)])
    heads = np.concatenate([reach.indices, starts])
    return immediate_dominators(csr(source + 1, tails, heads), source)[:source]


def _reaching(back: Csr, gate: int, starts: Ints) -> int:
    far = distances(back.indptr, back.indices, np.array([gate]))
    return int((far[starts] >= 0).sum())
