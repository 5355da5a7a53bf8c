"""What a scenario changes, in plain words: who goes, who stays, what is set, old beside new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from legacymap.assessment.patch import Patch
from legacymap.inventory import Inventory
from legacymap.inventory.naming import Names
from legacymap.inventory.records import System
from legacymap.inventory.tables import to_documents
from legacymap.planning import Policy

_KEYS = ("skill", "year", "name", "id")
"""What items of a list are told apart by."""
_LONGEST = 160


def told_changes(
    patch: Patch, inventory: Inventory, *, before: Policy, after: Policy
) -> tuple[str, ...]:
    """The changes of ``patch`` on ``inventory`` and on the policy ``before``, one a line."""
    names = Names(inventory)
    return (
        *(f"without {_called(names, text)}" for text in patch.retire),
        *(f"{_called(names, text)} is not replaced" for text in patch.keep),
        *(f"no longer: {_ends(names, str(named))}" for named in patch.remove_dependencies),
        *(
            f"new: {_called(names, new.consumer)} -> {_called(names, new.provider)}"
            + (f" ({new.kind})" if new.kind else "")
            for new in patch.add_dependencies
        ),
        *_attributes(patch, inventory, names),
        *_settings(before, after, skip={"exclude"} if patch.keep else set()),
    )


def _called(names: Names, text: str) -> str:
    return names[names.find(text) or text]


def _ends(names: Names, said: str) -> str:
    consumer, arrow, rest = said.partition(" -> ")
    if not arrow:
        return said
    provider, bracket, more = rest.partition(" (")
    return f"{_called(names, consumer)} -> {_called(names, provider)}{bracket}{more}"


def _attributes(patch: Patch, inventory: Inventory, names: Names) -> Iterator[str]:
    asked = {names.find(text): values for text, values in patch.set.items()}
    rows = {
        str(row["id"]): row
        for row in to_documents(System, inventory.systems)
        if str(row["id"]) in asked
    }
    for system, values in sorted((s, v) for s, v in asked.items() if s is not None):
        old = dict(_flat("", rows[system]))
        for path, value in _leaves("", values):
            was, now = _short(old.get(path)), _short(value)
            if was != now:
                yield f"{names[system]}: {path} {now} (was {was})"


def _leaves(path: str, patch: Mapping[str, JsonValue]) -> Iterator[tuple[str, object]]:
    for key, value in patch.items():
        inner = f"{path}.{key}".removeprefix(".")
        if isinstance(value, Mapping):
            yield from _leaves(inner, value)
        else:
            yield inner, value


def _settings(before: Policy, after: Policy, *, skip: set[str]) -> Iterator[str]:
    old, new = (dict(_flat("", policy.document())) for policy in (before, after))
    for path in [*new, *(path for path in old if path not in new)]:
        if old.get(path) != new.get(path) and path not in skip:
            yield f"policy: {path} {_short(new.get(path))} (was {_short(old.get(path))})"


def _flat(path: str, value: object) -> Iterator[tuple[str, object]]:
    """Every value inside ``value`` with its path; a list of words is one value."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}".removeprefix("."), inner)
    elif isinstance(value, (list, tuple)) and any(isinstance(item, Mapping) for item in value):
        for number, item in enumerate(value):
            yield from _flat(f"{path}[{_key(item, number)}]", item)
    else:
        yield path, value


def _key(item: object, number: int) -> object:
    if isinstance(item, Mapping):
        return next((item[key] for key in _KEYS if item.get(key) is not None), number)
    return number


def _short(value: object) -> str:
    if value is None or value in ((), [], {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        text = ", ".join(_short(item) for item in value)
    elif isinstance(value, int):
        text = f"{value:,}"
    else:
        text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
