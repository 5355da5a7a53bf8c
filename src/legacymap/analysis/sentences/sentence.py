"""One finding in words, with the numbers it states, how much it weighs, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from legacymap.analysis.excerpt import Excerpt

About = Literal[
    "exposure",
    "fragmentation",
    "structure",
    "quality",
    "impact",
    "risk",
    "integration",
    "duplicates",
    "plan",
    "difference",
    "trend",
]
"""The analysis that says it, by the name of its answer."""

Matter = Literal["service", "order", "change", "data", "knowledge"]
MATTERS: Final[dict[Matter, int]] = {
    "service": 5,
    "order": 4,
    "change": 3,
    "data": 3,
    "knowledge": 1,
}
"""What is at stake, and how much that counts: services that people use; what is replaced and when;
what makes changing dear or dangerous; data in several hands; what nobody has written down."""

LEGACY_STATE: Final = "legacy_state"
"""Topic of all that says that nobody says of any system whether it is legacy."""

STEP: Final = 30
"""Weight of one degree of matter, beside up to 100 for the share of the estate that is touched."""

RowsOf = Literal[
    "systems", "services", "dependencies", "data_entities", "cycles", "columns", "pairs", "plan"
]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a sentence rests on: how many of what, the first hundred, and where all of them are."""

    of: RowsOf
    count: int
    first: tuple[str, ...]
    """Ids; dependencies as `consumer -> provider`, pairs of systems as `one / other`."""
    at: str
    """The path of the answer that holds them, such as ``exposure.services``."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One finding in words."""

    about: About
    code: str
    """What kind of sentence it is; the same in every version."""
    topic: str
    """Sentences of one topic say the same of the same: one of them is enough."""
    text: str
    matter: Matter
    weight: int
    """``30 * degree of matter + per cent touched``, 30 to 250."""
    premise: bool
    """To be said before all other sentences of its analysis."""
    count: int | None
    """What the sentence counts, with its denominator and its unknowns; ``None``: it counts none."""
    of: int | None
    unknown: int | None
    rows: Rows


def of_part(label: str, said: Sentence) -> Sentence:
    """``said`` of the part of an estate that is called ``label``, which it names first."""
    return replace(said, text=f"{label}: {said.text}")


def rows(of: RowsOf, items: Iterable[str] | Excerpt[str], *, at: str) -> Rows:
    """The ``items`` (in their final order) that a sentence rests on, to be read ``at`` a path."""
    shown = items if isinstance(items, Excerpt) else Excerpt.of(items)
    return Rows(of, shown.count, shown.first, at)


def sentence(
    about: About,
    code: str,
    text: str,
    *,
    matter: Matter,
    rows: Rows,
    count: int | None = None,
    of: int | None = None,
    unknown: int | None = None,
    topic: str | None = None,
    premise: bool = False,
) -> Sentence:
    """The sentence ``text``, ended and weighed.

    Formula:
        weight = 30 * degree of ``matter`` + round down of 100 * ``count`` / ``of``
    Range:
        30 to 250.
    Degenerate case:
        nothing counted, or out of nothing: the degree alone.
    Source:
        Our own rule.

    Raises:
        ValueError: ``count`` and ``unknown`` are more than there are.
    """
    if of is not None and (count or 0) + (unknown or 0) > of:
        raise ValueError(f"{count} and {unknown} unknown of {of}")
    touched = 100 * (count or 0) // of if of else 0
    return Sentence(
        about=about,
        code=code,
        topic=topic or code,
        text=text if text.endswith(".") else f"{text}.",
        matter=matter,
        weight=STEP * MATTERS[matter] + touched,
        premise=premise,
        count=count,
        of=of,
        unknown=unknown,
        rows=rows,
    )
