"""Which systems of different sources are probably the same, best first.

Not every pair is compared: only systems that share something rare, such as a word, the beginning
or end of one, an acronym, a neighbour. What more than :data:`BLOCK` pairs share is no hint.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from legacymap.ingest.merging.identity import Label
from legacymap.ingest.merging.likeness import (
    LEAST_SCORE,
    WEIGHTS,
    Candidate,
    Rarity,
    Surroundings,
    likeness,
    score,
)
from legacymap.ingest.merging.name_words import NameWords, name_words, plain, variants
from legacymap.ingest.merging.sayings import Saying
from legacymap.inventory import System
from legacymap.inventory.suggestion import Suggestion

BLOCK: Final = 900
"""Pairs of different sources that one shared word may give."""
COMPARISONS: Final = 400_000
"""Pairs compared at most, those that share the rarest first: some ten seconds of work."""
PER_SYSTEM: Final = 3
"""Suggestions for one system: whoever refuses them sees the next at the next import."""
_NAMES: Final = 8
_ENDS: Final = 4
_MOST_RARE: Final = 12

Refused = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Suggested:
    """The suggestions, and whether there was more to compare than is compared at once."""

    suggestions: tuple[Suggestion, ...]
    bounded: bool


_NOTHING: Final = Suggested((), bounded=False)


def suggest(
    known: Sequence[tuple[System, Sequence[Saying[System]]]],
    dependencies: Iterable[tuple[str, str]],
    unmatched: Sequence[Saying[System]],
    refused: Refused,
) -> Suggested:
    """Pairs of systems of different sources that look like one system; nothing is merged.

    Args:
        known: What is said of each system in the end, and by whom.
        dependencies: Consumer and provider of each, as ids of the inventory.
        unmatched: Rows that should have added to a system and matched none.
        refused: Whether somebody said that two ids are different systems.
    """
    bits: dict[str, int] = {}
    sources = [_sources(sayings, bits) for _, sayings in known]
    if not unmatched and len({mask for mask in sources if mask}) < 2:
        return _NOTHING
    around = _Neighbourhood.of(dependencies)
    candidates = [
        _candidate(record, sayings, mask, around)
        for (record, sayings), mask in zip(known, sources, strict=True)
    ]
    by_id = {candidate.id: candidate for candidate in candidates}
    rows = [_left_out(saying, _sources([saying], bits)) for saying in unmatched]
    everybody = [*candidates, *rows]
    everybody.sort(key=lambda candidate: (candidate.id, candidate.left_out, candidate.sources))
    surroundings = Surroundings(
        _rarity(everybody), {system: one.sources for system, one in by_id.items()}, by_id
    )
    pairs = _Pairs(everybody)
    found = [
        suggestion
        for one, other in pairs
        if not refused(one.id, other.id)
        and (suggestion := _suggestion(one, other, surroundings)) is not None
    ]
    return Suggested(_best(found), pairs.bounded)


def _sources(sayings: Iterable[Saying[System]], bits: dict[str, int]) -> int:
    mask = 0
    for saying in sayings:
        mask |= bits.setdefault(saying.namespace, 1 << len(bits))
    return mask


@dataclass(frozen=True, slots=True)
class _Neighbourhood:
    of_id: Mapping[str, frozenset[tuple[str, str]]]

    @classmethod
    def of(cls, dependencies: Iterable[tuple[str, str]]) -> _Neighbourhood:
        """Who uses whom, from both ends."""
        found: dict[str, set[tuple[str, str]]] = {}
        for consumer, provider in dependencies:
            if consumer != provider:
                found.setdefault(consumer, set()).add(("use", provider))
                found.setdefault(provider, set()).add(("are used by", consumer))
        return cls({system: frozenset(around) for system, around in found.items()})


def _candidate(
    record: System, sayings: Sequence[Saying[System]], mask: int, around: _Neighbourhood
) -> Candidate:
    return Candidate(
        id=record.id,
        name=record.name,
        sources=mask,
        files=tuple(sorted({saying.row.place.file or "" for saying in sayings})),
        names=_names(record.name, record.aliases),
        kind=record.kind,
        owner=record.owner,
        technologies=frozenset(map(plain, record.technologies)),
        parent=record.parent,
        neighbours=around.of_id.get(record.id, frozenset()),
    )


def _left_out(saying: Saying[System], mask: int) -> Candidate:
    candidate = _candidate(saying.row.record, [saying], mask, _Neighbourhood({}))
    label: Label = saying.label
    # Its parent and owner are references in the words of its file, and no ids.
    names = _names(label.name or candidate.name, label.aliases)
    return replace(candidate, names=names, owner=None, parent=None, left_out=True)


def _names(name: str, aliases: Sequence[str]) -> tuple[NameWords, ...]:
    every = dict.fromkeys(variant for text in (name, *aliases) for variant in variants(text))
    return tuple(name_words(text) for text in list(every)[:_NAMES])


def _rarity(candidates: Sequence[Candidate]) -> Rarity:
    """One more for each halving of how many have the word: whole, so that sums are exact."""
    having = Counter(
        word
        for candidate in candidates
        for word in {word for name in candidate.names for word in name.words}
    )
    return Rarity(
        {
            word: min(1 + (len(candidates) // count).bit_length(), _MOST_RARE)
            for word, count in having.items()
        }
    )


class _Pairs:
    """Pairs of candidates of different sources that share a key, each pair once."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates
        self.bounded = False

    def __iter__(self) -> Iterator[tuple[Candidate, Candidate]]:
        seen: set[int] = set()
        everybody = len(self._candidates)
        for members in self._blocks():
            for position, first in enumerate(members):
                one = self._candidates[first]
                for second in members[position + 1 :]:
                    other = self._candidates[second]
                    if one.sources & other.sources or (one.left_out and other.left_out):
                        continue
                    pair = first * everybody + second
                    if pair in seen:
                        continue
                    if len(seen) >= COMPARISONS:
                        self.bounded = True
                        return
                    seen.add(pair)
                    yield one, other

    def _blocks(self) -> list[list[int]]:
        """Who shares a key, those who share the rarest first."""
        blocks: dict[str, list[int]] = {}
        for index, candidate in enumerate(self._candidates):
            for key in _keys(candidate):
                blocks.setdefault(key, []).append(index)
        told = [
            (pairs, key)
            for key, members in blocks.items()
            if len(members) > 1 and 0 < (pairs := self._across(members)) <= BLOCK
        ]
        return [blocks[key] for _, key in sorted(told)]

    def _across(self, members: Sequence[int]) -> int:
        """How many pairs of different sources there are, at most."""
        if len(members) == 2:
            one, other = members
            return int(self._candidates[one].sources != self._candidates[other].sources)
        of_source: dict[int, int] = {}
        for index in members:
            sources = self._candidates[index].sources
            of_source[sources] = of_source.get(sources, 0) + 1
        inside = sum(count * (count - 1) for count in of_source.values())
        return (len(members) * (len(members) - 1) - inside) // 2


