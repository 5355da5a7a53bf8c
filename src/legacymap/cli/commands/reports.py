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
    xlsx = "xlsx"
    ods = "ods"
    json = "json"
    jira = "jira"
    msproject = "msproject"
    msproject_csv = "msproject-csv"
    ics = "ics"


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
            " xlsx, ods: a workbook with a sheet for each table; json: the report as data;"
            " jira: issues for Jira's CSV importer; msproject: XML for Microsoft Project,"
            " msproject-csv: its tasks as a table; ics: a calendar of go-lives."
            " Without it, by the ending of --out, else md.",
            show_default=False,
        ),
    ] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Make a report of a plan or an assessment.

    Example: legacymap report plan.json --format html --out plan.html
    """
    chosen = "json" if as_json else (format or _by_ending(out)).value
    content = _made(content_of(plan), plan.name, chosen)
    if out is None:
        write_bytes(content)
    else:
        write_file(out, content)
        tell(f"The report is in {out}")


def _made(content: bytes, file: str, format: str) -> bytes:
    from legacymap.report import SCHEDULES, render, schedule
    from legacymap.report.stored import planned_order, report_of

    if format in SCHEDULES:
        return schedule(planned_order(content, file=file), format)
    return render(report_of(content, file=file), format)


def _by_ending(out: Path | None) -> ReportFormat:
    ending = out.suffix.removeprefix(".").lower() if out else ""
    if ending == "xml":
        return ReportFormat.msproject
    return ReportFormat(ending) if ending in list(ReportFormat) else ReportFormat.md
