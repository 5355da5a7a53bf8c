"""What a CycloneDX bill of materials says, as JSON and as XML."""

from __future__ import annotations

import json

import pytest
from pydantic import JsonValue

from legacymap.errors import UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

BILL: dict[str, JsonValue] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "serialNumber": "urn:uuid:1",
    "metadata": {
        "timestamp": "2021-01-10T12:00:00Z",
        "component": {"bom-ref": "shop", "type": "application", "name": "Shop", "version": "2"},
    },
    "services": [
        {
            "bom-ref": "gate",
            "provider": {"name": "Acme Inc"},
            "group": "com.example",
            "name": "Gateway",
            "authenticated": False,
            "data": [{"classification": "PII", "flow": "bi-directional"}],
            "properties": [{"name": "end of life", "value": "2027"}],
            "services": [{"bom-ref": "ms", "name": "Orders"}],
        }
    ],
    "components": [
        {
            "group": "org.log",
            "name": "log4j",
            "version": "1.2",
            "type": "library",
            "components": [{"bom-ref": "core", "type": "library", "name": "core"}],
        }
    ],
    "dependencies": [
        {"ref": "shop", "dependsOn": ["gate", "org.log/log4j@1.2"]},
        {"ref": "gate", "dependsOn": ["ms", "gone"]},
        {"ref": "ms"},
    ],
    "vulnerabilities": [{}, {}],
}

XML = """<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.4" serialNumber="urn:uuid:1">
 <metadata><timestamp>2021-01-10T12:00:00Z</timestamp>
  <component bom-ref="shop" type="application"><name>Shop</name><version>2</version></component>
 </metadata>
 <components><component type="library"><group>org.log</group><name>log4j</name>
  <version>1.2</version>
  <components><component bom-ref="core" type="library"><name>core</name></component></components>
 </component></components>
 <services><service bom-ref="gate"><provider><name>Acme Inc</name></provider>
  <group>com.example</group><name>Gateway</name><authenticated>false</authenticated>
  <data><classification flow="bi-directional">PII</classification></data>
  <services><service bom-ref="ms"><name>Orders</name></service></services>
  <properties><property name="end of life">2027</property></properties>
 </service></services>
 <dependencies>
  <dependency ref="shop"><dependency ref="gate"/><dependency ref="org.log/log4j@1.2"/></dependency>
  <dependency ref="gate"><dependency ref="ms"/><dependency ref="gone"/></dependency>
  <dependency ref="ms"/>
 </dependencies>
 <vulnerabilities><vulnerability/><vulnerability/></vulnerabilities>
</bom>"""


def read(bill: JsonValue) -> Import:
    return read_inventory([InputFile("bom", json.dumps(bill).encode())])


@pytest.mark.parametrize("content", [json.dumps(BILL), XML], ids=["json", "xml"])
def test_services_components_dependencies_and_data_are_read_from_both_writings(
    content: str,
) -> None:
    imported = read_inventory([InputFile("bom", content.encode())])
    document = imported.inventory.document()

    assert (document["name"], document["as_of"]) == ("Shop", "2021-01-10")
    assert document["systems"] == [
        {
            "id": "core",
            "name": "core",
            "kind": "component",
            "parent": "org.log/log4j@1.2",
            "properties": {"element": "library"},
        },
        {
            "id": "gate",
            "name": "Gateway",
            "supplier": "Acme Inc",
            "end_of_support": "2027",
            "properties": {"authenticated": False, "element": "service", "group": "com.example"},
        },
        {"id": "ms", "name": "Orders", "parent": "gate", "properties": {"element": "service"}},
        {
            "id": "org.log/log4j@1.2",
            "name": "log4j",
            "kind": "component",
            "properties": {"element": "library", "group": "org.log", "version": "1.2"},
        },
        {
            "id": "shop",
            "name": "Shop",
            "kind": "application",
            "properties": {"element": "application", "version": "2"},
        },
    ]
    evidence = [{"source": "bom", "how": "declared", "as_of": "2021-01-10"}]
    assert document["dependencies"] == [
        {"consumer": consumer, "provider": provider, "kind": "call", "evidence": evidence}
        for consumer, provider in (("gate", "ms"), ("shop", "gate"), ("shop", "org.log/log4j@1.2"))
    ]
    assert document["data_entities"] == [{"id": "PII", "name": "PII", "sensitivity": "PII"}]
    assert document["holdings"] == [
        {
            "system": "gate",
            "entity": "PII",
            "role": role,
            "properties": {"flow": "bi-directional"},
        }
        for role in ("reader", "writer")
    ]
    (file,) = imported.files
    assert file.format == "cyclonedx"
    assert (file.rows, file.used, file.merged, file.rejected) == (13, 12, 0, 1)
    assert file.counts == {
        "components": 3,
        "services": 1,
        "services_nested": 1,
        "data_flows": 1,
        "dependency_entries": 3,
        "dependencies": 4,
    }
    assert [reject.reason for reject in imported.rejects] == [
        "no system 'gone'; the row is rejected"
    ]
    assert "2 vulnerabilities" in str(imported.findings[1])


