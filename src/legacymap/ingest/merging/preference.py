"""Whose word counts where two sources state different values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from legacymap.errors import Place
from legacymap.ingest.merging.records import Rule
from legacymap.inventory import Evidence
from legacymap.inventory.vocabulary import first_day, last_day


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a value was said, from when it is, and how sure whoever said it was."""

    place: Place
    as_of: str | None = None
    confidence: float | None = None

    @classmethod
    def of(cls, place: Place, evidence: tuple[Evidence, ...], as_of: str | None) -> Standing:
        """The standing of a row: by its own evidence, else by the date of its source."""
        dates = [item.as_of for item in evidence if item.as_of]
        sure = [item.confidence for item in evidence if item.confidence is not None]
        return cls(place, max(dates, key=last_day, default=as_of), max(sure, default=None))


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the value that is read later counts, and why."""

    later: bool
    why: str


@dataclass(frozen=True, slots=True)
class Preference:
    """What decides between two values.

    Sources in ``prefer`` outrank those after them and all that are not named. Where that does not
    tell, ``rule`` does; and where the rule does not, what is read later counts: models, then tables
    from complete to incomplete, then by name. By default what is newer counts, because it is the
    likelier still to be true; where one of the two has no date, neither is called newer, so that a
    table of corrections without a date still counts over the model that it is laid over.
    """

    rule: Rule = "newest"
    prefer: tuple[str, ...] = ()

    def judge(self, earlier: Standing, later: Standing) -> Judgement:
        """Which of two different values counts; what is read ``earlier`` may win."""
        for test in (self._preferred, _RULES[self.rule]):
            found = test(earlier, later)
            if found is not None:
                return found
        return Judgement(later=True, why="read later")

    def _preferred(self, earlier: Standing, later: Standing) -> Judgement | None:
        ranks = [self._rank(said.place.file) for said in (earlier, later)]
        if ranks[0] == ranks[1]:
            return None
        return Judgement(later=ranks[1] < ranks[0], why="preferred source")

    def _rank(self, file: str | None) -> int:
        return self.prefer.index(file) if file in self.prefer else len(self.prefer)


Test = Callable[[Standing, Standing], Judgement | None]


def _newest(earlier: Standing, later: Standing) -> Judgement | None:
    """The newer one, where both are dated and no reading of the dates makes them equal."""
    if earlier.as_of is None or later.as_of is None:
        return None
    for new, old, is_later in ((later, earlier, True), (earlier, later, False)):
        if new.as_of and old.as_of and first_day(new.as_of) > last_day(old.as_of):
            return Judgement(is_later, f"newer, {new.as_of} after {old.as_of}")
    return None


def _surest(earlier: Standing, later: Standing) -> Judgement | None:
    one, other = earlier.confidence, later.confidence
    if one is None or other is None or one == other:
        return None
    return Judgement(other > one, f"more certain, {max(one, other):g} over {min(one, other):g}")


def _as_read(_: Standing, __: Standing) -> None:
    return None


_RULES: Final[dict[Rule, Test]] = {"newest": _newest, "confidence": _surest, "order": _as_read}
