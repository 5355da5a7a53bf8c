"""What is a node, what is an edge, and what the graph says of small estates."""

from __future__ import annotations

import networkx as nx
import pytest

from legacymap.errors import UnknownSystem
from legacymap.graph import Dropped, Level, SystemGraph
from legacymap.inventory import Dependency, Inventory, System
from legacymap.inventory.vocabulary import DependencyKind


def system(id: str, *, parent: str | None = None) -> System:
    return System(id=id, name=id, parent=parent)


def needs(consumer: str, provider: str, kind: DependencyKind | None = None) -> Dependency:
    return Dependency(consumer=consumer, provider=provider, kind=kind)


def chain_inventory() -> Inventory:
    return Inventory.of(
        [system(name) for name in "abcd"], [needs("a", "b"), needs("b", "c"), needs("d", "c")]
    )


def edges(graph: SystemGraph) -> list[tuple[str, str]]:
    return [
        (graph.ids[tail], graph.ids[head])
        for tail, head in zip(graph.csr.tails, graph.csr.indices, strict=True)
    ]


def test_an_edge_leads_from_consumer_to_provider() -> None:
    graph = SystemGraph.of(
        Inventory.of([system("web"), system("ledger")], [needs("web", "ledger")])
    )
    assert graph.ids == ("ledger", "web")
    assert edges(graph) == [("web", "ledger")]


def test_needs_and_affected_by_follow_chains_both_ways() -> None:
    graph = SystemGraph.of(chain_inventory())
    assert graph.needs("a") == ("b", "c")
    assert graph.affected_by("c") == ("a", "b", "d")


def test_a_path_names_every_stop_and_prefers_small_ids() -> None:
    inventory = Inventory.of(
        [system(name) for name in "abxyz"],
        [needs("a", "y"), needs("y", "z"), needs("a", "b"), needs("b", "z"), needs("x", "a")],
    )
    graph = SystemGraph.of(inventory)
    assert graph.path(consumer="x", provider="z") == ("x", "a", "b", "z")
    assert graph.path(consumer="z", provider="x") == ()
    assert graph.path(consumer="a", provider="a") == ("a",)


def test_people_are_no_nodes_and_their_dependencies_no_edges() -> None:
    clerk = System(id="clerk", name="Clerk", kind="actor")
    graph = SystemGraph.of(Inventory.of([clerk, system("a")], [needs("clerk", "a")]))
    assert (graph.ids, edges(graph), graph.edge_of.tolist()) == (("a",), [], [-1])


def test_self_loops_and_repetitions_are_dropped_and_counted() -> None:
    inventory = Inventory.of(
        [system("a"), system("b")],
        [needs("a", "a"), needs("a", "b", "call"), needs("a", "b", "file")],
    )
    graph = SystemGraph.of(inventory)
    assert edges(graph) == [("a", "b")]
    assert graph.multiplicity.tolist() == [2]
    assert graph.dropped == Dropped(
        self_loops=1, inside_one_system=0, parallel=1, part_of=0, hosting=0
    )


def test_part_of_is_structure_and_hosting_an_edge_on_request_only() -> None:
    inventory = Inventory.of(
        [system("a"), system("b")], [needs("a", "b", "part_of"), needs("b", "a", "hosting")]
    )
    assert edges(SystemGraph.of(inventory)) == []
    assert edges(SystemGraph.of(inventory, hosting=True)) == [("b", "a")]
    assert SystemGraph.of(inventory).dropped == Dropped(0, 0, 0, part_of=1, hosting=1)


def with_parts() -> Inventory:
    return Inventory.of(
        [
            system("crm"),
            system("crm-db", parent="crm"),
            system("crm-table", parent="crm-db"),
            system("web"),
            system("mail"),
        ],
        [
            needs("crm", "crm-db"),
            needs("web", "crm-db"),
            needs("web", "crm"),
            needs("crm-table", "mail"),
        ],
    )


def test_rolled_up_parts_stand_for_the_whole_at_any_depth() -> None:
    graph = SystemGraph.of(with_parts()).rolled_up()
    assert graph.ids == ("crm", "mail", "web")
    assert edges(graph) == [("crm", "mail"), ("web", "crm")]
    assert graph.dropped == Dropped(0, inside_one_system=1, parallel=1, part_of=0, hosting=0)
    assert graph.node("crm-table") == graph.node("crm")


def test_who_depends_on_a_system_depends_on_its_parts_but_not_the_other_way() -> None:
    graph = SystemGraph.of(with_parts())
    assert graph.needs("crm") == ("crm-db", "crm-table", "mail")
    assert "crm" not in graph.needs("crm-db")
    assert graph.affected_by("mail") == ("crm", "crm-db", "crm-table", "web")


def test_rolling_up_a_rolled_up_graph_changes_nothing() -> None:
    graph = SystemGraph.of(with_parts(), level="top")
    assert graph.rolled_up() is graph


def test_the_networkx_face_holds_the_same_graph_with_names_and_counts() -> None:
    face = SystemGraph.of(with_parts()).networkx()
    assert sorted(face.edges(data="dependencies")) == [
        ("crm", "crm-db", 1),
        ("crm-table", "mail", 1),
        ("web", "crm", 1),
        ("web", "crm-db", 1),
    ]
    assert face.nodes["crm-db"] == {"name": "crm-db", "parent": "crm"}
    assert nx.descendants(face, "web") == {"crm", "crm-db"}


@pytest.mark.parametrize("level", ["top", "as_given"])
def test_an_empty_inventory_is_an_empty_graph(level: Level) -> None:
    graph = SystemGraph.of(Inventory.of([]), level=level)
    assert (len(graph), graph.edges, graph.multiplicity.tolist()) == (0, 0, [])


def test_an_unknown_system_is_refused_by_name() -> None:
    with pytest.raises(UnknownSystem, match="no system 'nowhere' in the inventory"):
        SystemGraph.of(chain_inventory()).needs("nowhere")
