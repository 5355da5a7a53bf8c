"""Which system a row or a reference means: by id, then alias, qualified name, bare name.

Ids belong to the namespace of their source. What is said of systems here holds for organisations
and data entities too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from legacymap.inventory import DataEntity, Organisation, System

NamedRecord = System | Organisation | DataEntity


@dataclass(frozen=True, slots=True)
class Label:
    """What a row says about whom it means."""

    id: str | None
    name: str | None
    parent: str | None
    aliases: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Entry:
    """One thing of the estate and the names it goes by."""

    id: str
    name: str
    path: tuple[str, ...]
    """Names from the top-level system down to this one."""
    number: int = 0
    """How many entries were known before it."""
    keys: set[str] = field(default_factory=set)
    """Everything that it may be called, normalised."""

    @property
    def shown(self) -> str:
        """The qualified name with the id: ``NOMIS / Database (247)``."""
        qualified = " / ".join(self.path)
        return qualified if qualified == self.id else f"{qualified} ({self.id})"


def name_key(text: str) -> str:
    """``text`` as names are compared: composed letters, any case, single blanks."""
    composed = unicodedata.normalize("NFC", text)
    return _SLASH.sub("/", " ".join(composed.split())).casefold()


_DEEPEST: Final = 16
"""Names in a qualified name; parts within parts go no deeper where people draw them."""
_SLASH: Final = re.compile(r" ?/ ?")


def label_of(record: NamedRecord, *, has_id: bool = True, has_name: bool = True) -> Label:
    """The label of ``record``; an id or name that was made from the other counts as not said."""
    return Label(
        record.id if has_id else None,
        record.name if has_name else None,
        None if isinstance(record, DataEntity) else record.parent,
        record.aliases if isinstance(record, System) else (),
    )


_Index = dict[str, dict[Entry, None]]
"""Entries by a text, each once, in the order in which they became known."""


class Register:
    """Everything known so far, to be found under each of its names."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._own: dict[str, Entry] = {}
        self._by_source: dict[tuple[str, str], Entry] = {}
        self._ids_of: dict[tuple[str, Entry], list[str]] = {}
        self._by_id: _Index = {}
        self._by_alias: _Index = {}
        self._by_path: _Index = {}
        self._by_name: _Index = {}

    def add(self, label: Label, path: tuple[str, ...], namespace: str) -> Entry:
        """A new entry; its id is qualified by ``namespace`` where another source took it."""
        given = label.id or " / ".join(path)
        free, number = given, 1
        while free in self._by_id:
            free = f"{namespace}:{given}" if number == 1 else f"{namespace}:{given} ({number})"
            number += 1
        entry = Entry(free, path[-1], path, len(self._own))
        self.entries.append(entry)
        self._own[free] = entry
        name = name_key(entry.name)
        _put(self._by_name, name, entry)
        ways = (
            {name} if len(path) == 1 else {name_key(" / ".join(way)) for way in (path, path[-2:])}
        )
        for way in ways:
            _put(self._by_path, way, entry)
        entry.keys |= {name, *ways}
        _put(self._by_id, free, entry)
        self.know(entry, label, namespace, given)
        return entry

    def know(self, entry: Entry, label: Label, namespace: str, given: str | None = None) -> None:
        """``entry`` also goes by the id, name and aliases of ``label``."""
        given = given or label.id
        if given:
            if self._by_source.setdefault((namespace, given), entry) is entry:
                self._ids_of.setdefault((namespace, entry), []).append(given)
            _put(self._by_id, given, entry)
        other = (
            label.name not in (None, entry.name) and name_key(label.name or "") not in entry.keys
        )
        name = (label.name,) if label.name and other else ()
        for alias in (*label.aliases, *name):
            _put(self._by_alias, name_key(alias), entry)
            entry.keys.add(name_key(alias))

    def of_source(self, namespace: str, id: str) -> Entry | None:
        """The entry that ``namespace`` calls ``id``."""
        return self._by_source.get((namespace, id))

    def with_id(self, id: str) -> Collection[Entry]:
        """The entries that any source calls ``id``."""
        return self._by_id.get(id, {})

    def with_alias(self, alias: str) -> Collection[Entry]:
        """The entries that have ``alias``."""
        return self._by_alias.get(name_key(alias), {})

    def with_path(self, path: str) -> Collection[Entry]:
        """The entries with this qualified name; for a top-level system that is its name."""
        return self._by_path.get(name_key(path), {})

    def with_name(self, name: str) -> Collection[Entry]:
        """The entries with this bare name, wherever they stand."""
        return self._by_name.get(name_key(name), {})

    def namesakes(self) -> Iterator[tuple[Entry, ...]]:
        """All entries that bear one qualified name, in whatever spelling."""
        for key, entries in self._by_path.items():
            if len(entries) > 1:
                bearing = [entry for entry in entries if name_key(" / ".join(entry.path)) == key]
                if len(bearing) > 1:
                    yield tuple(bearing)

    def called(self, reference: str) -> Entry | None:
        """The only entry that people who see ids of the inventory call ``reference``."""
        own = self._own.get(reference)
        if own is not None:
            return own
        found = self.find(reference, "")
        return next(iter(found)) if len(found) == 1 else None

    def unite(self, into: Mapping[Entry, Entry]) -> None:
        """Each key of ``into`` is from now on found as its value, under all its names."""
        for index in (self._by_id, self._by_alias, self._by_path, self._by_name):
            for key, entries in index.items():
                if not into.keys().isdisjoint(entries):
                    index[key] = {into.get(entry, entry): None for entry in entries}
        self._by_source = {key: into.get(one, one) for key, one in self._by_source.items()}
        self._own = {key: into.get(one, one) for key, one in self._own.items()}
        ids: dict[tuple[str, Entry], list[str]] = {}
        for (namespace, one), known in self._ids_of.items():
            ids.setdefault((namespace, into.get(one, one)), []).extend(known)
        self._ids_of = ids
        for gone, stays in into.items():
            stays.keys |= gone.keys
        self.entries = [entry for entry in self.entries if entry not in into]

    def tells_apart(self, namespace: str, label: Label, entry: Entry) -> bool:
        """Whether ``namespace`` calls ``entry`` by another id than that of ``label``.

        An id that is the name itself says no more than the name, and tells nothing apart.
        """
        if not label.id or name_key(label.id) in (name_key(label.name or ""), name_key(entry.name)):
            return False
        own = name_key(label.id)
        others = set(map(name_key, self._ids_of.get((namespace, entry), ())))
        return bool(others - entry.keys) and own not in others

    def find(self, reference: str, namespace: str) -> Collection[Entry]:
        """Whom ``reference`` means: one entry, none, or all that it may mean."""
        own = self.of_source(namespace, reference)
        if own is not None:
            return (own,)
        return (
            self.with_id(reference)
            or self.with_alias(reference)
            or self.with_path(reference)
            or self.with_name(reference)
        )


