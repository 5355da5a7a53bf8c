"""Who needs whom by a relation of ArchiMate: the direction of each, and the kind of dependency."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from legacymap.ingest.formats.archimate.ends import is_system
from legacymap.ingest.formats.archimate.model import Concept, Relation
from legacymap.ingest.formats.archimate.structure import Bond
from legacymap.ingest.formats.archimate.vocabulary import (
    APPLICATIONS,
    HARDWARE,
    OFFERED,
    PEOPLE,
    TECHNOLOGY,
)
from legacymap.ingest.vocabulary.technologies import dependency_kind
from legacymap.inventory.vocabulary import DependencyKind


class Way(NamedTuple):
    """How a relation between two systems is read."""

    target_needs_source: bool
    kind: DependencyKind | None


ROLES: Final[Mapping[str, tuple[str | None, ...]]] = {
    "Read": ("reader",),
    "Write": ("writer",),
    "ReadWrite": ("reader", "writer"),
}
"""By access type; any other access leaves the role unknown."""

DATA_NOTES: Final[Mapping[str, tuple[str, bool]]] = {
    "Composition": ("part_of", False),
    "Aggregation": ("part_of", False),
    "Specialization": ("specialises", True),
    "Realization": ("realises", True),
    "Association": ("associated_with", True),
}
"""What a relation between data says, and whether it is said of the source."""


def way(relation: Relation, one: Concept, other: Concept) -> Way | None:
    """Who needs whom by ``relation`` from ``one`` to ``other``; ``None`` where nobody does."""
    if relation.type == "Flow":
        named_file = dependency_kind(relation.name) == "file"
        return Way(target_needs_source=True, kind="file" if named_file else "event")
    read = _WAYS.get(relation.type)
    return read(one, other) if read else None


def bond(relation: Relation, one: Concept, other: Concept) -> Bond | None:
    """Whether ``other`` belongs to ``one`` by ``relation``, and how closely."""
    if not (is_system(one) and is_system(other)):
        return None
    if relation.type in ("Composition", "Aggregation"):
        # Who takes part in a collaboration is no piece of it, and people are no parts of software.
        if (one.type in PEOPLE) != (other.type in PEOPLE):
            return None
        if relation.type == "Composition":
            return "composition"
        return None if one.type == "ApplicationCollaboration" else "aggregation"
    if relation.type in ("Realization", "Assignment"):
        if other.type in OFFERED and one.type in APPLICATIONS:
            return "offer"
        if other.type == "ApplicationService" and one.type == "ApplicationInterface":
            return "interface"
        if other.type == "TechnologyService" and one.type in HARDWARE:
            return "offer"
    return None


def _realises(one: Concept, other: Concept) -> Way | None:
    """What realises supports: an application runs on it, a business service needs it."""
    if one.type in PEOPLE or other.type in PEOPLE:
        return None
    on_something = other.type in APPLICATIONS | HARDWARE or (
        one.type in TECHNOLOGY and other.type != "BusinessService"
    )
    hosted = on_something and one.type not in OFFERED
    return Way(target_needs_source=True, kind="hosting" if hosted else "call")


def _assigned(one: Concept, other: Concept) -> Way | None:
    """A component assigned to a node runs there, whichever end the node stands at."""
    if one.type in PEOPLE or other.type in PEOPLE:
        return None
    if one.type not in TECHNOLOGY and other.type in HARDWARE:
        return Way(target_needs_source=False, kind="hosting")
    hosted = other.type != "BusinessService"
    return Way(target_needs_source=True, kind="hosting" if hosted else "call")


_WAYS: Final[Mapping[str, Callable[[Concept, Concept], Way | None]]] = {
    "Serving": lambda *_: Way(target_needs_source=True, kind="call"),
    "Triggering": lambda *_: Way(target_needs_source=False, kind="call"),
    "Association": lambda *_: Way(target_needs_source=False, kind=None),
    "Specialization": lambda *_: Way(target_needs_source=False, kind="part_of"),
    "Composition": lambda *_: Way(target_needs_source=True, kind="part_of"),
    "Aggregation": lambda *_: Way(target_needs_source=True, kind="part_of"),
    "Realization": _realises,
    "Assignment": _assigned,
}
