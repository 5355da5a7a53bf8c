"""Which rows of a large table need no thought: they mean themselves, and nothing contradicts them.

A table of systems that nobody else speaks of, and a table of dependencies that is the only one, go
by columns. What is left of them - repeated rows, other names than ids, ends that do not exist,
circles of parts - is taken out as single rows, and goes the way of all rows beside the others. What
stays needs no finding and changes nothing for the rows that were taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import polars as pl

from legacymap.errors import Finding
from legacymap.ingest.columns import Columns, in_file_order
from legacymap.ingest.ledger import Ledger
from legacymap.ingest.merging.identity import Entry, Label, Register, label_of, name_key, paths
from legacymap.ingest.merging.matching import UNSTATED, Known, Matched, NamedTable
from legacymap.ingest.merging.namesakes import namesakes
from legacymap.ingest.merging.records import MATCHES
from legacymap.ingest.merging.references import References
from legacymap.ingest.merging.sayings import Saying
from legacymap.ingest.readings import EVIDENCE, Reading
from legacymap.ingest.sheet_rows import SheetRows
from legacymap.inventory import Dependency, Row, System
from legacymap.inventory.rules import in_circles
from legacymap.inventory.tables import to_frame

LEAST: Final = 1_000
"""Rows from which on a table goes by columns; below, single rows are as fast."""


def tables_by_columns(readings: Sequence[Reading]) -> frozenset[str]:
    """The tables of these files that go by columns."""
    said = {table for reading in readings for table, rows in reading.rows.items() if rows}
    if EVIDENCE in said:
        return frozenset()
    able = {"dependencies"} if MATCHES in said else {"dependencies", "systems"}
    return frozenset(table for table in able if _is_large_and_alone(table, readings))


def _is_large_and_alone(table: str, readings: Sequence[Reading]) -> bool:
    having = [reading for reading in readings if reading.rows.get(table)]
    if len(having) != 1 or having[0].is_model:
        return False
    rows = having[0].rows[table]
    return isinstance(rows, SheetRows) and len(rows) >= LEAST


@dataclass(frozen=True, slots=True)
class SettledSystems:
    """Systems that need no thought, the others, and how all of them are referred to."""

    frame: pl.DataFrame
    matched: Matched[System]
    references: References


def settle_systems(
    table: NamedTable[System],
    columns: Columns[System],
    organisations: References,
    ledger: Ledger,
) -> SettledSystems:
    """The systems of the only table that says which there are."""
    frame = columns.frame
    ids = {*frame["id"], *(row.record.id for row in table.rows)}
    references = References("system", ids, partial(_register, table, frame))
    odd = frame["legacy_scope"].list.eval(pl.element() != "whole").list.any().fill_null(False)
    system = partial(references.only, namespace=table.namespace)
    for column in ("parent", "successor", "same_as"):
        meant, unsure = _meant(frame[column], system)
        frame, odd = frame.with_columns(meant), odd | unsure
    owner = partial(organisations.id_of, namespace=table.namespace)
    frame = frame.with_columns(_meant(frame["owner"], owner)[0])
    odd |= frame["id"].is_in(_circular(frame, table, references))
    settled, rows = replace(columns, frame=frame).without(odd)
    ledger.findings.extend(_namesakes(table, columns, references))
    known = tuple(
        _known(row, table.namespace, references) for row in in_file_order((*table.rows, *rows))
    )
    return SettledSystems(settled.records, Matched(known, ()), references)


def _register(table: NamedTable[System], frame: pl.DataFrame) -> Register:
    """All systems of a table, as they are known where nothing else is."""
    stated = frame.select(
        pl.when(~pl.col(f"{UNSTATED}id")).then("id"),
        pl.when(~pl.col(f"{UNSTATED}name")).then("name"),
        "parent",
        "aliases",
    )
    labels = [
        *(table.label(row) for row in table.rows),
        *(
            Label(given, name, above, tuple(also or ()))
            for given, name, above, also in stated.iter_rows()
        ),
    ]
    register = Register()
    for label, way in zip(labels, paths(labels, register, table.namespace), strict=True):
        register.add(label, way, table.namespace)
    return register


def _namesakes(
    table: NamedTable[System], columns: Columns[System], references: References
) -> Iterator[Finding]:
    """What :func:`~legacymap.ingest.merging.namesakes.namesakes` says of the table."""
    frame = columns.frame
    names = {*frame["name"], *(row.record.name for row in table.rows)}
    has_parts = any(row.record.parent for row in table.rows) or frame["parent"].count() > 0
    if not has_parts and len(set(map(name_key, names))) == len(names):
        return
    bearing = {one.id: one for group in references.register.namesakes() for one in group}
    _, rows = columns.without(frame["id"].is_in(list(bearing)))
    first = {
        bearing[row.record.id]: row for row in (*table.rows, *rows) if row.record.id in bearing
    }
    yield from namesakes(references.register, first, references.what, lambda *_: False)


def _circular(
    frame: pl.DataFrame, table: NamedTable[System], references: References
) -> Collection[str]:
    parts = frame.filter(frame["parent"].is_not_null())
    above: dict[str, str | None] = dict(parts.select("id", "parent").iter_rows())
    for row in table.rows:
        if row.record.parent is not None:
            above[row.record.id] = references.id_of(row.record.parent, table.namespace)
    return in_circles(above)


def _known(row: Row[System], namespace: str, references: References) -> Known[System]:
    record = row.record
    entry = Entry(record.id, record.name, (record.name,))
    if record.legacy_scope:
        # Its parts may be named within it.
        entry = references.register.of_source(namespace, record.id) or entry
    return Known(entry, [Saying(namespace, row, label_of(record))])


@dataclass(frozen=True, slots=True)
class SettledDependencies:
    """Dependencies that need no thought, and the others."""

    frame: pl.DataFrame | None
    rows: tuple[Row[Dependency], ...]


def settle_dependencies(
    columns: Columns[Dependency],
    rows: Sequence[Row[Dependency]],
    resolved: Callable[[Row[Dependency]], Row[Dependency] | None],
    ends: Callable[[str], str | None],
    entities: Callable[[str], str],
) -> SettledDependencies:
    """The dependencies of the only table that says which there are.

    Args:
        columns: Most of the table.
        rows: The rest of it, already ``resolved``.
        resolved: A row with the ids that its references mean; ``None`` where that is unclear.
        ends: The system that a reference surely means; ``None`` where there is none.
        entities: The data entity that a reference means.
    """
    frame = columns.frame
    odd = pl.repeat(False, frame.height, eager=True)
    for column in ("consumer", "provider"):
        meant, unsure = _meant(frame[column], ends)
        frame, odd = frame.with_columns(meant), odd | unsure
    passing = frame["entities"].explode().drop_nulls().unique()
    renamed = [entity for entity in passing if entities(entity) != entity]
    if renamed:
        is_renamed = pl.element().is_in(renamed)
        odd |= frame["entities"].list.eval(is_renamed).list.any().fill_null(False)
    odd |= _repeated(frame, rows)
    settled, others = replace(columns, frame=frame).without(odd)
    taken = [row for given in others if (row := resolved(given)) is not None]
    return SettledDependencies(settled.records, in_file_order((*rows, *taken)))


def _repeated(frame: pl.DataFrame, rows: Sequence[Row[Dependency]]) -> pl.Series:
    """Which dependencies of ``frame`` may stand in it, or among ``rows``, once more."""
    others = to_frame(Dependency, [row.record for row in rows])
    identity = pl.concat([frame.select(_IDENTITY), others.select(_IDENTITY)])
    by_ends = identity.select(pl.col(_IDENTITY[1:]).fill_null("")).hash_rows().is_duplicated()
    by_id = identity["id"].is_duplicated()
    return by_ends.zip_with(identity["id"].is_null(), by_id).head(frame.height)


_IDENTITY: Final = ("id", "consumer", "provider", "kind", "interface", "description")


def _meant(said: pl.Series, meant: Callable[[str], str | None]) -> tuple[pl.Series, pl.Series]:
    """What references mean, each looked up once, and where that is not sure."""
    found = {reference: meant(reference) for reference in said.drop_nulls().unique()}
    renamed = {was: is_ for was, is_ in found.items() if is_ not in (None, was)}
    unsure = [reference for reference, is_ in found.items() if is_ is None]
    return (
        said.replace(renamed) if renamed else said,
        said.is_in(unsure).fill_null(False) if unsure else pl.repeat(False, said.len(), eager=True),
    )
