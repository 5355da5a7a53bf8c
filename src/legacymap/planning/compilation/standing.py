"""Which services stand on the systems that are replaced, directly or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from legacymap.analysis.estate import Estate
from legacymap.graph import Csr, kernels
from legacymap.planning.model.arrays import Index


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """Services and what they stand on; services that are legacy themselves are listed apart.

    A service stands on a group of systems and parts when one of its members is in the service's
    reach: dependencies as given, and parent to part. Who stands on what is searched when it is
    asked, because all pairs together grow with the square of the estate.
    """

    services: tuple[str, ...]
    legacy_services: tuple[str, ...]
    members: Mapping[str, Index]
    """The nodes of each group, by its name."""
    starts: Mapping[str, Index]
    """The node of each service, legacy ones included, sorted by id."""
    reach: Csr
    back: Csr

    def on(self, groups: Iterable[str]) -> tuple[str, ...]:
        """The services, legacy ones included, that stand on any of ``groups``: O(n + m)."""
        nodes = _joined(self.members[group] for group in groups)
        met = kernels.distances(self.back.indptr, self.back.indices, nodes) >= 0
        return tuple(service for service, (node,) in self.starts.items() if met[node])

    def under(self, service: str) -> tuple[str, ...]:
        """The groups that ``service`` stands on, in their order: O(n + m); none if it is none."""
        start = self.starts.get(service)
        if start is None:
            return ()
        met = kernels.distances(self.reach.indptr, self.reach.indices, start) >= 0
        return tuple(group for group, nodes in self.members.items() if met[nodes].any())


def standing(
    estate: Estate, groups: Mapping[str, Iterable[str]], legacy: frozenset[str]
) -> Standing:
    """Who stands on ``groups``, which are sets of systems and parts by a name."""
    node_of, reach = estate.graph.node_of, estate.graph.reach
    services = estate.services("top")
    return Standing(
        services=tuple(service for service in services if service not in legacy),
        legacy_services=tuple(service for service in services if service in legacy),
        members={
            name: _nodes(node_of[one] for one in sorted(group) if one in node_of)
            for name, group in groups.items()
        },
        starts={service: _nodes((node_of[service],)) for service in services},
        reach=reach,
        back=reach.reversed(),
    )


def _nodes(found: Iterable[int]) -> Index:
    return np.fromiter(found, dtype=np.int64)


def _joined(parts: Iterable[Index]) -> Index:
    return np.concatenate([*parts, np.zeros(0, np.int64)])
