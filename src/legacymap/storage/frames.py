"""How an inventory becomes one compressed blob: five Parquet tables and a heading in one ZIP."""

from __future__ import annotations

import io
import zipfile
from typing import Final

import msgspec
import polars as pl

from legacymap.inventory import TABLES, Heading, Inventory
from legacymap.inventory.tables import frame_schema

# ZIP's first day: equal content must give equal bytes, whenever it is packed.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def pack(inventory: Inventory) -> bytes:
    """``inventory`` as bytes; equal inventories give equal bytes under one version of polars."""
    heading = {
        "name": inventory.name,
        "as_of": inventory.as_of,
        "currency": inventory.currency,
    }
    buffer = io.BytesIO()
    # The tables are compressed already, column by column.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("heading.json", _EPOCH), msgspec.json.encode(heading))
        for table in TABLES:
            entry = zipfile.ZipInfo(f"{table}.parquet", _EPOCH)
            archive.writestr(entry, _parquet(inventory.table(table)))
    return buffer.getvalue()


def _parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def unpack(blob: bytes) -> Inventory:
    """The inventory that :func:`pack` made ``blob`` of, also where an earlier version packed it.

    Columns that were declared since are unknown in every row.
    """
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        heading = Heading.model_validate_json(archive.read("heading.json"))
        frames = {
            table: _as_declared(pl.read_parquet(archive.read(f"{table}.parquet")), table)
            for table in TABLES
        }
    return Inventory(heading.name, heading.as_of, heading.currency, **frames)


def _as_declared(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    schema = frame_schema(TABLES[table])
    if frame.schema == schema:
        return frame
    return frame.match_to_schema(
        schema,
        missing_columns="insert",
        missing_struct_fields="insert",
        extra_columns="ignore",
    )
