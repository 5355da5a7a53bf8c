"""Which system a text stands for: by id, else by a name or alias that only one system bears."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from legacymap.inventory.inventory import Inventory


class Names:
    """The names of an inventory's systems, to be looked up as people write them."""

    def __init__(self, inventory: Inventory) -> None:
        rows = inventory.systems.select("id", "name", "aliases")
        self._name: dict[str, str] = {system: name for system, name, _ in rows.iter_rows()}
        self._bearers: dict[str, set[str]] = {}
        for system, name, aliases in rows.iter_rows():
            for text in (name, *(aliases or ())):
                self._bearers.setdefault(text.casefold(), set()).add(system)

    def __getitem__(self, system: str) -> str:
        return self._name.get(system, system)

    def find(self, text: str) -> str | None:
        """The id of the one system that ``text`` stands for, or ``None``."""
        if text in self._name:
            return text
        bearers = self._bearers.get(text.casefold(), set())
        return next(iter(bearers)) if len(bearers) == 1 else None

    def spellings(self) -> Iterator[tuple[str, str]]:
        """Every id, name and alias with the system that bears it; names in lower case."""
        yield from ((system, system) for system in self._name)
        for text, bearers in self._bearers.items():
            yield from ((text, system) for system in bearers)

    def problem(self, text: str) -> str:
        """Why ``text`` stands for no system, and what may have been meant."""
        bearers = self._bearers.get(text.casefold(), ())
        if bearers:
            shown = ", ".join(sorted(bearers)[:5])
            return f"{text!r} is the name of {len(bearers)} systems; write an id: {shown}"
        known = sorted({*self._name, *self._name.values()})
        folded: dict[str, str] = {}
        for name in known:
            folded.setdefault(name.casefold(), name)
        near = get_close_matches(text.casefold(), sorted(folded), n=3, cutoff=0.6)
        meant = ", ".join(repr(folded[name]) for name in near)
        return f"no system {text!r} in the inventory" + (f"; meant {meant}?" if meant else "")
