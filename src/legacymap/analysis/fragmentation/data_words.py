"""What an inventory without data entities still says about data, and which columns would say more.

Words are evidence of what somebody wrote, not of what a database holds: everything here is a hint
with the words that it rests on. The rules are for English and are our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import SHOWN, Excerpt
from legacymap.analysis.scope import Part, ends_within, within

_COPIES: Final = re.compile(
    r"\b(cop(?:y|ies|ied)|index(?:es|ed)|snapshots?|extracts?|extracted|replicat\w*|synchroni[sz]\w*"
    r"|syncs?|mirrors?|imports?|exports?|etl|bulk loads?|dumps?|ingests?)\b",
    re.IGNORECASE,
)
_CLAIMS: Final = re.compile(
    r"\b(authoritative|master(?:s|ed)?(?= data|[^\w-]|$)|systems? of record|source of truth"
    r"|golden (?:record|source)|single source)\b",
    re.IGNORECASE,
)
_INDEX: Final = re.compile(
    r"\b(elastic ?search|open ?search|solr|search index(?:es)?|lucene)\b", re.IGNORECASE
)
_FEEDS: Final = re.compile(
    r"\b(index(?:es|ed|ing)?|writ(?:es?|ing)|stores?|stor(?:ed|ing)|updates?|uploads?|loads?|feeds?"
    r"|populat\w*|push\w*|sav(?:es?|ing)|sends?|synchroni[sz]\w*|syncs?|cop(?:y|ies|ied)|records?)\b"
    r"(?! from\b)",
    re.IGNORECASE,
)
# "Extracts feedback data", "queries the index": the verb at the beginning says that it only reads.
_ONLY_READS: Final = re.compile(
    r"(?:to )?(?:quer|read|retriev|extract|search|get|fetch|look|view|request)\w*\b", re.IGNORECASE
)
_WORD: Final = re.compile(r"[A-Za-z][a-z]{2,}")
_FEWEST_ELEMENTS: Final = 3
_FEWEST_SYSTEMS: Final = 2
_ENOUGH_SYSTEMS: Final = 10
"""With fewer systems, standing in most of them says nothing."""
_WORDS_SHOWN: Final = 25

_GENERIC: Final = frozenset(
    """
    about access account across add additional after against all allow allowing already also an and
    any api app application area are available back backend based batch been before being between
    both browser business but bucket cache call case central client cloud collect collection com
    component connect consume consumed contact contain content context control core create current
    customised daily data database date day deal deliver delivery deprecated detail details develop
    different digital display domain each element email enable end endpoint enter entry environment
    event every existing expose external extract feature feed file for form frontend from
    functionality further gateway general generate generated get give group handle has have hold
    holding host hosted hub id index indexer individual information input integration interact
    interface internal into is item its job key layer legacy level link linked list local log login
    logic main make manage management managed managing many master mastered memory message
    microservice mobile model module monitor more name national need needed new node non not now of
    off office on one online only open operation other out output over own page part party password
    pattern people persistence persistent place platform portal primary process processing product
    production project provide provided provider providing public publish queue read real receive
    record reference register relational report reporting request require required resource rest
    result role rule run running search secure security send serve server service set share shared
    show single site software some source stack stage standard state status storage store stored
    storing support system table task team technical technology telling test text that the their
    them there these they this through time to together tool topic track transfer transform type
    update upload url use used user using value various version via view was way web webapp website
    when where which who will with within without work worker workflow
    analytic auth held help related schedule processe statu
    """.split()  # noqa: SIM905 - as in a text, so that words are easily added
)
"""Words that name no data: they stand in any description of any system."""

_SAME_THING: Final = (
    ("defendant", "detainee", "inmate", "offender", "prisoner", "probationer"),
    ("applicant", "citizen", "claimant", "customer", "client", "resident"),
    ("employee", "staff", "worker"),
    ("pupil", "student", "learner"),
    ("supplier", "vendor"),
)
"""Words that may name the same people; a hint to look, never a conclusion."""


@dataclass(frozen=True, slots=True)
class StoreUse:
    """A data store that systems other than its own depend on, past any interface."""

    store: str
    system: str
    consumers: Excerpt[str]


@dataclass(frozen=True, slots=True)
class CopyFlow:
    """A dependency whose wording says that data is copied."""

    consumer: str
    provider: str
    word: str
    description: str
    across_systems: bool


@dataclass(frozen=True, slots=True)
class RecurringWord:
    """A word that recurs in names and descriptions: it may name data held more than once."""

    word: str
    elements: int
    systems: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A system or part that is described as the master of something."""

    id: str
    word: str
    description: str


