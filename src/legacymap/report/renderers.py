"""In which formats a report can be had: one row a format, ``Report`` in and bytes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from legacymap.errors import UnknownFormat
from legacymap.inventory import to_json
from legacymap.report.comma_separated import comma_separated
from legacymap.report.html import to_html
from legacymap.report.markdown import to_markdown
from legacymap.report.model import Report
from legacymap.report.ods import to_ods
from legacymap.report.report_sheets import report_sheets
from legacymap.report.sheets import ODS_TYPE, XLSX_TYPE
from legacymap.report.xlsx import to_xlsx


def order_table(report: Report) -> bytes:
    """The replacement order of ``report`` as one CSV table; its other tables are in the rest."""
    table = report.table(report.order)
    return comma_separated([column.key for column in table.columns], table.rows)


RENDERERS: Final[dict[str, Callable[[Report], bytes]]] = {
    "json": to_json,
    "md": to_markdown,
    "html": to_html,
    "csv": order_table,
    "xlsx": lambda report: to_xlsx(report_sheets(report)),
    "ods": lambda report: to_ods(report_sheets(report)),
}

MEDIA_TYPES: Final[dict[str, str]] = {
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": XLSX_TYPE,
    "ods": ODS_TYPE,
}


def render(report: Report, format: str) -> bytes:
    """``report`` in ``format``, one of :data:`RENDERERS`.

    Raises:
        UnknownFormat: no renderer goes by that name.
    """
    if format not in RENDERERS:
        raise UnknownFormat(f"no report format {format!r}; there are {', '.join(RENDERERS)}")
    return RENDERERS[format](report)
