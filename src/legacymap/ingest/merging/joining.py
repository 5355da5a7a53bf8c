"""How the valid rows of all files become one inventory's tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import polars as pl

from legacymap.errors import Finding
from legacymap.ingest.ledger import Ledger
from legacymap.ingest.merging.checking import CheckedFile
from legacymap.ingest.merging.decisions import Decisions
from legacymap.ingest.merging.filling import laid_over
from legacymap.ingest.merging.identity import Entry, Label, NamedRecord, name_key
from legacymap.ingest.merging.linking import evidence_of, hold, link
from legacymap.ingest.merging.matching import Known, match
from legacymap.ingest.merging.preference import Preference
from legacymap.ingest.merging.references import References
from legacymap.ingest.merging.sayings import Saying
from legacymap.ingest.merging.settling import settle_systems
from legacymap.ingest.merging.suggesting import Suggested, suggest
from legacymap.ingest.merging.weighing import Weighing
from legacymap.inventory import Heading, Organisation, Record, Row, RowTables, System

N = TypeVar("N", bound=NamedRecord)
R = TypeVar("R", bound=Record)

_NAMES: Final = frozenset({"id", "name"})
"""What a thing is called never changes; other names become aliases."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The tables of all files as one, and which of their systems may be the same."""

    tables: RowTables
    suggested: Suggested


def join(
    files: Sequence[CheckedFile], ledger: Ledger, decisions: Decisions, preference: Preference
) -> Joined:
    """The tables of all ``files`` as one; whatever was noticed on the way goes to ``ledger``."""
    files = sorted(files, key=lambda file: file.weight)
    headings = ((file.namespace, row) for file in files for row in file.headings)
    weighing = Weighing.of(preference, headings)
    systems = References("system")
    organisations = References("organisation")
    entities = References("data entity")
    known_organisations = match(
        [file.organisations for file in files], organisations.register, ledger, organisations.what
    ).known
    known_entities = match(
        [file.data_entities for file in files], entities.register, ledger, entities.what
    ).known
    settled: dict[str, pl.DataFrame] = {}
    alone = next((file.systems for file in files if file.systems.columns is not None), None)
    if alone is not None and alone.columns is not None:
        found = settle_systems(alone, alone.columns, organisations, ledger)
        settled["systems"], matched, systems = found.frame, found.matched, found.references
    else:
        matched = match(
            [file.systems for file in files], systems.register, ledger, systems.what, decisions
        )
        decisions.close(systems.register, ledger)
    said = [tuple(known.sayings) for known in matched.known]
    _attach_evidence(files, matched.known, systems, ledger)

    told_systems = tuple(
        _told(
            [(s.namespace, _system(s, k.entry, systems, organisations, ledger)) for s in k.sayings],
            ledger,
            weighing,
        )
        for k in matched.known
    )
    existing = {row.record.id for row in told_systems}
    if "systems" in settled:
        existing.update(settled["systems"]["id"])
    dependencies = link(files, systems, entities, ledger, weighing, existing)
    if dependencies.frame is not None:
        settled["dependencies"] = dependencies.frame
    tables = RowTables(
        systems=told_systems,
        dependencies=dependencies.rows,
        organisations=tuple(
            _told(
                [(s.namespace, _organisation(s, k.entry, organisations)) for s in k.sayings],
                ledger,
                weighing,
            )
            for k in known_organisations
        ),
        data_entities=tuple(
            _told([(s.namespace, _renamed(s, k.entry)) for s in k.sayings], ledger, weighing)
            for k in known_entities
        ),
        holdings=hold(files, systems, entities, ledger, weighing),
        heading=_heading(files, ledger, weighing),
        settled=settled,
    )
    suggested = suggest(
        [(row.record, sayings) for row, sayings in zip(told_systems, said, strict=True)],
        tables.ends(),
        matched.unmatched,
        decisions.refuses,
    )
    return Joined(tables, suggested)


def _told(
    rows: Sequence[tuple[str, Row[R]]],
    ledger: Ledger,
    weighing: Weighing,
    *,
    keep: frozenset[str] = _NAMES,
) -> Row[R]:
    """One record of all that is said of it, at the place where it was said first.

    ``rows`` come with the namespace of their source, in the order in which they are read.
    """
    namespace, first = rows[0]
    if len(rows) == 1:
        return first
    record = first.record
    said = dict.fromkeys(record.model_fields_set, weighing.standing(first, namespace))
    for namespace, row in rows[1:]:
        standing = weighing.standing(row, namespace)
        laid = laid_over(
            record,
            row.record,
            keep=keep,
            standing=standing,
            said_by=said.__getitem__,
            preference=weighing.preference,
        )
        record = laid.record
        said |= dict.fromkeys(laid.told, standing)
        ledger.findings.extend(laid.findings)
    return Row(record, first.place)


