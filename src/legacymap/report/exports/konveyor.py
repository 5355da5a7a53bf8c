"""An inventory as Konveyor's table of applications and their dependencies (CSV).

Konveyor knows an application by its name alone: names that several systems share get the id too.
Owners are people with an address there (``Jo Doe <jo@example.com>``); all others are tags.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from legacymap.inventory import Inventory
from legacymap.inventory.marks import plain
from legacymap.report.comma_separated import Value, comma_separated
from legacymap.report.exports.losses import Exported, Losses
from legacymap.report.exports.rows import Json, Rows, plain_columns, text, told_apart, words

_COLUMNS: Final = (
    "Record Type 1",
    "Application Name",
    "Description",
    "Comments",
    "Business Service",
    "Dependency",
    "Dependency Direction",
    "Binary Group",
    "Binary Artifact",
    "Binary Version",
    "Binary Packaging",
    "Repository Type",
    "Repository URL",
    "Repository Branch",
    "Repository Path",
    "Owner",
    "Contributors",
    *(f"{what} {number}" for number in range(1, 21) for what in ("Tag Category", "Tag")),
)
_MOST_TAGS: Final = 20
_KEPT: Final = frozenset(
    column
    for column in _COLUMNS
    if column.startswith(("Binary", "Comments", "Contributors", "Repository"))
)
"""Columns that say nothing of an inventory: they come from properties of the same name."""
_PERSON: Final = re.compile(r"[^<>]+ <[^<>@\s]+@[^<>@\s]+>")
_TECHNOLOGY: Final = "Technology"
_OWNER: Final = "Owner"
_PLAIN_TAG: Final = "Tag"
_RESERVED: Final = frozenset(
    {
        "cots",
        "database",
        "framework",
        "language",
        "middleware",
        "operatingsystem",
        "owner",
        "platform",
        "runtime",
        "tag",
        "tags",
        "technology",
    }
)
"""Categories that say something else than a tag."""


def to_konveyor(inventory: Inventory) -> Exported:
    """A row an application, then a row a pair of applications of which one needs the other."""
    rows = Rows.of(inventory)
    losses = Losses()
    losses.heading(rows.heading, frozenset())
    for table in ("organisations", "data_entities", "holdings"):
        losses.row(table, len(getattr(rows, table)))
    names = application_names(rows)
    lines = [_application(row, names[text(row, "id")], losses) for row in rows.systems]
    lines += _dependencies(rows, names, losses)
    return Exported(comma_separated(_COLUMNS, lines), losses.findings("Konveyor"))


def application_names(rows: Rows) -> dict[str, str]:
    """What each system is called: by its name, with its id where others are called so too."""
    shared = Counter(_one_line(text(row, "name")).casefold() for row in rows.systems)
    called = {}
    for row in rows.systems:
        name, own = _one_line(text(row, "name")), _one_line(text(row, "id"))
        called[text(row, "id")] = name if shared[name.casefold()] == 1 else f"{name} [{own}]"
    return told_apart(called, called.get, "application ")


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _application(row: Json, name: str, losses: Losses) -> list[Value]:
    held = {"name"} if name == text(row, "name") else set()
    held |= {"id"} if text(row, "id") == name else set()
    held |= {"kind"} if row.get("kind") == "application" else set()
    filled: dict[str, Value] = {"Record Type 1": 1, "Application Name": name}
    for column, title in (("description", "Description"), ("partition", "Business Service")):
        filled[title] = text(row, column)
        held |= {column} if text(row, column).strip() == row.get(column) else set()
    owner = text(row, "owner")
    if _PERSON.fullmatch(owner):
        filled[_OWNER] = owner
    tagged, of = _tags(row)
    for number, (category, tag) in enumerate(tagged, start=1):
        filled[f"Tag Category {number}"], filled[f"Tag {number}"] = category, tag
    given = row.get("properties")
    properties = dict(given) if isinstance(given, dict) else {}
    for title in _KEPT & properties.keys():
        if plain(said := text(properties, title)):
            filled[title] = said
            del properties[title]
    listed = properties.get("tags")
    if isinstance(listed, dict) and set(listed) <= {category for category, _ in tagged}:
        # Tags by category, as the reader keeps them: each stands where it belongs.
        del properties["tags"]
    losses.columns("systems", {**row, "properties": properties}, frozenset(held | of))
    return [filled.get(column) for column in _COLUMNS]


def _tags(row: Json) -> tuple[list[tuple[str, str]], set[str]]:
    """Categories and tags, at most as many as there are columns; and what they say in full."""
    categories = dict(_categories(row))
    found: list[tuple[str, str]] = []
    held: set[str] = set()
    owner = text(row, "owner")
    groups = {
        "owner": [] if _PERSON.fullmatch(owner) or not owner else [(_OWNER, owner)],
        "technologies": [
            (categories.get(word, _TECHNOLOGY), word) for word in words(row, "technologies")
        ],
        "tags": [_split(word) for word in words(row, "tags")],
    }
    for column, pairs in groups.items():
        fitting = [pair for pair in pairs if plain(pair[1])]
        if len(found) + len(fitting) <= _MOST_TAGS:
            found += fitting
            held |= {column} if fitting == pairs else set()
        else:
            found += fitting[: _MOST_TAGS - len(found)]
    return found, held


def _categories(row: Json) -> Iterator[tuple[str, str]]:
    """The category of each technology, where it was read from such a table."""
    properties = row.get("properties")
    tags = properties.get("tags") if isinstance(properties, dict) else None
    for category, listed in tags.items() if isinstance(tags, dict) else ():
        if isinstance(listed, list) and _normal(category) in _RESERVED - {_normal(_OWNER)}:
            yield from ((tag, category) for tag in listed if isinstance(tag, str))


def _split(tag: str) -> tuple[str, str]:
    """``Data Center: Paris`` is a tag of a category; all others are of none."""
    category, colon, rest = tag.partition(": ")
    is_both = bool(colon) and plain(category) and plain(rest)
    return (category, rest) if is_both and _normal(category) not in _RESERVED else (_PLAIN_TAG, tag)


def _normal(category: str) -> str:
    return re.sub(r"[\s_.\-]+", "", category).casefold()


def _dependencies(rows: Rows, names: dict[str, str], losses: Losses) -> list[list[Value]]:
    seen: set[tuple[str, str]] = set()
    lines: list[list[Value]] = []
    for row in rows.dependencies:
        consumer, provider = text(row, "consumer"), text(row, "provider")
        if (consumer, provider) in seen:
            losses.row("dependencies")
            continue
        seen.add((consumer, provider))
        held = {"consumer", "provider"} | ({"kind"} if row.get("kind") == "call" else set())
        held |= plain_columns(row, ("description",))
        losses.columns("dependencies", row, frozenset(held))
        filled: dict[str, Value] = {
            "Record Type 1": 2,
            "Application Name": names[consumer],
            "Dependency": names[provider],
            "Dependency Direction": "southbound",
            "Description": text(row, "description"),
        }
        lines.append([filled.get(column) for column in _COLUMNS])
    return lines
