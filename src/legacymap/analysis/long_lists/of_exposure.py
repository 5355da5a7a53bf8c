"""The long lists of an exposure: each of one service or one legacy system, by one search."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from legacymap.analysis.estate import LEGACY, UNKNOWN
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.exposure.brokers import Broker, brokers
from legacymap.analysis.exposure.choke_points import gates
from legacymap.analysis.exposure.exposure import exposure
from legacymap.analysis.exposure.nearest import Bits, ways
from legacymap.analysis.exposure.service_rows import passed_in_any_case
from legacymap.analysis.exposure.standing import Plane, directly, plane_as_given
from legacymap.analysis.exposure.supposed import SupposedSystem, supposed
from legacymap.analysis.long_lists.wanted import Wanted, no_such_row
from legacymap.graph import Csr, Ints
from legacymap.graph.kernels import distances


def legacy_services(wanted: Wanted) -> Excerpt[str]:
    """Services that are legacy themselves."""
    return Excerpt.of(_services(wanted, legacy=True), wanted.shown)


def unknown_services(wanted: Wanted) -> Excerpt[str]:
    """Services of which it is not known whether they stand on legacy."""
    found = exposure(wanted.estate, wanted.level, wanted.part)
    return Excerpt.of((one.id for one in found.services if one.on_legacy is None), wanted.shown)


def supposed_systems(wanted: Wanted) -> Excerpt[SupposedSystem]:
    """What looks like legacy, where nobody says what is."""
    found = supposed(wanted.estate, wanted.level, wanted.part, wanted.shown)
    return found.systems if found else Excerpt(0)


def publishers(wanted: Wanted) -> Excerpt[str]:
    """Who publishes to one topic or queue."""
    return _broker(wanted).publishers


def subscribers(wanted: Wanted) -> Excerpt[str]:
    """Who subscribes to one topic or queue."""
    return _broker(wanted).subscribers


def _broker(wanted: Wanted) -> Broker:
    found = brokers(wanted.estate, wanted.of[0], wanted.shown)
    if not found:
        raise no_such_row(wanted, "is not published or subscribed to")
    return found[0]


def services_on(wanted: Wanted) -> Excerpt[str]:
    """The services that stand on one legacy system."""
    legacy, graph = _legacy_of(wanted), wanted.estate.graph
    reaching = _reached(graph.reach.reversed(), legacy)
    services = _services(wanted, legacy=False, whole=True)
    return Excerpt.of((one for one in services if reaching[graph.node_of[one]]), wanted.shown)


def services_directly_on(wanted: Wanted) -> Excerpt[str]:
    """The services with a dependency of their own on one legacy system."""
    _legacy_of(wanted)
    services = _services(wanted, legacy=False, whole=True)
    node_of = wanted.estate.graph.node_of
    starts = np.array([node_of[one] for one in services], dtype=np.int64)
    positions, groups = directly(plane_as_given(wanted.estate, wanted.level), starts)
    on = positions[groups == wanted.node]
    return Excerpt.of(sorted(services[position] for position in on.tolist()), wanted.shown)


def legacy_of_service(wanted: Wanted) -> Excerpt[str]:
    """The legacy systems that one service reaches."""
    estate = wanted.estate
    nodes = np.nonzero(_reached(estate.graph.reach, _start(wanted)) & (estate.state == LEGACY))[0]
    return _named(wanted, nodes if wanted.level == "as_given" else estate.top_of[nodes])


def unknown_of_service(wanted: Wanted) -> Excerpt[str]:
    """The systems in reach of one service of which nobody says whether they are legacy."""
    estate, start = wanted.estate, _start(wanted)
    nodes = np.nonzero(_reached(estate.graph.reach, start) & (estate.state == UNKNOWN))[0]
    found = np.unique(estate.top_of[nodes])
    # A part that is asked about has siblings: its system is not left out.
    own = estate.top_of[start] if estate.graph.parents[start[0]] < 0 else np.array([-1])
    ids = estate.top.ids
    return Excerpt.of((ids[node] for node in found.tolist() if node != own[0]), wanted.shown)


def legacy_rolled_up(wanted: Wanted) -> Excerpt[str]:
    """What one service would seem to stand on if every part stood for its whole system."""
    estate = wanted.estate
    legacy = np.zeros(len(estate.top), dtype=np.bool_)
    legacy[estate.top_of[estate.state == LEGACY]] = True
    found = np.nonzero(_reached(estate.top.csr, estate.top_of[_start(wanted)]) & legacy)[0]
    return Excerpt.of((estate.top.ids[node] for node in found.tolist()), wanted.shown)


def way(wanted: Wanted) -> Excerpt[str]:
    """The shortest way of one service to something legacy, as it is listed at the level."""
    plane = plane_as_given(wanted.estate, wanted.level)
    stops = (plane.group_ids[plane.group[node]] for node in _way(wanted, plane))
    return Excerpt.of((stop for stop, _ in groupby(stops)), wanted.shown)


def way_as_given(wanted: Wanted) -> Excerpt[str]:
    """The same way by the systems and parts that the dependencies name."""
    plane = plane_as_given(wanted.estate, wanted.level)
    ids = wanted.estate.graph.ids
    return Excerpt.of((ids[node] for node in _way(wanted, plane)), wanted.shown)


def _way(wanted: Wanted, plane: Plane) -> tuple[int, ...]:
    return ways(plane.steps, plane.goals).path(int(_start(wanted)[0]))


def choke_points(wanted: Wanted) -> Excerpt[str]:
    """What lies on every path of one service to legacy."""
    plane = plane_as_given(wanted.estate, wanted.level)
    gate = gates(plane.graph.reach, plane.goals)
    return Excerpt.of(passed_in_any_case(plane, gate, int(_start(wanted)[0])), wanted.shown)


def _reached(graph: Csr, starts: Ints) -> Bits:
    found: Bits = distances(graph.indptr, graph.indices, starts) >= 0
    return found


def _services(wanted: Wanted, *, legacy: bool, whole: bool = False) -> tuple[str, ...]:
    """The services at the level that are legacy themselves, or are not; of the ``whole`` estate."""
    estate = wanted.estate
    found = (
        service
        for service in estate.services(wanted.level)
        if bool(estate.state[estate.graph.node_of[service]] == LEGACY) is legacy
    )
    return wanted.part.of(found) if wanted.part and not whole else tuple(found)


def _legacy_of(wanted: Wanted) -> Ints:
    """What is legacy of the system that is asked about, as nodes of the graph as given."""
    estate, node = wanted.estate, wanted.node
    mine = estate.top_of == node if wanted.level == "top" else np.arange(len(estate.graph)) == node
    found: Ints = np.nonzero(mine & (estate.state == LEGACY))[0]
    if not len(found):
        raise no_such_row(wanted, "is not legacy, and no part of it is")
    return found


def _start(wanted: Wanted) -> Ints:
    """The service that is asked about, as a node of the graph as given."""
    service = wanted.estate.system(wanted.of[0])
    if service not in _services(wanted, legacy=False, whole=True):
        raise no_such_row(wanted, "is no service, or is legacy itself")
    return np.array([wanted.estate.graph.node_of[service]], dtype=np.int64)


def _named(wanted: Wanted, nodes: Ints) -> Excerpt[str]:
    ids = wanted.graph.ids
    return Excerpt.of((ids[node] for node in np.unique(nodes).tolist()), wanted.shown)
