"""What a sheet of a workbook is made of, before anybody writes it as XLSX or ODS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from legacymap.errors import Finding, LimitExceeded, Place
from legacymap.report.cells import guarded
from legacymap.report.comma_separated import Value

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
ROWS: Final = 1_048_576
"""Rows of one sheet in every spreadsheet program, the header among them."""
LONGEST: Final = 32_767
"""Characters of a cell in Excel, counted in units of UTF-16."""
_NAME: Final = 31
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and rows under it; text stays text, whatever it looks like."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def fitting(sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    """``sheets`` under names that Excel allows, no two alike; what is too long goes on in another.

    Raises:
        LimitExceeded: a cell holds more text than a cell can; nothing is ever cut.
    """
    taken: set[str] = set()
    found: list[Sheet] = []
    for sheet in sheets:
        _refuse_long(sheet)
        for start in range(0, max(len(sheet.rows), 1), ROWS - 1):
            name = _name(sheet.name, taken)
            taken.add(name.casefold())
            found.append(Sheet(name, sheet.header, sheet.rows[start : start + ROWS - 1]))
    return tuple(found)


def _name(wanted: str, taken: set[str]) -> str:
    legible = "".join(letter if letter.isprintable() else " " for letter in wanted)
    plain = legible.translate(_NOT_IN_NAMES).strip(" '")[:_NAME].strip(" '") or "Sheet"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        ending = f" ({number})"
        name = plain[: _NAME - len(ending)].rstrip() + ending
    return name


def _refuse_long(sheet: Sheet) -> None:
    findings = [
        Finding(
            "error",
            "limit_exceeded",
            f"{len(value):,} characters; a cell of a workbook holds {LONGEST:,}:"
            " take the CSV tables or the canonical document",
            Place(file=sheet.name, row=number, column=column),
        )
        for number, row in enumerate(sheet.rows, 1)
        for column, value in zip(sheet.header, row, strict=True)
        if isinstance(value, str)
        and len(value) > LONGEST // 2
        and len(guarded(value).encode("utf-16-le", "surrogatepass")) // 2 > LONGEST
    ]
    if findings:
        raise LimitExceeded.of(findings, "the workbook cannot hold this")


def widths(sheet: Sheet, most: int = 60) -> Sequence[int]:
    """How wide each column is in characters, by its header and its first rows."""
    shown = [sheet.header, *sheet.rows[:200]]
    return [
        min(max(len(_first_line(row[index])) for row in shown) + 2, most)
        for index in range(len(sheet.header))
    ]


def _first_line(value: Value) -> str:
    return "" if value is None else str(value).split("\n", 1)[0]
