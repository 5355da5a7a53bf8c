"""How the rows of a long list stand in a table, whatever they are made of."""

from __future__ import annotations

from collections.abc import Sequence

from legacymap.inventory import plain, to_json
from legacymap.report.comma_separated import Value, comma_separated
from legacymap.report.model import Cell, Column, Section, Table
from legacymap.report.wording import counted


def rows_csv(items: Sequence[object]) -> bytes:
    """``items`` as CSV; what is no text or number in a row is written as JSON."""
    header, rows = _table(items)
    return comma_separated(header, rows)


def rows_section(name: str, items: Sequence[object], total: int) -> Section:
    """``items`` of the list called ``name``, which has ``total`` of them."""
    header, rows = _table(items)
    cells: tuple[tuple[Cell, ...], ...] = tuple(tuple(map(_cell, row)) for row in rows)
    table = Table(
        id="rows",
        caption=name,
        columns=tuple(Column(key=key, label=key) for key in header),
        rows=cells,
        total=total,
        when_empty="None.",
    )
    return Section(id="rows", title=f"{name}: {counted(total, 'row')}", tables=(table,))


def _table(items: Sequence[object]) -> tuple[list[str], list[list[Value]]]:
    found = [plain(item) for item in items]
    records = [item if isinstance(item, dict) else _record(item) for item in found]
    header = list(dict.fromkeys(key for record in records for key in record)) or ["id"]
    return header, [[_value(record.get(key)) for key in header] for record in records]


def _record(item: object) -> dict[str, object]:
    """An item without names of its own: an id, or an identity of several columns."""
    return (
        {f"id_{n + 1}": one for n, one in enumerate(item)}
        if isinstance(item, list)
        else {"id": item}
    )


def _value(value: object) -> Value:
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return to_json(value).decode().rstrip("\n")


def _cell(value: Value) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, float) else value
