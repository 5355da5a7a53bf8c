"""How rows of the register become answers: exact scores, evidence in words, who must be moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice
from typing import Any, Final

import polars as pl

from legacymap.analysis.disposition.rules import disposition_of, reason_of
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.framework import suggested_impact_on_others, suggested_recorded_issues
from legacymap.analysis.risk.answers import (
    Disagreement,
    LegacyEvidence,
    PlanState,
    Scores,
    Statement,
    SuggestedDisposition,
    SuggestedScore,
    SystemRisk,
    TimeState,
)
from legacymap.analysis.risk.disagreeing import message
from legacymap.analysis.risk.register import Register
from legacymap.analysis.risk.scored import (
    IMPACT_PARTS,
    LIKELIHOOD_PARTS,
    OVERALL_PARTS,
    SCORES,
)
from legacymap.analysis.sentences.wording import counted

RegisterRow = Mapping[str, Any]
"""A row of the register's table, by the names of its columns."""
_MOVES: Final = "unfit"


def system_rows(register: Register, rows: pl.DataFrame | None = None) -> tuple[SystemRisk, ...]:
    """The answers for ``rows`` of the register's table; for all of them without ``rows``."""
    table = register.table if rows is None else rows
    moving = table.filter(pl.col("rule") == _MOVES)["id"]
    users = register.served.of(moving)
    return tuple(_system(register, row, users) for row in table.iter_rows(named=True))


def shown_rows(register: Register, shown: slice = FIRST) -> Excerpt[SystemRisk]:
    """The first rows of the register."""
    return Excerpt(register.table.height, system_rows(register, register.table[shown]))


def disagreements(table: pl.DataFrame, shown: slice = FIRST) -> Excerpt[Disagreement]:
    """What does not go together in ``table``, by kind, then in the order of the register."""
    found = table.filter(pl.col("disagreements").list.len() > 0)
    count = int(found["disagreements"].list.len().sum())
    return Excerpt(count, tuple(_stretch(_told(found.iter_rows(named=True)), shown)))


def _stretch(items: Iterator[Disagreement], shown: slice) -> Iterator[Disagreement]:
    return islice(items, shown.start, shown.stop)


def _told(rows: Iterator[RegisterRow]) -> Iterator[Disagreement]:
    for row in rows:
        for kind in row["disagreements"]:
            yield Disagreement(row["id"], row["name"], kind, message(kind, row))


def moved_first(register: Register, system: str, shown: slice = FIRST) -> Excerpt[str]:
    """Who must be moved before ``system`` can be retired; nobody where it is not to be retired."""
    rows = register.table.filter((pl.col("id") == system) & (pl.col("rule") == _MOVES))
    return Excerpt.of(register.served.of(rows["id"]).get(system, ()), shown)


def _system(
    register: Register, row: RegisterRow, users: Mapping[str, tuple[str, ...]]
) -> SystemRisk:
    return SystemRisk(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        part_of=row["top"] if row["part"] else None,
        owner=row["owner"],
        lifecycle=row["lifecycle"],
        legacy=_evidence(row),
        scores=_scores(register, row),
        affected=row["affected"] or 0,
        plan=PlanState(row["completeness"], **row["plan"]),
        time=TimeState(
            row["quadrant"],
            row["stated_time"],
            row["derived_time"],
            row["functional_fit"],
            row["technical_fit"],
        ),
        disposition=disposition_of_row(row, users.get(row["id"], ())),
        disagreements=tuple(row["disagreements"]),
    )


def _evidence(row: RegisterRow) -> LegacyEvidence:
    declared, derived, suggested = (
        Statement(row[origin], row[f"{origin}_because"])
        for origin in ("declared", "derived", "suggested")
    )
    return LegacyEvidence(
        row["state"],
        declared,
        derived,
        suggested,
        tuple(row["legacy_reasons"] or ()),
        row["declared_by"],
        row["declared_confirmed_by"],
        row["declared_on"],
        row["legacy_parts"],
    )


def _scores(register: Register, row: RegisterRow) -> Scores:
    return Scores(
        given={name: row[name] for name in SCORES if row[name] is not None},
        likelihood=_exact(row["likelihood"], LIKELIHOOD_PARTS),
        impact=_exact(row["impact"], IMPACT_PARTS),
        overall=_exact(row["overall"], OVERALL_PARTS),
        zone=row["zone"],
        framework_class=row["framework_class"],
        missing=tuple(name for name in SCORES if row[name] is None),
        least=_exact(row["least"], OVERALL_PARTS),
        most=_exact(row["most"], OVERALL_PARTS),
        suggested=suggested_scores(register, row),
    )


def _exact(parts: int | None, of: int) -> Fraction | None:
    return None if parts is None else Fraction(parts, of)


def suggested_scores(register: Register, row: RegisterRow) -> dict[str, SuggestedScore]:
    """What the dependencies suggest for C6 and L7 of the system of ``row``."""
    return dict(_suggested(register, row))


def _suggested(register: Register, row: RegisterRow) -> Iterator[tuple[str, SuggestedScore]]:
    affected, circle = row["affected"] or 0, row["circle"] or 1
    is_recorded = affected > 0 or row["recorded_users"] is not None
    score = suggested_impact_on_others(affected, register.others + 1) if is_recorded else None
    if score is not None:
        yield "C6", SuggestedScore(score, _affected_words(register, affected, row["directly"] or 0))
    issues = suggested_recorded_issues(circle)
    if issues is not None:
        yield "L7", SuggestedScore(issues, f"in a circle of {circle:,} systems")


def _affected_words(register: Register, affected: int, directly: int) -> str:
    others = counted(register.others, "other system")
    if not affected:
        return f"none of {others} is recorded to depend on it"
    about = "" if register.sample is None else "about "
    from_some = "" if register.sample is None else f" (estimated from {register.sample:,} of them)"
    verb = "stops or works" if affected == 1 else "stop or work"
    return (
        f"{about}{affected:,} of {others} {verb} worse without it,"
        f" {directly:,} of them directly{from_some}"
    )


def disposition_of_row(row: RegisterRow, users: tuple[str, ...]) -> SuggestedDisposition | None:
    """What is suggested for the system of ``row``, which serves ``users``."""
    rule = row["rule"]
    if rule is None:
        return None
    reason = reason_of(
        rule,
        users=row["known_users"],
        circle=row["circle"] or 1,
        hypervisor=row["hypervisor"],
        review_date=row["review_date"],
    )
    move_first = Excerpt.of(users) if rule == _MOVES else Excerpt(0, ())
    return SuggestedDisposition(disposition_of(rule), rule, reason, move_first)
