"""How Archi's own file (`.archimate`) is read: elements and relations in folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.archimate.documents import bare_ids, reading
from legacymap.ingest.formats.archimate.exchange import joined
from legacymap.ingest.formats.archimate.model import Concept, Model, Relation
from legacymap.ingest.formats.archimate.vocabulary import plain
from legacymap.ingest.readings import Reading
from legacymap.ingest.texts.xml_text import Element

_NAMESPACES: Final = ("http://www.archimatetool.com/archimate", "http://www.bolton.ac.uk/archimate")
_ACCESS: Final = {"": "Write", "0": "Write", "1": "Read", "2": "Access", "3": "ReadWrite"}
"""Archi leaves the access out where it writes."""
_JUNCTIONS: Final = {"Junction": "AndJunction", "and": "AndJunction", "or": "OrJunction"}
"""A junction says in an attribute `type` of its own which one it is."""
_VIEWS: Final = frozenset({"ArchimateDiagramModel", "SketchModel", "CanvasModel", "DiagramModel"})


def is_native(source: Source) -> bool:
    """Whether the file is a model as Archi keeps it."""
    namespace, name = source.xml_root or ("", "")
    return name == "model" and namespace in _NAMESPACES


def read_native(source: Source) -> tuple[Reading, ...]:
    """The elements and relations of the model; views and folders are counted.

    Raises:
        UnreadableFile: it is not XML, or no model of Archi's.
    """
    if source.xml.name != "model" or source.xml.first("folder") is None:
        message = "an Archi model is a `<archimate:model>` with folders"
        place = Place(file=source.name, line=source.xml.line)
        finding = Finding("error", "misshapen_document", message, place)
        raise UnreadableFile.of([finding], source.name)
    return (reading(source, "archi", _model(source.xml, source.name)),)


def _model(root: Element, file: str) -> Model:
    counts: Counter[str] = Counter()
    concepts = list(_concepts(root, counts))
    ids = bare_ids(item.attributes.get("id", "") for item in concepts)
    profiles = {
        item.attributes.get("id", ""): item.attributes.get("name", "")
        for item in root.children
        if item.name == "profile"
    }
    elements: list[Concept] = []
    relations: list[Relation] = []
    for item in concepts:
        if "source" in item.attributes and "target" in item.attributes:
            relations.append(_relation(item, file, f"relations[{len(relations)}]", ids, profiles))
        else:
            elements.append(_element(item, file, f"elements[{len(elements)}]", ids, profiles))
    given = root.attributes.get("id")
    return Model(
        id=given.removeprefix("id-") if given else None,
        name=root.attributes.get("name") or None,
        elements=tuple(elements),
        relations=tuple(relations),
        counts=dict(counts),
    )


def _concepts(root: Element, counts: Counter[str]) -> Iterator[Element]:
    """All elements of the folders, in the order of the file; views are counted, not entered."""
    stack = [root]
    while stack:
        holder = stack.pop()
        for item in holder.children:
            if item.name == "element":
                if plain(item.attributes.get("type", "")) in _VIEWS:
                    counts["views"] += 1
                else:
                    yield item
        folders = [item for item in holder.children if item.name == "folder"]
        counts["folders"] += len(folders)
        stack.extend(reversed(folders))


def _element(
    item: Element, file: str, path: str, ids: Mapping[str, str], profiles: Mapping[str, str]
) -> Concept:
    given = item.attributes
    kind = plain(given.get("type", ""))
    return Concept(
        id=ids.get(given.get("id", "")) or path,
        type=_JUNCTIONS.get(kind, kind),
        place=Place(file=file, line=item.line, path=path),
        names=_names(item),
        documentation=_documentation(item),
        specialization=_specialization(item, profiles),
        properties=_properties(item),
    )


def _relation(
    item: Element, file: str, path: str, ids: Mapping[str, str], profiles: Mapping[str, str]
) -> Relation:
    given = item.attributes
    kind = plain(given.get("type", ""))
    return Relation(
        id=ids.get(given.get("id", "")) or path,
        type=kind,
        place=Place(file=file, line=item.line, path=path),
        names=_names(item),
        documentation=_documentation(item),
        specialization=_specialization(item, profiles),
        properties=_properties(item),
        source=ids.get(given["source"], given["source"]),
        target=ids.get(given["target"], given["target"]),
        access=_ACCESS.get(given.get("accessType", "")) if kind == "Access" else None,
        directed=given.get("directed") == "true",
    )


def _names(item: Element) -> tuple[str, ...]:
    name = item.attributes.get("name", "").strip()
    return (name,) if name else ()


def _documentation(item: Element) -> str | None:
    return "\n".join(child.text for child in item.all("documentation")) or None


def _specialization(item: Element, profiles: Mapping[str, str]) -> str | None:
    names = (profiles.get(key, "") for key in item.attributes.get("profiles", "").split())
    return joined(names) or None


def _properties(item: Element) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for child in item.all("property"):
        key = child.attributes.get("key", "").strip() or "property"
        found.setdefault(key, []).append(child.attributes.get("value", ""))
    return {key: joined(values) for key, values in found.items()}
