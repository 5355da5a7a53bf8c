"""A report as Markdown (CommonMark with the tables of GitHub)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from legacymap.report.legible import CODE, on_one_line
from legacymap.report.model import Cell, Chart, KeyFigure, Report, Said, Section, Table
from legacymap.report.wording import grouped, shown

_MARKUP: Final = re.compile(r"([\\`*\[\]<>|~&$])|((?<!\w)_|_(?!\w))")
_LINE_START: Final = re.compile(r"^(?:([#+=-])(?=[#+=\s-]|$)|(\d+)([.)])(?=\s|$))")


def to_markdown(report: Report) -> bytes:
    """``report`` as UTF-8 Markdown; no name in it is taken for markup."""
    blocks = [f"# {_text(report.title)}"]
    for section in report.sections:
        blocks.extend(_section(section, report))
    return ("\n\n".join(blocks) + "\n").encode()


def _section(section: Section, report: Report) -> Iterator[str]:
    yield f"## {_text(section.title)}"
    if section.said:
        yield "\n".join(_said(finding, report) for finding in section.said)
    yield from (_text(paragraph) for paragraph in section.paragraphs)
    if section.key_figures:
        yield "\n".join(_key_figure(figure) for figure in section.key_figures)
    yield from (_chart(chart) for chart in section.charts)
    for table in section.tables:
        yield f"### {_text(table.caption)}"
        yield _table(table) if table.rows else _text(table.when_empty)
        if table.total > len(table.rows):
            yield f"{grouped(len(table.rows))} of {grouped(table.total)} rows shown."


def _said(finding: Said, report: Report) -> str:
    caption = report.caption(finding.table)
    return f"- {_text(finding.text)}" + (f" (Table: {_text(caption)})" if caption else "")


def _key_figure(figure: KeyFigure) -> str:
    return f"- **{_text(figure.label)}: {_text(shown(figure.value))}** - {_text(figure.note)}"


def _chart(chart: Chart) -> str:
    return f"**{_text(chart.title)}.** {_text(chart.alt)}"


def _table(table: Table) -> str:
    header = _line(_text(column.label) for column in table.columns)
    rule = _line("---:" if column.numeric else "---" for column in table.columns)
    rows = (_line(_cell(cell) for cell in row) for row in table.rows)
    return "\n".join((header, rule, *rows))


def _line(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return "*unknown*" if cell is None else _text(shown(cell))


def _text(text: str) -> str:
    line, parts, done = on_one_line(text), [], 0
    for code in CODE.finditer(line):
        # A bar would end a cell of a table even inside code.
        if "|" not in code[1]:
            parts += [_escaped(line[done : code.start()]), code[0]]
            done = code.end()
    escaped = "".join((*parts, _escaped(line[done:])))
    return _LINE_START.sub(
        lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", escaped
    )


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found.group()}", text)
