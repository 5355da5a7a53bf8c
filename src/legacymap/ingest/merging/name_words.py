"""What a name says once its spelling, its language and the words without meaning are taken off."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from legacymap.ingest.merging.vocabulary import CONCEPTS, GENERIC, LITTLE

_LATIN: Final = {
    "ß": "ss",
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    **dict(zip("абвгдезийклмнопрстуфыэіїґєў", "abvgdeziyklmnoprstufyeiigeu", strict=True)),
    "ё": "e",
    "ж": "zh",
    "\u0445": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
    **dict(zip("αβγδεζηικλμνξοπρσςτυω", "avgdeziiklmnxoprsstyo", strict=True)),
    "θ": "th",
    "φ": "f",
    "χ": "ch",
    "ψ": "ps",
}
_LETTERS: Final = str.maketrans(_LATIN)
_WORD: Final = re.compile(r"\d+|[^\W\d_]+")
_HUMPS: Final = re.compile(r"(?<=[a-z])(?=[A-Z][A-Za-z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_SHORTEST_PART: Final = 3
_LONGEST_COMPOUND: Final = 40
_JOINTS: Final = ("", "s", "es", "n", "en", "e")
"""What German, Dutch and the Nordic languages put between the words of one word."""
_MOST_WORDS: Final = 24
ACRONYMS: Final = range(3, 9)
"""Letters of an acronym; two letters stand for too much."""


@dataclass(frozen=True, slots=True)
class NameWords:
    """One name, as names are compared."""

    words: frozenset[str]
    """What it says, in concepts where the word is known; generic words left out where others
    remain."""
    numbers: frozenset[str]
    joined: str
    """All its letters and digits, without the words that say nothing."""
    initials: frozenset[str]
    """The first letters of its words, with and without the generic ones."""

    @property
    def acronym(self) -> str | None:
        """The name, where it is so short a word that it may be an acronym."""
        is_one = len(self.joined) in ACRONYMS and self.joined.isalpha() and len(self.words) == 1
        return self.joined if is_one else None


@lru_cache(maxsize=1 << 16)
def plain(text: str) -> str:
    """``text`` in small Latin letters without accents: `Försäkring` is `forsakring`."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    split = unicodedata.normalize("NFKD", folded.translate(_LETTERS))
    bare = "".join(letter for letter in split if not unicodedata.combining(letter))
    # Letters that come apart into a base and a mark may be of another script themselves.
    return bare.translate(_LETTERS)


def variants(name: str) -> tuple[str, ...]:
    """The names within a name: `Citizen Register (CR)` is also `Citizen Register` and `CR`."""
    inner = tuple(found.strip() for found in _BRACKETS.findall(name))
    if not inner:
        return (name,)
    outer = _BRACKETS.sub(" ", name).strip()
    return tuple(dict.fromkeys(text for text in (outer, *inner) if _WORD.search(text))) or (name,)


def name_words(name: str) -> NameWords:
    """What ``name`` says."""
    # Small letters first would hide where one word ends: PaymentGateway.
    spaced = _HUMPS.sub(" ", unicodedata.normalize("NFC", name))
    all_words = [plain(word) for word in _WORD.findall(spaced)][:_MOST_WORDS]
    told = [word for word in all_words if word and word not in LITTLE]
    longer = [word for word in told if len(word) > 1 or word.isdigit()]
    telling = [word for word in longer if word not in GENERIC] or longer or told or all_words
    letters = [word for word in told if not word.isdigit()]
    firsts = {_initials(letters), _initials([w for w in letters if w not in GENERIC])}
    firsts.add(_initials([word for word in all_words if not word.isdigit()]))
    return NameWords(
        words=frozenset(part for word in telling if not word.isdigit() for part in meant(word)),
        numbers=frozenset(word.lstrip("0") or "0" for word in telling if word.isdigit()),
        joined="".join(telling),
        initials=frozenset(first for first in firsts if len(first) in ACRONYMS),
    )


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words)


@lru_cache(maxsize=1 << 16)
def meant(word: str) -> tuple[str, ...]:
    """What ``word`` means: its concept, those of a compound's parts, or the word itself."""
    known = CONCEPTS.get(word)
    if known is not None:
        return (known,)
    parts = _parts(word) if len(word) <= _LONGEST_COMPOUND else None
    telling = tuple(part for part in parts or () if part not in GENERIC)
    return telling or (word,)


def _parts(word: str) -> tuple[str, ...] | None:
    """The concepts that ``word`` is put together from; ``None`` where a letter would remain.

    The longest words first, from the left; a joint may stand between two of them.
    """
    if not word:
        return ()
    for length in range(len(word), _SHORTEST_PART - 1, -1):
        first = word[:length]
        concept = CONCEPTS.get(
            first, first if first in GENERIC and length > _SHORTEST_PART else None
        )
        if concept is None:
            continue
        for joint in _JOINTS:
            if word.startswith(joint, length) and (not joint or len(word) > length + len(joint)):
                rest = _parts(word[length + len(joint) :])
                if rest is not None:
                    return (concept, *rest)
    return None
