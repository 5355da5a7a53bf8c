"""An ArchiMate model as it was written down, whatever the way of writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from legacymap.errors import Place
from legacymap.inventory.tables import canonical_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """An element or a relation."""

    id: str
    type: str
    """By its name in ArchiMate 3."""
    place: Place
    names: tuple[str, ...] = ()
    """The name first, then what other languages call it."""
    documentation: str | None = None
    specialization: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        """The name, where there is one."""
        return self.names[0] if self.names else None

    @property
    def at(self) -> Place:
        """The place with the id, as findings name it."""
        return replace(self.place, id=self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Concept):
    """A relation in the direction in which ArchiMate draws it."""

    source: str
    target: str
    access: str | None = None
    """Access, Read, Write or ReadWrite."""
    directed: bool = False
    """Whether an association has a direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The elements and relations of one model, in the order of the file."""

    id: str | None
    name: str | None
    elements: tuple[Concept, ...]
    relations: tuple[Relation, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    """What else there was: views, folders."""
    properties: Mapping[str, str] = field(default_factory=dict)
    """The properties of the model as a whole."""


def as_written(concept: Concept) -> str:
    """``concept`` as one line of text, for the list of what was rejected."""
    said: dict[str, JsonValue] = {
        "id": concept.id,
        "type": concept.type,
        "names": list(concept.names),
        "documentation": concept.documentation,
        "specialization": concept.specialization,
        "properties": dict(concept.properties),
    }
    if isinstance(concept, Relation):
        said |= {"source": concept.source, "target": concept.target, "access": concept.access}
    return canonical_text({key: value for key, value in said.items() if value})
