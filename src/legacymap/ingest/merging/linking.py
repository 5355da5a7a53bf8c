"""Which dependencies and holdings several files together state, each once."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from legacymap.errors import Finding
from legacymap.ingest.columns import Columns
from legacymap.ingest.ledger import Ledger
from legacymap.ingest.merging.checking import CheckedFile
from legacymap.ingest.merging.filling import laid_over
from legacymap.ingest.merging.preference import Standing
from legacymap.ingest.merging.references import References
from legacymap.ingest.merging.restated import Stated, restated
from legacymap.ingest.merging.settling import SettledDependencies, settle_dependencies
from legacymap.ingest.merging.weighing import Weighing
from legacymap.ingest.readings import BASE
from legacymap.ingest.vocabulary.headers import EvidenceRow
from legacymap.inventory import Dependency, Evidence, Holding, Row, unique
from legacymap.inventory.records import in_evidence_order

_IDENTITY = frozenset({"id"})
_EARLIER = "earlier import"
"""Who declared what stood in the inventory that files are laid over, without evidence."""
_HOLDING_IDENTITY = frozenset({"system", "entity", "role"})


def link(
    files: Sequence[CheckedFile],
    systems: References,
    entities: References,
    ledger: Ledger,
    weighing: Weighing,
    existing: Container[str],
) -> SettledDependencies:
    """The dependencies of all files; one that several files state is one, filled in by each.

    What was only observed comes last: it says little more than who calls whom, and joins what
    others declare. ``existing`` are the ids of all systems.
    """
    known = _Dependencies(ledger, weighing)
    frame: pl.DataFrame | None = None
    stated: list[tuple[str, tuple[Row[Dependency], ...]]] = []
    for file in sorted(files, key=_only_observes):
        rows = [
            resolved
            for row in file.dependencies
            if (resolved := _resolved(row, file.namespace, systems, entities, ledger))
        ]
        if file.dependency_columns is not None:
            settled = _settled(
                file, file.dependency_columns, rows, systems, entities, existing, ledger
            )
            frame, rows = settled.frame, [*settled.rows]
        findings: list[Finding] = []
        once = unique(rows, lambda dependency: dependency.identity, "dependency", findings)
        ledger.note(findings)
        if once:
            stated.append((file.namespace, once))
    known.add(stated)
    for file in files:
        for evidence in file.evidence:
            if evidence.record.system is None:
                known.attach(evidence, file.namespace, systems)
    return SettledDependencies(frame, known.with_evidence())


def _settled(
    file: CheckedFile,
    columns: Columns[Dependency],
    rows: Sequence[Row[Dependency]],
    systems: References,
    entities: References,
    existing: Container[str],
    ledger: Ledger,
) -> SettledDependencies:
    def end(reference: str) -> str | None:
        meant = systems.only(reference, file.namespace)
        return meant if meant in existing else None

    return settle_dependencies(
        columns,
        rows,
        lambda row: _resolved(row, file.namespace, systems, entities, ledger),
        end,
        lambda name: entities.id_of(name, file.namespace),
    )


def _only_observes(file: CheckedFile) -> bool:
    rows = file.dependencies
    return bool(rows) and all(
        row.record.evidence and all(item.how == "observed" for item in row.record.evidence)
        for row in rows
    )


def _resolved(
    row: Row[Dependency],
    namespace: str,
    systems: References,
    entities: References,
    ledger: Ledger,
) -> Row[Dependency] | None:
    """``row`` with the ids that its references mean; ``None`` where one may mean several."""
    dependency, changes = row.record, dict[str, object]()
    for column in ("consumer", "provider"):
        reference: str = getattr(dependency, column)
        meant, doubt = systems.surely(reference, namespace, row.place, column)
        if doubt:
            ledger.reject(replace(doubt, message=f"{doubt.message}; the row is rejected"))
            return None
        if meant != reference:
            changes[column] = meant
    if dependency.entities:
        passed = tuple(sorted({entities.id_of(name, namespace) for name in dependency.entities}))
        if passed != dependency.entities:
            changes["entities"] = passed
    return Row(dependency.model_copy(update=changes), row.place) if changes else row


def _same(stated: Sequence[tuple[str, Sequence[Row[Dependency]]]]) -> Sequence[int]:
    """For each row of all files the first row that states the same dependency."""
    if len(stated) < 2:
        return range(sum(len(rows) for _, rows in stated))
    return restated(
        [
            Stated(
                number,
                namespace,
                row.record.id,
                _ends(row.record),
                row.record.kind,
                _told(row.record),
            )
            for number, (namespace, rows) in enumerate(stated)
            for row in rows
        ]
    )


@dataclass(slots=True)
class _Dependencies:
    """The dependencies met so far, to be found by id and by their ends."""

    ledger: Ledger
    weighing: Weighing
    rows: list[Row[Dependency]] = field(default_factory=list)
    by_source: dict[tuple[str, str], int] = field(default_factory=dict)
    by_id: dict[str, int] = field(default_factory=dict)
    other_ids: dict[str, set[int]] = field(default_factory=dict)
    """Dependencies by the ids of further sources, which they do not go by in the inventory."""
    by_ends: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    namespaces: list[str] = field(default_factory=list)
    """Where each of ``rows`` was stated first."""
    said: dict[int, dict[str, Standing]] = field(default_factory=dict)
    """Whose word each column of a dependency is that several files state."""
    silent: dict[int, dict[str, str | None]] = field(default_factory=dict)
    """Files, with their dates, that state a dependency which others state too, without saying how
    they know."""

    def add(self, stated: Sequence[tuple[str, Sequence[Row[Dependency]]]]) -> None:
        """Fold the rows of all files, each with its namespace; rows of one never fall together."""
        rows = [(namespace, row) for namespace, found in stated for row in found]
        same = iter(_same(stated))
        at: dict[int, int] = {}
        for index, (namespace, row) in enumerate(rows):
            first = next(same)
            if first == index:
                at[first] = len(self.rows)
                self._keep(row, namespace)
            else:
                self._lay_over(at[first], row, namespace)

    def _keep(self, row: Row[Dependency], namespace: str) -> None:
        given = row.record.id
        if given is not None:
            at = len(self.rows)
            self.by_source[namespace, given] = at
            if given in self.by_id:
                # Another source calls another dependency by this id.
                own = f"{namespace}:{given}"
                row = Row(row.record.model_copy(update={"id": own}), row.place)
                self.by_id.setdefault(own, at)
            else:
                self.by_id[given] = at
        ends = (row.record.consumer, row.record.provider)
        self.by_ends.setdefault(ends, []).append(len(self.rows))
        self.rows.append(row)
        self.namespaces.append(namespace)

    def _lay_over(self, at: int, row: Row[Dependency], namespace: str) -> None:
        under = self.rows[at]
        if row.record.id is not None:
            self.by_source.setdefault((namespace, row.record.id), at)
            self.other_ids.setdefault(row.record.id, set()).add(at)
        said = self.said.get(at)
        if said is None:
            first = self.weighing.standing(under, self.namespaces[at])
            said = self.said[at] = dict.fromkeys(under.record.model_fields_set, first)
            self._note_silent(at, under, self.namespaces[at])
        self._note_silent(at, row, namespace)
        standing = self.weighing.standing(row, namespace)
        laid = laid_over(
            under.record,
            row.record,
            keep=_IDENTITY,
            standing=standing,
            said_by=said.__getitem__,
            preference=self.weighing.preference,
        )
        said |= dict.fromkeys(laid.told, standing)
        self.rows[at] = Row(laid.record, under.place)
        self.ledger.findings.extend(laid.findings)
        self.ledger.merge(row.place)

    def _note_silent(self, at: int, row: Row[Dependency], namespace: str) -> None:
        file = row.place.file
        if file is not None and not row.record.evidence:
            date = self.weighing.date_of(file, namespace)
            self.silent.setdefault(at, {})[file] = date

    def with_evidence(self) -> tuple[Row[Dependency], ...]:
        """All dependencies; who declares one that others state too is among its evidence.

        One that only one file states, or that was merged before, needs no evidence for who says
        so: it is only added where several files do, or where others observed it, so that reading
        the same files again adds nothing.
        """
        for at, files in self.silent.items():
            record = self.rows[at].record
            new = {file for file in files if file != BASE}
            hows = {item.how for item in record.evidence}
            if "observed" in hows and "declared" not in hows:
                new = set(files)
            elif len(new) + len(record.evidence) < 2:
                continue
            declared = [
                Evidence(
                    source=_EARLIER if file == BASE else file, how="declared", as_of=files[file]
                )
                for file in sorted(new)
            ]
            gathered = in_evidence_order((*record.evidence, *declared))
            changed = record.model_copy(update={"evidence": gathered})
            self.rows[at] = Row(changed, self.rows[at].place)
        return tuple(self.rows)

    def _known(self, dependency: Dependency, namespace: str) -> int | None:
        """Which dependency a row of evidence means that speaks of ``dependency``.

        By id, where the source or the ends are the same; else by ends, interface and description,
        of no contradicting kind; else, where it says no more than its ends, the only one between
        them.
        """
        if dependency.id is not None:
            own = self.by_source.get((namespace, dependency.id))
            at = self.by_id.get(dependency.id)
            if own is not None:
                return own
            if at is not None and _ends(self.rows[at].record) == _ends(dependency):
                return at
        between = [
            at
            for at in self.by_ends.get(_ends(dependency), ())
            if _agree(self.rows[at].record.kind, dependency.kind)
        ]
        told = _told(dependency)
        alike = [at for at in between if _told(self.rows[at].record) == told]
        if alike:
            # The one of the very kind first, whatever order they stand in.
            return min(alike, key=lambda at: self._likeness(at, dependency))
        return between[0] if len(between) == 1 and not any(told) else None

    def _called(self, id: str, namespace: str) -> int | None:
        """The dependency that ``namespace`` calls ``id``, else the only one that anybody does."""
        found = self.by_source.get((namespace, id), self.by_id.get(id))
        others = self.other_ids.get(id, set())
        return next(iter(others)) if found is None and len(others) == 1 else found

    def _likeness(self, at: int, dependency: Dependency) -> tuple[bool, str, str]:
        other = self.rows[at].record
        return (other.kind != dependency.kind, other.kind or "", other.id or "")

    def attach(self, evidence: Row[EvidenceRow], namespace: str, systems: References) -> None:
        """Add a row of evidence to the dependency that it names."""
        said = evidence.record
        at: int | None = None
        if said.dependency is not None:
            at = self._called(said.dependency, namespace)
        elif said.consumer is not None and said.provider is not None:
            named = Dependency.model_validate(
                {
                    "consumer": systems.id_of(said.consumer, namespace),
                    "provider": systems.id_of(said.provider, namespace),
                    **said.model_dump(include=set(_DESCRIBING), exclude_none=True),
                }
            )
            at = self._known(named, namespace)
        if at is None:
            message = "no dependency for this evidence; the row is rejected"
            self.ledger.reject(Finding("error", "unmatched_row", message, evidence.place))
            return
        record = self.rows[at].record
        gathered = in_evidence_order((*record.evidence, evidence_of(said)))
        changed = record.model_copy(update={"evidence": gathered})
        self.rows[at] = Row(changed, self.rows[at].place)
        self.ledger.merge(evidence.place)


_DESCRIBING = ("kind", "interface", "description")


def evidence_of(row: EvidenceRow) -> Evidence:
    """What ``row`` says, without whom it says it of."""
    return Evidence.model_validate(row.model_dump(include=set(Evidence.model_fields)))


def _ends(dependency: Dependency) -> tuple[str, str]:
    return (dependency.consumer, dependency.provider)


def _told(dependency: Dependency) -> tuple[str, str]:
    return ((dependency.interface or "").strip(), (dependency.description or "").strip())


def _agree(kind: str | None, other: str | None) -> bool:
    return kind is None or other is None or kind == other


def hold(
    files: Sequence[CheckedFile],
    systems: References,
    entities: References,
    ledger: Ledger,
    weighing: Weighing,
) -> tuple[Row[Holding], ...]:
    """The holdings of all files; one that several files state is one, filled in by each."""
    known: dict[tuple[object, ...], _Held] = {}
    for file in files:
        findings: list[Finding] = []
        rows = list(_held(file, systems, entities, ledger))
        once = unique(rows, _held_as, "holding", findings)
        ledger.note(findings)
        for row in once:
            under = known.get(_held_as(row.record))
            if under is None:
                known[_held_as(row.record)] = _Held(row, file.namespace)
            else:
                under.fill(row, file.namespace, ledger, weighing)
    return tuple(held.row for held in known.values())


def _held(
    file: CheckedFile, systems: References, entities: References, ledger: Ledger
) -> Iterable[Row[Holding]]:
    for row in file.holdings:
        said, place = row.record, row.place
        system, doubt = systems.surely(said.system, file.namespace, place, "system")
        entity, other = entities.surely(said.entity, file.namespace, place, "entity")
        doubt = doubt or other
        if doubt:
            ledger.reject(replace(doubt, message=f"{doubt.message}; the row is rejected"))
            continue
        changes = {"system": system, "entity": entity}
        yield Row(row.record.model_copy(update=changes), row.place)


def _held_as(holding: Holding) -> tuple[object, ...]:
    return (holding.system, holding.entity, holding.role)


@dataclass(slots=True)
class _Held:
    """A holding, and whose word each of its columns is once several files state it."""

    row: Row[Holding]
    namespace: str
    said: dict[str, Standing] = field(default_factory=dict)

    def fill(self, over: Row[Holding], namespace: str, ledger: Ledger, weighing: Weighing) -> None:
        """Lay ``over`` over it."""
        if not self.said:
            first = weighing.standing(self.row, self.namespace)
            self.said = dict.fromkeys(self.row.record.model_fields_set, first)
        standing = weighing.standing(over, namespace)
        laid = laid_over(
            self.row.record,
            over.record,
            keep=_HOLDING_IDENTITY,
            standing=standing,
            said_by=self.said.__getitem__,
            preference=weighing.preference,
        )
        self.said |= dict.fromkeys(laid.told, standing)
        self.row = Row(laid.record, self.row.place)
        ledger.findings.extend(laid.findings)
        ledger.merge(over.place)
