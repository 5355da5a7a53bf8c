"""What objects exported from iTop say, in one file or several."""

from __future__ import annotations

import pytest

from legacymap.errors import UnreadableFile
from legacymap.ingest import InputFile, read_inventory

ITEMS = b"""<?xml version="1.0" encoding="UTF-8"?>
<Set>
<ApplicationSolution alias="ApplicationSolution" id="1"><name>ERP</name><org_id>2</org_id>
<business_criticity>high</business_criticity><move2production>2009-05-01</move2production>
<status>active</status></ApplicationSolution>
<DatabaseSchema alias="DatabaseSchema" id="3"><name>erp</name>
<business_criticity>low</business_criticity><dbserver_id>4</dbserver_id></DatabaseSchema>
<DBServer alias="DBServer" id="4"><name>Oracle</name><system_id>9</system_id>
<software_id>3</software_id><status>stock</status><org_id>7</org_id></DBServer>
</Set>"""
LINKS = b"""<Set>
<lnkApplicationSolutionToFunctionalCI alias="l" id="6"><functionalci_id>3</functionalci_id>
<applicationsolution_id>1</applicationsolution_id></lnkApplicationSolutionToFunctionalCI>
<lnkApplicationSolutionToFunctionalCI alias="l" id="7"><functionalci_id>99</functionalci_id>
<applicationsolution_id>1</applicationsolution_id></lnkApplicationSolutionToFunctionalCI>
<Organization alias="Organization" id="2"><name>Town</name><parent_id>0</parent_id></Organization>
<Software alias="Software" id="3"><name>Oracle DB</name><version>19c</version></Software>
<Team alias="Team" id="3"><name>Ops</name></Team>
</Set>"""


def test_files_of_one_cmdb_name_each_others_objects() -> None:
    imported = read_inventory([InputFile("a.xml", ITEMS), InputFile("b.xml", LINKS)])
    document = imported.inventory.document()

    assert document["organisations"] == [{"id": "2", "name": "Town"}]
    assert document["systems"] == [
        {
            "id": "1",
            "name": "ERP",
            "kind": "application",
            "owner": "2",
            "lifecycle": "live",
            "in_service_since": "2009-05-01",
            "criticality": "high",
            "properties": {"class": "ApplicationSolution"},
        },
        {
            "id": "3",
            "name": "erp",
            "kind": "data_store",
            "criticality": "low",
            "properties": {"class": "DatabaseSchema"},
        },
        {
            "id": "4",
            "name": "Oracle",
            "kind": "platform",
            "technologies": ["Oracle DB 19c"],
            "properties": {
                "class": "DBServer",
                "lifecycle_status": "stock",
                "org_id": "7",
                "software": "Oracle DB 19c",
            },
        },
    ]
    assert document["dependencies"] == [
        {
            "consumer": "1",
            "provider": "3",
            "id": "lnkApplicationSolutionToFunctionalCI 6",
            "kind": "database",
            "evidence": [{"source": "b.xml", "how": "declared"}],
            "properties": {"relation": "lnkApplicationSolutionToFunctionalCI"},
        },
        {
            "consumer": "3",
            "provider": "4",
            "kind": "hosting",
            "evidence": [{"source": "a.xml", "how": "declared"}],
            "properties": {"relation": "dbserver_id"},
        },
    ]
    assert [str(finding) for finding in imported.findings] == [
        "error b.xml:4 lnkApplicationSolutionToFunctionalCI[1] provider: no system '99'; the row is"
        " rejected",
        "warning a.xml:8 DBServer[2]: 'Oracle' stands on system_id 9, which is not here",
        "info b.xml: no part of an inventory, counted and left aside: 1 Team",
    ]
    assert [
        (file.name, file.rows, file.used, file.merged, file.rejected) for file in imported.files
    ] == [("a.xml", 4, 4, 0, 0), ("b.xml", 4, 2, 1, 1)]


def test_an_unknown_class_of_item_is_known_by_its_criticality() -> None:
    content = (
        b'<Set><Drone alias="Drone" id="5"><name>D1</name><business_criticity>medium'
        b"</business_criticity></Drone></Set>"
    )

    document = read_inventory([InputFile("a", content)]).inventory.document()

    assert document["systems"] == [
        {"id": "5", "name": "D1", "criticality": "medium", "properties": {"class": "Drone"}}
    ]


def test_what_is_no_set_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="`<Set>`"):
        read_inventory([InputFile("a", b"<x/>")], format="itop")
