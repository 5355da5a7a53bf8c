"""Which systems look as if they did the same work twice, and what makes them look alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz import fuzz, process

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import FIRST, Excerpt
from legacymap.analysis.fragmentation.like_names import (
    bare_names,
    called_interface,
    words_numbered,
)
from legacymap.analysis.fragmentation.overlap import ItemSets, sharing
from legacymap.analysis.scope import Part, within
from legacymap.graph import Ints
from legacymap.inventory.positions import positions

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Feature = Literal["capabilities", "consumers", "data", "name", "technologies"]

WEIGHTS: Final[Mapping[Feature, int]] = {
    "capabilities": 3,
    "data": 3,
    "consumers": 2,
    "name": 2,
    "technologies": 1,
}
"""How much each feature counts: what systems do and hold most, what they are built with least."""
_WORK: Final[tuple[Feature, ...]] = ("capabilities", "data")
"""Without a common one of these there is no pair, but for like names with consumers in common: a
like name or technology alone is no like work."""
_SETS: Final[tuple[Feature, ...]] = ("capabilities", "data", "consumers", "technologies")
_ALIKE: Final = Fraction(1, 2)
_FEWEST_IN_COMMON: Final = 2
_FEWEST_ENTITIES: Final = 2
"""Systems that work together have some data in common: one entity alone makes none alike."""
_MOST_SHARERS: Final = 50
"""An item of more systems than this brings no two of them together."""
_LIKE_NAME: Final = Fraction(3, 4)
"""Names less alike than this count as unlike: any two words share a third of their letters."""
_SAME_NAME: Final = Fraction(9, 10)
_SAME_USERS: Final = Fraction(1, 3)
"""A name of the same words needs so much of the consumers in common: everything of one product
bears its name, and somebody who uses many things of it is a consumer of each."""
_SEVERAL_USERS: Final = 2
"""A name that is merely like needs so many: parts of one library have one user and like names."""
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Alike:
    """Two systems that look alike, and in what."""

    systems: tuple[str, str]
    score: Fraction
    likeness: dict[str, Fraction]
    """By feature that both state, 0 (nothing in common) to 1 (the same)."""
    evidence: dict[str, tuple[str, ...]]
    """By feature, what both have; of the name, what is left of both without generic words."""
    unknown: tuple[Feature, ...]
    """Features that one of the two does not state; they count neither way."""
    replaces: bool
    """One is stated to take over from the other: then they are alike on purpose."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Pairs that look alike, with what they could be told by."""

    pairs: Excerpt[Alike] | None
    """``None`` where no two systems state capabilities, data or have a consumer: who has nothing
    but names cannot tell."""
    stating: dict[Feature, int]
    """Of all compared systems, also beside a part, how many state each feature: what fewer than two
    state tells nothing of any pair."""
    systems_stating_work: int
    """Systems that state capabilities or data; the others are told by name and consumers only."""
    systems: int
    compared: int
    """Pairs with an item in common that were looked at."""


def duplicates(estate: Estate, part: Part | None = None, shown: slice = FIRST) -> Duplicates:
    """Pairs of systems that are alike in what they do, not in words only.

    Compared are whole systems that are no people and not outside the organisation, and that have a
    capability, a data entity or a consumer in common which no more than 50 systems have. Two
    features at least must have something in common; among them a capability, or two data entities,
    or one data entity and a like name, or a third of the consumers and a name of the same words
    (numbers aside), or a third and two of them and a nearly equal name. An interface is not
    compared with a system. Descriptions are not looked at: text is copied. Generic words are no
    part of a name. Of a ``part`` of the estate the pairs with a system in it are told.

    Formula:
        score = sum of weight * likeness / sum of weight over the features that both state;
        likeness = |common| / |together| (Jaccard); of names the similarity of their sorted words,
        2 * matching letters / all letters, below 3/4 taken as 0. Weights: capabilities and data 3,
        consumers and name 2, technologies 1. Reported from 1/2.
    Range:
        1/2 to 1, exact.
    Unit:
        none.
    Degenerate case:
        a feature that either does not state is left out and named; no feature in both: no pair.
        Fewer than two systems that state capabilities, that state data, and that have a consumer:
        no answer.
    Source:
        Jaccard (1901), "Etude comparative de la distribution florale"; the similarity of names is
        the normalised insertion-deletion distance as in rapidfuzz; weights and thresholds are ours.
    """
    looked = _Looked.at(estate)
    candidates = sharing([looked.sets[feature] for feature in (*_WORK, "consumers")], _MOST_SHARERS)
    one, other = _worth_a_look(looked, *candidates)
    likeness: dict[str, Floats] = {
        feature: looked.sets[feature].jaccard(one, other) for feature in _SETS
    }
    likeness["name"] = _names_alike(looked.names, one, other, _may_be_alike(likeness))
    score = _score(likeness)
    kept = np.nonzero((score >= float(_ALIKE) - _ROUNDING) & _enough(looked, likeness, one, other))[
        0
    ]
    own = within(part, looked.ids).to_numpy()
    kept = kept[own[one[kept]] | own[other[kept]]]
    # Rounded, so that equal scores are equal whatever their last digit; then by id.
    ranked = kept[np.lexsort((other[kept], one[kept], -np.round(score[kept], 9)))]
    pairs = tuple(
        _alike(looked, int(one[pair]), int(other[pair]), _hundredths(likeness["name"][pair]))
        for pair in ranked[shown]
    )
    states = {feature: looked.sets[feature].sizes > 0 for feature in _SETS}
    states["name"] = (looked.names != "").to_numpy()
    tellable = any(states[feature].sum() > 1 for feature in (*_WORK, "consumers"))
    return Duplicates(
        Excerpt(len(kept), pairs) if tellable else None,
        {feature: int(states[feature].sum()) for feature in sorted(states)},
        int(((states["capabilities"] | states["data"]) & own).sum()),
        int(own.sum()),
        len(candidates[0]),
    )


