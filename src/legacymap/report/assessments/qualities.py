"""How the quality of an inventory is told: what it lacks, and which missing fact matters most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from legacymap.analysis.quality.sightings import Sightings
from legacymap.analysis.quality.told import Quality
from legacymap.report.assessments.said import said, title
from legacymap.report.model import Cell, Column, KeyFigure, Section, Table
from legacymap.report.wording import counted, grouped, listed, named, percent, verb

_MOST_MISSING: Final = 30


def quality_sections(quality: Quality, names: Mapping[str, str]) -> tuple[Section, ...]:
    """What is worth asking next, what looks wrong, and how full each column is."""
    deciding = sum(fact.decides > 0 for fact in quality.missing.first)
    return (
        Section(
            id="quality",
            title=title(quality.sentences, "ask_first", "What the inventory does not say"),
            # The warnings stand in the table of what looks wrong.
            said=said(quality.sentences, at="quality.columns"),
            paragraphs=(f"{quality.note[:1].upper()}{quality.note[1:]}.",),
            key_figures=(
                KeyFigure(
                    label="Missing facts",
                    value=quality.missing.count,
                    note=f"{grouped(deciding)} of the first {grouped(len(quality.missing.first))}"
                    f" {verb(deciding, 'decides', 'decide')} whether some service stands on legacy",
                ),
            ),
            tables=(
                _missing(quality),
                _suspicions(quality, names),
                *_sightings(quality.sightings),
                _columns(quality),
            ),
        ),
    )


def cannot_say_section(quality: Quality) -> Section:
    """The questions that the inventory leaves open, near the top: what not to ask of the rest."""
    count = len(quality.cannot_say)
    return Section(
        id="cannot-say",
        title=f"What the files cannot say: {counted(count, 'question')}"
        if count
        else "What the files cannot say: none of the questions asked",
        paragraphs=(
            "A question is open where less than half of what it is asked of answers it. Those that"
            " would change most of this report stand first.",
        )
        if count
        else (),
        tables=(
            Table(
                id="open-questions",
                caption="Open questions, and what would tell",
                columns=(
                    Column(key="question", label="Question"),
                    Column(key="stated", label="Said of", numeric=True),
                    Column(key="total", label="Out of", numeric=True),
                    Column(key="asked_of", label="Asked of"),
                    Column(key="would_tell", label="What would tell"),
                ),
                rows=tuple(
                    (one.question, one.stated, one.total, one.asked_of, one.would_tell)
                    for one in quality.cannot_say
                ),
                total=count,
                when_empty="Every question is answered of half of the systems or more.",
            ),
        ),
    )


def _missing(quality: Quality) -> Table:
    facts = quality.missing.first[:_MOST_MISSING]
    return Table(
        id="missing-facts",
        caption="Missing facts, those that would change most first",
        columns=(
            Column(key="system", label="System"),
            Column(key="column", label="What is not stated"),
            Column(key="decides", label="Services it may decide", numeric=True),
            Column(key="services", label="Services on the system", numeric=True),
            Column(key="reason", label="Why it matters"),
        ),
        rows=tuple(
            (named(f.system, f.name), f.column, f.decides, f.services, f.reason) for f in facts
        ),
        total=quality.missing.count,
        when_empty="None.",
    )


def _suspicions(quality: Quality, names: Mapping[str, str]) -> Table:
    return Table(
        id="suspicions",
        caption="What looks wrong or incomplete",
        columns=(
            Column(key="message", label="What"),
            Column(key="severity", label="Severity"),
            Column(key="count", label="How many", numeric=True),
            Column(key="total", label="Out of", numeric=True),
            Column(key="systems", label="Which"),
        ),
        rows=tuple(
            (
                suspicion.message,
                suspicion.severity,
                suspicion.systems.count,
                suspicion.total,
                listed(
                    [names.get(system, system) for system in suspicion.systems.first],
                    total=suspicion.systems.count,
                ),
            )
            for suspicion in quality.findings
        ),
        total=len(quality.findings),
        when_empty="Nothing does.",
    )


_SIGHTINGS: Final = {
    "declared_and_observed": "declared, and seen at work",
    "declared_not_observed": "declared, and never seen though its system is watched",
    "observed_not_declared": "seen at work, and declared by nobody",
    "not_watched": "declared, of a system that was never seen to use anything",
}


def _sightings(seen: Sightings) -> tuple[Table, ...]:
    if not seen.sources:
        return ()
    rows: list[tuple[Cell, ...]] = [
        (_SIGHTINGS[state], count) for state, count in seen.counts.items()
    ]
    rows.append((f"last seen more than {seen.stale_after_days} days before", seen.stale))
    rows.append(("seen, it is not known when or how long before", seen.undated))
    return (
        Table(
            id="sightings",
            caption=f"Dependencies between software, declared or observed by"
            f" {listed(list(seen.sources), total=len(seen.sources))}; {grouped(seen.watched)} of"
            f" {counted(seen.systems, 'system')} were seen to use others",
            columns=(
                Column(key="state", label="Dependencies"),
                Column(key="count", label="How many", numeric=True),
            ),
            rows=tuple(rows),
            total=len(rows),
            when_empty="None.",
        ),
    )


def _columns(quality: Quality) -> Table:
    return Table(
        id="completeness",
        caption=f"How complete the inventory is, over {counted(quality.systems, 'system')},"
        f" {counted(quality.parts, 'part')} and"
        f" {counted(quality.dependencies, 'dependency', 'dependencies')}",
        columns=(
            Column(key="column", label="Column"),
            Column(key="stated", label="Stated", numeric=True),
            Column(key="total", label="Out of", numeric=True),
            Column(key="share", label="Share", numeric=True),
            Column(key="asked_of", label="Asked of"),
        ),
        rows=tuple(
            (
                f"{column.table}.{column.column}",
                column.stated,
                column.total,
                percent(column.stated, column.total),
                column.asked_of,
            )
            for column in quality.columns
        ),
        total=len(quality.columns),
        when_empty="None.",
    )
