"""Which rows of several files mean the same thing, and which file defines and which overlays.

A model (an inventory document, an architecture workspace) defines systems. A CSV table of systems
defines them where nothing else does. Beside a more complete source a table without `id` or without
`name` is an overlay, and so is any table most of whose rows match what is known; else it defines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Generic, TypeVar

from legacymap.errors import Finding, Place
from legacymap.ingest.columns import Columns
from legacymap.ingest.ledger import Ledger, RowKey, row_key
from legacymap.ingest.merging.decisions import Decisions
from legacymap.ingest.merging.identity import (
    Entry,
    Label,
    NamedRecord,
    Register,
    label_of,
    name_key,
    paths,
    shown,
)
from legacymap.ingest.merging.namesakes import namesakes
from legacymap.ingest.merging.sayings import Saying
from legacymap.ingest.readings import BASE, STATED
from legacymap.inventory import Row

N = TypeVar("N", bound=NamedRecord)


_DESCRIBING: Final = frozenset(
    {
        "aliases",
        "capabilities",
        "description",
        "kind",
        "owner",
        "parent",
        "partition",
        "supplier",
        "tags",
        "technologies",
    }
)
"""Columns of a register of systems; lists of costs, dates and scores have few of them."""


UNSTATED: Final = "(no) "
"""Before the name of a column: whether a row leaves it blank, though it was filled in since."""


@dataclass(frozen=True, slots=True)
class NamedTable(Generic[N]):
    """The valid rows of one file that say what exists."""

    file: str
    namespace: str
    is_model: bool
    rows: tuple[Row[N], ...]
    without_id: frozenset[RowKey] = frozenset()
    without_name: frozenset[RowKey] = frozenset()
    only_observes: bool = False
    """Whether its file saw things at work and registers none: there may be more than it saw."""
    columns: Columns[N] | None = None
    """Most rows, where the table goes by columns; then ``rows`` are the others."""

    @property
    def lacks(self) -> int:
        """How incomplete the table is: 2 where no row has a name, 1 where none has an id."""
        keys = {row_key(row.place) for row in self.rows}
        if self.is_model or not keys:
            return 0
        return 2 if keys <= self.without_name else 1 if keys <= self.without_id else 0

    @property
    def weight(self) -> tuple[object, ...]:
        """Which table is asked first for what exists: the one that most looks like a register."""
        if self.is_model:
            return (0, self.file != BASE, self.file)
        filled = {column for row in self.rows for column in row.record.model_fields_set}
        is_called_so = "systems" in self.file.rsplit("/", 1)[-1].casefold()
        described = len(filled & _DESCRIBING)
        size = len(self.rows)
        return (1, self.lacks, -described, not is_called_so, -size, self.file)

    def label(self, row: Row[N]) -> Label:
        """What ``row`` says about whom it means."""
        key = row_key(row.place)
        return label_of(
            row.record, has_id=key not in self.without_id, has_name=key not in self.without_name
        )


@dataclass(slots=True)
class Known(Generic[N]):
    """One thing of the estate and all that the files say of it; what comes later outweighs."""

    entry: Entry
    sayings: list[Saying[N]]


@dataclass(frozen=True, slots=True)
class Matched(Generic[N]):
    """What exists, and the rows of overlays that mean nothing of it."""

    known: tuple[Known[N], ...]
    unmatched: tuple[Saying[N], ...]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Whom a row may mean, whether its id says so, and whose id it bears without being it.

    ``contested``: rows of one file with ids of their own share the name that this rests on.
    ``refused``: somebody said that the row does not mean the only one that it may mean.
    """

    entries: tuple[Entry, ...]
    by_id: bool = False
    contested: bool = False
    refused: bool = False
    namesakes: tuple[Entry, ...] = ()


_UNKNOWN: Final = _Verdict(())


@dataclass(slots=True)
class _Matching(Generic[N]):
    """What is known so far, while one table after the other is read."""

    register: Register
    ledger: Ledger
    what: str
    decisions: Decisions
    known: dict[Entry, Known[N]] = field(default_factory=dict)
    unmatched: list[Saying[N]] = field(default_factory=list)
    tables: int = 0


