"""Which services stand on each system that is replaced, directly or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from legacymap.analysis.estate import Estate
from legacymap.graph import kernels
from legacymap.planning.model.arrays import Index


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
    given, and parent to part. One search for each group, or for each service where these are
    fewer: O(min(groups, services) * (n + m)).
    """
    services = estate.services("top")
    members = {
        name: _nodes(estate, (one for one in sorted(group) if one in estate.graph.node_of))
        for name, group in groups.items()
    }
    starts = _nodes(estate, services)
    search = _by_service if len(services) < len(groups) else _by_group
    found = search(estate, members, starts)
    on = {name: tuple(services[i] for i in found[name]) for name in groups}
    return Standing(
        services=tuple(service for service in services if service not in legacy),
        legacy_services=tuple(service for service in services if service in legacy),
        on=on,
    )


def _nodes(estate: Estate, systems: Iterable[str]) -> Index:
    return np.array([estate.graph.node_of[system] for system in systems], dtype=np.int64)


def _by_group(
    estate: Estate, members: Mapping[str, Index], services: Index
) -> dict[str, list[int]]:
    """The services, by their place in ``services``, that a search back from each group meets."""
    back = estate.graph.reach.reversed()
    return {
        name: np.flatnonzero(
            kernels.distances(back.indptr, back.indices, nodes)[services] >= 0
        ).tolist()
        for name, nodes in members.items()
    }


def _by_service(
    estate: Estate, members: Mapping[str, Index], services: Index
) -> dict[str, list[int]]:
    """The same by a search from each service: a group is met where one of its members is."""
    reach, names = estate.graph.reach, list(members)
    found: dict[str, list[int]] = {name: [] for name in names}
    sizes = [len(members[name]) for name in names]
    owner = np.repeat(np.arange(len(names)), sizes)
    nodes = np.concatenate([*members.values(), np.zeros(0, np.int64)])
    for i in range(len(services)):
        far = kernels.distances(reach.indptr, reach.indices, services[i : i + 1])
        for group in np.unique(owner[far[nodes] >= 0]).tolist():
            found[names[group]].append(i)
    return found
