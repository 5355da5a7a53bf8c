"""Whether systems are tied together in ways that make each of them hard to replace."""

from __future__ import annotations

from dataclasses import replace

from legacymap.analysis.estate import Estate
from legacymap.analysis.integration.batch_hops import batch_hops
from legacymap.analysis.integration.chatty_pairs import chatty_pairs
from legacymap.analysis.integration.declared_and_observed import declared_and_observed
from legacymap.analysis.integration.integrated import Integration
from legacymap.analysis.integration.links import between_systems, links
from legacymap.analysis.integration.meshes import meshes
from legacymap.analysis.integration.sentences import integration_sentences
from legacymap.analysis.integration.shared_stores import shared_stores
from legacymap.analysis.integration.thresholds import Thresholds

_NOTE = (
    "these are signs and no faults: each is named with what it rests on, and where the inventory"
    " cannot tell, nothing is said"
)


def integration(estate: Estate, thresholds: Thresholds | None = None) -> Integration:
    """The integration smells of ``estate``; ``thresholds`` say from where on something is one."""
    limits = thresholds or Thresholds()
    rows = links(estate)
    found = Integration(
        systems=len(estate.top),
        dependencies=between_systems(rows).height,
        thresholds=limits,
        shared_databases=shared_stores(estate, rows, limits.store_systems),
        meshes=meshes(estate, rows, least=limits.mesh_systems, density=limits.mesh_density),
        batch=batch_hops(estate, rows, limits.batch_hops),
        declared_and_observed=declared_and_observed(estate),
        chatty=chatty_pairs(estate, rows, factor=limits.chatty_factor, fewest=limits.chatty_pairs),
        note=_NOTE,
        sentences=(),
    )
    names = dict(estate.graph.systems.select("id", "name").iter_rows())
    return replace(found, sentences=integration_sentences(found, names))
