"""What a record says after another one was laid over it: what is filled in changes, blanks keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from pydantic import BaseModel

from legacymap.errors import Finding
from legacymap.ingest.merging.preference import Judgement, Preference, Standing
from legacymap.inventory import Record

R = TypeVar("R", bound=Record)

_GATHERED: Final = frozenset({"aliases", "evidence", "kind_evidence"})
"""Columns whose values add up."""
_ITEMS: Final = 10
_LETTERS: Final = 60


@dataclass(frozen=True, slots=True)
class LaidOver(Generic[R]):
    """A record after another was laid over it."""

    record: R
    findings: tuple[Finding, ...]
    """One for each known value that another contradicts: both, where each was said, and why one
    of them counts."""
    told: frozenset[str]
    """Columns that what was laid over speaks for from now on."""


def laid_over(
    under: R,
    over: R,
    *,
    keep: frozenset[str],
    standing: Standing,
    said_by: Callable[[str], Standing],
    preference: Preference,
) -> LaidOver[R]:
    """``under`` with what ``over`` fills in; of two different values ``preference`` chooses.

    Columns in ``keep`` never change; ``standing`` is that of ``over``, and ``said_by`` tells whose
    word a column held before. Scores, properties and other nested values are filled in one by one;
    aliases and evidence add up.
    """
    changes: dict[str, object] = {}
    findings: list[Finding] = []
    told: set[str] = set()
    for column in sorted(over.model_fields_set - keep):
        old, new = getattr(under, column), getattr(over, column)
        if _is_blank(new):
            continue
        earlier = None if _is_blank(old) else said_by(column)
        judgement = Judgement(True, "") if earlier is None else preference.judge(earlier, standing)
        value, conflicts = _filled(column, old, new, judgement.later)
        if value != old:
            changes[column] = value
        if judgement.later:
            told.add(column)
        if earlier is not None:
            findings.extend(_conflict(found, earlier, standing, judgement) for found in conflicts)
    record = under.model_copy(update=changes) if changes else under
    return LaidOver(record, tuple(findings), frozenset(told))


def _conflict(
    found: _Conflict, earlier: Standing, standing: Standing, judgement: Judgement
) -> Finding:
    name, was, is_ = found
    if judgement.later:
        message = f"{_shown(was)} by {earlier.place}, {_shown(is_)} here, which was taken"
    else:
        message = f"{_shown(was)} by {earlier.place}, which was kept, {_shown(is_)} here"
    place = replace(standing.place, column=name)
    return Finding("warning", "conflicting_value", f"{message} ({judgement.why})", place)


_Conflict = tuple[str, object, object]


def _filled(name: str, old: object, new: object, later: bool) -> tuple[object, list[_Conflict]]:
    if _is_blank(new) or old == new:
        return old, []
    if _is_blank(old):
        return new, []
    if name in _GATHERED and isinstance(old, tuple) and isinstance(new, tuple):
        gathered = {repr(item): item for item in (*old, *new)}
        return tuple(gathered[key] for key in sorted(gathered)), []
    if isinstance(old, BaseModel) and isinstance(new, BaseModel):
        return _filled_record(name, old, new, later)
    if isinstance(old, dict) and isinstance(new, dict) and name.startswith("properties"):
        return _filled_properties(name, old, new, later)
    if isinstance(old, str) and isinstance(new, str) and old.strip() == new.strip():
        return old, []
    return (new if later else old), [(name, old, new)]


def _filled_record(
    name: str, old: BaseModel, new: BaseModel, later: bool
) -> tuple[object, list[_Conflict]]:
    changes: dict[str, object] = {}
    conflicts: list[_Conflict] = []
    for inner in sorted(new.model_fields_set):
        value, found = _filled(f"{name}.{inner}", getattr(old, inner), getattr(new, inner), later)
        changes[inner] = value
        conflicts.extend(found)
    return old.model_copy(update=changes), conflicts


def _filled_properties(
    name: str, old: dict[str, object], new: dict[str, object], later: bool
) -> tuple[object, list[_Conflict]]:
    filled = dict(old)
    conflicts: list[_Conflict] = []
    for key, value in sorted(new.items()):
        filled[key], found = _filled(f"{name}.{key}", old.get(key), value, later)
        conflicts.extend(found)
    return filled, conflicts


def _is_blank(value: object) -> bool:
    return value is None or value in ((), {}, [], "")


def _shown(value: object) -> str:
    """``value`` for a message; of a long list how many there are and the first ten."""
    if isinstance(value, (tuple, list)):
        first = "; ".join(_short(str(item)) for item in value[:_ITEMS])
        return repr(first) + (
            f" and {len(value) - _ITEMS} more of {len(value)}" if len(value) > _ITEMS else ""
        )
    return repr(_short(str(value)))


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else text[: _LETTERS - 3] + "..."
