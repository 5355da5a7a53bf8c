"""What holds for the structure of every estate."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import networkx as nx
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from legacymap.analysis.estate import Estate
from legacymap.analysis.inference.flows import Flows
from legacymap.analysis.structure.gates import gates
from legacymap.analysis.structure.structure import structure
from legacymap.analysis.structure.structured import Structure
from legacymap.graph import SystemGraph
from legacymap.graph.reach_sets import Upward
from legacymap.inventory import Dependency, Inventory, System, to_json

Arrows = list[tuple[str, str]]
NAMES = "abcdefghij"


@st.composite
def arrows(draw: st.DrawFn) -> Arrows:
    """Mostly forward, some back: estates with chains, layers and a circle here and there."""
    node = st.sampled_from(NAMES)
    forward = draw(st.lists(st.tuples(node, node).map(lambda e: (min(e), max(e))), max_size=16))
    back = draw(st.lists(st.tuples(node, node), max_size=4))
    return [(a, b) for a, b in (*forward, *back) if a != b]


NOBODY = Estate.of(Inventory.of([]))


def estate(edges: Arrows, *, names: str = NAMES) -> Estate:
    """Plain dependencies: inferring flows takes fifty times as long as all that is asked here."""
    pairs = list(dict.fromkeys(edges))
    systems = [System(id=name, name=name) for name in names]
    inventory = Inventory.of(systems, [Dependency(consumer=a, provider=b) for a, b in pairs])
    graph = SystemGraph.of(inventory)
    plain = {"joins": "software", "flow": "pull", "direction_doubtful": False, "strength": "stops"}
    flows = Flows(pl.DataFrame([plain] * len(pairs), schema=NOBODY.flows.table.schema))
    return replace(NOBODY, inventory=inventory, graph=graph, top=graph.rolled_up(), flows=flows)


def of(edges: Arrows, *, names: str = NAMES) -> Structure:
    return structure(estate(edges, names=names))


def reversed_of(edges: Arrows) -> Arrows:
    return [(b, a) for a, b in edges]


def cost(found: Structure) -> Fraction:
    assert found.propagation_cost is not None
    return found.propagation_cost


@given(arrows())
def test_visibility_is_what_networkx_reaches(edges: Arrows) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph(edges)
    graph.add_nodes_from(NAMES)
    found = of(edges).visibility
    assert {n: (v.fan_in, v.fan_out) for n, v in found.items()} == {
        n: (len(nx.ancestors(graph, n)) + 1, len(nx.descendants(graph, n)) + 1) for n in NAMES
    }


@given(arrows())
def test_propagation_cost_lies_between_isolation_and_one_great_circle(edges: Arrows) -> None:
    found = of(edges)
    assert Fraction(1, len(NAMES)) <= cost(found) <= 1
    assert found.propagation.numerator == sum(v.fan_in for v in found.visibility.values())


@given(arrows(), st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)))
def test_one_more_dependency_never_lowers_the_propagation_cost(
    edges: Arrows, more: tuple[str, str]
) -> None:
    assert cost(of([*edges, more])) >= cost(of(edges))


@given(arrows())
def test_two_copies_side_by_side_halve_the_propagation_cost(edges: Arrows) -> None:
    copy = [(a.upper(), b.upper()) for a, b in edges]
    both = of([*edges, *copy], names=NAMES + NAMES.upper())
    assert cost(both) * 2 == cost(of(edges))


@given(st.integers(3, len(NAMES)))
def test_shapes_have_the_propagation_cost_of_their_closed_form(n: int) -> None:
    names = NAMES[:n]
    chain = list(pairwise(names))
    star = [(names[0], leaf) for leaf in names[1:]]
    assert cost(of([], names=names)) == Fraction(1, n)
    assert cost(of([*chain, (names[-1], names[0])], names=names)) == 1
    assert cost(of(chain, names=names)) == Fraction(n + 1, 2 * n)
    assert cost(of(star, names=names)) == Fraction(2 * n - 1, n * n)


@given(arrows())
def test_no_system_behind_a_gate_is_reached_around_it(edges: Arrows) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph(edges)
    graph.add_nodes_from(NAMES)
    services = [name for name in NAMES[:3] if graph.out_degree(name)]
    given = estate(edges).graph
    found = gates(given, services, Upward.of(given.reach)).found
    behind = {gate.id: set(gate.behind.first) for gate in found.first}
    reached = {name for one in services for name in nx.descendants(graph, one)} - {*services}
    for gate in sorted(reached):
        around = graph.subgraph(set(NAMES) - {gate})
        left = {name for one in services for name in nx.descendants(around, one)}
        assert behind.get(gate, set()) == reached - left - {gate}


@given(arrows())
def test_turning_all_dependencies_round_swaps_shared_and_control(edges: Arrows) -> None:
    there, back = of(edges), of(reversed_of(edges))
    assert back.propagation == there.propagation
    assert back.core.systems == there.core.systems
    swapped = {"shared": "control", "control": "shared"}
    assert back.roles == {n: swapped.get(role, role) for n, role in there.roles.items()}


@given(arrows())
def test_cyclic_groups_are_the_components_of_networkx_and_their_cuts_leave_none(
    edges: Arrows,
) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph(edges)
    found = of(edges).cycles
    assert {frozenset(group.systems.first) for group in found} == {
        frozenset(group) for group in nx.strongly_connected_components(graph) if len(group) > 1
    }
    graph.remove_edges_from((d.consumer, d.provider) for group in found for d in group.cut.first)
    assert nx.is_directed_acyclic_graph(graph)


@given(arrows())
def test_a_cut_has_no_dependency_to_spare(edges: Arrows) -> None:
    found = of(edges).cycles
    away = {(d.consumer, d.provider) for group in found for d in group.cut.first}
    for kept in away:
        graph: nx.DiGraph[str] = nx.DiGraph(edges)
        graph.remove_edges_from(away - {kept})
        assert not nx.is_directed_acyclic_graph(graph)


@given(arrows())
def test_turning_all_dependencies_round_leaves_the_price_of_order(edges: Arrows) -> None:
    there, back = of(edges).cycles, of(reversed_of(edges)).cycles
    assert [(g.systems, g.cost) for g in there] == [(g.systems, g.cost) for g in back]


@given(arrows())
def test_single_points_and_links_are_those_of_networkx(edges: Arrows) -> None:
    graph: nx.Graph[str] = nx.Graph(edges)
    found = of(edges)
    assert {p.id for p in found.single_points_of_failure} == set(nx.articulation_points(graph))
    assert {frozenset(link.systems) for link in found.bridges.first} == {
        frozenset(ends) for ends in map(tuple, nx.bridges(graph))
    }


@given(arrows(), st.permutations(NAMES))
def test_equal_estates_give_equal_bytes_in_any_order_of_rows(
    edges: Arrows, names: list[str]
) -> None:
    assert to_json(of(edges)) == to_json(of(edges[::-1], names="".join(names)))
