"""Which tables mapping files speak of, and how those are read: the files lie among the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from legacymap.errors import Finding, InvalidInput, Place
from legacymap.ingest.files import Source
from legacymap.ingest.formats.tables import read_aside, table_reading
from legacymap.ingest.mappings import IGNORED, Mappings, TableRule, is_mapping, read_mapping
from legacymap.ingest.readings import STATED, Reading


@dataclass(frozen=True, slots=True)
class Sorted:
    """The input without its mapping files, those files' rules, and the account of each file."""

    sources: tuple[Source, ...]
    mappings: Mappings
    accounts: tuple[Reading, ...]


def apart(sources: Iterable[Source], errors: list[InvalidInput]) -> Sorted:
    """``sources`` with the mapping files taken out; one that is broken is put into ``errors``."""
    given: list[Source] = []
    files: list[tuple[Source, tuple[TableRule, ...]]] = []
    for source in sources:
        if source.sheet is not None or not is_mapping(source.content):
            given.append(source)
            continue
        try:
            files.append((source, read_mapping(source.name, source.content).tables))
        except InvalidInput as error:
            errors.append(error)
    headers = [(source.header, source.name) for source in given] if files else []
    return Sorted(
        tuple(given),
        Mappings(tuple(rule for _, rules in files for rule in rules)),
        tuple(_account(source, rules, headers) for source, rules in files),
    )


def _account(
    source: Source, rules: Sequence[TableRule], headers: Sequence[tuple[tuple[str, ...], str]]
) -> Reading:
    """A mapping file has no rows; a rule for which there is no table may be misspelt."""
    unused = tuple(
        Finding(
            "info",
            "mapping_unused",
            "no table here has this header",
            Place(file=source.name, path=f"tables[{index}]"),
        )
        for index, rule in enumerate(rules)
        if not any(header and rule.fits(header, name) for header, name in headers)
    )
    return Reading(
        file=source.name,
        format="mapping",
        digest=source.digest,
        namespace=source.namespace,
        is_model=True,
        findings=unused,
        counts={"tables_described": len(rules)},
    )


def read_mapped(
    sources: Iterable[Source], mappings: Mappings, errors: list[InvalidInput]
) -> tuple[list[Source], list[Reading]]:
    """The files that no rule is about, and the readings of the others."""
    left: list[Source] = []
    readings: list[Reading] = []
    for source in sources:
        rule = mappings.rule(source.header, source.name) if mappings.rules else None
        try:
            if rule is None:
                left.append(source)
            else:
                readings.append(_read(source, rule))
        except InvalidInput as error:
            errors.append(error)
    return left, readings


def _read(source: Source, rule: TableRule) -> Reading:
    records = source.records
    assert records is not None  # noqa: S101 - the rule was found by the header
    if rule.table == IGNORED:
        return read_aside(source, records)
    reading = table_reading(source, records, rule.as_header(records.header), rule)
    return replace(reading, namespace=f"{STATED}{rule.ids}") if rule.ids else reading