def test_a_flow_names_its_ends_and_data_of_its_own() -> None:
    services: JsonValue = [
        {
            "bom-ref": "a",
            "name": "A",
            "data": [
                {
                    "name": "Order",
                    "classification": "internal",
                    "flow": "inbound",
                    "source": ["urn:cdx:1/1#b"],
                    "destination": ["https://elsewhere"],
                },
                {"name": "Order", "classification": "internal", "flow": "unknown"},
            ],
        },
        {"bom-ref": "b", "name": "B"},
    ]

    document = read({"bomFormat": "CycloneDX", "services": services}).inventory.document()

    assert document["data_entities"] == [
        {"id": "Order", "name": "Order", "sensitivity": "internal"}
    ]
    assert document["dependencies"] == [
        {
            "consumer": "a",
            "provider": "b",
            "description": "data flow: Order",
            "entities": ["Order"],
            "evidence": [{"source": "bom", "how": "declared"}],
        }
    ]
    assert document["holdings"] == [
        {"system": "a", "entity": "Order", "properties": {"flow": "unknown"}},
        {
            "system": "a",
            "entity": "Order",
            "role": "reader",
            "properties": {
                "destination": ["https://elsewhere"],
                "flow": "inbound",
                "source": ["urn:cdx:1/1#b"],
            },
        },
    ]


def test_what_is_wrong_is_told_with_its_path_and_the_rest_goes_on() -> None:
    services: JsonValue = [
        {"bom-ref": "a", "name": "A", "data": [{"classification": "x", "flow": "bar"}, {}, 7]},
        "b",
        {"bom-ref": "c"},
    ]

    imported = read(
        {"bomFormat": "CycloneDX", "services": services, "dependencies": [{}, {"ref": "a"}]}
    )

    assert imported.inventory.systems["id"].to_list() == ["a"]
    assert sorted(str(finding) for finding in imported.findings) == [
        "error bom dependencies[0]: an entry without `ref`; it is rejected",
        "error bom services[0].data[0].flow: flow: 'bar' is none of inbound, outbound,"
        " bi-directional, unknown; it is rejected",
        "error bom services[0].data[1]: a data flow without name and classification; it is"
        " rejected",
        "error bom services[0].data[2]: services[0].data[2] is no object; it is rejected",
        "error bom services[1]: services[1] is no object; it is rejected",
        "error bom services[2] name: name is required; the row is rejected",
    ]
    assert all(file.rows == file.used + file.merged + file.rejected for file in imported.files)


def test_what_is_no_bill_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="`components`, `services` or `metadata`"):
        read({"bomFormat": "CycloneDX"})


FLOWS_JSON = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.5",
    "services": [
        {
            "bom-ref": "shop",
            "name": "Shop",
            "data": [
                {
                    "flow": "bi-directional",
                    "classification": "PII",
                    "name": "Customer",
                    "description": "Who buys",
                    "governance": {"owners": [{"organization": {"name": "Sales"}}]},
                    "source": ["urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#crm"],
                    "destination": ["https://example.com/", "#ledger"],
                },
                {"flow": "unknown", "classification": "public", "name": "Price"},
            ],
        },
        {"bom-ref": "crm", "name": "CRM"},
        {"bom-ref": "ledger", "name": "Ledger"},
    ],
}
FLOWS_XML = """<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1"><services>
<service bom-ref="shop"><name>Shop</name><data>
<dataflow name="Customer" description="Who buys">
<classification flow="bi-directional">PII</classification>
<governance><owners><owner><organization><name>Sales</name></organization></owner></owners>
</governance>
<source><url>urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#crm</url></source>
<destination><url>https://example.com/</url><url>#ledger</url></destination></dataflow>
<dataflow name="Price"><classification flow="unknown">public</classification></dataflow>
</data></service>
<service bom-ref="crm"><name>CRM</name></service>
<service bom-ref="ledger"><name>Ledger</name></service></services></bom>"""


@pytest.mark.parametrize("content", [json.dumps(FLOWS_JSON), FLOWS_XML], ids=["json", "xml"])
def test_data_flows_of_version_1_5_say_what_flows_from_where_to_where(content: str) -> None:
    imported = read_inventory([InputFile("bom", content.encode())])
    document = imported.inventory.document()

    assert imported.rejects == ()
    assert document["data_entities"] == [
        {
            "id": "Customer",
            "name": "Customer",
            "sensitivity": "PII",
            "description": "Who buys",
        },
        {"id": "Price", "name": "Price", "sensitivity": "public"},
    ]
    rest = {
        "flow": "bi-directional",
        "governance": {"owners": [{"organization": {"name": "Sales"}}]},
        "source": ["urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#crm"],
        "destination": ["https://example.com/", "#ledger"],
    }
    assert document["holdings"] == [
        {"system": "shop", "entity": "Customer", "role": "reader", "properties": rest},
        {"system": "shop", "entity": "Customer", "role": "writer", "properties": rest},
        {"system": "shop", "entity": "Price", "properties": {"flow": "unknown"}},
    ]
    evidence = [{"source": "bom", "how": "declared"}]
    assert document["dependencies"] == [
        {
            "consumer": "ledger",
            "provider": "shop",
            "description": "data flow: Customer",
            "entities": ["Customer"],
            "evidence": evidence,
        },
        {
            "consumer": "shop",
            "provider": "crm",
            "description": "data flow: Customer",
            "entities": ["Customer"],
            "evidence": evidence,
        },
    ]
