"""What an inventory without data entities still says about data, and which columns would say more.

Words are evidence of what somebody wrote, not of what a database holds: everything here is a hint
with the words that it rests on. The rules are for English and are our own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, SHOWN, Excerpt, marked
from legacymap.analysis.fragmentation.overlap import ItemSets
from legacymap.analysis.inference.kinds import STORE_TECHNOLOGY
from legacymap.analysis.scope import Part, within
from legacymap.graph import Ints
from legacymap.inventory.positions import positions

Bools = npt.NDArray[np.bool_]

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
_READS: Final = ("pull", "subscribe", "login")
_FILLS: Final = ("push", "publish", "side")
_WORD: Final = "[A-Za-z][a-z]{2,}"
_PRODUCT: Final = f"^(?:{STORE_TECHNOLOGY})$"
_AT_ONCE: Final = 65_536
"""Texts whose words are told apart at a time, so that those of a large estate need no room."""
_FEWEST_ELEMENTS: Final = 3
_FEWEST_SYSTEMS: Final = 2
_ENOUGH_SYSTEMS: Final = 10
"""With fewer systems, standing in most of them says nothing."""
_WORDS_SHOWN: Final = 25

_GENERIC: Final = frozenset(
    """
    about access account across add additional after against all allow allowing already also an
    and any api app application apply are area available back backend based batch been before
    being between both browser bucket business but cache calculate call case central client
    cloud collect collection com component connect consume consumed contact contain content
    context control core create current customised daily data database date day deal deliver
    delivery deprecated detail details develop different digital display domain each element
    email enable end endpoint enter entry environment event every existing expose external
    extract feature feed file for form from frontend functionality further gateway general
    generate generated get give group handle has have hold holding host hosted hub id include
    including index indexer individual information input integration interact interface internal
    into is item its job key layer legacy level link linked list local log logic login main
    maintain make manage managed management managing many master mastered memory message
    microservice mobile model module monitor more name national need needed new node non not now
    of off office on one online only open operation other out output over own page part party
    password pattern people persistence persistent place platform portal primary process
    processing produce product production project provide provided provider providing public
    publish queue read real receive record reference register relational report reporting
    request require required resource rest result role rule run running search secure security
    send serve server service set share shared show single site software some source stack stage
    standard state status storage store stored storing support system table task team technical
    technology telling test text that the their them there these they third this through time to
    together tool topic track transfer transform type update upload url use used user using
    value various version via view was way web webapp website when where which who will with
    within without work worker workflow
    analytic auth held help related schedule processe statu
    dev prd prod preprod qa sandbox staging uat
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
    """A data store that systems other than its own depend on, past the system it belongs to."""

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
    elements: int
    """Systems and parts whose texts were looked at."""
    elements_without_description: int


