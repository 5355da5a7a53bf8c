"""How suggested matches are told: which systems of different sources may be one, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from legacymap.inventory.suggestion import Suggestion
from legacymap.report.model import Column, Section, Table
from legacymap.report.wording import counted

_MOST: Final = 100


def suggestions_sections(suggestions: Sequence[Suggestion]) -> tuple[Section, ...]:
    """The pairs to decide on, best first; no section where there is none."""
    if not suggestions:
        return ()
    return (
        Section(
            id="suggestions",
            title=f"{counted(len(suggestions), 'pair')} of systems may be one system",
            paragraphs=(
                "Nothing was merged for these. Save them with `--save-matches`, move each pair to"
                " `accepted` or `refused` in that file, and hand it over with `--matches`.",
            ),
            tables=(_table(suggestions),),
        ),
    )


def _table(suggestions: Sequence[Suggestion]) -> Table:
    return Table(
        id="suggestions",
        caption="Systems of different sources that are probably the same, best first",
        columns=(
            Column(key="score", label="Score", numeric=True),
            Column(key="one", label="System"),
            Column(key="other", label="May be"),
            Column(key="because", label="Because"),
            Column(key="unknown", label="Not stated of both"),
        ),
        rows=tuple(
            (
                suggestion.score,
                _side(suggestion, 0),
                _side(suggestion, 1),
                "; ".join(
                    f"{part.part} {part.percent}: {part.because}" for part in suggestion.parts
                ),
                ", ".join(suggestion.unknown),
            )
            for suggestion in suggestions[:_MOST]
        ),
        total=len(suggestions),
        when_empty="None.",
    )


def _side(suggestion: Suggestion, side: int) -> str:
    system, name = suggestion.systems[side], suggestion.names[side]
    shown = name if system == name else f"{name} ({system})"
    left_out = ", left out" if system in suggestion.left_out else ""
    return f"{shown}, {', '.join(suggestion.files[side])}{left_out}"
