"""How much of the estate is legacy and by whom, how risky it is, and what is planned for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Final, get_args

import polars as pl

from legacymap.analysis.disposition.plans import PARTS, possible_parts
from legacymap.analysis.disposition.rules import RULES, Disposition, disposition_of
from legacymap.analysis.disposition.time import HIGH_FROM, QUADRANTS
from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.framework import Zone
from legacymap.analysis.inference.legacy import Origin
from legacymap.analysis.risk.answers import (
    Answers,
    DispositionCounts,
    LegacyCounts,
    LegacyRisk,
    PlanCounts,
    ScoreCounts,
    TimeCounts,
)
from legacymap.analysis.risk.register import Register, register_of
from legacymap.analysis.risk.rows import disagreements, shown_rows
from legacymap.analysis.risk.scored import OVERALL_PARTS, SCORES
from legacymap.analysis.risk.sentences import risk_sentences
from legacymap.analysis.scope import Part
from legacymap.graph import Level
from legacymap.inventory.vocabulary import LegacyReason

_ZONES: Final[tuple[Zone, ...]] = ("red", "high", "medium", "low")
_RED: Final = 16 * OVERALL_PARTS
_LEGACY: Final = pl.col("state") == "legacy"
_LOOKS_SO: Final = pl.col("suggested").fill_null(False)
_SILENT: Final = pl.col("declared").is_null() & pl.col("derived").is_null()


def risk(
    estate: Estate,
    *,
    level: Level = "top",
    high_from: int = HIGH_FROM,
    frozen: Collection[str] = (),
    part: Part | None = None,
) -> LegacyRisk:
    """Legacy, risk, plans and dispositions of ``estate``: figures, and the first of the register.

    ``high_from`` is the fit (1 to 5) that counts as high in TIME; ``frozen`` are systems that a
    policy forbids to change. Of a ``part`` of the estate its own systems are counted; who depends
    on them is of the whole.

    Raises:
        ValueError: ``high_from`` is not 1 to 5.
    """
    register = register_of(estate, level=level, high_from=high_from, frozen=frozen)
    return risk_of(register.within(part), estate)


def risk_of(register: Register, estate: Estate) -> LegacyRisk:
    """The answer that ``register``, which is one of ``estate``, amounts to."""
    table, part = register.table, register.part
    legacy = table.filter(_LEGACY)
    found = LegacyRisk(
        level=register.level,
        as_of=estate.inventory.as_of,
        systems=table.height,
        outside=register.outside.height,
        outside_legacy=ids(outside_legacy(register)),
        legacy=_legacy_counts(table, estate.legacy_counts),
        scores=_score_counts(table),
        plans=_plan_counts(legacy),
        time=_time_counts(table, register.high_from),
        dispositions=_disposition_counts(table),
        disagreements=disagreements(table),
        register=shown_rows(register),
        note=_note(register),
        scope=part.scope if part else None,
        sentences=(),
    )
    told = risk_sentences(found)
    return replace(found, sentences=part.told(told) if part else told)


def _note(register: Register) -> str:
    listed = "whole systems" if register.level == "top" else "systems and their parts"
    about = f"about {listed}, without people and without systems outside the organisation"
    if register.sample is None:
        return about
    return (
        f"{about}; how many are affected was estimated from {register.sample:,} systems drawn,"
        " within 0.8 points of the share in 95 of 100 cases"
    )


def _legacy_counts(table: pl.DataFrame, counted: tuple[Origin, ...]) -> LegacyCounts:
    states = _counted(table, "state")
    legacy, unknown = states.get("legacy", 0), states.get("unknown", 0)
    declared = table.filter(pl.col("declared"))
    quiet = pl.col("declared_by").is_null() & pl.col("declared_confirmed_by").is_null()
    reasons = declared.select(pl.col("legacy_reasons").explode().drop_nulls().alias("reason"))
    by_reason = _counted(reasons, "reason")
    return LegacyCounts(
        counted=counted,
        legacy=legacy,
        not_legacy=states.get("not_legacy", 0),
        unknown=unknown,
        share_low=_share(legacy, table.height),
        share_high=_share(legacy + unknown, table.height),
        declared=_answers(table["declared"]),
        derived=_answers(table["derived"]),
        suggested=_answers(table["suggested"]),
        by_reason={reason: by_reason.get(reason, 0) for reason in get_args(LegacyReason)},
        without_source=declared.filter(quiet).height,
        without_date=declared["declared_on"].null_count(),
        suggested_only=ids(suggested_only(table)),
        with_evidence=table.filter(~_SILENT | _LOOKS_SO).height,
        with_legacy_parts=ids(with_legacy_parts(table)),
    )


def _score_counts(table: pl.DataFrame) -> ScoreCounts:
    complete = table.filter(pl.col("overall").is_not_null())
    partial = table.filter((pl.col("given") > 0) & pl.col("overall").is_null())
    zones = _counted(complete, "zone")
    return ScoreCounts(
        complete=complete.height,
        partial=partial.height,
        none=table.height - complete.height - partial.height,
        zones={zone: zones.get(zone, 0) for zone in _ZONES},
        surely_red=partial.filter(pl.col("least") >= _RED).height,
        missing={name: partial[name].null_count() for name in SCORES},
    )


def _plan_counts(legacy: pl.DataFrame) -> PlanCounts:
    found = _counted(legacy, "completeness")
    complete = found.get("complete", 0)
    possible = legacy.filter(possible_parts(pl.col("plan")) == len(PARTS)).height
    parts = {part: _answers(legacy["plan"].struct.field(part)) for part in PARTS}
    return PlanCounts(
        systems=legacy.height,
        complete=complete,
        partial=found.get("partial", 0),
        none=found.get("none", 0),
        unknown=legacy["completeness"].null_count(),
        share_low=_share(complete, legacy.height),
        share_high=_share(possible, legacy.height),
        milestones=parts["milestones"],
        work=parts["work"],
        disposition=parts["disposition"],
    )


def _time_counts(table: pl.DataFrame, high_from: int) -> TimeCounts:
    found = _counted(table, "quadrant")
    return TimeCounts(
        high_from=high_from,
        quadrants={name: found.get(name, 0) for name in QUADRANTS},
        stated=table["stated_time"].count(),
        unknown=table["quadrant"].null_count(),
    )


def _disposition_counts(table: pl.DataFrame) -> DispositionCounts:
    found = _counted(table, "rule")
    by_rule = {rule.name: found.get(rule.name, 0) for rule in RULES}
    suggested: dict[Disposition, int] = dict.fromkeys(get_args(Disposition), 0)
    for rule, count in by_rule.items():
        suggested[disposition_of(rule)] += count
    return DispositionCounts(sum(by_rule.values()), suggested, by_rule)


def _counted(table: pl.DataFrame, column: str) -> Mapping[str, int]:
    return dict(table[column].drop_nulls().value_counts().iter_rows())


def _answers(column: pl.Series) -> Answers:
    yes = int(column.sum())
    return Answers(yes, column.count() - yes, column.null_count())


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def outside_legacy(register: Register) -> pl.DataFrame:
    """The external systems that are legacy."""
    return register.outside.filter(_LEGACY)


def suggested_only(table: pl.DataFrame) -> pl.DataFrame:
    """The systems that look like legacy, while nobody says anything of them."""
    return table.filter(_LOOKS_SO & _SILENT)


def with_legacy_parts(table: pl.DataFrame) -> pl.DataFrame:
    """The systems with parts that are legacy."""
    return table.filter(pl.col("legacy_parts") > 0)


def ids(rows: pl.DataFrame, shown: slice = FIRST) -> Excerpt[str]:
    """The sorted ids of ``rows``."""
    return Excerpt(rows.height, tuple(rows["id"].sort()[shown]))
