"""Rejected rows as documents that our own readers take: each row with its reason beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from pydantic import JsonValue

from legacymap.inventory import FORMAT, REASON, TABLES, RejectedRow, plain
from legacymap.report.exports.rows import indented

HEADING: Final = "inventory"
"""The table whose one row says what holds for the whole inventory."""
_MATCHES: Final = "legacymap-matches/1"
Document = Callable[[Sequence[RejectedRow], str | None], bytes]


def is_row(reject: RejectedRow) -> bool:
    """Whether ``reject`` was understood as far as to be a row of one of the inventory's tables."""
    return reject.table in TABLES or (reject.table == HEADING and reject.values is not None)


def canonical_document(
    rows: Iterable[RejectedRow], name: str | None, others: Iterable[RejectedRow] = ()
) -> bytes:
    """A canonical document of ``rows`` for the inventory ``name``.

    It carries the name so that its ids are those of the inventory that it is laid over. ``others``
    are listed under `other_rows`, which readers leave out with a warning.
    """
    document: dict[str, JsonValue] = {"format": FORMAT, "systems": []}
    if name is not None:
        document["name"] = name
    for row in rows:
        if row.table == HEADING:
            document |= _item(row)
        elif row.table:
            listed = document.setdefault(row.table, [])
            if isinstance(listed, list):
                listed.append(_item(row))
    left: list[JsonValue] = [_told(row) for row in others]
    if left:
        document["other_rows"] = left
    return indented(document)


def _matches_document(rows: Sequence[RejectedRow], _: str | None) -> bytes:
    """Decisions on matches, each in the list where it stood."""
    document: dict[str, JsonValue] = {"format": _MATCHES, "accepted": [], "refused": []}
    for row in rows:
        item = _item(row)
        listed = document.get(str(item.pop("decision", row.table)))
        if isinstance(listed, list):
            listed.append(item)
        elif row.values:
            document |= item
    return indented(document)


DOCUMENTS: Final[Mapping[str, Document]] = {
    "canonical": canonical_document,
    "matches": _matches_document,
}
"""Formats whose rejected rows are a document of the same format."""


def _item(row: RejectedRow) -> dict[str, JsonValue]:
    values = plain(row.values or {})
    given = values.items() if isinstance(values, dict) else ()
    said = {key: value for key, value in given if value is not None}
    reason = row.reason if row.values is not None else f"{row.reason}: {row.content}"
    return {**said, REASON: reason}


def _told(row: RejectedRow) -> dict[str, JsonValue]:
    return {"file": row.file, "line": row.line, "reason": row.reason, "content": row.content}
