"""How records lie in memory: one polars frame a table, its schema derived from the record model."""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Annotated, Final, Literal, Union, cast, get_args, get_origin

import msgspec
import polars as pl
from pydantic import BaseModel, JsonValue

from legacymap.inventory.records import (
    DataEntity,
    Dependency,
    Holding,
    Organisation,
    Record,
    System,
)

TABLES: Final[dict[str, type[Record]]] = {
    "organisations": Organisation,
    "systems": System,
    "dependencies": Dependency,
    "data_entities": DataEntity,
    "holdings": Holding,
}
"""The five tables in the order of the canonical document."""

_SCALARS: Final[dict[object, pl.DataType]] = {
    str: pl.String(),
    int: pl.Int64(),
    float: pl.Float64(),
    bool: pl.Boolean(),
}


def bare_type(annotation: object) -> object:
    """``annotation`` without ``Annotated`` and ``| None``."""
    if get_origin(annotation) is Annotated:
        return bare_type(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        (inner,) = [arg for arg in get_args(annotation) if arg is not type(None)]
        return bare_type(inner)
    return annotation


def _dtype(annotation: object) -> pl.DataType:
    bare = bare_type(annotation)
    if bare in _SCALARS:
        return _SCALARS[bare]
    origin, args = get_origin(bare), get_args(bare)
    if origin is Literal:
        return pl.String()
    if origin is tuple:
        return pl.List(_dtype(args[0]))
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return pl.Struct(
            {name: _dtype(field.annotation) for name, field in bare.model_fields.items()}
        )
    if origin is dict and bare_type(args[1]) is int:
        return pl.List(pl.Struct({"key": pl.String(), "value": pl.Int64()}))
    return pl.String()  # `properties`: free JSON, kept as canonical text


@cache
def frame_schema(model: type[Record]) -> pl.Schema:
    """Columns and types of the frame that holds records of ``model``."""
    return pl.Schema({name: _dtype(field.annotation) for name, field in model.model_fields.items()})


def to_frame(model: type[Record], records: Sequence[Record]) -> pl.DataFrame:
    """``records`` as a frame of :func:`frame_schema`, in the order given; unknowns are null."""
    schema = frame_schema(model)
    columns = {
        name: pl.Series(name, list(map(attrgetter(name), records)), dtype=dtype)
        if name in _plain(model)
        else _nested(name, [cell_of(getattr(record, name), dtype) for record in records], dtype)
        for name, dtype in schema.items()
    }
    return pl.DataFrame(columns, schema=schema)


def _nested(name: str, cells: Sequence[object], dtype: pl.DataType) -> pl.Series:
    """``cells`` as a column; lists of records are made of all their records at once."""
    if not (isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct)):
        return pl.Series(name, cells, dtype=dtype)
    filled = [cell for cell in cells if isinstance(cell, list)]
    items = pl.DataFrame(
        {
            "at": [at for at, cell in enumerate(filled) for _ in cell],
            name: pl.Series([item for cell in filled for item in cell], dtype=dtype.inner),
        },
        schema_overrides={"at": pl.UInt32},
    )
    lists = items.group_by("at", maintain_order=True).agg(name)[name]
    numbers = iter(range(len(filled)))
    at = [next(numbers) if isinstance(cell, list) else None for cell in cells]
    return lists.gather(pl.Series(at, dtype=pl.UInt32))


@cache
def _plain(model: type[Record]) -> frozenset[str]:
    """The columns of ``model`` whose values are cells as they are: text, numbers, yes and no."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if (bare := bare_type(field.annotation)) in _SCALARS or get_origin(bare) is Literal
    )


def cell_of(value: object, dtype: pl.DataType) -> object:
    """A value of a record as a cell of a frame; blank lists, objects and records are unknown."""
    if isinstance(value, BaseModel) and isinstance(dtype, pl.Struct):
        parts = {field.name: _part(value, field) for field in dtype.fields}
        # A record that says nothing is unknown, like a blank cell.
        return parts if any(part is not None for part in parts.values()) else None
    if isinstance(value, tuple) and isinstance(dtype, pl.List):
        inner = cast("pl.DataType", dtype.inner)
        return [cell_of(item, inner) for item in value] or None
    if isinstance(value, dict):
        if not value:
            return None
        if isinstance(dtype, pl.List):
            return [{"key": key, "value": value[key]} for key in sorted(value)]
        return canonical_text(value)
    return value


def _part(record: BaseModel, field: pl.Field) -> object:
    return cell_of(getattr(record, field.name), cast("pl.DataType", field.dtype))


def canonical_text(value: JsonValue) -> str:
    """``value`` as JSON text that is equal exactly for equal values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def to_documents(model: type[Record], frame: pl.DataFrame) -> Iterable[dict[str, JsonValue]]:
    """The rows of ``frame`` as JSON objects, unknowns left out; the inverse of :func:`to_frame`."""
    columns = {
        name: frame[name].to_list()
        if name in _plain(model)
        else [_value(bare_type(field.annotation), cell) for cell in frame[name].to_list()]
        for name, field in model.model_fields.items()
        if frame[name].null_count() < frame.height
    }
    for cells in zip(*columns.values(), strict=True):
        yield {name: cell for name, cell in zip(columns, cells, strict=True) if cell is not None}


def to_json_texts(model: type[Record], frame: pl.DataFrame) -> pl.Series:
    """The rows of ``frame`` as JSON texts with sorted keys, unknowns left out.

    Equal to what encoding :func:`to_documents` gives, column by column.
    """
    texts = [
        pl.concat_str(
            pl.lit(f'"{name}":'), _json_text(frame[name], model.model_fields[name].annotation)
        ).alias(name)
        for name in sorted(model.model_fields)
        if frame[name].null_count() < frame.height
    ]
    row = pl.concat_str(texts, separator=",", ignore_nulls=True)
    return frame.select(pl.concat_str(pl.lit("{"), row, pl.lit("}")).alias("row")).to_series()


_ESCAPED: Final = r'["\\\x00-\x1f]'


def _json_text(cells: pl.Series, annotation: object) -> pl.Series:
    bare = bare_type(annotation)
    if bare in (int, bool):
        return cells.cast(pl.String)
    is_text = cells.dtype == pl.String and get_origin(bare) is not dict
    if is_text and not cells.str.contains(_ESCAPED).any():
        return pl.select(pl.concat_str(pl.lit('"'), cells, pl.lit('"'))).to_series()
    return pl.Series(
        cells.name,
        [
            None
            if cell is None
            else msgspec.json.encode(_value(bare, cell), order="sorted").decode()
            for cell in cells.to_list()
        ],
        dtype=pl.String,
    )


def _value(bare: object, cell: object) -> JsonValue:
    if isinstance(bare, type) and issubclass(bare, BaseModel) and isinstance(cell, dict):
        return {
            name: _value(bare_type(field.annotation), cell[name])
            for name, field in bare.model_fields.items()
            if cell[name] is not None
        }
    if isinstance(cell, list) and get_origin(bare) is tuple:
        inner = bare_type(get_args(bare)[0])
        return [_value(inner, item) for item in cell]
    if isinstance(cell, list):
        return {item["key"]: item["value"] for item in cell}
    if get_origin(bare) is dict and isinstance(cell, str):
        properties: JsonValue = json.loads(cell)
        return properties
    assert cell is None or isinstance(cell, (str, int, float, bool))  # noqa: S101 - narrows the type
    return cell
