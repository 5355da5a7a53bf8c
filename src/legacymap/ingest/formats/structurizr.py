"""How a Structurizr workspace is read: people, software systems, their parts, relationships.

The kind of a system stays unknown, unless the workspace states it in a property ``kind``; what the
kind can be told from (location, group, tags, technology, properties) is kept. Deployment nodes are
counted and not imported: they say where software runs, not what it needs from whom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, get_args

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.readings import HEADING, Reading
from legacymap.ingest.vocabulary.technologies import dependency_kind
from legacymap.inventory import LooseRow, RejectedRow
from legacymap.inventory.marks import headed
from legacymap.inventory.tables import canonical_text
from legacymap.inventory.vocabulary import SystemKind

_Json = dict[str, JsonValue]

_ELEMENTS: Final[Mapping[str, tuple[str, str]]] = {
    "people": ("Person", "actors"),
    "softwareSystems": ("Software System", "systems"),
    "containers": ("Container", "parts"),
    "components": ("Component", "parts"),
    "customElements": ("Element", "systems"),
}
"""Where elements stand, what Structurizr calls them, and how the account counts them."""

_BUILT_IN_TAGS: Final = {"Element", "Person", "Software System", "Container", "Component"}
_KINDS: Final = get_args(SystemKind)


def is_structurizr(source: Source) -> bool:
    """Whether the file is a workspace, or a model of one, wrapped or not."""
    return source.looks_like_json and _model(source.document) is not None


def read_structurizr(source: Source) -> tuple[Reading, ...]:
    """The workspace's elements and explicit relationships; implied copies count as merged.

    Raises:
        UnreadableFile: there is no model in the document.
    """
    found = _model(source.document)
    if found is None:
        message = "holds no Structurizr model (`model` with `people` or `softwareSystems`)"
        finding = Finding("error", "misshapen_document", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    workspace, model, path = found
    return (reading_of(source, workspace, model, path),)


def reading_of(
    source: Source,
    workspace: _Json,
    model: _Json,
    path: str,
    *,
    lines: Mapping[str, int] | None = None,
    relationships: Iterable[tuple[str, _Json, bool]] = (),
) -> Reading:
    """What the ``model`` at ``path`` of ``workspace`` says, however it was written down.

    ``lines`` are those of its paths, where it was text; ``relationships`` come with their path and
    whether they join deployed instances, where they do not stand inside the elements.
    """
    walk = _Walk(source.name, _enterprise(model), lines or {})
    walk.elements(model, path, None)
    for key, nodes in model.items():
        if key == "deploymentNodes":
            walk.deployment(nodes, f"{path}.{key}")
    for found in relationships:
        walk.originals[found[0]] = found[1]
        walk.relationships.append(found)
    systems = tuple(walk.systems)
    dependencies, copies, findings = walk.dependencies()
    rows = {"systems": systems, "dependencies": dependencies}
    name = workspace.get("name")
    given = {"name": name} if isinstance(name, str) and name.strip() else {}
    beside = workspace.get("properties")
    heading = headed(given, beside if isinstance(beside, dict) else {})
    if heading:
        walk.counts[HEADING] = 1
        rows[HEADING] = (LooseRow(heading, walk.place("name")),)
    said = workspace.get("id") or name
    return Reading(
        file=source.name,
        format="structurizr",
        digest=source.digest,
        namespace=f"structurizr {said}" if said else source.namespace,
        is_model=True,
        rows=rows,
        merged=copies,
        rejects=tuple(walk.rejects),
        findings=(*walk.findings(), *findings),
        counts=dict(walk.counts),
        original=lambda place: canonical_text(walk.originals.get(place.path or "")),
    )


def _model(document: JsonValue) -> tuple[_Json, _Json, str] | None:
    """The workspace, its model and the path to the model, wrapped in one object or none."""
    if not isinstance(document, dict):
        return None
    around = [(document, "")]
    around += [(inner, f"{key}.") for key, inner in document.items() if isinstance(inner, dict)]
    for workspace, path in around:
        model = workspace.get("model")
        if isinstance(model, dict) and _holds_elements(model):
            return workspace, model, f"{path}model"
    return (document, document, "$") if _holds_elements(document) else None


def _holds_elements(model: _Json) -> bool:
    return any(isinstance(model.get(key), list) for key in ("people", "softwareSystems"))


def _enterprise(model: _Json) -> str | None:
    enterprise = model.get("enterprise")
    name = enterprise.get("name") if isinstance(enterprise, dict) else None
    return name if isinstance(name, str) else None


@dataclass(slots=True)
class _Walk:
    """What has been met on the way through one model."""

    file: str
    enterprise: str | None
    lines: Mapping[str, int]
    systems: list[LooseRow] = field(default_factory=list)
    rejects: list[RejectedRow] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    originals: dict[str, JsonValue] = field(default_factory=dict)
    actors: set[object] = field(default_factory=set)
    software: set[object] = field(default_factory=set)
    instances: dict[str | None, str | None] = field(default_factory=dict)
    relationships: list[tuple[str, _Json, bool]] = field(default_factory=list)
    """Path, relationship, whether it joins deployed instances."""

    def place(self, path: str) -> Place:
        """Where ``path`` is."""
        return Place(file=self.file, line=self.lines.get(path), path=path)

    def elements(self, holder: _Json, path: str, above: LooseRow | None) -> None:
        """Meet the elements that ``holder`` lists and, through them, their parts."""
        for key, (type_, counted_as) in _ELEMENTS.items():
            for at, element in self._objects(holder.get(key), f"{path}.{key}"):
                row = LooseRow(self._system(element, type_, above), self.place(at))
                self.systems.append(row)
                self.counts[counted_as] += 1
                known = self.actors if key == "people" else self.software
                known.add(_word(element.get("id")))
                self._meet_relationships(element, at, deployed=False)
                self.elements(element, at, row)

    def _objects(self, items: JsonValue, path: str) -> Iterator[tuple[str, _Json]]:
        for index, item in enumerate(items if isinstance(items, list) else ()):
            at = f"{path}[{index}]"
            self.originals[at] = item
            if isinstance(item, dict):
                yield at, item
            else:
                reason = f"{at} is no object; it is rejected"
                reject = RejectedRow(self.file, None, None, reason, canonical_text(item))
                self.rejects.append(reject)

    def _system(self, element: _Json, type_: str, above: LooseRow | None) -> dict[str, object]:
        given = element.get("properties")
        properties: _Json = {"element": type_}
        properties |= {key: element[key] for key in _KEPT if element.get(key) not in (None, "")}
        properties |= given if isinstance(given, dict) else {}
        stated = properties.get("kind")
        inherited = above.values.get("owner") if above is not None else None
        internal = element.get("location") == "Internal"
        return {
            "id": _word(element.get("id")),
            "name": element.get("name"),
            "kind": "actor" if type_ == "Person" else stated if stated in _KINDS else None,
            "parent": above.values.get("id") if above is not None else None,
            "owner": self.enterprise if internal else inherited,
            "partition": element.get("group") if above is None else None,
            "description": element.get("description"),
            "technologies": [element["technology"]] if element.get("technology") else None,
            "tags": [tag for tag in _tags(element) if tag not in _BUILT_IN_TAGS],
            "properties": properties,
        }

    def _meet_relationships(self, holder: _Json, path: str, *, deployed: bool) -> None:
        found = self._objects(holder.get("relationships"), f"{path}.relationships")
        self.relationships.extend((at, relationship, deployed) for at, relationship in found)

    def deployment(self, nodes: JsonValue, path: str) -> None:
        """Count what is deployed where, and meet the relationships between instances."""
        for at, node in self._objects(nodes, path):
            self.counts["deployment_nodes"] += 1
            self._meet_relationships(node, at, deployed=True)
            for key, of in _DEPLOYED.items():
                for inner_at, inner in self._objects(node.get(key), f"{at}.{key}"):
                    self.counts["deployed_instances" if of else "deployment_nodes"] += 1
                    if of:
                        self.instances[_word(inner.get("id"))] = _word(inner.get(of))
                    self._meet_relationships(inner, inner_at, deployed=True)
            self.deployment(node.get("children"), f"{at}.children")

    def dependencies(self) -> tuple[tuple[LooseRow, ...], int, tuple[Finding, ...]]:
        """Explicit relationships as rows, the number of implied copies, and what to say of them."""
        everything = {_word(relationship.get("id")) for _, relationship, _ in self.relationships}
        rows: list[LooseRow] = []
        findings: list[Finding] = []
        implied: Counter[bool] = Counter()
        for path, relationship, deployed in self.relationships:
            original = _word(relationship.get("linkedRelationshipId"))
            if original in everything and original is not None:
                implied[deployed] += 1
                continue
            place = self.place(path)
            if original is not None:
                findings.append(_orphan(original, place))
            row = self._dependency(relationship)
            self._count(row)
            rows.append(LooseRow(row, place))
        self.counts["relationships_explicit"] = len(rows)
        self.counts["relationships_implied"] = implied[False]
        self.counts["relationships_implied_deployed"] = implied[True]
        return tuple(rows), implied.total(), tuple(findings)

    def _dependency(self, relationship: _Json) -> dict[str, object]:
        given = relationship.get("properties")
        tags = [tag for tag in _tags(relationship) if tag not in _RELATIONSHIP_TAGS]
        style = relationship.get("interactionStyle")
        properties: _Json = {"tags": list[JsonValue](tags)} if tags else {}
        properties |= {"interaction_style": style} if style else {}
        properties |= {"url": relationship["url"]} if relationship.get("url") else {}
        properties |= given if isinstance(given, dict) else {}
        technology = relationship.get("technology")
        return {
            "id": _word(relationship.get("id")),
            "consumer": self._end(relationship.get("sourceId")),
            "provider": self._end(relationship.get("destinationId")),
            "kind": dependency_kind(technology) if isinstance(technology, str) else None,
            "description": relationship.get("description"),
            "technology": technology,
            "properties": properties or None,
        }

    def _end(self, id: JsonValue) -> str | None:
        word = _word(id)
        return self.instances.get(word, word)

    def _count(self, row: Mapping[str, object]) -> None:
        consumer, provider = row["consumer"], row["provider"]
        if consumer in self.software and provider in self.software:
            self.counts["relationships_between_software"] += 1
        elif consumer in self.actors and provider in self.software:
            self.counts["relationships_person_to_software"] += 1
        else:
            self.counts["relationships_other"] += 1

    def findings(self) -> Iterator[Finding]:
        """What the account of the file has to say in words."""
        place = Place(file=self.file)
        for reject in self.rejects:
            path = reject.reason.split(" ", 1)[0]
            at = Place(file=self.file, path=path)
            yield Finding("error", "invalid_row", reject.reason, at)
        implied = self.counts["relationships_implied"]
        deployed = self.counts["relationships_implied_deployed"]
        if implied or deployed:
            message = (
                f"{implied} implied relationships, and {deployed} between deployed instances, are"
                " copies of explicit ones; they were skipped"
            )
            yield Finding("info", "implied_relationships", message, place)
        if self.counts["deployment_nodes"]:
            message = (
                f"{self.counts['deployment_nodes']} deployment nodes with"
                f" {self.counts['deployed_instances']} instances were counted, not imported"
            )
            yield Finding("info", "deployment_not_imported", message, place)


_KEPT: Final = ("location", "group", "url", "environment")
_RELATIONSHIP_TAGS: Final = {"Relationship", "Synchronous", "Asynchronous"}
_DEPLOYED: Final = {
    "containerInstances": "containerId",
    "softwareSystemInstances": "softwareSystemId",
    "infrastructureNodes": None,
}
"""What stands on a deployment node, and which field says what it is an instance of."""


def _word(value: JsonValue) -> str | None:
    # Ids are strings; older exports and hand-made files write them as numbers.
    return value if value is None or isinstance(value, str) else canonical_text(value)


def _tags(item: _Json) -> list[str]:
    tags = item.get("tags")
    words = tags.split(",") if isinstance(tags, str) else tags if isinstance(tags, list) else []
    return [word.strip() for word in words if isinstance(word, str) and word.strip()]


def _orphan(original: str, place: Place) -> Finding:
    message = f"is marked as a copy of relationship {original!r}, which is not here; it was kept"
    return Finding("warning", "orphan_copy", message, place)
