"""Attributes of spans as plain text by name, from the shapes in which formats write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import JsonValue

from legacymap.ingest.json_items import Json, word

_VALUES: Final = (
    "stringValue",
    "intValue",
    "boolValue",
    "doubleValue",
    "string_value",
    "int_value",
)


def key_values(items: JsonValue) -> dict[str, str]:
    """``[{"key": ..., "value": ...}]``, the value bare (Jaeger) or in an object (OTLP)."""
    found: dict[str, str] = {}
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(key := item.get("key"), str):
            text = _text(item.get("value"))
            if text is not None:
                found.setdefault(key, text)
    return found


def plain(items: JsonValue) -> dict[str, str]:
    """An object of names and values (Zipkin's tags)."""
    if not isinstance(items, dict):
        return {}
    return {key: text for key, value in items.items() if (text := word(value)) is not None}


def has_failed(given: Mapping[str, str]) -> bool:
    """Whether a tag says that the work failed: `error` is there and does not say no."""
    return "error" in given and given["error"].casefold() not in ("false", "0")


def _text(value: JsonValue) -> str | None:
    if isinstance(value, dict):
        return next((_shown(value, key) for key in _VALUES if key in value), None)
    return word(value)


def _shown(value: Json, key: str) -> str | None:
    return word(value[key])
