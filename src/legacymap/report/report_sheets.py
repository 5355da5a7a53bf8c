"""A report as the sheets of a workbook: what it says on the first one, then a sheet a table."""

from __future__ import annotations

from collections.abc import Iterator

from legacymap.report.comma_separated import Value
from legacymap.report.model import Report
from legacymap.report.sheets import Sheet


def report_sheets(report: Report) -> Iterator[Sheet]:
    """The sentences and key figures of ``report``, then its tables in the order of the document.

    A table without rows is left out: the first sheet says so in words.
    """
    yield Sheet("Report", ("Section", report.title, "Value", "Note"), tuple(_said(report)))
    for table in report.tables:
        if table.rows:
            header = tuple(column.label for column in table.columns)
            yield Sheet(table.caption, header, table.rows)


def _said(report: Report) -> Iterator[tuple[Value, ...]]:
    for section in report.sections:
        yield (section.title, None, None, None)
        for finding in section.said:
            yield (None, finding.text, None, report.caption(finding.table))
        for paragraph in section.paragraphs:
            yield (None, paragraph, None, None)
        for figure in section.key_figures:
            yield (None, figure.label, figure.value, figure.note)
        for table in section.tables:
            if not table.rows:
                yield (None, table.when_empty, None, None)
            elif table.total > len(table.rows):
                shown = f"the first {len(table.rows):,} of {table.total:,} rows"
                yield (None, table.caption, shown, None)
