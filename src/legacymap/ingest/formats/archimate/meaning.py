"""What an ArchiMate model says of an estate: systems, what they need, which data they hold.

Each relation has one fate: rows of its own, part of the structure (the parent of a system, a
property), kept aside with a count, or rejected. The account of the fates is part of the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place
from legacymap.ingest.formats.archimate.elements import ElementRows, Told, element_rows, listed
from legacymap.ingest.formats.archimate.ends import End, Ends, is_system
from legacymap.ingest.formats.archimate.model import Model, Relation, as_written
from legacymap.ingest.formats.archimate.structure import Belonging, Structure, within
from legacymap.ingest.formats.archimate.vocabulary import DATA, JUNCTIONS, PEOPLE, RELATIONS
from legacymap.ingest.formats.archimate.ways import DATA_NOTES, ROLES, bond, way
from legacymap.ingest.vocabulary.attributes import attributes
from legacymap.inventory import LooseRow, RejectedRow

_ASSOCIATION_CONFIDENCE: Final = 0.3
_INFERRED_CONFIDENCE: Final = 0.7
_CARRYING: Final = frozenset({"Association", "Access"})
"""Relations by which data that ends on another relation passes along it."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The rows that a model makes, and what became of everything else in it."""

    elements: ElementRows
    dependencies: tuple[LooseRow, ...]
    holdings: tuple[LooseRow, ...]
    in_structure: int
    """Relations that went into a parent or a property of what they join."""
    rejects: tuple[RejectedRow, ...]
    findings: tuple[Finding, ...]
    """About the relations; those about elements are with the elements."""
    counts: Counter[str]
    """Relations by type, and by what became of them."""


def meaning(model: Model) -> Meaning:
    """What ``model`` says; the order of its elements and relations decides nothing."""
    return _Translation(model).meaning()


@dataclass(slots=True)
class _Held:
    """Where a holding was said first, and by which relations, through what."""

    place: Place
    said: list[tuple[Relation, tuple[str, ...]]] = field(default_factory=list)


