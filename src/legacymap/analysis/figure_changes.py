"""How a figure moved from one estate to another, and what of it is only that more is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from legacymap.analysis.figures import Counted, Figure, FigureCode
from legacymap.analysis.sentences import About, Matter, Sentence, rows, sentence
from legacymap.analysis.sentences.wording import grouped, percent, verb


@dataclass(frozen=True, slots=True)
class Movement:
    """Who is counted now and was not, and the other way round, by what they were before."""

    became: int
    """Known before not to be counted."""
    became_known: int
    came: int
    """Not in the earlier inventory."""
    ended: int
    """Known now not to be counted."""
    became_unknown: int
    went: int
    """Not in the later inventory."""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure before and after; ``None`` where that inventory cannot give it."""

    code: FigureCode
    label: str
    before: Figure | None
    after: Figure | None
    movement: Movement | None
    """``None`` where the figure counts nobody by name, or one of the two is not there."""

    @property
    def moved(self) -> int:
        """1 where it rose, -1 where it fell, 0 where it is the same or cannot be compared."""
        if self.before is None or self.after is None:
            return 0
        before, after = _size(self.before), _size(self.after)
        return (after > before) - (after < before)


def figure_changes(before: Iterable[Counted], after: Iterable[Counted]) -> tuple[FigureChange, ...]:
    """Every figure that either has, in the order of the figures."""
    old = {one.figure.code: one for one in before}
    new = {one.figure.code: one for one in after}
    order = [*new, *(code for code in old if code not in new)]
    return tuple(_change(old.get(code), new.get(code)) for code in order)


def _change(before: Counted | None, after: Counted | None) -> FigureChange:
    one = after or before
    assert one is not None  # noqa: S101 - the code is from one of the two
    return FigureChange(
        one.figure.code,
        one.figure.label,
        before.figure if before else None,
        after.figure if after else None,
        _movement(before, after) if before and after else None,
    )


def _movement(before: Counted, after: Counted) -> Movement | None:
    if len(before.counted) != before.figure.count or len(after.counted) != after.figure.count:
        return None
    more, less = after.counted - before.counted, before.counted - after.counted
    known = len(more & before.unknown)
    came = len(more - before.everybody)
    unknown = len(less & after.unknown)
    went = len(less - after.everybody)
    return Movement(
        became=len(more) - known - came,
        became_known=known,
        came=came,
        ended=len(less) - unknown - went,
        became_unknown=unknown,
        went=went,
    )


_MATTERS: Final[dict[FigureCode, Matter]] = {
    "services_on_legacy": "service",
    "legacy_systems": "order",
    "systems_in_circles": "change",
    "propagation_cost": "change",
    "single_points_of_failure": "change",
    "data_in_several_stores": "data",
    "contested_data": "data",
}


def change_sentences(
    changes: Sequence[FigureChange], about: About, *, zigzag: frozenset[FigureCode] = frozenset()
) -> tuple[Sentence | None, ...]:
    """A sentence for each figure that moved, or of which more or less is known.

    ``zigzag`` are figures that went up and down in between.
    """
    return tuple(_sentence(change, about, change.code in zigzag) for change in changes)


def _sentence(change: FigureChange, about: About, zigzag: bool) -> Sentence | None:
    before, after = change.before, change.after
    if before is None or after is None:
        return None
    if change.moved:
        word = "rose" if change.moved > 0 else "fell"
        text = f"{change.label} {word} from {_told(before)} to {_told(after)}"
        text += _why(change.movement, change.moved)
    else:
        same = _same_count(change.label, before, after)
        if same is None:
            return None
        text = same
    whole = after.of or max(before.count, after.count)
    return sentence(
        about,
        f"{change.code}_changed",
        text + ("; up and down in between" if zigzag else ""),
        matter=_MATTERS.get(change.code, "knowledge"),
        count=min(abs(after.count - before.count), whole),
        of=whole,
        rows=rows("columns", (change.code,), at=f"{about}.figures"),
    )


def _same_count(label: str, before: Figure, after: Figure) -> str | None:
    """What moved although the figure did not: the whole, or what is unknown; ``None``: neither."""
    # A share of all pairs stays the same although there are more pairs: nothing moved.
    whole = after.code != "propagation_cost" and before.of != after.of
    if not whole and before.unknown == after.unknown:
        return None
    told = f"{_told(after, unknown=False)}, as before"
    if whole and before.of is not None and after.of is not None:
        told = (
            f"still {grouped(after.count)}, now of {grouped(after.of)} instead of"
            f" {grouped(before.of)}"
        )
    if before.unknown == after.unknown:
        return f"{label}: {told}"
    word = "fell" if after.unknown < before.unknown else "rose"
    return (
        f"{label}: {told}; the unknown {word} from {grouped(before.unknown)} to"
        f" {grouped(after.unknown)}"
    )


def _why(movement: Movement | None, moved: int) -> str:
    """What of it is no change of the estate, but of what is known or listed."""
    if movement is None:
        return ""
    reasons = (
        (movement.became_known, "became known"),
        (movement.came, "came into the inventory"),
        (movement.became_unknown, "[is|are] not known any more"),
        (movement.went, "left the inventory"),
    )
    told = [
        f"{grouped(count)} {text.replace('[is|are]', verb(count, 'is', 'are'))}"
        for count, text in reasons
        if count
    ]
    real = movement.became if moved > 0 else movement.ended
    other = movement.ended if moved > 0 else movement.became
    if not told:
        return ""
    if real or other:
        return f": {grouped(movement.became + movement.ended)} of them changed; {', '.join(told)}"
    return f", only because {' and '.join(told)}"


def _size(figure: Figure) -> Fraction:
    """What is compared: the share where the whole itself moves with the number of pairs."""
    if figure.code == "propagation_cost" and figure.of:
        return Fraction(figure.count, figure.of)
    return Fraction(figure.count)


def _told(figure: Figure, *, unknown: bool = True) -> str:
    if figure.code == "propagation_cost":
        return percent(figure.count, figure.of or 0)
    of = "" if figure.of is None else f" of {grouped(figure.of)}"
    open_ = f" ({grouped(figure.unknown)} unknown)" if unknown and figure.unknown else ""
    return f"{grouped(figure.count)}{of}{open_}"
