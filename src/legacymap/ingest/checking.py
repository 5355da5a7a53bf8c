"""Which rows of one file are valid by themselves; the others are rejected here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from legacymap.errors import Finding
from legacymap.ingest.headers import MODELS, EvidenceRow
from legacymap.ingest.identity import NamedRecord
from legacymap.ingest.ledger import Ledger, row_key
from legacymap.ingest.matching import NamedTable
from legacymap.ingest.merging.records import MATCHES, RULES, Decision, RuleRow
from legacymap.ingest.readings import BASE, EVIDENCE, HEADING, Reading
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
    holdings: tuple[Row[Holding], ...]
    evidence: tuple[Row[EvidenceRow], ...]
    headings: tuple[Row[Heading], ...]
    decisions: tuple[Row[Decision], ...]
    rules: tuple[Row[RuleRow], ...]

    @property
    def weight(self) -> tuple[bool, bool, str]:
        """Models before tables, then by name: what comes later outweighs what came before."""
        return (self.file != BASE, not self.is_model, self.file)


def check(reading: Reading, ledger: Ledger) -> CheckedFile:
    """The rows of ``reading`` that are valid by themselves; the others are in ``ledger``."""

    def valid(table: str, model: type[R]) -> tuple[Row[R], ...]:
        assert model is MODELS[table]  # noqa: S101 - one declaration of each table
        return _valid(model, reading.rows.get(table, ()), ledger)

    def named(table: str, model: type[N], what: str) -> NamedTable[N]:
        return _named(table, model, what, reading, ledger)

    return CheckedFile(
        file=reading.file,
        namespace=reading.namespace,
        is_model=reading.is_model,
        systems=named("systems", System, "system"),
        organisations=named("organisations", Organisation, "organisation"),
        data_entities=named("data_entities", DataEntity, "data entity"),
        dependencies=valid("dependencies", Dependency),
        holdings=valid("holdings", Holding),
        evidence=valid(EVIDENCE, EvidenceRow),
        headings=valid(HEADING, Heading),
        decisions=_valid(Decision, reading.rows.get(MATCHES, ()), ledger),
        rules=_valid(RuleRow, reading.rows.get(RULES, ()), ledger),
    )


def _valid(model: type[R], rows: Iterable[LooseRow], ledger: Ledger) -> tuple[Row[R], ...]:
    good, findings = read_rows(model, rows)
    ledger.note(findings)
    return good


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
    return NamedTable(
        reading.file,
        reading.namespace,
        reading.is_model or table != "systems",
        rows,
        frozenset(row_key(row.place) for row in loose if not row.values.get("id")),
        frozenset(row_key(row.place) for row in loose if not row.values.get("name")),
    )


def _named_row(row: LooseRow) -> LooseRow:
    given, name, parent = (row.values.get(column) for column in ("id", "name", "parent"))
    if name and not given:
        made = f"{parent} / {name}" if parent else name
        return LooseRow({**row.values, "id": made}, row.place)
    if given and not name:
        return LooseRow({**row.values, "name": given}, row.place)
    return row
