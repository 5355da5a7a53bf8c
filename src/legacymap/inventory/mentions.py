"""Which systems a label or a sentence speaks of, where people write names their own way."""

from __future__ import annotations

import re
from typing import Final

from legacymap.inventory.naming import Names

Words = tuple[str, ...]

_WORD: Final = re.compile(r"[^\W_]+")
# A name of one or two letters ("no", "IT") stands in any sentence.
_SHORTEST_IN_A_SENTENCE: Final = 3


class Mentions:
    """The names of an inventory by their words: ``book_a_visit`` is *Book a visit*."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._bearers: dict[Words, set[str]] = {}
        for text, system in names.spellings():
            if words := _words(text):
                self._bearers.setdefault(words, set()).add(system)
        self._longest = max((len(words) for words in self._bearers), default=0)

    def labelled(self, text: str) -> str | None:
        """The one system that all of ``text`` stands for, blanks, hyphens and case aside."""
        found = self._names.find(text)
        return found if found is not None else self._only(_words(text))

    def in_sentence(self, sentence: str) -> tuple[str, ...]:
        """The systems whose name stands in ``sentence`` word for word; the longest names win."""
        words = _words(sentence)
        found: set[str] = set()
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                spoken = words[at : at + length]
                system = self._only(spoken)
                if system is not None and len("".join(spoken)) >= _SHORTEST_IN_A_SENTENCE:
                    found.add(system)
                    at += length - 1
                    break
            at += 1
        return tuple(sorted(found))

    def _only(self, words: Words) -> str | None:
        bearers = self._bearers.get(words, set())
        return next(iter(bearers)) if len(bearers) == 1 else None


def _words(text: str) -> Words:
    return tuple(_WORD.findall(text.casefold()))
