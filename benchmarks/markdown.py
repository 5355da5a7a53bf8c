"""Measured tables as Markdown, so that they can be printed and kept alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is text and whose others are figures."""
    marks = ["---", *["---:"] * (len(headings) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (headings, marks, *rows))


def section(title: str, text: str, body: str) -> str:
    """A section with what its table shows."""
    return f"## {title}\n\n{text}\n\n{body}\n"


def per_cent(part: float, whole: float) -> str:
    """``part`` of ``whole`` with two digits; a dash where there is no whole."""
    return f"{100 * part / whole:.2f}" if whole else "-"