def _put(index: _Index, key: str, entry: Entry) -> None:
    index.setdefault(key, {})[entry] = None


def paths(
    labels: Sequence[Label], register: Register, namespace: str
) -> tuple[tuple[str, ...], ...]:
    """The qualified name of each row of one file.

    A parent is looked for among the rows of the file, by id and then by unique name, and then
    among what is known already.
    """
    by_id: dict[str, int] = {}
    by_name: dict[str, list[int]] = {}
    for index, label in enumerate(labels):
        if label.id:
            by_id.setdefault(label.id, index)
        if label.name:
            by_name.setdefault(name_key(label.name), []).append(index)
    above = [_above(label, by_id, by_name, register, namespace) for label in labels]
    return tuple(_path(index, labels, above) for index in range(len(labels)))


def _above(
    label: Label,
    by_id: Mapping[str, int],
    by_name: Mapping[str, Sequence[int]],
    register: Register,
    namespace: str,
) -> int | tuple[str, ...]:
    """The row of the parent, or the names above where it is no row of this file."""
    if label.parent is None:
        return ()
    if label.parent in by_id:
        return by_id[label.parent]
    named = by_name.get(name_key(label.parent), ())
    if len(named) == 1:
        return named[0]
    found = register.find(label.parent, namespace)
    return next(iter(found)).path if len(found) == 1 else (label.parent,)


def _path(
    index: int, labels: Sequence[Label], above: Sequence[int | tuple[str, ...]]
) -> tuple[str, ...]:
    names: list[str] = []
    seen: set[int] = set()
    at: int | tuple[str, ...] = index
    while isinstance(at, int) and at not in seen and len(names) < _DEEPEST:
        seen.add(at)
        label = labels[at]
        names.append(label.name or label.id or "")
        at = above[at]
    return (*(at if isinstance(at, tuple) else ()), *reversed(names))[-_DEEPEST:]


def shown(entries: Collection[Entry], at_most: int = 5) -> str:
    """``entries`` for a message: a few of them, and how many more there are."""
    names = sorted(entry.shown for entry in islice(entries, _LOOKED_AT))[:at_most]
    more = len(entries) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


_LOOKED_AT: Final = 100
"""Of thousands that share a name, any few will do for a message."""
