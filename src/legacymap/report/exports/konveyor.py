"""An inventory as Konveyor's table of applications and their dependencies (CSV).

Konveyor knows an application by its name alone: names that several systems share get the id too.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from legacymap.inventory import Inventory
from legacymap.report.comma_separated import Value, comma_separated
from legacymap.report.exports.losses import Exported, Losses
from legacymap.report.exports.rows import Json, Rows, text, told_apart

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
    held |= {"description"} if text(row, "description").strip() == row.get("description") else set()
    losses.columns("systems", row, frozenset(held))
    filled: dict[str, Value] = {
        "Record Type 1": 1,
        "Application Name": name,
        "Description": text(row, "description"),
    }
    return [filled.get(column) for column in _COLUMNS]


def _dependencies(rows: Rows, names: dict[str, str], losses: Losses) -> list[list[Value]]:
    seen: set[tuple[str, str]] = set()
    lines: list[list[Value]] = []
    for row in rows.dependencies:
        consumer, provider = text(row, "consumer"), text(row, "provider")
        if (consumer, provider) in seen:
            losses.row("dependencies")
            continue
        seen.add((consumer, provider))
        losses.columns("dependencies", row, frozenset({"consumer", "provider"}))
        filled: dict[str, Value] = {
            "Record Type 1": 2,
            "Application Name": names[consumer],
            "Dependency": names[provider],
            "Dependency Direction": "southbound",
        }
        lines.append([filled.get(column) for column in _COLUMNS])
    return lines
