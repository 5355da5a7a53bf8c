"""An inventory as an ArchiMate Open Exchange file, version 3: elements, relationships, properties.

Relations are those that ArchiMate allows between any two active elements: Serving from provider to
consumer, Flow where events or files pass, Access to data, Composition where the types allow it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from legacymap.inventory import Inventory
from legacymap.inventory.marks import HOLDINGS, marked_text, marks
from legacymap.report.exports.losses import Exported, Losses
from legacymap.report.exports.rows import Json, Rows, grouped, plain_columns, text, told_apart
from legacymap.report.legible import legible

_NAMESPACE: Final = "http://www.opengroup.org/xsd/archimate/3.0/"
_SCHEMA: Final = "http://www.opengroup.org/xsd/archimate/3.1/archimate3_Model.xsd"
_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
_NC_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_TYPES: Final[Mapping[str, str]] = {
    "actor": "BusinessActor",
    "interface": "ApplicationInterface",
    "platform": "Node",
    "service": "BusinessService",
}
"""What a system is by kind; all others are application components."""
_WHOLES: Final[Mapping[str, frozenset[str]]] = {
    "ApplicationComponent": frozenset({"ApplicationComponent", "ApplicationInterface"}),
    "BusinessActor": frozenset({"BusinessActor"}),
    "BusinessService": frozenset({"BusinessService"}),
    "Node": frozenset({"Node"}),
}
"""What each may be composed of."""
_FLOWING: Final = frozenset({"event", "file"})
_ACCESS: Final[Mapping[str, str]] = {
    "copy": "Read",
    "master": "ReadWrite",
    "reader": "Read",
    "writer": "Write",
}


def to_archimate(inventory: Inventory) -> Exported:
    """The model; organisations and what people hold have no place in it."""
    rows = Rows.of(inventory)
    losses = Losses()
    losses.row("organisations", len(rows.organisations))
    content = _Model(rows, losses).written()
    return Exported(content, losses.findings("ArchiMate"))


def _spelled(id: str) -> str | None:
    return id if _NC_NAME.fullmatch(id) else None


@dataclass(slots=True)
class _Model:
    rows: Rows
    losses: Losses
    types: Mapping[str, str] = field(init=False)
    ids: Mapping[str, str] = field(init=False)
    entity_ids: Mapping[str, str] = field(init=False)
    definitions: dict[str, str] = field(default_factory=dict)
    """Identifiers of the properties, by name."""
    number: int = 0
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        systems, entities = self.rows.systems, self.rows.data_entities
        self.types = {
            text(row, "id"): _TYPES.get(text(row, "kind"), "ApplicationComponent")
            for row in systems
        }
        self.ids = told_apart(self.types, _spelled, "s")
        of_entities = (text(row, "id") for row in entities)
        self.entity_ids = told_apart(of_entities, _spelled, "d", self.ids.values())
        self.taken = {name.casefold() for name in (*self.ids.values(), *self.entity_ids.values())}

    def written(self) -> bytes:
        """The whole document."""
        root = ET.Element(
            "model",
            {
                "xmlns": _NAMESPACE,
                "xmlns:xsi": _INSTANCE,
                "xsi:schemaLocation": f"{_NAMESPACE} {_SCHEMA}",
                "identifier": "model",
            },
        )
        _worded(root, "name", text(self.rows.heading, "name") or "Inventory")
        # Always marked: a model has to have a name, an inventory has not.
        named = plain_columns(self.rows.heading, ("name",))
        self._properties(root, marks(self.rows.heading, named))
        self._elements(ET.SubElement(root, "elements"))
        relationships = ET.Element("relationships")
        self._relationships(relationships)
        if len(relationships):
            root.append(relationships)
        defined = ET.SubElement(root, "propertyDefinitions")
        for name, key in self.definitions.items():
            said = ET.SubElement(
                defined, "propertyDefinition", {"identifier": key, "type": "string"}
            )
            ET.SubElement(said, "name").text = name
        ET.indent(root)
        encoded: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return encoded + b"\n"

    def _elements(self, holder: ET.Element) -> None:
        held = grouped(self.rows.holdings, "system")
        for row in self.rows.systems:
            own = text(row, "id")
            said = {"parent"} if self._is_composed(row) else set()
            details = {}
            if own in held and self.types[own] != "BusinessActor":
                items = [{k: v for k, v in item.items() if k != "system"} for item in held[own]]
                details = {HOLDINGS: marked_text(list(items))}
            self._element(holder, row, self.ids[own], self.types[own], said, details)
        for row in self.rows.data_entities:
            self._element(holder, row, self.entity_ids[text(row, "id")], "DataObject", set(), {})

    def _element(
        self,
        holder: ET.Element,
        row: Json,
        id: str,
        type_: str,
        said: Iterable[str],
        details: Mapping[str, str],
    ) -> None:
        own = {"id"} if id == row["id"] else set()
        held = frozenset(said) | own | plain_columns(row, ("name", "description"))
        element = ET.SubElement(holder, "element", {"identifier": f"id-{id}", "xsi:type": type_})
        _worded(element, "name", text(row, "name"))
        if "description" in row:
            _worded(element, "documentation", text(row, "description"))
        self._properties(element, {**marks(row, held), **details})

    def _is_composed(self, row: Json) -> bool:
        whole = self.types.get(text(row, "parent"), "")
        return self.types[text(row, "id")] in _WHOLES.get(whole, ())

    def _relationships(self, holder: ET.Element) -> None:
        # Ids that are given come first: those made up for the others must differ from them.
        own = (text(row, "id") for row in self.rows.dependencies if "id" in row)
        ids = told_apart(own, _spelled, "r", self.taken)
        self.taken |= {name.casefold() for name in ids.values()}
        for row in self.rows.systems:
            if self._is_composed(row):
                ends = self.ids[text(row, "parent")], self.ids[text(row, "id")]
                self._relationship(holder, "Composition", ends, self._next())
        for row in self.rows.dependencies:
            self._dependency(holder, row, ids.get(text(row, "id")) or self._next())
        for row in self.rows.holdings:
            system = text(row, "system")
            if self.types[system] == "BusinessActor":
                self.losses.row("holdings")
                continue
            ends = self.ids[system], self.entity_ids[text(row, "entity")]
            access = {"accessType": _ACCESS.get(text(row, "role"), "Access")}
            self._relationship(holder, "Access", ends, self._next(), access)

    def _dependency(self, holder: ET.Element, row: Json, id: str) -> None:
        """Provider to consumer: who serves, or where what flows comes from."""
        type_ = "Flow" if row.get("kind") in _FLOWING else "Serving"
        ends = self.ids[text(row, "provider")], self.ids[text(row, "consumer")]
        relationship = self._relationship(holder, type_, ends, id)
        said = {"consumer", "provider", *({"id"} if row.get("id") == id else ())}
        said |= plain_columns(row, ("description",))
        if "description" in row:
            _worded(relationship, "name", text(row, "description"))
        self._properties(relationship, marks(row, said))

    def _relationship(
        self,
        holder: ET.Element,
        type_: str,
        ends: tuple[str, str],
        id: str,
        more: Mapping[str, str] | None = None,
    ) -> ET.Element:
        named = {"identifier": f"id-{id}", "source": f"id-{ends[0]}", "target": f"id-{ends[1]}"}
        attributes = {**named, "xsi:type": type_, **(more or {})}
        return ET.SubElement(holder, "relationship", attributes)

    def _next(self) -> str:
        while True:
            self.number += 1
            if f"r{self.number}" not in self.taken:
                return f"r{self.number}"

    def _properties(self, element: ET.Element, beside: Mapping[str, str]) -> None:
        properties = ET.SubElement(element, "properties")
        for name in sorted(beside):
            key = self.definitions.setdefault(name, f"property-{len(self.definitions) + 1}")
            said = ET.SubElement(properties, "property", {"propertyDefinitionRef": key})
            _worded(said, "value", beside[name])


def _worded(holder: ET.Element, name: str, words: str) -> None:
    # What XML cannot hold is in a property beside it, as JSON.
    ET.SubElement(holder, name, {"xml:lang": "en"}).text = legible(words)
