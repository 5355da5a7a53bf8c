"""What a FINOS CALM architecture says, in both shapes of its relationships."""

from __future__ import annotations

import json

import pytest
from pydantic import JsonValue

from legacymap.errors import UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

Json = dict[str, JsonValue]


def node(id: str, kind: str, **more: JsonValue) -> Json:
    return {"unique-id": id, "node-type": kind, "name": id.upper(), "description": "-", **more}


NODES: list[JsonValue] = [
    node("clerk", "actor"),
    node("web", "webclient"),
    node("api", "service", controls={"tls": {"description": "always"}}),
    node("db", "database", metadata={"technology": "Redis", "owner": "Team A"}),
    node("all", "system"),
    node("net", "network"),
    node("card", "data-asset", **{"data-classification": "CONFIDENTIAL"}),
]


def connects(source: str, destination: str) -> Json:
    return {"source": {"node": source}, "destination": {"node": destination}}


def relationship(id: str, kind: str, body: Json, *, flat: bool, **more: JsonValue) -> Json:
    shape: Json = (
        {"relationship-type": kind, kind: body} if flat else {"relationship-type": {kind: body}}
    )
    return {"unique-id": id, **shape, **more}


def architecture(*, flat: bool) -> Json:
    return {
        "name": "Shop",
        "nodes": NODES,
        "relationships": [
            relationship("r1", "interacts", {"actor": "clerk", "nodes": ["web", "api"]}, flat=flat),
            relationship(
                "r2",
                "connects",
                {
                    "source": {"node": "web"},
                    "destination": {"node": "api", "interfaces": ["api-rest"]},
                },
                flat=flat,
                protocol="HTTPS",
                description="asks",
                controls={"mtls": {}},
            ),
            relationship("r3", "connects", connects("api", "db"), flat=flat),
            relationship("r4", "connects", connects("api", "card"), flat=flat),
            relationship("r5", "deployed-in", {"container": "net", "nodes": ["api"]}, flat=flat),
            relationship(
                "r6", "composed-of", {"container": "all", "nodes": ["api", "db"]}, flat=flat
            ),
        ],
        "flows": [
            {
                "unique-id": "f",
                "name": "Order",
                "transitions": [
                    {"relationship-unique-id": "r2"},
                    {"relationship-unique-id": "gone"},
                ],
            }
        ],
        "controls": {"a": {}, "b": {}},
    }


def read(document: JsonValue) -> Import:
    return read_inventory([InputFile("a.json", json.dumps(document).encode())])


@pytest.mark.parametrize(
    "document",
    [architecture(flat=False), architecture(flat=True), {"architecture": architecture(flat=True)}],
    ids=["as the standard", "flat", "wrapped"],
)
def test_nodes_and_relationships_are_read_in_each_shape(document: Json) -> None:
    imported = read(document)
    found = imported.inventory.document()

    assert found["name"] == "Shop"
    assert found["systems"] == [
        {
            "id": "all",
            "name": "ALL",
            "kind": "application",
            "description": "-",
            "properties": {"element": "system"},
        },
        {
            "id": "api",
            "name": "API",
            "parent": "all",
            "description": "-",
            "properties": {"controls": {"tls": {"description": "always"}}, "element": "service"},
        },
        {
            "id": "clerk",
            "name": "CLERK",
            "kind": "actor",
            "description": "-",
            "properties": {"element": "actor"},
        },
        {
            "id": "db",
            "name": "DB",
            "kind": "data_store",
            "parent": "all",
            "owner": "Team A",
            "description": "-",
            "technologies": ["Redis"],
            "properties": {"element": "database"},
        },
        {
            "id": "net",
            "name": "NET",
            "kind": "platform",
            "description": "-",
            "properties": {"element": "network"},
        },
        {
            "id": "web",
            "name": "WEB",
            "description": "-",
            "tags": ["ui"],
            "properties": {"element": "webclient"},
        },
    ]
    evidence = [{"source": "a.json", "how": "declared"}]
    assert found["dependencies"] == [
        {"consumer": "api", "provider": "db", "id": "r3", "kind": "database", "evidence": evidence},
        {"consumer": "api", "provider": "net", "id": "r5", "kind": "hosting", "evidence": evidence},
        {"consumer": "clerk", "provider": "api", "id": "r1 (2)", "evidence": evidence},
        {"consumer": "clerk", "provider": "web", "id": "r1", "evidence": evidence},
        {
            "consumer": "web",
            "provider": "api",
            "id": "r2",
            "kind": "call",
            "interface": "api-rest",
            "description": "asks",
            "technology": "HTTPS",
            "evidence": evidence,
            "properties": {"controls": {"mtls": {}}, "flows": ["Order"]},
        },
    ]
    assert found["data_entities"] == [
        {
            "id": "card",
            "name": "CARD",
            "sensitivity": "CONFIDENTIAL",
            "description": "-",
            "properties": {"element": "data-asset"},
        }
    ]
    assert found["holdings"] == [{"system": "api", "entity": "card"}]
    (file,) = imported.files
    assert (file.rows, file.used, file.merged, file.rejected) == (15, 14, 1, 0)
    assert file.counts == {"nodes": 7, "relationships": 6, "flows": 1, "flow_transitions": 2}


def test_what_is_said_of_all_and_flows_to_nowhere_are_reported() -> None:
    path = "flows[0].transitions[1]"

    assert [str(finding) for finding in read(architecture(flat=False)).findings] == [
        f"warning a.json {path}: the flow 'Order' passes the relationship 'gone', which is not"
        " here",
        "info a.json: said of the architecture as a whole, counted and left aside: 2 controls",
    ]


def test_a_part_of_two_wholes_has_no_parent_and_circles_keep_one() -> None:
    nodes: list[JsonValue] = [node(key, "service") for key in "abc"]
    parts = [("a", "c"), ("b", "c"), ("a", "b"), ("b", "a")]
    relationships: list[JsonValue] = [
        relationship(str(at), "composed-of", {"container": whole, "nodes": [part]}, flat=False)
        for at, (whole, part) in enumerate(parts)
    ]

    imported = read({"nodes": nodes, "relationships": relationships})

    assert imported.inventory.systems["parent"].to_list() == ["b", None, None]
    assert imported.inventory.dependencies.select("consumer", "provider", "kind").rows() == [
        ("b", "a", "part_of"),
        ("c", "a", "part_of"),
        ("c", "b", "part_of"),
    ]


def test_what_no_relationship_is_or_is_still_open_is_told() -> None:
    relationships: list[JsonValue] = [
        {"unique-id": "r", "relationship-type": {"loves": {}}},
        {"unique-id": "s", "relationship-type": {"options": [{"description": "?"}]}},
        {"unique-id": "t", "relationship-type": {"connects": connects("a", "gone")}},
    ]

    imported = read({"nodes": [node("a", "service")], "relationships": relationships})

    assert [str(finding) for finding in imported.findings] == [
        "error a.json relationships[2] provider: no system 'gone'; the row is rejected",
        "error a.json relationships[0]: relationship-type: 'loves' is none of connects, interacts,"
        " deployed-in, composed-of, options; it is rejected",
        "info a.json relationships[1]: a choice that is still open was counted, not imported",
    ]
    assert len(imported.rejects) == 2


def test_what_is_no_architecture_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="`unique-id` and `node-type`"):
        read_inventory([InputFile("a", b"{}")], format="calm")
