"""What a Backstage catalogue says: entities, references, and who consumes whose API."""

from __future__ import annotations

import json

import pytest
from pydantic import JsonValue

from legacymap.errors import UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

Json = dict[str, JsonValue]
EVIDENCE: JsonValue = [{"source": "catalog.yaml", "how": "declared"}]

CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: benefits-portal
  title: Benefits Portal
  description: Citizen benefits
  tags: [java]
  labels: {tier: "1"}
  annotations: {legacymap/eol: "2027-06-30", "backstage.io/techdocs-ref": "dir:."}
spec:
  type: website
  lifecycle: production
  owner: group:default/benefits
  system: benefits
  dependsOn: ["resource:default/citizen-db"]
  consumesApis: [identity-api, Address-Svc]
---
# A comment, and an entity with the shortest references.
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: identity, annotations: {legacymap/id: idp}}
spec: {type: service, lifecycle: alpha, owner: team-a, providesApis: [identity-api],
       dependencyOf: ["component:benefits-portal"]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: address-svc}
spec: {type: library, owner: "user:jo", subcomponentOf: identity, system: benefits,
       apiConsumedBy: [x]}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: citizen-db}
spec: {type: database, owner: benefits, system: registry}
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: identity-api}
spec: {type: openapi, lifecycle: deprecated, owner: benefits, definition: "openapi: 3.0.0"}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: benefits, title: Benefits}
spec: {owner: benefits, domain: welfare}
---
apiVersion: backstage.io/v1alpha1
kind: Domain
metadata: {name: welfare, title: Welfare}
spec: {owner: benefits}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: benefits, title: Benefits Agency}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: Location
metadata: {name: all}
spec: {targets: [./more.yaml]}
"""


def read(**files: str) -> Import:
    return read_inventory(
        [InputFile(f"{name}.yaml", text.encode()) for name, text in files.items()]
    )


def ends(imported: Import) -> list[tuple[str, str]]:
    return sorted(imported.inventory.dependencies.select("consumer", "provider").iter_rows())


def entity(kind: str, name: str, **spec: JsonValue) -> str:
    document: Json = {
        "kind": kind,
        "metadata": {"name": name},
        "spec": {"owner": "o", **spec},
    }
    return "---\napiVersion: backstage.io/v1alpha1\n" + "\n".join(
        f"{key}: {json.dumps(value)}" for key, value in document.items()
    )


def test_entities_become_systems_with_what_they_say() -> None:
    found = read(catalog=CATALOG).inventory.document()

    assert found["systems"] == [
        {
            "id": "api:default/identity-api",
            "name": "identity-api",
            "kind": "interface",
            "parent": "idp",
            "owner": "group:default/benefits",
            "lifecycle": "phasing_out",
            "properties": {"element": "API", "type": "openapi"},
        },
        {
            "id": "component:default/address-svc",
            "name": "address-svc",
            "kind": "component",
            "parent": "idp",
            "owner": "user:jo",
            "properties": {
                "apiConsumedBy": ["x"],
                "element": "Component",
                "system": "benefits",
                "type": "library",
            },
        },
        {
            "id": "component:default/benefits-portal",
            "name": "Benefits Portal",
            "parent": "system:default/benefits",
            "aliases": ["benefits-portal"],
            "owner": "group:default/benefits",
            "description": "Citizen benefits",
            "tags": ["java", "ui"],
            "lifecycle": "live",
            "end_of_support": "2027-06-30",
            "properties": {
                "backstage.io/techdocs-ref": "dir:.",
                "element": "Component",
                "tier": "1",
                "type": "website",
            },
        },
        {
            "id": "idp",
            "name": "identity",
            "owner": "team-a",
            "properties": {
                "element": "Component",
                "lifecycle": "alpha",
                "provides_apis": ["identity-api"],
                "type": "service",
            },
        },
        {
            "id": "resource:default/citizen-db",
            "name": "citizen-db",
            "kind": "data_store",
            "owner": "group:default/benefits",
            "properties": {"element": "Resource", "type": "database"},
        },
        {
            "id": "system:default/benefits",
            "name": "Benefits",
            "aliases": ["benefits"],
            "owner": "group:default/benefits",
            "partition": "Welfare",
            "properties": {"element": "System"},
        },
    ]
    assert found["organisations"] == [
        {
            "id": "group:default/benefits",
            "name": "Benefits Agency",
            "properties": {"type": "team"},
        }
    ]


def test_consumers_are_joined_to_the_components_that_provide_the_api() -> None:
    imported = read(catalog=CATALOG)

    portal = "component:default/benefits-portal"
    assert imported.inventory.document()["dependencies"] == [
        {
            "consumer": portal,
            "provider": "component:default/address-svc",
            "evidence": EVIDENCE,
            "properties": {"relation": "consumesApis"},
        },
        {
            "consumer": portal,
            "provider": "idp",
            "kind": "call",
            "evidence": EVIDENCE,
            "properties": {"relation": "dependencyOf"},
        },
        {
            "consumer": portal,
            "provider": "idp",
            "kind": "call",
            "interface": "identity-api",
            "evidence": EVIDENCE,
            "properties": {"relation": "consumesApis"},
        },
        {
            "consumer": portal,
            "provider": "resource:default/citizen-db",
            "kind": "database",
            "evidence": EVIDENCE,
            "properties": {"relation": "dependsOn"},
        },
    ]
    (file,) = imported.files
    # Nine entities and five references; the domain and `providesApis` go into systems, the
    # location is kept aside.
    assert (file.counts["entities"], file.counts["references"]) == (9, 5)
    assert (file.rows, file.used, file.merged, file.rejected) == (13, 11, 2, 0)
    assert [str(finding) for finding in imported.findings] == [
        "warning catalog.yaml: entries of `consumesApis` that name a component or resource and no"
        " API, read as depending on it: 1",
        "warning catalog.yaml:34 entities[3].spec.system: 'resource:default/citizen-db' names as"
        " its system 'registry', which is not in the catalogue",
        "info catalog.yaml: definitions of APIs, counted and left aside: 1",
        "info catalog.yaml: no part of an inventory, counted and left aside: 1 Location",
        "info catalog.yaml: 'spec.apiConsumedBy' is no part of Backstage's model of a Component;"
        " kept in properties (1 entity)",
    ]


def test_what_one_file_names_is_found_in_another() -> None:
    imported = read(
        a=entity("Component", "web", consumesApis=["things"]),
        b=entity("Component", "core", providesApis=["things"]),
    )

    assert ends(imported) == [("component:default/web", "component:default/core")]


def test_an_api_that_nobody_provides_is_needed_itself() -> None:
    imported = read(
        a="\n".join([entity("Component", "web", consumesApis=["x"]), entity("API", "x")])
    )

    assert ends(imported) == [("component:default/web", "api:default/x")]
    assert [finding.code for finding in imported.findings] == ["no_provider"]


def test_an_api_of_two_components_is_needed_of_both() -> None:
    imported = read(
        a="\n".join(
            [
                entity("Component", "web", consumesApis=["x"]),
                entity("Component", "one", providesApis=["x"]),
                entity("Component", "two", providesApis=["x"]),
            ]
        )
    )

    assert ends(imported) == [
        ("component:default/web", "component:default/one"),
        ("component:default/web", "component:default/two"),
    ]


def test_the_namespace_of_a_reference_is_that_of_its_entity() -> None:
    imported = read(
        a=entity("Component", "web", dependsOn=["component:core"]).replace(
            '"name": "web"', '"name": "web", "namespace": "ops"'
        )
        + "\n"
        + entity("Component", "core")
        + "\n"
        + entity("Component", "core").replace('"core"', '"Core", "namespace": "ops"')
    )

    assert ends(imported) == [("component:ops/web", "component:ops/core")]


def test_a_reference_to_nobody_is_rejected_with_its_line_and_what_is_near() -> None:
    imported = read(
        a="\n".join(
            [
                entity("Component", "web", dependsOn=["resource:core", "component:gone"]),
                entity("Component", "core"),
            ]
        )
    )

    assert ends(imported) == []
    assert [(r.line, r.reason) for r in imported.rejects] == [
        (5, "no system 'resource:default/core'; the row is rejected"),
        (5, "no system 'component:default/gone'; the row is rejected"),
    ]
    assert json.loads(imported.rejects[0].content)["spec"] == {"dependsOn": ["resource:core"]}
    near = [finding.message for finding in imported.findings if finding.code == "near_reference"]
    assert near == [
        "'resource:default/core' is not in the catalogue as such; there is 'component:default/core'"
    ]


def test_entities_of_one_name_in_different_systems_are_two_and_each_is_needed_by_its_own() -> None:
    queue = entity("Component", "queue", type="database", system="a")
    imported = read(
        a="\n".join(
            [
                entity("System", "a"),
                entity("System", "b"),
                queue,
                queue.replace('"a"', '"b"'),
                entity("Component", "worker", system="b", dependsOn=["component:queue"]),
                entity("Component", "loner", dependsOn=["component:queue"]),
            ]
        )
    )

    assert ends(imported) == [
        ("component:default/worker", "component:default/queue (b)"),
    ]
    assert [r.reason for r in imported.rejects] == [
        "no system 'component:default/queue'; the row is rejected"
    ]


def test_the_same_entity_twice_is_one_and_another_under_its_name_is_rejected() -> None:
    one = entity("Component", "web", type="service")
    twice = read(a=f"{one}\n{one}")
    other = read(a=f"{one}\n{one.replace('service', 'website')}")

    assert (twice.files[0].used, twice.files[0].merged) == (1, 1)
    assert (other.files[0].used, other.files[0].rejected) == (1, 1)


def test_a_name_is_no_alias_where_another_goes_by_it() -> None:
    titled = entity("System", "sales").replace('"sales"', '"sales", "title": "Sales API"')
    imported = read(
        a=titled + "\n" + entity("Component", "Sales API").replace('API"', 'API", "title": "API"')
    )

    assert dict(imported.inventory.systems.select("name", "aliases").iter_rows()) == {
        "API": None,
        "Sales API": ["sales"],
    }


def test_a_forgotten_separator_is_put_in_and_lines_stay_those_of_the_file() -> None:
    imported = read(
        a="apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: a}\n"
        "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: b}\n"
        "spec:\n  dependsOn: [system:gone]\n"
    )

    assert imported.inventory.systems["name"].to_list() == ["a", "b"]
    assert [(f.code, f.where and f.where.line) for f in imported.findings] == [
        ("dangling_reference", 8),
        ("missing_separator", 4),
    ]


def test_the_answer_of_the_catalogue_api_is_read_too() -> None:
    entities = [
        {
            "apiVersion": "backstage.io/v1alpha1",
            "kind": "Component",
            "metadata": {"name": name, "uid": "1", "etag": "2"},
            "spec": {"type": "service", **spec},
            "relations": [],
        }
        for name, spec in (("web", {"dependsOn": ["component:core"]}), ("core", {}))
    ]

    for answer in (entities, {"items": entities, "totalItems": 2}):
        imported = read(a=json.dumps(answer))

        assert ends(imported) == [("component:default/web", "component:default/core")]
        assert imported.files[0].format == "backstage"


@pytest.mark.parametrize("text", ["- 1", "apiVersion: backstage.io/v1alpha1\nkind: Component\n"])
def test_what_is_no_entity_is_rejected(text: str) -> None:
    imported = read_inventory(
        [InputFile("a.yaml", f"{text}\n{entity('Component', 'web')}".encode())]
    )

    assert [(r.line, r.reason) for r in imported.rejects] == [
        (1, "an entity needs `kind` and `metadata.name`; it is rejected")
    ]


def test_a_broken_catalogue_says_where() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(a="apiVersion: backstage.io/v1alpha1\nkind: [\n")

    assert [finding.where and finding.where.line for finding in refusal.value.findings] == [3]
