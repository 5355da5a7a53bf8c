"""From when each source is, and whose word counts: what all sources of an import are weighed by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from legacymap.ingest.merging.preference import Preference, Standing
from legacymap.inventory import Dependency, Heading, Record, Row, System
from legacymap.inventory.vocabulary import last_day

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Weighing:
    """The rule, and the dates of the sources."""

    preference: Preference = field(default_factory=Preference)
    of_file: Mapping[str, str] = field(default_factory=dict)
    of_namespace: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, preference: Preference, headings: Iterable[tuple[str, Row[Heading]]]) -> Weighing:
        """The weighing of sources with these ``headings``, each with its namespace."""
        of_file: dict[str, str] = {}
        of_namespace: dict[str, str] = {}
        for namespace, row in headings:
            date, file = row.record.as_of, row.place.file or ""
            if date is not None:
                of_file[file] = _later(of_file.get(file), date)
                of_namespace[namespace] = _later(of_namespace.get(namespace), date)
        return cls(preference, of_file, of_namespace)

    def date_of(self, file: str | None, namespace: str) -> str | None:
        """From when a file is: by its own heading, else by that of the files it belongs to."""
        return self.of_file.get(file or "") or self.of_namespace.get(namespace)

    def standing(self, row: Row[R], namespace: str) -> Standing:
        """Who says what ``row`` says, from when and how surely."""
        record = row.record
        evidence = record.evidence if isinstance(record, (System, Dependency)) else ()
        return Standing.of(row.place, evidence, self.date_of(row.place.file, namespace))


def _later(one: str | None, other: str) -> str:
    return other if one is None else max(one, other, key=lambda date: (last_day(date), date))
