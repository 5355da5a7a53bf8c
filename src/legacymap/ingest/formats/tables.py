"""How a table of the inventory is read, CSV or a sheet: header to columns, cells to values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.cells import Meaning, meaning, text
from legacymap.ingest.files import Source
from legacymap.ingest.headers import MODELS, Column, Header, known_by, normal, recognise
from legacymap.ingest.mappings import TableRule
from legacymap.ingest.readings import Reading
from legacymap.ingest.texts.delimited import Records
from legacymap.ingest.words import OPEN, UNKNOWN
from legacymap.inventory import ColumnMapping, LooseRow, Record, RejectedRow, TableMapping
from legacymap.inventory.tables import bare_type

_SHOWN_HEADERS: Final = 12
_REASON: Final = "legacymapreason"
"""The column that rejected rows carry when they come back mended."""
_Reads = tuple[Column, Meaning, frozenset[str] | None]
"""The column of a cell, what its text means, and the words allowed where the column is open."""


def is_table(source: Source) -> bool:
    """Whether the file can be a CSV table: any text that is no document of another kind."""
    return source.sheet is not None or not (source.looks_like_json or source.looks_like_xml)


def read_table(source: Source) -> tuple[Reading, ...]:
    """The rows of the table, and the ragged or oversized ones rejected.

    Raises:
        UnreadableFile: the bytes are no text, the quotes do not match, the header is nobody's.
        LimitExceeded: too many rows or columns.
    """
    findings = source.decoded[1] if source.sheet is None else ()
    records = source.records
    if records is None:
        return (_nothing(source, findings),)
    header = recognise(records.header, source.name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    if header is None and source.sheet is not None:
        return (_unknown_sheet(source, records),)
    if header is None:
        raise UnreadableFile.of([_unrecognised(records, source.name)], source.name)
    return (table_reading(source, records, header),)


def table_reading(
    source: Source, records: Records, header: Header, rule: TableRule | None = None
) -> Reading:
    """The rows of a table whose columns are known; ``rule`` says more of them than the header."""
    sheet = _Sheet(source, records, header, rule)
    rows = tuple(sheet.rows())
    findings = source.decoded[1] if source.sheet is None else ()
    if not records.cells:
        place = Place(file=source.name, line=records.header_line)
        findings += (Finding("warning", "no_rows", "a header and no rows", place),)
    return Reading(
        file=source.name,
        format="csv",
        digest=source.digest,
        namespace=source.namespace,
        is_model=False,
        rows={header.table: rows},
        rejects=tuple(sheet.rejects),
        findings=(*findings, *sheet.findings, *sheet.unheard_words()),
        counts={header.table: len(records.cells)},
        original=lambda place: records.text((place.row or 1) - 1),
        mapping=_mapping(records, header, rule),
    )


def _mapping(records: Records, header: Header, rule: TableRule | None) -> TableMapping:
    """What each column became, for people to confirm."""
    columns = tuple(
        _understood(index, cell, column, header, rule)
        for index, (cell, column) in enumerate(zip(records.header, header.columns, strict=True))
    )
    ends = [item.doubtful for item in columns if item.column in ("consumer", "provider")]
    return TableMapping(
        header.table,
        rule is None and (header.doubtful or (header.table == "dependencies" and all(ends))),
        records.header_line,
        _separator(records),
        columns,
    )


def _understood(
    index: int, cell: str, column: Column | None, header: Header, rule: TableRule | None
) -> ColumnMapping:
    if normal(cell) == _REASON:
        return ColumnMapping(cell, None, "ignored", doubtful=False)
    if rule is not None:
        stated = rule.column(cell)
        if stated is None and rule.ignores(cell):
            return ColumnMapping(cell, None, "ignored", doubtful=False)
        return ColumnMapping(
            cell,
            stated or f"properties.{_said(index, cell)}",
            "stated" if stated else "kept",
            False,
        )
    if column is None:
        return ColumnMapping(cell, f"properties.{_said(index, cell)}", "kept", doubtful=False)
    how, doubtful = known_by(header.table, cell, column)
    return ColumnMapping(cell, ".".join(column), how, doubtful)


def _said(index: int, cell: str) -> str:
    return cell.strip() or f"column {index + 1}"


def read_aside(source: Source, records: Records) -> Reading:
    """A table that is none of the inventory: its rows are counted and left aside."""
    kept = tuple(
        ColumnMapping(_said(index, cell), None, "ignored", doubtful=False)
        for index, cell in enumerate(records.header)
    )
    count = len(records.cells)
    rows = "its row is" if count == 1 else f"its {count:,} rows are"
    place = Place(file=source.name, line=records.header_line)
    return Reading(
        file=source.name,
        format="csv",
        digest=source.digest,
        namespace=source.namespace,
        is_model=False,
        findings=(Finding("info", "kept_aside", f"{rows} left aside, by the mapping", place),),
        counts={"rows_kept_aside": count},
        mapping=TableMapping(None, False, records.header_line, _separator(records), kept),
    )


def _unknown_sheet(source: Source, records: Records) -> Reading:
    """A sheet of no table that is known: workbooks hold notes and lists of all kinds."""
    aside = read_aside(source, records)
    finding = _unrecognised(records, source.name)
    message = f"the sheet is kept aside: {finding.message}"
    doubtful = TableMapping(None, True, records.header_line, None, _of(aside))
    return replace(
        aside,
        findings=(Finding("warning", finding.code, message, finding.where),),
        mapping=doubtful,
    )


def _of(reading: Reading) -> tuple[ColumnMapping, ...]:
    return reading.mapping.columns if reading.mapping else ()


def _separator(records: Records) -> str | None:
    return None if records.first_column else records.delimiter


def _nothing(source: Source, findings: tuple[Finding, ...]) -> Reading:
    empty = Finding("warning", "empty_file", "the file is empty", Place(file=source.name))
    return Reading(
        file=source.name,
        format="csv",
        digest=source.digest,
        namespace=source.namespace,
        is_model=False,
        findings=(*findings, empty),
    )


def _unrecognised(records: Records, file: str) -> Finding:
    shown = ", ".join(repr(cell[:40]) for cell in records.header[:_SHOWN_HEADERS])
    separated = "" if records.first_column else f"; {records.delimiter_name}-separated"
    message = (
        f"the header ({shown}{separated}) is of no table that is read:"
        " systems need `id` or `name`, dependencies `consumer` and `provider`, holdings `system`"
        " and `entity`; a mapping file says what other columns mean"
    )
    return Finding("error", "unknown_table", message, Place(file=file, line=records.header_line))


@dataclass(slots=True)
class _Sheet:
    """One table on its way from cells to loose rows."""

    source: Source
    records: Records
    header: Header
    rule: TableRule | None = None
    rejects: list[RejectedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unheard: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Words by column that the vocabulary does not hold."""

    def rows(self) -> Iterator[LooseRow]:
        """The loose rows, in the order of the file."""
        columns = self._columns()
        constants = self._constants()
        width, longest = len(self.records.header), self.source.limits.cell_characters
        for index, cells in enumerate(self.records.cells):
            place = Place(file=self.source.name, line=self.records.lines[index], row=index + 1)
            if len(cells) > width and any(cell.strip() for cell in cells[width:]):
                self._reject(place, f"{len(cells)} cells under {width} headers", "ragged_row")
                continue
            if sum(map(len, cells)) > longest and max(map(len, cells)) > longest:
                self._reject(place, f"a cell of over {longest:,} characters", "oversized_cell")
                continue
            if len(cells) < width:
                self._report_short(place, len(cells), width)
            values = self._values(columns, cells)
            for column, value in constants:
                if column[0] not in values:
                    _put(values, column, value)
            yield LooseRow(values, place)

    def _columns(self) -> list[_Reads | None]:
        """For each cell its column, what its text means, and the words allowed if it is open."""
        columns: list[_Reads | None] = []
        for index, column in enumerate(self.header.columns):
            if normal(self.records.header[index]) == _REASON:
                columns.append(None)
            elif self.rule is None:
                columns.append(self._known(column) if column else self._unknown(index))
            elif self.rule.ignores(self.records.header[index]):
                columns.append(None)
            else:
                columns.append(self._stated(index, column, self.rule))
        return columns

    def _stated(self, index: int, column: Column | None, rule: TableRule) -> _Reads:
        """What the mapping says of a column: words in other words, ids with a prefix."""
        name, means, allowed = self._known(column) if column else self._unknown(index)
        words = rule.words_of(".".join(name))
        prefix = rule.prefix_of(self.records.header[index])
        is_list = column is not None and means("a;b") == ["a", "b"]

        def translated(cell: str) -> JsonValue:
            items = cell.split(";") if is_list else [cell]
            said = [words.get(item.strip().casefold(), item) for item in items]
            if prefix:
                said = [f"{prefix}{item.strip()}" if item.strip() else item for item in said]
            return means(";".join(said))

        return (name, translated if words or prefix else means, allowed)

    def _constants(self) -> list[tuple[Column, JsonValue]]:
        """What the mapping says of every row."""
        given = self.rule.constants if self.rule else {}
        found = []
        for name, word in sorted(given.items()):
            column, means, _ = self._known(tuple(name.split(".", 1)))
            found.append((column, means(word)))
        return found

    def _known(self, column: Column) -> _Reads:
        table, model = self.header.table, MODELS[self.header.table]
        if len(column) == 1:
            return column, meaning(table, model, column[0]), _vocabulary(table, column, model)
        if column[0] == "properties":
            return column, text, None
        for name in column[:-1]:
            inner = bare_type(model.model_fields[name].annotation)
            assert isinstance(inner, type) and issubclass(inner, Record)  # noqa: S101, PT018 - only records hold columns
            model = inner
        return column, meaning(table, model, column[-1]), None

    def _unknown(self, index: int) -> _Reads:
        said = self.records.header[index].strip() or f"column {index + 1}"
        is_taken = said in MODELS[self.header.table].model_fields
        return ((f"{said} (again)" if is_taken else said,), text, None)

    def _values(
        self,
        columns: Sequence[_Reads | None],
        cells: Sequence[str],
    ) -> dict[str, object]:
        values: dict[str, object] = {}
        for reads, cell in zip(columns, cells, strict=False):
            if not cell or cell.isspace() or reads is None:
                continue
            column, means, allowed = reads
            value = means(cell)
            if allowed is None and value is not None and len(column) == 1:
                values[column[0]] = value
                continue
            if allowed is not None and value not in allowed:
                self._keep_aside(values, column[0], cell.strip(), heard_of=value is None)
                continue
            _put(values, column, value)
        return values

    def _keep_aside(
        self, values: dict[str, object], column: str, word: str, *, heard_of: bool
    ) -> None:
        if word.casefold() in UNKNOWN:
            return
        if not heard_of:
            self.unheard[column, word] += 1
        _put(values, ("properties", f"{column}_as_given"), word)

    def _reject(self, place: Place, what: str, code: str) -> None:
        reason = f"{what}; the row is rejected"
        content = self.records.text((place.row or 1) - 1)
        self.rejects.append(RejectedRow(self.source.name, place.line, place.row, reason, content))
        self.findings.append(Finding("error", code, reason, place))

    def _report_short(self, place: Place, cells: int, width: int) -> None:
        message = f"{cells} cells under {width} headers; what is missing is unknown"
        self.findings.append(Finding("warning", "short_row", message, place))

    def unheard_words(self) -> Iterator[Finding]:
        """A finding for each word that a vocabulary does not hold."""
        for (column, word), count in sorted(self.unheard.items()):
            message = (
                f"{word[:60]!r} is no {column} that is known; left unknown, kept in properties"
                f" ({count} {'row' if count == 1 else 'rows'})"
            )
            place = Place(file=self.source.name, column=column)
            yield Finding("warning", "unknown_word", message, place)


def _vocabulary(table: str, column: Column, model: type[Record]) -> frozenset[str] | None:
    if (table, column[0]) not in OPEN:
        return None
    literal = bare_type(model.model_fields[column[0]].annotation)
    return frozenset(literal.__args__)  # type: ignore[attr-defined]  # a Literal


def _put(values: dict[str, object], column: Column, value: JsonValue) -> None:
    if value is None:
        return
    inner: object = values
    for name in column[:-1]:
        inner = inner.setdefault(name, {}) if isinstance(inner, dict) else None
    if isinstance(inner, dict):
        inner[column[-1]] = value
