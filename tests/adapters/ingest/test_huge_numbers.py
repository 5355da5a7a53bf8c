"""Numbers that are too large to count with end neither a reader nor the sense of a row."""

from __future__ import annotations

from typing import Final

import pytest

from legacymap.errors import InvalidInput
from legacymap.ingest import InputFile, read_inventory

HUGE: Final = "9" * 400
FILES: Final = {
    "kiali": '{"timestamp": HUGE, "duration": HUGE, "elements": {"nodes": [{"data": {"id": "1",'
    ' "nodeType": "app", "app": "a"}}, {"data": {"id": "2", "nodeType": "app", "app": "b"}}],'
    ' "edges": [{"data": {"id": "3", "source": "1", "target": "2", "traffic": {"protocol":'
    ' "http", "rates": {"http": "1"}}}}]}}',
    "zipkin": '[{"traceId": "1", "id": "2", "parentId": "3", "timestamp": HUGE, "localEndpoint":'
    ' {"serviceName": "b"}}, {"traceId": "1", "id": "3", "timestamp": HUGE, "localEndpoint":'
    ' {"serviceName": "a"}}]',
    "jaeger": '{"data": [{"traceID": "1", "processes": {"p1": {"serviceName": "a"}, "p2":'
    ' {"serviceName": "b"}}, "spans": [{"traceID": "1", "spanID": "1", "processID": "p1",'
    ' "startTime": HUGE}, {"traceID": "1", "spanID": "2", "processID": "p2", "startTime": HUGE,'
    ' "references": [{"refType": "CHILD_OF", "traceID": "1", "spanID": "1"}]}]}]}',
    "otlp": '{"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value":'
    ' {"stringValue": "a"}}]}, "scopeSpans": [{"spans": [{"traceId": "1", "spanId": "2",'
    ' "startTimeUnixNano": "HUGE", "kind": HUGE}]}]}]}',
    "service_graph": 'traces_service_graph_request_total{client="a",server="b"} 5 HUGE\n',
    "call_counts": '{"data": [{"parent": "a", "child": "b", "callCount": HUGE},'
    ' {"parent": "a", "child": "b", "callCount": 3}]}',
    "konveyor": "Record Type 1,Application Name,Tag Category HUGE0,Tag 1\n1,a,b,c\n",
    "node_link": '{"directed": true, "nodes": [{"id": "a"}, {"id": "b"}],'
    ' "links": [{"source": "a", "target": "b", "weight": HUGE}]}',
    "csv": "id,name,users,annual_run_cost\na,A,HUGE,HUGE\nb,B,5,1\n",
    "aws_connections": "SourceServerId,DestinationServerId,DestinationPort,Frequency\na,b,80,HUGE\n"
    "c,d,HUGE,1\n",
}


@pytest.mark.parametrize("reader", FILES)
@pytest.mark.parametrize("huge", [HUGE, "0" * 4_400, "9" * 4_200])
def test_a_number_too_large_to_count_with_is_left_out_or_told(reader: str, huge: str) -> None:
    file = InputFile("x", FILES[reader].replace("HUGE", huge).encode())
    assert read_or_told([file])


def read_or_told(files: list[InputFile]) -> object:
    """The inventory, or the findings that say why there is none."""
    try:
        return read_inventory(files).inventory.document()
    except InvalidInput as error:
        return error.findings
