"""Who needs a legacy system in any case, where some dependencies are alternatives."""

from __future__ import annotations

from collections import deque

import numpy as np

from legacymap.analysis.estate import LEGACY, Estate
from legacymap.analysis.exposure.nearest import Bits
from legacymap.graph import SystemGraph


def needs_legacy(estate: Estate) -> Bits | None:
    """Nodes of the as-given graph that cannot do without legacy; ``None`` without alternatives.

    A node needs legacy when it is legacy, when a part of it or a provider without alternative
    needs it, or when all members of one `alternative_group` of it do: the least such set, so that
    two systems that only point at each other do not make each other need it. O(n + m).
    """
    groups = estate.inventory.dependencies["alternative_group"]
    if groups.is_null().all():
        return None
    graph = estate.graph
    needing: Bits = estate.state == LEGACY
    choices = _choices(estate)
    left = {choice: len(providers) for choice, providers in choices.items()}
    of_provider: dict[int, list[tuple[int, str]]] = {}
    for choice, providers in choices.items():
        for provider in providers:
            of_provider.setdefault(provider, []).append(choice)
    must = _consumers_without_choice(estate)
    waiting = deque(int(node) for node in np.nonzero(needing)[0])
    while waiting:
        node = waiting.popleft()
        newly = [*must.get(node, ())]
        if graph.parents[node] >= 0:
            newly.append(int(graph.parents[node]))
        for choice in of_provider.get(node, ()):
            left[choice] -= 1
            if left[choice] == 0:
                newly.append(choice[0])
        for consumer in newly:
            if not needing[consumer]:
                needing[consumer] = True
                waiting.append(consumer)
    return needing


def _rows(estate: Estate, graph: SystemGraph) -> list[tuple[int, int, str | None]]:
    """Consumer, provider and group of every dependency that is an edge."""
    tails, heads = graph.csr.tails, graph.csr.indices
    return [
        (int(tails[edge]), int(heads[edge]), group)
        for edge, group in zip(
            graph.edge_of, estate.inventory.dependencies["alternative_group"], strict=True
        )
        if edge >= 0
    ]


def _choices(estate: Estate) -> dict[tuple[int, str], set[int]]:
    """Providers of every choice: one consumer's dependencies of one group."""
    choices: dict[tuple[int, str], set[int]] = {}
    for consumer, provider, group in _rows(estate, estate.graph):
        if group is not None:
            choices.setdefault((consumer, group), set()).add(provider)
    return choices


def _consumers_without_choice(estate: Estate) -> dict[int, list[int]]:
    must: dict[int, list[int]] = {}
    for consumer, provider, group in _rows(estate, estate.graph):
        if group is None:
            must.setdefault(provider, []).append(consumer)
    return must
