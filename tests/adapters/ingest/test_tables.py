"""What CSV tables say, in the many ways in which people write them."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import


def read(*tables: str | bytes) -> Import:
    files = [
        InputFile(f"{number}.csv", table if isinstance(table, bytes) else table.encode())
        for number, table in enumerate(tables, 1)
    ]
    return read_inventory(files)


def systems(*tables: str | bytes) -> JsonValue:
    return read(*tables).inventory.document()["systems"]


def said(imported: Import) -> list[str]:
    return [str(finding) for finding in imported.findings]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separator_mark_and_line_ends_do_not_matter(separator: str, mark: str, end: str) -> None:
    lines = ("id,name,description", '1,"A, B;\tC|D",x', "", "2,E,y")
    table = mark + end.join(line.replace(",", separator) for line in lines) + end

    names = {",": "A, B;\tC|D"}.get(separator, f"A{separator} B;\tC|D")
    assert systems(table) == [
        {"id": "1", "name": names, "description": "x"},
        {"id": "2", "name": "E", "description": "y"},
    ]


def test_a_separator_that_the_first_line_states_is_obeyed() -> None:
    imported = read("sep=;\nid;name\n1;A\n;;\n2\n")

    assert imported.inventory.systems["id"].to_list() == ["1", "2"]
    assert said(imported) == [
        "warning 1.csv:5: 1 cells under 2 headers; what is missing is unknown"
    ]


@pytest.mark.parametrize(
    "header", ["System ID,Name,End of Support", "id,NAME,end-of-support", "i_d,name,EOL"]
)
def test_headers_are_known_by_their_normalised_name_and_by_synonyms(header: str) -> None:
    assert systems(f"{header}\n1,A,2027\n") == [{"id": "1", "name": "A", "end_of_support": "2027"}]


@pytest.mark.parametrize(
    "header", ["source,target", "From;To", "consumer|provider", "Caller,Callee"]
)
def test_dependencies_are_known_by_their_ends(header: str) -> None:
    separator = next(mark for mark in ",;|" if mark in header)
    imported = read("id,name\n1,A\n2,B\n", f"{header}\n1{separator}2\n")

    assert imported.inventory.document()["dependencies"] == [{"consumer": "1", "provider": "2"}]


def test_a_table_of_names_and_one_attribute_is_a_table_of_systems() -> None:
    assert systems("name,legacy\nNOMIS,yes\nDelius,\n") == [
        {"id": "Delius", "name": "Delius"},
        {"id": "NOMIS", "name": "NOMIS", "legacy": True},
    ]


def test_an_id_made_from_a_name_is_qualified_by_the_parent() -> None:
    assert systems("name,parent\nA,\nB,\nDatabase,A\nDatabase,B\n") == [
        {"id": "A", "name": "A"},
        {"id": "A / Database", "name": "Database", "parent": "A"},
        {"id": "B", "name": "B"},
        {"id": "B / Database", "name": "Database", "parent": "B"},
    ]


def test_every_kind_of_column_is_read_by_its_type() -> None:
    table = (
        "id;name;technologies;effort;risk.L1;risk.impact.c2;users;contractor share;legacy;"
        "eol;properties.cost centre;committed.end;modernisation_plan.work;crown\n"
        "1;A;Java;;;;;;;;;;;\n"
        '2;B;"Oracle 12; Java";oracle:300;4;5;1.200.000;0,25;ja;30.06.2027;0123;2028;no;jewels\n'
    )

    assert systems(table) == [
        {"id": "1", "name": "A", "technologies": ["Java"]},
        {
            "id": "2",
            "name": "B",
            "technologies": ["Java", "Oracle 12"],
            "legacy": True,
            "end_of_support": "2027-06-30",
            "users": 1_200_000,
            "risk": {"likelihood": {"L1": 4}, "impact": {"C2": 5}},
            "replacement_effort_days": {"oracle": 300},
            "contractor_share": 0.25,
            "committed": {"end": "2028"},
            "modernisation_plan": {"work": False},
            "properties": {"crown": "jewels", "cost centre": "0123"},
        },
    ]


@pytest.mark.parametrize(
    ("cell", "users"),
    [
        ("1200", 1200),
        ("1,200", 1200),
        ("1.200", 1200),
        ("1 200 000", 1_200_000),
        ("1\u00a0200", 1200),
        ("1'200", 1200),
        ("1,200.00", 1200),
        ("1.200,0", 1200),
        ("\u00a31,200", 1200),
        ("n/a", None),
        ("?", None),
        ("", None),
    ],
)
def test_whole_numbers_are_read_in_every_style_that_is_unambiguous(
    cell: str, users: int | None
) -> None:
    assert read(f"id;users\n1;{cell}\n").inventory.systems["users"].to_list() == [users]


@pytest.mark.parametrize("cell", ["12.5", "1,20", "-3", "many", "1e3", "9" * 400])
def test_what_is_no_whole_number_rejects_the_row(cell: str) -> None:
    imported = read(f"id;users\n1;{cell}\n2;\n")

    assert imported.inventory.systems["id"].to_list() == ["2"]
    assert [(reject.line, reject.content) for reject in imported.rejects] == [(2, f"1;{cell}")]


@pytest.mark.parametrize(
    ("cell", "frequency"),
    [
        ("0,5", 0.5),
        ("0.5", 0.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.200", 1.2),
        ("50%", 0.5),
    ],
)
def test_decimals_are_read_with_point_or_comma(cell: str, frequency: float) -> None:
    imported = read("id\na\n", f"consumer;provider;frequency\na;a;{cell}\n")

    assert imported.inventory.dependencies["frequency_per_day"].to_list() == [frequency]


def test_a_decimal_that_may_be_a_thousand_rejects_the_row() -> None:
    imported = read("id\na\n", "consumer;provider;frequency\na;a;1,200\n")

    assert [reject.reason for reject in imported.rejects] == [
        "frequency_per_day must be a number (found '1,200'); the row is rejected"
    ]


@pytest.mark.parametrize(
    ("word", "truth"),
    [
        ("yes", True),
        ("JA", True),
        ("x", True),
        ("1", True),
        ("nein", False),
        ("F", False),
        ("?", None),
    ],
)
def test_yes_and_no_are_read_in_several_languages(word: str, truth: bool | None) -> None:
    assert read(f"id,legacy\n1,{word}\n").inventory.systems["legacy"].to_list() == [truth]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Application", "application"),
        ("dataStore", "data_store"),
        ("database", "data_store"),
        ("person", "actor"),
    ],
)
def test_kinds_are_read_in_the_words_of_other_tools(word: str, kind: str) -> None:
    assert systems(f"id,type\n1,{word}\n") == [{"id": "1", "name": "1", "kind": kind}]


def test_a_word_that_says_nothing_about_the_kind_leaves_it_unknown_and_is_kept() -> None:
    imported = read("id,type\n1,software system\n2,gizmo\n3,gizmo\n4,-\n")

    assert imported.inventory.document()["systems"] == [
        {"id": "1", "name": "1", "properties": {"kind_as_given": "software system"}},
        {"id": "2", "name": "2", "properties": {"kind_as_given": "gizmo"}},
        {"id": "3", "name": "3", "properties": {"kind_as_given": "gizmo"}},
        {"id": "4", "name": "4"},
    ]
    assert said(imported) == [
        "warning 1.csv kind: 'gizmo' is no kind that is known; left unknown,"
        " kept in properties (2 rows)"
    ]


@pytest.mark.parametrize(
    "name", ["no", "=1+1", "010", "12:30", "1e3", "~", "Перевірка", "NaN", "null"]
)
def test_odd_names_are_text(name: str) -> None:
    assert systems(f"id;name\n1;{name}\n") == [{"id": "1", "name": name}]


def test_the_quote_that_guards_a_formula_from_spreadsheets_is_taken_off() -> None:
    assert systems("id,name,description\n1,'=1+1,''=x\n2,'tis,\" '=\"\n") == [
        {"id": "1", "name": "=1+1", "description": "'=x"},
        {"id": "2", "name": "'tis", "description": " '="},
    ]


def test_lines_are_those_of_the_file_whatever_is_quoted() -> None:
    imported = read('id,name,users\n\n1,"a\nb",3\n2,c,many\n3,d,1,2\n')

    assert [(reject.line, reject.row, reject.content) for reject in imported.rejects] == [
        (5, 2, "2,c,many"),
        (6, 3, "3,d,1,2"),
    ]


def test_windows_text_is_read_and_said_so() -> None:
    imported = read("id;name\n1;Gefängnis\n".encode("cp1252"))

    assert imported.inventory.systems["name"].to_list() == ["Gefängnis"]
    assert said(imported) == [
        "warning 1.csv:2: the file is not UTF-8 (byte 0xe4); it was read as Windows-1252:"
        " check its accented letters"
    ]


def test_a_cell_over_the_limit_rejects_its_row() -> None:
    imported = read("id,description\n1," + "x" * 32_769 + "\n2,y\n")

    assert imported.inventory.systems["id"].to_list() == ["2"]
    assert [reject.reason for reject in imported.rejects] == [
        "a cell of over 32,768 characters; the row is rejected"
    ]


def test_a_column_that_nobody_knows_is_kept_and_reported_once() -> None:
    imported = read("id,name,Colour,name,\n1,A,red,B,\n2,C,blue,,z\n")

    assert imported.inventory.document()["systems"] == [
        {"id": "1", "name": "A", "properties": {"Colour": "red", "name (again)": "B"}},
        {"id": "2", "name": "C", "properties": {"Colour": "blue", "column 5": "z"}},
    ]
    assert [finding.code for finding in imported.findings] == ["unknown_field"] * 3


@pytest.mark.parametrize(
    ("name", "header", "table"),
    [
        ("organisations.csv", "id,name,parent", "organisations"),
        ("data_entities.csv", "id,name", "data_entities"),
        ("x.csv", "id,name,sensitivity", "data_entities"),
        ("x.csv", "id,name,parent", "systems"),
        ("x.csv", "name,as_of,currency", "inventory"),
        ("systems.csv", "system,entity,role", "holdings"),
        ("dependencies.csv", "id,end_of_support", "systems"),
        ("x.csv", "system,source,how", "evidence"),
    ],
)
def test_a_table_is_known_by_its_header_and_only_in_doubt_by_its_name(
    name: str, header: str, table: str
) -> None:
    cells = {"as_of": "2025", "currency": "GBP", "end_of_support": "2030", "role": "master"}
    row = ",".join(cells.get(column, "a") for column in header.split(","))
    files = [InputFile(name, f"{header}\n{row}\n".encode()), InputFile("z.csv", b"id,name\na,a\n")]

    assert read_inventory(files).files[0].counts == {table: 1}


def test_evidence_goes_to_the_rows_that_it_names() -> None:
    imported = read(
        "id,name\n1,A\n2,B\n",
        "consumer,provider,kind,id\n1,2,call,\n1,2,file,d7\n",
        "system,consumer,provider,kind,dependency,source,how,count\n"
        "A,,,,,register,declared,\n,1,2,call,,trace,observed,5\n,,,,d7,talk,,\n,,,,d8,talk,,\n",
    )

    document = imported.inventory.document()
    assert document["systems"] == [
        {"id": "1", "name": "A", "evidence": [{"source": "register", "how": "declared"}]},
        {"id": "2", "name": "B"},
    ]
    assert document["dependencies"] == [
        {
            "consumer": "1",
            "provider": "2",
            "kind": "call",
            "evidence": [{"source": "trace", "how": "observed", "count": 5}],
        },
        {
            "consumer": "1",
            "provider": "2",
            "id": "d7",
            "kind": "file",
            "evidence": [{"source": "talk"}],
        },
    ]
    assert [(r.file, r.line, r.reason) for r in imported.rejects] == [
        ("3.csv", 5, "no dependency for this evidence; the row is rejected")
    ]


def test_a_text_as_evidence_is_told_the_form_that_a_cell_may_have() -> None:
    wrong = read("id,name,evidence\na,A,CMDB\nb,B,\n")
    assert said(wrong) == [
        "error 1.csv:2 evidence a: evidence must be a list such as"
        ' [{"source": "CMDB", "how": "declared", "as_of": "2026-01"}], in a table as JSON in the'
        " cell (found 'CMDB'); the row is rejected"
    ]
    form = '"[{""source"": ""CMDB"", ""how"": ""declared"", ""as_of"": ""2026-01""}]"'
    right = read(f"id,name,evidence\na,A,{form}\nb,B,\n")
    assert said(right) == []
    assert right.inventory.systems["evidence"][0].to_list() == [
        {"source": "CMDB", "how": "declared", "as_of": "2026-01", "confidence": None, "count": None}
    ]
