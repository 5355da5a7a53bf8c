"""From loose rows to valid records: every problem of every row, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from pydantic import ValidationError

from legacymap.errors import Finding, Place
from legacymap.inventory.faults import fault
from legacymap.inventory.records import Record

R = TypeVar("R", bound=Record)

AS_RECORDS: Final[Mapping[str, str]] = {
    "committed": '{"name": "Move to the cloud", "end": "2027-12"}',
    "evidence": '[{"source": "CMDB", "how": "declared", "as_of": "2026-01"}]',
    "modernisation_plan": '{"milestones": true, "work": false}',
    "properties": '{"cost centre": "0123"}',
    "risk": '{"likelihood": {"L1": 3}, "impact": {"C1": 2}}',
}
"""How columns are written that hold records and no words: who writes a text there is shown it."""


@dataclass(frozen=True, slots=True)
class Row(Generic[R]):
    """A valid record and the place it came from."""

    record: R
    place: Place


@dataclass(frozen=True, slots=True)
class LooseRow:
    """What a reader found, before anybody checked it: column names already the canonical ones."""

    values: Mapping[str, object]
    place: Place


def read_rows(
    model: type[R],
    rows: Iterable[LooseRow],
    undeclared: Mapping[tuple[str | None, str], int] = MappingProxyType({}),
) -> tuple[tuple[Row[R], ...], tuple[Finding, ...]]:
    """The rows that are valid records of ``model``, and a finding for each problem of the others.

    Keys that ``model`` does not declare move to ``properties`` and are reported once per file. A
    row with any problem is rejected as a whole: half a row would be a guess. ``undeclared`` counts
    rows elsewhere by file and such a key.
    """
    good: list[Row[R]] = []
    findings: list[Finding] = []
    unknown = dict(undeclared)
    fields = frozenset(model.model_fields)
    for row in rows:
        known, extra = split(fields, row.values)
        for key in extra:
            unknown[row.place.file, key] = unknown.get((row.place.file, key), 0) + 1
        try:
            good.append(Row(model.model_validate(known), row.place))
        except ValidationError as error:
            findings.extend(_problems(error, row))
    findings.extend(
        Finding(
            "info",
            "unknown_field",
            f"column {key!r} is not part of the {model.__name__} table; kept in properties"
            f" ({count} {'row' if count == 1 else 'rows'})",
            Place(file=file, column=key),
        )
        for (file, key), count in unknown.items()
    )
    return tuple(good), tuple(findings)


def split(
    fields: frozenset[str], values: Mapping[str, object]
) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Declared fields (blanks dropped), and what is not declared, which also goes to properties."""
    if values.keys() <= fields and None not in values.values() and "" not in values.values():
        return values, {}
    known: dict[str, object] = {}
    extra: dict[str, object] = {}
    for key, value in values.items():
        if value is None or value == "":
            continue
        (known if key in fields else extra)[key] = value
    given = known.get("properties", {})
    if extra and "properties" in fields and isinstance(given, dict):
        known["properties"] = {**extra, **given}
    return known, extra


def _problems(error: ValidationError, row: LooseRow) -> Iterable[Finding]:
    given = row.values.get("id")
    for problem in error.errors(include_url=False):
        column = ".".join(str(part) for part in problem["loc"])
        said = problem["input"]
        shown = f" (found {str(said)[:60]!r})" if problem["type"] != "missing" else ""
        place = Place(
            file=row.place.file,
            line=row.place.line,
            row=row.place.row,
            column=column,
            id=row.place.id or (str(given) if given is not None else None),
            path=row.place.path,
        )
        wrong = fault(problem["type"], problem["msg"], problem.get("ctx", {}))
        if isinstance(said, str) and column in AS_RECORDS:
            wrong += f" such as {AS_RECORDS[column]}, in a table as JSON in the cell"
        joint = " " if wrong.startswith(("must ", "is ")) else ": "
        message = f"{column}{joint}{wrong}{shown}; the row is rejected"
        yield Finding("error", "invalid_row", message, place)
