"""What XLSX and ODS workbooks say: each sheet is a table, told with its cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from legacymap.errors import InvalidInput, LimitExceeded, UnreadableFile
from legacymap.ingest import InputFile, Limits, read_inventory
from legacymap.inventory import Import

Cell = str | float | bool | None


def xlsx(fill: Callable[[Any], None]) -> bytes:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        fill(book)
    return content.getvalue()


def sheet(name: str, *rows: Sequence[Cell], at: tuple[int, int] = (0, 0)) -> Callable[[Any], None]:
    def fill(book: Any) -> None:
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number + at[0], at[1], row)

    return fill


def _said(cell: Cell) -> str:
    if isinstance(cell, bool):
        typed = f'office:value-type="boolean" office:boolean-value="{str(cell).lower()}"'
        return f"<table:table-cell {typed}/>"
    if isinstance(cell, float | int):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    text = f"<text:p>{escape(cell)}</text:p>" if cell else ""
    return f"<table:table-cell>{text}</table:table-cell>"


def ods(*tables: str) -> bytes:
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    }
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in names.items())
    body = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    style = (
        '<office:automatic-styles><style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    content = f"<office:document-content {spaces}>{style}{body}</office:document-content>"
    return packed(
        mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": content}
    )


def table(name: str, *rows: str, style: str = "") -> str:
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{styled}>{"".join(rows)}</table:table>'


def row(*cells: Cell, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(map(_said, cells))}</table:table-row>"


def packed(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return content.getvalue()


def changed(workbook: bytes, part: str, old: str, new: str) -> bytes:
    """``workbook`` with a part of it rewritten."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            assert name != part or old in text
            parts[name] = text.replace(old, new) if name == part else text
    return packed(**parts)


def read(workbook: bytes, limits: Limits | None = None) -> Import:
    return read_inventory([InputFile("estate.xlsx", workbook)], limits=limits)


def said(imported: Import) -> list[str]:
    return [str(finding) for finding in imported.findings]


def refusal(workbook: bytes, limits: Limits | None = None) -> tuple[type[InvalidInput], str]:
    with pytest.raises(InvalidInput) as refused:
        read(workbook, limits)
    return type(refused.value), str(refused.value.findings[0])


def test_every_sheet_is_a_table_and_they_share_their_ids() -> None:
    def fill(book: Any) -> None:
        sheet("Systems", ["id", "name"], [1, "Ledger"], [2, "Portal"])(book)
        sheet("Links", ["consumer", "provider"], [2, 1])(book)

    imported = read(xlsx(fill))

    assert imported.inventory.document() == {
        "format": "legacymap-inventory/1",
        "systems": [{"id": "1", "name": "Ledger"}, {"id": "2", "name": "Portal"}],
        "dependencies": [{"consumer": "2", "provider": "1"}],
    }
    assert [(file.name, file.rows, file.used) for file in imported.files] == [
        ("estate.xlsx/Links", 1, 1),
        ("estate.xlsx/Systems", 2, 2),
    ]


def test_cells_are_read_as_a_csv_table_would_say_them() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Systems")
        header = ["id", "name", "users", "share", "legacy", "eol", "seen", "sum", "text"]
        page.write_row(0, 0, header)
        page.write_row(1, 0, ["no", "=1+1", 1200, 0.5, True])
        page.write_string(1, 1, "=1+1")
        page.write_datetime(1, 5, date(2027, 6, 30), book.add_format({"num_format": 14}))
        page.write_number(1, 6, 46568 + 725 / 1440, book.add_format({"num_format": 22}))
        page.write_formula(1, 7, "=1+1", None, 2)
        page.write_string(1, 8, "010")

    systems = read(xlsx(fill)).inventory.document()["systems"]

    assert systems == [
        {
            "id": "no",
            "name": "=1+1",
            "users": 1200,
            "legacy": True,
            "end_of_support": "2027-06-30",
            "properties": {
                "share": "0.5",
                "seen": "2027-06-30 12:05:00",
                "sum": "2",
                "text": "010",
            },
        }
    ]


def test_a_finding_names_the_sheet_and_the_cell() -> None:
    rows: list[list[Cell]] = [["id", "name", "users"], [1, "Ledger", "many"], [2, "Portal", 3]]
    imported = read(xlsx(sheet("Systems", *rows, at=(4, 1))))

    assert said(imported)[0].startswith(
        "error estate.xlsx/Systems D6 users 1: users must be a whole"
    )
    assert [(r.file, r.line, r.row, r.content) for r in imported.rejects] == [
        ("estate.xlsx/Systems", 6, 1, "1,Ledger,many")
    ]


def test_titles_blank_rows_and_blank_columns_around_a_table_are_no_part_of_it() -> None:
    rows: tuple[list[Cell], ...] = (
        ["The estate of 2026"],
        [],
        ["as of", "June"],
        ["Id", "Name"],
        [],
        ["1", "Ledger"],
    )
    imported = read(xlsx(sheet("Systems", *rows, at=(2, 3))))

    assert imported.inventory.document()["systems"] == [{"id": "1", "name": "Ledger"}]
    assert said(imported) == [
        "info estate.xlsx/Systems:6: 2 rows above the header are no part of the table"
    ]


