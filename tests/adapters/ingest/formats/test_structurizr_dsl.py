"""What a workspace in the Structurizr DSL says, and where it says what cannot be read."""

from __future__ import annotations

import pytest

from legacymap.errors import EmptyInventory, LimitExceeded, UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.limits import Limits
from legacymap.inventory import Import

WORKSPACE = r'''/* A workspace
   with a comment */
workspace "Benefits" "What we pay" {
    !identifiers hierarchical
    !const ORG "Benefits Agency"
    model {
        archetypes {
            api = container {
                technology "Java"
                tags "API"
            }
            https = -> {
                technology "HTTPS"
            }
        }
        # people
        clerk = person "Case \"worker\"" "Decides" "Internal"
        group "${ORG}" {
            group "North" {
                portal = softwareSystem Portal {
                    description """Where citizens
apply"""
                    url https://portal.example
                    properties {
                        "Owner" "Digital"
                        tier 1
                    }
                    web = api "Web" "Pages" {
                        -> this.nobody
                    }
                    db = container "Database" "Claims" "Oracle" "Store,Old" {
                        web -> this "reads" "JDBC"
                    }
                }
            }
        }
        claims = softwareSystem "Claims"
        clerk -> portal.web "uses"
        portal.web --https-> claims "asks \
for money"
        portal.db -> claims {
            tags "Nightly"
            technology "SFTP"
        }
        live = deploymentEnvironment "Live" {
            deploymentNode "Host" "A machine" "Linux" {
                node = deploymentNode "Java" {
                    one = containerInstance portal.web
                    softwareSystemInstance claims
                    infrastructureNode "Balancer"
                }
            }
        }
        !include more.dsl
        teleport "somewhere"
    }
    views {
        systemContext portal {
            include ->portal->
        }
    }
}
'''


def read(text: str, limits: Limits | None = None) -> Import:
    return read_inventory([InputFile("w.dsl", text.encode())], limits=limits)


def model(*lines: str) -> str:
    return "\n".join(["workspace {", "model {", *lines, "}", "}"])


def ends(imported: Import) -> list[tuple[str, str]]:
    return sorted(imported.inventory.dependencies.select("consumer", "provider").iter_rows())


def test_elements_are_systems_with_what_is_said_of_them() -> None:
    imported = read(WORKSPACE)
    found = imported.inventory.document()

    assert found["name"] == "Benefits"
    assert found["systems"] == [
        {
            "id": "claims",
            "name": "Claims",
            "properties": {"element": "Software System"},
        },
        {
            "id": "clerk",
            "name": 'Case "worker"',
            "kind": "actor",
            "description": "Decides",
            "tags": ["Internal"],
            "properties": {"element": "Person"},
        },
        {
            "id": "portal",
            "name": "Portal",
            "partition": "Benefits Agency/North",
            "description": "Where citizens\napply",
            "properties": {
                "Owner": "Digital",
                "element": "Software System",
                "group": "Benefits Agency/North",
                "tier": "1",
                "url": "https://portal.example",
            },
        },
        {
            "id": "portal.db",
            "name": "Database",
            "parent": "portal",
            "description": "Claims",
            "technologies": ["Oracle"],
            "tags": ["Old", "Store"],
            "properties": {"element": "Container"},
        },
        {
            "id": "portal.web",
            "name": "Web",
            "parent": "portal",
            "description": "Pages",
            "technologies": ["Java"],
            "tags": ["API"],
            "properties": {"element": "Container"},
        },
    ]


def test_relationships_are_dependencies_wherever_they_stand() -> None:
    imported = read(WORKSPACE)

    assert imported.inventory.document()["dependencies"] == [
        {"consumer": "clerk", "provider": "portal.web", "description": "uses"},
        {
            "consumer": "portal.db",
            "provider": "claims",
            "kind": "file",
            "technology": "SFTP",
            "properties": {"tags": ["Nightly"]},
        },
        {
            "consumer": "portal.web",
            "provider": "claims",
            "kind": "call",
            "description": "asks for money",
            "technology": "HTTPS",
        },
        {
            "consumer": "portal.web",
            "provider": "portal.db",
            "kind": "database",
            "description": "reads",
            "technology": "JDBC",
        },
    ]


