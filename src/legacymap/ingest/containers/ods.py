"""Which sheets an ODS workbook holds: its content read as a stream, repetitions measured first.

Cells and rows say how often they repeat; one line of text may stand for seventeen thousand million
cells. Nothing is repeated here before it was counted, and blank repetitions only move on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.parsers import expat

from legacymap.errors import Finding, LimitExceeded, Place, UnreadableFile
from legacymap.ingest.containers.grids import Grid, cell_name, duration_text, is_blank, number_text
from legacymap.ingest.files import Source
from legacymap.ingest.limits import over

_CHUNK: Final = 2**20
_CELLS: Final = frozenset({"table-cell", "covered-table-cell"})
_NOT_SAID: Final = frozenset({"annotation", "frame", "shapes", "tracked-changes"})
"""Elements whose text is no text of a cell."""
_CHARACTERS: Final = {"tab": "\t", "line-break": "\n"}


def read_ods(parts: Mapping[str, bytes], source: Source) -> tuple[Grid, ...]:
    """The sheets with cells in ``parts``, the files of the workbook, in the workbook's order.

    Raises:
        UnreadableFile: a password, a document type, or no content that is XML.
        LimitExceeded: too many rows, columns or cells.
    """
    place = Place(file=source.name)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise _refused("encrypted", "the workbook has a password; save it without one", place)
    if "content.xml" not in parts:
        raise _refused("damaged_archive", "the workbook lacks its part content.xml", place)
    content, reader = parts["content.xml"], _Reader(source)
    try:
        for start in range(0, len(content), _CHUNK):
            reader.parser.Parse(content[start : start + _CHUNK], False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        message = f"line {error.lineno} of content.xml in the workbook: not XML: {said}"
        raise _refused("not_xml", message, place) from error
    except (ValueError, LookupError) as error:
        raise _refused("not_xml", f"content.xml in the workbook: {error}", place) from error
    return tuple(sheet.grid() for sheet in reader.sheets if sheet.rows)


@dataclass(slots=True)
class _Sheet:
    name: str
    is_hidden: bool
    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    next_line: int = 1
    cells: int = 0
    errors: list[str] = field(default_factory=list)
    unsolved: list[str] = field(default_factory=list)

    def grid(self) -> Grid:
        """The sheet as the other kind of workbook gives it."""
        return Grid(
            name=self.name,
            is_hidden=self.is_hidden,
            first_column=1,
            lines=tuple(self.lines),
            rows=tuple(self.rows),
            errors=tuple(self.errors),
            unsolved=tuple(self.unsolved),
        )


@dataclass(slots=True)
class _Cell:
    attributes: Mapping[str, str]
    paragraphs: list[list[str]] = field(default_factory=list)
    in_paragraph: int = 0


class _Reader:
    """Takes what the parser meets and puts the sheets together."""

    def __init__(self, source: Source) -> None:
        self.sheets: list[_Sheet] = []
        self._source = source
        self._hidden: set[str] = set()
        self._style: str | None = None
        self._depth = 0
        self._tables = 0
        self._skipped = 0
        self._row: list[str] | None = None
        self._column = 0
        self._row_repeats = 1
        self._cell: _Cell | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._source.limits.depth:
            self._refuse_size("depth", self._source.limits.depth, "elements nested too deeply")
        name = tag.rpartition(" ")[2]
        if self._skipped or name in _NOT_SAID:
            self._skipped += 1
            return
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name == "style" and plain.get("family") == "table":
            self._style = plain.get("name")
        elif name == "table-properties" and plain.get("display") == "false" and self._style:
            self._hidden.add(self._style)
        elif name == "table":
            self._tables += 1
            if self._tables == 1:
                is_hidden = plain.get("style-name", "") in self._hidden
                self.sheets.append(_Sheet(plain.get("name", ""), is_hidden))
        elif self._tables == 1:
            self._in_table(name, plain)

    def _in_table(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table-row":
            self._row, self._column = [], 0
            self._row_repeats = _count(attributes.get("number-rows-repeated"))
        elif name in _CELLS and self._row is not None:
            self._cell = _Cell(attributes)
        elif self._cell is not None:
            self._in_cell(self._cell, name, attributes)

    def _in_cell(self, cell: _Cell, name: str, attributes: dict[str, str]) -> None:
        if name == "p":
            cell.in_paragraph += 1
            cell.paragraphs.append([])
        elif cell.in_paragraph and name == "s":
            blanks = _count(attributes.get("c"))
            longest = self._source.limits.cell_characters
            if blanks > longest:
                self._refuse_size("cell_characters", longest, f"{blanks:,} blanks in a cell")
            cell.paragraphs[-1].append(" " * blanks)
        elif cell.in_paragraph and name in _CHARACTERS:
            cell.paragraphs[-1].append(_CHARACTERS[name])

    def _text(self, text: str) -> None:
        if self._cell is not None and self._cell.in_paragraph and not self._skipped:
            self._cell.paragraphs[-1].append(text)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
            return
        name = tag.rpartition(" ")[2]
        if name == "style":
            self._style = None
        elif name == "table":
            self._tables -= 1
        elif self._tables != 1:
            return
        elif name == "p" and self._cell is not None:
            self._cell.in_paragraph -= 1
        elif name in _CELLS and self._cell is not None and self._row is not None:
            self._place(self._cell, self._row)
            self._cell = None
        elif name == "table-row" and self._row is not None:
            self._keep(self._row)
            self._row = None

    def _place(self, cell: _Cell, row: list[str]) -> None:
        """Put the cell into its row, as often as it repeats."""
        sheet, limits = self.sheets[-1], self._source.limits
        repeats = _count(cell.attributes.get("number-columns-repeated"))
        text, fault = _said(cell)
        at = cell_name(row=sheet.next_line, column=self._column + 1)
        if fault == "error":
            sheet.errors.append(at)
        elif fault == "unsolved":
            sheet.unsolved.append(at)
        if text and not text.isspace():
            if self._column + repeats > limits.columns:
                what = f"{self._column + repeats:,} columns"
                self._refuse_size("columns", limits.columns, what, at)
            row.extend([""] * (self._column - len(row)))
            row.extend([text] * repeats)
        self._column += repeats

    def _keep(self, row: list[str]) -> None:
        """Put the row into its sheet, as often as it repeats."""
        sheet, limits = self.sheets[-1], self._source.limits
        if not is_blank(row):
            sheet.cells += len(row) * self._row_repeats
            if len(sheet.rows) + self._row_repeats > limits.rows + 1:
                self._refuse_size("rows", limits.rows, "more rows than are read")
            if sheet.cells > limits.nodes:
                self._refuse_size("nodes", limits.nodes, f"{sheet.cells:,} cells")
            sheet.lines.extend(range(sheet.next_line, sheet.next_line + self._row_repeats))
            sheet.rows.extend([row] * self._row_repeats)
        sheet.next_line += self._row_repeats

    def _refuse_size(
        self, limit: str, allowed: int, what: str, cell: str | None = None
    ) -> NoReturn:
        file = f"{self._source.name}/{self.sheets[-1].name}" if self.sheets else self._source.name
        finding = over(limit, allowed, what, Place(file=file, cell=cell))
        raise LimitExceeded.of([finding], file)

    def _doctype(self, *_: object) -> NoReturn:
        message = "a document type (DOCTYPE) is not allowed in a workbook"
        raise _refused("doctype", message, Place(file=self._source.name))


def _said(cell: _Cell) -> tuple[str, str | None]:
    """The text of a cell, and what is wrong with its formula."""
    given, kind = cell.attributes, cell.attributes.get("value-type")
    shown = "\n".join("".join(parts) for parts in cell.paragraphs)
    if "formula" in given and (kind is None or shown.startswith(("#", "Err:"))):
        return "", "error" if shown else "unsolved"
    if kind in ("float", "percentage", "currency"):
        return _number(given.get("value", shown)), None
    if kind == "date":
        return given.get("date-value", shown).removesuffix("T00:00:00").replace("T", " "), None
    if kind == "time":
        return _duration(given.get("time-value", shown)), None
    if kind == "boolean":
        return given.get("boolean-value", shown), None
    return given.get("string-value", shown), None


def _number(text: str) -> str:
    try:
        return number_text(float(text))
    except (ValueError, OverflowError):
        return text


def _duration(text: str) -> str:
    """``PT12H30M00S`` as ``12:30:00``; what is no such time stays as it is."""
    hours, _, rest = text.removeprefix("PT").partition("H")
    minutes, _, seconds = rest.partition("M")
    try:
        whole = int(hours) * 3600 + int(minutes) * 60 + int(float(seconds.removesuffix("S")))
    except (ValueError, OverflowError):
        return text
    return duration_text(whole)


def _count(text: str | None) -> int:
    """How often something repeats: once where nothing sensible is said."""
    return max(int(text[:12]), 1) if text and text.isascii() and text.isdigit() else 1


def _refused(code: str, message: str, place: Place) -> UnreadableFile:
    return UnreadableFile.of([Finding("error", code, message, place)], str(place.file))
