"""Which systems look as if they did the same work twice, and what makes them look alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final, Literal

from legacymap.analysis.estate import Estate
from legacymap.analysis.excerpt import Excerpt

Feature = Literal["capabilities", "consumers", "data", "name", "technologies"]

_DECISIVE: Final[tuple[Feature, ...]] = ("capabilities", "data")
"""Without a common one of these there is no pair: a like name or technology is no like work."""
_ALIKE: Final = Fraction(1, 2)
_FEWEST_FEATURES: Final = 2
_MOST_SHARERS: Final = 50
"""A capability or entity of more systems than this brings no two of them together."""

_WORD: Final = re.compile(r"[A-Za-z][a-z]+|[A-Z]{2,}|\d+")
_GENERIC: Final = frozenset(
    """
    and api app application backend database db for frontend main management manager module of
    platform processor queue server service services store system systems the tool ui
    """.split()  # noqa: SIM905 - as in a text, so that words are easily added
)


@dataclass(frozen=True, slots=True)
class Alike:
    """Two systems that look alike, and in what: shares of what they have in common."""

    systems: tuple[str, str]
    score: Fraction
    evidence: dict[str, tuple[str, ...]]
    """By feature, what both have."""
    unknown: tuple[Feature, ...]
    """Features that one of the two does not state; they count neither way."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Pairs that look alike, with what they could be told by."""

    pairs: Excerpt[Alike]
    systems_stating_work: int
    """Systems that state capabilities or data; the others cannot be compared."""
    systems: int


def duplicates(estate: Estate) -> Duplicates:
    """Pairs of systems that are alike in what they do, not in words only.

    Compared are systems that are no parts, no people and not outside the organisation, where both
    have a capability or a data entity in common. Descriptions are not looked at: text is copied.

    Formula:
        score = mean over the features that both state of |common| / |together| (Jaccard);
        reported from 1/2, with two features or more
    Range:
        0 to 1, exact.
    Unit:
        none.
    Degenerate case:
        a feature that either does not state is left out and named.
    Source:
        Jaccard (1901); the features and thresholds are our own.
    """
    features = _features(estate)
    sharers: dict[tuple[Feature, str], list[str]] = {}
    for system, stated in sorted(features.items()):
        for feature in _DECISIVE:
            for item in stated.get(feature, ()):
                sharers.setdefault((feature, item), []).append(system)
    candidates = {
        pair
        for systems in sharers.values()
        if len(systems) <= _MOST_SHARERS
        for pair in combinations(systems, 2)
    }
    pairs = [found for pair in candidates if (found := _compared(pair, features))]
    pairs.sort(key=lambda alike: (-alike.score, alike.systems))
    stating = sum(any(f in stated for f in _DECISIVE) for stated in features.values())
    return Duplicates(Excerpt.of(pairs), stating, len(features))


Features = dict[Feature, frozenset[str]]


def _features(estate: Estate) -> dict[str, Features]:
    """What every comparable system states; what is blank is left out."""
    top, node_of = estate.top.ids, estate.top.node_of
    rows = estate.top.systems.select("id", "name", "capabilities", "technologies").iter_rows()
    features: dict[str, Features] = {
        system: _stated(
            capabilities=_lower(capabilities or ()),
            technologies=_lower(technologies or ()),
            name=_lower(_WORD.findall(name)) - _GENERIC,
        )
        for system, name, capabilities, technologies in rows
        if estate.kind_of[system] != "external"
    }
    held: dict[str, set[str]] = {}
    for system, entity in estate.inventory.holdings.select("system", "entity").iter_rows():
        if system in node_of:
            held.setdefault(top[node_of[system]], set()).add(entity)
    consumers = estate.top.reversed
    for node, system in enumerate(top):
        if system not in features:
            continue
        users = consumers.indices[consumers.indptr[node] : consumers.indptr[node + 1]]
        features[system] |= _stated(
            data=frozenset(held.get(system, ())), consumers=frozenset(top[user] for user in users)
        )
    return features


def _stated(**features: frozenset[str]) -> Features:
    names: tuple[Feature, ...] = ("capabilities", "consumers", "data", "name", "technologies")
    return {name: features[name] for name in names if features.get(name)}


def _lower(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


def _compared(pair: tuple[str, str], features: dict[str, Features]) -> Alike | None:
    one, other = features[pair[0]], features[pair[1]]
    both = sorted(set(one) & set(other))
    if len(both) < _FEWEST_FEATURES:
        return None
    # Most pairs are unlike: told apart roughly before anything is computed exactly.
    rough = sum(len(one[f] & other[f]) / len(one[f] | other[f]) for f in both) / len(both)
    if rough < float(_ALIKE) - 0.01:
        return None
    scores = [Fraction(len(one[f] & other[f]), len(one[f] | other[f])) for f in both]
    score = sum(scores, Fraction(0)) / len(scores)
    if score < _ALIKE:
        return None
    evidence = {str(f): tuple(sorted(one[f] & other[f])) for f in both if one[f] & other[f]}
    unknown = tuple(sorted((set(one) | set(other)) - set(both)))
    return Alike(pair, score, evidence, unknown)