@dataclass(frozen=True, slots=True)
class DataEvidence:
    """What names, descriptions and dependencies say about data where no entities are stated."""

    stores: int
    stores_read_across: Excerpt[StoreUse]
    stores_nobody_reads: Excerpt[str]
    indexes_nothing_feeds: Excerpt[str]
    indexes: int
    copy_flows: Excerpt[CopyFlow]
    copy_flows_across: int
    recurring_words: tuple[RecurringWord, ...]
    same_thing: tuple[tuple[str, ...], ...]
    """Recurring words that may name the same people."""
    claims_to_be_master: Excerpt[Claim]
    dependencies_without_wording: int
    elements_without_description: int


def data_evidence(estate: Estate, part: Part | None = None) -> DataEvidence:
    """What ``estate`` says about data in words and by the stores it draws.

    Of a ``part`` of the estate: its own stores and texts, and the dependencies with an end in it.
    """
    rows = _dependencies(estate)
    stores = {store: of for store, of in _stores(estate).items() if part is None or store in part}
    across = _read_across(rows, stores)
    nobody = _nobody_reads(rows, stores)
    indexes = [index for index in _indexes(estate) if part is None or index in part]
    unfed = _nothing_feeds(rows, indexes)
    if part:
        rows = tuple(row for row in rows if row.consumer in part or row.provider in part)
    copies = sorted(_copy_flows(rows), key=lambda c: (not c.across_systems, c.consumer, c.provider))
    words = _recurring(estate, part)
    known = {word.word for word in words}
    same = tuple(sorted(tuple(w for w in group if w in known) for group in _SAME_THING))
    texts = estate.graph.systems.filter(within(part, estate.graph.systems["id"]))
    return DataEvidence(
        stores=len(stores),
        stores_read_across=Excerpt.of(across),
        stores_nobody_reads=Excerpt.of(nobody),
        indexes_nothing_feeds=Excerpt.of(unfed),
        indexes=len(indexes),
        copy_flows=Excerpt.of(copies),
        copy_flows_across=sum(copy.across_systems for copy in copies),
        recurring_words=words[:_WORDS_SHOWN],
        same_thing=tuple(group for group in same if len(group) > 1),
        claims_to_be_master=Excerpt.of(
            claim for claim in _claims(estate) if part is None or claim.id in part
        ),
        dependencies_without_wording=_without_wording(estate, part),
        elements_without_description=texts["description"].null_count(),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A dependency between software as the rules look at it."""

    consumer: str
    provider: str
    words: str
    flow: str
    consumer_system: str
    provider_system: str


def _dependencies(estate: Estate) -> tuple[_Row, ...]:
    """The dependencies that say anything here: onto a store, or about copies."""
    top, node_of = estate.top.ids, estate.top.node_of
    stores = [element for element, kind in estate.kind_of.items() if kind == "data_store"]
    described = estate.inventory.dependencies["description"].fill_null("")
    # The same words stand on many rows: each wording is looked at once.
    copying = [words for words in described.unique() if _COPIES.search(words)]
    rows = (
        estate.inventory.dependencies.select("consumer", "provider", "description")
        .hstack(estate.flows.table.select("flow"))
        .filter(
            pl.Series(estate.graph.edge_of >= 0, dtype=pl.Boolean)
            & (estate.inventory.dependencies["provider"].is_in(stores) | described.is_in(copying))
        )
    )
    return tuple(
        _Row(a, b, (words or "").strip(), flow or "", top[node_of[a]], top[node_of[b]])
        for a, b, words, flow in rows.iter_rows()
    )


def _without_wording(estate: Estate, part: Part | None) -> int:
    """Number of dependencies between software that say nothing in words."""
    described = estate.inventory.dependencies["description"].fill_null("").str.strip_chars()
    silent = pl.Series(estate.graph.edge_of >= 0, dtype=pl.Boolean) & (described == "")
    return int((silent & ends_within(part, estate)).sum())


def _stores(estate: Estate) -> dict[str, str]:
    """System of every data store."""
    top, node_of = estate.top.ids, estate.top.node_of
    return {
        element: top[node_of[element]]
        for element in estate.graph.ids
        if estate.kind_of[element] == "data_store"
    }


def _read_across(rows: tuple[_Row, ...], stores: dict[str, str]) -> list[StoreUse]:
    users: dict[str, set[str]] = {}
    for row in rows:
        if row.provider in stores and row.consumer_system != stores[row.provider]:
            users.setdefault(row.provider, set()).add(row.consumer_system)
    found = [StoreUse(s, stores[s], Excerpt.of(sorted(users[s]))) for s in users]
    return sorted(found, key=lambda use: (-use.consumers.count, use.store))


def _nobody_reads(rows: tuple[_Row, ...], stores: dict[str, str]) -> list[str]:
    """Stores on which nothing depends but what only writes into them; external ones left out."""
    read = {row.provider for row in rows if row.flow in ("pull", "subscribe", "login", "")}
    return sorted(set(stores) - read)


def _indexes(estate: Estate) -> list[str]:
    systems = estate.graph.systems.select("id", "name", "technologies")
    return [
        element
        for element, name, technologies in systems.iter_rows()
        if estate.kind_of[element] == "data_store"
        and _INDEX.search("; ".join((name, *(technologies or ()))))
    ]


def _nothing_feeds(rows: tuple[_Row, ...], indexes: list[str]) -> list[str]:
    """Search indexes that no dependency fills, although every one says what it does."""
    incoming: dict[str, list[_Row]] = {}
    for row in rows:
        incoming.setdefault(row.provider, []).append(row)
    return [
        index for index in indexes if not any(_may_feed(row) for row in incoming.get(index, ()))
    ]


def _may_feed(row: _Row) -> bool:
    if row.words == "" or row.flow in ("push", "publish", "side"):
        return True
    return not _ONLY_READS.match(row.words) and bool(_FEEDS.search(row.words))


def _copy_flows(rows: tuple[_Row, ...]) -> Iterator[CopyFlow]:
    found = {words: _COPIES.search(words) for words in {row.words for row in rows}}
    for row in rows:
        if said := found[row.words]:
            yield CopyFlow(
                row.consumer,
                row.provider,
                said[0].lower(),
                row.words,
                row.consumer_system != row.provider_system,
            )


def _claims(estate: Estate) -> Iterator[Claim]:
    texts = estate.graph.systems.select("id", "description").drop_nulls()
    for element, text in texts.iter_rows():
        if said := _CLAIMS.search(text):
            yield Claim(element, said[0].lower(), text)


def _recurring(estate: Estate, part: Part | None) -> tuple[RecurringWord, ...]:
    """Words of three elements in two systems or more, the most frequent first.

    Singular and plural are one word. A word that never stands in small letters is a name, and
    generic words (:data:`_GENERIC`) name no data.
    """
    elements: dict[str, int] = {}
    systems: dict[str, set[int]] = {}
    small: set[str] = set()
    rows = estate.graph.systems.select("id", "name", "description").iter_rows()
    for node, (element, name, text) in enumerate(rows):
        if part and element not in part:
            continue
        found = _WORD.findall(f"{name} . {text or ''}")
        small.update(_singular(word) for word in found if word[0].islower())
        for word in sorted({_singular(word.lower()) for word in found}):
            elements[word] = elements.get(word, 0) + 1
            systems.setdefault(word, set()).add(int(estate.top_of[node]))
    words = [
        RecurringWord(word, count, len(systems[word]))
        for word, count in elements.items()
        if count >= _FEWEST_ELEMENTS
        and len(systems[word]) >= _FEWEST_SYSTEMS
        and word in small
        # What stands in most systems is the name of the organisation or of its business.
        and (2 * len(systems[word]) <= len(estate.top) or len(estate.top) < _ENOUGH_SYSTEMS)
        and word not in _GENERIC
    ]
    return tuple(sorted(words, key=lambda w: (-w.elements, w.word)))[:SHOWN]


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
