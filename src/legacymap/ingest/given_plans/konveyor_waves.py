"""Migration waves of Konveyor (Tackle): as its hub answers in JSON or YAML, or as a table.

A wave has `name` (may be blank), `startDate`, `endDate` and `applications`, references of `id` and
`name`; an application refers back to its wave as `migrationWave`. Ids are the hub's own numbers:
applications are known by name. Stakeholders are left aside.

Source:
    konveyor/tackle2-hub, ``shared/api``: MigrationWave, Application.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from legacymap.errors import Finding, Place
from legacymap.ingest.given_plans.plan_tables import FINISH, WAVE, ambiguity, cell, column, columns
from legacymap.ingest.texts.delimited import Records
from legacymap.ingest.texts.written_dates import DayOrder, day_order, written_day
from legacymap.ingest.texts.yaml_text import Lines
from legacymap.ingest.vocabulary.headers import normal
from legacymap.planning.given import GivenPlan, GivenRow

FORMAT: Final = "Konveyor migration waves"
_WRAPPERS: Final = ("migrationWaves", "migrationwaves", "items", "data", "results")
_DATES: Final = ("startDate", "endDate")
_LISTED: Final = ("applications", "applicationnames")
_WAVE_NAME: Final = (*WAVE, "name")
_BETWEEN: Final = re.compile(r"[;,|\n]")
_SURE: Final = DayOrder(day_first=True, sure=True)


def is_waves(document: object) -> bool:
    """Whether ``document`` is a wave, a list of them, or of applications that name their wave."""
    return any(True for _ in _waves(document, "")) or any(
        isinstance(one.get("migrationWave"), Mapping) for _, one in _objects(document, "")
    )


def from_document(document: object, place: Place, lines: Lines) -> GivenPlan:
    """The plan in what the hub answered."""
    waves = list(_waves(document, ""))
    rows: list[GivenRow] = []
    findings: list[Finding] = []
    for path, found in waves:
        applications = found.get("applications")
        listed = applications if isinstance(applications, list) else []
        if not listed:
            message = f"the wave {_text(found.get('name')) or path!r} holds no applications"
            findings.append(Finding("info", "empty_wave", message, _at(place, path, lines)))
        for i, application in enumerate(listed):
            at = _at(place, f"{path}.applications[{i}]".lstrip("."), lines)
            rows.append(_row(application, found, at))
    if not waves:
        for path, application in _objects(document, ""):
            wave = application.get("migrationWave")
            known = wave if isinstance(wave, Mapping) else {}
            rows.append(_row(application, known, _at(place, path, lines)))
    return GivenPlan(format=FORMAT, rows=tuple(rows), findings=tuple(findings))


def _row(application: object, wave: Mapping[str, object], place: Place) -> GivenRow:
    name = application.get("name") if isinstance(application, Mapping) else application
    ends = written_day(_text(wave.get("endDate")), _SURE)
    called = _text(name)
    return GivenRow(
        place=place,
        named=((called,),) if called else (),
        wave=_text(wave.get("name")) or None,
        finish=ends or written_day(_text(wave.get("startDate")), _SURE),
    )


def _waves(document: object, path: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    for at, one in _objects(document, path):
        if "applications" in one and any(key in one for key in _DATES):
            yield at, one


def _objects(document: object, path: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The objects in a list, in a wrapper around a list, or the one that ``document`` is."""
    if isinstance(document, Mapping):
        wrapped = next((key for key in _WRAPPERS if isinstance(document.get(key), list)), None)
        if wrapped is not None:
            yield from _objects(document[wrapped], wrapped)
        else:
            yield path, document
    elif isinstance(document, list):
        yield from (
            (f"{path}[{i}]", one) for i, one in enumerate(document) if isinstance(one, Mapping)
        )


def _at(place: Place, path: str, lines: Lines) -> Place:
    return replace(place, path=path or None, line=lines.get(path))


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def worth(cells: Sequence[str]) -> int:
    """How many of ``cells`` head a column of a table of waves."""
    known = (*_LISTED, *_WAVE_NAME, *FINISH, "startdate")
    return sum(normal(cell) in known for cell in cells)


def is_table(header: Sequence[str]) -> bool:
    """Whether a table lists the applications of each wave in one cell."""
    named = columns(header, _WAVE_NAME) or columns(header, FINISH)
    return bool(columns(header, _LISTED) and named)


def from_table(records: Records, place: Place) -> GivenPlan:
    """The plan in a table with one row a wave and its applications in one cell."""
    listed = columns(records.header, _LISTED)[0]
    name, end = column(records.header, _WAVE_NAME), column(records.header, FINISH)
    written = [cell(row, end) for row in records.cells]
    order = day_order(written)
    rows = tuple(
        GivenRow(
            place=replace(place, line=line),
            named=((application,),),
            wave=cell(row, name) or None,
            finish=written_day(cell(row, end), order),
        )
        for line, row in zip(records.lines, records.cells, strict=True)
        for application in _applications(cell(row, listed))
    )
    return GivenPlan(format=FORMAT, rows=rows, findings=ambiguity(written, order, place))


def _applications(listed: str) -> Iterator[str]:
    yield from (part.strip() for part in _BETWEEN.split(listed) if part.strip())
