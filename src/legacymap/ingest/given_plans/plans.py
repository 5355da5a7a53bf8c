"""A plan in a file that anybody may have made: which form it has, by its content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from legacymap.errors import Finding, InvalidPlan, LimitExceeded, Place, UnreadableFile
from legacymap.ingest.files import decode, signature
from legacymap.ingest.given_plans import jira_issues, konveyor_waves, plan_tables
from legacymap.ingest.limits import Limits, over
from legacymap.ingest.texts.delimited import Records, read_records
from legacymap.ingest.texts.json_text import parse_json
from legacymap.ingest.texts.yaml_text import Lines, core, parse_yaml

LARGEST_YAML: Final = 8 * 2**20
"""Characters: YAML is read slowly, and a plan is short."""
_YAML: Final = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:---|%YAML|-\s+\S|[^,;\t|\n]{1,80}:(?:\s|\Z))")


def read_plan_file(name: str, content: bytes) -> object:
    """The plan in the file called ``name``, in a form that ``check_plan`` takes.

    JSON or YAML (a plan of ours, waves by system, migration waves of Konveyor), or a table (systems
    with a wave or a date, migration waves, issues of Jira).

    Raises:
        UnreadableFile: it is none of these.
        InvalidPlan: the table has no column of waves or dates, or none of systems.
        LimitExceeded: it is too large.
    """
    place = Place(file=name)
    what = "a ZIP archive or a workbook (save it as CSV)" if content[:4] == _ZIP else None
    if what := what or signature(content):
        finding = Finding("error", "unknown_format", f"this is {what}, which holds no plan", place)
        raise UnreadableFile.of([finding], name)
    if content[:4096].removeprefix(_MARK).lstrip()[:1] in (b"{", b"["):
        return plan_in(parse_json(content.removeprefix(_MARK), place, Limits()), place, {})
    text, _ = decode(content, place)
    if _YAML.match(text):
        return _from_yaml(name, text, place)
    records = read_records(text, name, Limits(), _worth)
    if records is None:
        finding = Finding("error", "invalid_plan", "the file is empty", place)
        raise InvalidPlan.of([finding], "not a plan")
    return _from_table(records, place)


_MARK: Final = b"\xef\xbb\xbf"
_ZIP: Final = b"PK\x03\x04"


def plan_in(document: object, place: Place, lines: Lines) -> object:
    """The plan in a parsed document: migration waves as rows, everything else as it is."""
    if konveyor_waves.is_waves(document):
        return konveyor_waves.from_document(document, place, lines)
    return document


def _from_yaml(name: str, text: str, place: Place) -> object:
    if len(text) > LARGEST_YAML:
        what = f"{len(text):,} characters of YAML"
        raise LimitExceeded.of([over("plan_yaml_characters", LARGEST_YAML, what, place)], name)
    found = parse_yaml(text, place, Limits(), scalar=core)
    if len(found) == 1:
        return plan_in(found[0].value, place, found[0].lines)
    # Each document is a wave of its own.
    lines = {f"[{i}]{_below(p)}": n for i, one in enumerate(found) for p, n in one.lines.items()}
    return plan_in([one.value for one in found], place, lines)


def _below(path: str) -> str:
    return path if path.startswith("[") else f".{path}"


def _worth(cells: Sequence[str]) -> int:
    return max(jira_issues.worth(cells), konveyor_waves.worth(cells), plan_tables.worth(cells))


def _from_table(records: Records, place: Place) -> object:
    if jira_issues.is_issues(records.header):
        return jira_issues.from_table(records, place)
    if konveyor_waves.is_table(records.header):
        return konveyor_waves.from_table(records, place)
    return plan_tables.from_table(records, place)
