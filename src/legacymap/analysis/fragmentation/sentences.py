"""What fragmentation says in words: first how many systems state data, then what it shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from legacymap.analysis.excerpt import Excerpt
from legacymap.analysis.fragmentation.data_words import DataEvidence
from legacymap.analysis.fragmentation.fragmented import Fragmentation
from legacymap.analysis.fragmentation.grouping_sentences import grouping_sentences
from legacymap.analysis.fragmentation.held_data import EntityFragmentation
from legacymap.analysis.sentences import Matter, Sentence, ranked, rows, sentence
from legacymap.analysis.sentences.wording import (
    but_unknown,
    counted,
    grouped,
    is_are,
    listed,
    verb,
)

_ENTITIES = "fragmentation.entities"
_DATA = ("kind of data", "kinds of data")
_WORDS = 3


def fragmentation_sentences(
    found: Fragmentation,
    silent: Excerpt[str],
    names: Mapping[str, str],
    *,
    parts: Collection[str],
) -> tuple[Sentence, ...]:
    """The sentences of ``found``, the extent of the data first; ``silent`` systems state none.

    ``parts`` of systems hold data of their own.
    """
    of_data = _of_entities(found, parts) if found.evidence is None else _of_words(found.evidence)
    return ranked(
        (
            _stated(found, silent),
            *of_data,
            _crossing(found),
            *grouping_sentences(found, names),
        )
    )


def _stated(found: Fragmentation, silent: Excerpt[str]) -> Sentence | None:
    if not found.estate.systems:
        return None
    return sentence(
        "fragmentation",
        "systems_stating_data",
        found.estate.statement,
        matter="knowledge",
        count=silent.count,
        of=found.estate.systems,
        premise=True,
        rows=rows("systems", silent, at="fragmentation.checks.system_without_data")
        if found.checks
        else rows("systems", silent, at="fragmentation.estate.systems_stating_data"),
    )


def data_statement(*, systems: int, stating: int, not_asked: int) -> str:
    """How many of the ``systems`` that could state data do; it is said before all else.

    ``not_asked`` others are why there are fewer here than in other sentences.
    """
    if not systems:
        return "There is no system that could state data"
    whole = counted(systems, "system")
    aside = " (platforms and systems outside the organisation are not asked)" if not_asked else ""
    if stating:
        return f"{grouped(stating)} of {whole} {verb(stating, 'states', 'state')} data{aside}"
    return (
        f"None of {whole} lists which data it holds{aside}, so no index of fragmentation is given"
    )


def _of_entities(found: Fragmentation, parts: Collection[str]) -> tuple[Sentence | None, ...]:
    return (
        _several_stores(found, parts),
        _contested(found, parts),
        _in_no_system(found),
        _orphans(found),
        _captured(found),
        _joined_up(found),
        _roles_unknown(found),
    )


def _of_data(
    found: Fragmentation,
    code: str,
    which: Iterable[EntityFragmentation],
    text: str,
    *,
    matter: Matter = "data",
    unknown: int = 0,
) -> Sentence | None:
    """A sentence ``n of m kinds of data`` + ``text`` (as `one|many`) about ``which``."""
    ids = [entity.id for entity in which]
    if not ids:
        return None
    one, _, many = text.partition("|")
    count, whole = len(ids), found.estate.entities
    return sentence(
        "fragmentation",
        code,
        f"{grouped(count)} of {counted(whole, *_DATA)} {verb(count, one, many)}"
        f"{but_unknown(unknown)}",
        matter=matter,
        count=count,
        of=whole,
        unknown=unknown,
        rows=rows("data_entities", ids, at=_ENTITIES),
    )


def _or_parts(several: Iterable[EntityFragmentation], parts: Collection[str]) -> str:
    """A part holds data of its own, so two holders need not be two systems."""
    holding = any(holder.system in parts for one in several for holder in one.holders)
    return " or parts of systems" if holding else ""


def _several_stores(found: Fragmentation, parts: Collection[str]) -> Sentence | None:
    several = [entity for entity in found.entities if entity.stores > 1]
    where = f"more than one system{' or part of a system' if _or_parts(several, parts) else ''}"
    unknown = sum(entity.stores <= 1 and entity.unknown_roles > 0 for entity in found.entities)
    return _of_data(
        found,
        "data_in_several_stores",
        several,
        f"is kept in {where}|are kept in {where}",
        unknown=unknown,
    )


def _contested(found: Fragmentation, parts: Collection[str]) -> Sentence | None:
    contested = [entity for entity in found.entities if entity.verdict == "contested"]
    inferred = sum(entity.masters_inferred for entity in contested)
    if inferred == len(contested):
        who = f"several systems{_or_parts(contested, parts)}"
        said = f"written by {who}, and none is declared its system of record"
        text = f"is {said}|are {said}"
    else:
        guessed = f"{grouped(inferred)} of them by who writes, because none is declared"
        said = f"several systems of record{f' ({guessed})' if inferred else ''}"
        text = f"has {said}|have {said}"
    # With an unknown role there may be a second system of record that nobody names.
    open_ = sum(entity.verdict == "unknown" for entity in found.entities)
    return _of_data(found, "contested_data", contested, text, unknown=open_)


def _in_no_system(found: Fragmentation) -> Sentence | None:
    nowhere = [entity for entity in found.entities if not entity.holders]
    return _of_data(
        found,
        "data_in_no_system",
        nowhere,
        "is in no system, as far as the files say|are in no system, as far as the files say",
    )


def _orphans(found: Fragmentation) -> Sentence | None:
    """Data that somebody holds; what nobody holds is told apart."""
    orphans = [one for one in found.entities if one.verdict == "orphan" and one.holders]
    said = "read or copied, while nobody is said to write it or to be its system of record"
    return _of_data(found, "orphan_data", orphans, f"is {said}|are {said}")


def _captured(found: Fragmentation) -> Sentence | None:
    again = found.tell_us_once
    if not again.count:
        return None
    whole = found.estate.entities
    most = again.first[0]
    return sentence(
        "fragmentation",
        "asked_more_than_once",
        f"{grouped(again.count)} of {counted(whole, *_DATA)}"
        f" {verb(again.count, 'is', 'are')} created by two services or more, {most.entity} by"
        f" {grouped(most.services.count)}: people may be asked for the same again",
        matter="service",
        count=again.count,
        of=whole,
        rows=rows(
            "data_entities", [one.entity for one in again.first], at="fragmentation.tell_us_once"
        ),
    )


def _joined_up(found: Fragmentation) -> Sentence | None:
    needs = sum(service.needs for service in found.services)
    unknown = sum(service.unknown for service in found.services)
    unmet = [service for service in found.services if service.not_joined]
    count = sum(len(service.not_joined) for service in unmet)
    if not count:
        return None
    return sentence(
        "fragmentation",
        "not_joined_up",
        f"{grouped(count)} of {counted(needs, 'need')} of services for data"
        f" {is_are(count)} not met by a live interface from the one system of record"
        f"{but_unknown(unknown)}",
        matter="service",
        count=count,
        of=needs,
        unknown=unknown,
        rows=rows("services", [service.id for service in unmet], at="fragmentation.services"),
    )


def _roles_unknown(found: Fragmentation) -> Sentence | None:
    unknown = [entity for entity in found.entities if entity.verdict == "unknown"]
    several = [entity.name for entity in unknown if len({one.system for one in entity.holders}) > 1]
    shown = listed(several, most=3)
    spread = f" ({grouped(len(several))} of them in several systems: {shown})" if several else ""
    return _of_data(
        found,
        "roles_unknown",
        unknown,
        f"is held in a role that nobody states{spread}: whether it has a system of record is not"
        f" known|are held in roles that nobody states{spread}: whether they have a system of record"
        " is not known",
        matter="knowledge",
    )


def _of_words(evidence: DataEvidence) -> tuple[Sentence | None, ...]:
    return (_read_across(evidence), _copied(evidence), _recurring(evidence))


def _read_across(evidence: DataEvidence) -> Sentence | None:
    across = evidence.stores_read_across
    if not across.count:
        return None
    return sentence(
        "fragmentation",
        "stores_read_across",
        f"{grouped(across.count)} of {counted(evidence.stores, 'data store')}"
        f" {is_are(across.count)} used by other systems directly, past the system it belongs"
        f" to",
        matter="change",
        topic="shared_database",
        count=across.count,
        of=evidence.stores,
        rows=rows(
            "systems",
            [use.store for use in across.first],
            at="fragmentation.evidence.stores_read_across",
        ),
    )


def _copied(evidence: DataEvidence) -> Sentence | None:
    count = evidence.copy_flows_across
    if not count:
        return None
    between = [flow for flow in evidence.copy_flows.first if flow.across_systems]
    silent = evidence.dependencies_without_wording
    without = (
        f"; {counted(silent, 'dependency says', 'dependencies say')} nothing in words"
        if silent
        else ""
    )
    return sentence(
        "fragmentation",
        "copied_in_words",
        f"The wording of {counted(count, 'dependency', 'dependencies')} between systems speaks of"
        f" copied data (copy, index, snapshot, extract or the like){without}",
        matter="data",
        count=count,
        rows=rows(
            "dependencies",
            [f"{flow.consumer} -> {flow.provider}" for flow in between],
            at="fragmentation.evidence.copy_flows",
        ),
    )


def _recurring(evidence: DataEvidence) -> Sentence | None:
    words = evidence.recurring_words
    if not words:
        return None
    most = sorted(words, key=lambda word: (-word.systems, -word.elements, word.word))[:_WORDS]
    told = [f"'{one.word}' ({counted(one.systems, 'system')})" for one in most]
    return sentence(
        "fragmentation",
        "recurring_word",
        f"Of the words that may name data these stand in the texts of most systems:"
        f" {', '.join(told)}; a word is a hint, no proof that data is held twice",
        matter="knowledge",
        rows=rows(
            "columns",
            [word.word for word in words],
            at="fragmentation.evidence.recurring_words",
        ),
    )


def _mostly(found: Fragmentation) -> str:
    """Which two owners most of the crossing dependencies join, where two of them do."""
    owners = found.owners
    if owners.matrix.count > len(owners.matrix.first):
        return ""
    pairs = [pair for pair in owners.matrix.first if pair.consumer != pair.provider]
    most = min(pairs, key=lambda pair: (-pair.dependencies, pair.consumer, pair.provider))
    if owners.crossing == 1 or 2 * most.dependencies <= owners.crossing:
        return ""
    all_ = most.dependencies == owners.crossing
    count = "" if all_ else f" ({grouped(most.dependencies)})"
    way = f"from {owners.name(most.consumer)} to {owners.name(most.provider)}"
    return f", {'all' if all_ else 'most'} of them {way}{count}"


_GROUPS = {"owner": "owners", "partition": "areas", "tags": "areas, told by their tags"}


def _crossing(found: Fragmentation) -> Sentence | None:
    owners = found.owners
    known = owners.crossing + owners.inside
    unknown = owners.unknown
    # Of fewer than half nothing can be said for the whole.
    if owners.by is None or not owners.crossing or known < unknown:
        return None
    nowhere = "belong to nobody known" if owners.by == "owner" else "stand in no area"
    open_ = f"; of {grouped(unknown)} more one end or both {nowhere}" if unknown else ""
    return sentence(
        "fragmentation",
        "crossing_owners",
        f"{grouped(owners.crossing)} of {counted(known, 'dependency', 'dependencies')} between"
        f" systems {verb(owners.crossing, 'crosses', 'cross')} {_GROUPS[owners.by]}"
        f"{_mostly(found)}{open_}",
        matter="change",
        count=owners.crossing,
        of=known + unknown,
        unknown=unknown,
        rows=rows(
            "pairs",
            [
                f"{p.consumer} / {p.provider}"
                for p in owners.matrix.first
                if p.consumer != p.provider
            ],
            at="fragmentation.owners.matrix",
        ),
    )
