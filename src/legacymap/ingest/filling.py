"""What a record says after another one was laid over it: what is filled in changes, blanks keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

from pydantic import BaseModel

from legacymap.errors import Finding, Place
from legacymap.inventory import Record

R = TypeVar("R", bound=Record)

_GATHERED: Final = frozenset({"aliases", "evidence", "kind_evidence"})
"""Columns whose values add up."""


def laid_over(
    under: R, over: R, *, keep: frozenset[str], place: Place, said_by: Callable[[str], Place]
) -> tuple[R, tuple[Finding, ...]]:
    """``under`` with what ``over`` fills in, and a finding for each known value that changes.

    Columns in ``keep`` never change; ``said_by`` tells who said what a column held before. Scores,
    properties and other nested values are filled in one by one; aliases and evidence add up.
    """
    changes: dict[str, object] = {}
    findings: list[Finding] = []
    for column in sorted(over.model_fields_set - keep):
        old, new = getattr(under, column), getattr(over, column)
        value, conflicts = _filled(column, old, new)
        if value != old:
            changes[column] = value
        findings.extend(
            Finding(
                "warning",
                "conflicting_value",
                f"{_shown(was)} by {said_by(column)}, {_shown(is_)} here, which was taken",
                replace(place, column=name),
            )
            for name, was, is_ in conflicts
        )
    return (under.model_copy(update=changes) if changes else under), tuple(findings)


_Conflict = tuple[str, object, object]


def _filled(name: str, old: object, new: object) -> tuple[object, list[_Conflict]]:
    if _is_blank(new) or old == new:
        return old, []
    if _is_blank(old):
        return new, []
    if name in _GATHERED and isinstance(old, tuple) and isinstance(new, tuple):
        gathered = {repr(item): item for item in (*old, *new)}
        return tuple(gathered[key] for key in sorted(gathered)), []
    if isinstance(old, BaseModel) and isinstance(new, BaseModel):
        return _filled_record(name, old, new)
    if isinstance(old, dict) and isinstance(new, dict) and name.startswith("properties"):
        return _filled_properties(name, old, new)
    if isinstance(old, str) and isinstance(new, str) and old.strip() == new.strip():
        return old, []
    return new, [(name, old, new)]


def _filled_record(name: str, old: BaseModel, new: BaseModel) -> tuple[object, list[_Conflict]]:
    changes: dict[str, object] = {}
    conflicts: list[_Conflict] = []
    for inner in sorted(new.model_fields_set):
        value, found = _filled(f"{name}.{inner}", getattr(old, inner), getattr(new, inner))
        changes[inner] = value
        conflicts.extend(found)
    return old.model_copy(update=changes), conflicts


def _filled_properties(
    name: str, old: dict[str, object], new: dict[str, object]
) -> tuple[object, list[_Conflict]]:
    filled = dict(old)
    conflicts: list[_Conflict] = []
    for key, value in sorted(new.items()):
        filled[key], found = _filled(f"{name}.{key}", old.get(key), value)
        conflicts.extend(found)
    return filled, conflicts


def _is_blank(value: object) -> bool:
    return value is None or value in ((), {}, [], "")


def _shown(value: object) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return repr(text if len(text) <= 60 else text[:57] + "...")
