"""What relations and lists of ServiceNow say: direction by type, names, keys, JSON."""

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
from legacymap.ingest.formats.servicenow.relation_types import Meaning, meaning_of
from legacymap.inventory import Import

RELATIONS = (
    '"parent","type","child"\n'
    '"Benefits Portal","Depends on::Used by","Citizen Register"\n'
    '"Benefits Portal","Runs on::Runs","srv-web-01"\n'
    '"Citizen Register","Sends data to::Receives data from","Statistics"\n'
)
ITEMS = (
    "name,sys_class_name,operational_status,business_criticality,owned_by,sys_id,Cost centre\n"
    "Benefits Portal,cmdb_ci_business_app,1,1 - most critical,Jo Doe,"
    "00000000000000000000000000000001,77\n"
    "srv-web-01,Linux Server,Retired,,,00000000000000000000000000000002,\n"
)
PORTAL, SERVER = "00000000000000000000000000000001", "00000000000000000000000000000002"


def read(**files: str) -> Import:
    return read_inventory([InputFile(name, text.encode()) for name, text in files.items()])


def ends(imported: Import) -> list[tuple[str, str, str | None]]:
    found = imported.inventory.dependencies.select("consumer", "provider", "kind")
    return sorted(found.iter_rows(), key=str)


def answer(*records: JsonValue) -> str:
    return json.dumps({"result": list(records)})


def test_items_and_relations_are_one_cmdb() -> None:
    imported = read(items=ITEMS, relations=RELATIONS)
    found = imported.inventory.document()

    implied: JsonValue = {"named_by": "relations only"}
    assert found["systems"] == [
        {
            "id": PORTAL,
            "name": "Benefits Portal",
            "kind": "application",
            "owner": "Jo Doe",
            "lifecycle": "live",
            "criticality": "critical",
            "properties": {"Cost centre": "77", "class": "cmdb_ci_business_app"},
        },
        {
            "id": SERVER,
            "name": "srv-web-01",
            "kind": "platform",
            "lifecycle": "retired",
            "properties": {"class": "Linux Server"},
        },
        {"id": "Citizen Register", "name": "Citizen Register", "properties": implied},
        {"id": "Statistics", "name": "Statistics", "properties": implied},
    ]
    evidence = [{"source": "relations", "how": "declared"}]
    assert found["dependencies"] == [
        {
            "consumer": PORTAL,
            "provider": SERVER,
            "kind": "hosting",
            "description": "Runs on",
            "evidence": evidence,
            "properties": {"relation": "Runs on::Runs"},
        },
        {
            "consumer": PORTAL,
            "provider": "Citizen Register",
            "description": "Depends on",
            "evidence": evidence,
            "properties": {"relation": "Depends on::Used by"},
        },
        {
            "consumer": "Statistics",
            "provider": "Citizen Register",
            "description": "Receives data from",
            "evidence": evidence,
            "properties": {"relation": "Sends data to::Receives data from"},
        },
    ]
    assert [(file.rows, file.used, file.counts) for file in imported.files] == [
        (2, 2, {"items": 2}),
        (5, 5, {"relations": 3, "items_named_by_relations_only": 2}),
    ]
    assert imported.findings == ()


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("Depends on::Used by", Meaning("consumer", None, "Depends on")),
        ("Used by::Depends on", Meaning("provider", None, "Depends on")),
        ("sends data to :: receives data from", Meaning("provider", None, "receives data from")),
        ("Receives data from::Sends data to", Meaning("consumer", None, "Receives data from")),
        ("Exchanges data with::Exchanges data with", Meaning("both", None, "Exchanges data with")),
        ("Runs on::Runs", Meaning("consumer", "hosting", "Runs on")),
        ("Hosted on::Hosts", Meaning("consumer", "hosting", "Hosted on")),
        ("Virtualizes::Virtualized by", Meaning("provider", "hosting", "Virtualized by")),
        ("Contains::Contained by", Meaning("provider", "part_of", "Contained by")),
        ("Members::Member of", Meaning("provider", "part_of", "Member of")),
        ("Was born of::Depends on", Meaning("provider", None, "Depends on")),
        ("Likes::Liked by", None),
        ("", None),
    ],
)
def test_who_needs_whom_is_in_the_words_of_the_type(type_: str, expected: Meaning | None) -> None:
    assert meaning_of(type_) == expected


def test_a_part_of_one_whole_has_it_as_its_parent_and_of_two_has_rows() -> None:
    one = read(r="Parent,Type,Child\nA,Contains::Contained by,x\n")
    two = read(
        r="Parent,Type,Child\nA,Contains::Contained by,x\nB,Members::Member of,x\n"
        "A,Contains::Contained by,A\n"
    )

    assert dict(one.inventory.systems.select("id", "parent").iter_rows()) == {"A": None, "x": "A"}
    assert (one.files[0].used, one.files[0].merged, ends(one)) == (2, 1, [])
    assert ends(two) == [("A", "A", "part_of"), ("x", "A", "part_of"), ("x", "B", "part_of")]


def test_who_exchanges_data_needs_each_other() -> None:
    imported = read(r="parent,type,child\nA,Exchanges data with::Exchanges data with,B\n")

    assert ends(imported) == [("A", "B", None), ("B", "A", None)]