def _keys(candidate: Candidate) -> set[str]:
    keys = {f"{role} {beside}" for role, beside in candidate.neighbours}
    for name in candidate.names:
        keys |= {f"= {name.joined}", *(f"w {word}" for word in name.words)}
        keys |= {f"i {first}" for first in name.initials}
        if name.acronym:
            keys.add(f"i {name.acronym}")
        for word in name.words:
            if len(word) > _ENDS:
                keys |= {f"^ {word[:_ENDS]}", f"$ {word[-_ENDS:]}"}
    return keys


def _suggestion(one: Candidate, other: Candidate, around: Surroundings) -> Suggestion | None:
    if one.parent == other.id or other.parent == one.id:
        return None
    parts = likeness(one, other, around)
    total = score(parts)
    if total < LEAST_SCORE:
        return None
    if (other.id, other.left_out) < (one.id, one.left_out):
        one, other = other, one
    stated = {part.part for part in parts}
    return Suggestion(
        systems=(one.id, other.id),
        names=(one.name, other.name),
        files=(one.files, other.files),
        score=total,
        parts=parts,
        unknown=tuple(part for part in WEIGHTS if part not in stated),
        left_out=tuple(side.id for side in (one, other) if side.left_out),
    )


def _best(found: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Best first, at most :data:`PER_SYSTEM` for each system."""
    shown: Counter[str] = Counter()
    best = []
    for suggestion in sorted(found, key=lambda s: (-s.score, s.systems, s.files)):
        if all(shown[system] < PER_SYSTEM for system in suggestion.systems):
            shown.update(suggestion.systems)
            best.append(suggestion)
    return tuple(best)
