"""How data exported from iTop is read: configuration items, and who impacts whom.

The files of one export name each other by number, so all that came together are one CMDB. iTop says
which item *impacts* which: the impacted one is the consumer. What software runs on is hosting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.json_items import listed
from legacymap.ingest.readings import Reading
from legacymap.ingest.texts.xml_text import Element
from legacymap.ingest.vocabulary.attributes import attributes
from legacymap.inventory import LooseRow, RejectedRow
from legacymap.inventory.tables import canonical_text
from legacymap.inventory.vocabulary import DependencyKind, SystemKind

_KINDS: Final[Mapping[str, SystemKind | None]] = {
    "ApplicationSolution": "application",
    "BusinessProcess": "service",
    "DBServer": "platform",
    "DatabaseSchema": "data_store",
    "Farm": "platform",
    "Hypervisor": "platform",
    "Middleware": "platform",
    "MiddlewareInstance": "platform",
    "NAS": "platform",
    "NetworkDevice": "platform",
    "OtherSoftware": "application",
    "PC": "platform",
    "PCSoftware": "application",
    "PowerSource": "platform",
    "PDU": "platform",
    "SANSwitch": "platform",
    "Server": "platform",
    "StorageSystem": "platform",
    "TapeLibrary": "platform",
    "VirtualMachine": "platform",
    "WebApplication": "application",
    "WebServer": "platform",
}
"""Classes of configuration items; any other with a business criticality is one too."""
_LINKS: Final[Mapping[str, tuple[str, str]]] = {
    "lnkApplicationSolutionToFunctionalCI": ("applicationsolution_id", "functionalci_id"),
    "lnkApplicationSolutionToBusinessProcess": ("businessprocess_id", "applicationsolution_id"),
    "lnkConnectableCIToNetworkDevice": ("connectableci_id", "networkdevice_id"),
    "lnkVirtualDeviceToVolume": ("virtualdevice_id", "volume_id"),
}
"""Classes of links: which of their fields is the consumer and which the provider."""
_RUNS_ON: Final[Mapping[str, DependencyKind]] = {
    "dbserver_id": "hosting",
    "farm_id": "hosting",
    "middleware_id": "hosting",
    "powerA_id": "hosting",
    "powerB_id": "hosting",
    "server_id": "hosting",
    "system_id": "hosting",
    "virtualhost_id": "hosting",
    "webserver_id": "hosting",
}
"""Fields of an item that name what it stands on."""
_CATALOGUE: Final[Mapping[str, str]] = {
    "brand_id": "Brand",
    "iosversion_id": "IOSVersion",
    "location_id": "Location",
    "model_id": "Model",
    "networkdevicetype_id": "NetworkDeviceType",
    "osfamily_id": "OSFamily",
    "osversion_id": "OSVersion",
    "software_id": "Software",
}
"""Fields that name an entry of a list that is no configuration item."""
_SOFTWARE: Final = frozenset({"software_id", "osfamily_id", "osversion_id"})
_LIFECYCLES: Final = {"implementation": "planned", "obsolete": "retired"}


def is_itop(source: Source) -> bool:
    """Whether the file is a set of objects as iTop exports and loads them."""
    namespace, name = source.xml_root or ("", "")
    if name != "Set" or namespace:
        return False
    start = source.content[:4096]
    return b"alias=" in start and b"id=" in start


def read_itop(sources: Sequence[Source]) -> Iterator[Reading]:
    """One reading for each file; what they name among themselves is found in all of them.

    Raises:
        UnreadableFile: some file is not XML, or no set of objects.
    """
    cmdb = _Cmdb()
    for source in sources:
        if source.xml.name != "Set":
            message = "data of iTop stands in a `<Set>`"
            finding = Finding("error", "misshapen_document", message, Place(file=source.name))
            raise UnreadableFile.of([finding], source.name)
        cmdb.meet(source)
    return iter([cmdb.reading(source) for source in sources])


@dataclass(frozen=True, slots=True)
class _Object:
    """One object of a class, and where it stands."""

    type: str
    id: str
    fields: Mapping[str, str]
    place: Place

    @property
    def is_item(self) -> bool:
        return self.type in _KINDS or "business_criticity" in self.fields

    def reference(self, name: str) -> str | None:
        """The number in a field; 0 is none."""
        number = self.fields.get(name, "")
        return number if number not in ("", "0") else None


@dataclass(slots=True)
class _Cmdb:
    """The objects of all files."""

    files: dict[str, list[_Object]] = field(default_factory=dict)
    by_class: dict[tuple[str, str], _Object] = field(default_factory=dict)
    namespace: str = ""

    def meet(self, source: Source) -> None:
        """Take in the objects of one file."""
        self.namespace = self.namespace or f"itop {source.namespace}"
        found = self.files.setdefault(source.name, [])
        for index, item in enumerate(source.xml.children):
            place = Place(file=source.name, line=item.line, path=f"{item.name}[{index}]")
            known = _Object(item.name, item.attributes.get("id", ""), _fields(item), place)
            found.append(known)
            # Configuration items of all classes are numbered together, as are links of each.
            key = "FunctionalCI" if known.is_item else known.type
            self.by_class.setdefault((key, known.id), known)

    def reading(self, source: Source) -> Reading:
        """What one file says, in the light of all."""
        file = _File(self, source.name)
        objects = self.files[source.name]
        for found in objects:
            file.take(found)
        originals = {found.place.path: canonical_text(dict(found.fields)) for found in objects}
        counts = Counter(found.type for found in objects)
        return Reading(
            file=source.name,
            format="itop",
            digest=source.digest,
            namespace=self.namespace,
            is_model=True,
            rows={name: tuple(rows) for name, rows in file.rows.items() if rows},
            merged=file.used_by_others,
            rejects=tuple(file.rejects),
            findings=(*file.findings, *file.summary()),
            counts={**counts, "objects": len(objects)},
            original=lambda place: originals.get((place.path or "").partition(" ")[0], ""),
        )


@dataclass(slots=True)
class _File:
    """The rows of one file."""

    cmdb: _Cmdb
    name: str
    rows: dict[str, list[LooseRow]] = field(default_factory=dict)
    rejects: list[RejectedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    aside: Counter[str] = field(default_factory=Counter)
    used_by_others: int = 0

    def take(self, found: _Object) -> None:
        """The rows that one object makes."""
        if found.type == "Organization":
            values: dict[str, object] = {
                "id": found.id,
                "name": found.fields.get("name"),
                "parent": found.reference("parent_id"),
            }
            self._row("organisations", values, found)
        elif found.type in _LINKS:
            self._link(found)
        elif found.is_item:
            self._item(found)
        elif found.type in _CATALOGUE.values():
            self.used_by_others += 1
        else:
            self.aside[found.type] += 1

    def _row(self, table: str, values: dict[str, object], found: _Object, number: int = 1) -> None:
        place = found.place
        if number > 1:
            place = Place(file=place.file, line=place.line, path=f"{place.path} ({number})")
        self.rows.setdefault(table, []).append(LooseRow(values, place))

    def _link(self, link: _Object) -> None:
        consumer, provider = (link.reference(name) for name in _LINKS[link.type])
        used = {"name", "friendlyname", *_LINKS[link.type]}
        rest = {key: said for key, said in link.fields.items() if key not in used and said}
        ends = {"id": f"{link.type} {link.id}", "consumer": consumer, "provider": provider}
        properties = {"relation": link.type, **rest}
        values: dict[str, object] = {
            **ends,
            "kind": self._kind_of(provider),
            "evidence": self._evidence(),
            "properties": properties,
        }
        self._row("dependencies", values, link)

    def _kind_of(self, provider: str | None) -> DependencyKind | None:
        """Whoever needs a database schema needs a database; else nothing tells the kind."""
        found = self.cmdb.by_class.get(("FunctionalCI", provider or ""))
        return "database" if found and found.type in ("DatabaseSchema", "DBServer") else None

    def _evidence(self) -> list[dict[str, str]]:
        return [{"source": self.name, "how": "declared"}]

    def _item(self, item: _Object) -> None:
        given, technologies = self._told(item)
        owner = item.reference("org_id")
        if owner and ("Organization", owner) not in self.cmdb.by_class:
            given["org_id"], owner = owner, None
        values: dict[str, object] = {
            **attributes("systems", given),
            "id": item.id,
            "name": item.fields.get("name"),
            "kind": _KINDS.get(item.type),
            "owner": owner,
            "description": item.fields.get("description") or None,
            "technologies": technologies or None,
        }
        self._row("systems", values, item)
        self._hosts(item)

    def _told(self, item: _Object) -> tuple[dict[str, JsonValue], list[str]]:
        """What an item says by field, lists looked up, and the software among it."""
        told: dict[str, JsonValue] = {"class": item.type}
        technologies: list[str] = []
        for name, said in item.fields.items():
            if name in _ITEM_FIELDS or name in _RUNS_ON or said in ("", "0"):
                continue
            entry = self.cmdb.by_class.get((_CATALOGUE.get(name, ""), said))
            label = _label(entry) if entry else None
            if label and name in _SOFTWARE:
                technologies.append(label)
            if label:
                told[name.removesuffix("_id")] = label
            else:
                told[_COLUMNS.get(name, name)] = _LIFECYCLES.get(said, said)
        return told, technologies

    def _hosts(self, item: _Object) -> None:
        for number, name in enumerate(sorted(_RUNS_ON.keys() & item.fields.keys()), 2):
            host = item.reference(name)
            if host is None:
                continue
            if ("FunctionalCI", host) not in self.cmdb.by_class:
                message = f"{item.fields.get('name')!r} stands on {name} {host}, which is not here"
                self.findings.append(Finding("warning", "dangling_reference", message, item.place))
                continue
            values: dict[str, object] = {
                "consumer": item.id,
                "provider": host,
                "kind": _RUNS_ON[name],
                "evidence": self._evidence(),
                "properties": {"relation": name},
            }
            self._row("dependencies", values, item, number)

    def summary(self) -> Iterator[Finding]:
        """What was left aside."""
        if self.aside:
            message = f"no part of an inventory, counted and left aside: {listed(self.aside)}"
            yield Finding("info", "objects_kept_aside", message, Place(file=self.name))


_ITEM_FIELDS: Final = frozenset(
    {
        "description",
        "finalclass",
        "friendlyname",
        "name",
        "org_id",
    }
)
_COLUMNS: Final = {
    "business_criticity": "criticality",
    "move2production": "in_service_since",
    "status": "lifecycle_status",
}


def _fields(item: Element) -> dict[str, str]:
    return {child.name: child.text for child in item.children}


def _label(entry: _Object) -> str | None:
    """`MySql 8` of a software, else the name."""
    parts = (entry.fields.get("name"), entry.fields.get("version"))
    return " ".join(part for part in parts if part) or None
