"""Which systems stand on every way from the services to others: the dominators of the estate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.graph import Csr, Ints, SystemGraph
from legacymap.graph.dominators import immediate_dominators
from legacymap.graph.kernels import csr, distances
from legacymap.graph.reach_sets import Upward

BoolArray = npt.NDArray[np.bool_]

_WORD: Final = 64


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


def gates(
    graph: SystemGraph,
    services: Collection[str],
    upward: Upward,
    own: BoolArray | None = None,
    stretch: slice = FIRST,
) -> Gates:
    """The systems, services left out, that alone lead from the services to some other system.

    Ways follow dependencies from consumer to provider, and from a system to its parts where these
    are apart; ``upward`` is the condensation of that. Where an articulation point holds things
    together in whatever direction, a gate is about needing: what is behind it is needed only
    through it. Of a part of the estate, whose nodes are ``own``, its own gates are told: ways,
    services and what is behind are of the whole.

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
    is_service = np.zeros(len(graph), dtype=np.bool_)
    is_service[starts] = True
    starts = starts[np.diff(reach.indptr)[starts] > 0] if len(starts) else starts
    if not len(starts):
        return Gates(0, 0, Excerpt(0))
    above = _dominators(reach, starts)
    reached = (above >= 0) & ~is_service
    # A service hangs on no other system, so nothing but systems stands below a system.
    order, size = _below(above, reached)
    place = np.empty(len(graph), dtype=np.int64)
    place[order] = np.arange(len(order))
    found = np.nonzero(size > 1 if own is None else (size > 1) & own)[0]
    found = found[np.argsort(-size[found], kind="stable")]
    shown = found[stretch]
    return Gates(
        services=len(starts),
        reached=int(reached.sum()),
        found=Excerpt(
            len(found),
            tuple(
                Gate(
                    graph.ids[gate],
                    _named(graph, order[place[gate] + 1 : place[gate] + size[gate]]),
                    reaching,
                )
                for gate, reaching in zip(
                    shown.tolist(), _reaching(upward, starts, shown), strict=True
                )
            ),
        ),
    )


def behind(
    graph: SystemGraph, services: Collection[str], gate: int, shown: slice = FIRST
) -> Excerpt[str]:
    """The systems that no service reaches but through the node ``gate``: two searches."""
    reach = graph.reach
    starts = np.array(sorted(graph.node_of[s] for s in set(services)), dtype=np.int64)
    starts = starts[np.diff(reach.indptr)[starts] > 0] if len(starts) else starts
    if gate in starts:
        return Excerpt(0)
    kept = (reach.tails != gate) & (reach.indices != gate)
    without = csr(reach.nodes, reach.tails[kept], reach.indices[kept])
    lost = distances(reach.indptr, reach.indices, starts) >= 0
    lost &= distances(without.indptr, without.indices, starts) < 0
    lost[gate] = False
    nodes = np.nonzero(lost)[0]
    return Excerpt(len(nodes), tuple(graph.ids[node] for node in nodes[shown].tolist()))


def _named(graph: SystemGraph, nodes: Ints) -> Excerpt[str]:
    return Excerpt(len(nodes), tuple(graph.ids[node] for node in np.sort(nodes)[FIRST]))


def _below(above: Ints, reached: BoolArray) -> tuple[Ints, Ints]:
    """The reached nodes with all that hangs below each behind it, and how many that are."""
    nodes = np.nonzero(reached)[0]
    below = csr(len(above) + 1, above[nodes], nodes)
    return _walked(below.indptr, below.indices, reached)


@njit(cache=True, nogil=True)
def _walked(indptr: Ints, indices: Ints, reached: BoolArray) -> tuple[Ints, Ints]:
    """The reached nodes of the trees below all others, from the top, and what each holds."""
    n = len(reached)
    order = np.empty(len(indices), dtype=np.int64)
    stack = np.empty(len(indices), dtype=np.int64)
    filled = 0
    for top in range(n + 1):
        if top < n and reached[top]:
            continue
        waiting = 0
        for place in range(indptr[top], indptr[top + 1]):
            stack[waiting] = indices[place]
            waiting += 1
        while waiting > 0:
            waiting -= 1
            node = stack[waiting]
            order[filled] = node
            filled += 1
            for place in range(indptr[node], indptr[node + 1]):
                stack[waiting] = indices[place]
                waiting += 1
    size = np.zeros(n, dtype=np.int64)
    for place in range(filled - 1, -1, -1):
        node = order[place]
        size[node] += 1
        for item in range(indptr[node], indptr[node + 1]):
            size[node] += size[indices[item]]
    return order[:filled], size


def _dominators(reach: Csr, starts: Ints) -> Ints:
    """The immediate dominator of each node; ``n`` (the source) where no other is, -1: no way."""
    source = reach.nodes
    tails = np.concatenate([reach.tails, np.full(len(starts), source, dtype=np.int64)])
    heads = np.concatenate([reach.indices, starts])
    return immediate_dominators(csr(source + 1, tails, heads), source)[:source]


def _reaching(upward: Upward, starts: Ints, gates: Ints) -> list[int]:
    """How many of ``starts`` reach each of the ``gates``."""
    column = np.full(len(upward.position), -1, dtype=np.int64)
    column[gates] = np.arange(len(gates))
    found: list[int] = []
    for block in upward.blocks(column, len(gates)):
        at = upward.position[starts]
        rows = block.bits[at[block.filled[at]]]
        for word in range(rows.shape[1]):
            found += [
                int((rows[:, word] >> np.uint64(bit) & np.uint64(1)).sum())
                for bit in range(min(_WORD, len(gates) - word * _WORD))
            ]
    return found
