"""How a LeanIX workspace is read: applications, components, interfaces, data and who needs whom.

An interface joins its consumers to its provider; what an application needs of IT components is what
it stands on. All files of an import are one workspace: a file has one type of fact sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.leanix.fact_sheets import (
    FactSheet,
    Target,
    of_node,
    of_row,
    phase_of,
    role_of,
)
from legacymap.ingest.formats.named_columns import named_rows
from legacymap.ingest.json_items import Items, Json, listed, word
from legacymap.ingest.readings import Reading
from legacymap.ingest.vocabulary.attributes import attributes
from legacymap.ingest.vocabulary.headers import normal
from legacymap.inventory import LooseRow
from legacymap.inventory.vocabulary import DependencyKind, SystemKind

_COLUMNS: Final = {name: name for name in ("id", "type", "name", "displayname")}
_SYSTEMS: Final[Mapping[str, SystemKind | None]] = {
    "application": "application",
    "interface": "interface",
    "itcomponent": "platform",
    "microservice": None,
    "platform": "platform",
}
_ORGANISATIONS: Final = frozenset({"organization", "provider", "usergroup"})
_FIT: Final[Mapping[str, int]] = {
    "adequate": 4,
    "appropriate": 4,
    "fullyappropriate": 5,
    "inadequate": 2,
    "inappropriate": 1,
    "insufficient": 2,
    "perfect": 5,
    "unreasonable": 1,
}
"""LeanIX knows four degrees; the two good ones are 5 and 4, the two bad ones 2 and 1."""
_CRUD: Final = {"create": "C", "read": "R", "update": "U", "delete": "D"}


_NAMED: Final = ("businesscapability", "itcomponent", "provider")
"""Roles whose targets are words of the system itself."""
_OWNING: Final = ("organization", "usergroup")
_USES: Final[Mapping[str, tuple[bool, DependencyKind | None]]] = {
    "itcomponent": (False, "hosting"),
    "requiredby": (True, None),
    "requires": (False, None),
}
"""Roles that are dependencies: whether the target is the consumer, and the kind."""
_ELSEWHERE: Final = frozenset(
    {*_NAMED, *_USES, "consumerapplication", "dataobject", "parent", "providerapplication"}
)


def is_leanix(source: Source) -> bool:
    """Whether it is an answer with fact sheets, or a table with columns as LeanIX names them."""
    if source.looks_like_json:
        return b'"allFactSheets"' in source.content and _edges(source.document) is not None
    titles = {normal(cell) for cell in source.header}
    if not {"id", "type", "name"} <= titles:
        return False
    return any(
        role_of(cell) or (phase_of(cell) and normal(cell).startswith("lifecycle"))
        for cell in source.header
    )


def _edges(document: JsonValue) -> tuple[str, JsonValue] | None:
    """The edges of an answer and their path."""
    path, inner = "", document
    for key in ("data", "allFactSheets", "edges"):
        if isinstance(inner, dict) and key in inner:
            path, inner = f"{path}.{key}".lstrip("."), inner[key]
    return (path, inner) if isinstance(inner, list) and path.endswith("edges") else None


def read_leanix(sources: Sequence[Source]) -> Iterator[Reading]:
    """One reading for each file; relations name fact sheets of all of them.

    Raises:
        UnreadableFile: some file has no fact sheets.
        LimitExceeded: some file has too many rows or columns.
    """
    files = [_file(source) for source in sources]
    workspace = _Workspace()
    for file in files:
        workspace.add(file.sheets)
    workspace.link()
    return iter([file.reading(workspace) for file in files])


@dataclass(slots=True)
class _Workspace:
    """All fact sheets, to be found by id, else by type and name."""

    by_id: dict[str, FactSheet] = field(default_factory=dict)
    by_name: dict[str, list[FactSheet]] = field(default_factory=dict)
    ends: dict[tuple[str, str], list[FactSheet]] = field(default_factory=dict)
    """The applications at the ends of an interface, by its id and `provider` or `consumer`."""
    parents: dict[str, str] = field(default_factory=dict)
    successors: dict[str, str] = field(default_factory=dict)

    def add(self, sheets: Iterable[FactSheet]) -> None:
        """Make ``sheets`` known."""
        for sheet in sheets:
            self.by_id.setdefault(sheet.id, sheet)
            self.by_name.setdefault(sheet.name.casefold(), []).append(sheet)

    def link(self) -> None:
        """Note what relations say of their targets; both sides may say the same."""
        for sheet in self.by_id.values():
            for role, name, target in sheet.relations:
                if role == "interface":
                    side = normal(name).removeprefix("rel")[:8]
                    interface = self.find(target, ("interface",))
                    if interface is not None and side in ("provider", "consumer"):
                        self._end(interface, side, sheet)
                elif role in ("providerapplication", "consumerapplication"):
                    self._end(sheet, role[:8], self.find(target, _SYSTEMS))
                else:
                    self._turn(sheet, role, target)

    def _end(self, interface: FactSheet, side: str, end: FactSheet | None) -> None:
        ends = self.ends.setdefault((interface.id, side), [])
        if end is not None and end not in ends:
            ends.append(end)

    def _turn(self, sheet: FactSheet, role: str, target: Target) -> None:
        other = self.find(target, _SYSTEMS) if role in ("child", "predecessor") else None
        if other is not None:
            known = self.parents if role == "child" else self.successors
            known.setdefault(other.id, sheet.id)

    def find(self, target: Target, types: Iterable[str]) -> FactSheet | None:
        """The fact sheet that is meant, where it is one of ``types``."""
        found = self.by_id.get(target.id or "")
        named = [found] if found else self.by_name.get((target.name or "").casefold(), [])
        fitting = [sheet for sheet in named if sheet.type.casefold() in types]
        return fitting[0] if len(fitting) == 1 else None


@dataclass(slots=True)
class _File:
    """The fact sheets of one file on their way to rows."""

    source: Source
    sheets: tuple[FactSheet, ...]
    reading_of_table: Reading
    rows: dict[str, list[LooseRow]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    aside: Counter[str] = field(default_factory=Counter)

    def reading(self, workspace: _Workspace) -> Reading:
        """What the file says in the light of all others."""
        for sheet in self.sheets:
            self.counts[sheet.type] += 1
            self._sheet(sheet, workspace)
        if self.aside:
            message = f"no part of an inventory, counted and left aside: {listed(self.aside)}"
            place = Place(file=self.source.name)
            self.findings.append(Finding("info", "fact_sheets_kept_aside", message, place))
        return replace(
            self.reading_of_table,
            rows={name: tuple(rows) for name, rows in self.rows.items() if rows},
            findings=(*self.reading_of_table.findings, *self.findings),
            counts=dict(self.counts),
        )

    def _row(self, table: str, values: dict[str, object], place: Place) -> None:
        self.rows.setdefault(table, []).append(LooseRow(values, place))

    def _sheet(self, sheet: FactSheet, workspace: _Workspace) -> None:
        type_ = sheet.type.casefold()
        if type_ in _SYSTEMS:
            self._system(sheet, workspace)
            self._relations(sheet, workspace)
        elif type_ == "dataobject" or type_ in _ORGANISATIONS:
            table = "data_entities" if type_ == "dataobject" else "organisations"
            values = attributes(table, dict(sheet.fields))
            values |= {"id": sheet.id, "name": sheet.name}
            if table == "organisations":
                values["parent"] = self._first(sheet, "parent", workspace, _ORGANISATIONS)
            self._row(table, values, sheet.place)
        else:
            self.aside[sheet.type] += 1

    def _first(
        self, sheet: FactSheet, role: str, workspace: _Workspace, types: Iterable[str]
    ) -> str | None:
        """The id of the first target in ``role``, where it is a fact sheet that is here."""
        for found, _, target in sheet.relations:
            meant = workspace.find(target, types) if found == role else None
            if meant is not None:
                return meant.id
        return None

    def _system(self, sheet: FactSheet, workspace: _Workspace) -> None:
        fields = dict(sheet.fields)
        alias = fields.pop("alias of", None)
        described = [name for name in fields if normal(name) == "description"]
        description = fields.pop(described[0]) if described else None
        fits = {name: fields.pop(name) for name in list(fields) if _fit(fields[name], name)}
        values = attributes("systems", fields)
        properties = values.pop("properties", {})
        named = {role: self._names(sheet, role) for role in _NAMED}
        owner = next((t for r, _, t in sheet.relations if r in _OWNING and _owns(t)), None)
        group = workspace.find(owner, _ORGANISATIONS) if owner else None
        values = {
            "owner": group.id if group else owner.name if owner else None,
            "supplier": next(iter(named["provider"]), None),
            **values,
            "id": sheet.id,
            "name": sheet.name,
            "description": description,
            "aliases": [alias] if alias else values.get("aliases"),
            "kind": _SYSTEMS[sheet.type.casefold()],
            "parent": self._parent(sheet, workspace),
            "successor": self._first(sheet, "successor", workspace, _SYSTEMS)
            or workspace.successors.get(sheet.id),
            "technologies": named["itcomponent"] or values.get("technologies"),
            "capabilities": named["businesscapability"] or values.get("capabilities"),
            "in_service_since": sheet.phases.get("active"),
            "end_of_support": sheet.phases.get("endOfLife"),
            **{_column(name): _fit(said, name) for name, said in fits.items()},
            "properties": {
                "element": sheet.type,
                **({"lifecycle_phases": dict(sheet.phases)} if sheet.phases else {}),
                **_others(sheet),
                **(properties if isinstance(properties, dict) else {}),
            },
        }
        self._row("systems", values, sheet.place)

    def _names(self, sheet: FactSheet, role: str) -> list[str]:
        return [t.name for found, _, t in sheet.relations if found == role and t.name]

    def _parent(self, sheet: FactSheet, workspace: _Workspace) -> str | None:
        """The fact sheet above it; an interface is a part of the application that provides it."""
        above = self._first(sheet, "parent", workspace, _SYSTEMS)
        above = above or workspace.parents.get(sheet.id)
        if above is None and sheet.type.casefold() == "interface":
            providers = workspace.ends.get((sheet.id, "provider"), [])
            above = providers[0].id if len(providers) == 1 else None
        return above

    def _relations(self, sheet: FactSheet, workspace: _Workspace) -> None:
        """Rows for the relations that are dependencies or holdings."""
        if sheet.type.casefold() == "interface":
            self._interface(sheet, workspace)
            return
        for number, (role, name, target) in enumerate(sheet.relations):
            place = replace(sheet.place, path=f"{sheet.place.path or ''} ({name} {number + 1})")
            if role == "dataobject":
                entity = workspace.find(target, ("dataobject",))
                self._row("holdings", _holding(sheet, target, entity), place)
            elif role in _USES:
                turned, kind = _USES[role]
                other = workspace.find(target, _SYSTEMS)
                if role == "itcomponent" and other is None:
                    continue
                end = other.id if other else target.id or target.name
                consumer, provider = (end, sheet.id) if turned else (sheet.id, end)
                self._depend(consumer, provider, kind, None, name, target.said, place)

    def _interface(self, sheet: FactSheet, workspace: _Workspace) -> None:
        """A dependency of each consumer on each provider, and of the data that passes."""
        entities = [
            found.id if found else target.name
            for role, _, target in sheet.relations
            if role == "dataobject"
            for found in [workspace.find(target, ("dataobject",))]
        ]
        providers = workspace.ends.get((sheet.id, "provider"), [])
        for number, consumer in enumerate(workspace.ends.get((sheet.id, "consumer"), [])):
            for other, provider in enumerate(providers or (sheet,)):
                where = f"{sheet.place.path or ''} (consumer {number + 1}.{other + 1})"
                place = replace(sheet.place, path=where)
                self._depend(
                    consumer.id, provider.id, "call", sheet.name, sheet.type, {}, place, entities
                )

    def _depend(
        self,
        consumer: str | None,
        provider: str | None,
        kind: DependencyKind | None,
        interface: str | None,
        relation: str,
        said: Mapping[str, JsonValue],
        place: Place,
        entities: Sequence[str | None] = (),
    ) -> None:
        properties: Json = {key: value for key, value in said.items() if value not in (None, "")}
        values: dict[str, object] = {
            "consumer": consumer,
            "provider": provider,
            "kind": kind,
            "interface": interface,
            "entities": list(entities) or None,
            "evidence": [{"source": self.source.name, "how": "declared"}],
            "properties": {"relation": relation, **properties},
        }
        self._row("dependencies", values, place)


def _fit(said: object, name: str) -> int | None:
    """The fit from 1 to 5 that a suitability means."""
    if not normal(name).endswith("suitability"):
        return None
    return _FIT.get(normal(word(said) or "")) if isinstance(said, str) else None


def _column(name: str) -> str:
    return "functional_fit" if normal(name).startswith("functional") else "technical_fit"


def _owns(target: Target) -> bool:
    """Whether the relation says that the target owns; who is only named may just use it."""
    return any(normal(word(said) or "") == "owner" for said in target.said.values() if said)


def _others(sheet: FactSheet) -> dict[str, JsonValue]:
    """What relations lead to that is said nowhere else, by their names."""
    found: dict[str, JsonValue] = {}
    for role, name, target in sheet.relations:
        if role not in _ELSEWHERE:
            names = found.setdefault(name, [])
            if isinstance(names, list):
                names.append(target.name or target.id)
    return found


def _holding(sheet: FactSheet, target: Target, entity: FactSheet | None) -> dict[str, object]:
    usage = " ".join(word(said) or "" for said in target.said.values()).casefold()
    crud = "".join(letter for name, letter in _CRUD.items() if name in usage)
    return {
        "system": sheet.id,
        "entity": entity.id if entity else target.name or target.id,
        "crud": crud or None,
        "properties": {key: said for key, said in target.said.items() if said not in (None, "")},
    }


def _file(source: Source) -> _File:
    """The fact sheets of one file, whatever it is written in."""
    reading = Reading(
        file=source.name,
        format="leanix",
        digest=source.digest,
        namespace="leanix",
        is_model=True,
    )
    if source.looks_like_json and source.sheet is None:
        found = _edges(source.document)
        if found is not None:
            return _answer(source, found, reading)
    records = None if source.looks_like_json and source.sheet is None else source.records
    if records is None or not {"type", "name"} <= {normal(cell) for cell in records.header}:
        message = "neither a table with `id`, `type` and `name` nor an answer with `allFactSheets`"
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    table = named_rows(source, records, _COLUMNS)
    sheets = []
    for row in table.rows:
        sheet = of_row(row)
        if sheet is None:
            table.reject(row, "a fact sheet has a type and a name")
        else:
            sheets.append(sheet)
    return _File(source, tuple(sheets), table.finished(reading))


def _answer(source: Source, found: tuple[str, JsonValue], reading: Reading) -> _File:
    items, sheets = Items(source.name), []
    for at, edge in items.objects(found[1], found[0]):
        node = edge.get("node")
        sheet = of_node(node, items.place(at)) if isinstance(node, dict) else None
        if sheet is None:
            items.reject(at, "a fact sheet has a type and a name", edge)
        else:
            sheets.append(sheet)
    reading = replace(
        reading,
        rejects=tuple(items.rejects),
        findings=tuple(items.findings),
        original=lambda place: items.original(replace(place, path=_bare(place.path))),
    )
    return _File(source, tuple(sheets), reading)


def _bare(path: str | None) -> str:
    return (path or "").partition(" (")[0]
