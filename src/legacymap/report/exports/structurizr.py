"""An inventory as a Structurizr workspace: people, software systems, containers, components.

Structurizr nests three deep; what is deeper stands beside its whole and says so in a property. It
refuses equal names side by side, and two relationships of one pair that are described alike: those
get their id, or a number, behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.inventory import Inventory
from legacymap.inventory.marks import heading_marks, marks, plain
from legacymap.report.exports.losses import Exported, Losses
from legacymap.report.exports.rows import (
    Json,
    Rows,
    grouped,
    indented,
    plain_columns,
    plain_id,
    text,
    told_apart,
    words,
)

_LEVELS: Final = (
    ("softwareSystems", "Software System"),
    ("containers", "Container"),
    ("components", "Component"),
)
_BUILT_IN: Final = frozenset({"Element", "Person", *(type_ for _, type_ in _LEVELS)})


def to_structurizr(inventory: Inventory) -> Exported:
    """The workspace, indented; organisations, data entities and holdings have no place in it."""
    rows = Rows.of(inventory)
    losses = Losses()
    for table in ("organisations", "data_entities", "holdings"):
        losses.row(table, len(getattr(rows, table)))
    model = _Model(rows).model()
    beside = heading_marks(rows.heading, plain_columns(rows.heading, ("name",)))
    workspace: Json = {
        "name": text(rows.heading, "name"),
        "properties": dict[str, JsonValue](beside),
        "model": model,
        "views": {},
    }
    workspace = {key: value for key, value in workspace.items() if value or key == "views"}
    return Exported(indented(workspace), losses.findings("structurizr"))


@dataclass(slots=True)
class _Model:
    rows: Rows
    ids: Mapping[str, str] = field(init=False)
    parts: Mapping[str, list[Json]] = field(init=False)
    people: set[str] = field(init=False)
    """The ids of those that are people."""
    relationships: Mapping[str, list[Json]] = field(init=False)
    described: set[tuple[str, str, str]] = field(default_factory=set)
    """Ends and description of each relationship."""

    def __post_init__(self) -> None:
        self.ids = told_apart((text(row, "id") for row in self.rows.systems), plain_id, "s")
        self.parts = grouped(self.rows.systems, "parent")
        self.people = {text(row, "id") for row in self.rows.systems if self._is_person(row)}
        own = told_apart(
            (text(row, "id") for row in self.rows.dependencies if "id" in row),
            plain_id,
            "r",
            self.ids.values(),
        )
        numbers = [f"#{number}" for number, _ in enumerate(self.rows.dependencies)]
        free = told_apart(numbers, lambda _: None, "r", [*self.ids.values(), *own.values()])
        of_consumer: dict[str, list[Json]] = {}
        for number, row in zip(numbers, self.rows.dependencies, strict=True):
            key = own[text(row, "id")] if "id" in row else free[number]
            of_consumer.setdefault(text(row, "consumer"), []).append(self._relationship(row, key))
        self.relationships = of_consumer

    def model(self) -> Json:
        """People, and software systems with what is inside them."""
        known = {text(row, "id") for row in self.rows.systems}
        people: list[JsonValue] = []
        software: list[JsonValue] = []
        names: set[str] = set()
        for row in self.rows.systems:
            if self._is_person(row):
                people.append(self._element(row, "Person", frozenset(), names))
            elif text(row, "parent") not in known or self._in_person(row):
                at_top = frozenset({"partition"})
                element = self._element(row, _LEVELS[0][1], at_top, names)
                self._nest(element, row, 1)
                software.append(element)
        return {"people": people, "softwareSystems": software}

    def _is_person(self, row: Json) -> bool:
        return text(row, "kind") == "actor"

    def _in_person(self, row: Json) -> bool:
        return text(row, "parent") in self.people

    def _nest(self, element: Json, row: Json, level: int) -> None:
        """Put the parts of ``row`` into ``element``; the parts of a component beside it."""
        key, type_ = _LEVELS[level]
        inside: list[JsonValue] = []
        names: set[str] = set()
        for part in self.parts.get(text(row, "id"), ()):
            if self._is_person(part):
                continue
            made = self._element(part, type_, frozenset({"parent"}), names)
            inside.append(made)
            if level + 1 < len(_LEVELS):
                self._nest(made, part, level + 1)
            else:
                inside.extend(self._deeper(part, type_, names))
        if inside:
            element[key] = inside

    def _deeper(self, row: Json, type_: str, names: set[str]) -> list[JsonValue]:
        found: list[JsonValue] = []
        stack = list(reversed(self.parts.get(text(row, "id"), ())))
        while stack:
            part = stack.pop()
            if not self._is_person(part):
                found.append(self._element(part, type_, frozenset(), names))
                stack.extend(reversed(self.parts.get(text(part, "id"), ())))
        return found

    def _element(self, row: Json, type_: str, here: frozenset[str], names: set[str]) -> Json:
        """The element of ``row``, among others that have ``names``, which grow."""
        own = text(row, "id")
        said = plain_columns(row, ("name", "description", *(here & {"partition"})))
        name = _unlike(text(row, "name"), self.ids[own], lambda it: it.casefold() in names)
        names.add(name.casefold())
        said -= {"name"} if name != text(row, "name") else set()
        said |= {"id"} if self.ids[own] == own else set()
        said |= here & {"parent"}
        tags, technologies = words(row, "tags"), words(row, "technologies")
        if _are_tags(tags):
            said |= {"tags"}
        else:
            tags = []
        technology = ", ".join(technologies) if type_ in ("Container", "Component") else ""
        if len(technologies) == 1 and plain(technology):
            said |= {"technologies"}
        element: Json = {
            "id": self.ids[own],
            "name": name,
            "description": text(row, "description"),
            "technology": technology,
            "group": text(row, "partition") if "partition" in here else "",
            "tags": ",".join(("Element", type_, *tags)),
            "properties": dict[str, JsonValue](marks(row, said)),
            "relationships": list[JsonValue](self.relationships.get(own, ())),
        }
        return {key: value for key, value in element.items() if value}

    def _relationship(self, row: Json, id: str) -> Json:
        said = plain_columns(row, ("description", "technology")) | {"consumer", "provider"}
        said |= {"id"} if row.get("id") == id else set()
        ends = text(row, "consumer"), text(row, "provider")
        words = _unlike(text(row, "description"), id, lambda it: (*ends, it) in self.described)
        self.described.add((*ends, words))
        said -= {"description"} if words != text(row, "description") else set()
        relationship: Json = {
            "id": id,
            "sourceId": self.ids[text(row, "consumer")],
            "destinationId": self.ids[text(row, "provider")],
            "description": words,
            "technology": text(row, "technology"),
            "tags": "Relationship",
            "properties": dict[str, JsonValue](marks(row, said)),
        }
        return {key: value for key, value in relationship.items() if value}


def _unlike(words: str, id: str, taken: Callable[[str], bool]) -> str:
    """``words``, with ``id`` behind where they are taken."""
    told = words
    while taken(told):
        told = f"{told} [{id}]".strip()
    return told


def _are_tags(tags: list[str]) -> bool:
    return all(plain(tag) and "," not in tag and tag not in _BUILT_IN for tag in tags)
