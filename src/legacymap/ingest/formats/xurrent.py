"""How relations between configuration items of Xurrent (4me) are read.

A row says how another item is related to the item: its `parent`, its `child`, what replaces it.
Items are known by their label, or by the id that the system they come from has for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.named_columns import NamedRow, NamedRows, named_rows, places_of
from legacymap.ingest.readings import Reading
from legacymap.inventory import LooseRow
from legacymap.inventory.vocabulary import DependencyKind

_COLUMNS: Final[Mapping[str, str]] = {
    "source": "source",
    "cisource": "ci_source",
    "cisourceid": "ci_id",
    "cilabel": "ci_label",
    "relatedcisource": "related_source",
    "relatedcisourceid": "related_id",
    "relatedcilabel": "related_label",
    "relationtype": "type",
}


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a relation type says of the item (``True``: it is who needs the other)."""

    item_needs: bool
    kind: DependencyKind | None
    is_sure: bool = True


_MEANINGS: Final[Mapping[str, _Meaning]] = {
    "parent": _Meaning(True, "part_of"),
    "child": _Meaning(False, "part_of"),
    # One side of it runs on, or relies on, the other; the manual has it both ways.
    "software_dependency": _Meaning(True, None, False),
    "network_connection": _Meaning(True, None, False),
}
_BESIDE: Final = frozenset({"continuity", "redundancy"})
"""Who stands in for whom: none of the two needs the other."""


def is_xurrent(source: Source) -> bool:
    """Whether the header has an item, a related item and the type of the relation."""
    found = places_of(source.header, _COLUMNS).keys()
    return (
        "type" in found
        and bool({"ci_label", "ci_id"} & found)
        and bool({"related_label", "related_id"} & found)
    )


def read_xurrent(source: Source) -> tuple[Reading, ...]:
    """The items at the ends of relations, and what one needs of the other.

    Raises:
        UnreadableFile: it is no table, or none of such relations.
        LimitExceeded: too many rows or columns.
    """
    records = source.records
    if records is None or not is_xurrent(source):
        message = "relations of Xurrent have `CI Label`, `Related CI Label` and `Relation Type`"
        finding = Finding("error", "unknown_table", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    walk = _Walk(source.name, named_rows(source, records, _COLUMNS))
    for row in walk.table.rows:
        walk.take(row)
    systems = tuple(walk.system(own) for own in walk.items)
    if walk.counts["relations_of_doubtful_direction"]:
        message = (
            f"{walk.counts['relations_of_doubtful_direction']} relations do not say which item"
            " needs the other; read as the item needing the related one, and"
            " `direction_doubtful` is set"
        )
        found = Finding("warning", "direction_doubtful", message, Place(file=source.name))
        walk.table.findings.append(found)
    reading = Reading(
        file=source.name,
        format="xurrent",
        digest=source.digest,
        namespace=f"xurrent {source.namespace}",
        is_model=True,
        rows={"systems": systems, "dependencies": tuple(walk.dependencies)},
        merged=walk.merged,
        counts={
            "rows": len(records.cells),
            "items": len(systems),
            **{name: count for name, count in sorted(walk.counts.items()) if count},
        },
    )
    return (walk.table.finished(reading),)


@dataclass(slots=True)
class _Item:
    """An item as its relations describe it."""

    name: str
    place: Place
    said: dict[str, str] = field(default_factory=dict)
    beside: dict[str, list[str]] = field(default_factory=dict)
    """The items that stand in for it, by relation type."""


@dataclass(slots=True)
class _Walk:
    """What has been met on the way through the rows."""

    file: str
    table: NamedRows
    items: dict[str, _Item] = field(default_factory=dict)
    dependencies: list[LooseRow] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    merged: int = 0

    def take(self, row: NamedRow) -> None:
        """The two items and what is between them."""
        own, related = self._meet(row, "ci"), self._meet(row, "related")
        type_ = row.get("type")
        if own is None or related is None:
            self.table.reject(row, "a relation names two items, each by its label or its source id")
            return
        word = (type_ or "").casefold().replace(" ", "_")
        if word in _BESIDE:
            known = self.items[own].beside.setdefault(word, [])
            known.extend([] if related in known else [related])
            self.counts["relations_beside"] += 1
            self.merged += 1
            return
        meant = _MEANINGS.get(word, _Meaning(True, None, False))
        self.counts["relations_of_doubtful_direction"] += not meant.is_sure
        source = row.get("source")
        values: dict[str, object] = {
            "consumer": own if meant.item_needs else related,
            "provider": related if meant.item_needs else own,
            "kind": meant.kind,
            "description": type_,
            "evidence": [{"source": self.file, "how": "declared"}],
            "properties": {
                **({} if meant.is_sure else {"direction_doubtful": True}),
                **({"source": source} if source else {}),
                **row.others,
            },
        }
        self.dependencies.append(LooseRow(values, row.place))

    def _meet(self, row: NamedRow, side: str) -> str | None:
        label, number = row.get(f"{side}_label"), row.get(f"{side}_id")
        own = label or number
        if own is not None:
            place = replace(row.place, path=f"item {own}")
            item = self.items.setdefault(own, _Item(own, place))
            for name, said in (("source", row.get(f"{side}_source")), ("source_id", number)):
                if said:
                    item.said.setdefault(name, said)
        return own

    def system(self, own: str) -> LooseRow:
        """The item as a system; its id elsewhere is another name for it."""
        item = self.items[own]
        number = item.said.get("source_id")
        values: dict[str, object] = {
            "id": own,
            "name": own,
            "aliases": [number] if number and number != own else None,
            "properties": {**item.said, **{name: sorted(of) for name, of in item.beside.items()}},
        }
        return LooseRow(values, item.place)
