"""What a Structurizr workspace says."""

from __future__ import annotations

import json

import pytest
from pydantic import JsonValue

from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.vocabulary.technologies import dependency_kind
from legacymap.inventory import Import

MODEL: dict[str, JsonValue] = {
    "enterprise": {"name": "Ministry"},
    "people": [
        {
            "id": "1",
            "name": "Clerk",
            "location": "Internal",
            "relationships": [
                {"id": "10", "sourceId": "1", "destinationId": "2", "description": "Uses"},
                {"id": "11", "sourceId": "1", "destinationId": "1", "description": "Asks"},
            ],
        }
    ],
    "softwareSystems": [
        {
            "id": "2",
            "name": "Portal",
            "location": "Internal",
            "group": "Benefits",
            "tags": "Element,Software System,DATA_API",
            "url": "https://example.org",
            "properties": {"lifecycle": "production"},
            "relationships": [
                {"id": "20", "sourceId": "2", "destinationId": "5", "linkedRelationshipId": "21"}
            ],
            "containers": [
                {
                    "id": "3",
                    "name": "Web",
                    "technology": "Java 8, Spring",
                    "components": [{"id": "4", "name": "Controller"}],
                    "relationships": [
                        {
                            "id": "21",
                            "sourceId": "3",
                            "destinationId": "5",
                            "technology": "JDBC",
                            "tags": "Relationship,Slow",
                            "interactionStyle": "Synchronous",
                        },
                        {"id": "22", "sourceId": "3", "destinationId": "5"},
                    ],
                }
            ],
        },
        {
            "id": "5",
            "name": "Mainframe",
            "location": "External",
            "properties": {"kind": "external"},
        },
    ],
    "deploymentNodes": [
        {
            "id": "6",
            "name": "Rack",
            "children": [
                {
                    "id": "7",
                    "name": "Server",
                    "containerInstances": [
                        {
                            "id": "8",
                            "containerId": "3",
                            "relationships": [
                                {
                                    "id": "30",
                                    "sourceId": "8",
                                    "destinationId": "9",
                                    "linkedRelationshipId": "21",
                                },
                                {"id": "31", "sourceId": "8", "destinationId": "9"},
                            ],
                        }
                    ],
                    "softwareSystemInstances": [{"id": "9", "softwareSystemId": "5"}],
                }
            ],
        }
    ],
}


def read(document: JsonValue) -> Import:
    return read_inventory([InputFile("w.json", json.dumps(document).encode())])


def test_people_systems_and_parts_are_read_with_what_their_kind_can_be_told_from() -> None:
    assert read({"model": MODEL}).inventory.document()["systems"] == [
        {
            "id": "1",
            "name": "Clerk",
            "kind": "actor",
            "owner": "Ministry",
            "properties": {"element": "Person", "location": "Internal"},
        },
        {
            "id": "2",
            "name": "Portal",
            "owner": "Ministry",
            "partition": "Benefits",
            "tags": ["DATA_API"],
            "properties": {
                "element": "Software System",
                "group": "Benefits",
                "lifecycle": "production",
                "location": "Internal",
                "url": "https://example.org",
            },
        },
        {
            "id": "3",
            "name": "Web",
            "parent": "2",
            "owner": "Ministry",
            "technologies": ["Java 8, Spring"],
            "properties": {"element": "Container"},
        },
        {
            "id": "4",
            "name": "Controller",
            "parent": "3",
            "owner": "Ministry",
            "properties": {"element": "Component"},
        },
        {
            "id": "5",
            "name": "Mainframe",
            "kind": "external",
            "properties": {
                "element": "Software System",
                "kind": "external",
                "location": "External",
            },
        },
    ]


def test_explicit_relationships_are_dependencies_and_implied_copies_are_counted() -> None:
    imported = read({"model": MODEL})

    assert imported.inventory.document()["dependencies"] == [
        {"consumer": "1", "provider": "1", "id": "11", "description": "Asks"},
        {"consumer": "1", "provider": "2", "id": "10", "description": "Uses"},
        {"consumer": "3", "provider": "5", "id": "22"},
        {"consumer": "3", "provider": "5", "id": "31"},
        {
            "consumer": "3",
            "provider": "5",
            "id": "21",
            "kind": "database",
            "technology": "JDBC",
            "properties": {"interaction_style": "Synchronous", "tags": ["Slow"]},
        },
    ]
    (file,) = imported.files
    assert (file.rows, file.used, file.merged, file.rejected) == (12, 10, 2, 0)
    assert file.counts == {
        "actors": 1,
        "systems": 2,
        "parts": 2,
        "deployment_nodes": 2,
        "deployed_instances": 2,
        "relationships_between_software": 3,
        "relationships_person_to_software": 1,
        "relationships_other": 1,
        "relationships_explicit": 5,
        "relationships_implied": 1,
        "relationships_implied_deployed": 1,
    }
    assert [str(finding) for finding in imported.findings] == [
        "info w.json: 2 deployment nodes with 2 instances were counted, not imported",
        "info w.json: 1 implied relationships, and 1 between deployed instances, are copies of"
        " explicit ones; they were skipped",
    ]


@pytest.mark.parametrize(
    "document",
    [
        {"name": "W", "model": MODEL, "views": {}},
        {"workspace": {"model": MODEL}},
        MODEL,
    ],
)
def test_a_workspace_is_known_wrapped_or_bare(document: JsonValue) -> None:
    assert read(document).inventory.systems["id"].to_list() == ["1", "2", "3", "4", "5"]


def test_what_is_broken_in_a_workspace_is_rejected_in_its_place() -> None:
    imported = read(
        {
            "model": {
                "people": [7],
                "softwareSystems": [
                    {
                        "id": 5,
                        "name": "A",
                        "containers": "none",
                        "relationships": [
                            {"sourceId": 5, "destinationId": 99},
                            {"sourceId": 5, "destinationId": 5, "linkedRelationshipId": "77"},
                        ],
                    },
                    {"name": "without id"},
                ],
            }
        }
    )

    where = "w.json model.softwareSystems"
    assert [str(finding) for finding in imported.findings] == [
        f"error {where}[0].relationships[0] provider: no system '99'; the row is rejected",
        "error w.json model.people[0]: model.people[0] is no object; it is rejected",
        f"error {where}[1] id: id is required; the row is rejected",
        f"warning {where}[0].relationships[1]: is marked as a copy of relationship '77',"
        " which is not here; it was kept",
    ]
    (file,) = imported.files
    assert (file.rows, file.used, file.merged, file.rejected) == (5, 2, 0, 3)
    assert imported.inventory.document()["dependencies"] == [{"consumer": "5", "provider": "5"}]


@pytest.mark.parametrize(
    ("technology", "kind"),
    [
        ("JDBC", "database"),
        ("MySQL", "database"),
        ("Change Data Capture", "database"),
        ("SNS+SQS", "event"),
        ("SOAP/XML/ActiveMQ", "event"),
        ("Oracle XTAG queue", "event"),
        ("Spring Application Events+REST/HTTP", "event"),
        ("SFTP", "file"),
        ("CSV over HTTPS", "file"),
        ("REST/HTTP", "call"),
        ("JWK", "call"),
        ("email and SMS", None),
        ("IAPS", None),
        (None, None),
    ],
)
def test_the_technology_tells_the_kind_of_a_dependency(
    technology: str | None, kind: str | None
) -> None:
    assert dependency_kind(technology) == kind
