"""Every list of which answers give the count and the first hundred, by its place in the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.long_lists import (
    of_exposure,
    of_facts,
    of_fragmentation,
    of_integration,
    of_structure,
)
from legacymap.analysis.long_lists.wanted import Wanted
from legacymap.errors import Finding, InvalidQuery, Place


@dataclass(frozen=True, slots=True)
class LongList:
    """A list, what its items are, and what names the row that it belongs to."""

    items: str
    of: tuple[str, ...]
    """From the outside in; nothing where there is one such list in the answer."""
    find: Callable[[Wanted], Excerpt[object]]


def _one(items: str, find: Callable[[Wanted], Excerpt[object]], *of: str) -> LongList:
    return LongList(items, of, find)


_LEGACY: Final = "the legacy system"
_SERVICE: Final = "the service"
_CIRCLE: Final = "a system of the circle"
_TABLE: Final = "the table"

_EXPOSURE: Final = {
    "estate.legacy_services": _one("services", of_exposure.legacy_services),
    "estate.unknown_services": _one("services", of_exposure.unknown_services),
    "services.path": _one("systems", of_exposure.way, _SERVICE),
    "services.path_as_given": _one("systems and parts", of_exposure.way_as_given, _SERVICE),
    "services.choke_points": _one("systems and parts", of_exposure.choke_points, _SERVICE),
    "services.legacy": _one("systems", of_exposure.legacy_of_service, _SERVICE),
    "services.unknown": _one("systems", of_exposure.unknown_of_service, _SERVICE),
    "services.rolled_up.legacy": _one("systems", of_exposure.legacy_rolled_up, _SERVICE),
    "legacy.services": _one("services", of_exposure.services_on, _LEGACY),
    "legacy.directly": _one("services", of_exposure.services_directly_on, _LEGACY),
    "supposed.systems": _one("rows", of_exposure.supposed_systems),
    "brokers.publishers": _one("systems", of_exposure.publishers, "the topic or queue"),
    "brokers.subscribers": _one("systems", of_exposure.subscribers, "the topic or queue"),
}
_STRUCTURE: Final = {
    "core.systems": _one("systems", of_structure.core_systems),
    "own_core": _one("systems", of_structure.own_core),
    "core.tied": _one("rows", of_structure.tied_groups),
    "core.tied.systems": _one("systems", of_structure.circle_systems, "a system of the group"),
    "in_circles": _one("systems", of_structure.in_circles),
    "cycles.systems": _one("systems", of_structure.circle_systems, _CIRCLE),
    "cycles.cut": _one("rows", of_structure.circle_cut, _CIRCLE),
    "cycles.without_doubtful": _one("rows", of_structure.left_groups, _CIRCLE),
    "cycles.without_doubtful.systems": _one("systems", of_structure.left_group_systems, _CIRCLE),
    "cycles.without_doubtful.cut": _one("rows", of_structure.left_group_cut, _CIRCLE),
    "cycles.pushes_reversed": _one("rows", of_structure.turned_groups, _CIRCLE),
    "cycles.pushes_reversed.systems": _one("systems", of_structure.turned_group_systems, _CIRCLE),
    "single_points_of_failure": _one("rows", of_structure.failing_systems),
    "single_points_of_failure.cuts_off": _one("systems", of_structure.cut_off, "the system"),
    "bridges": _one("rows", of_structure.bridges),
    "bridges.cuts_off": _one("systems", of_structure.cut_off, "one end", "the other end"),
    "gates.found": _one("rows", of_structure.found_gates),
    "gates.found.behind": _one("systems", of_structure.behind_gate, "the gate"),
}
_FRAGMENTATION: Final = {
    "estate.isolated": _one("systems", of_fragmentation.isolated),
    "checks.failing": _one("data entities or systems", of_fragmentation.failing, "the check"),
    "tell_us_once": _one("rows", of_fragmentation.asked_again),
    "tell_us_once.services": _one("services", of_fragmentation.asking_services, "the data entity"),
    "owners.groups": _one("rows", of_fragmentation.silos),
    "owners.matrix": _one("rows", of_fragmentation.crossings),
    "owners.communities.found": _one("rows", of_fragmentation.found_communities),
    "owners.communities.found.systems": _one(
        "systems", of_fragmentation.community_systems, "a system of the community"
    ),
    "owners.communities.found.groups": _one(
        "rows", of_fragmentation.community_groups, "a system of the community"
    ),
    "owners.communities.elsewhere": _one("rows", of_fragmentation.elsewhere),
    "duplicates": _one("rows", of_fragmentation.alike),
    "components.systems": _one(
        "systems", of_fragmentation.island_systems, "a system of the island"
    ),
    "evidence.stores_read_across": _one("rows", of_fragmentation.stores_read_across),
    "evidence.stores_read_across.consumers": _one(
        "systems", of_fragmentation.store_consumers, "the store"
    ),
    "evidence.stores_nobody_reads": _one("systems", of_fragmentation.stores_nobody_reads),
    "evidence.indexes_nothing_feeds": _one("systems", of_fragmentation.indexes_nothing_feeds),
    "evidence.copy_flows": _one("rows", of_fragmentation.copy_flows),
    "evidence.claims_to_be_master": _one("rows", of_fragmentation.claims),
}
_STORES: Final = {
    "": _one("rows", of_integration.shared),
    ".owners": _one("owners", of_integration.store_owners, "the store"),
    ".users": _one("rows", of_integration.store_users, "the store"),
    ".users.through": _one(
        "systems", of_integration.store_elements, "the store", "the system that uses it"
    ),
}
_SIGHTINGS: Final = {
    "sightings.declared_not_observed": _one("dependencies", of_integration.declared_not_observed),
    "sightings.observed_not_declared": _one("dependencies", of_integration.observed_not_declared),
    "sightings.last_seen_long_ago": _one("dependencies", of_integration.last_seen_long_ago),
}
_MESH: Final = "the place of the mesh in the list, 1 for the first"
_INTEGRATION: Final = {
    **{f"shared_databases.shared{path}": one for path, one in _STORES.items()},
    **{f"shared_databases.undrawn{path}": one for path, one in _STORES.items()},
    "shared_databases.undrawn": _one("rows", of_integration.undrawn),
    "meshes.found": _one("rows", of_integration.found_meshes),
    "meshes.found.systems": _one("systems", of_integration.mesh_systems, _MESH),
    "meshes.found.hub_candidates": _one("systems", of_integration.hub_candidates, _MESH),
    "batch.behind": _one("services", of_integration.behind_batches),
    "batch.chains": _one("rows", of_integration.batch_chains),
    **{f"declared_and_observed.{path}": one for path, one in _SIGHTINGS.items()},
    "chatty.chatty": _one("rows", of_integration.much_used),
    "chatty.mutual": _one("rows", of_integration.mutual),
}
_QUALITY: Final = {
    "columns.unknown": _one("rows of the table", of_facts.blank, _TABLE, "the column"),
    "findings.systems": _one("systems or dependencies", of_facts.suspicious, "the code"),
    **_SIGHTINGS,
    "missing": _one("rows", of_facts.missing),
}
_RISK: Final = {
    "outside_legacy": _one("systems", of_facts.outside),
    "legacy.suggested_only": _one("systems", of_facts.looking_like_legacy),
    "legacy.with_legacy_parts": _one("systems", of_facts.with_parts),
    "disagreements": _one("rows", of_facts.disagreeing),
    "register": _one("rows", of_facts.register_rows),
    "register.disposition.move_first": _one("systems", of_facts.to_move_first, "the system"),
}
_DIFFERENCE: Final = {
    "tables.added": _one("identities of rows", of_facts.added, _TABLE),
    "tables.removed": _one("identities of rows", of_facts.removed, _TABLE),
    "tables.changed": _one("rows", of_facts.changed, _TABLE),
}

LISTS: Final[dict[str, LongList]] = {
    f"{answer}.{path}": one
    for answer, lists in (
        ("exposure", _EXPOSURE),
        ("fragmentation", _FRAGMENTATION),
        ("structure", _STRUCTURE),
        ("integration", _INTEGRATION),
        ("quality", _QUALITY),
        ("risk", _RISK),
        ("impact", {"actors.uses": _one("systems", of_facts.used, "the system", "the people")}),
        ("difference", _DIFFERENCE),
    )
    for path, one in lists.items()
}
"""By the place in the answer; what stands between a list and its items (`first`) is left out."""


def stretch(name: str, wanted: Wanted) -> Excerpt[object]:
    """A stretch of the list called ``name``, with the number of all its items.

    Raises:
        InvalidQuery: there is no such list, or it has no such row.
        UnknownSystem: the row is named by no system.
    """
    found = LISTS.get(name)
    if found is None:
        near = get_close_matches(name, LISTS, n=3, cutoff=0.5)
        meant = f"; meant {', '.join(near)}?" if near else ""
        raise _refused("unknown_list", f"there is no list {name!r}{meant}", "list")
    if len(wanted.of) != len(found.of):
        needed = " and ".join(found.of) or "nothing: there is one such list"
        raise _refused("row_not_named", f"{name} is a list of {needed}; name that", "of")
    return found.find(wanted)


def whole(name: str, wanted: Wanted) -> tuple[object, ...]:
    """All items of the list called ``name``; errors are those of :func:`stretch`."""
    return stretch(name, replace(wanted, shown=slice(None))).first


def _refused(code: str, message: str, path: str) -> InvalidQuery:
    return InvalidQuery.of([Finding("error", code, message, Place(path=path))], "nothing to list")
