"""Who uses whom, as spans show, in each of the formats they are written in."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.formats.spans.table import service_of
from legacymap.inventory import Import


def read(content: object) -> Import:
    text = content if isinstance(content, str) else json.dumps(content)
    imported = read_inventory([InputFile("spans", text.encode())])
    for file in imported.files:
        assert file.rows == file.used + file.merged + file.rejected
        counts = file.counts
        accounted = ("spans_with_dependency", "spans_without_dependency", "spans_repeated")
        assert counts["spans"] == sum(counts.get(name, 0) for name in accounted) + file.rejected
    return imported


def seen(count: int, day: str = "2024-09-10") -> list[dict[str, object]]:
    return [{"source": "spans", "how": "observed", "as_of": day, "count": count}]


def zipkin(own: str, service: str, kind: str | None, **more: object) -> dict[str, object]:
    said: dict[str, object] = {
        "traceId": "t",
        "id": own,
        "localEndpoint": {"serviceName": service},
        "timestamp": 1_726_000_000_000_000,
    }
    said |= {"kind": kind} if kind else {}
    return said | more


def test_a_call_that_both_sides_report_counts_once() -> None:
    # Client and server share an id; what the server does goes on from the server's half.
    imported = read(
        [
            zipkin("1", "web", "SERVER"),
            zipkin("2", "web", "CLIENT", parentId="1", remoteEndpoint={"serviceName": "orders"}),
            zipkin("2", "orders", "SERVER", parentId="1", shared=True),
            zipkin("3", "orders", "CLIENT", parentId="2", remoteEndpoint={"serviceName": "mysql"}),
            zipkin("3", "orders", "CLIENT", parentId="2", remoteEndpoint={"serviceName": "mysql"}),
        ]
    )

    assert imported.files[0].format == "zipkin"
    assert imported.inventory.document()["dependencies"] == [
        {"consumer": "orders", "provider": "mysql", "kind": "database", "evidence": seen(1)},
        {"consumer": "web", "provider": "orders", "kind": "call", "evidence": seen(1)},
    ]
    assert imported.files[0].counts["spans_repeated"] == 1


def test_who_reads_from_a_broker_needs_it_and_not_who_wrote() -> None:
    kafka = {"remoteEndpoint": {"serviceName": "kafka"}, "tags": {"kafka.topic": "paid"}}

    imported = read(
        [
            [
                zipkin("1", "shop", "PRODUCER", **kafka),
                zipkin("2", "mail", "CONSUMER", parentId="1", **kafka),
            ]
        ]
    )

    assert imported.inventory.document()["dependencies"] == [
        {
            "consumer": "mail",
            "provider": "kafka",
            "kind": "event",
            "interface": "paid",
            "description": "reads from kafka",
            "flow": "subscribe",
            "evidence": seen(1),
        },
        {
            "consumer": "shop",
            "provider": "kafka",
            "kind": "event",
            "interface": "paid",
            "description": "publishes to kafka",
            "flow": "publish",
            "evidence": seen(1),
        },
    ]


def test_without_a_broker_who_receives_needs_who_sends() -> None:
    imported = read(
        [zipkin("1", "shop", "PRODUCER"), zipkin("2", "mail", "CONSUMER", parentId="1")]
    )

    assert imported.inventory.document()["dependencies"] == [
        {
            "consumer": "mail",
            "provider": "shop",
            "kind": "event",
            "description": "receives messages of shop",
            "flow": "subscribe",
            "evidence": seen(1),
        }
    ]


def otlp(service: str, *spans: dict[str, object]) -> dict[str, object]:
    def pairs(said: dict[str, object]) -> list[dict[str, object]]:
        return [{"key": key, "value": {"stringValue": value}} for key, value in said.items()]

    made = [
        {
            "traceId": "t",
            "startTimeUnixNano": "1726000000000000000",
            **span,
            "attributes": pairs(dict(span.get("attributes", {}))),  # type: ignore[call-overload]
        }
        for span in spans
    ]
    about = {"attributes": pairs({"service.name": service})}
    return {"resource": about, "scopeSpans": [{"scope": {}, "spans": made}]}


def test_peers_of_otlp_are_told_by_attributes() -> None:
    database = {"db.system": "postgresql", "db.name": "orders"}
    broker = {"messaging.system": "rabbitmq", "messaging.destination.name": "paid"}

    imported = read(
        {
            "resourceSpans": [
                otlp(
                    "orders",
                    {"spanId": "1", "kind": 2, "status": {"code": 2}},
                    {"spanId": "2", "parentSpanId": "1", "kind": 3, "attributes": database},
                    {
                        "spanId": "3",
                        "parentSpanId": "1",
                        "kind": "SPAN_KIND_PRODUCER",
                        "attributes": broker,
                    },
                    {
                        "spanId": "4",
                        "parentSpanId": "1",
                        "kind": 3,
                        "attributes": {"server.address": "api.bank.example"},
                    },
                    {"spanId": "5", "kind": 3, "attributes": {"server.address": "10.0.0.1"}},
                ),
                otlp("unknown_service:java", {"spanId": "6", "parentSpanId": "1", "kind": 2}),
                {"resource": {}, "scopeSpans": [{"spans": [{"name": "no ids"}]}]},
            ]
        }
    )

    assert imported.inventory.document()["dependencies"] == [
        {
            "consumer": "orders",
            "provider": "api.bank.example",
            "kind": "call",
            "evidence": seen(1),
        },
        {
            "consumer": "orders",
            "provider": "orders (postgresql)",
            "kind": "database",
            "technology": "postgresql",
            "evidence": seen(1),
        },
        {
            "consumer": "orders",
            "provider": "rabbitmq",
            "kind": "event",
            "interface": "paid",
            "description": "publishes to rabbitmq",
            "technology": "rabbitmq",
            "flow": "publish",
            "evidence": seen(1),
        },
    ]
    kinds = dict(imported.inventory.systems.select("id", "kind").iter_rows())
    assert kinds["orders (postgresql)"] == "data_store"
    assert [str(finding) for finding in imported.findings] == [
        "error spans resourceSpans[2].scopeSpans[0].spans[0]: a span without `traceId` or"
        " `spanId`; it is rejected",
        "warning spans: 1 spans are from or for a service without a name; left aside",
    ]


def test_traces_of_jaeger_name_their_services_apart() -> None:
    def span(own: str, process: str, parent: str | None, kind: str) -> dict[str, object]:
        references = [{"refType": "CHILD_OF", "traceID": "t", "spanID": parent}] if parent else []
        return {
            "traceID": "t",
            "spanID": own,
            "processID": process,
            "startTime": 1_726_000_000_000_000,
            "references": references,
            "tags": [
                {"key": "span.kind", "type": "string", "value": kind},
                {"key": "error", "type": "bool", "value": True},
            ],
        }

    trace = {
        "traceID": "t",
        "spans": [span("1", "p1", None, "client"), span("2", "p2", "1", "server")],
        "processes": {"p1": {"serviceName": "web"}, "p2": {"serviceName": "orders"}},
    }

    imported = read({"data": [trace]})

    assert imported.files[0].format == "jaeger"
    assert imported.inventory.document()["dependencies"] == [
        {
            "consumer": "web",
            "provider": "orders",
            "kind": "call",
            "evidence": seen(1),
            "properties": {"errors": 1},
        }
    ]


TABLE = [
    "TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano",
    "t,1,root,ts-web-6f6cfc45b-h5m2n,/,1726000000000000000",
    "t,2,1,ts-web-6f6cfc45b-h5m2n,HTTP POST,1726000000000000000",
    "t,3,2,ts-order-0,/orders,1726000000000000000",
    "t,,2,ts-order-0,/orders,1726000000000000000",
]


def test_services_of_a_table_are_read_from_the_names_of_pods() -> None:
    imported = read("\n".join(TABLE))

    assert imported.files[0].format == "span_table"
    assert imported.inventory.document()["dependencies"] == [
        {"consumer": "ts-web", "provider": "ts-order", "kind": "call", "evidence": seen(1)}
    ]
    assert [(reject.row, reject.content) for reject in imported.rejects] == [
        (4, "t,,2,ts-order-0,/orders,1726000000000000000")
    ]


def test_only_the_end_that_a_cluster_adds_is_no_part_of_a_service() -> None:
    assert service_of("ts-travel2-service-5c66d57d58-6mp2b") == "ts-travel2-service"
    assert service_of("mysql-0") == "mysql"
    assert service_of("web") == "web"
    assert service_of("order-service") == "order-service"


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(6)), rows=st.permutations(TABLE[1:]), upper=st.booleans())
def test_the_order_of_rows_and_columns_and_the_case_of_headers_do_not_matter(
    order: list[int], rows: list[str], upper: bool
) -> None:
    header = TABLE[0].upper() if upper else TABLE[0]
    text = "\n".join(
        ",".join(line.split(",")[column] for column in order) for line in (header, *rows)
    )

    assert read(text).inventory.digest == read("\n".join(TABLE)).inventory.digest


def test_many_spans_under_one_id_are_looked_at_once_each() -> None:
    spans = [zipkin("1", "web", "CLIENT", timestamp=10**15 + n) for n in range(20_000)]

    assert read(spans).files[0].counts["spans_without_dependency"] == 20_000
