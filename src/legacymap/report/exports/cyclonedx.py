"""An inventory as a CycloneDX bill: systems are services, data entities components of type data.

A dependency of CycloneDX is a bare reference and a data flow says little, so that each service
carries what else is known of its dependencies and holdings as properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.inventory import Inventory
from legacymap.inventory.marks import (
    DEPENDENCIES,
    HOLDINGS,
    heading_marks,
    marked_text,
    marks,
)
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
)

_FLOWS: Final[Mapping[str, str]] = {
    "copy": "inbound",
    "master": "bi-directional",
    "reader": "inbound",
    "writer": "outbound",
}


def to_cyclonedx(inventory: Inventory) -> Exported:
    """The bill, version 1.6, indented; organisations have no place in it."""
    rows = Rows.of(inventory)
    losses = Losses()
    losses.row("organisations", len(rows.organisations))
    bill = _Bill(rows)
    beside = heading_marks(rows.heading, ())
    document: Json = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        **({"metadata": {"properties": _properties(beside)}} if beside else {}),
        "components": list(bill.data()),
        "services": bill.services(),
        "dependencies": list(bill.dependencies()),
    }
    return Exported(indented(document), losses.findings("CycloneDX"))


@dataclass(slots=True)
class _Bill:
    rows: Rows
    ids: Mapping[str, str] = field(init=False)
    entity_ids: Mapping[str, str] = field(init=False)
    sensitivity: Mapping[str, str] = field(init=False)
    parts: Mapping[str, list[Json]] = field(init=False)
    needs: Mapping[str, list[Json]] = field(init=False)
    holds: Mapping[str, list[Json]] = field(init=False)

    def __post_init__(self) -> None:
        self.ids = told_apart((text(row, "id") for row in self.rows.systems), plain_id, "s")
        entities = self.rows.data_entities
        self.entity_ids = told_apart(
            (text(row, "id") for row in entities), plain_id, "d", self.ids.values()
        )
        self.sensitivity = {text(row, "id"): text(row, "sensitivity") for row in entities}
        self.parts = grouped(self.rows.systems, "parent")
        self.needs = grouped(self.rows.dependencies, "consumer")
        self.holds = grouped(self.rows.holdings, "system")

    def data(self) -> Iterator[JsonValue]:
        """A component for each data entity."""
        for row in self.rows.data_entities:
            own = self.entity_ids[text(row, "id")]
            said = plain_columns(row, ("name", "description"))
            said |= {"id"} if own == row["id"] else set()
            component: Json = {
                "bom-ref": own,
                "type": "data",
                "name": text(row, "name"),
                "description": text(row, "description"),
                "properties": _properties(marks(row, said)),
            }
            yield {key: value for key, value in component.items() if value}

    def services(self) -> list[JsonValue]:
        """A service for each system, inside the service that it is a part of."""
        made = {text(row, "id"): self._service(row) for row in self.rows.systems}
        top: list[JsonValue] = []
        for row in self.rows.systems:
            service, parent = made[text(row, "id")], made.get(text(row, "parent"))
            if parent is None:
                top.append(service)
                continue
            inside = parent.setdefault("services", [])
            if isinstance(inside, list):
                inside.append(service)
        return top

    def _service(self, row: Json) -> Json:
        own = text(row, "id")
        said = plain_columns(row, ("name", "description", "supplier"))
        said |= {"id"} if self.ids[own] == own else set()
        said |= {"parent"} if text(row, "parent") in self.ids else set()
        beside = marks(row, said)
        if needed := self.needs.get(own):
            beside[DEPENDENCIES] = marked_text([_without(item, "consumer") for item in needed])
        if held := self.holds.get(own):
            beside[HOLDINGS] = marked_text([_without(item, "system") for item in held])
        service: Json = {
            "bom-ref": self.ids[own],
            "name": text(row, "name"),
            "description": text(row, "description"),
            "provider": {"name": text(row, "supplier")} if "supplier" in row else None,
            "data": list[JsonValue](map(self._flow, held or ())),
            "properties": _properties(beside),
        }
        return {key: value for key, value in service.items() if value}

    def _flow(self, holding: Json) -> JsonValue:
        entity = text(holding, "entity")
        return {
            "flow": _FLOWS.get(text(holding, "role"), "unknown"),
            "classification": self.sensitivity.get(entity) or "unknown",
            "name": self.entity_ids[entity],
        }

    def dependencies(self) -> Iterator[JsonValue]:
        """Whom each service needs, each once."""
        for consumer, needed in sorted(self.needs.items()):
            providers = sorted({self.ids[text(item, "provider")] for item in needed})
            yield {"ref": self.ids[consumer], "dependsOn": list[JsonValue](providers)}


def _without(row: Json, column: str) -> Json:
    return {name: value for name, value in row.items() if name != column}


def _properties(beside: Mapping[str, str]) -> list[JsonValue]:
    return [{"name": name, "value": beside[name]} for name in sorted(beside)]
