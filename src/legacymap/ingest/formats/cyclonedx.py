"""How a CycloneDX bill of materials is read: services, components, dependencies, data flows.

A service may stand in a service and a component in a component: its `parent`. What a service takes
in or gives out is a holding; where the flow names its source or destination among the parts
of the bill, it is a dependency too. Libraries are systems of kind `component`: one that two
applications use is one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.cyclonedx_xml import bill_of
from legacymap.ingest.json_items import NO_LINES, Items, Json, listed, word
from legacymap.ingest.readings import HEADING, Reading
from legacymap.ingest.vocabulary.attributes import attributes
from legacymap.inventory import LooseRow
from legacymap.inventory.marks import headed
from legacymap.inventory.vocabulary import SystemKind

_NAMESPACE: Final = "http://cyclonedx.org/schema/bom"
_KINDS: Final[dict[str, SystemKind]] = {
    "application": "application",
    "library": "component",
    "framework": "component",
    "machine-learning-model": "component",
    "container": "platform",
    "platform": "platform",
    "operating-system": "platform",
    "device": "platform",
    "device-driver": "platform",
    "firmware": "platform",
}
_FLOWS: Final[dict[str, tuple[str | None, ...]]] = {
    "inbound": ("reader",),
    "outbound": ("writer",),
    "bi-directional": ("reader", "writer"),
    "unknown": (None,),
}
"""What a service does with data that flows so: take it in, give it out, both, nobody knows."""
_READ: Final = frozenset(
    {
        "$schema",
        "bomFormat",
        "components",
        "dependencies",
        "metadata",
        "serialNumber",
        "services",
        "specVersion",
        "version",
        "xmlns",
    }
)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_cyclonedx(source: Source) -> bool:
    """Whether the file says that it is a bill of CycloneDX, as JSON or as XML."""
    if source.xml_root is not None:
        namespace, name = source.xml_root
        return name == "bom" and namespace.startswith(_NAMESPACE)
    if not source.looks_like_json or b"CycloneDX" not in source.content:
        return False
    document = source.document
    return isinstance(document, dict) and document.get("bomFormat") == "CycloneDX"


def read_cyclonedx(source: Source) -> tuple[Reading, ...]:
    """The systems, dependencies and holdings of the bill.

    Raises:
        UnreadableFile: it is neither JSON nor XML, or no bill.
    """
    bill, lines = bill_of(source.xml) if source.looks_like_xml else (source.document, NO_LINES)
    if not isinstance(bill, dict) or not {"components", "services", "metadata"} & bill.keys():
        message = "a CycloneDX bill has `components`, `services` or `metadata`; here is none"
        finding = Finding("error", "misshapen_document", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    items = Items(source.name, lines)
    walk = _Walk(items, _date(bill))
    walk.everything(bill)
    serial = word(bill.get("serialNumber"))
    return (
        Reading(
            file=source.name,
            format="cyclonedx",
            digest=source.digest,
            namespace=f"cyclonedx {serial}" if serial else source.namespace,
            is_model=True,
            rows={name: tuple(rows) for name, rows in walk.rows.items() if rows},
            rejects=tuple(items.rejects),
            findings=tuple(items.findings),
            counts=dict(walk.counts),
            original=items.original,
        ),
    )


def _date(bill: Json) -> str | None:
    metadata = bill.get("metadata")
    stamp = word(metadata.get("timestamp")) if isinstance(metadata, dict) else None
    found = _DATE.match(stamp or "")
    return found[0] if found else None


@dataclass(slots=True)
class _Walk:
    """What has been met on the way through one bill."""

    items: Items
    as_of: str | None
    rows: dict[str, list[LooseRow]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    systems: set[str] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)
    flows: list[tuple[str, str, str, Json]] = field(default_factory=list)
    """Path, service, data entity and the flow, to be linked when all parts are known."""

    def everything(self, bill: Json) -> None:
        """All parts of ``bill``; what has no place in an inventory is counted."""
        metadata = bill.get("metadata")
        subject = metadata.get("component") if isinstance(metadata, dict) else None
        if isinstance(subject, dict):
            self.items.originals["metadata.component"] = subject
            self._component("metadata.component", subject, None)
        self._components(bill.get("components"), "components", None)
        self._services(bill.get("services"), "services", None)
        self._dependencies(bill.get("dependencies"))
        for path, service, entity, flow in self.flows:
            self._link(path, service, entity, flow)
        name = word(subject.get("name")) if isinstance(subject, dict) else None
        known: dict[str, object] = {"name": name, "as_of": self.as_of}
        beside = _added(metadata) if isinstance(metadata, dict) else {}
        heading = headed({key: value for key, value in known.items() if value}, beside)
        if heading:
            self._row(HEADING, heading, "metadata")
        sizes = {
            key: len(value) if isinstance(value, (list, dict)) else 1
            for key, value in bill.items()
            if key not in _READ and value
        }
        if sizes:
            message = f"not part of an inventory, counted and left aside: {listed(sizes)}"
            self.items.inform("parts_kept_aside", message)

    def _row(self, table: str, values: dict[str, object], path: str) -> None:
        self.rows.setdefault(table, []).append(LooseRow(values, self.items.place(path)))

    def _components(self, items: JsonValue, path: str, parent: str | None) -> None:
        for at, component in self.items.objects(items, path):
            self._component(at, component, parent)

    def _component(self, path: str, component: Json, parent: str | None) -> None:
        given = word(component.get("type")) or ""
        self.counts["components"] += 1
        own_id = _id(component)
        if given == "data":
            if own_id is not None and own_id not in self.entities:
                self._entity(path, own_id, component)
            return
        values = _named(component, skip=_COMPONENT_FIELDS)
        values |= {"id": own_id, "kind": _KINDS.get(given), "parent": parent}
        values["properties"] = {"element": given or "component", **_dict(values.get("properties"))}
        self._system(values, path, own_id)
        self._components(component.get("components"), f"{path}.components", own_id)

    def _services(self, items: JsonValue, path: str, parent: str | None) -> None:
        for at, service in self.items.objects(items, path):
            self.counts["services" if parent is None else "services_nested"] += 1
            own_id = _id(service)
            values = _named(service, skip=_SERVICE_FIELDS)
            values |= {"id": own_id, "parent": parent}
            values["properties"] = {"element": "service", **_dict(values.get("properties"))}
            self._system(values, at, own_id)
            if own_id is not None:
                self._data(service.get("data"), f"{at}.data", own_id)
            self._services(service.get("services"), f"{at}.services", own_id)

    def _system(self, values: dict[str, object], path: str, id: str | None) -> None:
        if id is not None:
            self.systems.add(id)
        self._row("systems", values, path)

    def _entity(self, path: str, id: str, said: Json) -> None:
        self.entities.add(id)
        values: dict[str, object] = {
            "sensitivity": word(said.get("classification")),
            **attributes("data_entities", _added(said)),
            "id": id,
            "name": word(said.get("name")) or id,
            "description": word(said.get("description")),
        }
        self._row("data_entities", values, path)

    def _data(self, items: JsonValue, path: str, service: str) -> None:
        for at, said in self.items.objects(items, path):
            flow = word(said.get("flow")) or "unknown"
            entity = word(said.get("name")) or word(said.get("classification"))
            if flow not in _FLOWS:
                allowed = ", ".join(_FLOWS)
                what = f"flow: {flow[:60]!r} is none of {allowed}"
                self.items.reject(f"{at}.flow", what, said)
                continue
            if entity is None:
                self.items.reject(at, "a data flow without name and classification", said)
                continue
            self.counts["data_flows"] += 1
            if entity not in self.entities:
                self._entity(f"{at}.classification", entity, said)
            rest = {key: value for key, value in said.items() if key not in _DATA_FIELDS and value}
            for number, role in enumerate(_FLOWS[flow]):
                values: dict[str, object] = {
                    "system": service,
                    "entity": entity,
                    "role": role,
                    "properties": {"flow": flow, **rest},
                }
                self._row("holdings", values, at if number == 0 else f"{at} ({number + 1})")
            self.flows.append((at, service, entity, said))

    def _link(self, path: str, service: str, entity: str, flow: Json) -> None:
        """A dependency for each end of a flow that is a part of the bill."""
        for key in ("source", "destination"):
            given = flow.get(key)
            for index, item in enumerate(given if isinstance(given, list) else ()):
                other = (word(item) or "").rpartition("#")[2]
                if other in self.systems:
                    ends = (service, other) if key == "source" else (other, service)
                    what = f"data flow: {entity}"
                    self._depend(ends, f"{path}.{key}[{index}]", what, [entity])

    def _dependencies(self, items: JsonValue) -> None:
        for path, said in self.items.objects(items, "dependencies"):
            self.counts["dependency_entries"] += 1
            ref, needed = word(said.get("ref")), said.get("dependsOn")
            if ref is None:
                self.items.reject(path, "an entry without `ref`", said)
                continue
            for index, item in enumerate(needed if isinstance(needed, list) else ()):
                at, other = f"{path}.dependsOn[{index}]", word(item)
                self.counts["dependencies"] += 1
                if other in self.entities and ref in self.systems:
                    self._row("holdings", {"system": ref, "entity": other}, at)
                elif other is None:
                    self.items.reject(at, "a dependency is the `bom-ref` of a part", item)
                else:
                    self._depend((ref, other), at, None, [])
            provided = said.get("provides")
            if isinstance(provided, list) and provided:
                message = f"{len(provided)} `provides` of {ref!r} were left aside"
                self.items.inform("parts_kept_aside", message, path)

    def _depend(
        self, ends: tuple[str, str], path: str, what: str | None, entities: list[str]
    ) -> None:
        evidence = {"source": self.items.file, "how": "declared", "as_of": self.as_of}
        values: dict[str, object] = {
            "consumer": ends[0],
            "provider": ends[1],
            "kind": "call" if what is None else None,
            "description": what,
            "entities": entities or None,
            "evidence": [{key: value for key, value in evidence.items() if value}],
        }
        self._row("dependencies", values, path)


_COMMON: Final = frozenset({"bom-ref", "name", "description", "properties", "components"})
_COMPONENT_FIELDS: Final = _COMMON | {"type", "supplier", "tags"}
_SERVICE_FIELDS: Final = _COMMON | {"provider", "services", "data", "tags"}
_DATA_FIELDS: Final = frozenset({"name", "flow", "classification", "description"})


def _id(item: Json) -> str | None:
    """The `bom-ref`, else what names the part: group, name and version."""
    given = word(item.get("bom-ref"))
    name = word(item.get("name"))
    if given or not name:
        return given
    group, version = word(item.get("group")), word(item.get("version"))
    return "/".join(part for part in (group, name) if part) + (f"@{version}" if version else "")


def _named(item: Json, skip: frozenset[str]) -> dict[str, object]:
    """The columns that both services and components have, and all else as properties."""
    rest: dict[str, JsonValue] = {key: item[key] for key in item if key not in skip}
    rest |= _added(item)
    supplier = item.get("provider", item.get("supplier"))
    columns = attributes("systems", rest)
    tags = item.get("tags")
    return {
        **columns,
        "name": word(item.get("name")),
        "description": word(item.get("description")),
        "supplier": word(supplier.get("name")) if isinstance(supplier, dict) else None,
        "tags": tags if isinstance(tags, list) else None,
    }


def _added(item: Json) -> Json:
    """The properties that people added to ``item``, by name."""
    added = item.get("properties")
    return {
        name: said.get("value")
        for said in (added if isinstance(added, list) else ())
        if isinstance(said, dict) and (name := word(said.get("name")))
    }


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
