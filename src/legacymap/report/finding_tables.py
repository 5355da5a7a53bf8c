"""How findings are told: how many of each kind, then the first of them with their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from legacymap.errors import Finding, in_order
from legacymap.report.model import Column, Section, Table
from legacymap.report.wording import counted

_MOST = 200
_SEVERITY = {"info": "remark"}


def findings_section(findings: Sequence[Finding], *, id: str, title: str) -> Section:
    """What was noticed, errors first; rows beyond the first 200 are counted, not shown."""
    ordered = in_order(findings)
    if not ordered:
        return Section(id=id, title=title, paragraphs=("There are no findings.",))
    totals = Counter(finding.severity for finding in ordered)
    return Section(
        id=id,
        title=title,
        paragraphs=(
            f"{counted(totals['error'], 'error')}, {counted(totals['warning'], 'warning')} and"
            f" {counted(totals['info'], 'remark')}. Errors are rows or statements that could not be"
            " used and were left out. Warnings deserve a look. Remarks are for information.",
        ),
        tables=(_sorts(ordered, id), _first(ordered, id)),
    )


def _sorts(findings: Sequence[Finding], id: str) -> Table:
    sorts = Counter((finding.severity, finding.code) for finding in findings)
    order = list(dict.fromkeys((finding.severity, finding.code) for finding in findings))
    return Table(
        id=f"{id}-sorts",
        caption="Findings by kind",
        columns=(
            Column(key="code", label="Kind"),
            Column(key="severity", label="Severity"),
            Column(key="count", label="How many", numeric=True),
        ),
        rows=tuple(
            (code, _SEVERITY.get(severity, severity), sorts[severity, code])
            for severity, code in order
        ),
        total=len(sorts),
        when_empty="There are no findings.",
    )


def _first(findings: Sequence[Finding], id: str) -> Table:
    return Table(
        id=f"{id}-list",
        caption="Findings",
        columns=(
            Column(key="severity", label="Severity"),
            Column(key="where", label="Where"),
            Column(key="message", label="Finding"),
            Column(key="code", label="Kind"),
        ),
        rows=tuple(
            (
                _SEVERITY.get(f.severity, f.severity),
                str(f.where) if f.where else "everywhere",
                _what(f),
                f.code,
            )
            for f in findings[:_MOST]
        ),
        total=len(findings),
        when_empty="There are no findings.",
    )


def _what(finding: Finding) -> str:
    """The message without what the section says of all errors."""
    return finding.message.removesuffix("; the row is rejected")
