"""How a workspace in the Structurizr DSL is read: like its JSON export, with lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.formats.structurizr import reading_of
from legacymap.ingest.formats.structurizr_dsl.statements import statements
from legacymap.ingest.formats.structurizr_dsl.workspace import Workspace
from legacymap.ingest.json_items import listed
from legacymap.ingest.readings import Reading

_WORKSPACE: Final = re.compile(rb"(?mi)^[ \t]*workspace\b[^\n{]*\{[ \t]*(?://[^\n]*)?\r?$")
_MODEL: Final = re.compile(rb"(?mi)^[ \t]*model[ \t]*\{[ \t]*(?://[^\n]*)?\r?$")


def is_structurizr_dsl(source: Source) -> bool:
    """Whether the file opens a workspace with a model."""
    if source.sheet is not None or source.looks_like_json or source.looks_like_xml:
        return False
    content = source.content
    if b"{" not in content or b"workspace" not in content.lower():
        return False  # a pattern takes its time on large files of other formats
    return _WORKSPACE.search(content) is not None and _MODEL.search(content) is not None


def read_structurizr_dsl(source: Source) -> tuple[Reading, ...]:
    """The elements and relationships of the workspace.

    Raises:
        UnreadableFile: it is no text, a quote or block never ends, or there is no model.
        LimitExceeded: blocks stand too deep in blocks.
    """
    text, guessed = source.decoded
    workspace = Workspace(source.name, source.limits)
    workspace.read(statements(text, source.name))
    relationships = workspace.relationships()
    if not workspace.model:
        message = "holds no model: `workspace { model { ... } }` with people or software systems"
        finding = Finding("error", "misshapen_document", message, Place(file=source.name))
        raise UnreadableFile.of([finding], source.name)
    reading = reading_of(
        source,
        workspace.document,
        workspace.model,
        "model",
        lines=workspace.lines,
        relationships=relationships,
    )
    return (
        replace(
            reading,
            format="structurizr_dsl",
            rejects=(*reading.rejects, *workspace.rejects),
            findings=(
                *guessed,
                *reading.findings,
                *workspace.findings,
                *_skipped(workspace.skipped, source.name),
            ),
        ),
    )


def _skipped(skipped: Counter[str], file: str) -> Iterator[Finding]:
    if skipped:
        message = f"what says nothing about the estate was left aside: {listed(skipped)}"
        yield Finding("info", "parts_kept_aside", message, Place(file=file))
