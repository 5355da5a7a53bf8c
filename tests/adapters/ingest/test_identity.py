"""Which rows of several files mean the same system, and what an overlay may change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from itertools import permutations
from zipfile import ZipFile

import pytest
from pydantic import JsonValue

from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import, Inventory

MODEL: JsonValue = {
    "name": "Estate",
    "model": {
        "softwareSystems": [
            {
                "id": "1",
                "name": "NOMIS",
                "containers": [{"id": "2", "name": "Database"}, {"id": "3", "name": "Prison API"}],
            },
            {"id": "4", "name": "Delius", "containers": [{"id": "5", "name": "Database"}]},
        ]
    },
}


def read(files: Mapping[str, object], base: Inventory | None = None) -> Import:
    contents = {
        name: content if isinstance(content, str) else json.dumps(content)
        for name, content in files.items()
    }
    return read_inventory(
        [InputFile(name, content.encode()) for name, content in contents.items()], base=base
    )


def column(imported: Import, name: str) -> dict[str, object]:
    """The known values of a column of systems, by id."""
    rows = imported.inventory.systems.select("id", name).rows()
    return {system: value for system, value in rows if value is not None}


def said(imported: Import, *codes: str) -> list[str]:
    return [str(finding) for finding in imported.findings if finding.code in codes]


@pytest.mark.parametrize(
    ("overlay", "users"),
    [
        ("id,users\n2,7", {"2": 7}),
        ("name,users\nNOMIS / Database,7", {"2": 7}),
        ("name,users\nnomis/ DATABASE,7", {"2": 7}),
        ("name,parent,users\nDatabase,Delius,7", {"5": 7}),
        ("name,parent,users\nDatabase,4,7", {"5": 7}),
        ("name,users\nprison  api,7", {"3": 7}),
        ("id,name,users\n1,NOMIS,7\n4,Delius,8", {"1": 7, "4": 8}),
        ("id,name,users\n99,NOMIS,7", {"1": 7}),
        ("name,aliases,users\nC-NOMIS,NOMIS,7", {"1": 7}),
    ],
)
def test_an_overlay_finds_its_systems(overlay: str, users: dict[str, int]) -> None:
    imported = read({"model.json": MODEL, "overlay.csv": overlay})

    assert column(imported, "users") == users
    assert imported.inventory.systems.height == 5
    assert not imported.rejects


def test_a_row_that_matches_nothing_or_several_is_rejected_and_adds_nothing() -> None:
    imported = read(
        {"model.json": MODEL, "overlay.csv": "name,users\nNOMIS,1\nDatabase,2\nNobody,3\n"}
    )

    assert column(imported, "users") == {"1": 1}
    assert imported.inventory.systems.height == 5
    assert [(reject.line, reject.reason, reject.content) for reject in imported.rejects] == [
        (
            3,
            "'Database' may be Delius / Database (5), NOMIS / Database (2); the row is rejected",
            "Database,2",
        ),
        (4, "no system 'Nobody' for this row to add to; the row is rejected", "Nobody,3"),
    ]


def test_an_overlay_changes_what_it_fills_in_and_blanks_keep() -> None:
    systems = "id,name,users,supplier,risk.L1,risk.L2\na,A,5,Acme,1,2\nb,B,6,,,\n"
    imported = read({"1.csv": systems, "2.csv": "id,users,supplier,risk.L2\na,9,,3\nb,,Bolt,\n"})

    assert imported.inventory.document()["systems"] == [
        {
            "id": "a",
            "name": "A",
            "supplier": "Acme",
            "users": 9,
            "risk": {"likelihood": {"L1": 1, "L2": 3}},
        },
        {"id": "b", "name": "B", "supplier": "Bolt", "users": 6},
    ]
    assert said(imported, "conflicting_value") == [
        "warning 2.csv:2 risk.likelihood.L2: '2' by 1.csv:2, '3' here, which was taken"
        " (read later)",
        "warning 2.csv:2 users: '5' by 1.csv:2, '9' here, which was taken (read later)",
    ]


def test_of_two_overlays_the_later_name_wins() -> None:
    imported = read(
        {"b.csv": "name,users\nNOMIS,2\n", "model.json": MODEL, "a.csv": "name,users\nNOMIS,1\n"}
    )

    assert column(imported, "users") == {"1": 2}
    assert said(imported, "conflicting_value") == [
        "warning b.csv:2 users: '1' by a.csv:2, '2' here, which was taken (read later)"
    ]


def test_a_table_alone_defines_its_systems_however_little_it_says() -> None:
    assert column(read({"overlay.csv": "name,users\nA,1\n"}), "users") == {"A": 1}
    assert column(read({"overlay.csv": "id,users\nA,1\n"}), "users") == {"A": 1}


def test_a_complete_table_whose_rows_mostly_match_is_an_overlay() -> None:
    imported = read(
        {"model.json": MODEL, "cmdb.csv": "id,name,users\nx1,NOMIS,1\nx2,Delius,2\nx3,Nobody,3\n"}
    )

    assert column(imported, "users") == {"1": 1, "4": 2}
    assert column(imported, "aliases") == {"1": ["x1"], "4": ["x2"]}
    assert said(imported, "overlay") == [
        "info cmdb.csv: is an overlay on what other files define: 2 of 3 rows match"
    ]


def test_a_complete_table_whose_rows_mostly_do_not_match_defines_too() -> None:
    imported = read(
        {"model.json": MODEL, "cmdb.csv": "id,name,users\nx1,NOMIS,1\nx2,New,2\nx3,Newer,3\n"}
    )

    assert column(imported, "users") == {"1": 1, "x2": 2, "x3": 3}
    assert said(imported, "second_definition") == [
        "info cmdb.csv: adds 2 systems; 1 of its 3 rows match others"
    ]


def test_equal_ids_of_different_sources_and_names_are_different_systems() -> None:
    imported = read(
        {
            "model.json": MODEL,
            "other.json": {
                "format": "legacymap-inventory/1",
                "name": "Other",
                "systems": [{"id": "1", "name": "Payroll"}, {"id": "4", "name": "delius"}],
                "dependencies": [{"consumer": "1", "provider": "4"}],
            },
        }
    )

    assert column(imported, "name") == {
        "1": "NOMIS",
        "2": "Database",
        "3": "Prison API",
        "4": "Delius",
        "5": "Database",
        "inventory Other:1": "Payroll",
    }
    assert imported.inventory.document()["dependencies"] == [
        {"consumer": "inventory Other:1", "provider": "4"}
    ]
    assert said(imported, "id_collision") == [
        "warning other.json systems[0]: the id '1' is NOMIS (1) in another file,"
        " and here 'Payroll': different systems"
    ]


def test_a_row_with_another_systems_id_and_a_known_name_goes_by_the_name() -> None:
    imported = read({"model.json": MODEL, "cmdb.csv": "id,name,users\n4,NOMIS,1\n1,Delius,2\n"})

    assert column(imported, "users") == {"1": 1, "4": 2}


def test_two_rows_of_one_file_are_never_one_system_by_their_name() -> None:
    imported = read(
        {
            "a.json": MODEL,
            "b.json": {
                "format": "legacymap-inventory/1",
                "systems": [{"id": "x", "name": "NOMIS"}, {"id": "y", "name": "NOMIS"}],
            },
        }
    )

    assert sorted(column(imported, "name").values(), key=str) == [
        "Database",
        "Database",
        "Delius",
        "NOMIS",
        "NOMIS",
        "NOMIS",
        "Prison API",
    ]
    assert len(said(imported, "ambiguous_name")) == 2


def test_two_models_of_one_estate_become_one() -> None:
    other: JsonValue = {
        "format": "legacymap-inventory/1",
        "systems": [
            {"id": "nomis", "name": "Nomis", "owner": "hmpps", "aliases": ["C-NOMIS"]},
            {"id": "db", "name": "Database", "parent": "nomis", "users": 3},
            {"id": "new", "name": "New", "parent": "nomis"},
        ],
        "dependencies": [{"consumer": "new", "provider": "db"}],
    }
    imported = read({"model.json": MODEL, "other.json": other})

    document = imported.inventory.document()
    assert document["systems"] == [
        {
            "id": "1",
            "name": "NOMIS",
            "aliases": ["C-NOMIS", "nomis"],
            "owner": "hmpps",
            "properties": {"element": "Software System"},
        },
        {
            "id": "2",
            "name": "Database",
            "parent": "1",
            "aliases": ["db"],
            "users": 3,
            "properties": {"element": "Container"},
        },
        {"id": "3", "name": "Prison API", "parent": "1", "properties": {"element": "Container"}},
        {"id": "4", "name": "Delius", "properties": {"element": "Software System"}},
        {"id": "5", "name": "Database", "parent": "4", "properties": {"element": "Container"}},
        {"id": "new", "name": "New", "parent": "1"},
    ]
    assert document["dependencies"] == [{"consumer": "new", "provider": "2"}]
    assert [(file.used, file.merged) for file in imported.files] == [(6, 0), (2, 2)]


def test_ends_of_dependencies_are_found_by_id_alias_qualified_and_bare_name() -> None:
    imported = read(
        {
            "model.json": MODEL,
            "names.csv": "name,aliases\nNOMIS,C-NOMIS\n",
            "dependencies.csv": "consumer,provider\n4,c-nomis\nPrison API,NOMIS / Database\n"
            "Delius,Database\nDelius,Nobody\n",
        }
    )

    assert imported.inventory.dependencies.select("consumer", "provider").rows() == [
        ("3", "2"),
        ("4", "1"),
    ]
    assert [(reject.line, reject.reason) for reject in imported.rejects] == [
        (
            4,
            "'Database' may be Delius / Database (5), NOMIS / Database (2);"
            " write the id or the qualified name; the row is rejected",
        ),
        (5, "no system 'Nobody'; the row is rejected"),
    ]


def test_a_dependency_that_two_files_state_is_one_and_both_fill_it_in() -> None:
    systems = {"s.csv": "id,name\na,A\nb,B\n"}
    imported = read(
        {
            **systems,
            "1.csv": "id,consumer,provider,description,kind\n"
            "r1,a,b,reads,call\nr2,a,b,writes,file\n",
            "2.csv": "consumer,provider,description,frequency\nA,B,reads ,5\n",
            "3.csv": "consumer,provider,kind,technology\na,b,file,SFTP\na,b,event,SQS\nb,a,,\n",
        }
    )

    assert imported.inventory.document()["dependencies"] == [
        {
            "consumer": "a",
            "provider": "b",
            "id": "r1",
            "kind": "call",
            "description": "reads",
            "frequency_per_day": 5.0,
            "evidence": [
                {"source": "1.csv", "how": "declared"},
                {"source": "2.csv", "how": "declared"},
            ],
        },
        {"consumer": "a", "provider": "b", "kind": "event", "technology": "SQS"},
        {
            "consumer": "a",
            "provider": "b",
            "id": "r2",
            "kind": "file",
            "description": "writes",
            "technology": "SFTP",
            "evidence": [
                {"source": "1.csv", "how": "declared"},
                {"source": "3.csv", "how": "declared"},
            ],
        },
        {"consumer": "b", "provider": "a"},
    ]
    assert [(file.name, file.used, file.merged) for file in imported.files] == [
        ("1.csv", 2, 0),
        ("2.csv", 0, 1),
        ("3.csv", 2, 1),
        ("s.csv", 2, 0),
    ]


def test_the_tables_of_one_archive_share_their_ids_and_those_of_two_files_do_not() -> None:
    base = read({"a.csv": "id,name\n1,A\n2,B\n"}).inventory
    imported = read({"b.csv": "id,name\n1,X\n2,Y\n3,Z\n"}, base=base)

    assert column(imported, "name") == {
        "1": "A",
        "2": "B",
        "3": "Z",
        "b.csv:1": "X",
        "b.csv:2": "Y",
    }


def test_a_base_is_kept_and_added_to() -> None:
    base = read({"model.json": MODEL}).inventory
    imported = read({"overlay.csv": "name,users\nNOMIS,1\nNobody,2\n"}, base=base)

    assert column(imported, "users") == {"1": 1}
    assert column(imported, "name") == dict(base.systems.select("id", "name").rows())
    assert imported.inventory.name == "Estate"
    assert [(file.name, file.merged, file.rejected) for file in imported.files] == [
        ("overlay.csv", 1, 1)
    ]


def test_laying_a_document_over_itself_changes_nothing() -> None:
    base = read({"model.json": MODEL}).inventory
    again = read({"base.json": base.document()}, base=base)

    assert again.inventory.digest == base.digest
    assert [(file.used, file.merged, file.rejected) for file in again.files] == [(1, 5, 0)]


def test_references_of_each_column_become_ids() -> None:
    imported = read(
        {
            "systems.csv": "id,name,parent,successor,legacy_scope,owner\na,A,,B,Part,Home Office\n"
            "b,B,,,whole,x\np,Part,A,,,\n",
            "organisations.csv": "id,name\nho,Home Office\n",
            "data_entities.csv": "id,name\ne,Person\n",
            "holdings.csv": "system,entity,role\nA,person,master\nb,New,copy\n",
        }
    )

    assert column(imported, "parent") == {"p": "a"}
    assert column(imported, "successor") == {"a": "b"}
    assert column(imported, "legacy_scope") == {"a": ["p"], "b": ["whole"]}
    assert column(imported, "owner") == {"a": "ho", "b": "x"}
    assert imported.inventory.holdings.select("system", "entity").rows() == [
        ("a", "e"),
        ("b", "New"),
    ]
    assert imported.inventory.data_entities["id"].to_list() == ["New", "e"]


def test_the_order_in_which_files_come_does_not_matter() -> None:
    files = {
        "model.json": json.dumps(MODEL),
        "a.csv": "name,users\nNOMIS,1\nNobody,1\n",
        "b.csv": "id,name,users\n4,Delius,2\n9,NOMIS,3\n",
        "dependencies.csv": "source,target\nNOMIS,Delius\n",
    }
    results = [read({name: files[name] for name in order}) for order in permutations(files)]

    assert {result.inventory.digest for result in results} == {results[0].inventory.digest}
    assert all(result.findings == results[0].findings for result in results)
    assert all(result.files == results[0].files for result in results)
    assert all(result.rejects == results[0].rejects for result in results)


def test_files_of_one_name_are_told_apart() -> None:
    files = [
        InputFile("systems.csv", b"id,name\n1,A\n"),
        InputFile("systems.csv", b"id,name\n2,B\n"),
    ]

    names = [file.name for file in read_inventory(files).files]
    assert names == ["systems.csv", "systems.csv (2)"]
    assert names == [file.name for file in read_inventory(files[::-1]).files]


def test_what_holds_for_the_whole_is_gathered_and_contradictions_are_told() -> None:
    imported = read(
        {
            "model.json": MODEL,
            "inventory.csv": "name,as_of,currency\nHMPPS,2025-03,GBP\n",
            "systems.csv": "name,users\nNOMIS,1\n",
        }
    )

    inventory = imported.inventory
    assert (inventory.name, inventory.as_of, inventory.currency) == ("HMPPS", "2025-03", "GBP")
    assert said(imported, "conflicting_value") == [
        "warning inventory.csv:2 name: 'Estate' by model.json name, 'HMPPS' here, which was taken"
        " (read later)"
    ]


def test_of_two_complete_tables_the_one_that_describes_more_defines() -> None:
    costs = "id,name,run cost\na,A,1\nb,B,2\nz,Typo,3\n"
    imported = read({"costs.csv": costs, "register.csv": "id,name,kind\na,A,app\nb,B,app\n"})

    assert column(imported, "annual_run_cost") == {"a": 1, "b": 2}
    assert [(reject.file, reject.line) for reject in imported.rejects] == [("costs.csv", 4)]


def test_parts_may_be_nested_deeper_than_any_recursion_goes() -> None:
    chain = "\n".join(["id,name,parent", *(f"{i},n{i},{i + 1}" for i in range(3000)), "3000,top,"])
    imported = read({"systems.csv": chain})

    assert imported.inventory.systems["parent"].null_count() == 1
    assert imported.findings == ()


def test_parts_in_a_circle_lose_their_parent_and_stay() -> None:
    imported = read({"systems.csv": "id,parent\na,b\nb,c\nc,b\n"})

    assert column(imported, "parent") == {"a": "b"}
    assert said(imported, "circular_part") == [
        f"error systems.csv:{line} parent {name}: {name!r} is a part of itself;"
        " the system is kept without a parent"
        for line, name in ((3, "b"), (4, "c"))
    ]


def test_a_list_that_numbers_its_own_rows_adds_to_the_systems_beside_it_in_an_archive() -> None:
    archive = BytesIO()
    with ZipFile(archive, "w") as out:
        out.writestr("systems.csv", "id,name,owner,description\nS1,NOMIS,o,x\nS2,OASys,o,y\n")
        out.writestr("costs.csv", "id,name,annual_run_cost\n1,NOMIS,100\n2,OASys,200\n")

    imported = read_inventory([InputFile("estate.zip", archive.getvalue())])

    assert column(imported, "annual_run_cost") == {"S1": 100, "S2": 200}


def test_rows_that_their_file_tells_apart_by_id_never_become_one_by_their_name() -> None:
    base = read({"a.csv": "id,name\nx,N\n"}).inventory
    merged = read({"b.csv": "id,name,users\n1,N,1\n2,N,2\n3,N,3\n"}, base)
    assert column(merged, "users") == {"1": 1, "2": 2, "3": 3}
    assert merged.inventory.systems["id"].to_list() == ["1", "2", "3", "x"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Caf\u00e9", "Cafe\u0301"), ("Pay", "PAY"), ("Tax Office", "Tax  office\u00a0")],
)
def test_names_that_look_the_same_stay_two_systems_and_both_are_told(one: str, other: str) -> None:
    imported = read({"a.csv": f"id,name\np1,{one}\np2,{other}\n"})

    assert set(column(imported, "name")) == {"p1", "p2"}
    first, second = f"{one} (p1)", f"{column(imported, 'name')['p2']} (p2)"
    assert said(imported, "same_name") == [
        f"warning a.csv:3 p2: {first!r} at a.csv:2, {second!r} at a.csv:3 differ in capitals,"
        " blanks or the encoding of letters only; kept as 2 systems: if they are one, accept the"
        " pair in a file of matches"
    ]


def test_equal_names_without_ids_are_two_rows_of_one_file_as_well() -> None:
    imported = read({"a.csv": "name\nPay\nPAY\n"})

    assert imported.inventory.systems.height == 2
    assert len(said(imported, "same_name")) == 1


def test_an_accepted_pair_makes_one_of_two_spellings() -> None:
    accepted = {"format": "legacymap-matches/1", "accepted": [{"systems": ["p1", "p2"]}]}
    refused = {"format": "legacymap-matches/1", "refused": [{"systems": ["p1", "p2"]}]}
    systems = {"a.csv": "id,name\np1,Pay\np2,PAY\n"}

    one = read({**systems, "m.json": accepted})
    assert (list(column(one, "name")), said(one, "same_name")) == (["p1"], [])
    two = read({**systems, "m.json": refused})
    assert (list(column(two, "name")), said(two, "same_name")) == (["p1", "p2"], [])


def archive(**tables: str) -> InputFile:
    content = BytesIO()
    with ZipFile(content, "w") as packed:
        for name, text in tables.items():
            packed.writestr(f"{name}.csv", text)
    return InputFile("estate.zip", content.getvalue())


def test_the_ids_of_one_source_tell_things_of_one_name_apart() -> None:
    tools, uses = "id,name\nt1,Excel\nt2,Miro\n", "id,name\nu1,Excel\nu2,Training\n"
    imported = read_inventory([archive(tools=tools, uses=uses)])

    assert column(imported, "name") == {
        "t1": "Excel",
        "t2": "Miro",
        "u1": "Excel",
        "u2": "Training",
    }
    found = [(finding.code, finding.where and finding.where.id) for finding in imported.findings]
    assert found == [("same_name", "u1")]
    # Between sources the name is all there is.
    assert len(column(read({"tools.csv": tools, "uses.csv": uses}), "name")) == 3


def test_an_id_that_is_the_name_itself_tells_nothing_apart() -> None:
    systems, costs = "id,name\nt1,Excel\nt2,Miro\n", "id,users\nExcel,7\n"
    imported = read_inventory([archive(systems=systems, costs=costs)])

    assert column(imported, "users") == {"t1": 7}


def test_of_two_rows_of_one_table_for_one_system_no_order_decides() -> None:
    rows = ["NOMIS,1", "nomis,2"]
    for order in (rows, rows[::-1]):
        imported = read({"model.json": MODEL, "users.csv": "\n".join(["name,users", *order])})
        assert column(imported, "users") == {"1": 2}
        assert len(said(imported, "conflicting_value")) == 1
