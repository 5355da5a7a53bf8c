"""What an import file of Konveyor says, also where Konveyor itself balks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legacymap.errors import UnreadableFile
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

HEADER = (
    "Record Type 1,Application Name,Description,Comments,Business Service,Dependency,"
    "Dependency Direction,Owner,Contributors,Tag Category 1,Tag 1,Tag Category 2,Tag 2\n"
)
APPLICATIONS = (
    HEADER
    + "2,Gateway,,,,Customers,southbound\n"
    + "1, Customers ,Who buys,ours,Retail,,,Jo <jo@x>,,Language,COBOL,Data Center,Paris\n"
    + "1,Gateway,,,Retail,Billing,northbound,,,Runtime,Spring Boot,,\n"
    + "1,Billing,,,,,,,,,,,\n"
)


def read(text: str) -> Import:
    return read_inventory([InputFile("a.csv", text.encode())])


def ends(imported: Import) -> list[tuple[str, str]]:
    return sorted(imported.inventory.dependencies.select("consumer", "provider").iter_rows())


def test_applications_and_dependencies_are_read_in_any_order() -> None:
    imported = read(APPLICATIONS)
    found = imported.inventory.document()

    assert found["systems"] == [
        {"id": "Billing", "name": "Billing", "kind": "application"},
        {
            "id": "Customers",
            "name": "Customers",
            "kind": "application",
            "owner": "Jo <jo@x>",
            "partition": "Retail",
            "description": "Who buys",
            "technologies": ["COBOL"],
            "tags": ["Data Center: Paris"],
            "properties": {
                "Comments": "ours",
                "tags": {"Data Center": ["Paris"], "Language": ["COBOL"]},
            },
        },
        {
            "id": "Gateway",
            "name": "Gateway",
            "kind": "application",
            "partition": "Retail",
            "technologies": ["Spring Boot"],
            "properties": {"tags": {"Runtime": ["Spring Boot"]}},
        },
    ]
    evidence = [{"source": "a.csv", "how": "declared"}]
    assert found["dependencies"] == [
        {"consumer": "Billing", "provider": "Gateway", "kind": "call", "evidence": evidence},
        {"consumer": "Gateway", "provider": "Customers", "kind": "call", "evidence": evidence},
    ]
    (file,) = imported.files
    assert file.counts == {"applications": 3, "dependencies": 2}
    assert (file.rows, file.used, file.rejected) == (5, 5, 0)
    assert imported.findings == ()


def test_the_header_of_early_versions_is_read_too() -> None:
    imported = read(
        "Record Type 1,Application Name,Description,Comments,Business Service,"
        "Tag Type 1,Tag 1,Tag Type 2,Tag 2\n1,A,,,,Database,DB2,Language,COBOL\n"
    )

    assert imported.inventory.systems["technologies"].to_list() == [["COBOL", "DB2"]]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("3,A", "the record type is 1 or 2 (found '3'); the row is rejected"),
        ("1,", "no application is named; the row is rejected"),
        ("2,B,,,,,southbound", "a record of type 2 names a dependency; the row is rejected"),
        (
            "2,B,,,,B,eastbound",
            "the direction is southbound or northbound (found 'eastbound'); the row is rejected",
        ),
        ("2,B,,,,Gone,southbound", "no system 'Gone'; the row is rejected"),
        ("1,A" + "," * 11 + "x,y", "14 cells under 13 headers; the row is rejected"),
    ],
)
def test_a_row_that_says_nothing_usable_is_rejected(row: str, reason: str) -> None:
    imported = read(f"{HEADER}1,B\n{row}\n")

    assert [(r.line, r.row, r.reason) for r in imported.rejects] == [(3, 2, reason)]
    assert imported.rejects[0].content == row


def test_a_dependency_without_a_direction_is_doubtful() -> None:
    imported = read(f"{HEADER}1,A\n1,B\n2,A,,,,B\n")

    assert imported.inventory.document()["dependencies"] == [
        {
            "consumer": "A",
            "provider": "B",
            "kind": "call",
            "evidence": [{"source": "a.csv", "how": "declared"}],
            "properties": {"direction_doubtful": True},
        }
    ]
    assert [f.code for f in imported.findings] == ["direction_doubtful"]


def test_quotes_after_a_blank_hold_their_commas() -> None:
    imported = read(f'{HEADER}1,A,,,,,,"Jo <jo@x>", "Al <al@x>, Bo <bo@x>",Language,Java,,\n')

    assert imported.inventory.document()["systems"] == [
        {
            "id": "A",
            "name": "A",
            "kind": "application",
            "owner": "Jo <jo@x>",
            "technologies": ["Java"],
            "properties": {
                "Contributors": "Al <al@x>, Bo <bo@x>",
                "tags": {"Language": ["Java"]},
            },
        }
    ]


def test_another_table_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        read_inventory([InputFile("x.csv", b"a,b\n1,2\n")], format="konveyor")


def _table(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@settings(max_examples=30)
@given(
    st.randoms(use_true_random=False),
    st.sampled_from([str.upper, str.lower, str.title, lambda name: name.replace(" ", "_")]),
    st.sampled_from(",;\t|"),
)
def test_columns_may_be_renamed_in_case_stand_in_any_order_and_be_more(
    random: st.DataObject, spelled: Callable[[str], str], delimiter: str
) -> None:
    header, *rows = csv.reader(io.StringIO(APPLICATIONS))
    order = list(range(len(header)))
    random.shuffle(order)  # type: ignore[attr-defined]  # a random.Random
    known = [spelled(name) if name != "Comments" else name for name in header]
    full = [[*row, *[""] * (len(header) - len(row))] for row in (known, *rows)]
    moved = [[*(row[at] for at in order), "more"] for row in full]
    moved[0][-1] = "Another"

    imported = read(_table(moved, delimiter))

    assert ends(imported) == ends(read(APPLICATIONS))
    assert imported.inventory.systems["technologies"].to_list() == [
        None,
        ["COBOL"],
        ["Spring Boot"],
    ]
