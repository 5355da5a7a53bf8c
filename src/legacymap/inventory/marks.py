"""How a row stands in a format that has other words: what has no word there goes beside it, marked.

Most formats have a place for attributes that people add: properties, annotations, metadata. An
exported row carries there, under names that begin with ``legacymap/``, each column that the format
has no word for; ``legacymap/columns`` says which columns the format's own words say. So a reader
can tell what the row says from what it infers, and other tools show the columns by name.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Final

from pydantic import JsonValue

from legacymap.inventory.tables import TABLES, bare_type, canonical_text

PREFIX: Final = "legacymap/"
SAID: Final = f"{PREFIX}columns"
"""Which columns the format's own words say, separated by blanks; it makes a row a marked one."""
PROPERTIES: Final = f"{PREFIX}properties"
DEPENDENCIES: Final = f"{PREFIX}dependencies"
"""On a consumer, where the format's own dependencies are bare references: all that is known."""
HOLDINGS: Final = f"{PREFIX}holdings"
"""On a system, where the format has few words for holdings: all that is known."""

HEADING: Final = ("name", "as_of", "currency")
"""What is said of an inventory as a whole."""

_NONE: Final = "-"

_READERS_OWN: Final = frozenset(
    {
        "access",
        "alias",
        "assigned",
        "documentation",
        "element",
        "environment",
        "flow",
        "flows",
        "group",
        "groupings",
        "label",
        "interaction_style",
        "location",
        "name",
        "provided_apis",
        "relation",
        "specialization",
        "tags",
        "through",
        "type",
        "url",
        "used_by",
    }
)
"""Properties that readers add by themselves: a row that has one of its own says so marked."""


def plain(text: str) -> bool:
    """Whether ``text`` stands as it is in any format: legible, without blanks around it."""
    return (
        bool(text)
        and text == text.strip()
        and all(
            letter.isprintable() or letter in "\t\n\u00a0\u00ad\u200b\u200c\u200d\u3000"
            for letter in text
        )
    )


def marks(
    row: Mapping[str, JsonValue], said: Collection[str], *, named: bool = True
) -> dict[str, str]:
    """The attributes beside ``row``, whose columns ``said`` the format's own words say.

    ``named`` is whether properties may stand under their own names.
    """
    # Never empty: some formats and readers drop an attribute without a value.
    beside = {SAID: " ".join(column for column in row if column in said) or _NONE}
    for column, value in row.items():
        if column == "properties" and isinstance(value, dict):
            beside |= _properties(value) if named else {PROPERTIES: marked_text(value)}
        elif column not in said:
            beside[PREFIX + column] = marked_text(value)
    return beside


def marked_text(value: JsonValue) -> str:
    """``value`` as the text of an attribute: words as they are, everything else as JSON."""
    if isinstance(value, str):
        bare = plain(value) and not value.startswith('"')
        return value if bare else json.dumps(value)
    return canonical_text(value) if _is_plain_json(value) else json.dumps(value, sort_keys=True)


def _is_plain_json(value: JsonValue) -> bool:
    return plain(canonical_text(value))


def _properties(given: Mapping[str, JsonValue]) -> dict[str, str]:
    """Words under their own names; what would not come back so as one JSON object."""
    named = {
        name: value
        for name, value in given.items()
        if isinstance(value, str)
        and plain(value)
        and plain(name)
        and "\n" not in name
        and "\t" not in name
        and not name.startswith(PREFIX)
        and name not in _READERS_OWN
    }
    rest = {name: value for name, value in given.items() if name not in named}
    return {**named, **({PROPERTIES: marked_text(rest)} if rest else {})}


def restored(table: str, values: Mapping[str, object]) -> dict[str, object] | None:
    """The row of ``table`` as it was before it went out; ``None`` where ``values`` is not marked.

    What the format says in its own words is taken from there, for people may have changed it;
    attributes that people added since stay properties.
    """
    beside = values.get("properties")
    if not isinstance(beside, Mapping) or not isinstance(beside.get(SAID), str):
        return None
    said = str(beside[SAID]).split()
    row: dict[str, object] = {column: values[column] for column in said if column in values}
    fields = TABLES[table].model_fields
    properties: dict[str, object] = {}
    for name, value in beside.items():
        column = name.removeprefix(PREFIX)
        if not name.startswith(PREFIX):
            if name not in _READERS_OWN:
                properties[name] = value
        elif column in fields and column != "properties":
            row[column] = _meant(value, is_text=column in _texts(table))
    rest = _meant(beside.get(PROPERTIES), is_text=False)
    properties |= rest if isinstance(rest, dict) else {}
    return {**row, "properties": properties} if properties else row


@cache
def _texts(table: str) -> frozenset[str]:
    """The columns of ``table`` that hold text."""
    fields = TABLES[table].model_fields
    return frozenset(name for name in fields if bare_type(fields[name].annotation) is str)


def heading_marks(heading: Mapping[str, JsonValue], said: Collection[str]) -> dict[str, str]:
    """The attributes of a whole file for what its own words do not say of the inventory."""
    return marks(heading, said) if heading.keys() - set(said) else {}


def headed(values: Mapping[str, object], beside: Mapping[str, object]) -> dict[str, object]:
    """What a file says of the inventory as a whole, by its own words and the marks ``beside``."""
    given = beside.get(SAID)
    if not isinstance(given, str):
        return dict(values)
    row = {column: values[column] for column in given.split() if column in values}
    for column in HEADING:
        if PREFIX + column in beside:
            row[column] = _meant(beside[PREFIX + column], is_text=True)
    return row


def details(value: object) -> tuple[dict[str, object], ...]:
    """The rows that a mark lists: those of :data:`DEPENDENCIES`, or of :data:`HOLDINGS`."""
    given = _meant(value, is_text=False)
    return (
        tuple(item for item in given if isinstance(item, dict)) if isinstance(given, list) else ()
    )


def _meant(value: object, *, is_text: bool) -> object:
    """What the text of a mark means; text that is no JSON means itself, and is checked later."""
    if not isinstance(value, str) or (is_text and not value.startswith('"')):
        return value
    try:
        meant: object = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return value if is_text and not isinstance(meant, str) else meant
