"""What an entity of a catalogue is: a system with its attributes, or a group of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place
from legacymap.ingest.formats.backstage.entities import Catalogue, Entity, part, refs, text
from legacymap.ingest.vocabulary.attributes import attributes
from legacymap.inventory.marks import SAID
from legacymap.inventory.vocabulary import SystemKind

SYSTEMS: Final = ("component", "resource", "system", "api")
"""Kinds of entities that are systems, in the order in which a bare name is looked for."""

_TYPES: Final[Mapping[str, SystemKind]] = {
    "bucket": "data_store",
    "cluster": "platform",
    "data-store": "data_store",
    "database": "data_store",
    "kubernetes-cluster": "platform",
    "library": "component",
    "s3-bucket": "data_store",
    "server": "platform",
    "storage": "data_store",
}
"""Types that say what kind of system it is; a `service` is any running software."""
_USER_INTERFACES: Final = frozenset({"frontend", "mobile-app", "ui", "website"})

_SPEC: Final = frozenset(
    {
        "consumesApis",
        "definition",
        "dependencyOf",
        "dependsOn",
        "domain",
        "owner",
        "providesApis",
        "subcomponentOf",
        "system",
        "type",
    }
)
"""What is read of a spec by itself; everything else is an attribute."""
_METADATA: Final = frozenset(
    {
        "annotations",
        "description",
        "etag",
        "labels",
        "links",
        "name",
        "namespace",
        "tags",
        "title",
        "uid",
    }
)
_OURS: Final = "legacymap/"
"""What stands before the columns of the inventory that people annotate entities with."""


@dataclass(slots=True)
class Joined:
    """What is known only when all entities are: providers, areas, and relations stated already."""

    providers: dict[str, list[Entity]] = field(default_factory=dict)
    """Who provides an API, by the full reference of the API."""
    parents: dict[str, str] = field(default_factory=dict)
    """Groups above a group that names its children, by full reference of the child."""
    domains: set[str] = field(default_factory=set)
    """Domains that some system belongs to."""
    stated: set[tuple[str, str, str | None]] = field(default_factory=set)
    """Consumer, provider and API of the dependencies met so far."""

    @classmethod
    def of(cls, catalogue: Catalogue, entities: Iterable[Entity]) -> Joined:
        """What ``entities`` say of each other."""
        joined = cls()
        for found in entities:
            for _, said in found.references("providesApis"):
                for ref in refs(said, found, ("api",)):
                    providers = joined.providers.setdefault(ref, [])
                    if found not in providers:
                        providers.append(found)
            for _, said in found.references("domain"):
                joined.domains.update(
                    domain.ref for domain in catalogue.find(said, found, ("domain",))
                )
            if found.kind.casefold() == "group":
                for _, said in found.references("children"):
                    for ref in refs(said, found, ("group",)):
                        joined.parents.setdefault(ref, found.ref)
        return joined


@dataclass(slots=True)
class Describer:
    """Turns the entities of one file into rows, and notes what was odd about them."""

    catalogue: Catalogue
    known: Joined
    file: str
    findings: list[Finding] = field(default_factory=list)
    unheard: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Fields by kind of entity that Backstage's model does not have."""
    definitions: int = 0
    """Definitions of APIs, which are no attribute of a system."""

    def system(self, found: Entity) -> dict[str, object]:
        """The values of a row of systems."""
        kind, type_ = found.kind.casefold(), text(found.spec.get("type"))
        stated_kind = "interface" if kind == "api" else _TYPES.get((type_ or "").casefold())
        values = attributes("systems", self._attributes(found))
        tags = _words(found.metadata.get("tags"))
        if (type_ or "").casefold() in _USER_INTERFACES:
            tags.append("ui")
        given = values.pop("properties", {})
        values |= {
            "id": self.catalogue.id_of(found),
            "name": found.title,
            "aliases": [found.name] if self._is_only(found) else None,
            "kind": stated_kind,
            "parent": self._parent(found),
            "owner": values.get("owner") or self._owner(found),
            "partition": self._area(found) if kind == "system" else None,
            "description": text(found.metadata.get("description")),
            "tags": tags or None,
            "properties": {
                "element": found.kind,
                **({"type": type_} if type_ else {}),
                **(given if isinstance(given, dict) else {}),
            },
        }
        if self.catalogue.distinct(found):
            message = (
                f"{found.ref!r} stands for entities of several systems; this one is kept as"
                f" {values['id']!r}"
            )
            self.findings.append(Finding("warning", "duplicate_entity", message, found.place))
        return values

    def _is_only(self, found: Entity) -> bool:
        """Whether nothing else in the catalogue could be meant by the bare name."""
        if found.name == found.title or self.catalogue.is_title_of_another(found):
            return False
        namesakes = {
            self.catalogue.id_of(other)
            for kind in SYSTEMS
            for other in self.catalogue.find(f"{kind}:{found.namespace}/{found.name}", found, ())
        }
        return len(namesakes) == 1 and not self.catalogue.distinct(found)

    def _attributes(self, found: Entity) -> dict[str, JsonValue]:
        """What people add to an entity: by annotation, by label, or in a field of their own."""
        annotations = part(found.metadata, "annotations")
        if SAID in annotations:
            return dict(annotations)
        given: dict[str, JsonValue] = {}
        for name, value in annotations.items():
            ours = name.startswith(_OURS)
            if name != f"{_OURS}id":
                given[name.removeprefix(_OURS) if ours else name] = value
        for name, value in part(found.metadata, "labels").items():
            given.setdefault(name, value)
        for name, value in found.metadata.items():
            if name not in _METADATA:
                self.unheard[found.kind, f"metadata.{name}"] += 1
                given.setdefault(name, value)
        if found.metadata.get("links"):
            given["links"] = found.metadata["links"]
        for name, value in found.spec.items():
            if name in _SPEC:
                continue
            if name != "lifecycle":
                self.unheard[found.kind, f"spec.{name}"] += 1
            given[name] = value
        if found.spec.get("subcomponentOf") and (system := text(found.spec.get("system"))):
            given["system"] = system
        if found.spec.get("definition"):
            self.definitions += 1
        if provided := [said for _, said in found.references("providesApis")]:
            given["provides_apis"] = list(provided)
        return given

    def _parent(self, found: Entity) -> str | None:
        """The component that it is a part of or that provides it, else its system."""
        if found.kind.casefold() == "api":
            providers = {
                self.catalogue.id_of(p): p for p in self.known.providers.get(found.ref, ())
            }
            if len(providers) == 1:
                return next(iter(providers))
        for name, kinds in (("subcomponentOf", ("component",)), ("system", ("system",))):
            for path, said in found.references(name):
                above = self.catalogue.find(said, found, kinds)
                ids = sorted({self.catalogue.id_of(other) for other in above})
                if len(ids) == 1:
                    return ids[0]
                self._dangling(found, path, name, said)
        return None

    def _owner(self, found: Entity) -> str | None:
        for _, said in found.references("owner"):
            groups = self.catalogue.find(said, found, ("group",))
            if groups:
                return groups[0].ref
            # Nobody describes the group: then people call it what the reference calls it.
            kind, _, rest = said.rpartition(":")
            bare = rest.casefold().removeprefix("default/")
            return bare if kind.casefold() in ("", "group") else f"{kind.casefold()}:{bare}"
        return None

    def _area(self, found: Entity) -> str | None:
        for path, said in found.references("domain"):
            domains = self.catalogue.find(said, found, ("domain",))
            if domains:
                return domains[0].title
            self._dangling(found, path, "domain", said)
            return said.rpartition("/")[2].rpartition(":")[2]
        return None

    def _dangling(self, found: Entity, path: str, name: str, said: str) -> None:
        message = f"{found.ref!r} names as its {name} {said!r}, which is not in the catalogue"
        self.findings.append(Finding("warning", "dangling_reference", message, found.at(path)))

    def group(self, found: Entity) -> dict[str, object]:
        """The values of a row of organisations."""
        parent = self.known.parents.get(found.ref)
        for path, said in found.references("parent"):
            above = self.catalogue.find(said, found, ("group",))
            if above:
                parent = above[0].ref
            else:
                self._dangling(found, path, "parent", said)
        properties: dict[str, object] = {
            name: value
            for name, value in found.spec.items()
            if name not in ("parent", "children") and value not in (None, "", [], {})
        }
        annotations = part(found.metadata, "annotations")
        if SAID in annotations:
            properties = dict(annotations)
        description = text(found.metadata.get("description"))
        return {
            "id": found.ref,
            "name": found.title,
            "parent": parent,
            "properties": {**properties, **({"description": description} if description else {})},
        }

    def remarks(self) -> Iterator[Finding]:
        """What holds for the file as a whole."""
        place = Place(file=self.file)
        for (kind, name), count in sorted(self.unheard.items()):
            message = (
                f"{name!r} is no part of Backstage's model of a {kind}; kept in properties"
                f" ({count} {'entity' if count == 1 else 'entities'})"
            )
            yield Finding("info", "unknown_field", message, place)
        if self.definitions:
            message = f"definitions of APIs, counted and left aside: {self.definitions}"
            yield Finding("info", "definitions_kept_aside", message, place)


def _words(items: JsonValue) -> list[str]:
    return [said for item in (items if isinstance(items, list) else ()) if (said := text(item))]