def _renamed(saying: Saying[N], entry: Entry) -> Row[N]:
    if saying.row.record.id == entry.id:
        return saying.row
    return _changed(saying.row, {"id": entry.id})


def _changed(row: Row[R], changes: dict[str, object]) -> Row[R]:
    return Row(row.record.model_copy(update=changes), row.place)


def _organisation(
    saying: Saying[Organisation], entry: Entry, organisations: References
) -> Row[Organisation]:
    row = _renamed(saying, entry)
    if row.record.parent is None:
        return row
    parent = organisations.id_of(row.record.parent, saying.namespace)
    return _changed(row, {"parent": parent})


def _system(
    saying: Saying[System],
    entry: Entry,
    systems: References,
    organisations: References,
    ledger: Ledger,
) -> Row[System]:
    """The row with the ids that its references mean, and its other names as aliases."""
    system, namespace = saying.row.record, saying.namespace
    # Where two systems were accepted to be one, the name of the one whose id stays is its name.
    changes: dict[str, object] = {"id": entry.id, "name": entry.name}
    for column in ("parent", "successor", "same_as"):
        reference: str | None = getattr(system, column)
        if reference is None:
            continue
        meant, doubt = systems.surely(reference, namespace, saying.row.place, column)
        if doubt:
            ledger.findings.append(replace(doubt, message=f"{doubt.message}; left unknown"))
        changes[column] = None if doubt else meant
    if system.owner is not None:
        changes["owner"] = organisations.id_of(system.owner, namespace)
    if system.legacy_scope:
        changes["legacy_scope"] = _scope(system.legacy_scope, entry, namespace, systems)
    others = _other_names(saying.label, entry, systems)
    if others:
        changes["aliases"] = tuple(sorted({*system.aliases, *others}))
    different = {name: value for name, value in changes.items() if value != getattr(system, name)}
    if not different:
        return saying.row
    return _changed(saying.row, different)


def _scope(
    scope: tuple[str, ...], entry: Entry, namespace: str, systems: References
) -> tuple[str, ...]:
    """The parts meant: by id, or by their name within the system."""
    parts = set()
    for item in scope:
        within = systems.register.with_path(" / ".join((*entry.path, item)))
        if item == "whole":
            parts.add(item)
        else:
            parts.add(next(iter(within)).id if len(within) == 1 else systems.id_of(item, namespace))
    return tuple(sorted(parts))


def _other_names(label: Label, entry: Entry, systems: References) -> Iterable[str]:
    """The id and the name in ``label``, where ``entry`` goes by others in the inventory."""
    if label.name is not None and name_key(label.name) not in _own_keys(entry):
        yield label.name
    if (
        label.id is not None
        and label.id != entry.id
        and len(systems.register.with_id(label.id)) == 1
    ):
        yield label.id


def _own_keys(entry: Entry) -> set[str]:
    return {name_key(entry.name), name_key(" / ".join(entry.path)), name_key(entry.id)}


def _attach_evidence(
    files: Sequence[CheckedFile],
    known: Sequence[Known[System]],
    systems: References,
    ledger: Ledger,
) -> None:
    """Make each row of evidence for a system one more thing that is said of it."""
    by_entry = {item.entry: item for item in known}
    for file in files:
        for row in file.evidence:
            if row.record.system is None:
                continue
            meant = systems.meant(row.record.system, file.namespace)
            if len(meant) != 1:
                message = f"no one system {row.record.system!r} for this evidence; it is rejected"
                ledger.reject(Finding("error", "unmatched_row", message, row.place))
                continue
            entry = meant[0]
            record = System(id=entry.id, name=entry.name, evidence=(evidence_of(row.record),))
            label = Label(None, None, None, ())
            by_entry[entry].sayings.append(Saying(file.namespace, Row(record, row.place), label))
            ledger.merge(row.place)


def _heading(files: Sequence[CheckedFile], ledger: Ledger, weighing: Weighing) -> Heading:
    rows = [(file.namespace, row) for file in files for row in file.headings]
    if not rows:
        return Heading(name=None)
    return _told(rows, ledger, weighing, keep=frozenset()).record
