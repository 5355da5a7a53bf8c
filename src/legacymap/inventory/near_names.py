"""Which known id somebody may have meant who wrote another."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

_LIKE: Final = 80
"""Of 100, counted in letters that stay: one or two slips of the pen in a usual name."""
_COMPARED: Final = 2_000_000
"""Pairs at most, less than a second: many that are missing have another cause than a slip."""


class NearNames:
    """The ids of an inventory, searched for those that look like one that is not there."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._folded: dict[str, str] = {}
        self._hints: dict[str, str] = {}

    def hint(self, missing: str) -> str:
        """`` (there is 'ledger')`` where one id is nearer than all others, else nothing."""
        found = self._hints.get(missing)
        if found is None:
            if len(self._hints) * len(self._known) > _COMPARED:
                return ""
            found = self._hints[missing] = self._nearest(missing)
        return found

    def _nearest(self, missing: str) -> str:
        # Only those who have something to look for pay for loading it.
        from rapidfuzz import fuzz, process

        if not self._folded:
            self._folded = {known.casefold(): known for known in sorted(self._known, reverse=True)}
        near = process.extract(
            missing.casefold(), self._folded.keys(), scorer=fuzz.ratio, limit=2, score_cutoff=_LIKE
        )
        if not near or (len(near) > 1 and near[0][1] == near[1][1]):
            return ""
        # What ids of one kind begin with makes none alike.
        if fuzz.ratio(_own_part(missing.casefold()), _own_part(near[0][0])) < _LIKE:
            return ""
        return f" (there is {self._folded[near[0][0]]!r})"


def _own_part(id: str) -> str:
    """``core`` of ``component:default/core``."""
    return id.replace(":", "/").rpartition("/")[2]