def match(
    tables: Sequence[NamedTable[N]],
    register: Register,
    ledger: Ledger,
    what: str,
    decisions: Decisions | None = None,
) -> Matched[N]:
    """What exists by all ``tables``: models first, then tables from complete to incomplete.

    Tables that lack the same follow each other by how much they describe, then those called
    systems, then from large to small and by name: the order in which files came is of no account.
    What ``decisions`` say of two ids goes before what their names say; whether a table defines or
    overlays does not depend on them, so that taking a decision back restores what was before.
    """
    so_far = _Matching[N](register, ledger, what, decisions or Decisions())
    defined_lack: int | None = None
    registered = False
    read: set[str] = set()
    for table in sorted(tables, key=lambda table: table.weight):
        labels = [table.label(row) for row in table.rows]
        ways = paths(labels, register, table.namespace)
        # Of a source that is read for the first time nothing is known that ids could tell apart.
        apart = table.namespace not in read or _shares_ids(table, labels, register)
        read.add(table.namespace)
        verdicts = _verdicts(table, labels, ways, register, apart=apart)
        overlays = defined_lack is not None and (
            table.lacks > defined_lack or (registered and _mostly_known(table, verdicts))
        )
        if not apart and not overlays:
            apart = True
            verdicts = _verdicts(table, labels, ways, register, apart=apart)
        decided = _decided(table, verdicts, so_far)
        rows = list(zip(table.rows, labels, ways, decided, strict=True))
        if overlays:
            _overlay(table, rows, so_far, apart=apart)
        else:
            _define(table, rows, so_far)
            registered = registered or not table.only_observes
            lacks = table.lacks if table.rows else 3
            defined_lack = lacks if defined_lack is None else min(defined_lack, lacks)
        _unite(so_far)
        so_far.tables += 1
    for known in so_far.known.values():
        known.sayings = _in_order(known.sayings)
    first = {entry: known.sayings[0].row for entry, known in so_far.known.items()}
    ledger.findings.extend(namesakes(register, first, what, so_far.decisions.refuses))
    return Matched(tuple(so_far.known.values()), tuple(so_far.unmatched))


def _in_order(sayings: list[Saying[N]]) -> list[Saying[N]]:
    """``sayings``, those of one table by what they say: the order of rows must not show."""
    tables = [saying.table for saying in sayings]
    if len(set(tables)) == len(tables):
        return sayings
    return sorted(sayings, key=lambda said: (said.table, said.row.record.model_dump_json()))


def _decided(
    table: NamedTable[N], verdicts: Sequence[_Verdict], so_far: _Matching[N]
) -> list[_Verdict]:
    """``verdicts`` with what somebody refused marked.

    Among several candidates a refusal changes nothing: it never makes one of them the only one.
    """
    refuses, register = so_far.decisions.refuses_row, so_far.register
    return [
        replace(verdict, refused=True)
        if len(verdict.entries) == 1
        and refuses(verdict.entries[0], row.record.id, table.namespace, register)
        else verdict
        for row, verdict in zip(table.rows, verdicts, strict=True)
    ]


def _unite(so_far: _Matching[N]) -> None:
    """Make one of what somebody said is one, as far as it is known by now."""
    into = so_far.decisions.united(so_far.register)
    if not into:
        return
    so_far.register.unite(into)
    for gone, stays in into.items():
        one, other = so_far.known[stays], so_far.known.pop(gone)
        one.sayings = sorted((*one.sayings, *other.sayings), key=lambda said: said.table)
        for said in one.sayings[1:]:
            so_far.ledger.merge(said.row.place)


def _told_apart(labels: Sequence[Label], verdicts: Sequence[_Verdict]) -> list[_Verdict]:
    """Mark the rows that their file tells apart by id and only a shared name would make one."""
    by_name = [
        bool(label.id) and not verdict.by_id
        for label, verdict in zip(labels, verdicts, strict=True)
    ]
    claims = Counter(
        verdict.entries
        for verdict, named in zip(verdicts, by_name, strict=True)
        if named and verdict.entries
    )
    return [
        replace(verdict, contested=named and claims[verdict.entries] > 1)
        for verdict, named in zip(verdicts, by_name, strict=True)
    ]


def _mostly_known(table: NamedTable[N], verdicts: Sequence[_Verdict]) -> bool:
    if table.is_model:
        return False
    matched = sum(len(verdict.entries) == 1 and not verdict.contested for verdict in verdicts)
    return 2 * matched > len(table.rows)


def _shares_ids(table: NamedTable[N], labels: Sequence[Label], register: Register) -> bool:
    """Whether the ids of ``table`` and those of other tables of its source are one numbering.

    So they are where somebody stated whose ids they are, where a format does, or where some id of
    the table is known already. Else a table most of whose rows are called like known systems, a
    list of costs say, may count its rows from 1: its ids tell nothing apart.
    """
    if table.is_model or table.namespace.startswith(STATED):
        return True
    return any(label.id and register.of_source(table.namespace, label.id) for label in labels)


def _verdicts(
    table: NamedTable[N],
    labels: Sequence[Label],
    ways: Sequence[tuple[str, ...]],
    register: Register,
    *,
    apart: bool,
) -> list[_Verdict]:
    """Whom each row may mean; ``apart``: other ids of its source are other things."""
    if not register.entries:
        return _told_apart(labels, [_UNKNOWN] * len(labels))
    found = [
        _verdict(label, way, register, table.namespace, apart)
        for label, way in zip(labels, ways, strict=True)
    ]
    return _told_apart(labels, found)


