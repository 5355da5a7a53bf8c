"""What networkx users get, and what they may bring."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import networkx as nx
import numpy as np
import pytest

from legacymap import SystemGraph
from legacymap.errors import InvalidGraph
from legacymap.inventory import Dependency, Heading, Inventory, System


def shop() -> SystemGraph:
    return SystemGraph.of(
        Inventory.of(
            [
                System(id="web", name="Web shop", kind="service", users=900),
                System(
                    id="crm",
                    name="Customers",
                    legacy=True,
                    capabilities=("sales", "care"),
                    properties={"cost_centre": "4711"},
                ),
                System(id="crm-db", name="Customer store", parent="crm"),
            ],
            [
                Dependency(consumer="web", provider="crm", kind="call", live=True),
                Dependency(consumer="web", provider="crm", kind="file"),
                Dependency(consumer="web", provider="crm-db", kind="database"),
            ],
            heading=Heading(name="Shop", as_of="2026-01"),
        )
    )


def test_nodes_carry_what_the_inventory_says_and_nothing_that_it_does_not() -> None:
    face = shop().networkx()
    assert face.graph == {"name": "Shop", "as_of": "2026-01"}
    assert {node: face.nodes[node] for node in face} == {
        "crm": {
            "name": "Customers",
            "legacy": True,
            "capabilities": ["care", "sales"],
            "cost_centre": "4711",
        },
        "crm-db": {"name": "Customer store", "parent": "crm"},
        "web": {"name": "Web shop", "kind": "service", "users": 900},
    }


def test_an_edge_carries_how_many_dependencies_it_stands_for_and_each_of_them() -> None:
    assert shop().networkx().edges["web", "crm"] == {
        "dependencies": 2,
        "declared": [{"kind": "call", "live": True}, {"kind": "file"}],
    }


def test_in_parallel_every_dependency_is_an_edge_of_its_own() -> None:
    face = shop().networkx(parallel=True)
    assert sorted((a, b, data["kind"]) for a, b, data in face.edges(data=True)) == [
        ("web", "crm", "call"),
        ("web", "crm", "file"),
        ("web", "crm-db", "database"),
    ]


def test_what_networkx_is_given_is_ones_own_to_change() -> None:
    graph = shop()
    graph.networkx().remove_node("web")
    assert "web" in graph.networkx()


@pytest.mark.parametrize("parallel", [False, True])
def test_a_graph_comes_back_equal_to_itself(parallel: bool) -> None:
    graph = shop()
    face = graph.networkx(parallel=True) if parallel else graph.networkx()
    assert SystemGraph.from_networkx(face) == graph


def test_graphs_that_differ_in_one_attribute_are_not_equal() -> None:
    face = shop().networkx()
    face.nodes["web"]["users"] = 901
    assert SystemGraph.from_networkx(face) != shop()


def test_a_bare_graph_is_enough() -> None:
    graph = SystemGraph.from_networkx(nx.DiGraph([(1, 2), (2, 3)]))
    assert graph.ids == ("1", "2", "3")
    assert graph.needs("1") == ("2", "3")


def test_attributes_that_are_no_columns_become_properties() -> None:
    face: nx.DiGraph[str] = nx.DiGraph()
    face.add_node(
        "a", owner="Treasury", cost_centre=np.int64(4711), end_of_support=date(2027, 6, 30)
    )
    face.add_edge("a", "b", kind="file", weight=2.5)
    inventory = SystemGraph.from_networkx(face).inventory
    assert inventory.systems.row(0, named=True)["properties"] == '{"cost_centre":4711}'
    assert inventory.systems["owner"].to_list() == ["Treasury", None]
    assert inventory.systems["end_of_support"].to_list() == ["2027-06-30", None]
    assert inventory.dependencies.row(0, named=True)["properties"] == '{"weight":2.5}'


def test_none_and_not_a_number_are_unknown() -> None:
    face: nx.DiGraph[str] = nx.DiGraph()
    face.add_node("a", legacy=None, annual_run_cost=float("nan"))
    row = SystemGraph.from_networkx(face).inventory.systems.row(0, named=True)
    assert (row["legacy"], row["annual_run_cost"]) == (None, None)


def test_people_are_no_systems_in_a_graph_of_ones_own_either() -> None:
    face: nx.DiGraph[str] = nx.DiGraph([("clerk", "crm")])
    face.nodes["clerk"]["kind"] = "actor"
    assert SystemGraph.from_networkx(face).ids == ("crm",)


def test_all_that_is_wrong_is_named_with_its_place() -> None:
    face: nx.MultiDiGraph[object] = nx.MultiDiGraph()
    face.add_node("a", kind="mainframe")
    face.add_node("b", users=-1, parent="nowhere")
    face.add_node(("c", 1))
    face.add_edge("a", "b", kind="telepathy")
    with pytest.raises(InvalidGraph) as refused:
        SystemGraph.from_networkx(face)
    assert [(str(f.where), f.code) for f in refused.value.findings] == [
        ("edges['a', 'b'] kind", "invalid_row"),
        ("nodes['a'] kind", "invalid_row"),
        ("nodes['b'] users", "invalid_row"),
        ("nodes[('c', 1)]", "unfit_node"),
    ]


def test_what_is_rejected_is_called_a_node_or_an_edge() -> None:
    face: nx.DiGraph[str] = nx.DiGraph()
    face.add_node("a", kind="mainframe")
    face.add_edge("a", "b", kind="telepathy")
    face.graph["as_of"] = "some day"
    with pytest.raises(InvalidGraph) as refused:
        SystemGraph.from_networkx(face)
    assert [f.message.rpartition("; ")[2] for f in refused.value.findings] == [
        "the edge is rejected",
        "the graph is rejected",
        "the node is rejected",
    ]


def test_a_parent_that_is_no_node_is_named() -> None:
    face: nx.DiGraph[str] = nx.DiGraph()
    face.add_node("b", parent="nowhere")
    with pytest.raises(InvalidGraph, match="no system 'nowhere' to be a part of"):
        SystemGraph.from_networkx(face)


def test_a_number_and_its_text_are_one_id() -> None:
    face: nx.DiGraph[object] = nx.DiGraph([(1, "1")])
    with pytest.raises(InvalidGraph, match="the same id as text"):
        SystemGraph.from_networkx(face)


def test_a_graph_without_direction_is_refused() -> None:
    with pytest.raises(InvalidGraph, match="has no direction"):
        SystemGraph.from_networkx(nx.Graph([("a", "b")]))  # type: ignore[arg-type]


def test_the_library_loads_the_graph_only_when_it_is_asked_for() -> None:
    check = "import sys, legacymap; assert 'networkx' not in sys.modules; legacymap.SystemGraph"
    subprocess.run([sys.executable, "-c", check], check=True)


def test_the_library_has_no_other_names() -> None:
    import legacymap

    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        legacymap.Nothing  # noqa: B018
