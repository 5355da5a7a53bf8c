"""Which data stores several systems use past any interface, so that none can change it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import SHOWN, Excerpt
from legacymap.analysis.integration.links import between_systems, own_systems, touching
from legacymap.analysis.scope import Part

Access = Literal["reads", "writes", "reads and writes"]

_WRITING: Final = (
    r"(?i)\b(writ(?:es?|ing|ten)|updat(?:es?|ing)|stor(?:es?|ing)|sav(?:es?|ing)|inserts?|deletes?"
    r"|persist\w*|uploads?|loads?|populat\w*|push(?:es)?|sends?|records? (?:to|in|into))\b"
)
_READING: Final = (
    r"(?i)\b(reads?|reading|retriev\w*|gets?|fetch\w*|quer(?:y|ies|ying)|search\w*|extract\w*"
    r"|views?|look(?:s|ed)? ?up|checks?|cop(?:y|ies|ied)|index(?:es|ed)?|polls?|imports?)\b"
)


@dataclass(frozen=True, slots=True)
class StoreUser:
    """A whole system that uses a store, by which of its parts, and what the wording says."""

    system: str
    owner: str | None
    through: Excerpt[str]
    """Its elements that depend on the store."""
    access: Access | None
    """``None``: the wording does not say."""
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedStore:
    """A store that several whole systems use directly."""

    store: str
    system: str
    """The whole system it belongs to; the store itself where it is part of none."""
    systems: int
    """Whole systems at it: those that use it, and its own where it is part of one."""
    owners: tuple[str, ...]
    owners_unknown: int
    """How many of these systems name no owner."""
    across_owners: bool | None
    """``None``: one owner is known, and of some systems none."""
    only_handed_over: bool
    """The others only write into it, by their wording: a place to hand data over."""
    users: Excerpt[StoreUser]


@dataclass(frozen=True, slots=True)
class SharedStores:
    """The shared stores, those of most systems first."""

    stores: int
    """Data stores that the inventory draws."""
    without_user: int
    """Of those, on which no dependency is recorded, from inside or outside its system."""
    shared: Excerpt[SharedStore]
    across_owners: int
    across_owners_unknown: int
    undrawn: Excerpt[SharedStore]
    """Systems whose database others use by a `database` dependency on the system as a whole."""


def shared_stores(
    estate: Estate, rows: pl.DataFrame, least: int, part: Part | None = None
) -> SharedStores:
    """The stores with at least ``least`` whole systems at them.

    A store is what is a `data_store` by statement or by its tags and technology. Its own system is
    one of those at it; the others depend on it directly, not through an interface. A `database`
    dependency on a system as a whole says that its database is used and not which: listed apart. Of
    a ``part`` of the estate the stores of its own systems are looked at and those that they use,
    each with everybody at it.

    Range:
        0 to the number of stores.
    Unit:
        stores.
    Degenerate case:
        no store is drawn: 0 of 0, which says nothing of the estate.
    Source:
        Fowler and others name the pattern "integration database"; the count is our own.
    """
    ids = estate.graph.ids
    is_store = pl.Series(
        [estate.kind_of[element] == "data_store" for element in ids], dtype=pl.Boolean
    )
    at_store = is_store.gather(rows["to"])
    uses, own = rows.filter(at_store), own_systems(estate, part)
    used = set(uses["to"].to_list())
    theirs = set(touching(uses, own)["to"].to_list())
    drawn = [
        node
        for node, store in enumerate(is_store)
        if store and (own[int(estate.top_of[node])] or node in theirs)
    ]
    outside = _at_theirs(between_systems(uses.filter(pl.col("flow") != "link")), own)
    unnamed = between_systems(rows.filter(~at_store & (pl.col("kind") == "database")))
    unnamed = _at_theirs(unnamed, own)
    shared = _shared(estate, outside, least)
    return SharedStores(
        stores=len(drawn),
        without_user=sum(node not in used for node in drawn),
        shared=_excerpt(estate, shared, outside),
        across_owners=sum(store.across is True for store in shared),
        across_owners_unknown=sum(store.across is None for store in shared),
        undrawn=_excerpt(estate, _shared(estate, unnamed, 2), unnamed),
    )


def _at_theirs(uses: pl.DataFrame, own: pl.Series) -> pl.DataFrame:
    """Of ``uses`` all those of what systems that are ``own`` use or have."""
    return uses.filter(pl.col("to").is_in(touching(uses, own)["to"].unique().to_list()))


@dataclass(frozen=True, slots=True)
class _Shared:
    """A shared store as it is counted, before anybody writes down who uses it how."""

    node: int
    systems: int
    owners: tuple[str, ...]
    owners_unknown: int
    across: bool | None


def _shared(estate: Estate, uses: pl.DataFrame, least: int) -> list[_Shared]:
    """Those of ``uses`` at which ``least`` systems are, most systems first, then by id."""
    owner_of = estate.top.systems["owner"].to_list()
    grouped = uses.group_by("to").agg(pl.col("from_top").unique())
    found = []
    for node, tops in grouped.iter_rows():
        at_it = {*tops} | (set() if _alone(estate, node) else {int(estate.top_of[node])})
        if len(at_it) < least:
            continue
        owners = [owner_of[top] for top in at_it]
        known = tuple(sorted({owner for owner in owners if owner is not None}))
        unknown = owners.count(None)
        across = True if len(known) > 1 else (None if unknown else False)
        found.append(_Shared(node, len(at_it), known, unknown, across))
    # Nodes are numbered by sorted id.
    return sorted(found, key=lambda store: (-store.systems, store.node))


def _alone(estate: Estate, node: int) -> bool:
    """Whether a store is a whole of its own, with no system that it belongs to."""
    return estate.graph.parents[node] < 0 and (
        estate.kind_of[estate.graph.ids[node]] == "data_store"
    )


def _excerpt(estate: Estate, found: Sequence[_Shared], uses: pl.DataFrame) -> Excerpt[SharedStore]:
    first = found[:SHOWN]
    shown = uses.filter(pl.col("to").is_in([store.node for store in first]))
    used = _by_user(shown).partition_by("to", as_dict=True)
    return Excerpt(len(found), tuple(_store(estate, one, used[one.node,]) for one in first))


def _by_user(uses: pl.DataFrame) -> pl.DataFrame:
    """A row a store and whole system that uses it, with what its dependencies on it say."""
    # What is pushed may be called an extract or a copy: then these are no verbs.
    pushed = (pl.col("flow") == "push").fill_null(False)
    return (
        uses.group_by("to", "from_top")
        .agg(
            (~pushed & pl.col("words").str.contains(_READING)).any().alias("reads"),
            (pushed | pl.col("words").str.contains(_WRITING)).any().alias("writes"),
            pl.col("consumer").unique().sort().alias("through"),
            pl.col("words").filter(pl.col("words") != "").unique().sort().head(5).alias("words"),
        )
        .sort("to", "from_top")
    )


def _store(estate: Estate, found: _Shared, users: pl.DataFrame) -> SharedStore:
    owner_of = estate.top.systems["owner"]
    shown = users.head(SHOWN).iter_rows(named=True)
    return SharedStore(
        store=estate.graph.ids[found.node],
        system=estate.top.ids[int(estate.top_of[found.node])],
        systems=found.systems,
        owners=found.owners,
        owners_unknown=found.owners_unknown,
        across_owners=found.across,
        only_handed_over=bool((users["writes"] & ~users["reads"]).all()),
        users=Excerpt(
            users.height,
            tuple(
                StoreUser(
                    estate.top.ids[user["from_top"]],
                    owner_of[user["from_top"]],
                    Excerpt.of(user["through"]),
                    _access(reads=user["reads"], writes=user["writes"]),
                    tuple(user["words"]),
                )
                for user in shown
            ),
        ),
    )


def _access(*, reads: bool, writes: bool) -> Access | None:
    if writes:
        return "reads and writes" if reads else "writes"
    return "reads" if reads else None
