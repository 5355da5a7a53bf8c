"""How entangled the estate is: propagation, core and roles, circles, single points of failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from legacymap.analysis.estate import Estate
from legacymap.analysis.scope import Part
from legacymap.analysis.structure.cycles import cycles, named
from legacymap.analysis.structure.gates import gates
from legacymap.analysis.structure.propagation import (
    Ratio,
    density,
    fan_in_and_out,
    propagation,
    visibility,
)
from legacymap.analysis.structure.readings import Prices, Reading, Readings, readings
from legacymap.analysis.structure.roles import core, largest_groups, roles
from legacymap.analysis.structure.sentences import structure_sentences
from legacymap.analysis.structure.single_points import single_points
from legacymap.analysis.structure.structured import OtherReading, Structure
from legacymap.graph import Ints, Level, SystemGraph

T = TypeVar("T")
Bools = npt.NDArray[np.bool_]

_NOTES: dict[Level, str] = {
    "top": "every part stands for the system it belongs to; dependencies inside one system vanish",
    "as_given": "parts are systems of their own, and who depends on a system depends on its parts",
}


def structure(
    estate: Estate,
    *,
    prices: Mapping[tuple[str, str], int] | None = None,
    part: Part | None = None,
) -> Structure:
    """The structure of ``estate``: rolled up, and inside it (``as_given``) with parts apart.

    ``prices`` say what cutting a dependency costs, by (consumer, provider) as they stand in the
    inventory; those not named cost 1. Of a ``part`` of the estate its own systems are counted,
    with the circles and dependencies that they have an end in, and its own gates; the core, links
    between two sides and the ways from services are of the whole. Its propagation cost is the
    share of the whole that a change to one of its own systems can reach; it has no density.

    Raises:
        ValueError: a price is below 1.
    """
    given_prices: Prices = prices or {}
    top = _at_level(estate, estate.top, given_prices, part)
    if len(estate.graph) == len(estate.top):
        as_given = replace(top, level="as_given", note=_NOTES["as_given"])
    else:
        as_given = _at_level(estate, estate.graph, given_prices, part)
    found = replace(top, as_given=as_given)
    told = structure_sentences(found, estate, part)
    return replace(found, sentences=part.told(told) if part else told)


def _at_level(estate: Estate, graph: SystemGraph, prices: Prices, part: Part | None) -> Structure:
    own = np.ones(len(graph), dtype=np.bool_)
    if part:
        own[:] = [system in part for system in graph.ids]
    touched = own[graph.csr.tails] | own[graph.csr.indices]
    rows = graph.edge_of >= 0
    rows[rows] = touched[graph.edge_of[rows]]
    read = readings(estate, graph, prices)
    fan_in, fan_out, estimate = fan_in_and_out(read.as_given.upward)
    spread = Ratio(int(fan_in[own].sum()), int(own.sum()) * len(graph), estimate)
    component = read.as_given.component
    circles = cycles(graph.ids, read, own if part else None)
    services = estate.services(graph.level)
    points = single_points(graph, services, part)
    return Structure(
        level=graph.level,
        note=_NOTES[graph.level],
        systems=int(own.sum()),
        dependencies=int(touched.sum()),
        declared=int(rows.sum()),
        dropped=graph.dropped,
        density=None if part else density(graph.csr),
        propagation_cost=spread.value,
        propagation=spread,
        doubtful=int(estate.flows.doubtful[rows].sum()),
        without_doubtful=_other(read, read.without_doubtful, spread, own),
        pushes_reversed=_other(read, read.pushes_reversed, spread, own),
        core=core(graph.ids, component, fan_in, fan_out),
        own_core=named(graph.ids, _within(largest_groups(component, fan_in, fan_out)[0], own))
        if part
        else None,
        cycles=circles.found,
        priced=bool(prices),
        in_circles=circles.systems,
        in_circles_without_doubtful=circles.without_doubtful,
        single_points_count=points.systems.count,
        single_points_of_failure=points.systems.first,
        bridges=points.links,
        gates=gates(graph, services, read.as_given.upward, own if part else None),
        roles=_own(roles(graph.ids, component, fan_in, fan_out), part),
        visibility=_own(visibility(graph.ids, fan_in, fan_out), part),
        as_given=None,
        scope=part.scope if part else None,
        sentences=(),
    )


def _within(nodes: Ints, own: Bools) -> Ints:
    return nodes[own[nodes]]


def _own(values: dict[str, T], part: Part | None) -> dict[str, T]:
    """Those of ``values`` that are of systems in ``part``."""
    return values if part is None else {one: values[one] for one in values if one in part}


def _other(read: Readings, reading: Reading, known: Ratio, own: Bools) -> OtherReading:
    if reading is read.as_given:
        return OtherReading(reading.dependencies, known, known.value)
    if own.all():
        spread = propagation(reading.upward)
    else:
        fan_in, _, estimate = fan_in_and_out(reading.upward)
        spread = Ratio(int(fan_in[own].sum()), int(own.sum()) * len(own), estimate)
    return OtherReading(reading.dependencies, spread, spread.value)
