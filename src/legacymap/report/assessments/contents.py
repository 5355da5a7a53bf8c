"""How an import is told: what became of every row of every file, and what they hold together."""

from __future__ import annotations

from collections.abc import Sequence

from legacymap.assessment import Contents
from legacymap.inventory import RejectedRow
from legacymap.report.comma_separated import comma_separated
from legacymap.report.finding_tables import findings_section
from legacymap.report.model import Column, Section, Table
from legacymap.report.wording import counted, grouped


def contents_sections(contents: Contents) -> tuple[Section, ...]:
    """What was read, and what was noticed while reading."""
    return (_read(contents), findings_of(contents))


def findings_of(contents: Contents) -> Section:
    """What was noticed while reading."""
    return findings_section(
        contents.findings, id="import-findings", title="Findings about the files"
    )


def _rows_of(what: str, count: int) -> str:
    """The noun of the rows of a table: ``1 data entity``, ``2 data entities``."""
    noun = what.replace("_", " ")
    if count != 1 or not noun.endswith("s") or noun.endswith("ss"):
        return noun
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun[:-1]


def _read(contents: Contents) -> Section:
    rows = sum(file.rows for file in contents.files)
    rejected = sum(file.rejected for file in contents.files)
    return Section(
        id="contents",
        title=f"{counted(contents.systems, 'system')} and"
        f" {counted(contents.dependencies, 'dependency', 'dependencies')} read from"
        f" {counted(len(contents.files), 'file')}",
        paragraphs=(
            f"Besides the systems the inventory holds {counted(contents.parts, 'part')} of systems,"
            f" {counted(contents.actors, 'person or role', 'people or roles')},"
            f" {counted(contents.organisations, 'organisation')},"
            f" {counted(contents.data_entities, 'data entity', 'data entities')} and"
            f" {counted(contents.holdings, 'statement')} of who holds which data.",
            *_people(contents),
            f"Of {counted(rows, 'row')}, {grouped(rejected)} could not be used. Every row is used,"
            " merged into another, or left out with a reason.",
        ),
        tables=(
            Table(
                id="files",
                caption="How many rows of each file were used",
                columns=(
                    Column(key="name", label="File"),
                    Column(key="format", label="Format"),
                    Column(key="rows", label="Rows", numeric=True),
                    Column(key="used", label="Used", numeric=True),
                    Column(key="merged", label="Merged", numeric=True),
                    Column(key="rejected", label="Left out", numeric=True),
                    Column(key="counts", label="What the rows hold"),
                ),
                rows=tuple(
                    (
                        file.name,
                        file.format,
                        file.rows,
                        file.used,
                        file.merged,
                        file.rejected,
                        ", ".join(
                            f"{grouped(count)} {_rows_of(what, count)}"
                            for what, count in sorted(file.counts.items())
                        ),
                    )
                    for file in contents.files
                ),
                total=len(contents.files),
                when_empty="There was no file.",
            ),
        ),
    )


def _people(contents: Contents) -> tuple[str, ...]:
    if not contents.actors:
        return ()
    return (
        "Among the dependencies are those of and on people: they tell who uses what and are no"
        " dependencies between systems.",
    )


def rejects_table(rejects: Sequence[RejectedRow]) -> bytes:
    """The rows that were left out, as CSV: where they stood, why, and what they said."""
    return comma_separated(
        ("file", "line", "row", "reason", "content"),
        (
            (reject.file, reject.line, reject.row, reject.reason, reject.content)
            for reject in rejects
        ),
    )
