"""Which id of the inventory a reference in a file means, and what to say where that is unclear."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace
from functools import cached_property

from legacymap.errors import Finding, Place
from legacymap.ingest.merging.identity import Entry, Register, shown


@dataclass
class References:
    """References looked up in one register, each once a namespace."""

    what: str
    exact: Container[str] = ()
    """Ids that each mean themselves, whoever says them."""
    build: Callable[[], Register] = Register
    """What makes the register, once somebody says another name."""
    _found: dict[tuple[str, str], tuple[Entry, ...]] = field(default_factory=dict)

    @cached_property
    def register(self) -> Register:
        """Everything that may be meant."""
        return self.build()

    def meant(self, reference: str, namespace: str) -> tuple[Entry, ...]:
        """Whom ``reference`` may mean."""
        key = (namespace, reference)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(self.register.find(reference, namespace))
        return found

    def id_of(self, reference: str, namespace: str) -> str:
        """The id that is surely meant, else ``reference`` as it stands."""
        if reference in self.exact:
            return reference
        found = self.meant(reference, namespace)
        return found[0].id if len(found) == 1 else reference

    def only(self, reference: str, namespace: str) -> str | None:
        """The id that is surely meant; ``None`` where it is none or unclear."""
        if reference in self.exact:
            return reference
        found = self.meant(reference, namespace)
        return found[0].id if len(found) == 1 else None

    def surely(
        self, reference: str, namespace: str, place: Place, column: str
    ) -> tuple[str, Finding | None]:
        """The id meant, and a finding where ``reference`` may mean several."""
        if reference in self.exact:
            return reference, None
        found = self.meant(reference, namespace)
        if len(found) == 1:
            return found[0].id, None
        if not found:
            return reference, None
        message = f"{reference!r} may be {shown(found)}; write the id or the qualified name"
        where = replace(place, column=column)
        return reference, Finding("error", "ambiguous_name", message, where)
