"""Which records contradict each other: duplicates, dangling references, circular parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from legacymap.errors import Finding, Place
from legacymap.inventory.inventory import Inventory
from legacymap.inventory.near_names import NearNames
from legacymap.inventory.records import (
    DataEntity,
    Dependency,
    Heading,
    Holding,
    Organisation,
    System,
)
from legacymap.inventory.rows import R, Row


@dataclass(frozen=True, slots=True)
class RowTables:
    """Valid rows with their places: what readers give and the rules check."""

    systems: tuple[Row[System], ...] = ()
    dependencies: tuple[Row[Dependency], ...] = ()
    organisations: tuple[Row[Organisation], ...] = ()
    data_entities: tuple[Row[DataEntity], ...] = ()
    holdings: tuple[Row[Holding], ...] = ()
    heading: Heading = field(default_factory=lambda: Heading(name=None))
    settled: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    """Systems and dependencies beside them that contradict nothing, as frames of the inventory."""

    def count(self, table: str) -> int:
        """How many rows a table has."""
        rows: tuple[object, ...] = getattr(self, table)
        return len(rows) + (self.settled[table].height if table in self.settled else 0)

    def ends(self) -> Iterator[tuple[str, str]]:
        """Consumer and provider of each dependency."""
        yield from ((row.record.consumer, row.record.provider) for row in self.dependencies)
        if "dependencies" in self.settled:
            yield from self.settled["dependencies"].select("consumer", "provider").iter_rows()

    def inventory(self) -> Inventory:
        """The inventory of these rows, which must be consistent."""
        inventory = Inventory.of(
            [row.record for row in self.systems],
            [row.record for row in self.dependencies],
            organisations=[row.record for row in self.organisations],
            data_entities=[row.record for row in self.data_entities],
            holdings=[row.record for row in self.holdings],
            heading=self.heading,
        )
        if not self.settled:
            return inventory
        beside = {
            table: pl.concat([frame, inventory.table(table)])
            for table, frame in self.settled.items()
        }
        return inventory.with_tables(**beside)


def consistent(tables: RowTables) -> tuple[RowTables, tuple[Finding, ...]]:
    """The rows that agree with each other, and a finding for each row that does not.

    Cycles and self-loops between systems are welcome; only a system that is a part of itself,
    directly or not, loses its parent. A row with a dangling reference is rejected, except that a
    data entity that only holdings name is added and reported.
    """
    findings: list[Finding] = []
    systems = unique(tables.systems, lambda s: s.id, "system", findings)
    parents: dict[str, str | None] = {}
    if "systems" in tables.settled:
        parents.update(tables.settled["systems"].select("id", "parent").iter_rows())
    systems = _without_circular_parts(systems, parents, findings)
    known = {*parents, *(row.record.id for row in systems)}
    organisations = unique(tables.organisations, lambda o: o.id, "organisation", findings)
    entities = unique(tables.data_entities, lambda e: e.id, "data entity", findings)
    dependencies = unique(
        _referring(
            tables.dependencies,
            lambda d: (("consumer", d.consumer), ("provider", d.provider)),
            known,
            findings,
        ),
        lambda d: d.identity,
        "dependency",
        findings,
    )
    holdings = unique(
        _referring(tables.holdings, lambda h: (("system", h.system),), known, findings),
        lambda h: (h.system, h.entity, h.role),
        "holding",
        findings,
    )
    entities = _with_implied(entities, holdings, findings)
    return (
        replace(
            tables,
            systems=systems,
            dependencies=dependencies,
            organisations=organisations,
            data_entities=entities,
            holdings=holdings,
        ),
        tuple(findings),
    )


def unique(
    rows: Iterable[Row[R]],
    identity: Callable[[R], object],
    what: str,
    findings: list[Finding],
) -> tuple[Row[R], ...]:
    """The first row of each ``identity``; what becomes of the others goes to ``findings``."""
    first: dict[object, Row[R]] = {}
    for row in rows:
        key = identity(row.record)
        other = first.setdefault(key, row)
        if other is row:
            continue
        same = other.record == row.record
        shown = " -> ".join(str(part) for part in key if part) if isinstance(key, tuple) else key
        findings.append(
            Finding(
                "info" if same else "error",
                "repeated_row" if same else "duplicate_id",
                f"{what} {str(shown)!r} stands already at {other.place}; "
                + ("the same row again, kept once" if same else "this row is rejected"),
                _named(row.place, str(shown)),
            )
        )
    return tuple(first.values())


def _referring(
    rows: Iterable[Row[R]],
    references: Callable[[R], Iterable[tuple[str, str]]],
    known: set[str],
    findings: list[Finding],
) -> tuple[Row[R], ...]:
    kept = []
    near = NearNames(known)
    for row in rows:
        dangling = [(col, ref) for col, ref in references(row.record) if ref not in known]
        findings.extend(
            Finding(
                "error",
                "dangling_reference",
                f"no system {ref!r}{near.hint(ref)}; the row is rejected",
                replace(row.place, column=column, id=ref),
            )
            for column, ref in dangling
        )
        if not dangling:
            kept.append(row)
    return tuple(kept)


def _without_circular_parts(
    rows: tuple[Row[System], ...], beside: Mapping[str, str | None], findings: list[Finding]
) -> tuple[Row[System], ...]:
    parent = {**beside, **{row.record.id: row.record.parent for row in rows}}
    circular = in_circles(parent) if rows else set()
    kept = []
    for row in rows:
        system = row.record
        if system.parent is not None and system.parent not in parent:
            problem = ("dangling_parent", f"no system {system.parent!r} to be a part of")
        elif system.id in circular:
            problem = ("circular_part", f"{system.id!r} is a part of itself")
        else:
            kept.append(row)
            continue
        code, message = problem
        findings.append(
            Finding(
                "error",
                code,
                f"{message}; the system is kept without a parent",
                replace(row.place, column="parent", id=system.id),
            )
        )
        kept.append(Row(system.model_copy(update={"parent": None}), row.place))
    return tuple(kept)


def in_circles(parent: Mapping[str, str | None]) -> set[str]:
    """The systems that are parts of themselves, in time linear in their number."""
    circular: set[str] = set()
    done: set[str] = set()
    for start in parent:
        way: dict[str, None] = {}
        above: str | None = start
        while above is not None and above not in done and above not in way:
            way[above] = None
            above = parent.get(above)
        if above in way:
            names = list(way)
            circular.update(names[names.index(above) :])
        done.update(way)
    return circular


def _with_implied(
    entities: tuple[Row[DataEntity], ...],
    holdings: tuple[Row[Holding], ...],
    findings: list[Finding],
) -> tuple[Row[DataEntity], ...]:
    known = {row.record.id for row in entities}
    implied: dict[str, Row[DataEntity]] = {}
    for row in holdings:
        entity = row.record.entity
        if entity not in known and entity not in implied:
            implied[entity] = Row(DataEntity(id=entity, name=entity), row.place)
            findings.append(
                Finding(
                    "info",
                    "implied_entity",
                    f"data entity {entity!r} is named by holdings only and was added",
                    _named(row.place, entity),
                )
            )
    return (*entities, *implied.values())


def _named(place: Place, id: str) -> Place:
    return replace(place, id=id)
