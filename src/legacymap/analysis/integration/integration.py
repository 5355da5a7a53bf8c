"""Whether systems are tied together in ways that make each of them hard to replace."""

from __future__ import annotations

from dataclasses import replace

from legacymap.analysis.estate import Estate
from legacymap.analysis.integration.batch_hops import batch_hops
from legacymap.analysis.integration.chatty_pairs import chatty_pairs
from legacymap.analysis.integration.declared_and_observed import declared_and_observed
from legacymap.analysis.integration.integrated import Integration
from legacymap.analysis.integration.links import between_systems, links, own_systems, touching
from legacymap.analysis.integration.meshes import meshes
from legacymap.analysis.integration.sentences import integration_sentences, shown_systems
from legacymap.analysis.integration.shared_stores import shared_stores
from legacymap.analysis.integration.thresholds import Thresholds
from legacymap.analysis.quality.sightings import STALE_AFTER_DAYS
from legacymap.analysis.scope import Part
from legacymap.analysis.shown_names import names_beside

_NOTE = (
    "these are signs and no faults: each is named with what it rests on, and where the inventory"
    " cannot tell, nothing is said"
)


def integration(
    estate: Estate,
    thresholds: Thresholds | None = None,
    *,
    stale_after_days: int = STALE_AFTER_DAYS,
    part: Part | None = None,
) -> Integration:
    """The integration smells of ``estate``; ``thresholds`` say from where on something is one.

    What was last observed more than ``stale_after_days`` before the inventory's date is stale.
    Of a ``part`` of the estate its own systems are counted, and what has an end in it.
    """
    limits = thresholds or Thresholds()
    rows, own = links(estate), own_systems(estate, part)
    ends = rows.select("edge", "from_top", "to_top")
    found = Integration(
        systems=int(own.sum()),
        dependencies=touching(between_systems(ends), own).height,
        thresholds=limits,
        shared_databases=shared_stores(estate, rows, limits.store_systems, part),
        meshes=meshes(
            estate, rows, least=limits.mesh_systems, density=limits.mesh_density, part=part
        ),
        batch=batch_hops(estate, rows, limits.batch_hops, part),
        declared_and_observed=declared_and_observed(estate, stale_after_days, part),
        chatty=chatty_pairs(
            estate,
            rows,
            factor=limits.chatty_factor,
            fewest=limits.chatty_pairs,
            part=part,
        ),
        note=_NOTE,
        scope=part.scope if part else None,
        sentences=(),
    )
    names = names_beside(estate.inventory.systems, shown_systems(found))
    told = integration_sentences(found, names)
    return replace(found, sentences=part.told(told) if part else told)
