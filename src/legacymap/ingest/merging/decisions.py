"""Which systems somebody said are the same, and which are not, as far as that makes sense."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rapidfuzz import process

from legacymap.errors import Finding
from legacymap.ingest.ledger import Ledger
from legacymap.ingest.merging.identity import Entry, Register
from legacymap.ingest.merging.records import Decision
from legacymap.inventory import Row

_CLOSE: Final = 75
_SHOWN: Final = 3


@dataclass(slots=True)
class Decisions:
    """The decisions to follow; those that contradict each other are not among them."""

    accepted: tuple[Row[Decision], ...] = ()
    refused: tuple[Row[Decision], ...] = ()
    _group_of: dict[str, frozenset[str]] = field(default_factory=dict)
    """All ids that mean one system, by each of them."""
    _stays: dict[frozenset[str], str] = field(default_factory=dict)
    _apart: dict[str, frozenset[str]] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)
    """Ids and names of rows that a decision was looked up for."""

    @classmethod
    def of(cls, rows: Sequence[Row[Decision]], ledger: Ledger) -> Decisions:
        """The decisions in ``rows``; contradictions and repetitions go to ``ledger``.

        Where accepted pairs make one what a refused pair keeps apart, the refusal stands and those
        accepted pairs are passed over: what stays apart is seen and mended, a wrong merge is not.
        """
        rows = sorted(rows, key=lambda row: (row.record.pair, row.record.decision, str(row.place)))
        once = list(_once(rows, ledger))
        accepted = [row for row in once if row.record.decision == "accepted"]
        refused = [row for row in once if row.record.decision == "refused"]
        group_of = _groups(row.record.pair for row in accepted)
        torn = {
            group_of[one]: row
            for row in refused
            for one, other in (row.record.pair,)
            if one in group_of and group_of[one] == group_of.get(other)
        }
        for row in accepted:
            refusal = torn.get(group_of[row.record.pair[0]])
            if refusal is not None:
                ledger.reject(_contradicted(row, refusal))
        sound = [row for row in accepted if group_of[row.record.pair[0]] not in torn]
        kept = _groups(row.record.pair for row in sound)
        apart: dict[str, set[str]] = {}
        for row in refused:
            one, other = row.record.pair
            apart.setdefault(one, set()).add(other)
            apart.setdefault(other, set()).add(one)
        return cls(
            tuple(sound),
            tuple(refused),
            kept,
            _staying(sound, kept, ledger),
            {system: frozenset(others) for system, others in apart.items()},
        )

    def refuses(self, one: str, other: str) -> bool:
        """Whether somebody said that these two ids are different systems."""
        return other in self._apart.get(one, ())

    def refuses_row(self, entry: Entry, id: str, namespace: str, register: Register) -> bool:
        """Whether somebody said that the row called ``id`` is another system than ``entry``."""
        if not self._apart:
            return False
        names = [name for name in (id, f"{namespace}:{id}") if name in self._apart]
        self._met.update(names)
        return any(register.called(other) is entry for name in names for other in self._apart[name])

    def meant(self, id: str, register: Register) -> Entry | None:
        """The system that the row called ``id`` adds to, because somebody said so."""
        group = self._group_of.get(id)
        if group is None:
            return None
        self._met.add(id)
        found = {register.called(other) for other in group - {id}} - {None}
        return found.pop() if len(found) == 1 else None

    def united(self, register: Register) -> dict[Entry, Entry]:
        """Which entries go into which others, of those that are known by now."""
        into: dict[Entry, Entry] = {}
        for group in dict.fromkeys(self._group_of.values()):
            called = (register.called(member) for member in sorted(group))
            entries = dict.fromkeys(entry for entry in called if entry is not None)
            if len(entries) < 2:
                continue
            stays = register.called(self._stays[group]) if group in self._stays else None
            one = stays if stays in entries else min(entries, key=lambda entry: entry.number)
            into |= {entry: one for entry in entries if entry is not one}
        return into

    def close(self, register: Register, ledger: Ledger) -> None:
        """Say which decisions name what there is not; they are passed over."""
        every = sorted(entry.id for entry in register.entries)
        for row in (*self.accepted, *self.refused):
            for position, named in enumerate(row.record.systems):
                if named in self._met or register.called(named) is not None:
                    continue
                close = process.extract(named, every, limit=_SHOWN, score_cutoff=_CLOSE)
                hint = f"; there is {', '.join(found for found, *_ in close)}" if close else ""
                place = replace(row.place, column=f"systems[{position}]")
                message = f"no system {named!r} in these sources{hint}; the pair is passed over"
                ledger.reject(Finding("warning", "unknown_match", message, place))


def _once(rows: Iterable[Row[Decision]], ledger: Ledger) -> Iterator[Row[Decision]]:
    """Each decision once; pairs that keep different ids both stay, to be told."""
    kept: dict[tuple[tuple[str, str], str], Row[Decision]] = {}
    for row in rows:
        first = kept.setdefault((row.record.pair, row.record.decision), row)
        if first is not row and row.record.stays in (None, first.record.stays):
            ledger.merge(row.place)
        else:
            yield row


def _groups(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """All ids that pairs join, directly or through others, by each of them."""
    group_of: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = group_of.get(one, {one}) | group_of.get(other, {other})
        group_of |= dict.fromkeys(joined, joined)
    return {member: frozenset(group) for member, group in group_of.items()}


def _contradicted(row: Row[Decision], refusal: Row[Decision]) -> Finding:
    one, other = refusal.record.pair
    message = (
        f"accepted pairs make {one!r} and {other!r} one system, which {refusal.place} refuses;"
        " the refusal stands, the pair is passed over"
    )
    return Finding("error", "contradicting_decision", message, row.place)


def _staying(
    rows: Iterable[Row[Decision]], group_of: dict[str, frozenset[str]], ledger: Ledger
) -> dict[frozenset[str], str]:
    told: dict[frozenset[str], str] = {}
    for row in rows:
        stays, group = row.record.stays, group_of[row.record.pair[0]]
        if stays is None or told.setdefault(group, stays) == stays:
            continue
        message = f"{told[group]!r} stays by another pair of the same system, not {stays!r}"
        ledger.findings.append(Finding("warning", "contradicting_decision", message, row.place))
    return told
