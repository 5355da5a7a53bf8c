"""Which systems stand at an end of a relation: beyond junctions, and performing its behaviour.

A relation with a function is one with the component that performs it, and what serves a process
serves the service that the process realises, or else the people who perform it: ArchiMate derives
relations in this way itself. What was reached so is marked, and counts as inferred.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from legacymap.ingest.formats.archimate.model import Concept, Model, Relation
from legacymap.ingest.formats.archimate.vocabulary import (
    APPLICATIONS,
    BUSINESS_BEHAVIOUR,
    HARDWARE,
    JUNCTIONS,
    KINDS,
    PEOPLE,
    SOFTWARE_BEHAVIOUR,
)

_MOST_PERFORMERS: Final = 8
"""Behaviour that more than these perform belongs to nobody in particular."""
_FOLLOWED: Final = frozenset({"Serving", "Flow", "Triggering", "Access", "Realization"})
"""Relations that hold for the performer where they hold for the behaviour."""


@dataclass(frozen=True, slots=True)
class End:
    """A system, or another element, at an end, and the names of what was passed on the way."""

    element: Concept
    through: tuple[str, ...] = ()


@dataclass(slots=True)
class Ends:
    """The ends of the relations of one model."""

    model: Model
    elements: dict[str, Concept] = field(init=False)
    relations: dict[str, Relation] = field(init=False)
    _beyond: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Targets of the relations of one type that leave a junction."""
    _performers: dict[str, list[str]] = field(default_factory=dict)
    _realised: dict[str, list[str]] = field(default_factory=dict)
    _wholes: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index what the ways lead along."""
        self.elements = {element.id: element for element in self.model.elements}
        self.relations = {relation.id: relation for relation in self.model.relations}
        for relation in self.model.relations:
            self._index(relation, self._type(relation.source), self._type(relation.target))

    def _index(self, relation: Relation, source: str, target: str) -> None:
        behaviour = target in SOFTWARE_BEHAVIOUR or target in BUSINESS_BEHAVIOUR
        if source in JUNCTIONS:
            self._beyond.setdefault((relation.source, relation.type), []).append(relation.target)
        elif relation.type in ("Assignment", "Realization") and behaviour:
            software = source in APPLICATIONS or source in HARDWARE
            if software if target in SOFTWARE_BEHAVIOUR else source in PEOPLE:
                self._performers.setdefault(relation.target, []).append(relation.source)
        elif relation.type == "Realization" and target == "BusinessService":
            self._realised.setdefault(relation.source, []).append(relation.target)
        elif relation.type in ("Composition", "Aggregation") and behaviour:
            self._wholes.setdefault(relation.target, []).append(relation.source)

    def _type(self, id: str) -> str:
        element = self.elements.get(id)
        return element.type if element else ""

    def knows(self, id: str) -> bool:
        """Whether ``id`` is an element or a relation of the model."""
        return id in self.elements or id in self.relations

    def sources(self, relation: Relation) -> tuple[End, ...]:
        """What stands where ``relation`` begins; none where that is a relation."""
        return self._reached(relation, relation.source, provider=relation.type != "Triggering")

    def targets(self, relation: Relation) -> tuple[End, ...]:
        """What stands where ``relation`` ends, beyond junctions; none where that is a relation."""
        found: dict[str, End] = {}
        for at, passed in self._beyond_junctions(relation):
            for end in self._reached(relation, at, provider=relation.type == "Triggering"):
                found.setdefault(end.element.id, End(end.element, (*passed, *end.through)))
        return tuple(found.values())

    def _beyond_junctions(self, relation: Relation) -> Iterable[tuple[str, tuple[str, ...]]]:
        stack: list[tuple[str, tuple[str, ...]]] = [(relation.target, ())]
        seen: set[str] = set()
        while stack:
            at, passed = stack.pop()
            if at in seen:
                continue
            seen.add(at)
            junction = self._type(at)
            if junction not in JUNCTIONS:
                yield at, passed
                continue
            further = (*passed, junction)
            stack += [(t, further) for t in reversed(self._beyond.get((at, relation.type), ()))]

    def _reached(self, relation: Relation, id: str, *, provider: bool) -> tuple[End, ...]:
        element = self.elements.get(id)
        if element is None:
            return ()
        stand_ins: tuple[End, ...] = ()
        if relation.type in _FOLLOWED:
            if element.type in SOFTWARE_BEHAVIOUR:
                stand_ins = self._performing(element)
            elif element.type in BUSINESS_BEHAVIOUR and not provider:
                stand_ins = self._serving_for(element)
        return stand_ins or (End(element),)

    def _performing(self, behaviour: Concept) -> tuple[End, ...]:
        """The components that perform ``behaviour``, or the whole that it is a part of."""
        for at in self._upwards(behaviour.id):
            performers = sorted(set(self._performers.get(at, ())))
            if 0 < len(performers) <= _MOST_PERFORMERS:
                return self._ends(performers, behaviour)
        return ()

    def _serving_for(self, process: Concept) -> tuple[End, ...]:
        """The business services that ``process`` realises, or else the people who perform it."""
        for at in self._upwards(process.id):
            for found in (self._realised, self._performers):
                ids = sorted(set(found.get(at, ())))
                if 0 < len(ids) <= _MOST_PERFORMERS:
                    return self._ends(ids, process)
        return ()

    def _upwards(self, id: str) -> Iterable[str]:
        """``id``, then what it is a part of, nearest first, each once."""
        layer, seen = [id], {id}
        while layer:
            yield from layer
            above = {whole for at in layer for whole in self._wholes.get(at, ())}
            layer = sorted(above - seen)
            seen |= above

    def _ends(self, ids: Iterable[str], behaviour: Concept) -> tuple[End, ...]:
        told = behaviour.name or behaviour.type
        return tuple(End(self.elements[performer], (told,)) for performer in ids)


def is_system(element: Concept) -> bool:
    """Whether ``element`` becomes a system."""
    return element.type in KINDS
