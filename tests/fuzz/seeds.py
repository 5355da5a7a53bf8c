"""Which files the fuzzing begins with: examples, pages of the formats, ways out, real files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from legacymap.errors import LegacymapError
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import DataEntity, Dependency, Holding, Inventory, System
from legacymap.report import EXPORTERS, export

ROOT: Final = Path(__file__).parents[2]
SHARED: Final = ROOT.parent / "shared" / "data"
_LARGEST: Final = 6_000
"""Larger files are the same again, and each try takes the longer."""
_MOST: Final = 6
_FENCE: Final = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)

HAND_MADE: Final = {
    "kiali": b'{"graphType": "app", "timestamp": 1, "duration": 60, "elements": {"nodes": [{"data":'
    b' {"id": "1", "app": "a", "nodeType": "app"}},'
    b' {"data": {"id": "2", "app": "b", "nodeType": "app"}}], "edges": [{"data": {"id": "3",'
    b' "source": "1", "target": "2", "traffic": {"protocol": "http", "rates": {"http": "1"}}}}]}}',
    "service_graph": b'traces_service_graph_request_total{client="a",server="b"} 5\n',
    "call_counts": b'{"data": [{"parent": "a", "child": "b", "callCount": 3}]}',
    "zipkin": b'[{"traceId": "1", "id": "2", "parentId": "3", "timestamp": 1, "localEndpoint":'
    b' {"serviceName": "b"}}, {"traceId": "1", "id": "3", "localEndpoint": {"serviceName": "a"}}]',
    "jaeger": b'{"data": [{"traceID": "1", "processes": {"p1": {"serviceName": "a"}, "p2":'
    b' {"serviceName": "b"}}, "spans": [{"traceID": "1", "spanID": "1", "processID": "p1",'
    b' "startTime": 1}, {"traceID": "1", "spanID": "2", "processID": "p2", "references":'
    b' [{"refType": "CHILD_OF", "traceID": "1", "spanID": "1"}]}]}]}',
    "otlp": b'{"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value":'
    b' {"stringValue": "a"}}]}, "scopeSpans": [{"spans": [{"traceId": "1", "spanId": "2",'
    b' "parentSpanId": "3", "startTimeUnixNano": "1", "kind": 2}]}]}]}',
    "node_link": b'{"directed": true, "multigraph": false, "nodes": [{"id": "a"}, {"id": "b"}],'
    b' "links": [{"source": "a", "target": "b", "weight": 2}]}',
    "gexf": b'<gexf xmlns="http://gexf.net/1.3"><graph defaultedgetype="directed"><nodes>'
    b'<node id="a" label="A"/><node id="b"/></nodes><edges>'
    b'<edge id="1" source="a" target="b"/></edges></graph></gexf>',
    "matches": b'{"format": "legacymap-matches/1", "accepted": [{"one": "a", "other": "b"}]}',
    "edge_list": b"a b 3\nb c 2\n# note\nc a 1\n",
    "gear_time": b"System Name,TIME Designation\nA,Tolerate\nB,Migrate\n",
    "dot": b'digraph g { subgraph cluster_x { a [label="A\\n1"]; } a -> b [label=uses];'
    b" b -> {c d} }",
    "microsecend": b'{"services": [{"name": "a", "stereotypes": []}], "external_entities": [],'
    b' "information_flows": [{"sender": "a", "receiver": "a", "stereotypes": []}]}',
}


@cache
def seeds(reader: str) -> tuple[InputFile, ...]:
    """Small files that ``reader`` reads, the shortest few; each is one inventory by itself."""
    found = {file.content: file for file in _candidates() if _reader_of(file) == reader}
    if reader in HAND_MADE:
        found[HAND_MADE[reader]] = InputFile("hand-made", HAND_MADE[reader])
    return tuple(sorted(found.values(), key=lambda file: (len(file.content), file.name))[:_MOST])


@cache
def _candidates() -> tuple[InputFile, ...]:
    return tuple(file for file in _all() if len(file.content) <= _LARGEST)


@cache
def _reader_of(file: InputFile) -> str | None:
    try:
        return read_inventory([file]).files[0].format
    except LegacymapError:
        return None


def _all() -> Iterator[InputFile]:
    for name in EXPORTERS:
        yield InputFile(f"export.{name}", export(_estate(), name).content)
    for page in sorted((ROOT / "docs" / "formats").glob("*.md")):
        for number, block in enumerate(_FENCE.findall(page.read_text("utf-8"))):
            yield InputFile(f"{page.stem}-{number}", block.encode())
    for folder in (ROOT / "examples", SHARED):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_size <= _LARGEST and path.suffix != ".md":
                yield InputFile(path.name, path.read_bytes())


def _estate() -> Inventory:
    systems = [
        System(id="a", name="=1+1", kind="application", legacy=True, technologies=("COBOL",)),
        System(id="no", name="12:30", parent="a", kind="component", properties={"on": "010"}),
        System(id="d", name="D", kind="data_store", annual_run_cost=12),
    ]
    dependencies = [
        Dependency(consumer="a", provider="d", kind="call", interface="i"),
        Dependency(consumer="d", provider="no", kind="file", description="x; y"),
    ]
    entity = DataEntity(id="e", name="E")
    holding = Holding(system="a", entity="e", role="master", crud="CR")
    return Inventory.of(systems, dependencies, data_entities=[entity], holdings=[holding])
