"""Nodes and edges of graph files, and what their labels say of who needs whom."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.errors import EmptyInventory, LimitExceeded, UnreadableFile
from legacymap.ingest import InputFile, Limits, read_inventory
from legacymap.inventory import Import


def read(content: object, format: str = "auto", name: str = "graph") -> Import:
    text = content if isinstance(content, str) else json.dumps(content)
    imported = read_inventory([InputFile(name, text.encode())], format=format)
    for file in imported.files:
        assert file.rows == file.used + file.merged + file.rejected
    return imported


DECLARED = [{"source": "graph", "how": "declared"}]


def stated(imported: Import) -> list[dict[str, Any]]:
    """The dependencies of the canonical document."""
    return cast("list[dict[str, Any]]", imported.inventory.document().get("dependencies", []))


def edges(imported: Import) -> list[str]:
    """``web -> orders call?``, the question mark where the direction is doubtful."""
    rows = stated(imported)
    return [
        " ".join(filter(None, (row["consumer"], "->", row["provider"], row.get("kind"))))
        + ("?" if row.get("properties", {}).get("direction_doubtful") else "")
        for row in rows
    ]


GRAPHML = """<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="label" attr.type="string"/>
<key id="d1" for="node" attr.name="owner" attr.type="string"><default>IT</default></key>
<key id="d2" for="edge" attr.name="relation" attr.type="string"/>
<graph id="G" edgedefault="directed">
<node id="n1"><data key="d0">Web</data><data key="d1">Sales</data>
  <graph id="n1:" edgedefault="directed"><node id="n1::1"/></graph></node>
