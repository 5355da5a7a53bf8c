"""Which dependencies of several files are one, whatever order the files are read in.

All rows are looked at together: what a row joins never depends on which row came first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_BARE: Final = ("", "")


@dataclass(frozen=True, slots=True)
class Stated:
    """What one row says of which dependency it means."""

    file: int
    """Which file it stands in; rows of one file never become one."""
    namespace: str
    id: str | None
    ends: tuple[str, str]
    kind: str | None
    told: tuple[str, str]
    """Interface and description, ``("", "")`` where it states neither."""


def restated(rows: Sequence[Stated]) -> list[int]:
    """For each row the number of the first row that states the same dependency.

    Two rows of different files are one dependency

    1. by id, where the source or both ends are the same;
    2. by ends, interface, description and kind;
    3. a row without a kind: where all that agree with it in the rest state one kind;
    4. a row with neither interface nor description: where only one dependency between the ends
       agrees with it in kind.

    What may be several stays for itself. Where one file has several rows that say the same under
    ids of their own, as many stay, each with one row of another file: in the order of their ids.
    """
    groups = _Groups(rows)
    shared = _shared(rows)
    groups.unite_by_id(shared)
    between: dict[tuple[str, str], list[int]] = {}
    for index in shared:
        between.setdefault(rows[index].ends, []).append(index)
    for ends in sorted(between):
        if len({rows[index].file for index in between[ends]}) > 1:
            _join(groups, between[ends])
    return [groups.of(index) for index in range(len(rows))]


def _shared(rows: Sequence[Stated]) -> list[int]:
    """The rows whose ends or id another file knows too; all others are by themselves."""
    file_of: dict[object, int] = {}
    for row in rows:
        for key in (row.ends, row.id):
            if key is not None and file_of.setdefault(key, row.file) != row.file:
                file_of[key] = -1
    return [
        index
        for index, row in enumerate(rows)
        if file_of[row.ends] == -1 or (row.id is not None and file_of[row.id] == -1)
    ]


class _Groups:
    """Rows that were found to be one so far."""

    def __init__(self, rows: Sequence[Stated]) -> None:
        self.rows = rows
        self._first: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}

    def of(self, index: int) -> int:
        """The first row of the group of a row."""
        return self._first.get(index, index)

    def members(self, index: int) -> Sequence[int]:
        """All rows of the group of a row."""
        return self._members.get(self.of(index), (index,))

    def unite(self, one: int, other: int) -> None:
        """Make one of the groups of two rows."""
        if self.of(one) == self.of(other):
            return
        together = sorted((*self.members(one), *self.members(other)))
        for gone in (self.of(one), self.of(other)):
            self._members.pop(gone, None)
        self._members[together[0]] = together
        self._first.update(dict.fromkeys(together, together[0]))

    def files(self, index: int) -> frozenset[int]:
        """The files that have rows in the group of a row."""
        return frozenset(self.rows[member].file for member in self.members(index))

    def unite_by_id(self, indices: Iterable[int]) -> None:
        """Make one of what one source, or rows with the same ends, call by one id."""
        first: dict[object, int] = {}
        for index in indices:
            row = self.rows[index]
            if row.id is not None:
                self.unite(first.setdefault((row.namespace, row.id), index), index)
                self.unite(first.setdefault((row.id, row.ends), index), index)

    def fit(self, indices: Iterable[int]) -> None:
        """Put each of these rows to the first before it from whose files it is not."""
        placed: list[int] = []
        # All places before it hold a row of the file: thousands of one file stay linear.
        first_free: dict[int, int] = {}
        for index in indices:
            files = self.files(index)
            at = max(first_free.get(file, 0) for file in files)
            while at < len(placed) and not files.isdisjoint(self.files(placed[at])):
                at += 1
            if len(files) == 1:
                first_free |= dict.fromkeys(files, at + 1)
            if at == len(placed):
                placed.append(index)
            else:
                self.unite(placed[at], index)


def _join(groups: _Groups, indices: Sequence[int]) -> None:
    """Unite the rows between one pair of ends, the most telling first."""
    rows = groups.rows
    ordered = sorted(indices, key=lambda index: (rows[index].id or "", rows[index].file))
    for alike in _by(ordered, lambda index: (rows[index].kind or "", rows[index].told)):
        groups.fit(alike)
    for alike in _by(ordered, lambda index: rows[index].told):
        _kindless(groups, alike)
    _bare(groups, ordered)


def _by(indices: Iterable[int], key: Callable[[int], object]) -> list[list[int]]:
    found: dict[object, list[int]] = {}
    for index in indices:
        found.setdefault(key(index), []).append(index)
    return list(found.values())


def _kindless(groups: _Groups, alike: Sequence[int]) -> None:
    """Unite rows without a kind with those that are alike but for one kind that they state."""
    of_kind = [index for index in alike if _kinds(groups, index)]
    if len({kind for index in of_kind for kind in _kinds(groups, index)}) == 1:
        groups.fit([*of_kind, *(index for index in alike if not _kinds(groups, index))])


def _bare(groups: _Groups, between: Sequence[int]) -> None:
    """Unite rows that say no more than ends and kind with the only dependency they may mean."""
    told = _one_of_each(groups, [index for index in between if not _is_bare(groups, index)])
    bare = _one_of_each(groups, [index for index in between if _is_bare(groups, index)])
    of_kind = [index for index in bare if _kinds(groups, index)]
    silent = [index for index in bare if not _kinds(groups, index)]
    claims: dict[int, list[list[int]]] = {}
    for alike in _by(of_kind, lambda index: _kinds(groups, index)):
        kinds = _kinds(groups, alike[0])
        meant = [one for one in told if _agree(kinds, _kinds(groups, one))]
        if len(meant) == 1:
            claims.setdefault(meant[0], []).append(alike)
    for meant_by, claiming in claims.items():
        # What rows of different kinds may mean is as unclear as what one row may mean of several.
        if len(claiming) == 1:
            groups.fit([meant_by, *claiming[0]])
    others = _one_of_each(groups, [*told, *of_kind])
    if len(others) == 1:
        groups.fit([*others, *silent])


def _agree(kinds: frozenset[str], others: frozenset[str]) -> bool:
    return not others or not kinds.isdisjoint(others)


def _one_of_each(groups: _Groups, indices: Sequence[int]) -> list[int]:
    """The first of ``indices`` in each group."""
    first: dict[int, int] = {}
    for index in indices:
        first.setdefault(groups.of(index), index)
    return list(first.values())


def _kinds(groups: _Groups, index: int) -> frozenset[str]:
    kinds = (groups.rows[member].kind for member in groups.members(index))
    return frozenset(kind for kind in kinds if kind is not None)


def _is_bare(groups: _Groups, index: int) -> bool:
    return all(groups.rows[member].told == _BARE for member in groups.members(index))
