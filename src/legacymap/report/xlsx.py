"""How sheets become an XLSX workbook: every text as text, the same bytes for the same sheets."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from legacymap.report.cells import guarded
from legacymap.report.comma_separated import Value
from legacymap.report.sheets import Sheet, fitting, widths

# A workbook that carried the clock would never equal itself.
_NO_DATE: Final = datetime(1980, 1, 1, tzinfo=UTC)
_EXACT: Final = 10**15
"""Excel keeps fifteen digits of a number; a longer one is written as text."""


def to_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of ``sheets``; text that looks like a formula gets a leading quote, as in CSV.

    Raises:
        LimitExceeded: a cell holds more text than a cell can.
    """
    # Only those who write a workbook pay for loading its writer.
    from xlsxwriter import Workbook

    content = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with Workbook(content, options) as book:
        book.set_properties({"created": _NO_DATE.replace(tzinfo=None)})
        # `@` is the format of text: a cell that is edited stays text.
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"num_format": "@", "bold": True})
        for sheet in fitting(sheets):
            page = book.add_worksheet(sheet.name)
            for column, width in enumerate(widths(sheet)):
                page.set_column(column, column, width)
            page.freeze_panes(1, 0)
            for column, name in enumerate(sheet.header):
                page.write_string(0, column, guarded(name), head)
            for number, row in enumerate(sheet.rows, 1):
                for column, value in enumerate(row):
                    if isinstance(said := _cell(value), str):
                        page.write_string(number, column, said, text)
                    elif said is not None:
                        page.write_number(number, column, said)
    return content.getvalue()


def _cell(value: Value) -> str | float | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return guarded(value) or None
    if value is None or abs(value) < _EXACT:
        return value
    return str(value)
