"""How sheets become an ODS workbook: every text as text, the same bytes for the same sheets.

The format (OpenDocument 1.3, ISO/IEC 26300) is a ZIP with `mimetype` first and not compressed, a
manifest and the content as XML; tables alone need no more.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from legacymap.report.cells import guarded
from legacymap.report.comma_separated import Value
from legacymap.report.sheets import ODS_TYPE, Sheet, fitting

_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_READABLE: Final = 0o644 << 16
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST: Final = (
    f"{_HEAD}<manifest:manifest"
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>\n"
)
_OPEN: Final = (
    f"{_HEAD}<office:document-content"
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    '<office:automatic-styles><style:style style:name="head" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>\n"
)
_CLOSE: Final = "</office:spreadsheet></office:body></office:document-content>\n"
# XML 1.0 has no way to write these, not even as references.
_NOT_IN_XML: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKED: Final = re.compile("\t|\r| {2,}|^ | $", re.MULTILINE)


def to_ods(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of ``sheets``; text that looks like a formula gets a leading quote, as in CSV.

    Control characters, which XML cannot hold, become the replacement character.

    Raises:
        LimitExceeded: a cell holds more text than a cell can.
    """
    content = io.StringIO()
    content.write(_OPEN)
    for sheet in fitting(sheets):
        content.writelines(_table(sheet))
    content.write(_CLOSE)
    return _archive(content.getvalue())


def _archive(content: str) -> bytes:
    packed = io.BytesIO()
    parts = (
        ("mimetype", ODS_TYPE, zipfile.ZIP_STORED),
        ("META-INF/manifest.xml", _MANIFEST, zipfile.ZIP_DEFLATED),
        ("content.xml", content, zipfile.ZIP_DEFLATED),
    )
    with zipfile.ZipFile(packed, "w") as members:
        for name, text, compression in parts:
            member = zipfile.ZipInfo(name, _NO_DATE)
            member.create_system = _UNIX
            member.external_attr = _READABLE
            members.writestr(member, text.encode(), compression)
    return packed.getvalue()


def _table(sheet: Sheet) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(sheet.name)}>"
    yield f'<table:table-column table:number-columns-repeated="{max(len(sheet.header), 1)}"/>\n'
    yield _row(_text(name, ' table:style-name="head"') for name in sheet.header)
    for row in sheet.rows:
        yield _row(_cell(value) for value in row)
    yield "</table:table>\n"


def _row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells) or _BLANK}</table:table-row>\n"


_BLANK: Final = "<table:table-cell/>"


def _cell(value: Value) -> str:
    if value is None or value == "":
        return _BLANK
    if isinstance(value, bool):
        return _text("true" if value else "false")
    if isinstance(value, str):
        return _text(value)
    number = repr(value)
    typed = f'office:value-type="float" office:value="{number}"'
    return f"<table:table-cell {typed}><text:p>{number}</text:p></table:table-cell>"


def _text(value: str, style: str = "") -> str:
    sound = _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", guarded(value))
    paragraphs = "".join(f"<text:p>{_line(line)}</text:p>" for line in sound.split("\n"))
    return f'<table:table-cell office:value-type="string"{style}>{paragraphs}</table:table-cell>'


def _line(line: str) -> str:
    """A line with its blanks marked: XML readers make one of several."""
    return _MARKED.sub(_mark, escape(line))


def _mark(found: re.Match[str]) -> str:
    said = found[0]
    if said == "\t":
        return "<text:tab/>"
    return "&#13;" if said == "\r" else f'<text:s text:c="{len(said)}"/>'
