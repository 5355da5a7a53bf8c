"""Files that want to do harm: each ends as a located problem or is read, within its ration."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from starlette.testclient import TestClient

from legacymap_api import Settings, create_app

GOOD: Final = b"id,name\na,A\n"
MEBIBYTE: Final = 2**20


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service whose readers are ended after a few seconds: what hangs is told as `timeout`."""
    with serving(tmp_path_factory, read_memory_bytes=1024 * MEBIBYTE, read_cpu_seconds=5) as client:
        yield client


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One that gives a reader a single second of processor time, and little memory."""
    with serving(tmp_path_factory, read_memory_bytes=256 * MEBIBYTE, read_cpu_seconds=1) as client:
        yield client


@contextmanager
def serving(
    folders: pytest.TempPathFactory, *, read_memory_bytes: int, read_cpu_seconds: int
) -> Iterator[TestClient]:
    settings = Settings(
        database_url=f"sqlite:///{folders.mktemp('hostile')}/legacymap.db",
        warm_up=False,
        body_bytes=12 * MEBIBYTE,
        read_memory_bytes=read_memory_bytes,
        read_cpu_seconds=read_cpu_seconds,
        read_seconds=60,
    )
    app = create_app(settings)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def inventory(service: TestClient) -> str:
    return str(service.post("/v1/inventories", json={"name": "x"}).headers["location"])


def packed(*members: tuple[str, bytes], deflated: bool = True) -> bytes:
    out = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


_TYPES: Final = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override'
    b' PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'spreadsheetml.sheet.main+xml"/></Types>'
)
_MAIN: Final = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_BOOK: Final = (
    b"<workbook " + _MAIN + b' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships"><sheets><sheet name="systems" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_RELATIONS: Final = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target='
    b'"sharedStrings.xml"/></Relationships>'
)
_ROOT: Final = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def text_cell(where: str, text: str) -> str:
    return f'<c r="{where}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(*rows: str) -> bytes:
    body = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, 1))
    return b"<worksheet " + _MAIN + b"><sheetData>" + body.encode() + b"</sheetData></worksheet>"


def number_cell(where: str, number: str) -> str:
    return f'<c r="{where}"><v>{number}</v></c>'


HEADER: Final = text_cell("A1", "id") + text_cell("B1", "name")
THREE: Final = HEADER + text_cell("C1", "users")


def workbook(content: bytes, *more: tuple[str, bytes]) -> bytes:
    return packed(
        ("[Content_Types].xml", _TYPES),
        ("_rels/.rels", _ROOT),
        ("xl/workbook.xml", _BOOK),
        ("xl/_rels/workbook.xml.rels", _RELATIONS),
        ("xl/worksheets/sheet1.xml", content),
        *more,
    )


def understated(archive: bytes, size: int) -> bytes:
    """``archive`` whose directory says of each member that it unpacks to ``size`` bytes."""
    out, at = bytearray(archive), 0
    while (at := out.find(b"PK\x01\x02", at)) >= 0:
        struct.pack_into("<I", out, at + 24, size)
        at += 4
    return bytes(out)


ODS_SPACES: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def ods(*cells: str) -> bytes:
    """A workbook of the columns id, name and users, with one row."""
    header = "".join(
        f"<table:table-cell><text:p>{name}</text:p></table:table-cell>"
        for name in ("id", "name", "users")
    )
    content = (
        f"<office:document-content {ODS_SPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="systems"><table:table-row>{header}</table:table-row>'
        f"<table:table-row>{''.join(cells)}</table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.encode()),
    )


def ods_text(text: str) -> str:
    return f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"


def ods_number(number: str) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{number}"/>'


def linked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("systems.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def doubled() -> bytes:
    # The library warns of a name given twice, so it is given afterwards.
    return packed(("a.csv", GOOD), ("b.csv", GOOD)).replace(b"b.csv", b"a.csv")


def canonical(inside: str) -> bytes:
    return b'{"format": "legacymap-inventory/1", "systems": [' + inside.encode() + b"]}"


def element(id: str) -> str:
    return f'<element identifier="{id}" xsi:type="ApplicationComponent"><name>{id}</name></element>'


def relation(id: str, source: str, target: str, kind: str = "Flow") -> str:
    return (
        f'<relationship identifier="{id}" source="{source}" target="{target}" xsi:type="{kind}"/>'
    )


def model(elements: str, relations: str) -> bytes:
    return (
        '<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" identifier="m" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><name>M</name>'
        f"<elements>{elements}</elements><relationships>{relations}</relationships></model>"
    ).encode()


def catalogue(name: str) -> bytes:
    return (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n"
        f"metadata:\n  name: {name}\nspec:\n  type: service\n"
    ).encode()


_ALIASES: Final = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
    + [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
).encode()
_MERGES: Final = b"\n".join(
    b"k%d: &k%d {<<: [*k%d, *k%d]}" % (n, n, n - 1, n - 1) if n else b"k0: &k0 {a: b}"
    for n in range(40)
)
_LAUGHS: Final = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (ord("b") + n, b"&%c;" % (ord("a") + n) * 10) for n in range(9)
    )
    + b"]><l>&j;</l>"
)
_MODEL: Final = b'<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" identifier="m">'

REFUSED: Final[dict[str, tuple[Callable[[], bytes], int, str]]] = {
    "9 a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), 422, "PNG"),
    "9 a program": (lambda: b"MZ" + bytes(99), 422, "a program"),
    "10 an empty file": (lambda: b" ", 422, "hostile.x"),
    "10 a header alone": (lambda: b"id,name\n", 422, "no system"),
    "10 a byte order mark alone": (lambda: b"\xef\xbb\xbf", 422, "no system"),
    "11 a workbook that inflates 400 times": (
        lambda: workbook(sheet(HEADER) + b" " * 200 * MEBIBYTE),
        413,
        "inflation_ratio",
    ),
    "12 a workbook that understates it": (
        lambda: understated(workbook(sheet(HEADER) + b" " * 100 * MEBIBYTE), 100),
        422,
        "damaged",
    ),
    "13 100,000 members": (
        lambda: packed(*((f"{n}.csv", b"") for n in range(60_000)), deflated=False),
        413,
        "archive_members",
    ),
    "13 an archive in an archive": (
        lambda: packed(("in.zip", packed(("a.csv", GOOD)))),
        422,
        "an archive within an archive",
    ),
    "13 a link": (linked, 422, "is a link"),
    "13 an absolute name": (lambda: packed(("/etc/a.csv", GOOD)), 422, "leads out of it"),
    "13 a name that leads out": (lambda: packed(("../a.csv", GOOD)), 422, "leads out of it"),
    "13 a member twice": (doubled, 422, "is there twice"),
    "14 a sole cell in the last corner": (
        lambda: workbook(sheet(text_cell("XFD1048576", "x"))),
        413,
        "the limit columns is 500",
    ),
    "15 an encrypted workbook": (
        lambda: b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        422,
        "password",
    ),
    "15 a workbook with macros": (
        lambda: workbook(sheet(HEADER), ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")),
        422,
        "macros",
    ),
    "16 entities in a workbook": (
        lambda: workbook(
            sheet(HEADER, '<c r="A2" t="s"><v>0</v></c>'),
            (
                "xl/sharedStrings.xml",
                b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst '
                + _MAIN
                + b"><si><t>&x;</t></si></sst>",
            ),
        ),
        422,
        "a document type",
    ),
    "17 a billion laughs": (lambda: _LAUGHS, 422, "DOCTYPE"),
    "17 quadratic blowup": (
        lambda: (
            b'<!DOCTYPE a [<!ENTITY x "' + b"x" * 50_000 + b'">]><a>' + b"&x;" * 50_000 + b"</a>"
        ),
        422,
        "DOCTYPE",
    ),
    "18 a file as entity": (
        lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        422,
        "DOCTYPE",
    ),
    "18 a parameter entity": (
        lambda: b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a/>',
        422,
        "DOCTYPE",
    ),
    "18 a document type elsewhere": (
        lambda: b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        422,
        "DOCTYPE",
    ),
    "18 XInclude": (
        lambda: (
            b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include parse="text"'
            b' href="file:///etc/passwd"/></a>'
        ),
        422,
        "of no format",
    ),
    "19 XML 100,000 deep": (lambda: _MODEL + b"<a>" * 100_000, 413, "depth"),
    "19 a million attributes": (
        lambda: _MODEL + b"<a " + b" ".join(b'a%d=""' % n for n in range(900_000)) + b"/></model>",
        422,
        "hostile.x",
    ),
    "19 10 MB of text": (
        lambda: _MODEL + b"x" * 10 * MEBIBYTE + b"</model>",
        422,
        "without `<elements>`",
    ),
    "20 nothing but an unknown type": (
        lambda: (
            _MODEL + b'<elements><element identifier="a" xmlns:xsi="http://www.w3.org/2001/'
            b'XMLSchema-instance" xsi:type="Nothing"/></elements></model>'
        ),
        422,
        "Nothing",
    ),
    "20 a relation of an unknown type alone": (
        lambda: model("", relation("r", "a", "b", "Loves")),
        422,
        "no system",
    ),
    "21 an alias bomb": (lambda: catalogue("a") + _ALIASES, 413, "too many values"),
    "22 YAML 5,000 deep": (lambda: catalogue("a") + b"x: " + b"[" * 5_000, 413, "depth"),
    "22 a bomb of merge keys": (lambda: catalogue("a") + _MERGES, 413, "too many values"),
    "22 an alias of itself": (lambda: catalogue("a") + b"x: &a [*a]", 422, "stands for itself"),
    "23 an object of Python": (
        lambda: catalogue("!!python/object/apply:os.system [id]"),
        422,
        "not allowed",
    ),
    "23 tabs as indentation": (lambda: catalogue("a") + b"x:\n\ty: 1\n", 422, "not YAML"),
    "25 JSON 100,000 deep": (lambda: b'{"a":' + b"[" * 100_000, 413, "depth"),
    "26 a key twice": (lambda: canonical('{"id": "a", "name": "A", "id": "b"}'), 422, "twice"),
    "27 NaN": (lambda: canonical('{"id": "a", "name": "A", "users": NaN}'), 422, "NaN"),
    "27 Infinity": (lambda: canonical('{"id": "a", "users": -Infinity}'), 422, "Infinity"),
    "27 1e999": (lambda: canonical('{"id": "a", "users": 1e999}'), 422, "1e999"),
    "27 5,000 digits": (
        lambda: canonical('{"id": "a", "users": %s}' % ("9" * 5_000)),
        422,
        "5,000 digits",
    ),
    "26 a key twice in YAML": (lambda: catalogue("a") + b"spec:\n  x: 1\n", 422, "twice"),
    "26 an attribute twice in XML": (
        lambda: model('<element identifier="a" identifier="b"/>', ""),
        422,
        "duplicate attribute",
    ),
    "26 a key twice in a cell": (
        lambda: b'id,name,properties\na,A,"{""x"":1,""x"":2}"\n',
        422,
        "properties must be an object",
    ),
    "27 NaN in a table": (lambda: b"id,name,users\na,A,NaN\n", 422, "whole number"),
    "27 1e999 in a workbook": (
        lambda: workbook(
            sheet(THREE, text_cell("A2", "a") + text_cell("B2", "A") + number_cell("C2", "1e999"))
        ),
        422,
        "whole number",
    ),
    "27 NaN in a workbook": (
        lambda: workbook(
            sheet(THREE, text_cell("A2", "a") + text_cell("B2", "A") + number_cell("C2", "NaN"))
        ),
        422,
        "whole number",
    ),
    "27 NaN in an open workbook": (
        lambda: ods(ods_text("a"), ods_text("A"), ods_number("NaN")),
        422,
        "whole number",
    ),
    "27 1e999 in an open workbook": (
        lambda: ods(ods_text("a"), ods_text("A"), ods_number("1e999")),
        422,
        "whole number",
    ),
    "28 NUL in XML": (lambda: model(element("a&#0;"), ""), 422, "invalid character"),
    "28 half a surrogate pair in XML": (
        lambda: model(element("a&#xD800;"), ""),
        422,
        "invalid character",
    ),
    "28 NUL in YAML": (lambda: catalogue('"a\\0b"'), 422, "NUL"),
    "28 half a surrogate pair in YAML": (lambda: catalogue('"\\ud800"'), 422, "escape"),
    "28 NUL in a workbook": (
        lambda: workbook(sheet(HEADER, text_cell("A2", "a") + text_cell("B2", "a_x0000_b"))),
        422,
        "NUL",
    ),
    "28 NUL in an open workbook": (lambda: ods(ods_text("a"), ods_text("&#0;")), 422, "not XML"),
    "28 half a surrogate pair in UTF-16": (
        lambda: "id,name\na,".encode("utf-16") + b"\x00\xd8\n\x00",
        422,
        "hostile.x",
    ),
    "28 half a surrogate pair": (
        lambda: canonical('{"id": "a", "name": "\\ud800"}'),
        422,
        "surrogate",
    ),
    "28 NUL in JSON": (lambda: canonical('{"id": "a", "name": "\\u0000"}'), 422, "NUL"),
    "28 NUL in a table": (lambda: b"id,name\na,\0\n", 422, "hostile.x"),
    "28 overlong UTF-8 in JSON": (lambda: canonical("") + b"\xc0\xaf", 422, "not UTF-8"),
    "29 a quote that never closes": (lambda: b'id,name\na,"A\n' + b"x\n" * 9, 422, "line"),
    "29 a cell of 200,000 characters": (
        lambda: b'id,name\na,"' + b"x" * 200_000 + b'"\n',
        422,
        "hostile.x",
    ),
    "31 a name of 513 characters": (
        lambda: b"id,name\na," + "\U0001f469".encode() * 513 + b"\n",
        422,
        "512",
    ),
}
"""What is refused, by the number in the list of attacks: content, status, what is said."""


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_file_is_refused_at_its_place_and_leaves_nothing(
    service: TestClient, inventory: str, what: str
) -> None:
    make, status, said = REFUSED[what]
    before = service.get(inventory).json()
    files = [("files", ("hostile.x", make()))]

    answer = service.post(f"{inventory}/snapshots", files=files, headers={"Prefer": "wait=60"})

    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    ), answer.text[:500]
    told = answer.json()
    assert said in answer.text
    assert {"timeout", "out_of_memory"}.isdisjoint(found["code"] for found in told["findings"])
    assert service.get(inventory).json() == before
    good = service.post(f"{inventory}/snapshots", files=[("files", ("a.csv", GOOD))])
    assert (good.status_code, good.json()["systems"]) == (201, 1)


QUICKLY: Final = tuple(what for what in REFUSED if what.split()[0] in ("11", "14", "17", "21"))
"""What must be found out within a second and in little memory."""


@pytest.mark.parametrize("what", QUICKLY)
def test_what_only_wants_to_cost_time_gets_less_than_a_second(
    hurried: TestClient, what: str
) -> None:
    make, status, said = REFUSED[what]
    found = hurried.post("/v1/inventories", json={"name": "x"}).headers["location"]
    files = [("files", ("hostile.x", make()))]
    answer = hurried.post(f"{found}/snapshots", files=files, headers={"Prefer": "wait=60"})
    assert (answer.status_code, said in answer.text) == (status, True), answer.text[:500]


def names(service: TestClient, inventory: str, content: bytes, name: str = "x") -> list[str]:
    """The names of the systems that an upload brings."""
    answer = service.post(f"{inventory}/snapshots", files=[("files", (name, content))])
    assert answer.status_code == 201, answer.text[:800]
    listed = service.get(f"{answer.headers['location']}/systems").json()["items"]
    return sorted(item["name"] for item in listed)


READ: Final[dict[str, tuple[Callable[[], bytes], list[str]]]] = {
    "9 a table called a workbook": (lambda: GOOD, ["A"]),
    "15 a formula's value": (
        lambda: workbook(
            sheet(HEADER, text_cell("A2", "a") + '<c r="B2" t="str"><f>1+1</f><v>2</v></c>')
        ),
        ["2"],
    ),
    "15 links to other workbooks": (
        lambda: workbook(
            sheet(HEADER, text_cell("A2", "a") + text_cell("B2", "A")),
            ("xl/externalLinks/externalLink1.xml", b'<a href="http://127.0.0.1:9/"/>'),
        ),
        ["A"],
    ),
    "27 numbers that are exact or nothing": (
        lambda: canonical(
            '{"id": "a", "name": "A", "users": -0},'
            ' {"id": "b", "name": "B", "properties": {"x": 1e-400, "y": 9007199254740993}}'
        ),
        ["A", "B"],
    ),
    "28 UTF-16": (lambda: "id,name\na,Ä\n".encode("utf-16"), ["Ä"]),
    "28 Latin-1": (lambda: "id,name\na,Ä\n".encode("latin-1"), ["Ä"]),
    "29 ragged rows, semicolons": (lambda: b"id;name\na;A;x\nb\n;\nc;C\n", ["C", "b"]),
    "29 carriage returns alone": (lambda: b"id,name\ra,A\rb,B\r", ["A", "B"]),
    "29 mixed ends of lines": (lambda: b"id,name\r\na,A\nb,B\rc,C\n", ["A", "B", "C"]),
    "31 marks and joined signs": (
        lambda: b"id,name\na,e" + (chr(0x301) * 300 + "\nb,\U0001f469\u200d\U0001f680\n").encode(),
        ["e" + chr(0x301) * 300, "\U0001f469\u200d\U0001f680"],
    ),
}
"""What is odd and yet sound: content, and the names that are read."""


@pytest.mark.parametrize("what", READ)
def test_an_odd_file_is_read(service: TestClient, inventory: str, what: str) -> None:
    make, expected = READ[what]
    assert names(service, inventory, make(), "odd.xlsx") == expected


@pytest.mark.parametrize("word", ["no", "on", "010", "12:30", "1e3", "2020-02-30", "true"])
def test_24_a_name_that_looks_like_something_else_stays_a_name(
    service: TestClient, word: str
) -> None:
    in_json = canonical(json.dumps({"id": "a", "name": word}))
    in_sheet = sheet(HEADER, text_cell("A2", "a") + text_cell("B2", word))
    for content in (
        catalogue(word),
        in_json,
        f"id,name\na,{word}\n".encode(),
        workbook(in_sheet),
        ods(ods_text("a"), ods_text(word)),
        model(element("a").replace(">a<", f">{word}<"), ""),
    ):
        found = service.post("/v1/inventories", json={"name": "x"}).headers["location"]
        assert names(service, found, content) == [word]


@pytest.mark.parametrize(
    ("rows", "kept"),
    [("caf\u00e9,1\ncafe\u0301,2", 2), ("a,1\na\u00a0,2", 1), ("a,1\nA,2", 2)],
    ids=["NFC", "blank", "case"],
)
def test_30_names_that_look_alike_are_kept_apart_but_for_blanks_around(
    service: TestClient, inventory: str, rows: str, kept: int
) -> None:
    content = f"name,users\n{rows}\n".encode()
    answer = service.post(f"{inventory}/snapshots", files=[("files", ("a.csv", content))])
    told = answer.json()
    assert (answer.status_code, told["systems"], told["rejected"]) == (201, kept, 2 - kept)
    codes = [finding["code"] for finding in told["findings"]]
    assert codes == [["duplicate_id"], ["same_name"]][kept - 1]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\x", "nul\\u0000", "x" * 3_000, "a\r\nX: y", "con.csv", ""]
)
def test_8_a_strange_file_name_is_shown_legibly_and_decides_nothing(
    service: TestClient, inventory: str, name: str
) -> None:
    answer = service.post(f"{inventory}/snapshots", files=[("files", (name or "x", GOOD))])
    assert answer.status_code == 201, answer.text[:500]
    (file,) = answer.json()["files"]
    assert file["name"].isprintable()
    assert len(file["name"]) <= 200
    assert not {"/", "\\"} & set(file["name"])


@pytest.mark.parametrize(
    ("relations", "code", "named"),
    [
        (relation("r", "a", "gone"), "dangling_reference", "'gone'"),
        (relation("r", "a", "b") + relation("r", "b", "a"), "duplicate_id", "'r'"),
        (relation("r", "a", "b", "Loves"), "unknown_word", "'Loves'"),
    ],
    ids=["dangling", "twice", "unknown"],
)
def test_20_relations_that_cannot_be_are_named_and_the_rest_is_read(
    service: TestClient, inventory: str, relations: str, code: str, named: str
) -> None:
    content = model(element("a") + element("b"), relations)
    answer = service.post(f"{inventory}/snapshots", files=[("files", ("m.xml", content))])
    told = answer.json()
    assert (answer.status_code, told["systems"], told["rejected"]) == (201, 2, 1)
    (found,) = (found for found in told["findings"] if found["code"] == code)
    assert named in found["message"]


def test_20_an_element_twice_is_named_and_the_rest_is_read(
    service: TestClient, inventory: str
) -> None:
    content = model(element("a") + element("a") + element("b"), "")
    answer = service.post(f"{inventory}/snapshots", files=[("files", ("m.xml", content))])
    told = answer.json()
    assert (answer.status_code, told["systems"]) == (201, 2), answer.text
    assert "'a'" in "".join(found["message"] for found in told["findings"])


class Canary(ThreadingHTTPServer):
    """A server on this machine that nobody may ask for anything."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        canary = self

        class Answer(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                canary.asked.append(self.rfile.readline(200).decode("latin-1"))

        super().__init__(("127.0.0.1", 0), Answer)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with Canary() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


INSIDE: Final = "what-stands-in-a-file-of-this-machine"
OUTWARD: Final[dict[str, str]] = {
    "an entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "{at}">]><a>&x;</a>',
    "a parameter entity": '<!DOCTYPE a [<!ENTITY % x SYSTEM "{at}"> %x;]><a/>',
    "an external document type": '<!DOCTYPE a SYSTEM "{at}"><a/>',
    "a public document type": '<!DOCTYPE a PUBLIC "-//x" "{at}"><a/>',
    "XInclude": '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include parse="text"'
    ' href="{at}"/></a>',
    "a style sheet": '<?xml version="1.0"?><?xml-stylesheet href="{at}" type="text/xsl"?><a/>',
    "a schema": '<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="x {at}"/>',
    "an import of JSON": '{{"$ref": "{at}", "extends": "{at}"}}',
    "an include of the DSL": 'workspace {{\n !include {at}\n model {{ a = softwareSystem "A" }}'
    "\n}}",
    "an extension of the DSL": "workspace extends {at} {{\n model {{\n }}\n}}",
}
"""What would have a careless reader fetch something."""


CONTAINERS: Final[dict[str, Callable[[str], bytes]]] = {
    "alone": lambda said: said.encode(),
    "archimate": lambda said: said.replace("<a", "<model", 1).encode(),
    "xlsx": lambda said: workbook(sheet(HEADER), ("xl/sharedStrings.xml", said.encode())),
    "ods": lambda said: packed(
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", said.encode()),
    ),
}


@pytest.mark.parametrize("what", OUTWARD)
@pytest.mark.parametrize("within", CONTAINERS)
def test_18_no_file_makes_us_fetch_anything(
    service: TestClient, inventory: str, canary: Canary, tmp_path: Path, what: str, within: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(INSIDE)
    for at in (f"http://127.0.0.1:{canary.server_address[1]}/x", secret.as_uri(), str(secret)):
        said = OUTWARD[what].format(at=at)
        content = CONTAINERS[within](said)
        answer = service.post(f"{inventory}/snapshots", files=[("files", ("x.xml", content))])
        assert answer.status_code in (201, 422), answer.text[:500]
        assert INSIDE not in answer.text
    assert canary.asked == []


FORM: Final = {"Content-Type": "multipart/form-data; boundary=b"}
PART: Final = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nx\r\n'

BODIES: Final[dict[str, tuple[Callable[[], bytes], dict[str, str], tuple[int, ...]]]] = {
    "5 gzip": (lambda: GOOD, {"Content-Encoding": "gzip"}, (415,)),
    "6 1,001 parts": (lambda: PART * 1_001 + b"--b--\r\n", FORM, (400, 413)),
    "6 a field of 2 MiB": (
        lambda: (
            b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n'
            + b"x" * 2 * MEBIBYTE
            + b"\r\n--b--\r\n"
        ),
        FORM,
        (400, 413),
    ),
    "6 10 MB before the boundary": (
        lambda: b"\r\n" * 5 * MEBIBYTE + PART + b"--b--\r\n",
        FORM,
        (201, 400, 413, 422),
    ),
    "6 no boundary": (lambda: PART, {"Content-Type": "multipart/form-data"}, (400,)),
    "7 a long content type": (
        lambda: GOOD,
        {"Content-Type": "multipart/form-data; " + 'x="' + "\\" * 7_000},
        (400, 422),
    ),
    "7 a form of separators": (
        lambda: b"a;" * 500_000,
        {"Content-Type": "application/x-www-form-urlencoded"},
        (413,),
    ),
}
"""Bodies that are no upload: content, headers, the statuses that are right."""


@pytest.mark.parametrize("what", BODIES)
def test_a_hostile_body_is_refused(service: TestClient, inventory: str, what: str) -> None:
    make, headers, statuses = BODIES[what]
    answer = service.post(f"{inventory}/snapshots", content=make(), headers=headers)
    assert answer.status_code in statuses, answer.text[:500]
    good = service.post(f"{inventory}/snapshots", files=[("files", ("a.csv", GOOD))])
    assert good.status_code in (200, 201)
