"""What tools that watch calls add up: dependencies of Jaeger and Zipkin, Kiali, service graphs."""

from __future__ import annotations

import json

import pytest

from legacymap.errors import UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import


def read(content: object, format: str = "auto") -> Import:
    text = content if isinstance(content, str) else json.dumps(content)
    imported = read_inventory([InputFile("seen", text.encode())], format=format)
    for file in imported.files:
        assert file.rows == file.used + file.merged + file.rejected
    return imported


def dependencies(imported: Import) -> object:
    return imported.inventory.document().get("dependencies", [])


LINKS = [
    {"parent": "web", "child": "orders", "callCount": 1200, "errorCount": 3},
    {"parent": "web", "child": "orders", "callCount": 5},
    {"parent": "orders", "child": "kafka", "callCount": 77},
    {"parent": "kafka", "child": "billing", "callCount": 70},
    {"parent": "billing", "child": "orders-mysql", "callCount": 1},
]


@pytest.mark.parametrize(
    "document",
    [
        LINKS,
        {"data": LINKS, "total": 0, "errors": None},
        {"dependencies": [{**link, "callCount": str(link["callCount"])} for link in LINKS]},
    ],
)
def test_three_envelopes_say_the_same(document: object) -> None:
    imported = read(document)

    def seen(count: int) -> list[dict[str, object]]:
        return [{"source": "seen", "how": "observed", "count": count}]

    assert imported.files[0].format == "call_counts"
    assert (imported.files[0].merged, imported.files[0].counts["edges"]) == (1, 5)
    assert dependencies(imported) == [
        {
            "consumer": "billing",
            "provider": "kafka",
            "kind": "event",
            "description": "reads from kafka",
            "flow": "subscribe",
            "evidence": seen(70),
            "properties": {"as_drawn": "kafka -> billing"},
        },
        {
            "consumer": "billing",
            "provider": "orders-mysql",
            "kind": "database",
            "evidence": seen(1),
        },
        {
            "consumer": "orders",
            "provider": "kafka",
            "kind": "event",
            "description": "publishes to kafka",
            "flow": "publish",
            "evidence": seen(77),
        },
        {
            "consumer": "web",
            "provider": "orders",
            "kind": "call",
            "evidence": seen(1205),
            "properties": {"errors": 3},
        },
    ]
    assert [str(finding) for finding in imported.findings] == [
        "info seen: 1 edges lead from a message broker to who reads from it; they were turned"
        " round, for the reader needs the broker"
    ]


def test_an_edge_without_a_name_or_a_count_that_is_none_is_rejected() -> None:
    imported = read(
        [
            {"parent": "a", "child": "b"},
            {"parent": "a", "child": ""},
            {"parent": "unknown", "child": "b"},
            {"parent": "a", "child": "c", "callCount": "many"},
            7,
        ]
    )

    assert [reject.reason for reject in imported.rejects] == [
        "an edge from 'a' to None: one end has no name; it is rejected",
        "an edge from 'unknown' to 'b': one end has no name; it is rejected",
        "callCount 'many' is no whole number; it is rejected",
        "$[4] is no object; it is rejected",
    ]
    assert dependencies(imported) == [
        {
            "consumer": "a",
            "provider": "b",
            "kind": "call",
            "evidence": [{"source": "seen", "how": "observed"}],
        }
    ]


def test_a_program_that_only_uses_a_broker_is_none() -> None:
    found = read([{"parent": "kafka-exporter", "child": "metrics", "callCount": 1}])

    (row,) = found.inventory.dependencies.iter_rows(named=True)
    assert (row["consumer"], row["provider"], row["kind"]) == ("kafka-exporter", "metrics", "call")


def kiali(*, protocol: str = "http", rate: str = "2.50", target: str = "n2") -> object:
    def node(own: str, **data: object) -> dict[str, object]:
        return {"data": {"id": own, "cluster": "east", "namespace": "shop", **data}}

    return {
        "timestamp": 1523364075,
        "duration": 600,
        "graphType": "versionedApp",
        "elements": {
            "nodes": [
                node("n1", nodeType="app", workload="web-v1", app="web", version="v1", parent="b1"),
                node("b1", nodeType="box", app="web", isBox="app"),
                node("n2", nodeType="service", service="orders", isServiceEntry={"x": 1}),
                node("n3", nodeType="unknown", workload="unknown"),
            ],
            "edges": [
                {
                    "data": {
                        "id": "e1",
                        "source": "n1",
                        "target": target,
                        "traffic": {"protocol": protocol, "rates": {protocol: rate}},
                    }
                },
                {"data": {"id": "e2", "source": "n3", "target": "n1"}},
            ],
        },
    }


