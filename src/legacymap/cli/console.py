"""How text reaches people and bytes reach programs: answers on stdout, all else on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from legacymap.errors import Finding

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from legacymap.report.model import Section

_MOST_FINDINGS: Final = 50
# In a pipe nobody folds lines: wide enough that tables stay tables.
_PIPE_WIDTH: Final = 160


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
    _console(stderr=True).print(_plain(message), soft_wrap=True)


def tell_error(message: str, findings: Sequence[Finding] = ()) -> None:
    """What went wrong, with every place where it did."""
    tell(f"legacymap: {message}")
    for finding in findings[:_MOST_FINDINGS]:
        tell(f"  {finding}")
    if len(findings) > _MOST_FINDINGS:
        tell(f"  and {len(findings) - _MOST_FINDINGS} more")


def show(sections: Iterable[Section]) -> None:
    """Sections of a report on standard output, as text and tables."""
    from rich.table import Table as Grid
    from rich.text import Text

    from legacymap.report.wording import grouped
    from legacymap.report.wording import shown as in_words

    console = _console(stderr=False)
    for number, section in enumerate(sections):
        if number:
            console.print()
        console.print(_plain(section.title, style="bold underline"))
        for paragraph in section.paragraphs:
            console.print(_plain(paragraph))
        for figure in section.key_figures:
            line = Text.assemble((f"{figure.label}: {in_words(figure.value)}", "bold"))
            console.print(line.append(f"  {_visible(figure.note)}", style="not bold"))
        for table in section.tables:
            console.print()
            console.print(_plain(table.caption, style="bold"))
            if not table.rows:
                console.print(_plain(table.when_empty))
                continue
            grid = Grid(show_edge=False, pad_edge=False, header_style="bold")
            for column in table.columns:
                grid.add_column(
                    _plain(column.label),
                    justify="right" if column.numeric else "left",
                    overflow="fold",
                )
            for row in table.rows:
                grid.add_row(*(_plain(in_words(cell)) for cell in row))
            console.print(grid)
            if table.total > len(table.rows):
                shown, total = grouped(len(table.rows)), grouped(table.total)
                console.print(f"{shown} of {total} rows shown")


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PIPE_WIDTH
    # Names are text: no markup, no emoji codes, no colours by pattern.
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False)


def _plain(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(_visible(text), style=style)


def _visible(text: str) -> str:
    from legacymap.report.legible import legible

    return legible(text)
