"""How alike two systems of different sources are: a score, and the parts that it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Indel

from legacymap.ingest.merging.name_words import NameWords
from legacymap.inventory.suggestion import Likeness, Part

WEIGHTS: Final[dict[Part, int]] = {
    "name": 12,
    "neighbours": 5,
    "parent": 5,
    "owner": 2,
    "technology": 2,
    "kind": 2,
}
"""What each part counts. The name has to carry a pair; whom both use and what both belong to can
lift or sink it; owner, technology and kind are shared by too many to decide alone."""
LEAST_SCORE: Final = 70
LEAST_NAME: Final = 40
"""Below this no neighbourhood makes a pair: all clients of one server are not one client."""

_SAME_WORDS: Final = 95
_ACRONYM: Final = 85
_OTHER_NUMBERS: Final = 50
_NUMBER_MISSING: Final = 10
_LIKE_WORD: Final = 80
_SHORTEST_LIKE_WORD: Final = 4
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A system, or a row that matched none, as candidates are compared."""

    id: str
    name: str
    sources: int
    """One bit for each source that speaks of it."""
    files: tuple[str, ...]
    names: tuple[NameWords, ...]
    kind: str | None
    owner: str | None
    technologies: frozenset[str]
    parent: str | None
    neighbours: frozenset[tuple[str, str]] = frozenset()
    """``("uses", id)`` and ``("used by", id)``."""
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the comparison of two systems needs to know of all."""

    rarity: Rarity
    sources: Mapping[str, int]
    """Which sources speak of each system."""
    by_id: Mapping[str, Candidate]


class Rarity:
    """How much it means that two names share a word: 1 for a word that nobody else has said."""

    def __init__(self, of_word: Mapping[str, int]) -> None:
        self._of_word = of_word
        self._of_words: dict[frozenset[str], int] = {}

    def of(self, words: frozenset[str]) -> int:
        """The sum over ``words``."""
        found = self._of_words.get(words)
        if found is None:
            found = self._of_words[words] = sum(map(self.of_word, words))
        return found

    def of_word(self, word: str) -> int:
        """That of one word."""
        return self._of_word.get(word, 1)


def likeness(one: Candidate, other: Candidate, around: Surroundings) -> tuple[Likeness, ...]:
    """In what ``one`` and ``other`` are alike, of what is stated of both; the name first.

    Empty where the names alone exclude it, or where one is a person and the other is not.
    """
    if one.kind and other.kind and (one.kind == "actor") != (other.kind == "actor"):
        return ()
    name = names_alike(one, other, around.rarity)
    if name.percent < LEAST_NAME:
        return ()
    return (name, *_beside_the_name(one, other, around))


def score(parts: Sequence[Likeness]) -> int:
    """The weighted mean of ``parts``.

    Formula:
        sum(weight * percent) // sum(weight), over the parts that both systems state
    Range:
        0 to 100, whole.
    Unit:
        percent.
    Degenerate case:
        no parts: 0.
    Source:
        Our own definition; the weights are :data:`WEIGHTS`.
    """
    weight = sum(part.weight for part in parts)
    return sum(part.weight * part.percent for part in parts) // weight if weight else 0


def names_alike(one: Candidate, other: Candidate, rarity: Rarity) -> Likeness:
    """How alike the names are: of all names that each has, the two most alike."""
    percent, because = max(
        (_name_percent(a, b, rarity) for a in one.names for b in other.names),
        default=(0, ""),
    )
    return Likeness("name", percent, WEIGHTS["name"], because)


def _name_percent(one: NameWords, other: NameWords, rarity: Rarity) -> tuple[int, str]:
    if one.joined == other.joined:
        return 100, "the same name but for spelling and generic words"
    percent, because = _words_percent(one, other, rarity)
    if one.acronym in other.initials or other.acronym in one.initials:
        percent, because = max((percent, because), (_ACRONYM, "one is the acronym of the other"))
    if one.numbers != other.numbers:
        both = one.numbers and other.numbers
        percent = min(percent, _OTHER_NUMBERS) if both else max(percent - _NUMBER_MISSING, 0)
        because = f"{because}; other numbers"
    return percent, because


def _words_percent(one: NameWords, other: NameWords, rarity: Rarity) -> tuple[int, str]:
    if one.words == other.words:
        if not one.words:
            return 0, "no words in common"
        said = "the same words in another order, spelling or language"
        return _SAME_WORDS, f"{said}: {', '.join(sorted(one.words))}"
    common = one.words & other.words
    whole = rarity.of(one.words) + rarity.of(other.words)
    like = list(_like_words(one.words - common, other.words - common))
    shared = 200 * rarity.of(common) if common else 0
    for percent, a, b in like:
        shared += (rarity.of_word(a) + rarity.of_word(b)) * percent
    percent = min(shared // whole, _SAME_WORDS) if whole else 0
    if percent < LEAST_NAME:
        # Nobody is told why, and most pairs are such.
        return percent, "too few words in common"
    told = [*sorted(common), *sorted(f"{a} ~ {b}" for _, a, b in like)]
    return percent, f"words in common: {', '.join(told)}"


def _like_words(ones: frozenset[str], others: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    """Words that differ by a slip, each with its best partner; in either order the same."""
    pairs = sorted(
        (-percent, min(a, b), max(a, b), a, b)
        for a in ones
        for b in others
        if min(len(a), len(b)) >= _SHORTEST_LIKE_WORD
        and 200 * min(len(a), len(b)) >= _LIKE_WORD * (len(a) + len(b))
        and (percent := _alike(a, b)) >= _LIKE_WORD
    )
    taken: set[tuple[bool, str]] = set()
    for percent, low, high, a, b in pairs:
        if (True, a) not in taken and (False, b) not in taken:
            taken |= {(True, a), (False, b)}
            yield -percent, low, high


def _alike(one: str, other: str) -> int:
    """``100 * 2 * common letters / all letters``, whole."""
    return 100 * Indel.similarity(one, other) // (len(one) + len(other))


def _beside_the_name(one: Candidate, other: Candidate, around: Surroundings) -> Iterator[Likeness]:
    found = (
        _neighbours(one, other, around),
        _parents(one, other, around),
        _equal("owner", one.owner, other.owner),
        _technologies(one, other),
        _equal("kind", one.kind, other.kind),
    )
    return (part for part in found if part is not None)


def _neighbours(one: Candidate, other: Candidate, around: Surroundings) -> Likeness | None:
    """Whom both use and who uses both, of those whom sources of both speak of.

    A neighbour that only one source knows says nothing about the system of another source.
    """
    known = {
        neighbour
        for neighbour in one.neighbours | other.neighbours
        if around.sources.get(neighbour[1], 0) & one.sources
        and around.sources.get(neighbour[1], 0) & other.sources
    }
    of_one, of_other = one.neighbours & known, other.neighbours & known
    if not of_one or not of_other:
        return None
    common = sorted(of_one & of_other)
    told = ", ".join(f"{role} {around.by_id[beside].name}" for role, beside in common[:_SHOWN])
    more = f" and {len(common) - _SHOWN} more" if len(common) > _SHOWN else ""
    percent = 100 * len(common) // min(len(of_one), len(of_other))
    because = f"both {told}{more}" if common else "no neighbour in common"
    return Likeness("neighbours", percent, WEIGHTS["neighbours"], because)


def _parents(one: Candidate, other: Candidate, around: Surroundings) -> Likeness | None:
    if one.parent is None or other.parent is None:
        return None
    if one.parent == other.parent:
        name = around.by_id[one.parent].name if one.parent in around.by_id else one.parent
        return Likeness("parent", 100, WEIGHTS["parent"], f"both are parts of {name}")
    above, beside = around.by_id.get(one.parent), around.by_id.get(other.parent)
    if above is None or beside is None:
        return None
    alike = names_alike(above, beside, around.rarity)
    names = " and ".join(sorted((above.name, beside.name)))
    return Likeness("parent", alike.percent, WEIGHTS["parent"], f"parts of {names}")


def _equal(part: Part, one: str | None, other: str | None) -> Likeness | None:
    if one is None or other is None:
        return None
    if one == other:
        return Likeness(part, 100, WEIGHTS[part], f"both {one}")
    return Likeness(part, 0, WEIGHTS[part], " and ".join(sorted((one, other))))


def _technologies(one: Candidate, other: Candidate) -> Likeness | None:
    if not one.technologies or not other.technologies:
        return None
    common = sorted(one.technologies & other.technologies)
    percent = 100 * len(common) // min(len(one.technologies), len(other.technologies))
    because = f"both {', '.join(common[:_SHOWN])}" if common else "no technology in common"
    return Likeness("technology", percent, WEIGHTS["technology"], because)
