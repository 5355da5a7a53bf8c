"""Which things stay several although their names differ in nothing that people see.

Names are equal without case, with single blanks, in composed letters. Rows of one source are told
apart by their ids all the same; whoever handed them over has to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from legacymap.errors import Finding
from legacymap.ingest.merging.identity import Entry, NamedRecord, Register
from legacymap.inventory import Row, System

N = TypeVar("N", bound=NamedRecord)

_SHOWN: Final = 10


def namesakes(
    register: Register,
    rows: Mapping[Entry, Row[N]],
    what: str,
    refused: Callable[[str, str], bool],
) -> Iterator[Finding]:
    """A finding for each name that several things bear in different spellings or several files.

    Equal names within one file are no finding here: models have them on purpose, and the quality
    of the inventory counts them. Neither are things that are all of different kinds, an application
    and its database, nor pairs of which somebody said that they are two.

    Args:
        register: All entries.
        rows: Where each was said to be first.
        what: What they are.
        refused: Whether somebody said that two ids are different things.
    """
    for entries in register.namesakes():
        files = {rows[entry].place.file for entry in entries}
        differ = len({entry.path for entry in entries}) > 1
        if not differ and len(files) == 1:
            continue
        if _of_different_kinds([rows[entry].record for entry in entries]):
            continue
        one, *others = entries
        if len(others) == 1 and refused(one.id, others[0].id):
            continue
        yield _told(entries, rows, what, differ=differ)


def _of_different_kinds(records: Sequence[NamedRecord]) -> bool:
    kinds = [record.kind for record in records if isinstance(record, System) and record.kind]
    return len(kinds) == len(set(kinds)) == len(records)


def _told(
    entries: Sequence[Entry], rows: Mapping[Entry, Row[N]], what: str, *, differ: bool
) -> Finding:
    ordered = sorted(entries, key=lambda entry: (rows[entry].place.file or "", entry.id))
    shown = ordered[:_SHOWN]
    more = f" and {len(ordered) - _SHOWN} more" if len(ordered) > _SHOWN else ""
    named = ", ".join(f"{entry.shown!r} at {rows[entry].place}" for entry in shown)
    why = (
        "differ in capitals, blanks or the encoding of letters only"
        if differ
        else "have the same name and different ids"
    )
    message = (
        f"{named}{more} {why}; kept as {len(ordered)} {what}s: if they are one, accept the pair in"
        " a file of matches"
    )
    return Finding("warning", "same_name", message, replace(rows[shown[-1]].place, id=shown[-1].id))