@dataclass(slots=True)
class _Translation:
    """The relations of one model on their way into the words of the inventory."""

    model: Model
    ends: Ends = field(init=False)
    structure: Structure = field(default_factory=Structure)
    told: Told = field(default_factory=Told)
    passing: dict[str, set[str]] = field(default_factory=dict)
    """Data that passes along a relation, by the relation's id."""
    dependencies: list[LooseRow] = field(default_factory=list)
    held: dict[tuple[str, str, str | None], _Held] = field(default_factory=dict)
    """What is said of each system, entity and role."""
    rows_of: Counter[str] = field(default_factory=Counter)
    """Rows made so far, by relation."""
    in_structure: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    """Ids of relations that are sound."""
    aside: Counter[str] = field(default_factory=Counter)
    rejects: list[RejectedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look up the ends once."""
        self.ends = Ends(self.model)

    def meaning(self) -> Meaning:
        """The whole answer."""
        sound = [relation for relation in self.model.relations if self._is_sound(relation)]
        between = [relation for relation in sound if not self._ends_on_relation(relation)]
        # Wholes first: whether a service is an interface of its component decides what it is.
        rest = [relation for relation in between if not self._belongs(relation)]
        self.told.parents = self.structure.parents()
        self.told.offered = self.structure.offered()
        self._place_belongings()
        for relation in rest:
            self._use(relation)
        return Meaning(
            elements=element_rows(self.model.elements, self.told),
            dependencies=tuple(self.dependencies),
            holdings=tuple(self._holdings()),
            in_structure=len(self.in_structure),
            rejects=tuple(self.rejects),
            findings=(*self.findings, *self._summary()),
            counts=self._counts(),
        )

    def _is_sound(self, relation: Relation) -> bool:
        missing = [end for end in (relation.source, relation.target) if not self.ends.knows(end)]
        if missing:
            shown = " and ".join(map(repr, missing))
            hint = "" if self.model.elements else ": hand in the elements with their relations"
            self._reject(relation, f"no element or relation {shown}{hint}", "dangling_reference")
        elif relation.type not in RELATIONS:
            self._reject(relation, f"{relation.type!r} is no relation of ArchiMate", "unknown_word")
        elif relation.id in self.met:
            self._reject(relation, f"the relation {relation.id!r} is there twice", "duplicate_id")
        else:
            self.met.add(relation.id)
            return True
        return False

    def _reject(self, relation: Relation, what: str, code: str) -> None:
        place, reason = relation.place, f"{what}; the relation is rejected"
        original = as_written(relation)
        values = self._as_row(relation)
        self.rejects.append(
            RejectedRow(
                place.file or "",
                place.line,
                place.row,
                reason,
                original,
                "dependencies" if values else None,
                values,
            )
        )
        self.findings.append(Finding("error", code, reason, relation.at))

    def _as_row(self, relation: Relation) -> Mapping[str, object] | None:
        """The dependency that ``relation`` would be if its missing end were like the other."""
        ends = (relation.source, relation.target)
        known = next((self.ends.elements[end] for end in ends if end in self.ends.elements), None)
        if known is None or relation.type not in RELATIONS or not is_system(known):
            return None
        read = way(relation, known, known)
        if read is None or relation.type == "Access":
            return None
        consumer, provider = reversed(ends) if read.target_needs_source else ends
        return {
            "id": relation.id,
            "consumer": consumer,
            "provider": provider,
            "kind": read.kind,
            "description": relation.name,
            "evidence": [_evidence(relation, ())],
            "properties": _said(relation, ()),
        }

    # Relations that end on relations

    def _ends_on_relation(self, relation: Relation) -> bool:
        """Take ``relation`` where it ends on another one: its data passes along that one."""
        other, on = relation.source, relation.target
        if on not in self.ends.relations:
            other, on = on, other
        if on not in self.ends.relations:
            return False
        element = self.ends.elements.get(other)
        said = f"{relation.type} that ends on the relation {on!r}"
        if element is not None and element.type in DATA and relation.type in _CARRYING:
            self.passing.setdefault(on, set()).add(element.id)
            self.in_structure.add(relation.id)
            message = f"{said}: the data {element.name or element.id!r} passes along it"
        else:
            self.aside[relation.type] += 1
            message = f"{said}; it was kept aside, for nothing in an inventory can say it"
        self.findings.append(Finding("info", "relation_on_relation", message, relation.at))
        return True

    # Structure

    def _belongs(self, relation: Relation) -> bool:
        """Note what ``relation`` says of parts and wholes; whether it said that."""
        found = [
            Belonging(
                part=target.element.id,
                whole=source.element.id,
                bond=tie,
                relation=relation,
                through=(*source.through, *target.through),
            )
            for source in self.ends.sources(relation)
            for target in self.ends.targets(relation)
            if (tie := bond(relation, source.element, target.element))
        ]
        self.structure.belongings.extend(found)
        return bool(found)

    def _place_belongings(self) -> None:
        """Rows for the bonds that lead elsewhere than to the parent."""
        parents = self.told.parents
        for item in self.structure.belongings:
            if item.part == item.whole:
                message = "says that something is a part of itself; it was kept aside"
                self.findings.append(Finding("info", "part_of_itself", message, item.relation.at))
            elif not within(part=item.part, whole=item.whole, parents=parents):
                self._depend(
                    item.relation,
                    consumer=End(self.ends.elements[item.part]),
                    provider=End(self.ends.elements[item.whole], item.through),
                    kind="call" if item.bond == "offer" else "part_of",
                )
        for item in self.structure.belongings:
            if not self.rows_of[item.relation.id]:
                self.in_structure.add(item.relation.id)

    # Use

    def _use(self, relation: Relation) -> None:
        """The rows that ``relation`` makes; what joins nothing of an estate is kept aside."""
        sources = self.ends.sources(relation)
        # Whoever leads to a junction was led on through it, along this very relation.
        said = any(source.element.type in JUNCTIONS for source in sources)
        for source in sources:
            for target in self.ends.targets(relation):
                inside = source.element.id == target.element.id
                if not (inside and (source.through or target.through)):
                    said |= self._join(relation, source, target)
        if self.rows_of[relation.id]:
            return
        if said:
            self.in_structure.add(relation.id)
        else:
            self.aside[relation.type] += 1

    def _join(self, relation: Relation, source: End, target: End) -> bool:
        """Say what ``relation`` says between two ends; whether it said anything."""
        one, other = source.element, target.element
        if is_system(one) and is_system(other):
            read = way(relation, one, other)
            if read is None:
                return self._note_people(relation, source, target)
            ends = (target, source) if read.target_needs_source else (source, target)
            self._depend(relation, consumer=ends[0], provider=ends[1], kind=read.kind)
            return True
        if is_system(one) and other.type in DATA and relation.type == "Access":
            if one.type in PEOPLE:
                self.told.note(other, "used_by", one)
            else:
                self._hold(relation, source, target)
            return True
        return self._note_data(relation, source, target)

    def _note_people(self, relation: Relation, source: End, target: End) -> bool:
        """Who is assigned to what, without being software that it needs."""
        if source.element.type not in PEOPLE or relation.type not in ("Assignment", "Realization"):
            return False
        self.told.note(target.element, "assigned", source.element)
        return True

    def _note_data(self, relation: Relation, source: End, target: End) -> bool:
        """What joins data with data, or something with the group it is in."""
        one, other = source.element, target.element
        if one.type == "Grouping" and relation.type in ("Composition", "Aggregation"):
            if is_system(other):
                self.told.groups.setdefault(other.id, set()).add(one.name or one.id)
            elif other.type in DATA:
                self.told.note(other, "groupings", one)
            return is_system(other) or other.type in DATA
        if one.type in DATA and other.type in DATA and relation.type in DATA_NOTES:
            key, of_source = DATA_NOTES[relation.type]
            subject, said = (one, other) if of_source else (other, one)
            self.told.note(subject, key, said)
            return True
        return False

    def _hold(self, relation: Relation, source: End, target: End) -> None:
        through = (*source.through, *target.through)
        for role in ROLES.get(relation.access or "", (None,)):
            key = (source.element.id, target.element.id, role)
            if key not in self.held:
                self.held[key] = _Held(self._place(relation))
            self.held[key].said.append((relation, through))

    def _holdings(self) -> Iterable[LooseRow]:
        """One row for all that is said of a system and its data in one role."""
        for (system, entity, role), held in self.held.items():
            properties: dict[str, JsonValue] = {}
            for relation, _ in sorted(held.said, key=lambda item: item[0].id, reverse=True):
                properties |= _said(relation, ())
            accesses = sorted({relation.access for relation, _ in held.said if relation.access})
            through = sorted({name for _, names in held.said for name in names})
            properties |= {"access": "; ".join(accesses)} if accesses else {}
            properties |= {"through": list[JsonValue](through)} if through else {}
            values: dict[str, object] = {
                "system": system,
                "entity": entity,
                "role": role,
                "properties": properties,
            }
            yield LooseRow(values, held.place)

    def _depend(
        self, relation: Relation, *, consumer: End, provider: End, kind: str | None
    ) -> None:
        through = (*consumer.through, *provider.through)
        own = attributes("dependencies", {**_said(relation, through), **relation.properties})
        properties = own.pop("properties", {})
        doubtful = relation.type == "Association" and not relation.directed
        if doubtful and isinstance(properties, dict):
            properties["direction_doubtful"] = True
        place = self._place(relation)
        number = self.rows_of[relation.id]
        values: dict[str, object] = {
            **own,
            "id": relation.id if number == 1 else f"{relation.id} ({number})",
            "consumer": consumer.element.id,
            "provider": provider.element.id,
            "kind": kind,
            "description": relation.name,
            "entities": sorted(self.passing.get(relation.id, ())) or None,
            "evidence": [_evidence(relation, through)],
            "properties": properties,
        }
        self.dependencies.append(LooseRow(values, place))

    def _place(self, relation: Relation) -> Place:
        """The place of one more row of ``relation``, told apart from the others."""
        self.rows_of[relation.id] += 1
        number = self.rows_of[relation.id]
        if number == 1:
            return relation.place
        path = f"{relation.place.path or ''} ({number})".strip()
        return replace(relation.place, path=path)

    # The account

    def _counts(self) -> Counter[str]:
        counts = Counter(relation.type for relation in self.model.relations)
        counts["relations"] = len(self.model.relations)
        counts["relations_in_structure"] = len(self.in_structure)
        counts["relations_kept_aside"] = self.aside.total()
        counts["rows_of_the_same_relation"] = sum(n - 1 for n in self.rows_of.values() if n > 1)
        return counts

    def _summary(self) -> Iterable[Finding]:
        file = Place(file=self.model.relations[0].place.file) if self.model.relations else None
        if self.aside:
            message = (
                f"{self.aside.total()} relations join nothing that an inventory keeps"
                f" ({listed(self.aside)}); they were counted, not imported"
            )
            yield Finding("info", "relations_kept_aside", message, file)


def _said(relation: Relation, through: Iterable[str]) -> dict[str, JsonValue]:
    """What a row keeps of its relation."""
    passed: list[JsonValue] = list(dict.fromkeys(through))
    said: dict[str, JsonValue] = {
        "relation": relation.type,
        "documentation": relation.documentation,
        "specialization": relation.specialization,
        "through": passed,
    }
    return {key: value for key, value in said.items() if value}


def _evidence(relation: Relation, through: Iterable[str]) -> dict[str, object]:
    """Who says so, and how surely: an association hardly, what was followed not quite."""
    inferred = any(name not in JUNCTIONS for name in through)
    evidence: dict[str, object] = {
        "source": relation.place.file,
        "how": "inferred" if inferred else "declared",
    }
    if relation.type == "Association":
        evidence["confidence"] = _ASSOCIATION_CONFIDENCE
    elif inferred:
        evidence["confidence"] = _INFERRED_CONFIDENCE
    return evidence
