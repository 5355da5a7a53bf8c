"""An inventory as a Backstage catalogue: components, resources and groups in one YAML file.

References are `dependsOn`, which says nothing else: what is known of a dependency stands in an
annotation of its consumer. Names of entities are made from ids; ids stand in an annotation too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import yaml
from pydantic import JsonValue

from legacymap.inventory import Inventory
from legacymap.inventory.marks import DEPENDENCIES, PREFIX, PROPERTIES, marked_text, marks
from legacymap.report.exports.losses import Exported, Losses
from legacymap.report.exports.rows import Json, Rows, grouped, plain_columns, text, told_apart

_NAME: Final = re.compile(r"[A-Za-z0-9](?:[-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?")
_RESOURCES: Final[Mapping[str, str]] = {"data_store": "database", "platform": "server"}
_LIFECYCLES: Final[Mapping[str, str]] = {
    "live": "production",
    "phasing_out": "deprecated",
    "planned": "experimental",
    "retired": "deprecated",
}


def to_backstage(inventory: Inventory) -> Exported:
    """The catalogue; data entities and holdings have no place in it."""
    rows = Rows.of(inventory)
    losses = Losses()
    losses.heading(rows.heading, frozenset())
    for table in ("data_entities", "holdings"):
        losses.row(table, len(getattr(rows, table)))
    # The safe dumper quotes whatever a reader could take for a number, a date or a truth.
    content = yaml.safe_dump_all(
        list(_Catalogue(rows).entities()),
        allow_unicode=True,
        explicit_start=True,
        sort_keys=False,
        width=100,
    )
    return Exported(content.encode(), losses.findings("Backstage"))


def _spelled(own: str) -> str | None:
    return own if _NAME.fullmatch(own) else None


@dataclass(slots=True)
class _Catalogue:
    rows: Rows
    names: Mapping[str, str] = field(init=False)
    groups: Mapping[str, str] = field(init=False)
    kinds: Mapping[str, str] = field(init=False)
    needs: Mapping[str, list[Json]] = field(init=False)

    def __post_init__(self) -> None:
        systems, organisations = self.rows.systems, self.rows.organisations
        self.names = told_apart((text(row, "id") for row in systems), _spelled, "system-")
        self.groups = told_apart((text(row, "id") for row in organisations), _spelled, "group-")
        self.kinds = {
            text(row, "id"): "Resource" if text(row, "kind") in _RESOURCES else "Component"
            for row in systems
        }
        self.needs = grouped(self.rows.dependencies, "consumer")

    def entities(self) -> Iterator[Json]:
        """Groups, then components and resources."""
        for row in self.rows.organisations:
            yield self._group(row)
        for row in self.rows.systems:
            yield self._system(row)

    def _group(self, row: Json) -> Json:
        said = plain_columns(row, ("name",))
        spec: Json = {"type": "organisation", "children": []}
        if text(row, "parent") in self.groups:
            said |= {"parent"}
            spec["parent"] = f"group:default/{self.groups[text(row, 'parent')]}"
        metadata = self._metadata(self.groups[text(row, "id")], row, said, {})
        return _entity("Group", metadata, spec)

    def _system(self, row: Json) -> Json:
        own = text(row, "id")
        said = plain_columns(row, ("name", "description"))
        spec: Json = {
            "type": _RESOURCES.get(text(row, "kind"), "service"),
            "owner": "unknown",
        }
        if self.kinds[own] == "Component":
            spec["lifecycle"] = _LIFECYCLES.get(text(row, "lifecycle"), "unknown")
        if text(row, "owner") in self.groups:
            spec["owner"] = f"group:default/{self.groups[text(row, 'owner')]}"
            said |= {"owner"}
        parent = text(row, "parent")
        if self.kinds[own] == self.kinds.get(parent) == "Component":
            spec["subcomponentOf"] = self._reference(parent)
            said |= {"parent"}
        details = {}
        if needed := self.needs.get(own):
            items = [{k: v for k, v in item.items() if k != "consumer"} for item in needed]
            details = {DEPENDENCIES: marked_text(list(items))}
            providers = sorted({self._reference(text(item, "provider")) for item in needed})
            spec["dependsOn"] = list[JsonValue](providers)
        metadata = self._metadata(self.names[own], row, said, details)
        return _entity(self.kinds[own], metadata, spec)

    def _reference(self, system: str) -> str:
        return f"{self.kinds[system].lower()}:default/{self.names[system]}"

    def _metadata(
        self, name: str, row: Json, said: frozenset[str], details: Mapping[str, str]
    ) -> Json:
        """Annotations have short plain names: properties by other names are one annotation."""
        beside = marks(row, said)
        odd = {key: beside.pop(key) for key in sorted(beside) if not key.startswith(PREFIX)}
        if odd:
            given = row["properties"]
            beside[PROPERTIES] = marked_text(given)
        metadata: Json = {"name": name, "title": text(row, "name")}
        if "description" in row:
            metadata["description"] = text(row, "description")
        return {**metadata, "annotations": {**beside, **details}}


def _entity(kind: str, metadata: Json, spec: Json) -> Json:
    return {
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": metadata,
        "spec": spec,
    }
