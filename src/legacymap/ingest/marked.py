"""How rows that were once exported from here become what they were: see ``inventory/marks``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from legacymap.errors import Place
from legacymap.ingest.readings import Reading
from legacymap.ingest.sheet_rows import SheetRows
from legacymap.inventory import TABLES, LooseRow
from legacymap.inventory.marks import DEPENDENCIES, HOLDINGS, PREFIX, SAID, details, restored

_REFERENCES: Final[Mapping[tuple[str, str], str]] = {
    ("systems", "parent"): "systems",
    ("systems", "owner"): "organisations",
    ("organisations", "parent"): "organisations",
    ("dependencies", "consumer"): "systems",
    ("dependencies", "provider"): "systems",
    ("holdings", "system"): "systems",
    ("holdings", "entity"): "data_entities",
}
"""Columns that hold ids, and the table whose ids they are."""
_DETAILS: Final = (
    ("dependencies", DEPENDENCIES, "consumer", "provider"),
    ("holdings", HOLDINGS, "system", "entity"),
)
_Names = dict[str, dict[str, str]]


def restore(reading: Reading) -> Reading:
    """``reading`` with each marked row as it was before it went out; all others as they are."""
    if not any(map(_is_marked, reading.rows.values())):
        return reading
    names = _names(reading.rows)
    rows = {
        table: tuple(_row(table, row, names) for row in found) if table in TABLES else found
        for table, found in reading.rows.items()
    }
    merged = 0
    for table, mark, one, other in _DETAILS:
        listed = {
            names["systems"].get(str(row.values.get("id")), str(row.values.get("id"))): details(
                _beside(row)[mark]
            )
            for row in reading.rows.get("systems", ())
            if SAID in _beside(row) and mark in _beside(row)
        }
        if listed:
            found = rows.get(table, ())
            rows[table] = tuple(_detailed(found, listed, one, other))
            merged += max(0, len(found) - len(rows[table]))
    return replace(reading, rows=rows, merged=reading.merged + merged)


def _is_marked(rows: Sequence[LooseRow]) -> bool:
    if isinstance(rows, SheetRows) and not rows.mentions(SAID):
        return False
    return any(_beside(row).get(SAID) for row in rows)


def _beside(row: LooseRow) -> Mapping[str, object]:
    given = row.values.get("properties")
    return given if isinstance(given, Mapping) else {}


def _names(rows: Mapping[str, Sequence[LooseRow]]) -> _Names:
    """The ids that rows had, by those that the format could say."""
    names: _Names = {table: {} for table in TABLES}
    for table in ("systems", "organisations", "data_entities"):
        for row in rows.get(table, ()):
            was, now = _beside(row).get(f"{PREFIX}id"), row.values.get("id")
            if isinstance(was, str) and isinstance(now, str) and SAID in _beside(row):
                meant = restored(table, {"properties": _beside(row)}) or {}
                names[table][now] = str(meant.get("id", now))
    return names


def _row(table: str, row: LooseRow, names: _Names) -> LooseRow:
    values = dict(row.values)
    for (of, column), to in _REFERENCES.items():
        if of == table and column in values:
            given = values[column]
            values[column] = names[to].get(given, given) if isinstance(given, str) else given
    back = restored(table, values)
    return LooseRow(values if back is None else back, row.place)


def _detailed(
    rows: Sequence[LooseRow],
    listed: Mapping[str, Sequence[Mapping[str, object]]],
    one: str,
    other: str,
) -> Iterator[LooseRow]:
    """``rows``, those between two that a mark knows more of as the mark says it.

    What the format no longer says somebody took out, and what no mark lists somebody added.
    """
    known: dict[tuple[object, object], list[Mapping[str, object]]] = {}
    for system, items in listed.items():
        for item in items:
            known.setdefault((system, item.get(other)), []).append(item)
    done: set[tuple[object, object]] = set()
    for row in rows:
        ends = (row.values.get(one), row.values.get(other))
        if ends not in known:
            yield row
        elif ends not in done:
            done.add(ends)
            for number, item in enumerate(known[ends]):
                place = row.place if number == 0 else _numbered(row.place, number)
                yield LooseRow({one: ends[0], **item}, place)


def _numbered(place: Place, number: int) -> Place:
    return replace(place, path=f"{place.path or ''} ({number + 1})".strip())
