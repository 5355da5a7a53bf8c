"""How a Backstage catalogue is read: all its files at once, consumers joined to providers.

Components, resources and systems are systems; an API is an interface of the component that provides
it, and who consumes it depends on that component. Groups are organisations, domains are areas.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place
from legacymap.ingest.files import Source
from legacymap.ingest.formats.backstage.describing import SYSTEMS, Describer, Joined
from legacymap.ingest.formats.backstage.entities import (
    Catalogue,
    Entity,
    documents,
    entity,
    refs,
    text,
)
from legacymap.ingest.json_items import listed
from legacymap.ingest.readings import Reading
from legacymap.inventory import LooseRow, RejectedRow
from legacymap.inventory.tables import canonical_text
from legacymap.inventory.vocabulary import DependencyKind

# Blanks of one line only: a search over lines of nothing must not begin again at each of them.
_IS_ENTITY: Final = re.compile(rb'(?m)^["\']?apiVersion["\']?[ \t]*:[ \t]*["\']?backstage\.io/')
_IN_ANSWER: Final = re.compile(rb'"apiVersion"\s*:\s*"backstage\.io/')

_CONSUMED: Final = ("api", "component", "resource", "system")


def is_backstage(source: Source) -> bool:
    """Whether some document of the file is an entity of Backstage."""
    if b"backstage.io/" not in source.content:
        return False  # a pattern takes its time on large files of other formats
    if source.looks_like_json:
        return _IN_ANSWER.search(source.content) is not None
    return _IS_ENTITY.search(source.content) is not None


def read_backstage(sources: Sequence[Source]) -> Iterator[Reading]:
    """One reading for each file; what they name among themselves is found in all of them.

    Raises:
        UnreadableFile: some file is not YAML, or not JSON.
        LimitExceeded: some file is nested too deeply or holds too many values.
    """
    catalogue = Catalogue()
    files = [_File(catalogue, source) for source in sources]
    for file in files:
        file.meet()
    everything = [found for file in files for found in file.entities]
    known = Joined.of(catalogue, everything)
    return iter([file.reading(known) for file in files])


@dataclass(slots=True)
class _File:
    """What one file of the catalogue says."""

    catalogue: Catalogue
    source: Source
    entities: list[Entity] = field(default_factory=list)
    rows: dict[str, list[LooseRow]] = field(default_factory=dict)
    rejects: list[RejectedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    aside: Counter[str] = field(default_factory=Counter)
    originals: dict[str, JsonValue] = field(default_factory=dict)
    merged: int = 0

    def meet(self) -> None:
        """Take in the entities; what is none is rejected."""
        found_documents, findings = documents(self.source)
        self.findings.extend(findings)
        for document, place, lines in found_documents:
            found = entity(document, place, lines) if isinstance(document, dict) else None
            self.originals[place.path or ""] = document
            if found is None:
                reason = "an entity needs `kind` and `metadata.name`; it is rejected"
                content = canonical_text(document)
                self.rejects.append(
                    RejectedRow(place.file or "", place.line, None, reason, content)
                )
                self.findings.append(Finding("error", "invalid_row", reason, place))
                continue
            self.entities.append(found)
            self.catalogue.add(found)

    def reading(self, known: Joined) -> Reading:
        """What the file says in the light of all others."""
        describer = Describer(self.catalogue, known, self.source.name)
        for found in self.entities:
            self.counts["entities"] += 1
            self.counts[found.kind] += 1
            self._take(found, describer)
        self._tell_what_was_left()
        return Reading(
            file=self.source.name,
            format="backstage",
            digest=self.source.digest,
            namespace="backstage",
            is_model=True,
            rows={name: tuple(rows) for name, rows in self.rows.items() if rows},
            merged=self.merged,
            rejects=tuple(self.rejects),
            findings=(*self.findings, *describer.findings, *describer.remarks()),
            counts=dict(self.counts),
            original=self._original,
        )

    def _take(self, found: Entity, describer: Describer) -> None:
        kind = found.kind.casefold()
        if kind in SYSTEMS:
            self._row("systems", describer.system(found), found.place)
            self._relations(found, describer.known)
        elif kind == "group":
            self._row("organisations", describer.group(found), found.place)
        elif kind == "domain" and found.ref in describer.known.domains:
            self.merged += 1
        else:
            self.aside[found.kind] += 1
            self.counts["entities_kept_aside"] += 1

    def _row(self, table: str, values: dict[str, object], place: Place) -> None:
        self.rows.setdefault(table, []).append(LooseRow(values, place))

    def _relations(self, found: Entity, known: Joined) -> None:
        """A row for each reference that is a dependency; one stated before is merged."""
        for path, said in found.references("dependsOn"):
            self._depends(
                found, path, self._one(found, said, SYSTEMS), said, turned=False, known=known
            )
        for path, said in found.references("dependencyOf"):
            self._depends(
                found, path, self._one(found, said, SYSTEMS), said, turned=True, known=known
            )
        for path, said in found.references("consumesApis"):
            self._consumes(found, path, said, known)
        provided = sum(1 for _ in found.references("providesApis"))
        self.counts["references"] += provided
        self.merged += provided

    def _one(self, found: Entity, said: str, kinds: Sequence[str]) -> Entity | str:
        """The entity that is meant, or the reference in full where there is none, or several."""
        meant = self.catalogue.find(said, found, kinds)
        if len(meant) == 1:
            return meant[0]
        missing = next(iter(refs(said, found, kinds)))
        name = said.rpartition(":")[2]
        near = meant or (self.catalogue.find(name, found, SYSTEMS) if name != said else ())
        if near:
            known = ", ".join(sorted(repr(self.catalogue.id_of(other)) for other in near))
            message = f"{missing!r} is not in the catalogue as such; there is {known}"
            self.findings.append(Finding("warning", "near_reference", message, found.place))
        return missing

    def _depends(
        self,
        found: Entity,
        path: str,
        other: Entity | str,
        said: str,
        *,
        turned: bool,
        known: Joined,
    ) -> None:
        self.counts["references"] += 1
        ends = (found, other) if not turned else (other, found)
        self._depend(found, path, ends, None, _use_of(ends[1]), said, known)

    def _consumes(self, found: Entity, path: str, said: str, known: Joined) -> None:
        """The consumer depends on each component that provides the API, else on the API itself."""
        self.counts["references"] += 1
        ref = next(iter(refs(said, found, ("api",))))
        apis = self.catalogue.find(said, found, ("api",))
        interface = apis[0].title if apis else said.rpartition("/")[2].rpartition(":")[2]
        providers = known.providers.get(ref, [])
        for number, provider in enumerate(providers):
            at = path if number == 0 else f"{path} ({number + 1})"
            self._depend(found, at, (found, provider), interface, "call", said, known)
        if providers:
            return
        meant = self._one(found, said, _CONSUMED)
        if isinstance(meant, Entity) and meant.kind.casefold() != "api":
            self.counts["consumed_components"] += 1
            self._depend(found, path, (found, meant), None, _use_of(meant), said, known)
            return
        if apis:
            message = f"no component in the catalogue provides {ref!r}; the API itself is needed"
            self.findings.append(Finding("info", "no_provider", message, found.at(path)))
        self._depend(found, path, (found, meant), interface, "call", said, known)

    def _depend(
        self,
        found: Entity,
        path: str,
        ends: tuple[Entity | str, Entity | str],
        interface: str | None,
        kind: DependencyKind | None,
        said: str,
        known: Joined,
    ) -> None:
        consumer, provider = (
            self.catalogue.id_of(end) if isinstance(end, Entity) else end for end in ends
        )
        place = found.at(path)
        field_name = path.partition("[")[0].removeprefix("spec.")
        self.originals[place.path or ""] = {
            "apiVersion": found.document.get("apiVersion"),
            "kind": found.kind,
            "metadata": {"name": found.name, "namespace": found.namespace},
            "spec": {field_name: [said]},
        }
        if (consumer, provider, interface) in known.stated:
            self.merged += 1
            return
        known.stated.add((consumer, provider, interface))
        values: dict[str, object] = {
            "consumer": consumer,
            "provider": provider,
            "kind": kind,
            "interface": interface,
            "evidence": [{"source": self.source.name, "how": "declared"}],
            "properties": {"relation": field_name},
        }
        self._row("dependencies", values, place)

    def _tell_what_was_left(self) -> None:
        place = Place(file=self.source.name)
        if self.counts["consumed_components"]:
            message = (
                "entries of `consumesApis` that name a component or resource and no API, read as"
                f" depending on it: {self.counts['consumed_components']}"
            )
            self.findings.append(Finding("warning", "api_expected", message, place))
        if self.aside:
            message = f"no part of an inventory, counted and left aside: {listed(self.aside)}"
            self.findings.append(Finding("info", "entities_kept_aside", message, place))

    def _original(self, place: Place) -> str:
        return canonical_text(self.originals.get(place.path or ""))


_CALLED: Final = frozenset({"api", "component", "system"})


def _use_of(provider: Entity | str) -> DependencyKind | None:
    """Asking a store is no call, and what a resource of another type is used for, nobody says."""
    if isinstance(provider, str):
        # The reference in full says what it is meant to be.
        return "call" if provider.partition(":")[0] in _CALLED else None
    type_ = (text(provider.spec.get("type")) or "").casefold()
    if type_ in ("database", "data-store"):
        return "database"
    if provider.kind.casefold() == "resource" or type_ == "library":
        return None
    return "call"