def test_requests_a_second_of_kiali_become_uses_a_day() -> None:
    imported = read(kiali())
    document = imported.inventory.document()

    assert imported.files[0].format == "kiali"
    assert document["systems"] == [
        {
            "id": "b1",
            "name": "web",
            "partition": "shop",
            "properties": {"nodeType": "box", "cluster": "east", "app": "web"},
        },
        {
            "id": "n1",
            "name": "web-v1",
            "parent": "b1",
            "partition": "shop",
            "properties": {"nodeType": "app", "cluster": "east", "app": "web", "version": "v1"},
        },
        {
            "id": "n2",
            "name": "orders",
            "kind": "external",
            "partition": "shop",
            "properties": {"nodeType": "service", "cluster": "east"},
        },
    ]
    assert document["dependencies"] == [
        {
            "consumer": "n1",
            "provider": "n2",
            "kind": "call",
            "technology": "http",
            "frequency_per_day": 216_000.0,
            "evidence": [
                {"source": "seen", "how": "observed", "as_of": "2018-04-10", "count": 1500}
            ],
        }
    ]
    counts = imported.files[0].counts
    assert (counts["nodes_kept_aside"], counts["edges_kept_aside"]) == (1, 1)


def test_bytes_a_second_are_no_number_of_uses() -> None:
    assert dependencies(read(kiali(protocol="tcp"))) == [
        {
            "consumer": "n1",
            "provider": "n2",
            "technology": "tcp",
            "evidence": [{"source": "seen", "how": "observed", "as_of": "2018-04-10"}],
            "properties": {"bytes_per_second": "2.5"},
        }
    ]


def test_an_edge_of_kiali_to_nowhere_is_rejected() -> None:
    assert [reject.reason for reject in read(kiali(target="n9")).rejects] == [
        "an edge that ends on 'n9', which is no node here; it is rejected"
    ]


METRICS = """# TYPE traces_service_graph_request_total counter
traces_service_graph_request_total{client="order-svc",server="pricing",connection_type=""} 100000
traces_service_graph_request_failed_total{client="order-svc",server="pricing",connection_type=""} 250
traces_service_graph_request_total{client="order-svc",server="ledger-db",connection_type="database"} 42 1726000000000
traces_service_graph_request_total{client="shop",server="mail",connection_type="messaging_system"} 7
traces_service_graph_request_total{client="shop",server="kafka",connection_type="messaging_system"} 8
traces_service_graph_request_total{client="user",server="shop",connection_type="virtual_node"} 9
traces_service_graph_request_server_seconds_sum{client="order-svc",server="pricing"} 1.5
traces_service_graph_request_total{client="",server="pricing"} 1
traces_service_graph_request_total{client="a" 1
"""  # noqa: E501 - lines of the format are as long as they are


def test_a_service_graph_is_read_from_metrics_as_text() -> None:
    imported = read(METRICS)

    assert imported.files[0].format == "service_graph"
    kinds = dict(imported.inventory.systems.select("id", "kind").iter_rows())
    assert (kinds["ledger-db"], kinds["user"], kinds["shop"]) == ("data_store", "actor", None)
    assert dependencies(imported) == [
        {
            "consumer": "mail",
            "provider": "shop",
            "kind": "event",
            "description": "receives messages of shop",
            "flow": "subscribe",
            "evidence": [{"source": "seen", "how": "observed", "count": 7}],
            "properties": {"connection_type": "messaging_system"},
        },
        {
            "consumer": "order-svc",
            "provider": "ledger-db",
            "kind": "database",
            "evidence": [{"source": "seen", "how": "observed", "as_of": "2024-09-10", "count": 42}],
            "properties": {"connection_type": "database"},
        },
        {
            "consumer": "order-svc",
            "provider": "pricing",
            "kind": "call",
            "evidence": [{"source": "seen", "how": "observed", "count": 100000}],
            "properties": {"failed": 250},
        },
        {
            "consumer": "shop",
            "provider": "kafka",
            "kind": "event",
            "description": "publishes to kafka",
            "flow": "publish",
            "evidence": [{"source": "seen", "how": "observed", "count": 8}],
            "properties": {"connection_type": "messaging_system"},
        },
        {
            "consumer": "user",
            "provider": "shop",
            "kind": "call",
            "evidence": [{"source": "seen", "how": "observed", "count": 9}],
            "properties": {"connection_type": "virtual_node"},
        },
    ]
    assert [(reject.line, reject.reason) for reject in imported.rejects] == [
        (9, "the client has no name (''); it is rejected"),
        (10, 'no sample `name{label="..."} value`; it is rejected'),
    ]


def test_a_service_graph_is_read_from_an_answer_of_prometheus() -> None:
    answer = {
        "status": "success",
        "data": {
            "resultType": "vector",
            "result": [{"metric": {"client": "a", "server": "b"}, "value": [1726000000, "42"]}],
        },
    }

    assert dependencies(read(answer)) == [
        {
            "consumer": "a",
            "provider": "b",
            "kind": "call",
            "evidence": [{"source": "seen", "how": "observed", "as_of": "2024-09-10", "count": 42}],
        }
    ]


@pytest.mark.parametrize(
    ("format", "message"),
    [
        ("call_counts", "no list of objects with `parent` and `child`"),
        ("kiali", "`graphType` and `elements`"),
        ("service_graph", "`data.result`"),
        ("otlp", "`resourceSpans`"),
        ("jaeger", "`spans` and `processes`"),
        ("zipkin", "spans of Zipkin are a list"),
        ("microsecend", "`services` and `information_flows`"),
        ("node_link", "`nodes`, and `links` or `edges`"),
    ],
)
def test_another_document_is_refused_in_words(format: str, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read({"some": "thing"}, format)
