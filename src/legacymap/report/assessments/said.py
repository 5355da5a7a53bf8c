"""How the sentences of an analysis stand in a report: each with a link to the table it rests on."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from legacymap.analysis.sentences import Sentence
from legacymap.report.model import Said, Section
from legacymap.report.wording import counted, grouped

_TABLES: Final[dict[str, str]] = {
    "exposure.services": "services",
    "exposure.estate": "services",
    "exposure.legacy": "legacy-systems",
    "exposure.legacy.entered_by": "doors",
    "exposure.suggested": "suggested-legacy",
    "exposure.supposed": "suggested-legacy",
    "fragmentation.entities": "entities",
    "fragmentation.tell_us_once": "entities",
    "fragmentation.checks": "crud-checks",
    "fragmentation.services": "joined-up",
    "fragmentation.owners": "silo-list",
    "fragmentation.owners.communities": "communities",
    "fragmentation.owners.communities.elsewhere": "elsewhere",
    "fragmentation.duplicates": "duplicates",
    "fragmentation.estate": "missing-columns",
    "fragmentation.evidence.stores_read_across": "stores-read-across",
    "fragmentation.evidence.recurring_words": "recurring-words",
    "structure": "structure-levels",
    "structure.cycles": "cycles-top",
    "structure.as_given.cycles": "cycles-as-given",
    "structure.visibility": "roles",
    "structure.single_points_of_failure": "single-points",
    "structure.gates": "gates",
    "integration.shared_databases": "shared-stores",
    "integration.meshes": "meshes",
    "integration.batch.chains": "batch-chains",
    "integration.chatty.chatty": "chatty-pairs",
    "integration.chatty.mutual": "mutual-pairs",
    "risk.legacy": "legacy-origins",
    "risk.disagreements": "disagreements",
    "risk.scores": "risk-scores",
    "risk.plans": "dispositions",
    "risk.time": "dispositions",
    "risk.dispositions": "dispositions",
    "quality.cannot_say": "open-questions",
    "quality.missing": "missing-facts",
    "quality.columns": "completeness",
    "quality.findings": "suspicions",
    "impact.consumers": "consumers",
    "impact.services": "services",
    "impact.providers": "providers",
    "impact.actors": "touched-people",
    "difference.figures": "figures",
    "trend.figures": "figures",
    "trend.snapshots": "figures",
    "plan.waves": "waves",
    "plan.determination": "determination",
    "plan.assumptions": "assumptions",
}
"""The table of the report that shows what stands at a path of the answers (or further inside)."""


_ELSEWHERE: Final[dict[str, Said]] = {
    "stores_read_across": Said(
        text="Which data stores several systems use directly is told where it is told how systems"
        " are tied together.",
        table="shared-stores",
    ),
    "legacy_unknown": Said(
        text="Of which systems nobody says whether they are legacy is told where legacy and risk"
        " are.",
        table="legacy-origins",
    ),
}
"""What stands in place of a sentence, by its code, in a report that says the same elsewhere."""


def said(
    sentences: Iterable[Sentence], *, at: str = "", without: Container[str] = ()
) -> tuple[Said, ...]:
    """``sentences`` for a section: those whose rows stand ``at`` a path or further inside.

    ``without`` are the codes that a title says already.
    """
    return tuple(
        Said(text=sentence.text, table=table_of(sentence))
        for sentence in sentences
        if f"{sentence.rows.at}.".startswith(at and f"{at}.") and sentence.code not in without
    )


def referring(
    sections: Iterable[Section], sentences: Iterable[Sentence], *, told: Iterable[Sentence]
) -> tuple[Section, ...]:
    """``sections`` that say ``sentences``, but for what ``told`` says elsewhere in the report.

    One place says it, with all that is known of it; the other points there.
    """
    topics = {sentence.topic for sentence in told}
    instead = {
        sentence.text: _ELSEWHERE[sentence.code]
        for sentence in sentences
        if sentence.code in _ELSEWHERE and sentence.topic in topics
    }
    return tuple(
        replace(section, said=tuple(instead.get(one.text, one) for one in section.said))
        for section in sections
    )


def title(sentences: Iterable[Sentence], code: str, otherwise: str) -> str:
    """The sentence of this ``code`` as a title, or what is said in its place."""
    for sentence in sentences:
        if sentence.code == code:
            return sentence.text.rstrip(".")
    return otherwise


def findings_section(sentences: Sequence[Sentence], kinds: Mapping[str, int]) -> Section:
    """The summary: what matters most, on top of a report, and what is called a system in it."""
    return Section(
        id="findings",
        title="What matters most",
        said=said(sentences),
        paragraphs=(
            *(() if sentences else ("The inventory says too little for any finding.",)),
            *_kinds_told(kinds),
        ),
    )


def _kinds_told(kinds: Mapping[str, int]) -> Iterator[str]:
    """What the systems are, where they are of several kinds: a service counts as a system too."""
    there = sorted((-count, kind) for kind, count in kinds.items() if count)
    if len(there) < 2:
        return
    told = [counted(-count, *_KINDS[kind]) for count, kind in there]
    yield f"The {grouped(sum(kinds.values()))} systems are {', '.join(told[:-1])} and {told[-1]}."


_KINDS: Final[dict[str, tuple[str, str]]] = {
    "service": ("service", "services"),
    "application": ("application", "applications"),
    "component": ("component", "components"),
    "data_store": ("data store", "data stores"),
    "interface": ("interface", "interfaces"),
    "platform": ("platform", "platforms"),
    "external": ("system outside the organisation", "systems outside the organisation"),
}


def table_of(sentence: Sentence) -> str | None:
    """Id of the table that shows the rows of ``sentence``; ``None`` where no report has one."""
    path = sentence.rows.at
    while path not in _TABLES and "." in path:
        path = path.rpartition(".")[0]
    return _TABLES.get(path)
