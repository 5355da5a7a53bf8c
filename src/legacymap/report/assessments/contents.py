"""How an import is told: what became of every row of every file, and what they hold together."""

from __future__ import annotations

from typing import Final

from legacymap.assessment import Contents
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


def columns_section(contents: Contents) -> Section:
    """What the columns of each table became, for people to confirm."""
    rows = tuple(
        (
            file.name,
            column.header or "(no name)",
            column.column or "left aside",
            _KNOWN_BY[column.known_by],
            "please check" if column.doubtful else "",
        )
        for file in contents.files
        if file.mapping is not None
        for column in file.mapping.columns
    )
    doubtful = sum(bool(row[-1]) for row in rows)
    tables = tuple(
        f"{file.name} was taken for the table {file.mapping.table}: please check."
        for file in contents.files
        if file.mapping is not None and file.mapping.doubtful and file.mapping.table
    )
    return Section(
        id="columns",
        title="What the columns were taken for",
        paragraphs=(
            f"{counted(doubtful, 'column')} may mean something else. To change how a table is read,"
            " write a mapping file (`--save-mapping`), mend it, and hand it over with the tables"
            " (`--mapping`).",
            *tables,
        ),
        tables=(
            Table(
                id="columns",
                caption="Columns of tables",
                columns=(
                    Column(key="file", label="File"),
                    Column(key="header", label="Column"),
                    Column(key="column", label="Read as"),
                    Column(key="known_by", label="Known by"),
                    Column(key="doubt", label="Doubt"),
                ),
                rows=rows,
                total=len(rows),
                when_empty="No file was a table.",
            ),
        ),
    )


_KNOWN_BY: Final[dict[str, str]] = {
    "name": "its name",
    "synonym": "another name for it",
    "format": "the format",
    "stated": "the mapping",
    "kept": "nobody: kept as a property",
    "ignored": "nobody: left aside",
}
