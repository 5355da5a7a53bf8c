"""What exists: the five immutable tables of one estate, in canonical order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import msgspec
import polars as pl
from pydantic import JsonValue

from legacymap.inventory.positions import Rows, positions
from legacymap.inventory.records import (
    DataEntity,
    Dependency,
    Heading,
    Holding,
    Organisation,
    Record,
    System,
)
from legacymap.inventory.tables import TABLES, frame_schema, to_documents, to_frame, to_json_texts

FORMAT: Final = "legacymap-inventory/1"

_ORDER: Final[dict[str, tuple[str, ...]]] = {
    "organisations": ("id",),
    "systems": ("id",),
    "dependencies": ("consumer", "provider", "kind", "interface", "description", "id"),
    "data_entities": ("id",),
    "holdings": ("system", "entity", "role", "crud"),
}


def _empty(table: str) -> pl.DataFrame:
    return pl.DataFrame(schema=frame_schema(TABLES[table]))


def _sorted(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(_ORDER[table], nulls_last=False, maintain_order=True)


@dataclass(frozen=True)
class Inventory:
    """The five tables as polars frames whose columns are the fields of the record models.

    Build it with :meth:`of` from records that passed the rules: the frames are then sorted by
    identity, so that everything computed from them is independent of the order of the input.
    """

    name: str | None = None
    as_of: str | None = None
    currency: str | None = None
    organisations: pl.DataFrame = field(default_factory=lambda: _empty("organisations"))
    systems: pl.DataFrame = field(default_factory=lambda: _empty("systems"))
    dependencies: pl.DataFrame = field(default_factory=lambda: _empty("dependencies"))
    data_entities: pl.DataFrame = field(default_factory=lambda: _empty("data_entities"))
    holdings: pl.DataFrame = field(default_factory=lambda: _empty("holdings"))

    @classmethod
    def of(
        cls,
        systems: Sequence[System],
        dependencies: Sequence[Dependency] = (),
        *,
        organisations: Sequence[Organisation] = (),
        data_entities: Sequence[DataEntity] = (),
        holdings: Sequence[Holding] = (),
        heading: Heading | None = None,
    ) -> Inventory:
        """The inventory of these records; they must have passed :func:`rules.consistent`."""
        heading = heading or Heading(name=None)
        given: dict[str, Sequence[Record]] = {
            "organisations": organisations,
            "systems": systems,
            "dependencies": dependencies,
            "data_entities": data_entities,
            "holdings": holdings,
        }
        frames = {
            table: _sorted(table, to_frame(TABLES[table], rows)) for table, rows in given.items()
        }
        return cls(heading.name, heading.as_of, heading.currency, **frames)

    @cached_property
    def ends(self) -> tuple[Rows, Rows]:
        """The rows of the systems table that consumer and provider of each dependency are.

        Looked up once: with millions of dependencies every join by id takes seconds.
        """
        ids, rows = self.systems["id"], self.dependencies
        return positions(rows["consumer"], ids), positions(rows["provider"], ids)

    def with_tables(self, **frames: pl.DataFrame) -> Inventory:
        """This inventory with other tables; their rows must have passed the rules."""
        new = {name: _sorted(name, frame) for name, frame in frames.items()}
        tables = {name: new.get(name, self.table(name)) for name in TABLES}
        return Inventory(self.name, self.as_of, self.currency, **tables)

    def table(self, name: str) -> pl.DataFrame:
        """The frame called ``name``, one of :data:`TABLES`."""
        frame: pl.DataFrame = getattr(self, name)
        return frame

    def document(self) -> dict[str, JsonValue]:
        """The canonical document ``legacymap-inventory/1``; unknowns are left out."""
        heading = {"name": self.name, "as_of": self.as_of, "currency": self.currency}
        tables: dict[str, JsonValue] = {
            name: list(self._rows(name)) for name in TABLES if self.table(name).height
        }
        return {
            "format": FORMAT,
            **{key: value for key, value in heading.items() if value is not None},
            "systems": [],
            **tables,
        }

    def _rows(self, table: str) -> Iterable[JsonValue]:
        return to_documents(TABLES[table], self.table(table))

    @cached_property
    def digest(self) -> str:
        """``sha256:...`` of the canonical content; equal content in any row order is equal here."""
        content = hashlib.sha256()
        for piece in self._canonical():
            content.update(piece)
        return f"sha256:{content.hexdigest()}"

    def _canonical(self) -> Iterator[bytes]:
        """The bytes of :meth:`document` with sorted keys, a piece at a time."""
        head = Inventory(self.name, self.as_of, self.currency).document()
        tables = {name for name in TABLES if self.table(name).height}
        separator = b"{"
        for key in sorted({*head, *tables}):
            yield separator + msgspec.json.encode(key) + b":"
            separator = b","
            if key in tables:
                yield from _array(to_json_texts(TABLES[key], self.table(key)))
            else:
                yield msgspec.json.encode(head[key])
        yield b"}"


_PIECE: Final = 65_536


def _array(texts: pl.Series) -> Iterator[bytes]:
    """JSON ``texts`` as an array."""
    yield b"["
    for at, piece in enumerate(texts.to_frame().iter_slices(_PIECE)):
        yield (b"," if at else b"") + ",".join(piece.to_series()).encode()
    yield b"]"
