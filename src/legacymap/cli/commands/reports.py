"""``report``: a stored plan or assessment in a format that people or spreadsheets read."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from legacymap.cli.console import tell, write_bytes, write_file
from legacymap.cli.inputs import content_of
from legacymap.cli.options import AsJson, Out


class ReportFormat(StrEnum):
    """What a report can be written as."""

    html = "html"
    md = "md"
    csv = "csv"
    json = "json"


def report(
    plan: Annotated[
        Path,
        typer.Argument(metavar="PLAN", help="A plan.json or an assessment.json, as written here."),
    ],
    format: Annotated[
        ReportFormat | None,
        typer.Option(
            "--format",
            help="html: one page for people; md: the same as text; csv: the order as a table;"
            " json: the report as data. Without it, by the ending of --out, else md.",
            show_default=False,
        ),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Make a report of a plan or an assessment.

    Example: legacymap report plan.json --format html --out plan.html
    """
    from legacymap.report import render
    from legacymap.report.stored import report_of

    chosen = "json" if as_json else (format or _by_ending(out)).value
    content = render(report_of(content_of(plan), file=plan.name), chosen)
    if out is None:
        write_bytes(content)
    else:
        write_file(out, content)
        tell(f"The report is in {out}")


def _by_ending(out: Path | None) -> ReportFormat:
    ending = out.suffix.removeprefix(".").lower() if out else ""
    return ReportFormat(ending) if ending in list(ReportFormat) else ReportFormat.md
