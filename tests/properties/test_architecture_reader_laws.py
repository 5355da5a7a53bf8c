"""Whatever stands in an architecture file is read, or refused in words; every row is somewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from legacymap.errors import Finding, InvalidInput
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

BILL: JsonValue = {
    "bomFormat": "CycloneDX",
    "serialNumber": "urn:uuid:1",
    "metadata": {
        "timestamp": "2021-01-10T12:00:00Z",
        "component": {"bom-ref": "shop", "type": "application", "name": "Shop"},
    },
    "services": [
        {
            "bom-ref": "gate",
            "name": "Gateway",
            "provider": {"name": "Acme"},
            "data": [{"classification": "PII", "flow": "inbound", "source": ["x#ms"]}],
            "properties": [{"name": "eol", "value": "2027"}],
            "services": [{"bom-ref": "ms", "name": "Orders"}],
        }
    ],
    "components": [{"name": "log4j", "type": "library", "components": [{"name": "core"}]}],
    "dependencies": [{"ref": "shop", "dependsOn": ["gate"], "provides": ["x"]}],
}
ARCHITECTURE: JsonValue = {
    "name": "Shop",
    "nodes": [
        {"unique-id": "a", "node-type": "service", "name": "A", "metadata": [{"owner": "us"}]},
        {"unique-id": "b", "node-type": "database", "name": "B", "interfaces": [{}]},
        {"unique-id": "c", "node-type": "data-asset", "name": "C"},
    ],
    "relationships": [
        {
            "unique-id": "r",
            "protocol": "JDBC",
            "relationship-type": {
                "connects": {"source": {"node": "a"}, "destination": {"node": "b"}}
            },
        },
        {
            "unique-id": "s",
            "relationship-type": "composed-of",
            "composed-of": {"container": "a", "nodes": ["b"]},
        },
        {"relationship-type": {"interacts": {"actor": "a", "nodes": ["b"]}}},
    ],
    "flows": [{"name": "f", "transitions": [{"relationship-unique-id": "r"}]}],
}
MODEL = """<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" xmlns:x="i" identifier="id-1">
<name>E</name><elements>
<element identifier="id-a" x:type="ApplicationComponent"><name>A</name><properties>
<property propertyDefinitionRef="p"><value>2027</value></property></properties></element>
<element identifier="id-b" x:type="ApplicationService"><name>B</name></element>
<element identifier="id-f" x:type="ApplicationFunction"><name>F</name></element>
<element identifier="id-j" x:type="AndJunction"/>
<element identifier="id-d" x:type="DataObject"><name>D</name></element></elements><relationships>
<relationship identifier="id-1" source="id-a" target="id-b" x:type="Realization"/>
<relationship identifier="id-2" source="id-a" target="id-f" x:type="Assignment"/>
<relationship identifier="id-3" source="id-f" target="id-j" x:type="Serving"/>
<relationship identifier="id-4" source="id-j" target="id-b" x:type="Serving"/>
<relationship identifier="id-5" source="id-a" target="id-d" x:type="Access" accessType="Write"/>
<relationship identifier="id-6" source="id-a" target="id-a" x:type="Composition"/>
<relationship identifier="id-7" source="id-3" target="id-d" x:type="Association"/></relationships>
<propertyDefinitions><propertyDefinition identifier="p"><name>eol</name></propertyDefinition>
</propertyDefinitions></model>"""
ITEMS = """<Set><WebServer alias="W" id="1"><name>A</name><system_id>2</system_id></WebServer>
<Server alias="S" id="2"><name>B</name><org_id>1</org_id><status>stock</status></Server>
<lnkApplicationSolutionToFunctionalCI alias="l" id="1"><applicationsolution_id>1
</applicationsolution_id><functionalci_id>2</functionalci_id>
</lnkApplicationSolutionToFunctionalCI></Set>"""

_ODD: tuple[JsonValue, ...] = (
    None,
    True,
    -1,
    1.5,
    "",
    "a",
    "a" * 600,
    "2027-13-01",
    [],
    [None],
    [[]],
    [{}],
    {},
    {"node": "a"},
    {"name": 7},
)


def _reads(content: str) -> None:
    """The file is read or refused with findings; the account of what was read balances."""
    told: tuple[Finding, ...] = ()
    imported: Import | None
    try:
        imported = read_inventory([InputFile("f", content.encode())])
    except InvalidInput as refusal:
        told = refusal.findings
        imported = None
    if imported is None:
        assert told
        return
    for file in imported.files:
        assert file.rows == file.used + file.merged + file.rejected
    rejected = sum(file.rejected for file in imported.files)
    assert rejected == len(imported.rejects)


@settings(max_examples=150)
@given(st.sampled_from([BILL, ARCHITECTURE]), st.data())
def test_any_value_in_any_place_of_a_document_is_read_or_refused(
    document: JsonValue, data: st.DataObject
) -> None:
    changed = json.loads(json.dumps(document))
    for _ in range(data.draw(st.integers(1, 3))):
        put = data.draw(st.sampled_from(list(_slots(changed))))
        put(json.loads(json.dumps(data.draw(st.sampled_from(_ODD)))))

    _reads(json.dumps(changed))


def _slots(value: JsonValue) -> Iterator[Callable[[JsonValue], None]]:
    """Every place in ``value`` that something can be put into."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield partial(value.__setitem__, key)
            yield from _slots(inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield partial(value.__setitem__, index)
            yield from _slots(inner)


_TEXTS = re.compile(r'"([^"<>]*)"|>([^<>]+)<')


@settings(max_examples=150)
@given(st.sampled_from([MODEL, ITEMS]), st.data())
def test_any_text_in_any_place_of_an_xml_file_is_read_or_refused(
    text: str, data: st.DataObject
) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        places = list(_TEXTS.finditer(text))
        at, other = data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))
        word = data.draw(st.sampled_from([other[0][1:-1], "", "0", "x" * 600, "OrJunction"]))
        text = text[: at.start() + 1] + word + text[at.end() - 1 :]

    _reads(text)
