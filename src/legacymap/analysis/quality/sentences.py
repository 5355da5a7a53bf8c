"""What quality says in words: what to ask first, what is not stated, what looks odd."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from legacymap.analysis.quality.cannot_say import QUESTIONS
from legacymap.analysis.quality.completeness import Completeness
from legacymap.analysis.quality.suspicions import Suspicion
from legacymap.analysis.quality.told import Quality
from legacymap.analysis.sentences import (
    LEGACY_STATE,
    Matter,
    RowsOf,
    Sentence,
    ranked,
    rows,
    sentence,
)
from legacymap.analysis.sentences.wording import called, counted, grouped, listed, verb

_ORDER_RESTS_ON: Final = {
    "end_of_support": "the end of support",
    "replacement_effort_days": "the effort of replacement",
    "annual_run_cost": "the yearly cost",
    "replacement_cost": "the cost of replacement",
    "risk": "all thirteen risk scores",
}
_OPEN: Final = 4
_MATTERS: Final[dict[str, Matter]] = {
    "support_ended": "order",
    "retired_in_use": "change",
    "same_name": "data",
}
"""Of the warnings those that say something of the estate and not of the inventory alone."""
_SHARED_TOPICS: Final = {
    "service_without_dependency": "services_without_dependency",
    "legacy_unknown": "systems_legacy",
}


def quality_sentences(
    found: Quality,
    *,
    names: Mapping[str, str],
    services: Collection[str],
    supposed: Collection[str],
    asked: int,
    legacy: bool,
) -> tuple[Sentence, ...]:
    """The sentences of ``found``, those that matter most first.

    Of the systems that lack a fact ``services`` are services, and ``supposed`` look like legacy
    where nobody says what is: what would follow if they were is told beside them by the exposure.
    ``asked`` are the services of the whole estate that are not legacy themselves; ``legacy`` tells
    whether anything is.
    """
    warnings = [warning for warning in found.findings if warning.severity == "warning"]
    return ranked(
        (
            _ask_first(found, names, services, supposed, asked=asked, legacy=legacy),
            _cannot_say(found),
            _legacy_facts(found),
            *map(_warning, warnings),
        )
    )


def _ask_first(
    found: Quality,
    names: Mapping[str, str],
    services: Collection[str],
    supposed: Collection[str],
    *,
    asked: int,
    legacy: bool,
) -> Sentence | None:
    deciding = [fact for fact in found.missing.first if fact.decides]
    if not deciding:
        return None
    fact = deciding[0]
    who = called(fact.system, names)
    itself = fact.system in services
    others = fact.decides
    whole = counted(asked - itself, "other service" if itself else "service")
    more = " more" if legacy else ""
    text = (
        f"Ask first whether {who} is legacy: if it is, {grouped(others)}{more} of {whole}"
        f" {verb(others, 'stands', 'stand')} on legacy"
        if fact.column == "legacy"
        else f"Ask first what {who} depends on: nothing is recorded, and that may decide whether it"
        " stands on legacy"
    )
    return sentence(
        "quality",
        "ask_first",
        text,
        matter="order",
        topic=LEGACY_STATE if fact.column == "legacy" and fact.system in supposed else None,
        count=others,
        rows=rows(
            "systems",
            [one.system for one in found.missing.first if one.decides],
            at="quality.missing",
        ),
    )


def _cannot_say(found: Quality) -> Sentence | None:
    """The questions left open, in one sentence; the list has what would tell."""
    if not found.cannot_say:
        return None
    count = len(found.cannot_say)
    asked = [f"{one.question[:1].lower()}{one.question[1:]}" for one in found.cannot_say]
    more = f"; and {count - _OPEN} more" if count > _OPEN else ""
    return sentence(
        "quality",
        "cannot_say",
        f"{count} of {QUESTIONS} questions an architect asks stay open here:"
        f" {'; '.join(asked[:_OPEN])}{more}",
        matter="knowledge",
        count=count,
        of=QUESTIONS,
        rows=rows("columns", [one.code for one in found.cannot_say], at="quality.cannot_say"),
    )


def _legacy_facts(found: Quality) -> Sentence | None:
    """One sentence for all that the order of replacement rests on."""
    asked = {
        column.column: column
        for column in found.columns
        if column.table == "systems" and column.column in _ORDER_RESTS_ON
    }
    lacking = sorted(
        (column for column in asked.values() if column.unknown.count),
        key=lambda column: (-column.unknown.count, list(_ORDER_RESTS_ON).index(column.column)),
    )
    if not lacking:
        return None
    most = lacking[0]
    if all(one.unknown.count == one.total > 1 for one in lacking):
        what = " or ".join(_ORDER_RESTS_ON[one.column] for one in lacking)
        text = f"None of {counted(most.total, 'legacy system')} states {what}"
    else:
        lack = listed([_lack(one) for one in lacking])
        text = f"Of {counted(most.total, 'legacy system')} {lack}"
    return sentence(
        "quality",
        "legacy_facts_missing",
        f"{text}: the order of replacement rests on assumptions there",
        matter="order",
        count=most.unknown.count,
        of=most.total,
        rows=rows("systems", most.unknown, at="quality.columns"),
    )


def _lack(column: Completeness) -> str:
    count = column.unknown.count
    return f"{grouped(count)} {verb(count, 'lacks', 'lack')} {_ORDER_RESTS_ON[column.column]}"


def _warning(found: Suspicion) -> Sentence:
    of: RowsOf = "dependencies" if "observ" in found.code else "systems"
    nobody_says = found.code == "legacy_unknown" and found.systems.count == found.total
    within = found.total if found.systems.count <= found.total else None
    return sentence(
        "quality",
        found.code,
        f"{found.message[:1].upper()}{found.message[1:]}",
        matter=_MATTERS.get(found.code, "knowledge"),
        count=found.systems.count,
        of=within,
        topic=LEGACY_STATE if nobody_says else _SHARED_TOPICS.get(found.code),
        rows=rows(of, found.systems, at="quality.findings"),
    )
