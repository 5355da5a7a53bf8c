"""The long lists of a structure: circles, their cuts, and what hangs on one system or link."""

from __future__ import annotations

import numpy as np

from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.long_lists.wanted import Wanted, no_such_row
from legacymap.analysis.structure.cycles import (
    Bools,
    CutDependency,
    CyclicGroup,
    Overlaps,
    TurnedGroup,
    by_circle,
    groups,
    named,
)
from legacymap.analysis.structure.gates import Gate, behind, gates
from legacymap.analysis.structure.propagation import fan_in_and_out
from legacymap.analysis.structure.readings import Reading, Readings, readings
from legacymap.analysis.structure.roles import Core, TiedGroup, core, largest_groups
from legacymap.analysis.structure.single_points import (
    Link,
    SinglePoint,
    SinglePoints,
    cut_off_without,
    single_points,
)
from legacymap.graph import Ints


def in_circles(wanted: Wanted) -> Excerpt[str]:
    """The systems that stand in a circle, circle by circle."""
    graph, part = wanted.graph, wanted.part
    nodes = by_circle(_read(wanted).as_given.component).items
    ids = [graph.ids[node] for node in nodes.tolist()]
    return Excerpt.of(part.of(ids) if part else ids, wanted.shown)


def circle_systems(wanted: Wanted) -> Excerpt[str]:
    """The systems of one circle."""
    return named(wanted.graph.ids, _circle(wanted, _read(wanted).as_given), wanted.shown)


def circle_cut(wanted: Wanted) -> Excerpt[CutDependency]:
    """The dependencies to cut in one circle."""
    return _group(wanted, _read(wanted).as_given).cut


def left_groups(wanted: Wanted) -> Excerpt[CyclicGroup]:
    """What is left of one circle when dependencies of doubtful direction are dropped."""
    read = _read(wanted)
    _circle(wanted, read.as_given)
    given = groups(read.as_given)
    overlaps = Overlaps.of(given, groups(read.without_doubtful))
    return overlaps.inside(wanted.graph.ids, int(given.of[wanted.node]), wanted.shown)


def left_group_systems(wanted: Wanted) -> Excerpt[str]:
    """The systems of one circle that is left then."""
    return named(wanted.graph.ids, _circle(wanted, _read(wanted).without_doubtful), wanted.shown)


def left_group_cut(wanted: Wanted) -> Excerpt[CutDependency]:
    """The dependencies to cut in one circle that is left then."""
    return _group(wanted, _read(wanted).without_doubtful).cut


def turned_groups(wanted: Wanted) -> Excerpt[TurnedGroup]:
    """The circles that hold some of one circle's systems when pushes are turned round."""
    read = _read(wanted)
    _circle(wanted, read.as_given)
    given = groups(read.as_given)
    overlaps = Overlaps.of(given, groups(read.pushes_reversed))
    return overlaps.turned(wanted.graph.ids, int(given.of[wanted.node]), wanted.shown)


def turned_group_systems(wanted: Wanted) -> Excerpt[str]:
    """The systems of one circle that stay with one of them when pushes are turned round."""
    read = _read(wanted)
    given, turned = _circle(wanted, read.as_given), _circle(wanted, read.pushes_reversed)
    return named(wanted.graph.ids, np.intersect1d(given, turned), wanted.shown)


def core_systems(wanted: Wanted) -> Excerpt[str]:
    """The systems of the core."""
    return _core(wanted).systems


def own_core(wanted: Wanted) -> Excerpt[str]:
    """The systems of the core that are of the part."""
    own = _own(wanted)
    if own is None:
        raise no_such_row(wanted, "there is no part that was asked about: the core is core.systems")
    reading = _read(wanted).as_given
    fan_in, fan_out, _ = fan_in_and_out(reading.upward)
    nodes = largest_groups(reading.component, fan_in, fan_out)[0]
    return named(wanted.graph.ids, nodes[own[nodes]], wanted.shown)


def tied_groups(wanted: Wanted) -> Excerpt[TiedGroup]:
    """The other groups that are as large as the core."""
    return _core(wanted).tied


def failing_systems(wanted: Wanted) -> Excerpt[SinglePoint]:
    """The single points of failure."""
    return _points(wanted).systems


def bridges(wanted: Wanted) -> Excerpt[Link]:
    """The links that alone join two sides."""
    return _points(wanted).links


def cut_off(wanted: Wanted) -> Excerpt[str]:
    """The systems that one system, or one link between two, holds to the rest."""
    ends = [wanted.estate.system(one) for one in wanted.of]
    strange = [one for one in ends if one not in wanted.graph.node_of]
    found = None if strange else cut_off_without(wanted.graph, ends, wanted.shown)
    if found is None:
        raise no_such_row(wanted, "is no single point of failure and no only link")
    return found


def found_gates(wanted: Wanted) -> Excerpt[Gate]:
    """The systems that alone lead from the services to others."""
    return gates(
        wanted.graph,
        wanted.estate.services(wanted.level),
        _read(wanted).as_given.upward,
        _own(wanted),
        wanted.shown,
    ).found


def behind_gate(wanted: Wanted) -> Excerpt[str]:
    """The systems that no service reaches but through one."""
    services = wanted.estate.services(wanted.level)
    found = behind(wanted.graph, services, wanted.node, wanted.shown)
    if not found.count:
        raise no_such_row(wanted, "is not the only way from the services to any system")
    return found


def _own(wanted: Wanted) -> Bools | None:
    """The nodes of the part that is asked about."""
    part = wanted.part
    if part is None:
        return None
    return np.array([system in part for system in wanted.graph.ids], dtype=np.bool_)


def _read(wanted: Wanted) -> Readings:
    return readings(wanted.estate, wanted.graph, {})


def _circle(wanted: Wanted, reading: Reading) -> Ints:
    """The nodes of the circle that the system asked about stands in."""
    label = reading.component
    nodes: Ints = np.nonzero(label == label[wanted.node])[0]
    if len(nodes) < 2:
        raise no_such_row(wanted, "stands in no such circle")
    return nodes


def _group(wanted: Wanted, reading: Reading) -> CyclicGroup:
    _circle(wanted, reading)
    found = groups(reading)
    return found.told(wanted.graph.ids, int(found.of[wanted.node]), wanted.shown)


def _core(wanted: Wanted) -> Core:
    reading = _read(wanted).as_given
    fan_in, fan_out, _ = fan_in_and_out(reading.upward)
    return core(wanted.graph.ids, reading.component, fan_in, fan_out, wanted.shown)


def _points(wanted: Wanted) -> SinglePoints:
    services = wanted.estate.services(wanted.level)
    return single_points(wanted.graph, services, wanted.part, wanted.shown)
