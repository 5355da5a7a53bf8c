"""Which rows of one file are valid by themselves; the others are rejected here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeVar

import polars as pl

from legacymap.errors import Finding
from legacymap.ingest.columns import Checked, Columns, check_columns, in_file_order
from legacymap.ingest.ledger import Ledger, row_key
from legacymap.ingest.merging.identity import NamedRecord
from legacymap.ingest.merging.matching import UNSTATED, NamedTable
from legacymap.ingest.merging.records import MATCHES, RULES, Decision, RuleRow
from legacymap.ingest.readings import BASE, EVIDENCE, HEADING, Reading
from legacymap.ingest.sheet_rows import SheetRows
from legacymap.ingest.vocabulary.headers import MODELS, EvidenceRow
from legacymap.inventory import (
    DataEntity,
    Dependency,
    Heading,
    Holding,
    LooseRow,
    Organisation,
    Record,
    Row,
    System,
    read_rows,
    unique,
)

R = TypeVar("R", bound=Record)
N = TypeVar("N", bound=NamedRecord)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """The valid rows of one file."""

    file: str
    namespace: str
    is_model: bool
    systems: NamedTable[System]
    organisations: NamedTable[Organisation]
    data_entities: NamedTable[DataEntity]
    dependencies: tuple[Row[Dependency], ...]
    dependency_columns: Columns[Dependency] | None
    """Most dependencies, where they go by columns; then ``dependencies`` are the others."""
    holdings: tuple[Row[Holding], ...]
    evidence: tuple[Row[EvidenceRow], ...]
    headings: tuple[Row[Heading], ...]
    decisions: tuple[Row[Decision], ...]
    rules: tuple[Row[RuleRow], ...]

    @property
    def weight(self) -> tuple[bool, bool, str]:
        """Models before tables, then by name: what comes later outweighs what came before."""
        return (self.file != BASE, not self.is_model, self.file)


def check(
    reading: Reading, ledger: Ledger, by_columns: Collection[str] = frozenset()
) -> CheckedFile:
    """The rows of ``reading`` that are valid by themselves; the others are in ``ledger``.

    Tables in ``by_columns`` are checked column by column, as far as their rows need no words.
    """

    def valid(table: str, model: type[R]) -> tuple[Row[R], ...]:
        assert model is MODELS[table]  # noqa: S101 - one declaration of each table
        return _valid(model, reading.rows.get(table, ()), ledger)

    dependencies = _by_columns("dependencies", Dependency, reading, by_columns)

    def named(table: str, model: type[N], what: str) -> NamedTable[N]:
        return _named(table, model, what, reading, ledger)

    return CheckedFile(
        file=reading.file,
        namespace=reading.namespace,
        is_model=reading.is_model,
        systems=_register_of_systems(reading, ledger, by_columns)
        or named("systems", System, "system"),
        organisations=named("organisations", Organisation, "organisation"),
        data_entities=named("data_entities", DataEntity, "data entity"),
        dependencies=valid("dependencies", Dependency)
        if dependencies is None
        else _valid(Dependency, dependencies.left, ledger, dependencies.undeclared),
        dependency_columns=None if dependencies is None else dependencies.columns,
        holdings=valid("holdings", Holding),
        evidence=valid(EVIDENCE, EvidenceRow),
        headings=valid(HEADING, Heading),
        decisions=_valid(Decision, reading.rows.get(MATCHES, ()), ledger),
        rules=_valid(RuleRow, reading.rows.get(RULES, ()), ledger),
    )


def _valid(
    model: type[R],
    rows: Iterable[LooseRow],
    ledger: Ledger,
    undeclared: Mapping[tuple[str | None, str], int] = MappingProxyType({}),
) -> tuple[Row[R], ...]:
    good, findings = read_rows(model, rows, undeclared)
    ledger.note(findings)
    return good


def _by_columns(
    table: str,
    model: type[R],
    reading: Reading,
    by_columns: Collection[str],
    complete: Callable[[LooseRow], LooseRow] = lambda row: row,
    completed: Iterable[pl.Expr] = (),
) -> Checked[R] | None:
    rows = reading.rows.get(table, ())
    if table not in by_columns or not isinstance(rows, SheetRows):
        return None
    return check_columns(rows, model, complete, completed)


_NAMED: Final = (
    pl.coalesce("id", pl.when(pl.col("parent").is_null()).then("name")).alias("id"),
    pl.coalesce("name", "id").alias("name"),
    pl.col("id").is_null().alias(f"{UNSTATED}id"),
    pl.col("name").is_null().alias(f"{UNSTATED}name"),
)
"""What :func:`_named_row` does, but for parts without ids: theirs are made of several names."""


def _register_of_systems(
    reading: Reading, ledger: Ledger, by_columns: Collection[str]
) -> NamedTable[System] | None:
    """The systems of the only table that has any, where they can go by columns."""
    checked = _by_columns("systems", System, reading, by_columns, _named_row, _NAMED)
    if checked is None or any(
        row.values.get("parent") and not row.values.get("id") for row in checked.left
    ):
        return None
    others = _valid(System, map(_named_row, checked.left), ledger, checked.undeclared)
    ids = checked.columns.frame["id"]
    is_again = ids.is_duplicated() | ids.is_in([row.record.id for row in others])
    columns, again = checked.columns.without(is_again)
    findings: list[Finding] = []
    rows = unique(in_file_order((*others, *again)), lambda s: s.id, "system", findings)
    ledger.note(findings)
    return replace(_table(reading, "systems", rows, checked.left), columns=columns)


def _named(
    table: str, model: type[N], what: str, reading: Reading, ledger: Ledger
) -> NamedTable[N]:
    """The rows of a table of things with names, each id once.

    In CSV tables an id may be made from the name or the name from the id; documents state both.
    """
    loose = reading.rows.get(table, ())
    made = [_named_row(row) for row in loose] if not reading.is_model else list(loose)
    findings: list[Finding] = []
    rows = unique(_valid(model, made, ledger), lambda record: record.id, what, findings)
    ledger.note(findings)
    return _table(reading, table, rows, loose)


def _table(
    reading: Reading, table: str, rows: tuple[Row[N], ...], loose: Sequence[LooseRow]
) -> NamedTable[N]:
    return NamedTable(
        reading.file,
        reading.namespace,
        reading.is_model or table != "systems",
        rows,
        frozenset(row_key(row.place) for row in loose if not row.values.get("id")),
        frozenset(row_key(row.place) for row in loose if not row.values.get("name")),
        only_observes=_only_observes(reading),
    )


def _only_observes(reading: Reading) -> bool:
    rows = reading.rows.get("dependencies", ())
    return len(rows) > 0 and all(_is_observed(row.values.get("evidence")) for row in rows)


def _is_observed(evidence: object) -> bool:
    return isinstance(evidence, list) and all(
        isinstance(said, Mapping) and said.get("how") == "observed" for said in evidence
    )


def _named_row(row: LooseRow) -> LooseRow:
    given, name, parent = (row.values.get(column) for column in ("id", "name", "parent"))
    if name and not given:
        made = f"{parent} / {name}" if parent else name
        return LooseRow({**row.values, "id": made}, row.place)
    if given and not name:
        return LooseRow({**row.values, "name": given}, row.place)
    return row
