"""The long lists of quality, risk, impact and difference."""

from __future__ import annotations

from legacymap.analysis.difference import Identity, RowChange, TableDifference, difference
from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.impact.impact import used_by
from legacymap.analysis.long_lists.wanted import Wanted, no_such_row
from legacymap.analysis.quality.completeness import completeness
from legacymap.analysis.quality.missing import MissingFact, missing_facts
from legacymap.analysis.quality.sightings import sighted, suspicions_of
from legacymap.analysis.quality.suspicions import suspicions
from legacymap.analysis.risk.answers import Disagreement, SystemRisk
from legacymap.analysis.risk.register import Register, register_of
from legacymap.analysis.risk.risk import (
    ids,
    outside_legacy,
    suggested_only,
    with_legacy_parts,
)
from legacymap.analysis.risk.rows import disagreements, moved_first, shown_rows
from legacymap.errors import InvalidQuery


def missing(wanted: Wanted) -> Excerpt[MissingFact]:
    """The missing facts."""
    return missing_facts(wanted.estate, wanted.part, wanted.shown)


def blank(wanted: Wanted) -> Excerpt[str]:
    """The rows of one table that do not state one column."""
    for column in completeness(wanted.estate, wanted.part, wanted.shown):
        if (column.table, column.column) == wanted.of:
            return column.unknown
    raise no_such_row(wanted, "is no column that was looked at: a table, then a column")


def suspicious(wanted: Wanted) -> Excerpt[str]:
    """What one finding is about."""
    seen = sighted(wanted.estate, wanted.stale_after_days, wanted.part, wanted.shown)
    for found in (*suspicions(wanted.estate, wanted.part, wanted.shown), *suspicions_of(seen)):
        if found.code == wanted.of[0]:
            return found.systems
    raise no_such_row(wanted, "was not found here")


def register_rows(wanted: Wanted) -> Excerpt[SystemRisk]:
    """The systems of the register."""
    return shown_rows(_register(wanted), wanted.shown)


def disagreeing(wanted: Wanted) -> Excerpt[Disagreement]:
    """The statements that do not go together."""
    return disagreements(_register(wanted).table, wanted.shown)


def to_move_first(wanted: Wanted) -> Excerpt[str]:
    """Who must be moved before one system can be retired."""
    return moved_first(_register(wanted), wanted.graph.ids[wanted.node], wanted.shown)


def looking_like_legacy(wanted: Wanted) -> Excerpt[str]:
    """The systems that look like legacy, while nobody says so or no."""
    return ids(suggested_only(_register(wanted).table), wanted.shown)


def with_parts(wanted: Wanted) -> Excerpt[str]:
    """The systems with parts that are legacy."""
    return ids(with_legacy_parts(_register(wanted).table), wanted.shown)


def outside(wanted: Wanted) -> Excerpt[str]:
    """The external systems that are legacy."""
    return ids(outside_legacy(_register(wanted)), wanted.shown)


def _register(wanted: Wanted) -> Register:
    found = register_of(
        wanted.estate, level=wanted.level, high_from=wanted.high_from, frozen=wanted.frozen
    )
    return found.within(wanted.part)


def used(wanted: Wanted) -> Excerpt[str]:
    """What one group of people uses of all that needs one system."""
    system, actor = wanted.of
    return used_by(
        wanted.estate, wanted.estate.system(system), actor, wanted.depth, shown=wanted.shown
    )


def added(wanted: Wanted) -> Excerpt[Identity]:
    """The rows of one table that came."""
    return _table(wanted).added


def removed(wanted: Wanted) -> Excerpt[Identity]:
    """The rows of one table that went."""
    return _table(wanted).removed


def changed(wanted: Wanted) -> Excerpt[RowChange]:
    """The rows of one table that changed."""
    return _table(wanted).changed


def _table(wanted: Wanted) -> TableDifference:
    if wanted.before is None:
        raise InvalidQuery("a list of what changed needs the earlier inventory as well")
    found = difference(
        before=wanted.before.inventory, after=wanted.estate.inventory, shown=wanted.shown
    )
    if wanted.of[0] not in found.tables:
        raise no_such_row(wanted, "is no table that differs")
    return found.tables[wanted.of[0]]
