"""How an ArchiMate Open Exchange file is read, version 2.1 and 3.x."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.archimate.documents import bare_ids, reading
from legacymap.ingest.formats.archimate.model import Concept, Model, Relation
from legacymap.ingest.formats.archimate.vocabulary import plain
from legacymap.ingest.readings import Reading
from legacymap.ingest.texts.xml_text import Element

_NAMESPACE: Final = "http://www.opengroup.org/xsd/archimate"
_ASIDE: Final = {"views": "view", "organizations": "item", "organization": "item"}
"""What says nothing of the estate, and what is counted of it."""


def is_exchange(source: Source) -> bool:
    """Whether the file is a model of the Open Group's exchange format, of whatever version."""
    namespace, name = source.xml_root or ("", "")
    return name == "model" and namespace.startswith(_NAMESPACE)


def read_exchange(source: Source) -> tuple[Reading, ...]:
    """The elements and relations of the model; views and folders are counted.

    Raises:
        UnreadableFile: it is not XML, or holds no elements.
    """
    root = source.xml
    if root.first("elements") is None:
        message = "an ArchiMate model without `<elements>`"
        place = Place(file=source.name, line=root.line)
        finding = Finding("error", "misshapen_document", message, place)
        raise UnreadableFile.of([finding], source.name)
    return (reading(source, "archimate", _model(root, source.name)),)


def _model(root: Element, file: str) -> Model:
    elements = list(_children(root, "elements", "element"))
    relations = list(_children(root, "relationships", "relationship"))
    ids = bare_ids(item.attributes.get("identifier", "") for _, item in (*elements, *relations))
    names = _names(root)
    definitions = dict(_definitions(root))
    read = _Concepts(file, ids, definitions)
    given = root.attributes.get("identifier")
    return Model(
        id=given.removeprefix("id-") if given else None,
        name=names[0] if names else None,
        elements=tuple(read.element(path, item) for path, item in elements),
        relations=tuple(read.relation(path, item) for path, item in relations),
        counts=_counted(root),
        properties=read.properties(root),
    )


def _children(root: Element, holder: str, name: str) -> Iterator[tuple[str, Element]]:
    items = (item for found in root.all(holder) for item in found.all(name))
    return ((f"{holder}[{index}]", item) for index, item in enumerate(items))


def _definitions(root: Element) -> Iterator[tuple[str, str]]:
    """The names of properties by id: an element in version 3, an attribute in 2.1."""
    for holder in root.children:
        if holder.name in ("propertyDefinitions", "propertydefs"):
            for item in holder.children:
                key, names = item.attributes.get("identifier"), _names(item)
                name = names[0] if names else item.attributes.get("name")
                if key and name:
                    yield key, name


def _names(item: Element) -> tuple[str, ...]:
    """What it is called, in each language once, the first first."""
    texts = (child.text for child in item.children if child.name in ("name", "label"))
    return tuple(dict.fromkeys(text for text in texts if text))


def _counted(root: Element) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for holder in root.children:
        if holder.name in _ASIDE:
            name = _ASIDE[holder.name]
            counted = [item for item in holder.walk() if item.name == name]
            if name == "view":
                counts["views"] = counts.get("views", 0) + len(counted)
            else:
                folders = sum(bool(_names(item)) for item in counted)
                counts["folders"] = counts.get("folders", 0) + folders
    return {name: count for name, count in counts.items() if count}


class _Concepts:
    """Reads elements and relations by the ids and property names of their model."""

    def __init__(self, file: str, ids: Mapping[str, str], definitions: Mapping[str, str]) -> None:
        self._file = file
        self._ids = ids
        self._definitions = definitions

    def _id(self, given: str | None) -> str:
        return self._ids.get(given or "", given or "")

    def element(self, path: str, item: Element) -> Concept:
        """The element that ``item`` describes."""
        properties = self.properties(item)
        return Concept(
            id=self._id(item.attributes.get("identifier")) or path,
            type=plain(item.attributes.get("type", "")),
            place=Place(file=self._file, line=item.line, path=path),
            names=_names(item),
            documentation=_documentation(item),
            specialization=item.attributes.get("specialization"),
            properties=properties,
        )

    def relation(self, path: str, item: Element) -> Relation:
        """The relation that ``item`` describes."""
        return Relation(
            id=self._id(item.attributes.get("identifier")) or path,
            type=plain(item.attributes.get("type", "")),
            place=Place(file=self._file, line=item.line, path=path),
            names=_names(item),
            documentation=_documentation(item),
            specialization=item.attributes.get("specialization"),
            properties=self.properties(item),
            source=self._id(item.attributes.get("source")),
            target=self._id(item.attributes.get("target")),
            access=item.attributes.get("accessType"),
            directed=item.attributes.get("isDirected") == "true",
        )

    def properties(self, item: Element) -> dict[str, str]:
        """What ``item`` says under names that people gave, several values joined."""
        found: dict[str, list[str]] = {}
        for holder in item.all("properties"):
            for said in holder.all("property"):
                given = said.attributes
                key = given.get("propertyDefinitionRef") or given.get("identifierref") or ""
                values = (value.text for value in said.all("value"))
                found.setdefault(self._definitions.get(key, key), []).extend(values)
        return {name: joined(values) for name, values in found.items()}


def _documentation(item: Element) -> str | None:
    texts = [child.text for child in item.all("documentation")]
    return "\n".join(text for text in texts if text) or None


def joined(values: Iterable[str]) -> str:
    """Several values of one property as one text, each once."""
    return "; ".join(dict.fromkeys(value for value in values if value))