<node id="n2"><data key="d0">Orders</data></node><node id="n2"/>
<edge id="e1" source="n1" target="n2"><data key="d2">depends on</data></edge>
<edge id="e2" source="n1" target="n2"><data key="d2">used by</data></edge>
<edge source="n2" target="n1::1"><data key="d2">note</data></edge>
<edge source="n2" target="n9"/>
</graph></graphml>"""


def test_graphml_is_read_with_its_data_and_the_graphs_within_nodes() -> None:
    imported = read(GRAPHML)
    document = imported.inventory.document()

    assert imported.files[0].format == "graphml"
    assert document["systems"] == [
        {"id": "n1", "name": "Web", "owner": "Sales"},
        {"id": "n1::1", "name": "n1::1", "parent": "n1", "owner": "IT"},
        {"id": "n2", "name": "Orders", "owner": "IT"},
    ]
    assert stated(imported) == [
        {
            "consumer": "n1",
            "provider": "n2",
            "id": "e1",
            "description": "depends on",
            "evidence": DECLARED,
        },
        {
            "consumer": "n2",
            "provider": "n1",
            "id": "e2",
            "description": "used by",
            "evidence": DECLARED,
            "properties": {"as_drawn": "n1 -> n2"},
        },
        {
            "consumer": "n2",
            "provider": "n1::1",
            "description": "note",
            "evidence": DECLARED,
            "properties": {"direction_doubtful": True},
        },
    ]
    assert [reject.reason for reject in imported.rejects] == [
        "the node 'n2' stands there already; it is rejected",
        "no system 'n9'; the row is rejected",
    ]


def test_labels_of_drawing_programs_name_nodes() -> None:
    text = (
        '<graphml xmlns:y="http://www.yworks.com/xml/graphml"><graph edgedefault="directed">'
        '<node id="n0"><data key="d6"><y:ShapeNode><y:NodeLabel>Order\n system</y:NodeLabel>'
        "</y:ShapeNode></data></node></graph></graphml>"
    )

    assert read(text).inventory.document()["systems"] == [{"id": "n0", "name": "Order system"}]


GEXF = """<gexf version="1.2"><graph defaultedgetype="directed">
<attributes class="node"><attribute id="0" title="supplier" type="string"/></attributes>
<nodes><node id="a" label="A"><attvalues><attvalue for="0" value="ACME"/></attvalues>
<nodes><node id="a1" label="Part"/></nodes></node><node id="b" label="B"/></nodes>
<edges><edge id="0" source="a" target="b" label="calls"/>
<edge id="1" source="a1" target="b" type="undirected"/></edges></graph></gexf>"""


def test_gexf_is_read_with_its_attributes_and_nested_nodes() -> None:
    imported = read(GEXF)

    assert imported.files[0].format == "gexf"
    assert imported.inventory.document()["systems"] == [
        {"id": "a", "name": "A", "supplier": "ACME"},
        {"id": "a1", "name": "Part", "parent": "a"},
        {"id": "b", "name": "B"},
    ]
    assert edges(imported) == ["a -> b", "a1 -> b?"]


DOT = """// the estate
strict digraph "Estate" {
  node [shape=box, owner="IT"];
  web [label="Web \\
shop"]; orders
  subgraph cluster_back { label = "Back office"; ledger; "db 1" }
  web:port -> orders -> ledger [label="calls"]
  orders -> { ledger "db 1" } [color=red];
  web -- legacy; /* not directed */
  old -> web [dir=back, label=<<b>used</b> by>]
}"""


def test_dot_is_read_with_chains_groups_and_clusters() -> None:
    imported = read(DOT)
    document = imported.inventory.document()

    assert imported.files[0].format == "dot"
    assert document["name"] == "Estate"
    assert document["systems"] == [
        {
            "id": "db 1",
            "name": "db 1",
            "owner": "IT",
            "properties": {"cluster": "Back office"},
        },
        {
            "id": "ledger",
            "name": "ledger",
            "owner": "IT",
            "properties": {"cluster": "Back office"},
        },
        {"id": "legacy", "name": "legacy", "owner": "IT"},
        {"id": "old", "name": "old", "owner": "IT"},
        {"id": "orders", "name": "orders", "owner": "IT"},
        {"id": "web", "name": "Web shop", "owner": "IT"},
    ]
    assert edges(imported) == [
        "old -> web",
        "orders -> db 1?",
        "orders -> ledger?",
        "orders -> ledger",
        "web -> legacy?",
        "web -> orders",
    ]
    assert {finding.code for finding in imported.findings} == {
        "direction_doubtful",
        "parts_kept_aside",
        "turned_round",
    }


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("digraph {\n a -> \n}", 3, "a name is missing before '}'"),
        ("digraph {\n a -> b", 2, "the text ends before its `}`"),
        ("digraph {\n\n a [x=?] }", 3, "belongs to no word of DOT"),
        ('digraph {\n "a -> b }', 2, "belongs to no word of DOT"),
        ("digraph { a [label=<b }", 1, "never closes"),
        ("digraph { a }\nrest", 2, "`graph` or `digraph` is missing"),
    ],
)
def test_a_mistake_in_dot_is_told_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message.replace("`", ".").replace("?", ".")) as found:
        read(text)

    (finding,) = found.value.findings
    assert finding.where is not None
    assert finding.where.line == line


def test_subgraphs_and_edges_between_them_have_a_limit() -> None:
    with pytest.raises(LimitExceeded, match="too deep"):
        read("digraph {" + "{" * 70 + "a" + "}" * 70 + "}")
    wide = " ".join(f"n{number}" for number in range(40))
    with pytest.raises(LimitExceeded, match="1,000"):
        read_inventory(
            [InputFile("g", f"digraph {{ {{{wide}}} -> {{{wide}}} }}".encode())],
            limits=Limits(dependencies=1_000),
        )


def test_node_link_json_is_read_with_its_attributes() -> None:
    imported = read(
        {
            "directed": True,
            "multigraph": True,
            "graph": {"name": "Estate"},
            "nodes": [{"id": 1, "label": "Web", "kind": "application"}, {"id": 2, "score": 0.5}],
            "links": [
                {"source": 1, "target": 2, "key": 0, "type": "calls", "kind": "file"},
                {"source": 1, "target": 2, "key": 1, "type": "calls", "kind": "file", "x": 1},
                {"source": 1},
            ],
        }
    )
    document = imported.inventory.document()

    assert imported.files[0].format == "node_link"
    assert document["name"] == "Estate"
    assert document["systems"] == [
        {"id": "1", "name": "Web", "kind": "application"},
        {"id": "2", "name": "2", "properties": {"score": 0.5}},
    ]
    assert [(row["description"], row.get("properties")) for row in stated(imported)] == [
        ("calls", None),
        ("calls (edge 2)", {"x": 1}),
    ]
    assert [reject.reason for reject in imported.rejects] == [
        "a link without `source` or `target`; it is rejected"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "web orders\norders ledger\n",
        "# a comment\nweb,orders\norders,ledger\n",
        "web;orders;3\norders;ledger;1\n",
        "web -> orders\norders -> ledger\n",
        "node1,node2\nweb,orders\norders,ledger\n",
        "Parent\tChild\tWeight\nweb\torders\t3\norders\tledger\t1\n",
    ],
)
def test_a_list_of_edges_is_known_by_what_it_looks_like(text: str) -> None:
    imported = read(text)

    assert imported.files[0].format == "edge_list"
    assert imported.inventory.systems["name"].to_list() == ["ledger", "orders", "web"]
    assert edges(imported) == ["orders -> ledger?", "web -> orders?"]


def test_a_header_that_says_who_needs_whom_is_believed() -> None:
    assert edges(read("caller,callee\nweb,orders\n", "edge_list")) == ["web -> orders"]


def test_a_table_of_dependencies_by_itself_is_a_list_of_edges_where_people_say_so() -> None:
    assert edges(read("source,target\nweb,orders\n", "edge_list")) == ["web -> orders?"]


@pytest.mark.parametrize(
    "text",
    [
        "consumer,provider\nweb,orders\norders,ledger\n",
        "System,Data\nweb,orders\norders,ledger\n",
        "red apple\ngreen pear\nold house\n",
        "rec1,rec9\nrec2,rec8\n",
        "id,name\na,b\nb,a\n",
    ],
)
def test_another_table_of_two_columns_is_no_list_of_edges(text: str) -> None:
    try:
        found = {file.format for file in read(text).files}
    except (EmptyInventory, UnreadableFile):
        return

    assert "edge_list" not in found


def test_a_list_of_edges_uses_the_ids_of_the_systems_beside_it() -> None:
    imported = read_inventory(
        [
            InputFile("systems.csv", b"id,name\ns1,Web\ns2,Orders\n"),
            InputFile("edges.csv", b"node1,node2\ns1,s2\n"),
        ]
    )

    names = dict(imported.inventory.systems.select("id", "name").iter_rows())
    assert names == {"s1": "Web", "s2": "Orders"}
    assert edges(imported) == ["s1 -> s2?"]


MICROSECEND = {
    "services": [
        {"name": "zuul", "stereotypes": ["gateway"], "tagged_values": {"Port": 8080}},
        {"name": "order", "stereotypes": ["internal"], "tagged_values": {}},
        {"name": "config", "stereotypes": ["configuration_server"], "tagged_values": {}},
        {"name": "rabbit", "stereotypes": ["message_broker"], "tagged_values": {}},
    ],
    "external_entities": [
        {"name": "user", "stereotypes": ["user_stereotype"], "tagged_values": {}},
        {"name": "orderdb", "stereotypes": ["external_database"], "tagged_values": {}},
        {"name": "bank", "stereotypes": ["external_website"], "tagged_values": {}},
    ],
    "information_flows": [
        {"sender": s, "receiver": r, "stereotypes": [t], "tagged_values": {}}
        for s, r, t in [
            ("user", "zuul", "restful_http"),
            ("zuul", "order", "restful_http"),
            ("config", "order", "restful_http"),
            ("orderdb", "order", "jdbc"),
            ("rabbit", "order", "message_consumer_rabbitmq"),
            ("order", "rabbit", "message_producer_rabbitmq"),
            ("order", "ghost", "restful_http"),
        ]
    ],
}


def test_flows_from_who_only_answers_are_turned_round() -> None:
    imported = read(MICROSECEND)
    document = imported.inventory.document()

    assert imported.files[0].format == "microsecend"
    assert edges(imported) == [
        "order -> config call",
        "order -> orderdb database",
        "order -> rabbit event",
        "order -> rabbit event",
        "user -> zuul call",
        "zuul -> order call?",
    ]
    kinds = dict(imported.inventory.systems.select("id", "kind").iter_rows())
    assert (kinds["user"], kinds["orderdb"], kinds["bank"]) == ("actor", "data_store", "external")
    assert cast("list[object]", document["systems"])[-1] == {
        "id": "zuul",
        "name": "zuul",
        "tags": ["gateway"],
        "properties": {"element": "service", "Port": 8080},
    }
    assert [reject.reason for reject in imported.rejects] == [
        "no system 'ghost'; the row is rejected"
    ]
    assert imported.files[0].counts["information_flows"] == 7


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet='ab{}[];,:=+<>-"\\ /*#\n', max_size=60))
def test_no_text_makes_dot_stumble(text: str) -> None:
    with suppress(UnreadableFile, EmptyInventory, LimitExceeded):
        assert read(f"digraph {{{text}").inventory.systems.height > 0


def test_comments_and_texts_of_dot_take_time_that_grows_with_the_text_only() -> None:
    # Each of these took minutes, or for ever, with patterns that try every way to cut the text.
    with suppress(UnreadableFile, EmptyInventory):
        read("/**/" * 1_000)
    labels = "a [label=<<b>x</b>>];" * 20_000
    assert read(f"digraph {{ {labels} }}").inventory.systems["name"].to_list() == ["x"]


def test_edges_between_the_same_nodes_are_kept_where_they_differ() -> None:
    text = "digraph { a -> b [n=1]; a -> b [n=2]; a -> b [n=1] }"

    imported = read(text)

    assert [(row.get("description"), row["properties"]["n"]) for row in stated(imported)] == [
        (None, "1"),
        ("(edge 2)", "2"),
    ]
    assert imported.files[0].merged == 1
