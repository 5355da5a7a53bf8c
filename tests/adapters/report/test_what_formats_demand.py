"""Files that leave are what the specifications of their formats demand.

CycloneDX is held against its schema, which its own library ships. The schemas of the others come
with no package: what they demand is said here, rule by rule.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import HealthCheck, given, settings
from tests.adapters.report.test_ways_out import SMALL, estates

from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Dependency, Inventory, System
from legacymap.report import export

HMPPS = Path(__file__).parents[4] / "shared/data/hmpps/structurizr-56937.json"
TWINS = Inventory.of(
    [
        System(id="a", name="Database"),
        System(id="b", name="database"),
        System(id="b2", name="database [b]"),
        System(id="model", name="Model", parent="a"),
        System(id="p1", name="Part", parent="a"),
        System(id="p2", name="Part", parent="a"),
        System(id="person", name="Database", kind="actor"),
    ],
    [
        Dependency(consumer="a", provider="b"),
        Dependency(consumer="a", provider="b", kind="file"),
        Dependency(consumer="a", provider="b", kind="event", description="reads", id="x"),
        Dependency(consumer="a", provider="b", kind="call", description="reads", id="y"),
        # No identifier of XML: it gets one, as the parts of a whole do.
        Dependency(consumer="b", provider="a", kind="call", id="no identifier"),
    ],
)
ESTATES = {"small": SMALL, "twins": TWINS}


def cyclonedx(content: bytes) -> None:
    fault = VALIDATOR.validate_str(content.decode())
    assert fault is None, fault.data.message


VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)

ARCHIMATE = "{http://www.opengroup.org/xsd/archimate/3.0/}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NC_NAME = re.compile(r"[^\W\d][\w.-]*")
ELEMENTS = {
    "ApplicationComponent",
    "ApplicationInterface",
    "BusinessActor",
    "BusinessService",
    "DataObject",
    "Node",
}
RELATIONSHIPS = {"Access", "Composition", "Flow", "Serving"}


def archimate(content: bytes) -> None:
    """The schema `archimate3_Model.xsd`: order, what must be there, ids, references, words."""
    root = ET.fromstring(content)  # noqa: S314 - written by ourselves a line above
    assert root.tag == f"{ARCHIMATE}model"
    stand_in_order(root, ("name", "properties", "elements", "relationships", "propertyDefinitions"))
    ids = [e.get("identifier") for e in root.iter() if e.get("identifier") is not None]
    assert len(ids) == len(set(ids))
    assert all(NC_NAME.fullmatch(str(own)) for own in ids)
    elements = root.findall(f"{ARCHIMATE}elements/{ARCHIMATE}element")
    relationships = root.findall(f"{ARCHIMATE}relationships/{ARCHIMATE}relationship")
    defined = root.findall(f"{ARCHIMATE}propertyDefinitions/{ARCHIMATE}propertyDefinition")
    assert {e.get(TYPE) for e in elements} <= ELEMENTS
    assert {e.get(TYPE) for e in relationships} <= RELATIONSHIPS
    concepts = {e.get("identifier") for e in (*elements, *relationships)}
    for relationship in relationships:
        assert {relationship.get("source"), relationship.get("target")} <= concepts
        access = relationship.get("accessType")
        assert (access is not None) == (relationship.get(TYPE) == "Access")
        assert access in (None, "Access", "Read", "Write", "ReadWrite")
    for concept in (*elements, *relationships):
        stand_in_order(concept, ("name", "documentation", "properties"))
    assert all(element.find(f"{ARCHIMATE}name") is not None for element in (root, *elements))
    for definition in defined:
        assert definition.get("type") == "string"
        assert definition.find(f"{ARCHIMATE}name") is not None
    known = {definition.get("identifier") for definition in defined}
    for holder in root.iter(f"{ARCHIMATE}properties"):
        assert len(holder) > 0
    for said in root.iter(f"{ARCHIMATE}property"):
        assert said.get("propertyDefinitionRef") in known
        assert said.find(f"{ARCHIMATE}value") is not None


def stand_in_order(element: ET.Element, names: tuple[str, ...]) -> None:
    found = [child.tag.removeprefix(ARCHIMATE) for child in element]
    assert found == [name for name in names if name in found], found


def calm(content: bytes) -> None:
    """The schema `core.json` of CALM 1.2."""
    document = json.loads(content)
    assert document["$schema"] == "https://calm.finos.org/release/1.2/meta/calm.json"
    nodes, relationships = document["nodes"], document["relationships"]
    for node in nodes:
        texts(node, "unique-id", "node-type", "name", "description")
    ids = [item["unique-id"] for item in (*nodes, *relationships)]
    assert len(ids) == len(set(ids))
    known = {node["unique-id"] for node in nodes}
    protocols = {
        *("HTTP", "HTTPS", "FTP", "SFTP", "JDBC", "WebSocket", "SocketIO", "LDAP", "AMQP", "TLS"),
        *("mTLS", "TCP"),
    }
    for relationship in relationships:
        texts(relationship, "unique-id")
        assert relationship.get("protocol", "TCP") in protocols
        assert isinstance(relationship.get("description", ""), str)
        ((kind, body),) = relationship["relationship-type"].items()
        if kind == "connects":
            assert {body[end]["node"] for end in ("source", "destination")} <= known
        else:
            assert kind in ("deployed-in", "composed-of")
            assert body["nodes"]
            assert {body["container"], *body["nodes"]} <= known
    for item in (document, *nodes, *relationships):
        about = item.get("metadata", {})
        assert isinstance(about, dict) or all(isinstance(one, dict) for one in about)


def texts(item: Mapping[str, object], *names: str) -> None:
    for name in names:
        assert isinstance(item[name], str), name


LEVELS = {"people": (), "softwareSystems": ("containers",), "containers": ("components",)}


def structurizr(content: bytes) -> None:
    """The schema `structurizr.yaml`, and what Structurizr checks as it loads a workspace."""
    workspace = json.loads(content)
    model = workspace["model"]
    elements = list(inside(model, ("people", "softwareSystems")))
    relationships = [r for element in elements for r in element.get("relationships", ())]
    ids = [item["id"] for item in (*elements, *relationships)]
    assert len(ids) == len(set(ids))
    assert all(isinstance(own, str) and own for own in ids)
    for item in (workspace, *elements, *relationships):
        for column in ("name", "description", "technology", "tags", "group"):
            assert isinstance(item.get(column, ""), str)
        assert all(isinstance(value, str) for value in item.get("properties", {}).values())
    assert all(element["name"] for element in elements)
    for holder in (model, *elements):
        beside = [
            part["name"].casefold()
            for keys in (("people", "softwareSystems"), ("containers",), ("components",))
            for part in (part for key in keys for part in holder.get(key, ()))
        ]
        assert len(beside) == len(set(beside)), "names side by side are different"
    known = {element["id"] for element in elements}
    for element in elements:
        said = [
            (item["destinationId"], item.get("description"))
            for item in element.get("relationships", ())
        ]
        assert len(said) == len(set(said)), "descriptions between two elements are different"
        for relationship in element.get("relationships", ()):
            assert relationship["sourceId"] == element["id"]
            assert relationship["destinationId"] in known


def inside(holder: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for key in keys:
        for element in holder.get(key, ()):
            yield element
            yield from inside(element, LEVELS.get(key, ()))


NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
DOMAIN = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")


def backstage(content: bytes) -> None:
    """The schemas of kinds and `EntityMeta`, and the rules for names of Backstage's own checks."""
    entities = list(yaml.safe_load_all(content))
    references = Counter(
        f"{entity['kind']}:default/{entity['metadata']['name']}".lower() for entity in entities
    )
    assert set(references.values()) <= {1}
    for entity in entities:
        assert entity.keys() == {"apiVersion", "kind", "metadata", "spec"}
        assert entity["apiVersion"] == "backstage.io/v1alpha1"
        metadata, spec = entity["metadata"], entity["spec"]
        assert NAME.fullmatch(metadata["name"])
        assert metadata["title"]
        for key, value in metadata["annotations"].items():
            prefix, _, name = key.partition("/")
            assert DOMAIN.fullmatch(prefix)
            assert NAME.fullmatch(name)
            assert isinstance(value, str)
        needed = {
            "Component": ("type", "lifecycle", "owner"),
            "Resource": ("type", "owner"),
            "Group": ("type",),
        }[entity["kind"]]
        assert all(isinstance(spec[column], str) and spec[column] for column in needed)
        assert entity["kind"] != "Group" or spec["children"] == []
        named = [*spec.get("dependsOn", ()), spec.get("subcomponentOf"), spec.get("parent")]
        assert {ref.lower() for ref in named if ref} <= set(references)
        assert spec.get("owner", "unknown") in (*references, "unknown")


