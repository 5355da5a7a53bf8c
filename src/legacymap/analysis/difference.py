"""What changed from one inventory to another, row by row and field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.inventory import TABLES, Inventory

_IDENTITY: Final[dict[str, tuple[str, ...]]] = {
    "organisations": ("id",),
    "systems": ("id",),
    "dependencies": ("consumer", "provider", "kind", "interface", "description"),
    "data_entities": ("id",),
    "holdings": ("system", "entity", "role"),
}
_HEADING: Final = ("name", "as_of", "currency")

Identity = tuple[str, ...]
Rows = dict[Identity, dict[str, JsonValue]]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that says something else now; ``None`` is unknown."""

    field: str
    before: JsonValue
    after: JsonValue


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that is in both inventories and not equal; its identity is that of its table."""

    identity: Identity
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class TableDifference:
    """Identities of the rows that came and went, and the rows that changed."""

    added: Excerpt[Identity]
    removed: Excerpt[Identity]
    changed: Excerpt[RowChange]


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything in which ``after`` is not ``before``; nothing where the digests are equal."""

    before: str
    after: str
    heading: tuple[FieldChange, ...]
    tables: dict[str, TableDifference]
    """By table, only those that differ."""


def difference(*, before: Inventory, after: Inventory, shown: slice = FIRST) -> Difference:
    """What changed from ``before`` to ``after``.

    Rows are the same row where their identity is: ids, for dependencies their own id or else
    (consumer, provider, kind, interface, description), for holdings (system, entity, role).
    """
    old, new = before.document(), after.document()
    tables = {table: _table(_rows(table, old), _rows(table, new), shown) for table in TABLES}
    heading = _changes(
        {key: old.get(key) for key in _HEADING}, {key: new.get(key) for key in _HEADING}
    )
    different = {table: found for table, found in tables.items() if found is not None}
    return Difference(before.digest, after.digest, heading, different)


def _rows(table: str, document: Mapping[str, JsonValue]) -> Rows:
    rows = document.get(table)
    if not isinstance(rows, list):
        return {}
    return {_identity(table, row): row for row in rows if isinstance(row, dict)}


def _identity(table: str, row: Mapping[str, JsonValue]) -> Identity:
    if table == "dependencies" and row.get("id") is not None:
        return (str(row["id"]),)
    return tuple(str(row.get(column) or "") for column in _IDENTITY[table])


def _table(old: Rows, new: Rows, shown: slice) -> TableDifference | None:
    changed = tuple(
        RowChange(identity, _changes(old[identity], new[identity]))
        for identity in sorted(old.keys() & new.keys())
        if old[identity] != new[identity]
    )
    added, removed = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    if not (added or removed or changed):
        return None
    return TableDifference(
        Excerpt.of(added, shown), Excerpt.of(removed, shown), Excerpt.of(changed, shown)
    )


def _changes(old: Mapping[str, JsonValue], new: Mapping[str, JsonValue]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(key, old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    )
