"""How text reaches people and bytes reach programs: answers on stdout, all else on stderr."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from legacymap.errors import Finding

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from legacymap.report.model import KeyFigure, Section, Table

_MOST_FINDINGS: Final = 50
# Nobody reads more on a screen; `--json` and the written reports hold every row.
_MOST_ROWS: Final = 200
# In a pipe nobody folds lines: wide enough that tables stay tables.
_PIPE_WIDTH: Final = 160
# What of a wide table fits on a screen; its other columns are in the written report.
_ON_SCREEN: Final = {"order": ("wave", "start", "end", "name", "reason")}


def write_bytes(content: bytes) -> None:
    """``content`` on standard output, as it is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def write_file(path: Path, content: bytes) -> None:
    """``content`` into ``path``, whole or not at all; its folder must exist."""
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def tell(message: str) -> None:
    """A remark to the person at the terminal; standard output is for the answer."""
    # Needs nothing that could itself be broken or slow: this is how errors are told.
    line = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in message
    )
    sys.stderr.write(f"{line}\n")


def tell_error(message: str, findings: Sequence[Finding] = ()) -> None:
    """What went wrong, with every place where it did."""
    if len(findings) == 1:
        place = str(findings[0].where or "")
        tell(f"legacymap: {message}" + (f" ({place})" if place and place not in message else ""))
        return
    tell(f"legacymap: {message}")
    for finding in findings[:_MOST_FINDINGS]:
        tell(f"  {finding}")
    if len(findings) > _MOST_FINDINGS:
        tell(f"  and {len(findings) - _MOST_FINDINGS} more")


def show(sections: Iterable[Section], *, tables: Container[str] | None = None) -> None:
    """Sections of a report on standard output, as text and tables.

    With ``tables``, only the tables of these ids, and of sections without any only the title and
    the key figures: the rest is for the written report.
    """
    console = _console()
    for number, section in enumerate(sections):
        if number:
            console.print()
        console.print(_plain(section.title, style="bold underline"))
        shown = [table for table in section.tables if tables is None or table.id in tables]
        if tables is None or shown or not section.tables:
            for finding in section.said:
                console.print(_plain(f"- {finding.text}"))
            for paragraph in section.paragraphs:
                console.print(_plain(paragraph))
        for figure in section.key_figures:
            console.print(_key_figure(figure))
        for table in shown:
            _show_table(console, table)


def _key_figure(figure: KeyFigure) -> Text:
    from rich.text import Text

    from legacymap.report.wording import shown

    label = _visible(f"{figure.label}: {shown(figure.value)}")
    return Text.assemble((label, "bold"), f"  {_visible(figure.note)}")


def _show_table(console: Console, table: Table) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Grid

    from legacymap.report.wording import grouped, shown

    console.print()
    console.print(_plain(table.caption, style="bold"))
    if not table.rows:
        console.print(_plain(table.when_empty))
        return
    grid = Grid(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    keys = _ON_SCREEN.get(table.id)
    columns = [n for n, column in enumerate(table.columns) if not keys or column.key in keys]
    for n in columns:
        justify: Literal["left", "right"] = "right" if table.columns[n].numeric else "left"
        grid.add_column(_plain(table.columns[n].label), justify=justify, overflow="fold")
    rows = table.rows[:_MOST_ROWS]
    for row in rows:
        grid.add_row(*(_plain(shown(row[n])) for n in columns))
    console.print(grid)
    if table.total > len(rows):
        console.print(f"{grouped(len(rows))} of {grouped(table.total)} rows shown")


def _console() -> Console:
    from rich.console import Console

    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    # Names are text: no markup, no emoji codes, no colours by pattern.
    return Console(width=width, markup=False, emoji=False, highlight=False)


def _plain(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(_visible(text), style=style)


def _visible(text: str) -> str:
    from legacymap.report.legible import legible

    return legible(text)
