"""How a table of the inventory is read, CSV or a sheet: header to columns, cells to values."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.mappings import TableRule
from legacymap.ingest.readings import Reading
from legacymap.ingest.sheet_rows import SheetRows
from legacymap.ingest.texts.delimited import Records
from legacymap.ingest.vocabulary.headers import Column, Header, known_by, normal, recognise
from legacymap.inventory import ColumnMapping, TableMapping

_SHOWN_HEADERS: Final = 12


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
    rows = SheetRows(source, records, header, rule)
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
        rejects=rows.rejects,
        findings=(*findings, *rows.findings()),
        counts={header.table: len(records.cells)},
        original=lambda place: records.text((place.row or 1) - 1),
        mapping=_mapping(records, header, rule),
    )


def _mapping(records: Records, header: Header, rule: TableRule | None) -> TableMapping:
    """What each column became, for people to confirm."""
    columns = tuple(
        _understood(index, records, column, header, rule)
        for index, column in enumerate(header.columns)
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
    index: int, records: Records, column: Column | None, header: Header, rule: TableRule | None
) -> ColumnMapping:
    cell = records.header[index]
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
    one_of_several = column == ("id",) and how == "synonym" and _has_another_id(header, records)
    return ColumnMapping(cell, ".".join(column), how, doubtful or one_of_several)


def _has_another_id(header: Header, records: Records) -> bool:
    """Whether a column beside that of the id is called one: either may be the row's own."""
    return any(
        column is None and normal(cell).endswith("id")
        for cell, column in zip(records.header, header.columns, strict=True)
    )


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
