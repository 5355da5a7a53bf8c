"""Which id of the inventory a reference in a file means, and what to say where that is unclear."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from legacymap.errors import Finding, Place
from legacymap.ingest.identity import Entry, Register, shown


@dataclass(slots=True)
class References:
    """References looked up in one register, each once a namespace."""

    register: Register
    what: str
    _found: dict[tuple[str, str], tuple[Entry, ...]] = field(default_factory=dict)

    def meant(self, reference: str, namespace: str) -> tuple[Entry, ...]:
        """Whom ``reference`` may mean."""
        key = (namespace, reference)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = tuple(self.register.find(reference, namespace))
        return found

    def id_of(self, reference: str, namespace: str) -> str:
        """The id that is surely meant, else ``reference`` as it stands."""
        found = self.meant(reference, namespace)
        return found[0].id if len(found) == 1 else reference

    def doubt(
        self, reference: str | None, namespace: str, place: Place, column: str
    ) -> Finding | None:
        """The finding that ``reference`` may mean several, where it does."""
        found = self.meant(reference, namespace) if reference is not None else ()
        if len(found) < 2:
            return None
        message = f"{reference!r} may be {shown(found)}; write the id or the qualified name"
        return Finding("error", "ambiguous_name", message, replace(place, column=column))
