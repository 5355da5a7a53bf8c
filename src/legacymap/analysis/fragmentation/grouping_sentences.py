"""What communities and look-alikes say in words: who sits with whom, and who does the same work."""

from __future__ import annotations

from collections.abc import Mapping

from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.fragmented import Fragmentation
from legacymap.analysis.sentences import Sentence, rows, sentence
from legacymap.analysis.sentences.wording import called, counted, grouped, verb

_GROUPS = {"owner": "owner", "partition": "area", "tags": "area"}


def grouping_sentences(
    found: Fragmentation, names: Mapping[str, str]
) -> tuple[Sentence | None, ...]:
    """The sentences about groups of systems; ``names`` by id."""
    return (_elsewhere(found, names), _duplicates(found, names))


def _elsewhere(found: Fragmentation, names: Mapping[str, str]) -> Sentence | None:
    owners = found.owners
    elsewhere = owners.communities.elsewhere
    if owners.by is None or not elsewhere.count:
        return None
    first = elsewhere.first[0]
    group = _GROUPS[owners.by]
    own, main = owners.name(first.group), owners.name(first.main)
    part = owners.communities.of_part
    compared = part.compared if part else owners.communities.compared
    return sentence(
        "fragmentation",
        "sits_with_others",
        f"{grouped(elsewhere.count)} of {counted(compared, 'system')} with an"
        f" {group} and a dependency {verb(elsewhere.count, 'hangs', 'hang')} together with systems"
        f" that are mainly another {group}'s: {called(first.system, names)} ({own}) has"
        f" {counted(first.with_main, 'dependency', 'dependencies')} with systems of {main}"
        f" there and {grouped(first.with_own)} with its own",
        matter="change",
        count=elsewhere.count,
        of=compared,
        rows=rows(
            "systems",
            Excerpt(elsewhere.count, tuple(one.system for one in elsewhere.first)),
            at="fragmentation.owners.communities.elsewhere",
        ),
    )


def _duplicates(found: Fragmentation, names: Mapping[str, str]) -> Sentence | None:
    pairs = found.duplicates
    if pairs is None or not pairs.count:
        return None
    shown = [
        f"{one} and {other} ({_in_what(pair.evidence)})"
        for pair in pairs.first[:3]
        for one, other in [tuple(called(system, names) for system in pair.systems)]
    ]
    more = pairs.count - len(shown)
    return sentence(
        "fragmentation",
        "look_alike",
        f"{counted(pairs.count, 'pair')} of systems {verb(pairs.count, 'looks', 'look')} as if"
        f" {verb(pairs.count, 'it', 'they')} did the same work{_told_by(found)}:"
        f" {'; '.join(shown)}"
        f"{f'; and {more:,} more' if more else ''}",
        matter="data",
        rows=rows(
            "pairs",
            Excerpt(pairs.count, tuple(" / ".join(pair.systems) for pair in pairs.first)),
            at="fragmentation.duplicates",
        ),
    )


def _told_by(found: Fragmentation) -> str:
    """What could not be compared, where there is something: it would add pairs, or clear some."""
    absent = [feature for feature, count in sorted(found.estate.alike_by.items()) if count < 2]
    if not absent:
        return ""
    named = f"{', '.join(absent[:-1])} and {absent[-1]}" if len(absent) > 1 else absent[0]
    return f" ({named} could not be compared: fewer than two systems state them)"


def _in_what(evidence: Mapping[str, tuple[str, ...]]) -> str:
    features = sorted(evidence)
    return f"{', '.join(features[:-1])} and {features[-1]}" if len(features) > 1 else features[0]
