"""How the tables of C4InterFlow are read: systems, containers, their interfaces, who uses which.

An interface belongs to a container or a system, and uses the interfaces of others: its owner needs
theirs. Tables name each other by aliases, such as `Shop.Containers.Web.Interfaces.Order`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, get_args

from legacymap.ingest.files import Source
from legacymap.ingest.formats.named_columns import NamedRow, NamedRows, places_of, tables_of
from legacymap.ingest.readings import Reading
from legacymap.ingest.vocabulary.cells import meaning
from legacymap.ingest.vocabulary.technologies import dependency_kind
from legacymap.inventory import LooseRow, System
from legacymap.inventory.vocabulary import SystemKind

_Table = Literal["systems", "containers", "interfaces", "flows", "activities"]

_COLUMNS: Final[Mapping[str, str]] = {
    "actor": "actor",
    "alias": "alias",
    "businessprocess": "process",
    "condition": "condition",
    "container": "container",
    "containerinterface": "by",
    "description": "description",
    "isexternal": "external",
    "name": "name",
    "softwaresystem": "system",
    "softwaresysteminterface": "by",
    "technology": "technology",
    "type": "type",
    "usescontainerinterface": "uses_container",
    "usessoftwaresysteminterface": "uses_system",
}
_YES: Final = frozenset({"1", "true", "x", "y", "yes"})
_INTERFACES: Final = ".interfaces."
"""What stands between an owner and its interface in an alias."""
_USES: Final = ("uses_container", "uses_system")
_KINDS: Final = frozenset(get_args(SystemKind))


def _table(header: Sequence[str]) -> _Table | None:
    found = places_of(header, _COLUMNS).keys()
    uses = {*_USES} & found
    if uses and "by" in found:
        return "flows"
    if uses and "actor" in found:
        return "activities"
    if {"name", "alias", "external"} <= found:
        return "systems"
    if {"name", "type", "system"} <= found:
        return "containers"
    owned = {"system", "container"} & found
    return "interfaces" if owned and {"name", "alias"} <= found else None


def is_c4interflow(source: Source) -> bool:
    """Whether the header is that of one of the tables."""
    return _table(source.header) is not None


def read_c4interflow(sources: Sequence[Source]) -> Iterator[Reading]:
    """The systems and containers of all tables, and a dependency for each use of an interface.

    Raises:
        UnreadableFile: some file is none of the tables.
        LimitExceeded: some file has too many rows or columns.
    """
    refusal = "the header is that of no table of C4InterFlow"
    tables: list[tuple[_Table, NamedRows]] = tables_of(
        sources, _COLUMNS, table=_table, refusal=refusal
    )
    known = _Known()
    for table, rows in tables:
        for row in rows.rows:
            known.meet(table, row)
    namespace = f"c4interflow {sources[0].namespace}" if sources else "c4interflow"
    for table, rows in tables:
        yield _Made(rows, known).reading(table, namespace)


@dataclass(frozen=True, slots=True)
class _Interface:
    """An interface: whose it is, what it is called, which of its tables tells of it."""

    owner: str
    name: str


@dataclass(slots=True)
class _Known:
    """What all tables together say of owners and interfaces."""

    owners: dict[str, str] = field(default_factory=dict)
    """The id of each system and container, by alias and by name."""
    technologies: dict[str, str] = field(default_factory=dict)
    interfaces: dict[str, _Interface] = field(default_factory=dict)
    offered: dict[str, dict[str, str]] = field(default_factory=dict)
    """The names of the interfaces of each owner, by alias."""
    ids: set[str] = field(default_factory=set)
    """The ids of all systems, listed or met."""

    def meet(self, table: _Table, row: NamedRow) -> None:
        """Note what others may refer to."""
        name, alias = row.get("name"), row.get("alias")
        if table in ("systems", "containers"):
            own = _own_id(row)
            if own is not None:
                self.ids.add(own)
                for word in (alias, own):
                    if word:
                        self.owners[_key(word)] = own
                if table == "systems" and name:
                    self.owners.setdefault(_key(name), own)
                if technology := row.get("technology"):
                    self.technologies[own] = technology
        elif table == "interfaces" and (word := alias or name):
            owner = row.get("container") or row.get("system") or _owner_in(word)
            if owner is not None:
                self.interfaces.setdefault(_key(word), _Interface(owner, name or word))
                self.offered.setdefault(_key(owner), {})[word] = name or word

    def owner(self, reference: str) -> str:
        """The id of the system or container that is called so."""
        return self.owners.get(_key(reference), reference)

    def interface(self, reference: str) -> _Interface:
        """The interface, by its table or by its alias alone."""
        found = self.interfaces.get(_key(reference))
        if found is not None:
            return replace(found, owner=self.owner(found.owner))
        owner = _owner_in(reference) or reference
        return _Interface(self.owner(owner), reference.rpartition(".")[2])


@dataclass(slots=True)
class _Made:
    """What one table becomes."""

    rows: NamedRows
    known: _Known
    systems: list[LooseRow] = field(default_factory=list)
    dependencies: list[LooseRow] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    merged: int = 0

    def reading(self, table: _Table, namespace: str) -> Reading:
        """The rows of the table as those of an inventory."""
        for row in self.rows.rows:
            self.counts[table] += 1
            if table in ("systems", "containers"):
                self._system(table, row)
            elif table == "interfaces":
                self._interface(row)
            else:
                self._use(table, row)
        found = {"systems": tuple(self.systems), "dependencies": tuple(self.dependencies)}
        reading = Reading(
            file=self.rows.source.name,
            format="c4interflow",
            digest=self.rows.source.digest,
            namespace=namespace,
            is_model=True,
            rows={name: rows for name, rows in found.items() if rows},
            merged=self.merged,
            counts=dict(sorted(self.counts.items())),
        )
        return self.rows.finished(reading)

    def _system(self, table: _Table, row: NamedRow) -> None:
        own = _own_id(row)
        if own is None:
            self.rows.reject(row, "neither `Name` nor `Alias` is filled in")
            return
        holder, technology = row.get("system"), row.get("technology")
        word = row.get("type")
        kind = meaning("systems", System, "kind")(word) if word else None
        offered = {
            **self.known.offered.get(_key(own), {}),
            **self.known.offered.get(_key(row.get("alias") or own), {}),
        }
        is_external = (row.get("external") or "").casefold() in _YES
        values: dict[str, object] = {
            "id": own,
            "name": row.get("name") or own,
            "kind": "external" if is_external else kind if kind in _KINDS else None,
            "parent": self.known.owner(holder) if table == "containers" and holder else None,
            "description": row.get("description"),
            "technologies": [technology] if technology else None,
            "properties": {
                **({"type": word} if word else {}),
                **({"interfaces": dict(sorted(offered.items()))} if offered else {}),
                **row.others,
            },
        }
        self.systems.append(LooseRow(values, row.place))

    def _interface(self, row: NamedRow) -> None:
        """An interface is told of at its owner, who is known by it where no table lists it."""
        word = row.get("alias") or row.get("name")
        owner = row.get("container") or row.get("system") or _owner_in(word or "")
        if word is None or owner is None:
            self.rows.reject(row, "an interface has an alias and belongs to something")
            return
        self._imply(self.known.owner(owner), row)
        self.merged += 1

    def _use(self, table: _Table, row: NamedRow) -> None:
        by = row.get("actor" if table == "activities" else "by")
        used = [(name, word) for name in _USES if (word := row.get(name))]
        if by is None or not used:
            self.rows.reject(row, "one end is missing: who uses, or what is used")
            return
        if table == "activities":
            consumer, words = by, row.get("name")
        else:
            using = self.known.interface(by)
            consumer, words = using.owner, using.name
        self._imply(consumer, row, "actor" if table == "activities" else None)
        condition, process = row.get("condition"), row.get("process")
        for number, (name, word) in enumerate(used):
            provided = self.known.interface(word)
            self._imply(provided.owner, row)
            values: dict[str, object] = {
                "consumer": consumer,
                "provider": provided.owner,
                "kind": dependency_kind(self.known.technologies.get(provided.owner)) or "call",
                "interface": provided.name,
                "description": f"{words} ({condition})"
                if words and condition
                else words or condition,
                "evidence": [{"source": self.rows.source.name, "how": "declared"}],
                "properties": {**({"business_process": process} if process else {}), **row.others},
            }
            place = row.place if number == 0 else replace(row.place, path=name)
            self.dependencies.append(LooseRow(values, place))

    def _imply(self, own: str, row: NamedRow, kind: SystemKind | None = None) -> None:
        """Add a system that no table lists, once."""
        if own not in self.known.ids:
            self.known.ids.add(own)
            place = replace(row.place, path=f"system {own}")
            values: dict[str, object] = {"id": own, "name": own.rpartition(".")[2], "kind": kind}
            self.systems.append(LooseRow(values, place))


def _own_id(row: NamedRow) -> str | None:
    """The alias; without one the name, that of a container below its system."""
    name, holder = row.get("name"), row.get("system")
    return row.get("alias") or (f"{holder} / {name}" if holder and name else name)


def _owner_in(alias: str) -> str | None:
    """Whose interface it is, by its alias."""
    at = alias.casefold().rfind(_INTERFACES)
    return alias[:at] if at > 0 else None


def _key(word: str) -> str:
    return word.casefold()