DEMANDS = {
    "archimate": archimate,
    "backstage": backstage,
    "calm": calm,
    "cyclonedx": cyclonedx,
    "structurizr": structurizr,
}


@pytest.mark.parametrize("estate", ESTATES)
@pytest.mark.parametrize("format", DEMANDS)
def test_a_file_is_what_its_format_demands(format: str, estate: str) -> None:
    DEMANDS[format](export(ESTATES[estate], format).content)


@pytest.mark.skipif(not HMPPS.is_file(), reason="no shared/data beside the repository")
@pytest.mark.parametrize("format", DEMANDS)
def test_a_real_estate_is_what_its_format_demands(format: str) -> None:
    inventory = read_inventory([InputFile(HMPPS.name, HMPPS.read_bytes())]).inventory
    DEMANDS[format](export(inventory, format).content)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(estates())
def test_whatever_names_there_are_files_are_what_their_formats_demand(
    pair: tuple[Inventory, Inventory],
) -> None:
    for name, demand in DEMANDS.items():
        demand(export(pair[0], name).content)


def test_names_and_descriptions_that_structurizr_refuses_come_back_as_they_were() -> None:
    content = export(TWINS, "structurizr").content

    assert '"database [b]"' in content.decode()
    after = read_inventory([InputFile("x.json", content)]).inventory
    assert after.document() == TWINS.document()
