"""How entangled the estate is: propagation, core and roles, circles, single points of failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from legacymap.analysis.estate import Estate
from legacymap.analysis.structure.cycles import cycles
from legacymap.analysis.structure.gates import gates
from legacymap.analysis.structure.propagation import (
    Ratio,
    density,
    fan_in_and_out,
    propagation,
    visibility,
)
from legacymap.analysis.structure.readings import Prices, Reading, Readings, readings
from legacymap.analysis.structure.roles import core, roles
from legacymap.analysis.structure.sentences import structure_sentences
from legacymap.analysis.structure.single_points import single_points
from legacymap.analysis.structure.structured import OtherReading, Structure
from legacymap.graph import Level, SystemGraph
from legacymap.graph.kernels import components

_NOTES: dict[Level, str] = {
    "top": "every part stands for the system it belongs to; dependencies inside one system vanish",
    "as_given": "parts are systems of their own, and who depends on a system depends on its parts",
}


def structure(estate: Estate, *, prices: Mapping[tuple[str, str], int] | None = None) -> Structure:
    """The structure of ``estate``: rolled up, and inside it (``as_given``) with parts apart.

    ``prices`` say what cutting a dependency costs, by (consumer, provider) as they stand in the
    inventory; those not named cost 1.

    Raises:
        ValueError: a price is below 1.
    """
    given_prices: Prices = prices or {}
    top = _at_level(estate, estate.top, given_prices)
    if len(estate.graph) == len(estate.top):
        as_given = replace(top, level="as_given", note=_NOTES["as_given"])
    else:
        as_given = _at_level(estate, estate.graph, given_prices)
    found = replace(top, as_given=as_given)
    return replace(found, sentences=structure_sentences(found, estate))


def _at_level(estate: Estate, graph: SystemGraph, prices: Prices) -> Structure:
    read = readings(estate, graph, prices)
    fan_in, fan_out = fan_in_and_out(read.as_given.reach)
    spread = Ratio(int(fan_out.sum()), len(graph) ** 2)
    found = core(graph.ids, components(read.as_given.reach), fan_in, fan_out)
    services = estate.services(graph.level)
    points = single_points(graph, services)
    return Structure(
        level=graph.level,
        note=_NOTES[graph.level],
        systems=len(graph),
        dependencies=graph.edges,
        declared=int((graph.edge_of >= 0).sum()),
        dropped=graph.dropped,
        density=density(graph.csr),
        propagation_cost=spread.value,
        propagation=spread,
        doubtful=int(estate.flows.doubtful[graph.edge_of >= 0].sum()),
        without_doubtful=_other(read, read.without_doubtful, spread),
        pushes_reversed=_other(read, read.pushes_reversed, spread),
        core=found,
        cycles=cycles(graph.ids, read),
        single_points_count=points.systems.count,
        single_points_of_failure=points.systems.first,
        bridges=points.links,
        gates=gates(graph, services),
        roles=roles(graph.ids, found, fan_in, fan_out),
        visibility=visibility(graph.ids, fan_in, fan_out),
        as_given=None,
        sentences=(),
    )


def _other(read: Readings, reading: Reading, known: Ratio) -> OtherReading:
    spread = known if reading is read.as_given else propagation(reading.reach)
    return OtherReading(len(reading.edges.indices), spread, spread.value)