@dataclass(frozen=True, slots=True)
class _Looked:
    """The comparable systems and what they state; a blank is an empty set."""

    ids: pl.Series
    names: pl.Series
    """What is left without generic words, in order of the alphabet."""
    words: Ints
    """A number for the words of each name, generic ones among them, numbers aside; 0 for none."""
    sets: Mapping[Feature, ItemSets]
    items: Mapping[Feature, Sequence[str]]
    """What the numbers in ``sets`` stand for."""
    interface: Bools
    """Whether it is an interface, by its kind or by its name."""
    successor: pl.Series

    @classmethod
    def at(cls, estate: Estate) -> _Looked:
        kinds = estate.kinds.table.select("id", pl.col("kind").alias("effective"))
        every = estate.top.systems.join(kinds, on="id", how="left", maintain_order="left")
        inside = (every["effective"] != "external").to_numpy()
        rows = every.filter(inside)
        place = np.where(inside, np.cumsum(inside) - 1, -1)
        found: dict[Feature, tuple[ItemSets, Sequence[str]]] = {
            "capabilities": _listed(rows["capabilities"]),
            "data": _held(estate, place, rows.height),
            "consumers": _consumers(estate, place, rows.height),
            "technologies": _listed(rows["technologies"]),
        }
        return cls(
            rows["id"],
            pl.Series(bare_names(rows["name"]), dtype=pl.String),
            words_numbered(rows["name"]),
            {feature: found[feature][0] for feature in _SETS},
            {feature: found[feature][1] for feature in _SETS},
            (rows["effective"] == "interface").to_numpy() | called_interface(rows["name"]),
            rows["successor"],
        )

    def stated(self, feature: Feature, system: int) -> frozenset[str]:
        """What ``system`` states of ``feature``."""
        items = self.items[feature]
        return frozenset(items[item] for item in self.sets[feature].of_one(system).tolist())


def _listed(column: pl.Series) -> tuple[ItemSets, Sequence[str]]:
    """The items of each row, whatever their capitals."""
    rows = (
        pl.DataFrame({"item": column})
        .with_row_index("row")
        .explode("item", empty_as_null=True)
        .drop_nulls("item")
    )
    spelt = rows["item"].unique()
    folded = pl.Series("folded", [item.casefold() for item in spelt], dtype=pl.String)
    alike = rows.join(pl.DataFrame({"item": spelt, "folded": folded}), on="item", how="left")
    return _numbered(len(column), alike["row"].cast(pl.Int64).to_numpy(), alike["folded"])


def _held(estate: Estate, place: Ints, systems: int) -> tuple[ItemSets, Sequence[str]]:
    """The entities of each comparable system, those of its parts with them."""
    holdings = estate.inventory.holdings
    nodes = positions(holdings["system"], estate.graph.ids)
    of = np.append(place, -1)[np.append(estate.top_of, -1)[nodes]]
    kept = of >= 0
    return _numbered(systems, of[kept], holdings["entity"].filter(kept))


def _numbered(systems: int, owner: Ints, items: pl.Series) -> tuple[ItemSets, Sequence[str]]:
    numbers = items.rank("dense").cast(pl.Int64).to_numpy() - 1
    return ItemSets.grouped(systems, owner, numbers), items.unique().sort().to_list()


def _consumers(estate: Estate, place: Ints, systems: int) -> tuple[ItemSets, Sequence[str]]:
    users = estate.top.reversed
    of = place[users.tails]
    kept = of >= 0
    return ItemSets.grouped(systems, of[kept], users.indices[kept]), estate.top.ids


