"""Which data stores several systems use past any interface, so that none can change it alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import polars as pl

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.integration.arrivals import Bools
from legacymap.analysis.integration.links import between_systems, own_systems, touching
from legacymap.analysis.scope import Part
from legacymap.graph import Ints
from legacymap.graph.kernels import csr

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
    owners: Excerpt[str]
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
    estate: Estate,
    rows: pl.DataFrame,
    least: int,
    part: Part | None = None,
    shown: slice = FIRST,
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
    own = own_systems(estate, part)
    is_store = _stores(estate)
    told = rows.select("to", "to_top", "from_top", "edge", "kind", "flow", "words", "consumer")
    at_store = pl.Series(is_store[told["to"].to_numpy()], dtype=pl.Boolean)
    uses = told.filter(at_store)
    used, theirs = _pointed_at(estate, uses), _pointed_at(estate, touching(uses, own))
    drawn = is_store & (own.to_numpy()[estate.top_of] | theirs)
    outside = _at_theirs(estate, _from_outside(uses), own)
    unnamed = _at_theirs(estate, _of_wholes(told.filter(~at_store)), own)
    # A store that is part of no system is a whole of its own, and no user of itself.
    alone = is_store & (estate.graph.parents < 0)
    shared = _shared(estate, outside, alone, least)
    return SharedStores(
        stores=int(drawn.sum()),
        without_user=int((drawn & ~used).sum()),
        shared=_excerpt(estate, shared, outside, shown),
        across_owners=int((shared.owners > 1).sum()),
        across_owners_unknown=int(((shared.owners < 2) & (shared.owners_unknown > 0)).sum()),
        undrawn=_excerpt(estate, _shared(estate, unnamed, alone, 2), unnamed, shown),
    )


def users_at(
    estate: Estate, rows: pl.DataFrame, store: str, shown: slice = FIRST
) -> Excerpt[StoreUser]:
    """Who uses one ``store``, or the database of a system that is called so as a whole."""
    return _users(estate, _by_user(_uses_of(estate, rows, store)), shown)


def owners_at(estate: Estate, rows: pl.DataFrame, store: str, shown: slice = FIRST) -> Excerpt[str]:
    """The owners of the systems at one ``store``."""
    node, uses = estate.graph.node(store), _uses_of(estate, rows, store)
    alone = bool(_stores(estate)[node]) and estate.graph.parents[node] < 0
    tops = [*uses["from_top"].unique(), *([] if alone else [int(estate.top_of[node])])]
    return _owners(estate, tops, shown)


def elements_at(
    estate: Estate, rows: pl.DataFrame, store: str, system: str, shown: slice = FIRST
) -> Excerpt[str]:
    """The elements of one ``system`` that use one ``store``."""
    uses = _uses_of(estate, rows, store)
    own = uses.filter(pl.col("from_top") == estate.top.node(system))
    return Excerpt.of(own["consumer"].unique().sort(), shown)


def _uses_of(estate: Estate, rows: pl.DataFrame, store: str) -> pl.DataFrame:
    node = estate.graph.node(store)
    uses = rows.filter(pl.col("to") == node)
    return _from_outside(uses) if _stores(estate)[node] else _of_wholes(uses)


def _stores(estate: Estate) -> Bools:
    """Which elements are data stores."""
    ids = estate.graph.ids
    return np.array([estate.kind_of[element] == "data_store" for element in ids], np.bool_)


def _from_outside(uses: pl.DataFrame) -> pl.DataFrame:
    """Of the ``uses`` of stores those by other systems."""
    return between_systems(uses.filter(pl.col("flow") != "link"))


def _of_wholes(rows: pl.DataFrame) -> pl.DataFrame:
    """Of ``rows`` onto no store those that use a database of which nobody says which it is."""
    return between_systems(rows.filter(pl.col("kind") == "database"))


def _pointed_at(estate: Estate, uses: pl.DataFrame) -> Bools:
    """For each node of the graph whether any of ``uses`` leads to it."""
    found = np.zeros(len(estate.graph), dtype=np.bool_)
    found[uses["to"].to_numpy()] = True
    return found


def _at_theirs(estate: Estate, uses: pl.DataFrame, own: pl.Series) -> pl.DataFrame:
    """Of ``uses`` all those of what systems that are ``own`` use or have."""
    if own.all():
        return uses
    theirs = _pointed_at(estate, touching(uses, own))
    return uses.filter(pl.Series(theirs[uses["to"].to_numpy()], dtype=pl.Boolean))


@dataclass(frozen=True, slots=True)
class _Shared:
    """Shared stores as they are counted, before anybody writes down who uses them how.

    Most systems first, then by id.
    """

    nodes: Ints
    systems: Ints
    owners: Ints
    """How many owners are known of the systems at each."""
    owners_unknown: Ints

    def __len__(self) -> int:
        return len(self.nodes)


def _shared(estate: Estate, uses: pl.DataFrame, alone: Bools, least: int) -> _Shared:
    """Those of ``uses`` at which ``least`` systems are."""
    elements, wholes = len(estate.graph), len(estate.top)
    with_system = np.nonzero(_pointed_at(estate, uses) & ~alone)[0]
    # Whole systems, and then owners, stand behind the elements as nodes of their own.
    at_it = csr(
        elements + wholes,
        np.concatenate([uses["to"].to_numpy(), with_system]),
        elements + np.concatenate([uses["from_top"].to_numpy(), estate.top_of[with_system]]),
    )
    owner = _numbered(estate.top.systems["owner"])[at_it.indices - elements]
    known, store = owner >= 0, at_it.tails
    owners = csr(elements + wholes, store[known], elements + owner[known])
    unknown = np.bincount(store[~known], minlength=elements)
    systems = np.diff(at_it.indptr)[:elements]
    found = np.nonzero(systems >= least)[0]
    found = found[np.argsort(-systems[found], kind="stable")]
    return _Shared(found, systems[found], np.diff(owners.indptr)[found], unknown[found])


def _numbered(names: pl.Series) -> Ints:
    """A number for each different name, below their number; -1 where there is none."""
    numbers = names.rank("dense").cast(pl.Int64) - 1
    return numbers.fill_null(-1).to_numpy()


def _excerpt(
    estate: Estate, found: _Shared, uses: pl.DataFrame, shown: slice
) -> Excerpt[SharedStore]:
    theirs = uses.filter(pl.col("to").is_in(found.nodes[shown].tolist()))
    used = _by_user(theirs).partition_by("to", as_dict=True)
    return Excerpt(
        len(found),
        tuple(
            _store(estate, found, place, used[int(found.nodes[place]),])
            for place in range(len(found))[shown]
        ),
    )


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


def _store(estate: Estate, found: _Shared, place: int, users: pl.DataFrame) -> SharedStore:
    node = int(found.nodes[place])
    own = int(estate.top_of[node])
    unknown, across = int(found.owners_unknown[place]), bool(found.owners[place] > 1)
    at_it = users["from_top"] if len(users) == found.systems[place] else [*users["from_top"], own]
    return SharedStore(
        store=estate.graph.ids[node],
        system=estate.top.ids[own],
        systems=int(found.systems[place]),
        owners=_owners(estate, at_it),
        owners_unknown=unknown,
        across_owners=across or (None if unknown else False),
        only_handed_over=bool((users["writes"] & ~users["reads"]).all()),
        users=_users(estate, users, FIRST),
    )


def _owners(estate: Estate, tops: list[int] | pl.Series, shown: slice = FIRST) -> Excerpt[str]:
    found = estate.top.systems["owner"].gather(tops)
    return Excerpt.of(found.drop_nulls().unique().sort(), shown)


def _users(estate: Estate, users: pl.DataFrame, shown: slice) -> Excerpt[StoreUser]:
    owner_of = estate.top.systems["owner"]
    return Excerpt(
        users.height,
        tuple(
            StoreUser(
                estate.top.ids[user["from_top"]],
                owner_of[user["from_top"]],
                Excerpt.of(user["through"]),
                _access(reads=user["reads"], writes=user["writes"]),
                tuple(user["words"]),
            )
            for user in users[shown].iter_rows(named=True)
        ),
    )


def _access(*, reads: bool, writes: bool) -> Access | None:
    if writes:
        return "reads and writes" if reads else "writes"
    return "reads" if reads else None
