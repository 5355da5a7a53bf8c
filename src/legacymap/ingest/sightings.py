"""Which dependencies were seen at work, each once, with how often and when last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from legacymap.errors import Finding, Place
from legacymap.ingest.files import Source
from legacymap.ingest.readings import Reading
from legacymap.inventory import LooseRow, RejectedRow
from legacymap.inventory.vocabulary import DependencyKind, Flow, SystemKind

_NO_NUMBERS: Final[Mapping[str, int]] = {}
_UNNAMED: Final = frozenset({"", "unknown", "-", "n/a", "null", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A dependency as one row of a file shows it."""

    consumer: str
    provider: str
    kind: DependencyKind | None = None
    interface: str | None = None
    description: str | None = None
    flow: Flow | None = None
    technology: str | None = None
    count: int | None = None
    """How often it was seen; ``None`` where the row does not say."""
    as_of: str | None = None
    """The day on which it was seen last."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Kept as properties, added up over all rows."""
    words: Mapping[str, str | None] = field(default_factory=dict)
    """Kept as properties, all different ones of all rows."""
    per_day: float | None = None
    doubtful: bool = False

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What makes it one dependency with others."""
        ends = (self.consumer, self.provider)
        return (*ends, self.kind or "", self.interface or "", self.description or "")


@dataclass(slots=True)
class _Gathered:
    """All sightings of one dependency."""

    first: Sighting
    place: Place
    all: list[Sighting] = field(default_factory=list)

    def row(self, source: str) -> LooseRow:
        said = self.first
        # Fractions are exact enough added in order of size: the order of rows must not show.
        rates = sorted(one.per_day for one in self.all if one.per_day is not None)
        values: dict[str, object] = {
            "consumer": said.consumer,
            "provider": said.provider,
            "kind": said.kind,
            "interface": said.interface,
            "description": said.description,
            "flow": min((one.flow for one in self.all if one.flow), default=None),
            "technology": "; ".join(_different(one.technology for one in self.all)) or None,
            "frequency_per_day": sum(rates) if rates else None,
            "evidence": [self._evidence(source)],
            "properties": self._properties() or None,
        }
        return LooseRow(
            {key: value for key, value in values.items() if value is not None}, self.place
        )

    def _evidence(self, source: str) -> dict[str, object]:
        counts = [one.count for one in self.all if one.count is not None]
        days = [one.as_of for one in self.all if one.as_of]
        evidence: dict[str, object] = {"source": source, "how": "observed"}
        evidence |= {"as_of": max(days)} if days else {}
        return evidence | ({"count": sum(counts)} if counts else {})

    def _properties(self) -> dict[str, object]:
        properties: dict[str, object] = {}
        for name in sorted({name for one in self.all for name in one.numbers}):
            properties[name] = sum(one.numbers.get(name, 0) for one in self.all)
        for name in sorted({name for one in self.all for name in one.words}):
            found = _different(one.words.get(name) for one in self.all)
            if found:
                properties[name] = found[0] if len(found) == 1 else list(found)
        if any(one.doubtful for one in self.all):
            properties["direction_doubtful"] = True
        return properties


@dataclass(slots=True)
class Sightings:
    """What one file has shown so far: who there is, and who uses whom."""

    file: str
    merged: int = 0
    """Rows that went into a dependency or a system which another row had shown before."""
    _systems: dict[str, LooseRow] = field(default_factory=dict)
    _dependencies: dict[tuple[str, ...], _Gathered] = field(default_factory=dict)

    def system(
        self,
        name: str,
        place: Place,
        kind: SystemKind | None = None,
        *,
        id: str | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        """Somebody is called ``name``; what is said of them the first time stays."""
        known = self._systems.get(id or name)
        said: dict[str, object] = {"id": id or name, "name": name}
        said |= {"kind": kind} if kind else {}
        said |= values or {}
        if known is not None:
            # Of two kinds that rows tell, the same one wins in any order of the rows.
            kinds = sorted({str(k) for k in (known.values.get("kind"), kind) if k})
            said = {**said, **known.values, **({"kind": kinds[0]} if kinds else {})}
        self._systems[id or name] = LooseRow(said, known.place if known else place)

    def add(self, sighting: Sighting, place: Place) -> None:
        """One more row shows ``sighting``."""
        known = self._dependencies.get(sighting.key)
        if known is None:
            known = self._dependencies[sighting.key] = _Gathered(sighting, place)
        else:
            self.merged += 1
        known.all.append(sighting)

    @property
    def dependencies(self) -> int:
        """How many different dependencies were seen."""
        return len(self._dependencies)

    @property
    def systems(self) -> int:
        """How many systems were met."""
        return len(self._systems)

    def reading(
        self,
        source: Source,
        format: str,
        *,
        namespace: str | None = None,
        counts: Mapping[str, int] = _NO_NUMBERS,
        findings: Iterable[Finding] = (),
        rejects: Iterable[RejectedRow] = (),
        original: Callable[[Place], str] = lambda _: "",
    ) -> Reading:
        """All of it as what the file says."""
        dependencies = (found.row(self.file) for found in self._dependencies.values())
        rows = {"systems": tuple(self._systems.values()), "dependencies": tuple(dependencies)}
        return Reading(
            file=source.name,
            format=format,
            digest=source.digest,
            namespace=namespace or source.namespace,
            is_model=True,
            rows={table: found for table, found in rows.items() if found},
            merged=self.merged,
            rejects=tuple(rejects),
            findings=tuple(findings),
            counts={name: count for name, count in counts.items() if count},
            original=original,
        )


def is_unnamed(name: str | None) -> bool:
    """Whether a program wrote ``name`` because it did not know one: `unknown`, `-`, nothing."""
    bare = (name or "").strip().casefold()
    return bare in _UNNAMED or bare.split(":")[0] == "unknown_service"


def day_of(seconds: float) -> str | None:
    """The day (UTC) of a time in seconds since 1970; ``None`` where it is none."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds > 0 else None
    except (OverflowError, ValueError, OSError):
        return None


def _different(words: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({word for word in words if word}))
