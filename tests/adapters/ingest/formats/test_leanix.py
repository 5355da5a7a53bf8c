"""What fact sheets of LeanIX say, as tables and as an answer of the GraphQL API."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from legacymap.errors import UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

APPLICATIONS = (
    "id,type,name,displayName,description,release,lifecycle:active,lifecycle:endOfLife,"
    "businessCriticality,functionalSuitability,technicalSuitability,relApplicationToITComponent,"
    "relApplicationToBusinessCapability,relApplicationToDataObject,relToRequires\n"
    "a1,Application,Claims,Claims 4.2,Pays,4.2,2009-01-01,2027-06-30,missionCritical,appropriate,"
    "inadequate,DB2 10;COBOL 4,Benefits/Claims,Citizen;Claim,Portal\n"
    "a2,Application,Portal,,,,,,,,,,,,\n"
)
COMPONENTS = (
    "id,type,name,lifecycle:endOfLife,relITComponentToProvider\nc1,ITComponent,DB2 10,2026,IBM\n"
)


def read(**files: str) -> Import:
    return read_inventory([InputFile(name, text.encode()) for name, text in files.items()])


def ends(imported: Import) -> list[tuple[str, str, str | None]]:
    found = imported.inventory.dependencies.select("consumer", "provider", "kind")
    return sorted(found.iter_rows(), key=str)


def test_applications_and_components_of_two_tables_are_one_workspace() -> None:
    imported = read(applications=APPLICATIONS, components=COMPONENTS)
    found = imported.inventory.document()

    assert found["systems"] == [
        {
            "id": "a1",
            "name": "Claims 4.2",
            "kind": "application",
            "aliases": ["Claims"],
            "description": "Pays",
            "technologies": ["COBOL 4", "DB2 10"],
            "capabilities": ["Benefits/Claims"],
            "in_service_since": "2009-01-01",
            "end_of_support": "2027-06-30",
            "criticality": "critical",
            "functional_fit": 4,
            "technical_fit": 2,
            "properties": {
                "element": "Application",
                "lifecycle_phases": {"active": "2009-01-01", "endOfLife": "2027-06-30"},
                "release": "4.2",
            },
        },
        {
            "id": "a2",
            "name": "Portal",
            "kind": "application",
            "properties": {"element": "Application"},
        },
        {
            "id": "c1",
            "name": "DB2 10",
            "kind": "platform",
            "supplier": "IBM",
            "end_of_support": "2026",
            "properties": {"element": "ITComponent", "lifecycle_phases": {"endOfLife": "2026"}},
        },
    ]
    evidence = [{"source": "applications", "how": "declared"}]
    assert found["dependencies"] == [
        {
            "consumer": "a1",
            "provider": "a2",
            "evidence": evidence,
            "properties": {"relation": "relToRequires"},
        },
        {
            "consumer": "a1",
            "provider": "c1",
            "kind": "hosting",
            "evidence": evidence,
            "properties": {"relation": "relApplicationToITComponent"},
        },
    ]
    assert found["holdings"] == [
        {"system": "a1", "entity": "Citizen"},
        {"system": "a1", "entity": "Claim"},
    ]
    assert [(file.counts, file.rejected) for file in imported.files] == [
        ({"Application": 2}, 0),
        ({"ITComponent": 1}, 0),
    ]


def sheet(id: str, type: str, name: str, **more: JsonValue) -> JsonValue:
    return {"node": {"id": id, "type": type, "name": name, "displayName": name, **more}}


def relation(*targets: tuple[str, str], **said: JsonValue) -> JsonValue:
    return {
        "edges": [
            {"node": {"factSheet": {"id": key, "displayName": name}, **said}}
            for key, name in targets
        ]
    }


def answer(*edges: JsonValue) -> str:
    return json.dumps({"data": {"allFactSheets": {"edges": list(edges)}}})


def test_an_answer_joins_the_consumers_of_an_interface_to_its_provider() -> None:
    imported = read(
        all=answer(
            sheet(
                "a1",
                "Application",
                "Claims",
                lifecycle={
                    "asString": "phaseOut",
                    "phases": [{"phase": "endOfLife", "startDate": "2027-06-30"}],
                },
                tags=[{"name": "core"}],
                relApplicationToUserGroup=relation(("g", "Benefits"), usageType="owner"),
                relApplicationToDataObject=relation(("d", "Claim"), usage="create,read"),
                relProviderApplicationToInterface=relation(("i", "claims-api")),
                relToSuccessor=relation(("a2", "Portal")),
            ),
            sheet("a2", "Application", "Portal", relToParent=relation(("a1", "Claims"))),
            sheet(
                "i",
                "Interface",
                "claims-api",
                relInterfaceToConsumerApplication=relation(("a2", "Portal")),
                relInterfaceToDataObject=relation(("d", "Claim")),
            ),
            sheet("d", "DataObject", "Claim"),
            sheet("g", "UserGroup", "Benefits"),
            sheet("p", "Process", "Paying"),
        )
    )
    found = imported.inventory.document()

    assert found["systems"] == [
        {
            "id": "a1",
            "name": "Claims",
            "kind": "application",
            "owner": "g",
            "tags": ["core"],
            "lifecycle": "phasing_out",
            "end_of_support": "2027-06-30",
            "successor": "a2",
            "properties": {
                "element": "Application",
                "lifecycle_phases": {"endOfLife": "2027-06-30"},
                "relApplicationToUserGroup": ["Benefits"],
                "relProviderApplicationToInterface": ["claims-api"],
                "relToSuccessor": ["Portal"],
            },
        },
        {
            "id": "a2",
            "name": "Portal",
            "kind": "application",
            "parent": "a1",
            "properties": {"element": "Application"},
        },
        {
            "id": "i",
            "name": "claims-api",
            "kind": "interface",
            "parent": "a1",
            "properties": {"element": "Interface"},
        },
    ]
    assert found["dependencies"] == [
        {
            "consumer": "a2",
            "provider": "a1",
            "kind": "call",
            "interface": "claims-api",
            "entities": ["d"],
            "evidence": [{"source": "all", "how": "declared"}],
            "properties": {"relation": "Interface"},
        }
    ]
    assert found["holdings"] == [
        {"system": "a1", "entity": "d", "crud": "CR", "properties": {"usage": "create,read"}}
    ]
    assert found["organisations"] == [{"id": "g", "name": "Benefits"}]
    assert [str(finding) for finding in imported.findings] == [
        "info all: no part of an inventory, counted and left aside: 1 Process"
    ]


def test_an_interface_that_nobody_provides_is_needed_itself() -> None:
    imported = read(
        all=answer(
            sheet("a", "Application", "A", relConsumerApplicationToInterface=relation(("i", "I"))),
            sheet("i", "Interface", "I"),
        )
    )

    assert ends(imported) == [("a", "i", "call")]


def test_what_is_no_fact_sheet_is_rejected() -> None:
    table = read(t=APPLICATIONS + "a3,Application,,\n")
    answered = read(t=answer(sheet("a", "Application", "A"), {"node": {"id": "x"}}))

    assert [(r.line, r.content) for r in table.rejects] == [(4, "a3,Application,,")]
    assert [r.content for r in answered.rejects] == ['{"node":{"id":"x"}}']


def test_a_requirement_that_is_not_here_is_rejected() -> None:
    imported = read(a=answer(sheet("a", "Application", "A", relToRequires=relation(("x", "X")))))

    assert [r.reason for r in imported.rejects] == ["no system 'x'; the row is rejected"]


def test_another_table_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        read_inventory([InputFile("x.csv", b"a,b\n1,2\n")], format="leanix")


@settings(max_examples=30)
@given(
    st.randoms(use_true_random=False),
    st.sampled_from(
        [str.upper, str.lower, lambda name: name.replace(":", "."), lambda n: f" {n} "]
    ),
    st.sampled_from(",\t|"),
)
def test_columns_may_be_renamed_in_case_stand_in_any_order_and_be_more(
    random: st.DataObject, spelled: Callable[[str], str], delimiter: str
) -> None:
    header, *rows = csv.reader(io.StringIO(APPLICATIONS))
    order = list(range(len(header)))
    random.shuffle(order)  # type: ignore[attr-defined]  # a random.Random
    renamed = [spelled(name) if name != "release" else name for name in header]
    moved = [[*(row[at] for at in order), "more"] for row in (renamed, *rows)]
    moved[0][-1] = "Another"

    imported = read(t=_table(moved, delimiter), c=COMPONENTS)
    plain = read(t=APPLICATIONS, c=COMPONENTS)

    assert ends(imported) == ends(plain)
    columns = ["id", "name", "technologies", "end_of_support", "functional_fit", "technical_fit"]
    said = [imported.inventory.systems.select(columns).rows() for imported in (imported, plain)]
    assert said[0] == said[1]


def _table(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()
