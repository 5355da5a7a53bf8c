"""Which rows the elements of an ArchiMate model make: systems and data; the rest is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from legacymap.errors import Finding, Place
from legacymap.ingest.formats.archimate.ends import is_system
from legacymap.ingest.formats.archimate.model import Concept
from legacymap.ingest.formats.archimate.vocabulary import APPLICATIONS, DATA, KINDS
from legacymap.ingest.vocabulary.attributes import attributes
from legacymap.inventory import LooseRow


@dataclass(slots=True)
class Told:
    """What the relations of a model say of its elements."""

    parents: Mapping[str, str] = field(default_factory=dict)
    offered: frozenset[str] = frozenset()
    notes: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """Properties by element: names of what it is joined with."""
    groups: dict[str, set[str]] = field(default_factory=dict)
    """Names of the groupings that a system is in."""

    def note(self, on: Concept, key: str, said: Concept) -> None:
        """``on`` is joined with ``said`` in the way that ``key`` tells."""
        names = self.notes.setdefault(on.id, {}).setdefault(key, set())
        names.add(said.name or said.id)


@dataclass(frozen=True, slots=True)
class ElementRows:
    """The rows and the account of the elements."""

    systems: tuple[LooseRow, ...]
    data_entities: tuple[LooseRow, ...]
    findings: tuple[Finding, ...]
    counts: Counter[str]


def element_rows(elements: Sequence[Concept], told: Told) -> ElementRows:
    """The rows of ``elements``, with what the relations say of them."""
    types = {element.id: element.type for element in elements}
    systems = tuple(
        LooseRow(_system(element, types, told), element.place)
        for element in elements
        if is_system(element)
    )
    entities = tuple(
        LooseRow(_entity(element, told), element.place)
        for element in elements
        if element.type in DATA
    )
    counts = Counter(element.type for element in elements)
    counts["elements"] = len(elements)
    counts["elements_kept_aside"] = len(elements) - len(systems) - len(entities)
    return ElementRows(systems, entities, tuple(_findings(elements)), counts)


def _system(element: Concept, types: Mapping[str, str], told: Told) -> dict[str, object]:
    parent = told.parents.get(element.id)
    groups = sorted(told.groups.get(element.id, ()))
    extra = {"groupings": groups} if len(groups) > 1 else {}
    return {
        "tags": [element.specialization] if element.specialization else None,
        **_named("systems", element, told, extra),
        "kind": _kind(element, types.get(parent or "", ""), offered=element.id in told.offered),
        "parent": parent,
        "aliases": list(element.names[1:]) or None,
        "partition": groups[0] if len(groups) == 1 else None,
    }


def _kind(element: Concept, whole: str, *, offered: bool) -> str:
    """By type; a service that a component offers is its interface, a built-in one a component."""
    if element.type == "ApplicationService" and offered:
        return "interface"
    if element.type == "ApplicationComponent" and whole in APPLICATIONS:
        return "component"
    return KINDS[element.type]


def _entity(element: Concept, told: Told) -> dict[str, object]:
    extra: dict[str, object] = {}
    if element.specialization:
        extra["specialization"] = element.specialization
    if element.names[1:]:
        extra["other_names"] = list(element.names[1:])
    return _named("data_entities", element, told, extra)


def _named(
    table: str, element: Concept, told: Told, extra: Mapping[str, object]
) -> dict[str, object]:
    own = attributes(table, dict(element.properties))
    given = own.pop("properties", {})
    notes = told.notes.get(element.id, {})
    return {
        **own,
        "id": element.id,
        "name": element.name or element.id,
        "description": element.documentation,
        "properties": {
            "element": element.type,
            **(given if isinstance(given, dict) else {}),
            **{key: sorted(names) for key, names in sorted(notes.items())},
            **extra,
        },
    }


def _findings(elements: Sequence[Concept]) -> Iterator[Finding]:
    file = Place(file=elements[0].place.file) if elements else Place()
    kept = [element for element in elements if is_system(element) or element.type in DATA]
    for element in kept:
        if not element.name:
            message = f"the {element.type} {element.id!r} has no name; it goes by its id"
            yield Finding("warning", "unnamed_element", message, element.at)
    aside = Counter(element.type for element in elements) - Counter(item.type for item in kept)
    if aside:
        message = (
            f"{aside.total()} elements are neither systems nor data ({listed(aside)});"
            " they were counted, not imported"
        )
        yield Finding("info", "elements_kept_aside", message, file)
    names = Counter((element.type, element.name) for element in kept if element.name)
    shared = [count for count in names.values() if count > 1]
    if shared:
        message = (
            f"{sum(shared)} systems and data entities share {len(shared)} names with others of"
            " their type; they stay apart by their ids"
        )
        yield Finding("info", "shared_names", message, file)


def listed(counts: Counter[str], at_most: int = 6) -> str:
    """The most frequent types with their numbers, and how many more there are."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{name} {count}" for name, count in ordered[:at_most])
    more = len(ordered) - at_most
    return f"{shown} and {more} more types" if more > 0 else shown
