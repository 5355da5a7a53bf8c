"""Which sentences matter most: the order within an analysis, and the ten of the whole estate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, get_args

from legacymap.analysis.sentences.sentence import About, Sentence

MOST: Final = 10
"""As many sentences as one reads before the tables."""
MOST_OF_ONE: Final = 3
"""As many as one analysis has among them while others still have something to say."""

TOLD_BY: Final[Mapping[str, About]] = {"shared_database": "integration"}
"""Of topics on which several analyses have a sentence, the one that knows most of it."""

_ANALYSES: Final[tuple[About, ...]] = get_args(About)


def ranked(said: Iterable[Sentence | None]) -> tuple[Sentence, ...]:
    """The sentences of ``said`` that there are: premises first, then by weight.

    Equal weights stand by analysis, code and text, so that equal findings are told equally.
    """
    return tuple(sorted((one for one in said if one is not None), key=_rank))


def summary(said: Iterable[Sentence], *, most: int = MOST) -> tuple[Sentence, ...]:
    """The ``most`` sentences that matter most, heaviest first.

    Of one topic one is kept, that of the analysis that knows most of it, else the heaviest; of one
    analysis three, unless there is room left. The premise of an analysis comes with its first
    sentence and stands directly before it.
    """
    heaviest = _one_of_each_topic(sorted(said, key=_by_weight))
    premises = {one.about: one for one in heaviest if one.premise}
    chosen: list[Sentence] = []
    for at_most in (MOST_OF_ONE, most):
        for candidate in heaviest:
            wanted = _with_premise(candidate, premises, chosen)
            had = Counter(one.about for one in chosen)[candidate.about]
            if len(chosen) + len(wanted) <= most and had + len(wanted) <= at_most:
                chosen += wanted
    return _in_reading_order(chosen)


def _rank(said: Sentence) -> tuple[bool, int, int, str, str]:
    return (not said.premise, *_by_weight(said))


def _by_weight(said: Sentence) -> tuple[int, int, str, str]:
    return (-said.weight, _ANALYSES.index(said.about), said.code, said.text)


def _one_of_each_topic(said: Iterable[Sentence]) -> list[Sentence]:
    kept: dict[str, Sentence] = {}
    for one in said:
        first = kept.setdefault(one.topic, one)
        teller = TOLD_BY.get(one.topic)
        if one.about == teller != first.about:
            kept[one.topic] = one
    return sorted(kept.values(), key=_by_weight)


def _with_premise(
    candidate: Sentence, premises: dict[About, Sentence], chosen: list[Sentence]
) -> list[Sentence]:
    """``candidate`` after its premise, without what is chosen already."""
    together = [premises.get(candidate.about, candidate), candidate]
    return [one for one in dict.fromkeys(together) if one not in chosen]


def _in_reading_order(chosen: list[Sentence]) -> tuple[Sentence, ...]:
    ordered = sorted((one for one in chosen if not one.premise), key=_by_weight)
    for premise in sorted((one for one in chosen if one.premise), key=_by_weight):
        own = [place for place, one in enumerate(ordered) if one.about == premise.about]
        heavier = sum(_by_weight(one) < _by_weight(premise) for one in ordered)
        ordered.insert(own[0] if own else heavier, premise)
    return tuple(ordered)
