"""Every wrong input is a located problem, and all problems are told at once."""

from __future__ import annotations

import io
import zipfile

import pytest

from legacymap.errors import (
    EmptyInventory,
    InvalidInput,
    LimitExceeded,
    UnknownFormat,
    UnreadableFile,
)
from legacymap.ingest import InputFile, Limits, read_inventory
from legacymap.ingest.readers import READERS

_ONE_DAY = (2026, 1, 1, 0, 0, 0)
"""Archives of one content are equal, whenever they are made."""


def archive(**members: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(zipfile.ZipInfo(name, _ONE_DAY), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def document(system: str) -> bytes:
    start = b'{"format": "legacymap-inventory/1", "systems": [{"id": "a", "name": "A", '
    return start + system.encode() + b"}]}"


def refusal(content: bytes, limits: Limits | None = None) -> tuple[type[InvalidInput], str]:
    """The kind of refusal and its first finding as one line."""
    with pytest.raises(InvalidInput) as refused:
        read_inventory([InputFile("file", content)], limits=limits)
    return type(refused.value), str(refused.value.findings[0])


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "error file: this is a PNG image, which holds no inventory"),
        (b"id,name\0", "error file: this is binary data, which holds no inventory"),
        (
            b"id,name\n" + b"1,a\n" * 3000 + b"2,\0\n",
            "error file:3002: the file holds a NUL character",
        ),
        (
            b"id,name\n1,\x81\n",
            "error file:2: the file is not UTF-8 (byte 0x81), nor Windows-1252; save it as UTF-8",
        ),
        (
            b'id,name\n1,"two\nlines"\n2,"a\n3,b\n',
            "error file:4: a quote opens in this row and never closes",
        ),
        (
            b'id,name\n1,"a"b\n',
            "error file:2: a quoted cell goes on after its closing quote",
        ),
        (
            b'id,name\n1,"' + b"x" * 200_000,
            "error file:2: a cell of over 131,072 characters: does a quote never close?",
        ),
        (b'{"format": "legacymap-inventory/1",\n"systems": [}', "error file:2: not JSON: "),
        (b'{"format": "\xff"}', "error file:1: not UTF-8 (byte 0xff), as JSON has to be"),
        (document('"users": NaN'), "error file systems[0].users: NaN is not a JSON number"),
        (
            document('"users": 1e999'),
            "error file systems[0].users: 1e999 is too large for a number",
        ),
        (
            document('"users": ' + "9" * 5000),
            "error file systems[0].users: a whole number of 5,000 digits is too long",
        ),
        (document('"name": "B"'), 'error file systems[0]: the key "name" is given twice'),
        (
            document(r'"description": "\ud800"'),
            "error file systems[0].description: text with a NUL or half a surrogate pair",
        ),
        (
            document(r'"properties": {"\u0000": 1}'),
            "error file systems[0].properties: a key with a NUL or half a surrogate pair",
        ),
        (
            b'{"format": "legacymap-inventory/1", "systems": 3}',
            "error file systems: `systems` is no list",
        ),
        (
            b'{"format": "legacymap-inventory/9", "systems": []}',
            "error file format: 'legacymap-inventory/9' is not read",
        ),
        (b"[1, 2]", "error file: the content is of no format that is read here"),
        (b"<model/>", "error file: the content is of no format that is read here"),
        (
            b"NOMIS,3\nDelius,4\n",
            "error file:1: the header ('NOMIS', '3'; comma-separated) is of no table that is read",
        ),
        (archive(**{"../a.csv": "id\n"}), "error file: '../a.csv' in the archive has a name that"),
        (archive(**{"a.zip": archive(b="x")}), "error file/a.zip: an archive within an archive"),
        (
            archive(**{"[Content_Types].xml": "x"}),
            "error file: this is an Office document without sheets",
        ),
        (archive(**{"a.csv": "id\n" * 99})[:60], "error file: the ZIP archive is damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(content: bytes, error: str) -> None:
    kind, first = refusal(content)

    assert kind is UnreadableFile
    assert first.startswith(error)


@pytest.mark.parametrize(
    ("content", "limits", "error"),
    [
        (b"id\na\n", Limits(file_bytes=3), "error file: 5 bytes; the limit file_bytes is 3"),
        (b"id\na\nb\n", Limits(rows=1), "error file: more rows than are read; the limit rows is 1"),
        (b"id,name\na,b\n", Limits(columns=1), "error file: 2 columns; the limit columns is 1"),
        (b"id\na\nb\n", Limits(systems=1), "error 2 systems; the limit systems is 1"),
        (
            b"[" * 100_000,
            Limits(),
            "error file: the document is nested too deeply; the limit depth is 64",
        ),
        (
            document('"properties": {"x": [[]]}'),
            Limits(depth=5),
            "error file: nested 6 deep at systems[0].properties.x[0]; the limit depth is 5",
        ),
        (document('"users": 1'), Limits(nodes=3), "error file: 7 values; the limit nodes is 3"),
        (
            archive(**{"a.csv": b"id\n" + b"0" * 3_000_000}),
            Limits(),
            "error file: the archive unpacks to more than 100 times its size;"
            " the limit inflation_ratio is 100",
        ),
        (
            archive(**{"a.csv": "id\nabc\n", "b.csv": "id\nabd\n"}),
            Limits(inflated_bytes=10),
            "error file: the archive unpacks larger; the limit inflated_bytes is 10",
        ),
        (
            archive(**{"a.csv": "id\nabc\n", "b.csv": "id\nabd\n"}),
            Limits(archive_members=1),
            "error file: 2 files; the limit archive_members is 1",
        ),
    ],
)
def test_what_is_too_large_is_refused_with_the_limit(
    content: bytes, limits: Limits, error: str
) -> None:
    assert refusal(content, limits) == (LimitExceeded, error)


@pytest.mark.parametrize(
    ("content", "noticed"),
    [
        (b"", "warning file: the file is empty"),
        (b"\xef\xbb\xbf", "warning file: the file is empty"),
        (b"\n \n", "warning file: the file is empty"),
        (b"id,name\n", "warning file:1: a header and no rows"),
        (archive(), None),
        (b'{"format": "legacymap-inventory/1", "systems": []}', None),
        (b'{"model": {"people": []}}', None),
    ],
)
def test_what_yields_no_system_is_an_empty_inventory(content: bytes, noticed: str | None) -> None:
    with pytest.raises(EmptyInventory) as refused:
        read_inventory([InputFile("file", content)])

    said = [str(finding) for finding in refused.value.findings]
    assert said[0].startswith("error no system came out of the input: it takes a table of systems")
    assert said[1:] == ([noticed] if noticed else [])


def test_data_without_a_system_is_told_that_systems_are_missing() -> None:
    content = (
        b'{"format": "legacymap-inventory/1", "organisations": [{"id": "hq", "name": "HQ"}],'
        b' "data_entities": [{"id": "person", "name": "Person"}, {"id": "case", "name": "Case"}],'
        b' "systems": [],'
        b' "holdings": [{"system": "crm", "entity": "person"}]}'
    )
    with pytest.raises(EmptyInventory, match=r"^the inventory has no systems: ") as refused:
        read_inventory([InputFile("file", content)])

    (found,) = (one for one in refused.value.findings if one.code == "no_systems")
    assert found.message.startswith(
        "1 organisation and 2 data entities were read, but no system: it takes a table of systems"
    )


def test_the_problems_of_all_files_are_told_at_once() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_inventory(
            [InputFile("b", b"<a/>"), InputFile("a", b"%PDF-1.7"), InputFile("c", b"id\n1\n")]
        )

    assert [finding.where and finding.where.file for finding in refused.value.findings] == [
        "a",
        "b",
    ]


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownFormat, match=", ".join(("auto", *READERS))):
        read_inventory([InputFile("a", b"id\n1\n")], format="doc")


def test_a_stated_format_is_not_guessed_again() -> None:
    with pytest.raises(UnreadableFile, match="no Structurizr model"):
        read_inventory([InputFile("a.json", b'{"systems": []}')], format="structurizr")


def test_a_file_is_known_by_its_content_and_not_by_its_name() -> None:
    imported = read_inventory([InputFile("picture.png", b"id;name\n1;A\n")])

    assert [(file.name, file.format) for file in imported.files] == [("picture.png", "csv")]


def test_a_table_that_is_called_a_workbook_is_read_with_a_warning() -> None:
    imported = read_inventory([InputFile("estate.xlsx", b"id;name\n1;A\n")])

    assert [str(finding) for finding in imported.findings] == [
        "warning estate.xlsx: the name ends in .xlsx, the content does not agree; it was read as"
        " what it is"
    ]


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (b'{"b": 1, "a": 2}', "a JSON object with the keys 'a', 'b'"),
        (b"{}", "a JSON object with no keys"),
        (b"[1]", "a JSON list"),
        (b'<x:a xmlns:x="urn:b"/>', "XML whose outermost element is 'a' of 'urn:b'"),
    ],
)
def test_what_no_reader_knows_is_described_and_the_formats_are_named(
    content: bytes, seen: str
) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read_inventory([InputFile("file", content)])

    assert [finding.message for finding in refusal.value.findings] == [
        f"the content is of no format that is read here: {seen}; the formats are"
        f" {', '.join(READERS)}"
    ]


def test_a_name_with_a_path_or_control_characters_is_shown_on_one_line() -> None:
    imported = read_inventory([InputFile("..\\..\\etc/pass\r\nwd", b"id\n1\n")])

    assert imported.files[0].name == "pass\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}wd"
