"""Which services stand on legacy, by which way, how many of how many, where one cut frees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain as flattened
from itertools import islice
from typing import Final

import numpy as np
import polars as pl

from legacymap.analysis.estate import LEGACY, UNKNOWN, Estate
from legacymap.analysis.excerpt import SHOWN, Excerpt
from legacymap.analysis.exposure.alternatives import needs_legacy
from legacymap.analysis.exposure.brokers import BROKER_NOTE, brokers, taking_events_of_legacy
from legacymap.analysis.exposure.choke_points import chain
from legacymap.analysis.exposure.entrances import Entrance, doors, entrances
from legacymap.analysis.exposure.exposed import (
    EstateExposure,
    Exposure,
    LegacySystem,
    RolledUp,
    ServiceExposure,
    Share,
    SuggestedLegacy,
    Way,
    WhyUnknown,
)
from legacymap.analysis.exposure.nearest import Bits, Ways
from legacymap.analysis.exposure.reach import Named
from legacymap.analysis.exposure.sentences import exposure_sentences
from legacymap.analysis.exposure.standing import (
    Plane,
    Standing,
    directly,
    plane_as_given,
    plane_rolled_up,
    standing,
)
from legacymap.analysis.exposure.supposed import supposed
from legacymap.analysis.inference.suggestions import Suggestion
from legacymap.analysis.scope import Part
from legacymap.graph import Ints, Level

_LEVEL_NOTES: Final[dict[Level, str]] = {
    "top": "along the dependencies as given and from a system to its parts; whole systems shown",
    "as_given": "along the dependencies as given and from a system to its parts; parts shown",
}
_ROLLED_UP_NOTE: Final = (
    "rolled-up figures stand beside where they differ: there every part stands for its whole "
    "system, so a service seems to need all that any part of its providers needs"
)
_CHOKE_NOTE: Final = (
    "a choke point of a service is a system or part outside it that is on every path from it to "
    "anything legacy, parts of legacy systems included"
)
_SAMPLE_NOTE: Final = (
    "closure, legacy_share and counts beyond a hundred of what a service reaches or who stands on "
    "a system are estimates: with more than 262,144 systems it is counted how many of 16,384 that "
    "were drawn are reached; whether a service is on legacy, ways, choke points and smaller counts "
    "are exact"
)
_ALTERNATIVE_NOTE: Final = (
    "dependencies of one alternative_group are not all needed; a service whose every way to legacy "
    "has a free alternative is marked by_alternative_only"
)


def exposure(estate: Estate, level: Level = "top", part: Part | None = None) -> Exposure:
    """How the services of ``estate`` stand to its legacy systems, listed at ``level``.

    A service is on legacy when something legacy is in its reach (dependencies as given, plus
    parent -> part); unknown when nothing legacy but something unknown is, or when it has no
    recorded dependency on another system; else not. Services that are legacy themselves are
    listed apart and are not in the denominator. Of a ``part`` of the estate its own services and
    legacy systems are listed; what they reach, and who stands on them, is of the whole.

    Formula:
        share = on / (on + not on + unknown)  to  (on + unknown) / (on + not on + unknown)
    Range:
        0 to 1, exact; the interval is a point where nothing is unknown.
    Unit:
        services by services.
    Degenerate case:
        ``None`` where there is no service that is not legacy itself.
    Source:
        Our own definition, after the National Audit Office, "Digital transformation in
        government: addressing the barriers to efficiency" (2023): "layered new changes on top of
        existing services using old data and systems".
    """
    look = _Look.of(estate, level)
    listed = [n for n, service in enumerate(look.services) if part is None or service in part]
    answers = [look.given.on_legacy(position) for position in listed]
    services = tuple(
        _service(look, position, answer) for position, answer in zip(listed, answers, strict=True)
    )
    found = Exposure(
        level,
        _LEVEL_NOTES[level],
        _estate(look, listed, services, part),
        services,
        tuple(one for one in _legacy_systems(look) if part is None or one.id in part),
        tuple(one for one in _suggested(look) if part is None or one.id in part),
        supposed(estate, level, part),
        tuple(one for one in brokers(estate) if part is None or one.id in part),
        look.given.drawn,
        _notes(look),
        scope=part.scope if part else None,
        sentences=(),
    )
    told = exposure_sentences(
        found,
        carried=len(look.services),
        nobody_says=bool((estate.state == UNKNOWN).all()),
        names=look.names,
    )
    return replace(found, sentences=part.told(told) if part else told)


@dataclass(frozen=True, slots=True)
class _Look:
    """Everything the answers are read from, computed once."""

    estate: Estate
    level: Level
    services: tuple[str, ...]
    """The services that are not legacy themselves: the starts."""
    legacy_services: tuple[str, ...]
    plane: Plane
    given: Standing
    plane_up: Plane
    up: Standing
    by_system: Standing
    """``given`` by whole systems, to be compared with ``up``."""
    needing: Bits | None
    events_of_legacy_at: dict[str, tuple[str, ...]]
    names: dict[str, str]
    legacy_named: Named
    unknown_named: Named
    up_named: Named

    @classmethod
    def of(cls, estate: Estate, level: Level) -> _Look:
        """The planes and what the services reach on them."""
        themselves: list[str] = []
        others: list[str] = []
        for service in estate.services(level):
            state = estate.state[estate.graph.node(service)]
            (themselves if state == LEGACY else others).append(service)
        starts = _nodes(estate.graph.node_of, others)
        plane = plane_as_given(estate, level)
        given = standing(plane, starts)
        # Without parts there is nothing to roll up: the same graph would give the same answers.
        same = len(estate.graph) == len(estate.top)
        plane_up = plane if same else plane_rolled_up(estate)
        up = given if same else standing(plane_up, _nodes(estate.top.node_of, others))
        return cls(
            estate,
            level,
            tuple(others),
            tuple(themselves),
            plane,
            given,
            plane_up,
            up,
            given if same or level == "top" else standing(plane_as_given(estate, "top"), starts),
            needs_legacy(estate),
            taking_events_of_legacy(estate),
            dict(estate.inventory.systems.select("id", "name").iter_rows()),
            given.legacy.named(plane.group_ids),
            given.unknown.named(estate.top.ids),
            up.legacy.named(estate.top.ids),
        )


def _nodes(node_of: dict[str, int], systems: list[str]) -> Ints:
    return np.array([node_of[system] for system in systems], dtype=np.int64)


def _service(look: _Look, position: int, answer: bool | None) -> ServiceExposure:
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


def _unknown(look: _Look, position: int) -> Excerpt[str]:
    return Excerpt(int(look.given.unknown.count[position]), look.unknown_named.first(position))


def _way(look: _Look, ways: Ways, start: int) -> Way | None:
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


def _rolled_up(look: _Look, position: int, answer: bool | None) -> RolledUp | None:
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


def _legacy_systems(look: _Look) -> tuple[LegacySystem, ...]:
    estate, plane, given = look.estate, look.plane, look.given
    direct = _directly(look)
    entered = _entered(look)
    because = _because(estate)
    standing_on = given.standing_on.named(look.services)
    counts, counts_up = given.standing_on.count.tolist(), look.up.standing_on.count.tolist()
    whole = (estate.state == LEGACY).tolist()
    node_of, top_of = estate.graph.node_of, estate.top.node_of
    found = []
    for group in np.unique(plane.group[plane.goals]).tolist():
        system = plane.group_ids[group]
        entered_by = entered.get(system, ())
        directly_on = direct.get(group, Excerpt(0))
        total = max(counts[group], directly_on.count)
        rolled_up = counts_up[top_of[system]]
        found.append(
            LegacySystem(
                id=system,
                name=look.names[system],
                whole=whole[node_of[system]],
                because=because.get(system, ()),
                services=Excerpt(total, standing_on.first(group)),
                directly=directly_on,
                indirectly=total - directly_on.count,
                rolled_up_services=(
                    rolled_up if look.level == "top" and rolled_up != total else None
                ),
                entered_by=entered_by,
                entered=doors(entered_by),
            )
        )
    return tuple(found)


def _directly(look: _Look) -> dict[int, Excerpt[str]]:
    """The services with a dependency of their own on each group, where there are any."""
    positions, groups = directly(look.plane, look.given.starts)
    # Services are sorted by id, so their positions of one group are in the order of the ids.
    order = np.argsort(groups, kind="stable")
    onto, first = np.unique(groups[order], return_index=True)
    services = [look.services[position] for position in positions[order].tolist()]
    ends = np.append(first[1:], len(services))[: len(first)].tolist()
    return {
        group: Excerpt.of(services[start:end])
        for group, start, end in zip(onto.tolist(), first.tolist(), ends, strict=True)
    }


def _entered(look: _Look) -> dict[str, tuple[Entrance, ...]]:
    """The ways into every legacy system or part, as they are listed at the level."""
    estate = look.estate
    ways_in = entrances(estate, np.unique(estate.top_of[estate.state == LEGACY]))
    if look.level == "top":
        return ways_in
    by_part: dict[str, tuple[Entrance, ...]] = {}
    for way in flattened.from_iterable(ways_in.values()):
        by_part[way.part] = (*by_part.get(way.part, ()), way)
    return by_part


def _because(estate: Estate) -> dict[str, tuple[str, ...]]:
    """For each system what makes it legacy, as ``origin: evidence``, by the origins that count."""
    if not estate.legacy_counts:
        return {}
    table = estate.legacy.table.filter(estate.legacy.states(estate.legacy_counts) == "legacy")
    said = [
        pl.when(origin).then(pl.format(f"{origin}: {{}}", _evidence(origin)))
        for origin in estate.legacy_counts
    ]
    told = table.select("id", pl.concat_list(*said).list.drop_nulls())
    return {system: tuple(why) for system, why in told.iter_rows()}


def _evidence(origin: str) -> pl.Expr:
    """Why it is legacy by ``origin``, without the word that the origin already says."""
    why = pl.col(f"{origin}_because").str.replace(r"^declared(; |$)", "")
    return pl.when(why == "").then(pl.lit("nobody says by whom or why")).otherwise(why)


def _suggested(look: _Look) -> tuple[SuggestedLegacy, ...]:
    estate = look.estate
    signs: dict[str, list[Suggestion]] = {}
    for suggestion in estate.legacy.suggestions:
        signs.setdefault(suggestion.system, []).append(suggestion)
    if not signs:
        return ()
    suggested = estate.kinds.table.filter(pl.col("id").is_in(list(signs)))
    above = dict(suggested.select("id", "top").iter_rows())
    counted = set(estate.legacy.legacy(estate.legacy_counts))
    return tuple(
        SuggestedLegacy(
            system,
            look.names[system],
            None if above[system] == system else above[system],
            tuple(sorted({sign.rule for sign in found})),
            tuple(sorted({sign.evidence for sign in found})),
            system in counted,
        )
        for system, found in sorted(signs.items())
    )


def _estate(
    look: _Look, listed: list[int], services: tuple[ServiceExposure, ...], part: Part | None
) -> EstateExposure:
    estate = look.estate
    share = Share.of([service.on_legacy for service in services])
    rolled_up = Share.of([look.up.on_legacy(position) for position in listed])
    unknown = [service.id for service in services if service.on_legacy is None]
    themselves, every = look.legacy_services, estate.services("as_given")
    if part:
        themselves, every = part.of(themselves), part.of(every)
    return EstateExposure(
        rule=estate.kinds.rule,
        users_recorded=_users_recorded(estate),
        legacy_counts=estate.legacy_counts,
        services=len(services) + len(themselves),
        legacy_themselves=len(themselves),
        denominator=len(services),
        on_legacy=share.on_legacy,
        not_on_legacy=share.not_on_legacy,
        unknown=share.unknown,
        share_low=share.share_low,
        share_high=share.share_high,
        legacy_services=Excerpt(len(themselves), themselves[:SHOWN]),
        unknown_services=Excerpt.of(unknown),
        with_choke_point=sum(bool(service.choke_points) for service in services),
        own_state_unknown=sum(not service.own_state_known for service in services),
        service_parts_left_out=len(every) - len(services) - len(themselves),
        rolled_up=None if rolled_up == share else rolled_up,
    )


def _users_recorded(estate: Estate) -> bool:
    """Whether the inventory names anybody who uses a system, or states what is a service."""
    stated = estate.kinds.table.filter(pl.col("origin") == "stated")
    used = estate.flows.table["joins"] == "used_by"
    return bool(used.any() or (stated["kind"] == "service").any())


def _notes(look: _Look) -> tuple[str, ...]:
    """What a reader must know to read the figures rightly, as far as it applies here."""
    has_parts = len(look.estate.graph) > len(look.estate.top)
    has_brokers = look.estate.flows.table["flow"].is_in(["publish", "subscribe"]).any()
    return tuple(
        note
        for note, applies in (
            (_CHOKE_NOTE, True),
            (_ROLLED_UP_NOTE, has_parts),
            (BROKER_NOTE, has_brokers),
            (_ALTERNATIVE_NOTE, look.needing is not None),
            (_SAMPLE_NOTE, look.given.drawn is not None),
        )
        if applies
    )
