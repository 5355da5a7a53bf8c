"""Which services stand on each system that is replaced, directly or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from legacymap.analysis.estate import Estate
from legacymap.graph import kernels


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Services and what they stand on; services that are legacy themselves are listed apart."""

    services: tuple[str, ...]
    legacy_services: tuple[str, ...]
    on: Mapping[str, tuple[str, ...]]
    """The services, legacy ones included, whose reach holds each group."""


def standing(
    estate: Estate, groups: Mapping[str, Iterable[str]], legacy: frozenset[str]
) -> Standing:
    """Who stands on each of ``groups``, which are sets of systems and parts by a name.

    A service stands on a group when one of the group's members is in its reach: dependencies as
    given, and parent to part. One search a group: O(groups * (n + m)).
    """
    graph = estate.graph
    services = estate.services("top")
    nodes = np.array([graph.node_of[service] for service in services], dtype=np.int64)
    back = graph.reach.reversed()
    on: dict[str, tuple[str, ...]] = {}
    for name, members in groups.items():
        starts = np.array(
            [graph.node_of[member] for member in sorted(members) if member in graph.node_of],
            dtype=np.int64,
        )
        far = kernels.distances(back.indptr, back.indices, starts)[nodes]
        on[name] = tuple(
            service for service, steps in zip(services, far.tolist(), strict=True) if steps >= 0
        )
    return Standing(
        services=tuple(service for service in services if service not in legacy),
        legacy_services=tuple(service for service in services if service in legacy),
        on=on,
    )
