"""Which named attributes of a model's element are columns of the inventory; the rest stays named.

Modelling tools let people add attributes under any name. One that is spelled like a column
(`End of life`, `businessCriticality`) fills it, if its text means something there; every other one
is kept in `properties` under the name that people gave it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from pydantic import JsonValue, TypeAdapter, ValidationError

from legacymap.ingest.vocabulary.cells import meaning
from legacymap.ingest.vocabulary.headers import MODELS, column_of
from legacymap.inventory.marks import SAID

_NEVER: Final = frozenset(
    {
        "id",
        "name",
        "kind",
        "parent",
        "aliases",
        "description",
        "consumer",
        "provider",
        "system",
        "entity",
        "entities",
        "role",
        "evidence",
        "kind_evidence",
        "properties",
        "partition",
    }
)
"""What the format itself says, and what a loosely named attribute must not change."""


def attributes(table: str, given: Mapping[str, JsonValue]) -> dict[str, object]:
    """Values by column of ``table``, and under `properties` all of ``given`` that fills none.

    What was exported from here marks its columns itself, and nothing else of it is one.
    """
    if SAID in given:
        return {"properties": dict(given)}
    values: dict[str, object] = {}
    properties: dict[str, object] = {}
    for name, value in given.items():
        column = column_of(table, name)
        known = column[0] if column and len(column) == 1 and column[0] not in _NEVER else None
        meant = _meant(table, known, value) if known and known not in values else None
        if known and meant is not None:
            values[known] = meant
        elif value not in (None, "", [], {}):
            properties[name] = value
    return {**values, "properties": properties} if properties else values


def _meant(table: str, column: str, value: JsonValue) -> JsonValue:
    """What ``value`` means in the column, ``None`` where it means nothing there."""
    if isinstance(value, str):
        if not value.strip():
            return None
        value = meaning(table, MODELS[table], column)(value)
    try:
        _type(table, column).validate_python(value)
    except ValidationError:
        return None
    return value


@cache
def _type(table: str, column: str) -> TypeAdapter[object]:
    field = MODELS[table].model_fields[column]
    return TypeAdapter(field.rebuild_annotation())
