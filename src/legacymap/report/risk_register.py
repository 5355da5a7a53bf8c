"""The register of legacy risk as a table: to be looked through, scored further, and read again.

Columns of the inventory come back when the table is read beside its inventory; what was computed
stands in columns that begin with ``legacymap_``, which readers leave aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Final

import polars as pl

from legacymap.analysis.disposition.plans import PARTS
from legacymap.analysis.disposition.rules import disposition_of
from legacymap.analysis.risk.register import Register
from legacymap.analysis.risk.rows import RegisterRow, disposition_of_row, suggested_scores
from legacymap.analysis.risk.scored import (
    IMPACT_PARTS,
    LIKELIHOOD_PARTS,
    OVERALL_PARTS,
    SCORES,
)
from legacymap.errors import UnknownFormat
from legacymap.report.cells import list_text
from legacymap.report.comma_separated import Value, comma_separated
from legacymap.report.ods import to_ods
from legacymap.report.sheets import ODS_TYPE, XLSX_TYPE, Sheet
from legacymap.report.xlsx import to_xlsx

REGISTER_TYPES: Final = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": XLSX_TYPE,
    "ods": ODS_TYPE,
}
"""The formats of the register with their media types."""

_OWN: Final = (
    "id",
    "name",
    "owner",
    "legacy",
    "legacy_reasons",
    "legacy_source",
    "confirmed_by",
    "confirmed_on",
    *(f"risk.{name}" for name in SCORES),
    "functional_fit",
    "technical_fit",
    *(f"modernisation_plan.{part}" for part in PARTS),
    "review_date",
)
"""Columns of the inventory: what is filled in here comes back."""

_COMPUTED: Final = (
    "state",
    "declared_because",
    "derived",
    "derived_because",
    "suggested_because",
    "t_l",
    "t_c",
    "overall",
    "zone",
    "class",
    "missing",
    "overall_least",
    "overall_most",
    "suggested_c6",
    "c6_because",
    "suggested_l7",
    "l7_because",
    "plan",
    "time",
    "disposition",
    "disposition_because",
    "move_first",
    "disagreements",
)
"""What was computed, without the prefix; it is left aside when the table is read again."""

HEADER: Final = (*_OWN, *(f"legacymap_{name}" for name in _COMPUTED))


def register_sheet(register: Register) -> Sheet:
    """The register as one sheet, a row a system, in the register's order."""
    return Sheet("systems", HEADER, tuple(_rows(register)))


def risk_register(register: Register, format: str) -> bytes:
    """The register as a file in one of :data:`REGISTER_TYPES`.

    Raises:
        UnknownFormat: there is no such format.
        LimitExceeded: a cell holds more text than a cell of a workbook can.
    """
    if format not in _WRITERS:
        raise UnknownFormat(f"no register format {format!r}; there are {', '.join(_WRITERS)}")
    return _WRITERS[format](register_sheet(register))


_WRITERS: Final[Mapping[str, Callable[[Sheet], bytes]]] = {
    "csv": lambda sheet: comma_separated(sheet.header, sheet.rows),
    "xlsx": lambda sheet: to_xlsx([sheet]),
    "ods": lambda sheet: to_ods([sheet]),
}


def _rows(register: Register) -> Iterator[tuple[Value, ...]]:
    users = register.served.of(register.table.filter(pl.col("rule") == "unfit")["id"])
    for row in register.table.iter_rows(named=True):
        yield (*_own(row), *_computed(register, row, users.get(row["id"], ())))


def _own(row: RegisterRow) -> Iterator[Value]:
    yield from (row[name] for name in ("id", "name", "owner", "legacy"))
    yield list_text(row["legacy_reasons"]) if row["legacy_reasons"] else None
    yield from (row[name] for name in ("legacy_source", "confirmed_by", "confirmed_on", *SCORES))
    yield from (row["functional_fit"], row["technical_fit"])
    yield from (row["plan"][part] for part in PARTS)
    yield row["review_date"]


def _computed(register: Register, row: RegisterRow, users: tuple[str, ...]) -> Iterator[Value]:
    yield from (row["state"], row["declared_because"], row["derived"], row["derived_because"])
    yield row["suggested_because"]
    yield _rounded(row["likelihood"], LIKELIHOOD_PARTS)
    yield _rounded(row["impact"], IMPACT_PARTS)
    yield _rounded(row["overall"], OVERALL_PARTS)
    yield from (row["zone"], row["framework_class"])
    yield " ".join(name for name in SCORES if row[name] is None) or None
    yield from (_rounded(row["least"], OVERALL_PARTS), _rounded(row["most"], OVERALL_PARTS))
    suggested = suggested_scores(register, row)
    for name in ("C6", "L7"):
        one = suggested.get(name)
        yield from (one.score, one.because) if one else (None, None)
    yield from (row["completeness"], row["quadrant"])
    rule = row["rule"]
    found = disposition_of_row(row, users)
    yield disposition_of(rule) if rule else None
    yield found.reason if found else None
    yield list_text(users) if users else None
    yield " ".join(row["disagreements"]) or None


def _rounded(parts: int | None, of: int) -> float | None:
    """A score with three decimals, rounded once from the exact value."""
    return None if parts is None else float(round(Fraction(parts, of), 3))
