"""What a format cannot hold of an inventory, counted: rows by table, values by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place

_NOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "organisations": ("organisation", "organisations"),
    "systems": ("system", "systems"),
    "dependencies": ("dependency", "dependencies"),
    "data_entities": ("data entity", "data entities"),
    "holdings": ("holding", "holdings"),
    "inventory": ("inventory", "inventory"),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file, and what of the inventory is not in it."""

    content: bytes
    losses: tuple[Finding, ...] = ()
    """One finding ``not_in_format`` for each table and column; none where nothing is lost."""


@dataclass(slots=True)
class Losses:
    """Counts rows and values as an exporter leaves them out."""

    rows: Counter[str] = field(default_factory=Counter)
    values: Counter[tuple[str, str]] = field(default_factory=Counter)

    def row(self, table: str, count: int = 1) -> None:
        """``count`` whole rows of ``table`` are not in the file."""
        self.rows[table] += count

    def value(self, table: str, column: str, count: int = 1) -> None:
        """``count`` values of a column are not in the file."""
        self.values[table, column] += count

    def columns(self, table: str, row: Mapping[str, JsonValue], held: frozenset[str]) -> None:
        """The columns of ``row`` that are not ``held``; each property counts by its name."""
        for column, value in row.items():
            if column in held:
                continue
            if column == "properties" and isinstance(value, dict):
                for name in value:
                    self.value(table, f"properties.{name}")
            else:
                self.value(table, column)

    def heading(self, document: Mapping[str, JsonValue], held: frozenset[str]) -> None:
        """What is said of the inventory as a whole and is not ``held``."""
        for column in ("name", "as_of", "currency"):
            if column in document and column not in held:
                self.value("inventory", column)

    def findings(self, format: str) -> tuple[Finding, ...]:
        """What is lost, whole rows first, then values by table and column."""
        rows = [
            (table, None, f"{count:,} {_noun(table, count)}", count)
            for table, count in sorted(self.rows.items())
            if count
        ]
        values = [
            (table, column, _values(table, column, count), count)
            for (table, column), count in sorted(self.values.items())
            if count
        ]
        return tuple(
            Finding(
                "warning",
                "not_in_format",
                f"{what} {'is' if count == 1 else 'are'} not in the {format} file",
                Place(column=f"{table}.{column}" if column else table),
            )
            for table, column, what, count in (*rows, *values)
        )


def _noun(table: str, count: int) -> str:
    return _NOUNS[table][count != 1]


def _values(table: str, column: str, count: int) -> str:
    if table == "inventory":
        return f"`{column}` of the inventory"
    return f"`{column}` of {count:,} {_noun(table, count)}"
