"""The rows of an inventory as exporters take them: JSON objects, unknowns left out, in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import msgspec
from pydantic import JsonValue

from legacymap.inventory import Inventory, to_json
from legacymap.inventory.marks import plain

Json = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Rows:
    """The tables of one inventory."""

    heading: Json
    organisations: Sequence[Json]
    systems: Sequence[Json]
    dependencies: Sequence[Json]
    data_entities: Sequence[Json]
    holdings: Sequence[Json]

    @classmethod
    def of(cls, inventory: Inventory) -> Rows:
        """The rows of ``inventory``."""
        document = inventory.document()

        def table(name: str) -> list[Json]:
            items = document.get(name)
            given = items if isinstance(items, list) else []
            return [item for item in given if isinstance(item, dict)]

        return cls(
            {key: document[key] for key in ("name", "as_of", "currency") if key in document},
            table("organisations"),
            table("systems"),
            table("dependencies"),
            table("data_entities"),
            table("holdings"),
        )


def text(row: Mapping[str, JsonValue], column: str) -> str:
    """The text in a column, empty where it is unknown."""
    value = row.get(column)
    return value if isinstance(value, str) else ""


def words(row: Mapping[str, JsonValue], column: str) -> list[str]:
    """The words in a column."""
    value = row.get(column)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def grouped(rows: Iterable[Json], column: str) -> Mapping[str, list[Json]]:
    """``rows`` by the text in a column."""
    groups: defaultdict[str, list[Json]] = defaultdict(list)
    for row in rows:
        groups[text(row, column)].append(row)
    return groups


def plain_columns(row: Mapping[str, JsonValue], columns: Iterable[str]) -> frozenset[str]:
    """Those of ``columns`` whose text stands in any format as it is."""
    return frozenset(column for column in columns if plain(text(row, column)))


def told_apart(
    ids: Iterable[str],
    spelled: Callable[[str], str | None],
    prefix: str,
    taken: Collection[str] = (),
) -> dict[str, str]:
    """For each id one that the format can say: its own where it can, else ``prefix`` and a number.

    None is among ``taken``, and no two are equal, also not in another case.
    """
    given = list(dict.fromkeys(ids))
    used = {name.casefold() for name in taken}
    names: dict[str, str] = {}
    for was in given:
        own = spelled(was)
        if own is not None and own.casefold() not in used:
            names[was] = own
            used.add(own.casefold())
    free = (name for number in count(1) if (name := f"{prefix}{number}").casefold() not in used)
    for was in given:
        if was not in names:
            names[was] = next(free)
    return names


def plain_id(id: str) -> str | None:
    """``id`` itself, for formats whose ids are any text that is legible."""
    return id if plain(id) else None


def indented(document: Mapping[str, JsonValue]) -> bytes:
    """``document`` as JSON, indented for people."""
    return msgspec.json.format(to_json(document), indent=2) + b"\n"