def test_hidden_sheets_are_read_and_sheets_of_other_things_kept_aside() -> None:
    def fill(book: Any) -> None:
        sheet("Systems", ["id", "name"], [1, "Ledger"])(book)
        book.worksheets()[0].activate()
        sheet("More", ["id", "name"], [2, "Portal"])(book)
        book.worksheets()[1].hide()
        sheet("Notes", ["Question", "Answer"], ["Why?", "Because"])(book)

    imported = read(xlsx(fill))

    assert imported.inventory.systems["id"].to_list() == ["1", "2"]
    assert [finding.code for finding in imported.findings] == ["unknown_table", "hidden_sheet"]
    assert imported.files[1].counts == {"rows_kept_aside": 1}


def test_formulas_without_a_result_are_told_with_their_cells() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Systems")
        page.write_row(0, 0, ["id", "name", "users"])
        page.write_row(1, 0, ["1", "Ledger"])
        page.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        page.write_row(2, 0, ["2", "Portal"])
        page.write_formula(2, 2, "=A1", None, 7)

    workbook = changed(xlsx(fill), "xl/worksheets/sheet1.xml", "<v>7</v>", "")
    assert said(read(workbook)) == [
        "warning estate.xlsx/Systems C2: the cell C2 holds an error in place of a result;"
        " read as blank",
        "warning estate.xlsx/Systems C3: the cell C3 holds a formula without a result; read as"
        " blank: open the workbook in a spreadsheet program and save it",
    ]


def test_an_ods_workbook_says_the_same() -> None:
    text = 'a<text:tab/>b<text:s text:c="2"/>c</text:p><text:p>d'
    texts = f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"
    workbook = ods(
        table(
            "Systems",
            row("Estate"),
            row("id", "name", "users", "legacy", "description"),
            row(attributes='table:number-rows-repeated="3"'),
            row("1", "Ledger", 1200, True).replace(
                "</table:table-row>", f"{texts}</table:table-row>"
            ),
            row(attributes='table:number-rows-repeated="1048000"'),
        ),
        table("Hidden", row("id", "name"), row("2", "Portal"), style="hidden"),
    )
    imported = read(workbook)

    assert imported.inventory.document()["systems"] == [
        {
            "id": "1",
            "name": "Ledger",
            "users": 1200,
            "legacy": True,
            "description": "a\tb  c\nd",
        },
        {"id": "2", "name": "Portal"},
    ]
    assert said(imported) == [
        "info estate.xlsx/Hidden: the sheet is hidden; it was read all the same",
        "info estate.xlsx/Systems:2: 1 row above the header is no part of the table",
    ]


def test_repeated_rows_stand_where_they_repeat() -> None:
    workbook = ods(
        table(
            "Systems",
            row("id", "name"),
            row("1", "Ledger", attributes='table:number-rows-repeated="2"'),
        )
    )
    imported = read(workbook)

    assert [(reject.line, reject.row) for reject in imported.rejects] == []
    assert (imported.files[0].rows, imported.files[0].used, imported.files[0].merged) == (2, 1, 1)


GOOD = xlsx(sheet("Systems", ["id", "name"], [1, "Ledger"]))
LONG: list[list[Cell]] = [[number, "x" * 5_000] for number in range(400)]
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("workbook", "error"),
    [
        (
            changed(GOOD, "[Content_Types].xml", "spreadsheetml.sheet.main", "macroEnabled.main"),
            "error estate.xlsx: the workbook holds macros; save it as .xlsx without them",
        ),
        (
            changed(GOOD, "xl/sharedStrings.xml", "<sst", '<!DOCTYPE x SYSTEM "file:///etc"><sst'),
            "error estate.xlsx: line 2 of xl/sharedStrings.xml in the workbook: a document type is"
            " not allowed",
        ),
        (
            packed(**{"[Content_Types].xml": "<x/>", "xl/workbook.bin": ""}),
            "error estate.xlsx: this is a binary workbook; save it as .xlsx",
        ),
        (
            packed(**{"[Content_Types].xml": "<x/>", "word/document.xml": ""}),
            "error estate.xlsx: this is an Office document without sheets, which holds no"
            " inventory",
        ),
        (
            packed(**{"[Content_Types].xml": "<x/>", "xl/a.xml": ""}),
            "error estate.xlsx: the workbook lacks its part xl/workbook.xml",
        ),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "error estate.xlsx: this is an Office document with a password (save it without),"
            " which holds no inventory",
        ),
        (
            b"\xd0\xcf\x11\xe0\0\0",
            "error estate.xlsx: this is an Office document in an old format (save it as .xlsx or"
            " .ods), which holds no inventory",
        ),
        (
            packed(
                mimetype="application/vnd.oasis.opendocument.spreadsheet",
                **{"content.xml": "<a/>", "META-INF/manifest.xml": "<m:encryption-data/>"},
            ),
            "error estate.xlsx: the workbook has a password; save it without one",
        ),
        (
            packed(
                mimetype="application/vnd.oasis.opendocument.spreadsheet",
                **{"content.xml": "<!DOCTYPE a><a/>"},
            ),
            "error estate.xlsx: a document type (DOCTYPE) is not allowed in a workbook",
        ),
        (
            packed(
                mimetype="application/vnd.oasis.opendocument.spreadsheet",
                **{"content.xml": "<a>\n<b></a>"},
            ),
            "error estate.xlsx: line 2 of content.xml in the workbook: not XML: mismatched tag",
        ),
    ],
)
def test_what_is_no_plain_workbook_is_refused_at_its_place(workbook: bytes, error: str) -> None:
    assert refusal(workbook) == (UnreadableFile, error)


