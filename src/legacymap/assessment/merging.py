"""A merge patch (RFC 7396): objects are merged, null takes away, everything else replaces."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue


def merged(target: object, patch: JsonValue) -> JsonValue:
    """``target`` with ``patch`` applied; neither is changed."""
    if not isinstance(patch, dict):
        return patch
    result: dict[str, JsonValue] = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result
