"""How rows become CSV: RFC 4180, UTF-8, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from legacymap.report.cells import guarded

Value = str | int | float | bool | None


def comma_separated(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """``rows`` under ``header``, lines ended by CR LF; ``None`` (unknown) is an empty cell.

    Text that begins like a formula gets a leading single quote; numbers are written as they are.
    """
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow([guarded(name) for name in header])
    lines.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return guarded(value)
    return str(value)