def _verdict(
    label: Label, way: tuple[str, ...], register: Register, namespace: str, tells: bool
) -> _Verdict:
    namesakes: tuple[Entry, ...] = ()
    if label.id:
        own = register.of_source(namespace, label.id)
        if own:
            return _Verdict((own,), by_id=True)
        same = tuple(register.with_id(label.id))
        agreeing = tuple(
            entry for entry in same if label.name is None or name_key(label.name) in entry.keys
        )
        if agreeing:
            return _Verdict(agreeing, by_id=True)
        namesakes = same
    named = _by_alias(label, register) or tuple(register.with_path(" / ".join(way)))
    stated = {*_stated(label, register)}
    apart = {
        entry
        for entry in named
        if tells and entry not in stated and register.tells_apart(namespace, label, entry)
    }
    return _Verdict(
        tuple(entry for entry in named if entry not in apart),
        namesakes=namesakes,
    )


def _by_alias(label: Label, register: Register) -> tuple[Entry, ...]:
    found: dict[Entry, None] = dict.fromkeys(_stated(label, register))
    if label.name:
        found.update(dict.fromkeys(register.with_alias(label.name)))
    for alias in label.aliases:
        found.update(dict.fromkeys(register.with_path(alias)))
    return tuple(found)


def _stated(label: Label, register: Register) -> Iterator[Entry]:
    """Whom an alias on either side says that ``label`` means, whatever the names are."""
    if label.id:
        yield from register.with_alias(label.id)
    for alias in label.aliases:
        yield from register.with_id(alias)
        yield from register.with_alias(alias)


_Rows = list[tuple[Row[N], Label, tuple[str, ...], _Verdict]]


def _define(table: NamedTable[N], rows: _Rows[N], so_far: _Matching[N]) -> None:
    """Add what is not known; two rows of one file never become one by their name alone."""
    ledger, what = so_far.ledger, so_far.what
    claims = Counter(verdict.entries[0] for *_, verdict in rows if len(verdict.entries) == 1)
    added = 0
    for row, label, way, verdict in rows:
        candidates = () if verdict.refused else verdict.entries
        if len(candidates) == 1 and (verdict.by_id or claims[candidates[0]] == 1):
            _say(candidates[0], table, row, label, so_far)
            continue
        if candidates:
            message = f"may be {shown(candidates)}; kept as a {what} of its own"
            ledger.findings.append(_noticed("ambiguous_name", f"{label.name!r} {message}", row))
        if verdict.namesakes:
            ledger.findings.append(_collision(label, verdict, row, what))
        entry = so_far.register.add(label, way, table.namespace)
        so_far.known[entry] = Known(entry, [Saying(table.namespace, row, label, so_far.tables)])
        added += 1
    if added < len(rows) and not table.is_model:
        message = f"adds {added} {what}s; {len(rows) - added} of its {len(rows)} rows match others"
        place = Place(file=table.file)
        ledger.findings.append(Finding("info", "second_definition", message, place))


def _overlay(table: NamedTable[N], rows: _Rows[N], so_far: _Matching[N], *, apart: bool) -> None:
    register, ledger, decisions = so_far.register, so_far.ledger, so_far.decisions
    matched = 0
    for row, label, _, verdict in rows:
        meant = decisions.meant(row.record.id, register)
        candidates = (meant,) if meant else () if verdict.refused else verdict.entries
        if not candidates and label.parent is None:
            named = register.with_name(label.name or label.id or "")
            candidates = tuple(
                entry
                for entry in named
                if not (apart and register.tells_apart(table.namespace, label, entry))
            )
            if len(candidates) == 1 and decisions.refuses_row(
                candidates[0], row.record.id, table.namespace, register
            ):
                candidates = ()
        if len(candidates) == 1 and (meant or not verdict.contested):
            matched += 1
            _say(candidates[0], table, row, label, so_far)
            continue
        if verdict.namesakes:
            ledger.findings.append(_collision(label, verdict, row, so_far.what))
        if not candidates:
            so_far.unmatched.append(Saying(table.namespace, row, label, so_far.tables))
        ledger.reject(_unmatched(label, candidates, row, so_far.what))
    message = f"is an overlay on what other files define: {matched} of {len(rows)} rows match"
    ledger.findings.append(Finding("info", "overlay", message, Place(file=table.file)))


def _say(
    entry: Entry, table: NamedTable[N], row: Row[N], label: Label, so_far: _Matching[N]
) -> None:
    so_far.known[entry].sayings.append(Saying(table.namespace, row, label, so_far.tables))
    so_far.register.know(entry, label, table.namespace)
    so_far.ledger.merge(row.place)


def _unmatched(label: Label, candidates: Sequence[Entry], row: Row[N], what: str) -> Finding:
    said = label.name or label.id
    if candidates:
        message = f"{said!r} may be {shown(candidates)}; the row is rejected"
        return _noticed("ambiguous_name", message, row, "error")
    message = f"no {what} {said!r} for this row to add to; the row is rejected"
    return _noticed("unmatched_row", message, row, "error")


def _collision(label: Label, verdict: _Verdict, row: Row[N], what: str) -> Finding:
    message = f"the id {label.id!r} is {shown(verdict.namesakes)} in another file, and here"
    return _noticed("id_collision", f"{message} {label.name!r}: different {what}s", row)


def _noticed(code: str, message: str, row: Row[N], severity: str = "warning") -> Finding:
    place = replace(row.place, id=row.record.id)
    return Finding("error" if severity == "error" else "warning", code, message, place)
