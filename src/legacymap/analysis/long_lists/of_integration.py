"""The long lists of an integration: stores and who is at them, meshes, chains, pairs, sightings."""

from __future__ import annotations

from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.integration.batch_hops import BatchChain, BatchHops, batch_hops
from legacymap.analysis.integration.chatty_pairs import (
    ChattyPair,
    ChattyPairs,
    MutualPair,
    chatty_pairs,
)
from legacymap.analysis.integration.links import links
from legacymap.analysis.integration.meshes import Mesh, Meshes, meshes
from legacymap.analysis.integration.shared_stores import (
    SharedStore,
    SharedStores,
    StoreUser,
    elements_at,
    owners_at,
    shared_stores,
    users_at,
)
from legacymap.analysis.long_lists.wanted import Wanted, no_such_row
from legacymap.analysis.quality.sightings import Sightings, sighted


def shared(wanted: Wanted) -> Excerpt[SharedStore]:
    """The stores that several systems use."""
    return _stores(wanted).shared


def undrawn(wanted: Wanted) -> Excerpt[SharedStore]:
    """The systems whose database others use."""
    return _stores(wanted).undrawn


def _stores(wanted: Wanted) -> SharedStores:
    least = wanted.thresholds.store_systems
    return shared_stores(wanted.estate, links(wanted.estate), least, wanted.part, wanted.shown)


def store_users(wanted: Wanted) -> Excerpt[StoreUser]:
    """Who uses one store."""
    return users_at(wanted.estate, links(wanted.estate), _store(wanted), wanted.shown)


def store_owners(wanted: Wanted) -> Excerpt[str]:
    """The owners of the systems at one store."""
    return owners_at(wanted.estate, links(wanted.estate), _store(wanted), wanted.shown)


def store_elements(wanted: Wanted) -> Excerpt[str]:
    """The elements by which one system uses one store."""
    estate = wanted.estate
    system = estate.top.ids[estate.top.node_of[estate.system(wanted.of[1])]]
    return elements_at(estate, links(estate), _store(wanted), system, wanted.shown)


def _store(wanted: Wanted) -> str:
    return wanted.estate.system(wanted.of[0])


def found_meshes(wanted: Wanted) -> Excerpt[Mesh]:
    """The groups that are tied pair by pair."""
    return _meshes(wanted, wanted.shown, FIRST).found


def mesh_systems(wanted: Wanted) -> Excerpt[str]:
    """The systems of one mesh."""
    return _mesh(wanted).systems


def hub_candidates(wanted: Wanted) -> Excerpt[str]:
    """The members of one mesh that are linked with all others."""
    return _mesh(wanted).hub_candidates


def _mesh(wanted: Wanted) -> Mesh:
    number = int(wanted.of[0]) if wanted.of[0].isascii() and wanted.of[0].isdecimal() else 0
    stretch = slice(max(number, 1) - 1, number)
    found = _meshes(wanted, stretch, wanted.shown).found.first
    if not found:
        raise no_such_row(wanted, "is not the place of a mesh: the first is 1")
    return found[0]


def _meshes(wanted: Wanted, shown: slice, members: slice) -> Meshes:
    return meshes(
        wanted.estate,
        links(wanted.estate),
        least=wanted.thresholds.mesh_systems,
        density=wanted.thresholds.mesh_density,
        part=wanted.part,
        shown=shown,
        members_shown=members,
    )


def behind_batches(wanted: Wanted) -> Excerpt[str]:
    """The services that get data by a batch."""
    return _batch(wanted).behind


def batch_chains(wanted: Wanted) -> Excerpt[BatchChain]:
    """The batches that follow each other."""
    return _batch(wanted).chains


def _batch(wanted: Wanted) -> BatchHops:
    least = wanted.thresholds.batch_hops
    return batch_hops(wanted.estate, links(wanted.estate), least, wanted.part, wanted.shown)


def much_used(wanted: Wanted) -> Excerpt[ChattyPair]:
    """The pairs with far more traffic than the rest."""
    return _pairs(wanted).chatty or Excerpt(0)


def mutual(wanted: Wanted) -> Excerpt[MutualPair]:
    """The pairs that depend on each other directly."""
    return _pairs(wanted).mutual


def _pairs(wanted: Wanted) -> ChattyPairs:
    return chatty_pairs(
        wanted.estate,
        links(wanted.estate),
        factor=wanted.thresholds.chatty_factor,
        fewest=wanted.thresholds.chatty_pairs,
        part=wanted.part,
        shown=wanted.shown,
    )


def declared_not_observed(wanted: Wanted) -> Excerpt[str]:
    """The dependencies that nobody saw at work."""
    return _sighted(wanted).declared_not_observed


def observed_not_declared(wanted: Wanted) -> Excerpt[str]:
    """The dependencies that nobody declares."""
    return _sighted(wanted).observed_not_declared


def last_seen_long_ago(wanted: Wanted) -> Excerpt[str]:
    """The dependencies that were last seen long ago."""
    return _sighted(wanted).last_seen_long_ago


def _sighted(wanted: Wanted) -> Sightings:
    return sighted(wanted.estate, wanted.stale_after_days, wanted.part, wanted.shown)