def test_a_type_that_nobody_knows_is_doubtful_and_told() -> None:
    imported = read(r="parent,type,child\nA,Likes::Liked by,B\nA,Likes::Liked by,C\nA,,D\n")

    assert ends(imported) == [("A", "B", None), ("A", "C", None), ("A", "D", None)]
    doubtful = imported.inventory.dependencies["properties"].to_list()
    assert all('"direction_doubtful":true' in properties for properties in doubtful)
    assert [str(finding) for finding in imported.findings] == [
        "warning r type: nobody knows here who needs whom by '(no type)'; read as the parent"
        " needing the child, marked as doubtful (1 row)",
        "warning r type: nobody knows here who needs whom by 'Likes::Liked by'; read as the parent"
        " needing the child, marked as doubtful (2 rows)",
    ]


def test_two_types_between_one_pair_are_two_dependencies() -> None:
    imported = read(
        r="parent,type,child\nA,Depends on::Used by,B\nA,Connects to::Connected by,B\n"
        "A,Depends on::Used by,B\n"
    )

    assert ends(imported) == [("A", "B", None), ("A", "B", None)]
    assert imported.files[0].merged == 1


def reference(value: str) -> JsonValue:
    return {"link": f"https://x.service-now.com/api/{value}", "value": value}


def shown(display: str) -> JsonValue:
    return {"display_value": display, "link": "https://x"}


def both(display: str, value: str) -> JsonValue:
    return {"display_value": display, "value": value}


@pytest.mark.parametrize(
    "relation",
    [
        {"parent": shown("Portal"), "type": shown("Depends on::Used by"), "child": shown("DB")},
        {"parent": "Portal", "type": "Depends on::Used by", "child": "DB"},
        {
            "sys_id": both("9" * 32, "9" * 32),
            "parent": both("Portal", PORTAL),
            "type": both("Depends on::Used by", "7" * 32),
            "child": both("DB", SERVER),
        },
        {"parent": reference(PORTAL), "type": reference("7" * 32), "child": reference(SERVER)},
    ],
    ids=["display values", "texts", "both", "values"],
)
def test_the_table_api_names_items_by_value_or_display_value(relation: JsonValue) -> None:
    imported = read(
        items=answer(
            {"name": "Portal", "sys_id": PORTAL, "sys_class_name": "cmdb_ci_business_app"},
            {
                "name": "DB",
                "sys_id": both(SERVER, SERVER),
                "sys_class_name": both("Oracle Instance", "cmdb_ci_db_ora_instance"),
            },
        ),
        relations=answer(relation),
        types=answer(
            {
                "sys_id": "7" * 32,
                "name": "Depends on::Used by",
                "parent_descriptor": "Depends on",
                "child_descriptor": "Used by",
            }
        ),
    )

    assert ends(imported) == [(PORTAL, SERVER, None)]
    assert imported.inventory.systems["kind"].to_list() == ["application", "data_store"]
    assert imported.findings == ()


def test_keys_without_a_list_of_items_are_rejected_and_what_to_do_is_told() -> None:
    imported = read(
        items="name,sys_class_name\nA,Server\n",
        r=answer({"parent": reference(PORTAL), "type": "Runs on::Runs", "child": "A"}),
    )

    assert [r.reason for r in imported.rejects] == [f"no system '{PORTAL}'; the row is rejected"]
    assert json.loads(imported.rejects[0].content)["parent"] == reference(PORTAL)
    assert "keys_without_items" in {finding.code for finding in imported.findings}


def test_a_relation_without_a_child_is_rejected() -> None:
    imported = read(r="parent,type,child\nA,Runs on::Runs,\nA,Runs on::Runs,B\n")

    assert [(r.line, r.reason, r.content) for r in imported.rejects] == [
        (2, "a relation has a parent and a child; the row is rejected", "A,Runs on::Runs,")
    ]


def test_another_table_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        read_inventory([InputFile("x.csv", b"a,b\n1,2\n")], format="servicenow")


@settings(max_examples=30)
@given(
    st.sampled_from([RELATIONS, ITEMS]),
    st.randoms(use_true_random=False),
    st.sampled_from([str.upper, str.title, lambda name: name.replace("_", " ")]),
    st.sampled_from(",;\t|"),
)
def test_columns_may_be_renamed_in_case_stand_in_any_order_and_be_more(
    text: str, random: st.DataObject, spelled: Callable[[str], str], delimiter: str
) -> None:
    header, *rows = csv.reader(io.StringIO(text))
    order = list(range(len(header)))
    random.shuffle(order)  # type: ignore[attr-defined]  # a random.Random
    renamed = [spelled(name) for name in header]
    moved = [[*(row[at] for at in order), "more"] for row in (renamed, *rows)]
    moved[0][-1] = "Another"

    imported = read(t=_table(moved, delimiter))
    plain = read(t=text)

    assert imported.files[0].format == "servicenow"
    assert ends(imported) == ends(plain)
    assert imported.inventory.systems["id"].to_list() == plain.inventory.systems["id"].to_list()


def _table(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def test_relations_over_an_inventory_say_nothing_new_of_the_items_that_it_knows() -> None:
    items = b"name,sys_class_name,sys_id\nPortal,cmdb_ci_service,a1\nRegister,cmdb_ci_server,a2\n"
    relations = b"parent,type,child\nPortal,Depends on::Used by,Register\n"
    known = read_inventory([InputFile("items.csv", items)]).inventory

    late = read_inventory([InputFile("rel.csv", relations)], base=known)

    files = [InputFile("items.csv", items), InputFile("rel.csv", relations)]
    assert late.inventory.digest == read_inventory(files).inventory.digest
    assert [(file.rows, file.used, file.merged) for file in late.files] == [(3, 1, 2)]