def _worth_a_look(looked: _Looked, one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """The pairs that have enough in common but for their names: few of those with a consumer."""
    users = looked.sets["consumers"].jaccard(one, other)
    worth = _of_the_same_users(users)
    for feature in _WORK:
        worth |= looked.sets[feature].in_common(one, other) > 0
    return one[worth], other[worth]


def _of_the_same_users(likeness: Floats) -> Bools:
    same: Bools = np.nan_to_num(likeness) >= float(_SAME_USERS) - _ROUNDING
    return same


def _may_be_alike(likeness: Mapping[str, Floats]) -> Bools:
    """Pairs that an equal name would bring to the threshold: most need no look at their names."""
    with_name = {**likeness, "name": np.ones_like(likeness["data"])}
    may: Bools = _score(with_name) >= float(_ALIKE) - _ROUNDING
    return may


def _names_alike(names: pl.Series, one: Ints, other: Ints, wanted: Bools) -> Floats:
    """Similarity of the names of each pair; not a number where nothing is left of a name."""
    length = names.str.len_chars().cast(pl.Int64).to_numpy()
    shorter = np.minimum(length[one], length[other])
    together = length[one] + length[other]
    likeness = np.where(shorter > 0, 0.0, np.nan)
    # Names whose lengths differ too much are unlike, whatever their letters.
    places = np.nonzero(wanted & (shorter > 0) & (2 * shorter >= float(_LIKE_NAME) * together))[0]
    if not len(places):
        return likeness
    ratio = process.cpdist(
        names.gather(one[places]).to_list(),
        names.gather(other[places]).to_list(),
        scorer=fuzz.ratio,
        dtype=np.float64,
    )
    # Whole hundredths: what is compared and printed is one number.
    hundredths = np.floor(np.asarray(ratio) + 0.5) / 100
    likeness[places] = np.where(hundredths < float(_LIKE_NAME), 0.0, hundredths)
    return likeness


def _score(likeness: Mapping[str, Floats]) -> Floats:
    """Weighted mean over the features that both state; 0 where there is none."""
    total = np.zeros(len(likeness["data"]))
    weights = np.zeros(len(likeness["data"]))
    for feature, weight in WEIGHTS.items():
        stated = ~np.isnan(likeness[feature])
        total += np.where(stated, weight * np.nan_to_num(likeness[feature]), 0)
        weights += np.where(stated, weight, 0)
    return np.divide(total, weights, out=np.zeros_like(total), where=weights > 0)


def _enough(looked: _Looked, likeness: Mapping[str, Floats], one: Ints, other: Ints) -> Bools:
    """Whether what two have in common can carry the word duplicate at all."""
    common = {feature: np.nan_to_num(value) > 0 for feature, value in likeness.items()}
    several = sum(value.astype(np.int64) for value in common.values()) >= _FEWEST_IN_COMMON
    much_data = looked.sets["data"].in_common(one, other) >= _FEWEST_ENTITIES
    carried: Bools = several & (
        common["capabilities"]
        | (common["data"] & (much_data | common["name"]))
        | (common["name"] & _used_alike(looked, likeness, one, other))
    )
    # An interface and the system behind it bear one name and are no duplicates.
    alike_in_kind: Bools = carried & (looked.interface[one] == looked.interface[other])
    return alike_in_kind


def _used_alike(looked: _Looked, likeness: Mapping[str, Floats], one: Ints, other: Ints) -> Bools:
    """Whether consumers and names together stand for work that nobody states."""
    same_words = (looked.words[one] == looked.words[other]) & (looked.words[one] > 0)
    nearly = np.nan_to_num(likeness["name"]) >= float(_SAME_NAME)
    several = looked.sets["consumers"].in_common(one, other) >= _SEVERAL_USERS
    users = _of_the_same_users(likeness["consumers"])
    alike: Bools = users & (same_words | (nearly & several))
    return alike


def _hundredths(value: float) -> Fraction | None:
    return None if np.isnan(value) else Fraction(round(100 * value), 100)


def _alike(looked: _Looked, one: int, other: int, names: Fraction | None) -> Alike:
    likeness: dict[str, Fraction] = {}
    evidence: dict[str, tuple[str, ...]] = {}
    unknown: list[Feature] = []
    for feature in _SETS:
        first, second = looked.stated(feature, one), looked.stated(feature, other)
        if first and second:
            common = first & second
            likeness[feature] = Fraction(len(common), len(first | second))
            evidence |= {feature: tuple(sorted(common))} if common else {}
        elif first or second:
            unknown.append(feature)
    if names is not None:
        likeness["name"] = names
        evidence |= (
            {"name": tuple(sorted({looked.names[one], looked.names[other]}))} if names else {}
        )
    weights = {feature: WEIGHTS[feature] for feature in WEIGHTS if feature in likeness}
    score = sum((weights[feature] * likeness[feature] for feature in weights), Fraction(0))
    a, b = looked.ids[one], looked.ids[other]
    return Alike(
        systems=(a, b),
        score=score / sum(weights.values()),
        likeness=dict(sorted(likeness.items())),
        evidence=dict(sorted(evidence.items())),
        unknown=tuple(sorted(unknown)),
        replaces=looked.successor[one] == b or looked.successor[other] == a,
    )
