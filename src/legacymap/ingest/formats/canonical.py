"""How the canonical JSON document is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import JsonValue

from legacymap.errors import Finding, Place, UnreadableFile
from legacymap.ingest.files import Source
from legacymap.ingest.readings import HEADING, Reading
from legacymap.inventory import FORMAT, REASON, TABLES, Heading, LooseRow, RejectedRow
from legacymap.inventory.tables import canonical_text

_HEADING_FIELDS: Final = tuple(Heading.model_fields)


def is_canonical(source: Source) -> bool:
    """Whether the file says that it is an inventory document, of whatever version."""
    if not source.looks_like_json:
        return False
    document = source.document
    said = document.get("format") if isinstance(document, dict) else None
    return isinstance(said, str) and said.startswith("legacymap-inventory/")


def read_canonical(source: Source) -> tuple[Reading, ...]:
    """The rows of the document's tables; an item that is no object is rejected.

    Raises:
        UnreadableFile: the document is of another format or version, or a table is no list.
    """
    document = source.document
    problems = tuple(_misshapen(document, source.name))
    if problems or not isinstance(document, dict):
        raise UnreadableFile.of(problems, source.name)
    rows: dict[str, tuple[LooseRow, ...]] = {}
    rejects: list[RejectedRow] = []
    for table in TABLES:
        items = document.get(table)
        if isinstance(items, list):
            rows[table] = tuple(_objects(items, table, source.name, rejects))
    heading = {key: document[key] for key in _HEADING_FIELDS if document.get(key) is not None}
    if heading:
        rows[HEADING] = (LooseRow(heading, Place(file=source.name, path="$")),)
    name = document.get("name")
    return (
        Reading(
            file=source.name,
            format="canonical",
            digest=source.digest,
            namespace=f"inventory {name}" if isinstance(name, str) else source.namespace,
            is_model=True,
            rows=rows,
            rejects=tuple(rejects),
            findings=(*_unknown_keys(document, source.name), *_rejections(rejects)),
            counts={table: len(found) for table, found in rows.items()},
            original=lambda place: _text_at(document, place.path or "$"),
        ),
    )


def _misshapen(document: JsonValue, file: str) -> Iterator[Finding]:
    if not isinstance(document, dict):
        yield _wrong(file, "$", "an inventory document is a JSON object")
        return
    said = document.get("format")
    if said != FORMAT:
        yield _wrong(file, "format", f"{str(said)[:60]!r} is not read; this reads {FORMAT!r}")
    if "systems" not in document:
        yield _wrong(file, "systems", "the document has no table `systems`")
    for table in TABLES:
        if not isinstance(document.get(table, []), list):
            yield _wrong(file, table, f"`{table}` is no list")


def _wrong(file: str, path: str, message: str) -> Finding:
    return Finding("error", "misshapen_document", message, Place(file=file, path=path))


def _objects(
    items: list[JsonValue], table: str, file: str, rejects: list[RejectedRow]
) -> Iterator[LooseRow]:
    for index, item in enumerate(items):
        path = f"{table}[{index}]"
        if isinstance(item, dict):
            said = {key: item[key] for key in item if key != REASON} if REASON in item else item
            yield LooseRow(said, Place(file=file, path=path))
        else:
            reason = f"{path} is no object; the row is rejected"
            content = canonical_text(item)
            rejects.append(RejectedRow(file, None, index + 1, reason, content, table))


def _rejections(rejects: list[RejectedRow]) -> Iterator[Finding]:
    for reject in rejects:
        path = reject.reason.split(" ", 1)[0]
        yield Finding("error", "invalid_row", reject.reason, Place(file=reject.file, path=path))


def _unknown_keys(document: dict[str, JsonValue], file: str) -> Iterator[Finding]:
    for key in document:
        if key not in ("format", REASON, *_HEADING_FIELDS, *TABLES):
            message = f"the key {key!r} is not part of {FORMAT}; it was left out"
            yield Finding("warning", "unknown_field", message, Place(file=file, path=key))


def _text_at(document: dict[str, JsonValue], path: str) -> str:
    if path == "$":
        return canonical_text({key: document.get(key) for key in _HEADING_FIELDS})
    table, _, index = path.rstrip("]").partition("[")
    items = document[table]
    return canonical_text(items[int(index)]) if isinstance(items, list) else ""
