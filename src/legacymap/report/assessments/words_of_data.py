"""How data is told where the inventory states none: what names and descriptions say of it."""

from __future__ import annotations

from collections.abc import Mapping

from legacymap.analysis.fragmentation.data_words import DataEvidence
from legacymap.analysis.fragmentation.fragmented import Fragmentation
from legacymap.report.assessments.said import said
from legacymap.report.assessments.silos import OF_SILOS
from legacymap.report.model import Column, KeyFigure, Section, Table
from legacymap.report.wording import counted, listed, named


def words_section(
    fragmentation: Fragmentation, evidence: DataEvidence, names: Mapping[str, str]
) -> Section:
    """No index and no zero: only what names and wording say."""
    across = evidence.stores_read_across
    return Section(
        id="fragmentation",
        title="The inventory states no data; this is what its words say",
        said=said(fragmentation.sentences, without=OF_SILOS),
        paragraphs=(
            "What follows rests on names and descriptions:"
            f" {counted(evidence.elements_without_description, 'element')} without a description"
            f" and {counted(evidence.dependencies_without_wording, 'dependency', 'dependencies')}"
            " without wording could not speak.",
            *(
                f"These words may mean the same people: {listed(group)}."
                for group in evidence.same_thing
            ),
        ),
        key_figures=(
            KeyFigure(
                label="Stores used from outside their system",
                value=across.count,
                note=f"of {counted(evidence.stores, 'store')}",
            ),
            KeyFigure(
                label="Flows that copy data between systems",
                value=evidence.copy_flows_across,
                note=f"of {counted(evidence.copy_flows.count, 'flow')} whose wording says copy",
            ),
        ),
        tables=(
            Table(
                id="stores-read-across",
                caption="Stores that others use past the system they belong to",
                columns=(
                    Column(key="store", label="Store"),
                    Column(key="system", label="of system"),
                    Column(key="consumers", label="Used by"),
                    Column(key="count", label="How many", numeric=True),
                ),
                rows=tuple(
                    (
                        names.get(use.store, use.store),
                        names.get(use.system, use.system),
                        listed(
                            [names.get(c, c) for c in use.consumers.first],
                            total=use.consumers.count,
                        ),
                        use.consumers.count,
                    )
                    for use in across.first
                ),
                total=across.count,
                when_empty="None.",
            ),
            _copies(evidence, names),
            _other_signs(evidence, names),
            _recurring(evidence),
            blank_columns(fragmentation),
        ),
    )


def _copies(evidence: DataEvidence, names: Mapping[str, str]) -> Table:
    between = [flow for flow in evidence.copy_flows.first if flow.across_systems]
    return Table(
        id="copies-in-words",
        caption="Dependencies between systems whose wording speaks of copies",
        columns=(
            Column(key="consumer", label="System or part"),
            Column(key="provider", label="on"),
            Column(key="words", label="In words"),
        ),
        rows=tuple(
            (
                names.get(flow.consumer, flow.consumer),
                names.get(flow.provider, flow.provider),
                flow.description,
            )
            for flow in between
        ),
        total=evidence.copy_flows_across,
        when_empty="None.",
    )


def _other_signs(evidence: DataEvidence, names: Mapping[str, str]) -> Table:
    """Stores that nobody reads, indexes that nothing feeds, and who claims to be the master."""
    claims = evidence.claims_to_be_master
    unread, unfed = evidence.stores_nobody_reads, evidence.indexes_nothing_feeds
    return Table(
        id="other-signs",
        caption="What else stores and descriptions say",
        columns=(
            Column(key="sign", label="Sign"),
            Column(key="count", label="How many", numeric=True),
            Column(key="of", label="Out of", numeric=True),
            Column(key="which", label="Which"),
        ),
        rows=(
            (
                "stores that nobody is recorded to read",
                unread.count,
                evidence.stores,
                listed(
                    [named(one, names.get(one, one)) for one in unread.first], total=unread.count
                ),
            ),
            (
                "search indexes that nothing is recorded to feed",
                unfed.count,
                evidence.indexes,
                listed([named(one, names.get(one, one)) for one in unfed.first], total=unfed.count),
            ),
            (
                "descriptions that claim to be the master of something",
                claims.count,
                evidence.elements - evidence.elements_without_description,
                listed(
                    [
                        f"{named(one.id, names.get(one.id, one.id))}: '{one.word}'"
                        for one in claims.first
                    ],
                    total=claims.count,
                ),
            ),
        ),
        total=3,
        when_empty="None.",
    )


def _recurring(evidence: DataEvidence) -> Table:
    return Table(
        id="recurring-words",
        caption="Words that recur and may name data held more than once",
        columns=(
            Column(key="word", label="Word"),
            Column(key="elements", label="Systems and parts", numeric=True),
            Column(key="systems", label="Systems", numeric=True),
        ),
        rows=tuple((w.word, w.elements, w.systems) for w in evidence.recurring_words),
        total=len(evidence.recurring_words),
        when_empty="None.",
    )


def blank_columns(fragmentation: Fragmentation) -> Table:
    """What the inventory would say in columns that it leaves blank everywhere."""
    return Table(
        id="missing-columns",
        caption="Columns that are blank everywhere, and what they would show",
        columns=(
            Column(key="column", label="Column"),
            Column(key="would_tell", label="Would show"),
        ),
        rows=tuple((worth.column, worth.would_tell) for worth in fragmentation.missing),
        total=len(fragmentation.missing),
        when_empty="None.",
    )
