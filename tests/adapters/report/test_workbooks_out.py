"""What leaves as a workbook: text stays text, and everything comes back as it was."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from legacymap.errors import LimitExceeded
from legacymap.ingest import InputFile, read_inventory
from legacymap.report.exports import export
from legacymap.report.model import FORMAT, Column, KeyFigure, Report, Section, Table
from legacymap.report.ods import to_ods
from legacymap.report.rejected_rows import Rejected, rejects_file
from legacymap.report.renderers import render
from legacymap.report.sheets import Sheet, fitting
from legacymap.report.xlsx import to_xlsx

WRITERS = {"xlsx": to_xlsx, "ods": to_ods}


def cells(workbook: bytes, sheet: str) -> list[list[object]]:
    opened = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return [list(row) for row in opened.get_sheet_by_name(sheet).to_python()]


@pytest.mark.parametrize("format", WRITERS)
def test_text_is_text_and_numbers_are_numbers(format: str) -> None:
    rows = (("=1+1", -5, 0.25, None), ("010", 7, 1.0, True), ("http://x.y", None, None, "-1"))
    workbook = WRITERS[format]([Sheet("a", ("@x", "n", "share", "t"), rows)])

    assert cells(workbook, "a") == [
        ["'@x", "n", "share", "t"],
        ["'=1+1", -5.0, 0.25, ""],
        ["010", 7.0, 1.0, "true"],
        ["http://x.y", "", "", "'-1"],
    ]
    assert workbook == WRITERS[format]([Sheet("a", ("@x", "n", "share", "t"), rows)])


def test_no_cell_is_a_formula_or_a_link() -> None:
    sheet = Sheet("a", ("x",), (("=cmd|' /C calc'!A0",), ("mailto:a@b.c",), ("\uff1d1",)))
    with zipfile.ZipFile(io.BytesIO(to_xlsx([sheet]))) as parts:
        content = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f" not in content
    assert "hyperlink" not in content


def test_names_of_sheets_are_legal_and_told_apart() -> None:
    given = ["a/b", "A b", "x" * 40, "x" * 50, "", "'q'"]
    assert [sheet.name for sheet in fitting(Sheet(name, ("h",), ()) for name in given)] == [
        "a b",
        "A b (2)",
        "x" * 31,
        "x" * 27 + " (2)",
        "Sheet",
        "q",
    ]


@pytest.mark.parametrize("format", WRITERS)
def test_a_text_that_no_cell_can_hold_is_refused_and_never_cut(format: str) -> None:
    with pytest.raises(LimitExceeded, match="32,768 characters; a cell of a workbook holds 32,767"):
        WRITERS[format]([Sheet("a", ("x",), (("y" * 32_768,),))])


_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], include_characters="\t\n\r", max_codepoint=0xFFFD
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("format", WRITERS)
@given(name=_TEXT.filter(str.strip), description=_TEXT, other=_TEXT)
@settings(max_examples=25, deadline=None)
def test_any_text_comes_back(format: str, name: str, description: str, other: str) -> None:
    document = {
        "format": "legacymap-inventory/1",
        "systems": [
            {"id": "1", "name": name, "description": description, "properties": {"x": other}},
            {"id": "2", "name": "B", "tags": [other.strip() or "t", "=b;"], "users": 0},
        ],
    }
    inventory = read_inventory([InputFile("a.json", json.dumps(document).encode())]).inventory
    back = read_inventory([InputFile(f"a.{format}", export(inventory, format).content)])
    assert back.inventory.document() == inventory.document()


REPORT = Report(
    format=FORMAT,
    title="The order",
    order="order",
    sections=(
        Section(
            id="a",
            title="What to do",
            paragraphs=("Begin with A.",),
            key_figures=(KeyFigure(label="Systems", value=2, note="of 3"),),
            tables=(
                Table(
                    id="order",
                    caption="In which order",
                    columns=(
                        Column(key="system", label="System"),
                        Column(key="wave", label="Wave", numeric=True),
                    ),
                    rows=(("=A", 1), ("B", None)),
                    total=3,
                    when_empty="Nothing.",
                ),
            ),
        ),
    ),
)


@pytest.mark.parametrize("format", WRITERS)
def test_a_report_is_a_sheet_of_sentences_and_one_for_each_table(format: str) -> None:
    workbook = render(REPORT, format)

    assert cells(workbook, "Report") == [
        ["Section", "The order", "Value", "Note"],
        ["What to do", "", "", ""],
        ["", "Begin with A.", "", ""],
        ["", "Systems", 2.0, "of 3"],
        ["", "In which order", "the first 2 of 3 rows", ""],
    ]
    assert cells(workbook, "In which order") == [["System", "Wave"], ["'=A", 1.0], ["B", ""]]


TABLES = [
    InputFile("systems.csv", b"id;name;users\n1;A;5\n2;'=B;many\n3;C;?;too much\n"),
    InputFile("model.json", b'{"format":"legacymap-inventory/1","systems":[{"id":"x"}]}'),
]


def test_rejected_rows_go_back_in_their_own_table_and_are_read_once_mended() -> None:
    archive = rejects_file(Rejected.of(read_inventory(TABLES)), "zip")

    with zipfile.ZipFile(io.BytesIO(archive)) as members:
        assert members.namelist() == ["model.json", "systems.csv"]
        table = members.read("systems.csv").decode()
    lines = table.split("\r\n")
    assert lines[0] == "id;name;users;legacymap_reason"
    said = "users must be a whole number (found 'many'); the row is rejected"
    assert lines[1] == f'2;\'=B;many;"{said}"'
    mended = read_inventory([InputFile("systems.csv", table.replace("many", "7").encode())])
    assert mended.inventory.document()["systems"] == [{"id": "2", "name": "=B", "users": 7}]


@pytest.mark.parametrize("format", WRITERS)
def test_rejected_rows_go_back_as_sheets_too(format: str) -> None:
    workbook = rejects_file(Rejected.of(read_inventory(TABLES)), format)

    assert cells(workbook, "systems") == [
        ["name", "id", "legacymap_reason"],
        ["", "x", "name is required; the row is rejected"],
    ]
    assert cells(workbook, "systems (2)")[0] == ["id", "name", "users", "legacymap_reason"]
