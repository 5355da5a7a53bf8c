"""A plan in a file that anybody may have made: JSON, or a table of systems and waves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from legacymap.errors import Finding, InvalidPlan, Place
from legacymap.ingest.cells import text
from legacymap.ingest.delimited import Records, read_records
from legacymap.ingest.files import decode
from legacymap.ingest.headers import normal
from legacymap.ingest.json_text import parse_json
from legacymap.ingest.limits import Limits

WAVE: Final = "wave"
SYSTEM: Final = ("id", "system", "name")
"""Columns that may name a system, the surest first: the order as CSV has the first and last."""


def read_plan_file(name: str, content: bytes) -> object:
    """The plan in the file called ``name``: a JSON document, or rows of `system` and `wave`.

    Raises:
        UnreadableFile: it is neither JSON nor a table.
        InvalidPlan: the table has no column of waves or none of systems.
    """
    place = Place(file=name)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return parse_json(content, place, Limits())
    content_text, _ = decode(content, place)
    records = read_records(content_text, name, Limits(), _worth)
    if records is None:
        raise _invalid("the file is empty", place)
    return _rows(records, place)


def _worth(cells: Sequence[str]) -> int:
    return sum(normal(cell) in (WAVE, *SYSTEM) for cell in cells)


def _rows(records: Records, place: Place) -> list[dict[str, str]]:
    header = [normal(cell) for cell in records.header]
    named = next((column for column in SYSTEM if column in header), None)
    if WAVE not in header or named is None:
        shown = ", ".join(records.header[:10])
        raise _invalid(
            "a plan as a table has a column `wave` and a column `system`, `id` or `name`;"
            f" there are: {shown}",
            Place(file=place.file, line=records.header_line),
        )
    system, wave = header.index(named), header.index(WAVE)
    return [{"system": _cell(row, system), "wave": _cell(row, wave)} for row in records.cells]


def _cell(row: Sequence[str], column: int) -> str:
    return text(row[column].strip()) if column < len(row) else ""


def _invalid(message: str, place: Place) -> InvalidPlan:
    return InvalidPlan.of([Finding("error", "invalid_plan", message, place)], "not a plan")
