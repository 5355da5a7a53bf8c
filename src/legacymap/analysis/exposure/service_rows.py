"""How one service stands to legacy: by which way, on what, past which choke points."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from legacymap.analysis.estate import UNKNOWN
from legacymap.analysis.excerpt import SHOWN, Excerpt
from legacymap.analysis.exposure.choke_points import chain
from legacymap.analysis.exposure.exposed import RolledUp, ServiceExposure, Way, WhyUnknown
from legacymap.analysis.exposure.look import Look
from legacymap.analysis.exposure.nearest import Ways
from legacymap.analysis.exposure.standing import Plane, Standing
from legacymap.graph import Ints


def service_row(look: Look, position: int, answer: bool | None) -> ServiceExposure:
    """The service at ``position`` among the services of ``look``, ``answer`` being its state."""
    given, plane, graph = look.given, look.plane, look.estate.graph
    start = int(given.starts[position])
    service = look.services[position]
    way = _way(look, given.ways, start)
    free_way = _way(look, given.without_login, start)
    closure = int(given.closure[position])
    return ServiceExposure(
        id=service,
        name=look.names[service],
        on_legacy=answer,
        unknown_because=_why_unknown(given, position) if answer is None else None,
        unknown=_unknown(look, position),
        own_state_known=bool(look.estate.state[start] != UNKNOWN),
        depth=way.depth if way else None,
        path=way.path if way else (),
        path_as_given=tuple(graph.ids[node] for node in given.ways.path(start, SHOWN)),
        login_only=answer is True and free_way is None,
        without_login=free_way if way and free_way and free_way.depth > way.depth else None,
        by_alternative_only=(
            answer is True and look.needing is not None and not look.needing[start]
        ),
        events_of_legacy_at=look.events_of_legacy_at.get(service, ()),
        legacy=look.legacy_named.first(position),
        legacy_count=int(given.legacy.count[position]),
        legacy_share=_legacy_share(given, position, closure),
        closure=closure,
        choke_points=_choke_points(plane, given, start),
        rolled_up=_rolled_up(look, position, answer),
    )


def _legacy_share(given: Standing, position: int, closure: int) -> Fraction | None:
    """An estimated closure may be smaller than what of it was counted: then all of it is legacy."""
    if not closure:
        return None
    return Fraction(min(int(given.legacy_in_closure[position]), closure), closure)


def _why_unknown(given: Standing, position: int) -> WhyUnknown:
    return "reaches_unknown" if given.unknown.count[position] else "no_recorded_dependency"


def _unknown(look: Look, position: int) -> Excerpt[str]:
    return Excerpt(int(look.given.unknown.count[position]), look.unknown_named.first(position))


def _way(look: Look, ways: Ways, start: int) -> Way | None:
    """The shortest way from ``start``, listed at the level: one stop a system, or every part."""
    nodes = ways.path(start, SHOWN)
    if not nodes:
        return None
    listed: list[str] = []
    for node in nodes:
        stop = look.plane.group_ids[look.plane.group[node]]
        if not listed or listed[-1] != stop:
            listed.append(stop)
    return Way(int(ways.depth[start]), tuple(listed))


def _choke_points(plane: Plane, found: Standing, start: int) -> tuple[str, ...]:
    """The first on every path from ``start`` to legacy, without those inside ``start`` itself."""
    return tuple(islice(passed_in_any_case(plane, found.gate, start), SHOWN))


def passed_in_any_case(plane: Plane, gate: Ints, start: int) -> Iterator[str]:
    """All of them, by the ``gate`` of each node."""
    for node in chain(gate, start):
        if not _inside(plane, node, start):
            yield plane.graph.ids[node]


def _inside(plane: Plane, node: int, whole: int) -> bool:
    while node >= 0 and node != whole:
        node = int(plane.graph.parents[node])
    return node == whole


def _rolled_up(look: Look, position: int, answer: bool | None) -> RolledUp | None:
    """What the rolled-up graph would say of a service, where it says something else."""
    up = look.up
    count = int(up.legacy.count[position])
    same_answer = up.on_legacy(position) == answer
    if same_answer and count == look.by_system.legacy.count[position]:
        return None
    start = int(up.starts[position])
    depth = int(up.ways.depth[start])
    return RolledUp(
        up.on_legacy(position),
        depth if depth >= 0 else None,
        count,
        look.up_named.first(position),
        _choke_points(look.plane_up, up, start),
    )
