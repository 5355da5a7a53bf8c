"""The long lists of a fragmentation: data, owners, communities, islands, duplicates."""

from __future__ import annotations

import numpy as np

from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.communities import Community, Elsewhere, GroupShare
from legacymap.analysis.fragmentation.crud import failing as failing_check
from legacymap.analysis.fragmentation.crud import without_data
from legacymap.analysis.fragmentation.data_words import (
    Claim,
    CopyFlow,
    DataEvidence,
    StoreUse,
    data_evidence,
    users_of_store,
)
from legacymap.analysis.fragmentation.duplicates import Alike, duplicates
from legacymap.analysis.fragmentation.fragmentation import asked_repeatedly, holds
from legacymap.analysis.fragmentation.held_data import held_data
from legacymap.analysis.fragmentation.joined_up import Capture, captures
from legacymap.analysis.fragmentation.silos import (
    Crossing,
    Owners,
    Silo,
    community_with,
    components,
    owners,
)
from legacymap.analysis.long_lists.wanted import Wanted, no_such_row
from legacymap.graph.kernels import weak_components


def isolated(wanted: Wanted) -> Excerpt[str]:
    """The systems without any dependency."""
    return components(wanted.estate, wanted.part, wanted.shown)[1]


def failing(wanted: Wanted) -> Excerpt[str]:
    """What fails one check of the CRUD matrix."""
    estate, part = wanted.estate, wanted.part
    every = held_data(estate)
    if every and wanted.of[0] == "system_without_data":
        return without_data(estate, part, wanted.shown)
    entities = [entity for entity in every if holds(part, entity)]
    found = failing_check(wanted.of[0], entities, wanted.shown)
    if every and found is not None:
        return found
    raise no_such_row(wanted, "is no check that was made")


def asked_again(wanted: Wanted) -> Excerpt[Capture]:
    """The data that more than one service asks people for."""
    every = held_data(wanted.estate)
    captured = captures(wanted.estate, every, slice(None))
    return Excerpt.of(asked_repeatedly(captured, wanted.part), wanted.shown)


def asking_services(wanted: Wanted) -> Excerpt[str]:
    """The services that ask people for one kind of data."""
    entities = [one for one in held_data(wanted.estate) if one.id == wanted.of[0]]
    for capture in captures(wanted.estate, entities, wanted.shown):
        return capture.services
    raise no_such_row(wanted, "is no data entity")


def silos(wanted: Wanted) -> Excerpt[Silo]:
    """The groups of systems that owners, areas or tags tell apart."""
    return _owners(wanted).groups


def crossings(wanted: Wanted) -> Excerpt[Crossing]:
    """The pairs of groups with a dependency."""
    return _owners(wanted).matrix


def found_communities(wanted: Wanted) -> Excerpt[Community]:
    """The groups that dependencies form by themselves."""
    return _owners(wanted).communities.found


def elsewhere(wanted: Wanted) -> Excerpt[Elsewhere]:
    """The systems in a community that is mainly another group's."""
    return _owners(wanted).communities.elsewhere


def community_systems(wanted: Wanted) -> Excerpt[str]:
    """The systems of one community."""
    return _community(wanted).systems


def community_groups(wanted: Wanted) -> Excerpt[GroupShare]:
    """The named groups that the systems of one community belong to."""
    return _community(wanted).groups


def _owners(wanted: Wanted) -> Owners:
    return owners(wanted.estate, wanted.part, wanted.shown)


def _community(wanted: Wanted) -> Community:
    found = community_with(wanted.estate, _whole_system(wanted), wanted.shown)
    if found is None:
        raise no_such_row(wanted, "has no dependency and is in no community")
    return found


def alike(wanted: Wanted) -> Excerpt[Alike]:
    """The pairs of systems that look alike."""
    return duplicates(wanted.estate, wanted.part, wanted.shown).pairs or Excerpt(0)


def island_systems(wanted: Wanted) -> Excerpt[str]:
    """The systems of one island."""
    label = weak_components(wanted.estate.top.csr)
    nodes = np.nonzero(label == label[wanted.estate.top.node(_whole_system(wanted))])[0].tolist()
    if len(nodes) < 2:
        raise no_such_row(wanted, "stands alone")
    return Excerpt.of((wanted.estate.top.ids[node] for node in nodes), wanted.shown)


def stores_read_across(wanted: Wanted) -> Excerpt[StoreUse]:
    """The data stores that other systems than their own depend on."""
    return _evidence(wanted).stores_read_across


def store_consumers(wanted: Wanted) -> Excerpt[str]:
    """The other systems that depend on one store."""
    found = users_of_store(wanted.estate, wanted.estate.system(wanted.of[0]), wanted.shown)
    if found is None:
        raise no_such_row(wanted, "is no data store that other systems depend on")
    return found


def stores_nobody_reads(wanted: Wanted) -> Excerpt[str]:
    """The data stores that nobody reads."""
    return _evidence(wanted).stores_nobody_reads


def indexes_nothing_feeds(wanted: Wanted) -> Excerpt[str]:
    """The search indexes that nothing feeds."""
    return _evidence(wanted).indexes_nothing_feeds


def copy_flows(wanted: Wanted) -> Excerpt[CopyFlow]:
    """The dependencies whose wording says that data is copied."""
    return _evidence(wanted).copy_flows


def claims(wanted: Wanted) -> Excerpt[Claim]:
    """What is described as the master of something."""
    return _evidence(wanted).claims_to_be_master


def _evidence(wanted: Wanted) -> DataEvidence:
    return data_evidence(wanted.estate, wanted.part, wanted.shown)


def _whole_system(wanted: Wanted) -> str:
    """The system that names the row; a part stands for its whole."""
    top = wanted.estate.top
    return top.ids[top.node_of[wanted.estate.system(wanted.of[0])]]
