"""Which sheets an XLSX workbook holds, read by calamine from what was measured before.

Calamine lays every sheet out as a full rectangle, so two cells in far corners would ask for half a
terabyte and end the process. Therefore the text of each sheet is looked through first, and calamine
is given nothing but the bytes that were counted while they were unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from legacymap.errors import Finding, LimitExceeded, Place, UnreadableFile
from legacymap.ingest.containers.grids import Grid, cell_name, cell_text, is_blank
from legacymap.ingest.files import Source
from legacymap.ingest.limits import Limits, over
from legacymap.ingest.texts.xml_text import parse_xml

_ASIDE: Final = re.compile(r"externalLinks|embeddings|media|drawings|customXml|printerSettings")
_TAG: Final = rb"<(?:\w+:)?c(?=[\s>/])([^<>]*)>"
_REFERENCE: Final = re.compile(
    rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*[\"']\s*\$?([A-Za-z]+)\$?(\d+)[^<>]*(?<!/)>"
)
_LETTERS: Final = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"')
_NUMBERS: Final = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{1,7})"')
_OTHER_CELL: Final = re.compile(rb"<(?:\w+:c[\s>/]|c[\t\r\n>/])")
_FILLED: Final = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*)?(?<!/)>")
_ROW: Final = re.compile(rb"<(?:\w+:)?row(?=[\s>/])[^<>]*>")
_ROW_NUMBER: Final = re.compile(rb"\sr\s*=\s*[\"']\s*(\d+)")
_ERROR: Final = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\bt\s*=\s*[\"']e[\"'][^<>]*>")
_UNSOLVED: Final = re.compile(
    _TAG + rb"\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<>]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v(?:\s*/>|>\s*</(?:\w+:)?v>))?\s*</(?:\w+:)?c>"
)
_OWN_NAME: Final = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+\d+)")
_SHARED: Final = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*(\d{1,9})")


_UNNAMED_TEXT: Final = tuple(
    re.compile(rb"%ss%s[^<>]*>\s*<(?:\w+:)?v[^<>]*>(?!\s*\d{1,9}\s*<)" % (quote, quote))
    for quote in (b'"', b"'")
)
"""A cell that names its text by no number, or by one beyond all texts. Twice, for a pattern that
begins with one letter is looked for in half the time."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """What the text of a sheet says about its cells."""

    errors: tuple[str, ...]
    unsolved: tuple[str, ...]


def read_xlsx(parts: Mapping[str, bytes], source: Source) -> Iterator[Grid]:
    """The sheets with cells in ``parts``, the files of the workbook, in the workbook's order.

    Raises:
        UnreadableFile: macros, a document type, or nothing that calamine understands.
        LimitExceeded: a cell stands too far out, or there are too many of them.
    """
    _refuse_unread(parts, source)
    kept = {name: content for name, content in parts.items() if _is_kept(name)}
    for name, content in kept.items():
        _refuse_document_type(name, content, source)
    _refuse_repeated_text(kept, source)
    measured = {
        sheet: _measured(kept[part], sheet, source)
        for sheet, part in _parts_of(kept, source).items()
        if part in kept
    }
    for grid in _grids(_stored(kept), source):
        found = measured.get(grid.name)
        yield grid if found is None else _with_gaps(grid, found)


def _with_gaps(grid: Grid, found: _Measured) -> Grid:
    return Grid(
        name=grid.name,
        is_hidden=grid.is_hidden,
        first_column=grid.first_column,
        lines=grid.lines,
        rows=grid.rows,
        errors=found.errors,
        unsolved=found.unsolved,
    )


def _refuse_unread(parts: Mapping[str, bytes], source: Source) -> None:
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in parts):
        raise _refused(source, "macros", "the workbook holds macros; save it as .xlsx without them")
    if "xl/workbook.bin" in parts:
        raise _refused(source, "unknown_format", "this is a binary workbook; save it as .xlsx")


def _is_kept(name: str) -> bool:
    return name.endswith((".xml", ".rels")) and not _ASIDE.search(name)


def _refuse_document_type(name: str, content: bytes, source: Source) -> None:
    if b"\0" in content[:256]:
        raise _refused(source, "not_text", f"{name[:80]} in the workbook is not UTF-8")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        line = content.count(b"\n", 0, content.find(b"<!")) + 1
        message = f"line {line} of {name[:80]} in the workbook: a document type is not allowed"
        raise _refused(source, "doctype", message)


def _refuse_repeated_text(parts: Mapping[str, bytes], source: Source) -> None:
    """A text may stand once and be named by a million cells: count what comes out."""
    shared = next(
        (parts[name] for name in parts if name.lower().endswith("sharedstrings.xml")), b""
    )
    lengths = [len(item) for item in shared.split(b"</si>")]
    limit = source.limits.inflated_bytes
    total = 0
    for name, content in parts.items():
        if "/worksheets/" not in name or content.count(b"<") * max(lengths) <= limit:
            continue
        numbers = (int(found) for found in _SHARED.findall(content))
        total += sum(lengths[number] for number in numbers if number < len(lengths))
    if total > limit:
        finding = over("inflated_bytes", limit, "the texts unpack larger", Place(file=source.name))
        raise LimitExceeded.of([finding], source.name)


def _parts_of(parts: Mapping[str, bytes], source: Source) -> dict[str, str]:
    """Which part of the workbook each sheet is; a sheet whose part is not found is left out."""
    book = _xml(parts, "xl/workbook.xml", source)
    relations = _xml(parts, "xl/_rels/workbook.xml.rels", source)
    targets = {item.get("Id", ""): item.get("Target", "") for item in relations}
    found = {}
    for item in book:
        target = targets.get(item.get("id", ""), "")
        if "sheetId" in item and target:
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            found[item.get("name", "")] = part
    return found


def _xml(parts: Mapping[str, bytes], name: str, source: Source) -> list[Mapping[str, str]]:
    """The attributes of every element of a small part."""
    if name not in parts:
        raise _refused(source, "damaged_archive", f"the workbook lacks its part {name}")
    root = parse_xml(parts[name], Place(file=f"{source.name}/{name}"), source.limits)
    return [element.attributes for element in root.walk()]


def _measured(content: bytes, sheet: str, source: Source) -> _Measured:
    """Where the cells of a sheet end, refused where that is too far out.

    Raises:
        LimitExceeded: too many columns or cells.
    """
    place, limits = Place(file=f"{source.name}/{sheet}"), source.limits
    if any(pattern.search(content) for pattern in _UNNAMED_TEXT):
        # The reader would take the first text for it, without a word.
        message = f"a cell of the sheet {sheet!r} names a text that the workbook does not hold"
        raise _refused(source, "damaged_archive", message)
    widest, tallest = _extent_by_names(content) or _extent(content)
    if not _is_near(widest, tallest, limits):
        # Formatting may reach to the last column; only cells that hold anything count.
        _refuse_far(*_extent(content), place, limits)
    errors = _ERROR.finditer(content) if b'"e"' in content or b"'e'" in content else ()
    unsolved = _UNSOLVED.finditer(content) if b"<f" in content or b":f" in content else ()
    return _Measured(
        tuple(_own_name(found.group()) for found in errors),
        tuple(_own_name(found.group(1)) for found in unsolved),
    )


def _extent_by_names(content: bytes) -> tuple[int, int] | None:
    """The last column and row that cells name, blank ones too, as usual programs write them.

    ``None`` where any cell is written otherwise.
    """
    letters = _LETTERS.findall(content)
    if len(letters) != content.count(b"<c ") or _OTHER_CELL.search(content):
        return None
    rows = max(map(int, _NUMBERS.findall(content)), default=0)
    return max(map(_number, set(letters)), default=0), rows


def _extent(content: bytes) -> tuple[int, int]:
    """The last column and row of cells that hold anything, whoever wrote them."""
    named = _REFERENCE.findall(content)
    letters = {letters.upper() for letters, _ in named}
    widest = max((_number(item) for item in letters), default=0)
    tallest = max((int(row[:9]) for _, row in named), default=0)
    if len(_FILLED.findall(content)) > len(named):
        # Cells without a name follow the one before them; rows without a number likewise.
        rows = _ROW.split(content)
        widest += max(len(_FILLED.findall(row)) for row in rows)
        numbers = [int(row[:9]) for row in _ROW_NUMBER.findall(b"".join(_ROW.findall(content)))]
        tallest = max(tallest, *numbers, 0) + len(rows)
    return widest, tallest


def _is_near(widest: int, tallest: int, limits: Limits) -> bool:
    far = widest > limits.columns or tallest > limits.rows
    return not far and widest * tallest <= limits.nodes


def _refuse_far(widest: int, tallest: int, place: Place, limits: Limits) -> None:
    at = Place(file=place.file, cell=cell_name(row=tallest, column=widest) if tallest else None)
    if widest > limits.columns:
        raise LimitExceeded.of(
            [over("columns", limits.columns, f"{widest:,} columns", at)], str(place.file)
        )
    if tallest > limits.rows:
        raise LimitExceeded.of(
            [over("rows", limits.rows, f"{tallest:,} rows", at)], str(place.file)
        )
    if widest * tallest > limits.nodes:
        what = f"{tallest:,} rows of {widest:,} columns"
        raise LimitExceeded.of([over("nodes", limits.nodes, what, at)], str(place.file))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - ord("A") + 1
    return number


def _own_name(tag: bytes) -> str:
    found = _OWN_NAME.search(tag)
    return found[1].decode().upper() if found else "a cell"


def _stored(parts: Mapping[str, bytes]) -> bytes:
    """``parts`` as an archive without compression: it unpacks to what it is."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as members:
        for name, content in parts.items():
            members.writestr(zipfile.ZipInfo(name), content)
    return archive.getvalue()


