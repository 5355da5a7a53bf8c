"""What changed from one estate to another: its rows, its figures, and that in words."""

from __future__ import annotations

from dataclasses import dataclass

from legacymap.analysis.difference import FieldChange, TableDifference, difference
from legacymap.analysis.estate import Estate
from legacymap.analysis.figure_changes import FigureChange, change_sentences, figure_changes
from legacymap.analysis.figures import figures
from legacymap.analysis.sentences import Sentence, ranked, rows, sentence
from legacymap.analysis.sentences.wording import grouped, listed


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything in which ``after`` is not ``before``; the two are digests."""

    before: str
    after: str
    heading: tuple[FieldChange, ...]
    tables: dict[str, TableDifference]
    """By table, only those that differ."""
    figures: tuple[FigureChange, ...]
    sentences: tuple[Sentence, ...]


def changes(*, before: Estate, after: Estate) -> Changes:
    """What changed from ``before`` to ``after``, in rows, figures and words.

    A figure that moved although nobody changed is said to have moved because more is known, or
    because systems came into the inventory or left it.
    """
    rows_ = difference(before=before.inventory, after=after.inventory)
    same = rows_.before == rows_.after
    old = figures(before)
    moved = figure_changes(old, old if same else figures(after))
    return Changes(
        rows_.before,
        rows_.after,
        rows_.heading,
        rows_.tables,
        moved,
        ranked((_rows_told(rows_.tables), *change_sentences(moved, "difference"))),
    )


def _rows_told(tables: dict[str, TableDifference]) -> Sentence:
    told = [
        f"{table.replace('_', ' ')}: {listed(_counts(found))}" for table, found in tables.items()
    ]
    return sentence(
        "difference",
        "rows_changed",
        "; ".join(told)[:1].upper() + "; ".join(told)[1:]
        if told
        else "No row differs between the two inventories",
        matter="knowledge",
        premise=True,
        rows=rows("columns", list(tables), at="difference.tables"),
    )


def _counts(found: TableDifference) -> list[str]:
    counts = (("added", found.added), ("removed", found.removed), ("changed", found.changed))
    return [f"{grouped(which.count)} {word}" for word, which in counts if which.count]
