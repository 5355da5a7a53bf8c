"""How the main figures of an estate moved over its snapshots, and what only became known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from legacymap.analysis.estate import Estate
from legacymap.analysis.figure_changes import FigureChange, change_sentences, figure_changes
from legacymap.analysis.figures import Counted, Figure, FigureCode, figures
from legacymap.analysis.sentences import Sentence, ranked, rows, sentence
from legacymap.analysis.sentences.wording import counted
from legacymap.inventory.vocabulary import first_day


@dataclass(frozen=True, slots=True)
class Moment:
    """One snapshot as the trend looks at it."""

    name: str
    as_of: str | None
    digest: str
    counted: tuple[Counted, ...]

    @classmethod
    def of(cls, name: str, estate: Estate) -> Moment:
        """The moment of ``estate``, called ``name``."""
        inventory = estate.inventory
        return cls(name, inventory.as_of, inventory.digest, figures(estate))


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A snapshot and its figures."""

    name: str
    as_of: str | None
    digest: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """The figures over the snapshots, oldest first, and what moved from the first to the last."""

    ordered_by: Literal["as_of", "given"]
    """``given`` where some snapshot states no date: then nobody can tell which came first."""
    snapshots: tuple[TrendPoint, ...]
    figures: tuple[FigureChange, ...]
    sentences: tuple[Sentence, ...]


def trend(moments: Iterable[Moment]) -> Trend:
    """The trend over ``moments``, in the order of their dates; ties stay in the order given.

    Raises:
        ValueError: there is no moment.
    """
    given = tuple(moments)
    if not given:
        raise ValueError("a trend needs a snapshot")
    dated = all(moment.as_of is not None for moment in given)
    ordered = sorted(given, key=lambda moment: first_day(moment.as_of or "")) if dated else given
    moved = figure_changes(_known_since(ordered), ordered[-1].counted)
    return Trend(
        "as_of" if dated else "given",
        tuple(
            TrendPoint(
                moment.name,
                moment.as_of,
                moment.digest,
                tuple(one.figure for one in moment.counted),
            )
            for moment in ordered
        ),
        moved,
        ranked((_span(ordered, dated), *change_sentences(moved, "trend", zigzag=_zigzag(ordered)))),
    )


def _known_since(ordered: Sequence[Moment]) -> tuple[Counted, ...]:
    """The first figures; who was known not to count at some later time is not unknown there.

    Else a system that became known to be sound, and legacy after that, would pass for one of which
    only more is known.
    """
    sound: dict[FigureCode, frozenset[str]] = {}
    for moment in ordered[1:-1]:
        for one in moment.counted:
            known = one.everybody - one.counted - one.unknown
            sound[one.figure.code] = sound.get(one.figure.code, frozenset()) | known
    return tuple(
        replace(one, unknown=one.unknown - sound.get(one.figure.code, frozenset()))
        for one in ordered[0].counted
    )


def _span(ordered: Sequence[Moment], dated: bool) -> Sentence:
    first, last = ordered[0], ordered[-1]
    text = (
        f"{counted(len(ordered), 'snapshot')}, from {first.as_of} to {last.as_of}"
        if dated
        else f"{counted(len(ordered), 'snapshot')} in the order given, because not all state a date"
    )
    return sentence(
        "trend",
        "snapshots",
        text,
        matter="knowledge",
        premise=True,
        rows=rows("columns", [moment.name for moment in ordered], at="trend.snapshots"),
    )


def _zigzag(ordered: Sequence[Moment]) -> frozenset[FigureCode]:
    """The figures that rose somewhere on the way and fell elsewhere."""
    steps = [figure_changes(one.counted, two.counted) for one, two in pairwise(ordered)]
    rose = {change.code for step in steps for change in step if change.moved > 0}
    fell = {change.code for step in steps for change in step if change.moved < 0}
    return frozenset(rose & fell)