def test_what_is_not_read_is_told_with_its_line() -> None:
    imported = read(WORKSPACE)

    assert [(r.line, r.reason) for r in imported.rejects] == [
        (29, "no system 'this.nobody'; the row is rejected"),
        (
            55,
            '`teleport "somewhere"` is no statement that is known here; it is rejected',
        ),
    ]
    assert [str(finding) for finding in imported.findings][2:] == [
        "warning w.dsl:54: `!include more.dsl` is not followed: what it stands for must be in this"
        " file",
        "info w.dsl: 3 deployment nodes with 2 instances were counted, not imported",
        "info w.dsl: what says nothing about the estate was left aside: 1 views",
    ]
    (file,) = imported.files
    assert file.counts == {
        "actors": 1,
        "systems": 2,
        "parts": 2,
        "inventory": 1,
        "deployment_nodes": 3,
        "deployed_instances": 2,
        "relationships_explicit": 5,
        "relationships_between_software": 3,
        "relationships_person_to_software": 1,
        "relationships_other": 1,
        "relationships_implied": 0,
        "relationships_implied_deployed": 0,
    }
    assert (file.rows, file.used, file.merged, file.rejected) == (12, 10, 0, 2)


def test_the_same_workspace_as_json_is_the_same_estate() -> None:
    as_json = """{"name": "W", "model": {"people": [{"id": "u", "name": "User", "relationships": [
        {"sourceId": "u", "destinationId": "s.a", "description": "uses", "technology": "HTTPS"}]}],
        "softwareSystems": [{"id": "s", "name": "System", "group": "G",
          "containers": [{"id": "s.a", "name": "A", "technology": "Java", "tags": "X"}]}]}}"""
    as_dsl = """workspace W {
        !identifiers hierarchical
        model {
            u = person User
            group G {
                s = softwareSystem System {
                    a = container A "" Java X
                }
            }
            u -> s.a uses HTTPS
        }
    }"""

    documents = [
        read_inventory([InputFile("w", text.encode())]).inventory.document()
        for text in (as_json, as_dsl)
    ]

    assert documents[0] == documents[1]


def test_flat_identifiers_are_found_before_and_after_the_elements() -> None:
    imported = read(
        model("a -> b", "A = softwareSystem A {", "b = container B {", "-> c", "}", "}").replace(
            "model {", "model {\nC = softwareSystem C", 1
        )
    )

    assert ends(imported) == [("A", "b"), ("b", "C")]


def test_a_relationship_between_deployed_instances_joins_what_they_are_instances_of() -> None:
    imported = read(
        model(
            "a = softwareSystem A",
            "b = softwareSystem B",
            'deploymentEnvironment "Live" {',
            'deploymentNode "N" {',
            "x = softwareSystemInstance a",
            "y = instanceOf b",
            "x -> y",
            "}",
            "}",
        )
    )

    assert ends(imported) == [("a", "b")]


def test_an_element_can_be_gone_on_with() -> None:
    imported = read(
        model("a = softwareSystem A", "b = softwareSystem B", "!element a {", "-> b", "}")
    )

    assert ends(imported) == [("a", "b")]


def test_elements_without_identifiers_go_by_their_qualified_names() -> None:
    imported = read(
        model("softwareSystem A {", "container X", "container X", "}", "softwareSystem B")
    )

    assert imported.inventory.systems["id"].to_list() == ["A", "A / X", "A / X (2)", "B"]


def test_an_identifier_given_twice_means_the_first() -> None:
    imported = read(model("a = softwareSystem A", "a = softwareSystem B", "a -> a"))

    assert ends(imported) == [("a", "a")]
    assert [(f.code, f.where and f.where.line) for f in imported.findings] == [
        ("duplicate_identifier", 4)
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (model('a = softwareSystem "A'), 3, "a quote opens in this line and never closes"),
        (model("/* a"), 3, "a comment begins here and never ends"),
        (model('a = softwareSystem """A'), 3, "a text begins here and never ends"),
        (model("group G {"), 1, "a block begins here and never ends"),
        (model("}", "}"), 5, "a block ends here that never began"),
    ],
)
def test_what_is_broken_is_told_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(text)

    assert [(f.where and f.where.line, f.message) for f in refusal.value.findings] == [
        (line, message)
    ]


def test_blocks_too_deep_are_refused() -> None:
    deep = model(*["group G {"] * 30, *["}"] * 30)

    with pytest.raises(LimitExceeded):
        read(deep, Limits(depth=16))


@pytest.mark.parametrize("said", ["!script groovy {", "!plugin com.example.Plugin {"])
def test_nothing_is_run(said: str) -> None:
    imported = read(model("a = softwareSystem A", said, "b = softwareSystem B", "}"))

    assert imported.inventory.systems["id"].to_list() == ["a"]
    assert [(f.code, f.where and f.where.line) for f in imported.findings] == [("not_followed", 4)]


def test_a_workspace_without_elements_is_empty() -> None:
    with pytest.raises(EmptyInventory):
        read(model("group G {", "}", 'enterprise "E" {', "}"))