def data_evidence(estate: Estate, part: Part | None = None, shown: slice = FIRST) -> DataEvidence:
    """What ``estate`` says about data in words and by the stores it draws.

    Of a ``part`` of the estate: its own stores and texts, and the dependencies with an end in it.
    """
    elements, ids = estate.graph.systems, estate.graph.systems["id"]
    own = within(part, ids).to_numpy()
    stores = own & (estate.kinds.table["kind"] == "data_store").to_numpy()[estate.graph.rows]
    rows = _Rows.of(estate)
    indexes = _indexes(elements, stores)
    unfed = indexes & ~rows.provided(_may_feed(rows, indexes))
    copies, across = _copy_flows(estate, rows, own, shown)
    words = _recurring(estate, own)
    known = {word.word for word in words}
    same = tuple(sorted(tuple(w for w in group if w in known) for group in _SAME_THING))
    return DataEvidence(
        stores=int(stores.sum()),
        stores_read_across=_read_across(estate, rows, stores, shown),
        stores_nobody_reads=marked(ids, pl.Series(stores & ~rows.provided(rows.reads)), shown),
        indexes_nothing_feeds=marked(ids, pl.Series(unfed), shown),
        indexes=int(indexes.sum()),
        copy_flows=copies,
        copy_flows_across=across,
        recurring_words=words[:_WORDS_SHOWN],
        same_thing=tuple(group for group in same if len(group) > 1),
        claims_to_be_master=Excerpt.of(_claims(elements.filter(own)), shown),
        dependencies_without_wording=int((rows.silent & rows.touching(own)).sum()),
        elements=int(own.sum()),
        elements_without_description=elements["description"].filter(own).null_count(),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The dependencies between software, column by column; ends are nodes of the graph as given."""

    nodes: int
    consumer: Ints
    provider: Ints
    flow: pl.Series
    wording: Ints
    """Number of its description among ``texts``: the same words stand on many rows."""
    texts: pl.Series
    """Every description once, and last of all the blank one."""

    @classmethod
    def of(cls, estate: Estate) -> _Rows:
        """The rows of ``estate`` that are edges, in their order."""
        edges = estate.graph.edge_of >= 0
        edge = estate.graph.edge_of[edges]
        described = estate.inventory.dependencies["description"].filter(edges)
        texts = described.drop_nulls().unique()
        wording = positions(described, texts)
        return cls(
            len(estate.graph),
            estate.graph.csr.tails[edge],
            estate.graph.csr.indices[edge],
            estate.flows.table["flow"].filter(edges),
            np.where(wording < 0, len(texts), wording),
            texts.extend(pl.Series([""])),
        )

    def worded(self, which: Bools, rule: Callable[[str], bool]) -> Bools:
        """Those of ``which`` whose wording passes ``rule``; each wording is looked at once."""
        found = np.zeros(len(self.texts), dtype=np.bool_)
        asked = np.bincount(self.wording[which], minlength=len(found)) > 0
        found[asked] = [rule(text.strip()) for text in self.texts.filter(asked)]
        return which & found[self.wording]

    def touching(self, nodes: Bools) -> Bools:
        """The rows with an end among ``nodes``."""
        return nodes[self.consumer] | nodes[self.provider]

    def provided(self, rows: Bools) -> Bools:
        """The nodes that are the provider of one of ``rows``."""
        found = np.zeros(self.nodes, dtype=np.bool_)
        found[self.provider[rows]] = True
        return found

    @property
    def reads(self) -> Bools:
        """Those that take something from the provider, or may."""
        return (self.flow.is_null() | self.flow.is_in(_READS)).to_numpy()

    @property
    def fills(self) -> Bools:
        """Those that hand something to the provider."""
        return self.flow.is_in(_FILLS).fill_null(False).to_numpy()

    @property
    def silent(self) -> Bools:
        """Those that say nothing in words."""
        silent: Bools = (self.texts.str.strip_chars() == "").to_numpy()[self.wording]
        return silent


def users_of_store(estate: Estate, store: str, shown: slice = FIRST) -> Excerpt[str] | None:
    """The systems other than its own that depend on one ``store``; ``None``: none does."""
    one = np.array(estate.graph.ids) == store
    one &= (estate.kinds.table["kind"] == "data_store").to_numpy()[estate.graph.rows]
    found = _read_across(estate, _Rows.of(estate), one, FIRST, shown).first
    return found[0].consumers if found else None


def _read_across(
    estate: Estate, rows: _Rows, stores: Bools, shown: slice, users_shown: slice = FIRST
) -> Excerpt[StoreUse]:
    """The stores that other systems depend on, those of most systems first."""
    top, wholes = estate.top_of, estate.top.ids
    across = stores[rows.provider] & (top[rows.consumer] != top[rows.provider])
    users = ItemSets.grouped(rows.nodes, rows.provider[across], top[rows.consumer[across]])
    used = np.nonzero(users.sizes)[0]
    # A store recorded as a system of its own belongs to the one that uses it, if it is one.
    whole = np.array([estate.graph.ids[one] == wholes[top[one]] for one in used], dtype=np.bool_)
    used = used[~whole | (users.sizes[used] > 1)]
    ranked = used[np.argsort(-users.sizes[used], kind="stable")]
    return Excerpt(
        len(used),
        tuple(
            StoreUse(
                estate.graph.ids[store],
                wholes[top[store]],
                Excerpt.of((wholes[user] for user in users.of_one(store).tolist()), users_shown),
            )
            for store in ranked[shown].tolist()
        ),
    )


def _indexes(elements: pl.DataFrame, stores: Bools) -> Bools:
    """Which of the ``stores`` are search indexes by their name or by what they are made with."""
    found = np.zeros(len(stores), dtype=np.bool_)
    found[stores] = [
        bool(_INDEX.search("; ".join((name, *(technologies or ())))))
        for name, technologies in elements.filter(stores).select("name", "technologies").iter_rows()
    ]
    return found


def _may_feed(rows: _Rows, indexes: Bools) -> Bools:
    """The rows that may fill one of ``indexes``."""
    into = indexes[rows.provider]
    return (into & rows.fills) | rows.worded(into, _says_feeding)


def _says_feeding(words: str) -> bool:
    """Whether it may fill the provider: it says so, or does not say what it does."""
    return words == "" or (not _ONLY_READS.match(words) and bool(_FEEDS.search(words)))


def _copy_flows(
    estate: Estate, rows: _Rows, own: Bools, shown: slice
) -> tuple[Excerpt[CopyFlow], int]:
    """The rows that speak of copies, those between systems first, and how many of them are."""
    copying = rows.worded(rows.touching(own), lambda words: bool(_COPIES.search(words)))
    across = estate.top_of[rows.consumer] != estate.top_of[rows.provider]
    # Rows stand in order of their ends.
    between, within_one = np.nonzero(copying & across)[0], np.nonzero(copying & ~across)[0]
    first = np.concatenate([between, within_one])[shown]
    return (
        Excerpt(
            len(between) + len(within_one), tuple(_copy_flow(estate, rows, row) for row in first)
        ),
        len(between),
    )


def _copy_flow(estate: Estate, rows: _Rows, row: int) -> CopyFlow:
    consumer, provider = int(rows.consumer[row]), int(rows.provider[row])
    words = rows.texts[int(rows.wording[row])].strip()
    return CopyFlow(
        estate.graph.ids[consumer],
        estate.graph.ids[provider],
        next(_COPIES.finditer(words))[0].lower(),
        words,
        bool(estate.top_of[consumer] != estate.top_of[provider]),
    )


def _claims(elements: pl.DataFrame) -> Iterator[Claim]:
    for element, text in elements.select("id", "description").drop_nulls().iter_rows():
        if said := _CLAIMS.search(text):
            yield Claim(element, said[0].lower(), text)


def _recurring(estate: Estate, own: Bools) -> tuple[RecurringWord, ...]:
    """Words of three elements in two systems or more, the most frequent first.

    Singular and plural are one word. A word that never stands in small letters is a name, and
    generic words (:data:`_GENERIC`) and products that store data name no data.
    """
    texts = estate.graph.systems.select(
        said=pl.concat_str("name", pl.lit(" . "), pl.col("description").fill_null("")),
        system=pl.Series(estate.top_of),
    ).filter(own)
    words = (
        pl.concat([_words(rows) for rows in texts.iter_slices(_AT_ONCE)] or [_words(texts)])
        .group_by("word")
        .agg(pl.len().alias("elements"), pl.col("system").n_unique(), pl.col("small").any())
        .filter(
            pl.col("small"),
            pl.col("elements") >= _FEWEST_ELEMENTS,
            pl.col("system") >= _FEWEST_SYSTEMS,
            # What stands in most systems is the name of the organisation or of its business.
            (2 * pl.col("system") <= len(estate.top)) | (len(estate.top) < _ENOUGH_SYSTEMS),
            ~pl.col("word").is_in(sorted(_GENERIC)),
            ~pl.col("word").str.contains(_PRODUCT),
        )
        .sort("elements", "word", descending=[True, False])
        .head(SHOWN)
    )
    return tuple(
        RecurringWord(*row) for row in words.select("word", "elements", "system").iter_rows()
    )


def _words(texts: pl.DataFrame) -> pl.DataFrame:
    """Each word of each of ``texts`` once, in the singular, and whether it is in small letters."""
    found = (
        texts.with_row_index("row")
        .with_columns(pl.col("said").str.extract_all(_WORD))
        .explode("said", empty_as_null=True)
        .drop_nulls("said")
    )
    singular = (
        pl.col("said")
        .str.to_lowercase()
        .str.replace("^(.{4,})ies$", "${1}y")
        .str.replace("([^s])s$", "$1")
    )
    return (
        found.select(
            "row", "system", singular.alias("word"), small=~pl.col("said").str.contains("^[A-Z]")
        )
        .group_by("row", "word")
        .agg(pl.col("system").first(), pl.col("small").any())
    )
