"""Which cell of a sheet a finding speaks of: `B17` says more than a row and a column's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from legacymap.errors import Finding, Place
from legacymap.ingest.files import Source
from legacymap.ingest.readings import Reading
from legacymap.ingest.vocabulary.headers import normal


def in_cells(findings: Iterable[Finding], readings: Sequence[Reading]) -> Iterator[Finding]:
    """``findings``, those about a column of a row of a sheet with the name of the cell."""
    sheets = {reading.file: reading for reading in readings if reading.sheet is not None}
    for finding in findings:
        place = finding.where
        reading = sheets.get(place.file or "") if place is not None else None
        cell = _cell(place, reading) if place is not None and reading is not None else None
        yield replace(finding, where=replace(place, cell=cell)) if cell and place else finding


def _cell(place: Place, reading: Reading) -> str | None:
    if place.cell is not None or place.line is None or place.column is None:
        return place.cell
    index = _index(place.column, reading)
    if index is None or reading.sheet is None:
        return None
    return reading.sheet.cell(line=place.line, index=index)


def _index(column: str, reading: Reading) -> int | None:
    """Where the column stands that a finding names, by its name in the inventory or the sheet's."""
    header = reading.sheet.header if reading.sheet else ()
    mapped = reading.mapping.columns if reading.mapping else ()
    named = {item.column: item.header for item in mapped if item.column}
    outer = column.split(".", 1)[0]
    for wanted in (named.get(column), named.get(outer), column, outer):
        for index, cell in enumerate(header):
            if wanted is not None and normal(cell) == normal(wanted):
                return index
    return None


def with_remarks(readings: Iterable[Reading], sources: Iterable[Source]) -> Iterator[Reading]:
    """``readings``, with what was noticed while their workbook or archive was opened."""
    noticed = {
        source.name: source for source in sources if source.sheet is not None or source.remarks
    }
    for reading in readings:
        source = noticed.get(reading.file)
        if source is None:
            yield reading
        else:
            findings = (*source.remarks, *reading.findings)
            yield replace(reading, findings=findings, sheet=source.sheet)
