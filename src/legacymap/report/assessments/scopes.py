"""How the part of an estate that an answer is about is told, before the answer."""

from __future__ import annotations

from legacymap.analysis.scope import Scope
from legacymap.report.model import Section
from legacymap.report.wording import counted, grouped, verb

_STATED = {"owner": "owner", "service_line": "partition", "tag": "tag"}


def scope_sections(scope: Scope | None) -> tuple[Section, ...]:
    """Which part it is and how much of the estate; no section for the whole."""
    if scope is None:
        return ()
    silent = scope.unstated
    return (
        Section(
            id="scope",
            title=f"{scope.label}: {grouped(scope.systems)} of {counted(scope.of, 'system')}",
            paragraphs=(
                f"Listed and counted: {scope.rule}. What they reach, and who reaches them, is"
                " followed through the whole estate."
                + (
                    f" {counted(silent, 'system')} {verb(silent, 'states', 'state')} no"
                    f" {_STATED[scope.by]}: where they belong is not known."
                    if silent
                    else ""
                ),
            ),
        ),
    )
