"""A drawing of an estate says the same in every format, whatever the systems are called."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacymap.analysis import Estate
from legacymap.errors import UnknownFormat, UnknownSystem
from legacymap.inventory import Dependency, Inventory, Organisation, System
from legacymap.report import Drawing, draw, graph

DOT_LABEL = re.compile(r'  n\d+ \[label="((?:[^"\\]|\\.)*)"(, style=dashed)?\];')
MERMAID_NODE = re.compile(r'  n\d+\["([^"\[\]<>{}|`]*)"\]')


def estate(*arrows: str, systems: dict[str, str | None] | None = None) -> Estate:
    ends = [arrow.split("->") for arrow in arrows]
    owners = {system: None for pair in ends for system in pair} | (systems or {})
    return Estate.of(
        Inventory.of(
            [System(id=s, name=s, owner=o, legacy=s.startswith("old")) for s, o in owners.items()],
            [
                Dependency(consumer=consumer, provider=provider, id=str(n))
                for n, (consumer, provider) in enumerate(ends)
            ],
            organisations=[Organisation(id="o", name="The owner")],
        )
    )


def shown(drawing: Drawing) -> tuple[list[str], list[tuple[str, str, int]]]:
    edges = [(edge.consumer, edge.provider, edge.dependencies) for edge in drawing.edges]
    return [node.id for node in drawing.nodes], edges


CHAIN = estate("a->b", "b->c", "c->d", "x->c", "a->b")


def test_all_systems_and_edges_with_their_number_of_dependencies() -> None:
    assert shown(draw(CHAIN)) == (
        ["a", "b", "c", "d", "x"],
        [("a", "b", 2), ("b", "c", 1), ("c", "d", 1), ("x", "c", 1)],
    )


@pytest.mark.parametrize(
    ("depth", "systems"),
    [(0, ["c"]), (1, ["b", "c", "d", "x"]), (None, ["a", "b", "c", "d", "x"])],
)
def test_the_neighbourhood_of_a_system(depth: int | None, systems: list[str]) -> None:
    drawing = draw(CHAIN, focus="c", depth=depth)

    assert shown(drawing)[0] == systems
    assert (drawing.systems_shown, drawing.systems) == (len(systems), 5)


def test_a_neighbourhood_follows_arrows_and_does_not_zigzag() -> None:
    assert shown(draw(CHAIN, focus="b"))[0] == ["a", "b", "c", "d"]


def test_an_unknown_focus_is_refused() -> None:
    with pytest.raises(UnknownSystem):
        draw(CHAIN, focus="z")


def test_systems_rolled_up_by_owner_keep_their_dependencies() -> None:
    drawing = draw(estate("a->b", "b->old", systems={"a": "o", "b": "o"}), roll_up="owner")

    assert shown(drawing) == (["owner:o", "owner?"], [("owner:o", "owner?", 1)])
    first, second = drawing.nodes
    assert (first.name, first.systems, first.inside, first.legacy) == ("The owner", 2, 1, False)
    assert (second.name, second.systems, second.legacy) == ("owner unknown", 1, True)


def test_a_circle_rolled_up_is_one_node() -> None:
    drawing = draw(estate("a->b", "b->a", "b->c"), roll_up="cycle")

    assert shown(drawing) == (["a", "c"], [("a", "c", 1)])
    assert drawing.nodes[0].name == "circle of 2 systems: a, b"
    assert (drawing.nodes[0].systems, drawing.nodes[0].inside) == (2, 2)


def test_rolled_up_by_kind() -> None:
    assert shown(draw(CHAIN, roll_up="kind"))[0] == ["kind:application", "kind:service"]


def test_json_carries_nodes_and_edges() -> None:
    document = json.loads(graph(draw(estate("a->old")), "json"))

    assert document["edges"] == [{"consumer": "a", "provider": "old", "dependencies": 1}]
    assert [(node["id"], node["legacy"]) for node in document["nodes"]] == [
        ("a", False),
        ("old", True),
    ]


def test_graphml_is_read_by_networkx() -> None:
    read = nx.parse_graphml(graph(draw(estate("a->old")), "graphml").decode())

    assert {data["id"]: data["legacy"] for _, data in read.nodes(data=True)} == {
        "a": False,
        "old": True,
    }
    assert [data["dependencies"] for _, _, data in read.edges(data=True)] == [1]


def test_dot_quotes_what_would_end_or_change_a_label() -> None:
    dot = graph(draw(estate('say "no"\\N->old')), "dot").decode()

    assert dot.splitlines() == [
        "digraph estate {",
        "  // 2 of 2 systems, consumer to provider",
        "  rankdir=LR;",
        '  node [shape=box, fontname="sans-serif"];',
        '  n0 [label="old (legacy)", style=dashed];',
        '  n1 [label="say \\"no\\"\\\\N"];',
        '  n1 -> n0 [label="1"];',
        "}",
    ]


def test_mermaid_codes_what_it_would_read_as_markup() -> None:
    mermaid = graph(draw(estate('1. "end"->old-api')), "mermaid").decode()

    assert mermaid.splitlines() == [
        "flowchart LR",
        "  %% 2 of 2 systems, consumer to provider",
        '  n0["1#46; #34;end#34;"]',
        '  n1["old-api (legacy)"]',
        "  n0 -->|1| n1",
        "  classDef legacy stroke-dasharray: 6 3",
        "  class n1 legacy",
    ]


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownFormat, match="there are json, graphml, dot, mermaid"):
        graph(draw(CHAIN), "png")


LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
NAMES = st.text(LETTERS, min_size=1, max_size=8).map(str.strip).filter(bool)


@given(NAMES)
def test_any_name_is_one_label_in_every_format(name: str) -> None:
    drawing = draw(Estate.of(Inventory.of([System(id="a", name=name)])))

    assert len(ET.fromstring(graph(drawing, "graphml"))) > 0  # noqa: S314 - our own text
    assert len(DOT_LABEL.findall(graph(drawing, "dot").decode())) == 1
    nodes = [line for line in graph(drawing, "mermaid").decode().split("\n") if "[" in line]
    assert [bool(MERMAID_NODE.fullmatch(line)) for line in nodes] == [True]
