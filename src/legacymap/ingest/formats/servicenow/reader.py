"""How relations and lists of ServiceNow's CMDB are read, all that came together as one CMDB."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.named_columns import named_rows
from legacymap.ingest.formats.servicenow.items import Cell, Row, is_sys_id, row_of, system_of
from legacymap.ingest.formats.servicenow.relation_types import Meaning, meaning_of
from legacymap.ingest.json_items import Items
from legacymap.ingest.readings import Reading
from legacymap.ingest.texts.delimited import Records
from legacymap.ingest.vocabulary.headers import normal
from legacymap.inventory import LooseRow, RejectedRow
from legacymap.inventory.tables import canonical_text

_NAMESPACE: Final = "servicenow"
_Table = Literal["relations", "types", "items"]
_PARENT: Final = ("parentsysid", "parent", "parentname")
_CHILD: Final = ("childsysid", "child", "childname")
_RELATION: Final = frozenset({*_PARENT, *_CHILD, "type", "typename", "sysid"})


def is_servicenow(source: Source) -> bool:
    """Whether it is a table of relations or items, or an answer of the Table API with such."""
    if source.looks_like_json:
        content = source.content
        ours = b'"sys_class_name"' in content or b'"sys_id"' in content
        ours = ours or (b'"parent"' in content and b'"child"' in content)
        return ours and _table_of(_first_fields(source.document)) is not None
    return _table_of({normal(cell) for cell in source.header}) is not None


def _records_in(document: JsonValue) -> tuple[str, JsonValue] | None:
    """The list of records in an answer, and its path."""
    for key in ("result", "records"):
        if isinstance(document, dict) and isinstance(document.get(key), list):
            return key, document[key]
    return None


def _first_fields(document: JsonValue) -> set[str]:
    found = _records_in(document)
    records = found[1] if found and isinstance(found[1], list) else []
    first = next((record for record in records if isinstance(record, dict)), {})
    return {normal(name) for name in first}


def _table_of(fields: set[str]) -> _Table | None:
    """Which table has these fields, by name or label."""
    if {"parentdescriptor", "childdescriptor"} <= fields:
        return "types"
    if fields & set(_PARENT) and fields & set(_CHILD) and fields & {"type", "typename"}:
        return "relations"
    is_list = {"sysclassname", "sysid"} & fields or {"class", "operationalstatus"} <= fields
    return "items" if "name" in fields and is_list else None


def read_servicenow(sources: Sequence[Source]) -> Iterator[Reading]:
    """One reading for each file; relations name the items of all lists.

    Raises:
        UnreadableFile: some file is none of these tables.
        LimitExceeded: some file has too many rows or columns.
    """
    cmdb = _Cmdb()
    files = [_file(source, cmdb) for source in sources]
    for file in files:
        file.meet()
    for file in files:
        file.relate()
    cmdb.find_parents()
    return iter([file.reading() for file in files])


@dataclass(slots=True)
class _Cmdb:
    """What relations may name."""

    keys: set[str] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=dict)
    """Ids of items by name, without case."""
    types: dict[str, str] = field(default_factory=dict)
    """Relation types by sys_id."""
    wholes: dict[str, set[str]] = field(default_factory=dict)
    """The wholes of each part, by id."""
    parents: dict[str, str] = field(default_factory=dict)
    """The only whole of each part that has one."""
    implied: dict[str, str] = field(default_factory=dict)
    """Items that relations alone name, by their name without case."""

    def add(self, values: Mapping[str, object]) -> None:
        """An item is known by its id and by its name."""
        id_, name = str(values.get("id") or ""), str(values.get("name") or "")
        self.keys.add(id_)
        self.names.setdefault(name.casefold(), set()).add(id_)

    def end(self, cell: Cell) -> str | None:
        """The id that an end of a relation means; what it says, where no list knows it."""
        if cell.value in self.keys:
            return cell.value
        said = cell.said
        known = self.names.get((said or "").casefold(), set())
        spelled = self.implied.get((said or "").casefold())
        return next(iter(known)) if len(known) == 1 else spelled or said

    def is_known(self, end: str) -> bool:
        """Whether some list has an item of that id or name."""
        return end in self.keys or end.casefold() in self.names

    def find_parents(self) -> None:
        """The whole of each part that is in one only; nothing is in a circle."""
        for part, (whole, *more) in sorted((p, sorted(w)) for p, w in self.wholes.items()):
            at: str | None = whole
            while at is not None and at != part:
                at = self.parents.get(at)
            if at is None and not more:
                self.parents[part] = whole


@dataclass(slots=True)
class _File:
    """One table on its way to rows."""

    source: Source
    cmdb: _Cmdb
    table: _Table
    given: tuple[Row, ...]
    rejects: list[RejectedRow]
    findings: list[Finding]
    originals: Mapping[tuple[int | None, str | None], str]
    records: Records | None
    rows: dict[str, list[LooseRow]] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    implied: set[str] = field(default_factory=set)
    merged: int = 0

    def meet(self) -> None:
        """Take in what relations may name."""
        for row in self.given:
            if self.table == "items":
                self.cmdb.add(system_of(row))
            elif self.table == "types":
                descriptors = (row.get("parentdescriptor").said, row.get("childdescriptor").said)
                name = row.get("name").said or "::".join(said or "" for said in descriptors)
                self.cmdb.types[row.get("sysid").said or ""] = name
                self.merged += 1

    def _row(self, table: str, values: dict[str, object], place: Place) -> None:
        self.rows.setdefault(table, []).append(LooseRow(values, place))

    def reading(self) -> Reading:
        """What the file says in the light of all others."""
        if self.table == "relations":
            self._relations()
        elif self.table == "items":
            self._items()
        for type_, count in sorted(self.unknown.items()):
            message = (
                f"nobody knows here who needs whom by {type_[:60]!r}; read as the parent needing"
                f" the child, marked as doubtful ({count} {'row' if count == 1 else 'rows'})"
            )
            place = Place(file=self.source.name, column="type")
            self.findings.append(Finding("warning", "unknown_relation_type", message, place))
        if keys := self.counts["keys_without_items"]:
            message = (
                f"relations name {keys} times a sys_id that no list has: add the list of items with"
                " its sys_id, or export with sysparm_display_value=true"
            )
            place = Place(file=self.source.name)
            self.findings.append(Finding("warning", "keys_without_items", message, place))
        return Reading(
            file=self.source.name,
            format="servicenow",
            digest=self.source.digest,
            namespace=_NAMESPACE,
            is_model=True,
            rows={name: tuple(rows) for name, rows in self.rows.items() if rows},
            merged=self.merged,
            rejects=tuple(self.rejects),
            findings=tuple(self.findings),
            counts={self.table: len(self.given), **+self.counts},
            implied=frozenset(self.implied),
            original=self._original,
            records=self.records,
        )

    def _original(self, place: Place) -> str:
        path = (place.path or "").partition(" (")[0] or None
        return self.originals.get((place.row, path), "")

    def relate(self) -> None:
        """Take in what relations alone name, and who is a part of whom."""
        for row in self.given if self.table == "relations" else ():
            parent, child = self._ends(row)
            for end in (parent, child):
                if end and not self.cmdb.is_known(end) and not is_sys_id(end):
                    self.cmdb.implied.setdefault(end.casefold(), end)
            parent, child = self._ends(row)
            found = meaning_of(self._type(row))
            if found and found.kind == "part_of" and parent and child:
                part, whole = (parent, child) if found.parent_is == "consumer" else (child, parent)
                self.cmdb.wholes.setdefault(part, set()).add(whole)

    def _items(self) -> None:
        for row in self.given:
            values = system_of(row)
            values["parent"] = self.cmdb.parents.get(str(values["id"]))
            self._row("systems", values, row.place)

    def _relations(self) -> None:
        """Rows for all relations; items that no list has are added, unless they are mere keys."""
        for row in self.given:
            parent, child = self._ends(row)
            if parent is None or child is None:
                self._reject(row, "a relation has a parent and a child")
                continue
            for end in (parent, child):
                self._imply(end, row.place)
                self.counts["keys_without_items"] += is_sys_id(end) and end not in self.cmdb.keys
            self._relation(row, parent, child, self._type(row))

    def _ends(self, row: Row) -> tuple[str | None, str | None]:
        return self.cmdb.end(row.get(*_PARENT)), self.cmdb.end(row.get(*_CHILD))

    def _type(self, row: Row) -> str:
        cell = row.get("typename", "type")
        return self.cmdb.types.get(cell.value or cell.display or "") or cell.said or ""

    def _imply(self, end: str, place: Place) -> None:
        """Add the item ``end`` where it is named first."""
        if self.cmdb.implied.get(end.casefold()) != end or end in self.cmdb.keys:
            return
        self.cmdb.keys.add(end)
        self.counts["items_named_by_relations_only"] += 1
        values: dict[str, object] = {
            "id": end,
            "name": end,
            "parent": self.cmdb.parents.get(end),
            "properties": {"named_by": "relations only"},
        }
        if values["parent"] is None:
            self.implied.add(end)
        self._row("systems", values, replace(place, path=f"{place.path or ''} (item {end})"))

    def _relation(self, row: Row, parent: str, child: str, type_: str) -> None:
        found = meaning_of(type_)
        if found is None:
            self.unknown[type_ or "(no type)"] += 1
        meaning = found or Meaning("consumer", None, type_)
        part, whole = (child, parent) if meaning.parent_is == "provider" else (parent, child)
        if meaning.kind == "part_of" and self.cmdb.parents.get(part) == whole:
            self.merged += 1
            return
        self._depend(row, meaning, (parent, child), type_, doubtful=found is None)
        if meaning.parent_is == "both":
            turned = replace(row.place, path=f"{row.place.path or ''} (turned)")
            self._depend(replace(row, place=turned), meaning, (child, parent), type_)

    def _depend(
        self,
        row: Row,
        meaning: Meaning,
        ends: tuple[str, str],
        type_: str,
        *,
        doubtful: bool = False,
    ) -> None:
        parent, child = ends
        consumer, provider = (child, parent) if meaning.parent_is == "provider" else (parent, child)
        others = {
            row.titles[name]: cell.said
            for name, cell in row.cells.items()
            if name not in _RELATION and cell.said
        }
        values: dict[str, object] = {
            "consumer": consumer,
            "provider": provider,
            "kind": meaning.kind,
            "description": meaning.words or None,
            "evidence": [{"source": self.source.name, "how": "declared"}],
            "properties": {
                **({"relation": type_} if type_ else {}),
                **({"direction_doubtful": True} if doubtful else {}),
                **others,
            },
        }
        self._row("dependencies", values, row.place)

    def _reject(self, row: Row, what: str) -> None:
        place, reason = row.place, f"{what}; the row is rejected"
        content = self._original(place)
        self.rejects.append(RejectedRow(self.source.name, place.line, place.row, reason, content))
        self.findings.append(Finding("error", "invalid_row", reason, place))


def _file(source: Source, cmdb: _Cmdb) -> _File:
    """The rows of one file, whatever it is written in."""
    rows: list[Row]
    rejects: list[RejectedRow]
    findings: list[Finding]
    originals: dict[tuple[int | None, str | None], str]
    records_: Records | None = None
    if source.looks_like_json and source.sheet is None:
        items = Items(source.name)
        found = _records_in(source.document)
        path, records = found or ("result", None)
        rows = [row_of(record, items.place(at)) for at, record in items.objects(records, path)]
        table = _table_of(_first_fields(source.document))
        originals = {(None, at): canonical_text(said) for at, said in items.originals.items()}
        rejects, findings = items.rejects, items.findings
    else:
        records_ = source.records
        table = _table_of({normal(cell) for cell in records_.header}) if records_ else None
        if records_ is not None and table is not None:
            named = named_rows(source, records_, {})
            rows = [row_of(dict(row.others), row.place) for row in named.rows]
            rejects, findings = named.rejects, named.findings
            originals = {
                (row.place.row, None): records_.text((row.place.row or 1) - 1) for row in named.rows
            }
    if table is None:
        message = (
            "neither relations (`parent`, `type`, `child`) nor items (`name`, `sys_class_name`)"
        )
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    return _File(source, cmdb, table, tuple(rows), rejects, findings, originals, records_)