def _grids(archive: bytes, source: Source) -> Iterator[Grid]:
    # Only those who have a workbook pay for loading its reader.
    from python_calamine import (
        CalamineError,
        CalamineSheet,
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    def grid(name: str, sheet: CalamineSheet, visible: SheetVisibleEnum) -> Grid | None:
        start = sheet.start
        if start is None:
            return None
        lines, rows = [], []
        for number, values in enumerate(sheet.iter_rows(), 1):
            row = [value if type(value) is str else cell_text(value) for value in values]
            if not is_blank(row):
                lines.append(number)
                rows.append(row)
        return Grid(
            name=name,
            is_hidden=visible != SheetVisibleEnum.Visible,
            first_column=start[1] + 1,
            lines=tuple(lines),
            rows=tuple(rows),
        )

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(archive))
        for sheet in book.sheets_metadata:
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            found = grid(sheet.name, book.get_sheet_by_name(sheet.name), sheet.visible)
            if found is not None:
                yield found
    except (CalamineError, OSError, ValueError) as error:
        raise _refused(source, "damaged_archive", f"the workbook is damaged: {error}") from error
    except BaseException as error:
        # A panic of the reader comes as an exception beside all others; it means damage too.
        if type(error).__name__ != "PanicException":
            raise
        raise _refused(source, "damaged_archive", "the workbook is damaged") from error


def _refused(source: Source, code: str, message: str) -> UnreadableFile:
    finding = Finding("error", code, message, Place(file=source.name))
    return UnreadableFile.of([finding], source.name)
