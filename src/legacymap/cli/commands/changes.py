"""``diff``, ``trend``: what changed between versions of an estate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from legacymap.cli.console import show, tell, write_bytes, write_file
from legacymap.cli.inputs import read_files, read_settings
from legacymap.cli.options import AsJson, Out, PolicyFile
from legacymap.cli.outcome import end

if TYPE_CHECKING:
    from legacymap.errors import Finding
    from legacymap.report.model import Report

_FEWEST: Final = 2


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The earlier inventory: one file.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later inventory: one file.")],
    policy: PolicyFile = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """What changed between two inventories: rows, figures, and that in words.

    Example: legacymap diff 2024.json 2025.json --out changes.html

    Inventories of several files: make one of them first with `legacymap import`. `--out` writes
    HTML, Markdown or a workbook, by its ending.
    """
    from legacymap.analysis.changes import changes
    from legacymap.assessment import estate_of
    from legacymap.inventory import to_json
    from legacymap.report.assessments.changes import changes_report, changes_sections

    settings = read_settings(policy)
    imported = [read_files([file]) for file in (old, new)]
    before, after = (estate_of(one.inventory, settings) for one in imported)
    found = changes(before=before, after=after)
    if out:
        _write(changes_report(found), out)
    if as_json:
        write_bytes(to_json(found))
    elif not out:
        show(changes_sections(found))
    end([finding for one in imported for finding in one.findings])


def trend(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE FILE...", help="One inventory a file, two or more."),
    ],
    policy: PolicyFile = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """How the main figures moved over snapshots, in the order of their dates.

    Example: legacymap trend 2023.json 2024.json 2025.json
    """
    from legacymap.analysis.trend import Moment
    from legacymap.analysis.trend import trend as moved
    from legacymap.assessment import estate_of
    from legacymap.inventory import to_json
    from legacymap.report.assessments.changes import trend_report, trend_sections

    if len(files) < _FEWEST:
        raise typer.BadParameter("name two inventories or more")
    settings = read_settings(policy)
    moments: list[Moment] = []
    findings: list[Finding] = []
    for file in files:
        imported = read_files([file])
        findings += imported.findings
        moments.append(Moment.of(file.name, estate_of(imported.inventory, settings)))
    found = moved(moments)
    if out:
        _write(trend_report(found), out)
    if as_json:
        write_bytes(to_json(found))
    elif not out:
        show(trend_sections(found))
    end(findings)


def _write(report: Report, out: Path) -> None:
    from legacymap.report import RENDERERS, render

    ending = out.suffix.removeprefix(".").lower()
    write_file(out, render(report, ending if ending in RENDERERS else "md"))
    tell(f"The report is in {out}")
