"""What the model of the municipal sector says, read as `docs/formats/archimate.md` has it.

A reading of its own, with the standard library and networkx alone: nothing of the product's
readers is used, so that its figures can be held against these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import networkx as nx

TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
PEOPLE = {"BusinessActor", "BusinessRole"}
APPLICATIONS = {"ApplicationComponent", "ApplicationCollaboration"}
OFFERED = {"ApplicationService", "ApplicationInterface"}
HARDWARE = {"SystemSoftware", "Node", "Device"}
TECHNOLOGY = HARDWARE | {"TechnologyService"}
SOFTWARE = APPLICATIONS | OFFERED | TECHNOLOGY | {"BusinessService"}
SYSTEMS = SOFTWARE | PEOPLE
DATA = {"DataObject", "BusinessObject"}
JUNCTIONS = {"AndJunction", "OrJunction", "Junction"}
WORK = {
    f"{layer}{what}"
    for layer in ("Application", "Technology")
    for what in ("Function", "Process", "Interaction", "Event")
}
"""What software does: a relation with it is one with the component that performs it."""
PROCESSES = {"BusinessProcess", "BusinessFunction", "BusinessInteraction"}
CARRIED = {"Serving", "Flow", "Triggering", "Access", "Realization"}
MOST_PERFORMERS = 8
BONDS = ("composition", "offer", "interface", "aggregation")


class Relation(NamedTuple):
    id: str
    type: str
    source: str
    target: str
    access: str
    directed: bool


class Use(NamedTuple):
    consumer: str
    provider: str
    kind: str
    doubtful: bool


class Municipal:
    """Elements, relations and what they come to: parts, uses and who holds what."""

    def __init__(self, path: Path) -> None:
        root = ElementTree.parse(path).getroot()  # noqa: S314 - a file of our own choice
        within = {"a": root.tag[1:].partition("}")[0]}
        self.stated = {
            one.findtext("a:name", "", within).casefold()
            for one in root.iterfind("a:propertyDefinitions/a:propertyDefinition", within)
        }
        self.type: dict[str, str] = {}
        self.name: dict[str, str] = {}
        for one in root.iterfind("a:elements/a:element", within):
            element = one.get("identifier", "").removeprefix("id-")
            self.type[element] = one.get(TYPE, "")
            self.name[element] = one.findtext("a:name", "", within)
        self.relations = [
            Relation(
                one.get("identifier", ""),
                one.get(TYPE, ""),
                one.get("source", "").removeprefix("id-"),
                one.get("target", "").removeprefix("id-"),
                one.get("accessType", ""),
                one.get("isDirected") == "true",
            )
            for one in root.iterfind("a:relationships/a:relationship", within)
        ]
        self.bonds, self.rest = self._bonds()
        self.parent = self._parents()

    def of(self, id: str, types: Iterable[str]) -> bool:
        return self.type.get(id, "") in types

    @cached_property
    def performers(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in self.relations:
            if one.type not in ("Assignment", "Realization"):
                continue
            software = self.of(one.source, APPLICATIONS | HARDWARE)
            if (self.of(one.target, WORK) and software) or (
                self.of(one.target, PROCESSES) and self.of(one.source, PEOPLE)
            ):
                found.setdefault(one.target, set()).add(one.source)
        return found

    @cached_property
    def realised(self) -> dict[str, set[str]]:
        """The business services by what realises them, software and hardware work apart."""
        found: dict[str, set[str]] = {}
        for one in self.relations:
            if one.type == "Realization" and self.of(one.target, {"BusinessService"}):
                found.setdefault(one.source, set()).add(one.target)
        return found

    @cached_property
    def wholes_of_work(self) -> nx.DiGraph[str]:
        return nx.DiGraph(
            (one.target, one.source)
            for one in self.relations
            if one.type in ("Composition", "Aggregation")
            and self.of(one.target, WORK | PROCESSES)
            and not self.of(one.source, JUNCTIONS)
        )

    def _above(self, work: str) -> Iterable[str]:
        yield work
        if work in self.wholes_of_work:
            for layer in list(nx.bfs_layers(self.wholes_of_work, work))[1:]:
                yield from sorted(layer)

    def _stands_for(self, one: Relation, id: str, *, provider: bool) -> list[tuple[str, bool]]:
        """What is at an end, and whether something else stands there for it."""
        if id not in self.type:
            return []
        books: list[dict[str, set[str]]] = []
        if one.type in CARRIED and self.of(id, WORK):
            books = [self.performers]
        elif one.type in CARRIED and self.of(id, PROCESSES) and not provider:
            books = [self.realised, self.performers]
        for at in self._above(id) if books else ():
            for book in books:
                found = sorted(book.get(at, ()))
                if 0 < len(found) <= MOST_PERFORMERS:
                    return [(other, True) for other in found]
        return [(id, False)]

    def sources(self, one: Relation) -> list[tuple[str, bool]]:
        return self._stands_for(one, one.source, provider=one.type != "Triggering")

    def targets(self, one: Relation) -> list[tuple[str, bool]]:
        found: dict[str, bool] = {}
        stack, seen = [(one.target, False)], set()
        while stack:
            at, led = stack.pop()
            if at in seen:
                continue
            seen.add(at)
            if self.of(at, JUNCTIONS):
                stack += [
                    (other.target, True)
                    for other in reversed(self.relations)
                    if other.source == at and other.type == one.type
                ]
                continue
            for there, instead in self._stands_for(one, at, provider=one.type == "Triggering"):
                found.setdefault(there, led or instead)
        return list(found.items())

    def _bond(self, one: Relation, whole: str, part: str) -> str | None:
        if not (self.of(whole, SYSTEMS) and self.of(part, SYSTEMS)):
            return None
        if one.type in ("Composition", "Aggregation"):
            if self.of(whole, PEOPLE) != self.of(part, PEOPLE):
                return None
            if one.type == "Composition":
                return "composition"
            return None if self.of(whole, {"ApplicationCollaboration"}) else "aggregation"
        if one.type in ("Realization", "Assignment"):
            if self.of(whole, APPLICATIONS) and self.of(part, OFFERED):
                return "offer"
            if self.of(whole, {"ApplicationInterface"}) and self.of(part, {"ApplicationService"}):
                return "interface"
            if self.of(whole, HARDWARE) and self.of(part, {"TechnologyService"}):
                return "offer"
        return None

    def _bonds(self) -> tuple[list[tuple[str, str, str]], list[Relation]]:
        """(part, whole, bond), and the relations that say nothing of the kind."""
        bonds, rest = [], []
        ids = {one.id.removeprefix("id-") for one in self.relations}
        for one in self.relations:
            if one.source in ids or one.target in ids:
                continue
            found = [
                (part, whole, bond)
                for whole, _ in self.sources(one)
                for part, _ in self.targets(one)
                if (bond := self._bond(one, whole, part))
            ]
            bonds += found
            if not found:
                rest.append(one)
        return bonds, rest

    def _parents(self) -> dict[str, str]:
        """The only whole of the strongest bond; nothing becomes a part of itself."""
        wholes: dict[str, dict[str, set[str]]] = {}
        for part, whole, bond in self.bonds:
            wholes.setdefault(part, {}).setdefault(bond, set()).add(whole)
        parents: dict[str, str] = {}
        for bond in BONDS:
            for part in sorted(wholes):
                strongest = min(wholes[part], key=BONDS.index)
                candidates = wholes[part].get(bond, set())
                if strongest == bond and len(candidates) == 1:
                    (whole,) = candidates
                    if part not in self._upwards(whole, parents):
                        parents[part] = whole
        return parents

    @staticmethod
    def _upwards(id: str, parents: dict[str, str]) -> list[str]:
        found = [id]
        while found[-1] in parents:
            found.append(parents[found[-1]])
        return found

    def top(self, id: str) -> str:
        return self._upwards(id, self.parent)[-1]

    @cached_property
    def systems(self) -> set[str]:
        """The whole systems, people left out."""
        return {one for one in self.type if self.of(one, SOFTWARE) and one not in self.parent}

    @cached_property
    def kind(self) -> dict[str, str]:
        offered = {part for part, _, bond in self.bonds if bond in ("offer", "interface")}
        told = {
            **dict.fromkeys(APPLICATIONS, "application"),
            **dict.fromkeys(TECHNOLOGY, "platform"),
            "ApplicationInterface": "interface",
            "ApplicationService": "service",
            "BusinessService": "service",
        }
        return {
            one: "interface"
            if one in offered and self.of(one, {"ApplicationService"})
            else told[self.type[one]]
            for one in self.systems
        }

    @cached_property
    def services(self) -> set[str]:
        return {one for one, kind in self.kind.items() if kind == "service"}

    def _use(self, one: Relation, a: str, b: str) -> Use | None:
        """Who needs whom by ``one`` from a to b."""
        people = self.of(a, PEOPLE) or self.of(b, PEOPLE)
        if one.type == "Flow":
            return Use(b, a, "event", doubtful=False)
        if one.type == "Serving":
            return Use(b, a, "call", doubtful=False)
        if one.type == "Triggering":
            return Use(a, b, "call", doubtful=False)
        if one.type == "Association":
            return Use(a, b, "", not one.directed)
        if one.type == "Realization" and not people:
            runs = self.of(b, APPLICATIONS | HARDWARE) or (
                self.of(a, TECHNOLOGY) and not self.of(b, {"BusinessService"})
            )
            return Use(b, a, "hosting" if runs and not self.of(a, OFFERED) else "call", False)
        if one.type == "Assignment" and not people:
            if not self.of(a, TECHNOLOGY) and self.of(b, HARDWARE):
                return Use(a, b, "hosting", doubtful=False)
            return Use(b, a, "call" if self.of(b, {"BusinessService"}) else "hosting", False)
        return None

    @cached_property
    def uses(self) -> list[Use]:
        """The dependencies of software on software."""
        found = [
            Use(part, whole, "call", doubtful=False)
            for part, whole, bond in self.bonds
            if bond == "offer" and whole not in self._upwards(part, self.parent)
        ]
        for one in self.rest:
            for a, instead in self.sources(one):
                for b, also in self.targets(one):
                    if not (self.of(a, SYSTEMS) and self.of(b, SYSTEMS)):
                        continue
                    if a == b and (instead or also):
                        continue
                    if use := self._use(one, a, b):
                        found.append(use)
        return [
            use
            for use in found
            if self.of(use.consumer, SOFTWARE) and self.of(use.provider, SOFTWARE)
        ]

    @cached_property
    def working(self) -> list[Use]:
        """The dependencies that are no hosting and do not join something with itself."""
        return [use for use in self.uses if use.kind != "hosting" and use.consumer != use.provider]

    @cached_property
    def between(self) -> Counter[tuple[str, str]]:
        """The dependencies between whole systems, by the systems they join; hosting is none."""
        ends = ((self.top(use.consumer), self.top(use.provider)) for use in self.working)
        return Counter((a, b) for a, b in ends if a != b)

    @cached_property
    def doubtful(self) -> set[tuple[str, str]]:
        return {
            (self.top(use.consumer), self.top(use.provider)) for use in self.working if use.doubtful
        }

    @cached_property
    def rolled(self) -> nx.DiGraph[str]:
        graph = nx.DiGraph(list(self.between))
        graph.add_nodes_from(self.systems)
        return graph

    @cached_property
    def reached(self) -> dict[str, set[str]]:
        """The other whole systems in reach of each service, along the dependencies as given."""
        given = nx.DiGraph((use.consumer, use.provider) for use in self.working)
        given.add_nodes_from(self.systems)
        given.add_edges_from((whole, part) for part, whole in self.parent.items())
        return {
            one: {self.top(other) for other in nx.descendants(given, one)} - {one}
            for one in self.services
        }

    @cached_property
    def held(self) -> list[tuple[str, str, str]]:
        """(whole system, data, access): what software is said to have access to."""
        return [
            (self.top(a), b, one.access)
            for one in self.rest
            if one.type == "Access"
            for a, _ in self.sources(one)
            for b, _ in self.targets(one)
            if self.of(a, SOFTWARE) and self.of(b, DATA)
        ]

    def letters(self, id: str) -> str:
        return "".join(letter for letter in self.name[id].casefold() if letter.isalnum())

    @cached_property
    def writers(self) -> dict[str, set[str]]:
        """The systems and parts that write each kind of data."""
        found: dict[str, set[str]] = {}
        for one in self.rest:
            if one.type == "Access" and "Write" in one.access:
                for a, _ in self.sources(one):
                    for b, _ in self.targets(one):
                        if self.of(a, SOFTWARE) and self.of(b, DATA):
                            found.setdefault(b, set()).add(a)
        return found

    def called(self, id: str) -> str:
        """By name, with the id where others are called so."""
        alone = Counter(self.name[one] for one in self.type if self.of(one, SYSTEMS))
        return self.name[id] if alone[self.name[id]] == 1 else f"{self.name[id]} [{id}]"
