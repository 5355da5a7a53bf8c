"""``import`` and ``export``: from anybody's files to the canonical inventory, and out again."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from legacymap.cli.console import show, tell, write_bytes, write_file
from legacymap.cli.inputs import read_files, suggested
from legacymap.cli.merging import (
    WHOSE_WORD,
    Conflicts,
    MatchesFiles,
    Prefer,
    SaveMatches,
    merging_files,
)
from legacymap.cli.options import AsJson, Files, Out, in_a_folder
from legacymap.cli.outcome import end


class ExportFormat(StrEnum):
    """What an inventory can be written as."""

    canonical = "canonical"
    csv = "csv"
    xlsx = "xlsx"
    ods = "ods"
    konveyor = "konveyor"
    backstage = "backstage"
    structurizr = "structurizr"
    archimate = "archimate"
    cyclonedx = "cyclonedx"
    calm = "calm"
    graphml = "graphml"
    dot = "dot"
    mermaid = "mermaid"


Rejects = Annotated[
    Path | None,
    typer.Option(
        "--rejects",
        metavar="FILE",
        help="Write the rows that were left out, with their reasons. .csv: a list of them;"
        " .zip, .xlsx, .ods: the tables they come from; .json: a canonical document; all but"
        " .csv ready to mend and hand in again over the inventory (--base).",
        callback=in_a_folder,
        show_default=False,
    ),
]
Base = Annotated[
    Path | None,
    typer.Option(
        "--base",
        metavar="FILE",
        help="Lay the files over this inventory: what they do not say stays as it is.",
        show_default=False,
    ),
]
MappingFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--mapping",
        metavar="FILE",
        help="What the columns of tables mean, where their names do not say it.",
        show_default=False,
    ),
]
SaveMapping = Annotated[
    Path | None,
    typer.Option(
        "--save-mapping",
        metavar="FILE",
        help="Write how the tables are read as a mapping file, to look through and mend.",
        callback=in_a_folder,
        show_default=False,
    ),
]


def import_(
    files: Files,
    out: Out = None,
    base: Base = None,
    rejects: Rejects = None,
    mapping: MappingFiles = None,
    save_mapping: SaveMapping = None,
    matches: MatchesFiles = None,
    save_matches: SaveMatches = None,
    prefer: Prefer = None,
    conflicts: Conflicts = None,
    format: Annotated[
        str, typer.Option("--format", help="What the files are: auto, or the name of a reader.")
    ] = "auto",
    as_json: AsJson = False,
) -> None:
    """Read files into one inventory and account for every row.

    Example: legacymap import systems.csv dependencies.csv --out inventory.json

    Without --out nothing is kept: a look at what the files hold.

    A folder stands for all files in it; --base lays files over what was read before:
    legacymap import estate/ costs.xlsx --base inventory.json --out inventory.json

    Ends with 1 if rows were rejected, with 2 if there is nothing to read.
    """
    from legacymap.assessment import contents
    from legacymap.ingest.merging.matches import saved_matches
    from legacymap.inventory import to_json
    from legacymap.report.assessments.contents import columns_section, contents_sections
    from legacymap.report.assessments.suggested_matches import suggestions_sections
    from legacymap.report.exports import to_canonical
    from legacymap.report.rejected_rows import REJECTS_FORMS, Rejected, rejects_file

    everything = [*files, *(mapping or [])]
    if save_mapping:
        # Before reading: a table that nobody knows ends the import, and this is how to name it.
        write_file(save_mapping, suggested(everything))
    decided = merging_files(matches or [], prefer, conflicts)
    imported = read_files(everything, format=format, beside=decided, base=base)
    if out:
        write_file(out, to_canonical(imported.inventory))
    if save_matches:
        write_file(save_matches, saved_matches(decided, imported.suggestions))
    if rejects:
        form = rejects.suffix.lower().removeprefix(".")
        form = form if form in REJECTS_FORMS else "csv"
        write_file(rejects, rejects_file(Rejected.of(imported), form))
    found = contents(imported)
    if as_json:
        write_bytes(to_json(found))
    else:
        read, noticed = contents_sections(found)
        tables = any(file.mapping is not None for file in found.files)
        columns = (columns_section(found),) if tables else ()
        show((read, *columns, *suggestions_sections(found.suggestions), noticed))
        if any(finding.code == "conflicting_value" for finding in imported.findings):
            tell(WHOSE_WORD)
        if out:
            tell(f"The inventory is in {out}")
    end(imported.findings, told=True)


def export(
    files: Files,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="Write to this file.", callback=in_a_folder),
    ],
    format: Annotated[
        ExportFormat,
        typer.Option("--format", help="canonical and csv (a ZIP of tables) lose nothing."),
    ] = ExportFormat.canonical,
    as_json: AsJson = False,
) -> None:
    """Write an inventory for another tool, and say what its format cannot hold.

    Example: legacymap export inventory.json --format csv --out inventory.zip
    """
    from legacymap.inventory import to_json
    from legacymap.report.exports import export as exported

    imported = read_files(files)
    made = exported(imported.inventory, format)
    write_file(out, made.content)
    if as_json:
        account = {
            "file": str(out),
            "bytes": len(made.content),
            "snapshot": imported.inventory.digest,
            "losses": made.losses,
        }
        write_bytes(to_json(account))
    else:
        tell(f"{out}: {len(made.content):,} bytes, content {imported.inventory.digest}")
        for loss in made.losses:
            tell(loss.message)
    end(imported.findings)
