"""Issues that Jira exported as CSV, where labels, components or summaries name the systems.

Columns repeat (one for each label, sprint, version), fields that a site added stand as `Custom
field (Name)`, and dates follow the settings of whoever exported. An issue's wave is its field
`Wave`, else its fix version, else its due date, else its sprint.

Source:
    Atlassian, "Export search results to a CSV file" and "Import data from a CSV file", 2024.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from legacymap.errors import Finding, Place
from legacymap.ingest.given_plans.plan_tables import ambiguity
from legacymap.ingest.texts.delimited import Records
from legacymap.ingest.texts.written_dates import DayOrder, day_order, written_day
from legacymap.ingest.vocabulary.cells import text
from legacymap.planning.answers.given_waves import number_in
from legacymap.planning.given import GivenPlan, GivenRow

FORMAT: Final = "Jira issues"
ASIDE: Final = {
    "legacymap-wave": "a wave",
    "legacymap-interface": "an interim interface",
    "legacymap-switch-off": "a switch-off",
}
"""Labels that our own export puts on issues that are no go-live."""

_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "system": (
        *("system", "systemid", "systemname", "application", "applicationid", "applicationname"),
        *("app", "affectedsystem", "affectedsystems", "affectedservices", "configurationitem"),
    ),
    "labels": ("labels", "label"),
    "components": ("component", "components"),
    "summary": ("summary",),
    "wave": ("wave", "wavenumber", "wavename", "migrationwave"),
    "version": ("fixversion", "fixversions"),
    "sprint": ("sprint", "sprints"),
    "finish": (
        *("golive", "golivedate", "targetend", "plannedend", "plannedenddate", "enddate"),
        *("duedate", "due"),
    ),
    "start": ("targetstart", "plannedstart", "plannedstartdate", "startdate"),
    "type": ("issuetype", "worktype", "workitemtype"),
    "key": ("issuekey", "issueid", "workitemid", "workitemkey", "key"),
}
_KNOWN: Final = {name: field for field, names in _FIELDS.items() for name in names}
_CUSTOM: Final = re.compile(r"\s*custom field \((.*)\)\s*\Z", re.IGNORECASE | re.DOTALL)
_BETWEEN_LABELS: Final = re.compile(r"[\s,]+")


def field_of(header: str) -> str | None:
    """What a column holds: ``Custom field (Target end)`` and ``Due date`` are both the finish."""
    return _KNOWN.get(_bare(header))


def _bare(header: str) -> str:
    custom = _CUSTOM.match(header)
    return re.sub(r"[\W_]+", "", (custom[1] if custom else header).casefold())


def worth(cells: Sequence[str]) -> int:
    """How many of ``cells`` head a column of issues."""
    return sum(field_of(cell) is not None for cell in cells)


def is_issues(header: Sequence[str]) -> bool:
    """Whether the columns are those of issues: a summary, and a key or a type."""
    fields = {field_of(cell) for cell in header}
    return "summary" in fields and bool({"key", "type", "version", "sprint"} & fields)


def from_table(records: Records, place: Place) -> GivenPlan:
    """The plan in an export of issues."""
    columns = [field_of(cell) for cell in records.header]
    # What was planned last stands before what Jira fills in by itself.
    ranks = [_rank(header) for header in records.header]
    issues = [_Issue(columns, ranks, row) for row in records.cells]
    written = [day for issue in issues for day in (*issue.all("finish"), *issue.all("start"))]
    order = day_order(written)
    findings = list(ambiguity(written, order, place))
    rows = []
    for issue, line in zip(issues, records.lines, strict=True):
        at = replace(place, line=line)
        rows.append(_row(issue, at, order))
        findings.extend(_several(issue, at))
    findings.extend(_only_started(issues, records, place))
    return GivenPlan(format=FORMAT, rows=tuple(rows), severity="warning", findings=tuple(findings))


def _rank(header: str) -> int:
    field = field_of(header)
    return _FIELDS[field].index(_bare(header)) if field else 0


class _Issue:
    """The cells of one row by what they hold."""

    def __init__(
        self, columns: Sequence[str | None], ranks: Sequence[int], row: Sequence[str]
    ) -> None:
        cells = zip(columns, ranks, row, strict=False)
        filled = [(field, rank, text(c.strip())) for field, rank, c in cells if field and c.strip()]
        self._filled = sorted(filled, key=lambda cell: cell[1])

    def all(self, field: str) -> list[str]:
        """Everything that is given for ``field``, the surest column first."""
        return [cell for name, _, cell in self._filled if name == field]

    @property
    def wave(self) -> str | None:
        """What the issue says of its wave, without dates."""
        versions = self.all("version")
        numbered = [version for version in versions if number_in(version) is not None]
        for found in (self.all("wave"), numbered, versions, self.all("sprint")):
            if found:
                return found[-1]
        return None


def _row(issue: _Issue, place: Place, order: DayOrder) -> GivenRow:
    labels = issue.all("labels")
    split = [part for label in labels for part in _BETWEEN_LABELS.split(label) if part]
    aside = next((ASIDE[label] for label in split if label in ASIDE), None)
    summary = " ".join(issue.all("summary"))
    groups = (
        tuple(issue.all("system")),
        tuple(dict.fromkeys((*labels, *split))),
        tuple(issue.all("components")),
        (summary,) if summary else (),
    )
    written = [*issue.all("finish"), *issue.all("start")]
    days = [day for text in written if (day := written_day(text, order)) is not None]
    # A text that is no day, such as Q3 2027, is at least a name.
    wave = issue.wave or (written[0] if written and not days else None)
    return GivenRow(
        place=place,
        named=tuple(group for group in (_below(issue), *groups) if group is not None),
        sentence=summary or None,
        wave=wave,
        finish=days[0] if days else None,
        aside=aside,
    )


def _below(issue: _Issue) -> tuple[str, ...] | None:
    """An empty group before the names of a sub-task: its parent is surer than it."""
    types = "".join(issue.all("type")).casefold()
    return () if re.sub(r"[\W_]+", "", types) == "subtask" else None


def _several(issue: _Issue, place: Place) -> list[Finding]:
    versions = list(dict.fromkeys(issue.all("version")))
    if len(versions) < 2 or issue.all("wave"):
        return []
    message = f"has several fix versions ({', '.join(versions[:5])}); {issue.wave!r} was taken"
    return [Finding("warning", "several_versions", message, place)]


def _only_started(issues: Sequence[_Issue], records: Records, place: Place) -> list[Finding]:
    lines = [
        line
        for issue, line in zip(issues, records.lines, strict=True)
        if issue.all("start") and not issue.all("finish") and not issue.wave
    ]
    if not lines:
        return []
    message = (
        f"{len(lines)} of {len(issues)} issues have a start date and neither a due date nor a"
        " version: they were taken as finished in the wave in which they start"
    )
    return [Finding("warning", "only_a_start", message, replace(place, line=lines[0]))]