@pytest.mark.parametrize("number", ["9" * 10, "9" * 25, "9" * 5_000, "-1", "1x", ""])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_cell_that_names_a_text_by_no_number_of_a_text_is_refused(
    number: str, quote: str
) -> None:
    cell = f" t={quote}s{quote}><v>"
    workbook = changed(GOOD, SHEET, ' t="s"><v>0', cell + number)

    assert refusal(workbook) == (
        UnreadableFile,
        "error estate.xlsx: a cell of the sheet 'Systems' names a text that the workbook does not"
        " hold",
    )


@pytest.mark.parametrize(
    ("workbook", "error"),
    [
        (
            xlsx(lambda book: book.add_worksheet("a").write(1_048_575, 16_383, "x")),
            "error estate.xlsx/a XFD1048576: 16,384 columns; the limit columns is 500",
        ),
        (
            changed(GOOD, SHEET, 'r="B2"', 'r = "b900000"'),
            "error estate.xlsx/Systems B900000: 900,000 rows of 2 columns; the limit nodes is"
            " 1,000",
        ),
        (
            ods(
                table(
                    "a",
                    '<table:table-row><table:table-cell table:number-columns-repeated="16384">'
                    "<text:p>x</text:p></table:table-cell></table:table-row>",
                )
            ),
            "error estate.xlsx/a A1: 16,384 columns; the limit columns is 500",
        ),
        (
            ods(table("a", row("x", "y", attributes='table:number-rows-repeated="1048576"'))),
            "error estate.xlsx/a: 2,097,152 cells; the limit nodes is 1,000",
        ),
        (
            changed(
                xlsx(sheet("Systems", ["id", "name"], *LONG)),
                SHEET,
                "<sheetData>",
                "<sheetData >",
            ),
            "error estate.xlsx: the texts unpack larger; the limit inflated_bytes is 1,000,000",
        ),
    ],
)
def test_few_bytes_that_mean_many_cells_are_refused_before_they_are_laid_out(
    workbook: bytes, error: str
) -> None:
    limits = Limits(nodes=1_000, inflated_bytes=1_000_000)
    assert refusal(workbook, limits) == (LimitExceeded, error)


def test_formatting_out_to_the_last_column_is_no_content() -> None:
    far = '<c r="XFD2" s="1"/></row>'
    assert read(changed(GOOD, SHEET, "</row></sheetData>", f"{far}</sheetData>")).rejects == ()


def test_what_the_directory_understates_is_not_read_twice() -> None:
    # The reader of workbooks sees the counted bytes only; a directory that lies is damage.
    understated = bytearray(GOOD)
    at = understated.rindex(b"PK\x01\x02")
    understated[at + 24 : at + 28] = (5).to_bytes(4, "little")
    kind, _ = refusal(bytes(understated))
    assert kind is UnreadableFile


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_damaged_workbook_is_refused_or_read_and_nothing_else(data: st.DataObject) -> None:
    workbook = bytearray(data.draw(st.sampled_from([GOOD, ODS])))
    for _ in range(data.draw(st.integers(1, 4))):
        workbook[data.draw(st.integers(0, len(workbook) - 1))] = data.draw(st.integers(0, 255))
    with suppress(InvalidInput):
        for file in read(bytes(workbook)).files:
            assert file.rows == file.used + file.merged + file.rejected


ODS = ods(table("Systems", row("id", "name"), row("1", "Ledger")))


@given(st.permutations(["System ID", "NAME", "Users", "Extra"]), st.integers(0, 3), st.booleans())
@settings(max_examples=15, deadline=None)
def test_order_case_blank_rows_and_more_columns_do_not_matter(
    header: list[str], blank: int, upper: bool
) -> None:
    values: dict[str, Cell] = {"System ID": "1", "NAME": "Ledger", "Users": 5, "Extra": "x"}
    spelled = [name.upper() if upper else name for name in header]
    rows: list[Sequence[Cell]] = [spelled, *([[]] * blank), [values[name] for name in header]]
    document = read(xlsx(sheet("Systems", *rows))).inventory.document()

    extra = "EXTRA" if upper else "Extra"
    assert document["systems"] == [
        {"id": "1", "name": "Ledger", "users": 5, "properties": {extra: "x"}}
    ]
