"""How tables would be read, as a mapping file for people to look through, mend and keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from legacymap.errors import InvalidInput
from legacymap.ingest.containers.opening import unpacked
from legacymap.ingest.files import InputFile, Source, signature, sources
from legacymap.ingest.limits import Limits
from legacymap.ingest.mapped_tables import apart
from legacymap.ingest.mappings import IGNORED, TableRule, as_toml
from legacymap.ingest.readers import READERS
from legacymap.ingest.vocabulary.headers import known_by, normal, recognise

_TABLE: Final = "csv"
_Suggested = tuple[str, TableRule, frozenset[str]]


def suggested_mapping(files: Sequence[InputFile], limits: Limits | None = None) -> bytes:
    """A mapping file for all tables in ``files`` that are of no format of their own.

    Columns whose names may mean something else are marked. A table of no known header is there too,
    as `ignored`, to be filled in. Rules of mapping files among ``files`` stay as they are.

    Raises:
        InvalidInput: some archive, workbook or mapping file cannot be opened.
    """
    errors: list[InvalidInput] = []
    given = apart(unpacked(sources(files, limits or Limits()), errors), errors)
    if errors:
        raise errors[0]
    tables = [source for source in given.sources if source.header and _is_table(source)]
    alike = Counter(frozenset(map(normal, source.header)) for source in tables)
    found: list[_Suggested] = []
    for source in tables:
        rule = given.mappings.rule(source.header, source.name)
        if rule is not None:
            if all(rule is not known for _, known, _ in found):
                found.append((source.name, rule, frozenset()))
            continue
        shares = alike[frozenset(map(normal, source.header))] > 1
        found.append(_suggested(source, source.name.rsplit("/", 1)[-1] if shares else None))
    return as_toml(found)


def _is_table(source: Source) -> bool:
    if source.sheet is None and signature(source.content):
        return False
    detected = next((name for name, reader in READERS.items() if reader.detect(source)), None)
    return detected == _TABLE


def _suggested(source: Source, file: str | None) -> _Suggested:
    cells = source.header
    header = recognise(cells, source.name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    named = [cell for cell in cells if cell.strip()]
    if header is None:
        rule = TableRule(header=tuple(named) or ("?",), file=file, table=IGNORED)
        return (source.name, rule, frozenset({""}))
    columns: dict[str, str] = {}
    doubtful: set[str] = {""} if header.doubtful else set()
    for cell, column in zip(cells, header.columns, strict=True):
        if not cell.strip() or cell in columns:
            continue
        columns[cell] = ".".join(column) if column else f"properties.{cell.strip()}"
        if column and known_by(header.table, cell, column)[1]:
            doubtful.add(cell)
    rule = TableRule.model_validate(
        {"header": tuple(named), "file": file, "table": header.table, "columns": columns}
    )
    return (source.name, rule, frozenset(doubtful))
