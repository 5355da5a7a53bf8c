"""How files become an inventory with the account of where every row went."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from legacymap.errors import EmptyInventory, Finding, LimitExceeded, Place, in_order
from legacymap.ingest.files import InputFile, sources
from legacymap.ingest.implied import with_ends, without_known
from legacymap.ingest.ledger import Ledger
from legacymap.ingest.limits import Limits, over
from legacymap.ingest.merging.checking import CheckedFile, check
from legacymap.ingest.merging.decisions import Decisions
from legacymap.ingest.merging.joining import join
from legacymap.ingest.merging.preference import Preference
from legacymap.ingest.merging.settling import tables_by_columns
from legacymap.ingest.merging.suggesting import COMPARISONS
from legacymap.ingest.readers import read_all
from legacymap.ingest.readings import BASE, HEADING, Reading
from legacymap.ingest.sheet_places import in_cells
from legacymap.inventory import TABLES, Import, Inventory, LooseRow, RowTables, consistent


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing is looked through for circles of references meanwhile.

    Rows and cells hold none, and looking through millions of them takes as long as making them.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@_uncollected()
def read_inventory(
    files: Sequence[InputFile],
    *,
    format: str = "auto",
    base: Inventory | None = None,
    limits: Limits | None = None,
) -> Import:
    """One inventory of all ``files``, laid over ``base`` where there is one.

    Equal whatever the order of ``files``. Every row of every file ends used, merged into another
    or rejected with a reason, and the account of each file says how many.

    Raises:
        UnknownFormat: no reader is called ``format``.
        UnreadableFile: some file is of no known format, or broken.
        LimitExceeded: some file, or the inventory, is over a limit.
        EmptyInventory: there is no system in all of them.
    """
    limits = limits or Limits()
    readings = read_all(sources(files, limits), format)
    if base is None:
        readings = with_ends(readings)
    ledger = Ledger([finding for reading in readings for finding in reading.findings])
    everything = without_known((*readings, _reading(base)) if base is not None else readings)
    readings = everything[: len(readings)]
    by_columns = tables_by_columns(everything)
    checked = [check(reading, ledger, by_columns) for reading in everything]
    decisions = Decisions.of([row for file in checked for row in file.decisions], ledger)
    joined = join(checked, ledger, decisions, _preference(checked))
    if joined.suggested.bounded:
        ledger.findings.append(_BOUNDED)
    sound, findings = consistent(joined.tables)
    ledger.note(findings)
    noticed = in_order(in_cells(ledger.findings, readings))
    _refuse_too_large(sound, limits)
    if not sound.count("systems"):
        raise _without_systems(sound, noticed)
    return Import(
        sound.inventory(),
        tuple(ledger.account(reading) for reading in readings),
        noticed,
        tuple(reject for reading in readings for reject in ledger.rejects(reading)),
        joined.suggested.suggestions,
    )


def _preference(files: Sequence[CheckedFile]) -> Preference:
    """Whose word counts, as the files of decisions say; the first of them by name that says so."""
    rows = [row.record for file in sorted(files, key=lambda file: file.file) for row in file.rules]
    rules = [row.rule for row in rows if row.rule is not None]
    preferred = [row.prefer for row in rows if row.prefer]
    default = Preference()
    return Preference(next(iter(rules), default.rule), next(iter(preferred), default.prefer))


def _without_systems(tables: RowTables, noticed: Iterable[Finding]) -> EmptyInventory:
    """What is missing where there is no system: everything, or systems alone."""
    counts = [(tables.count(table), one, many) for table, one, many in _BESIDE]
    there = [f"{n:,} {one if n == 1 else many}" for n, one, many in counts if n]
    verb = "was" if sum(n for n, _, _ in counts) == 1 else "were"
    told = (
        f"{' and '.join(there)} {verb} read, but no system"
        if there
        else "no system came out of the input"
    )
    nothing = Finding("error", "no_systems", f"{told}: {_IT_TAKES}", None)
    what = "the inventory has no systems" if there else "the inventory is empty"
    return EmptyInventory.of((nothing, *noticed), what)


_BESIDE: Final = (
    ("organisations", "organisation", "organisations"),
    ("data_entities", "data entity", "data entities"),
)
_IT_TAKES: Final = (
    "it takes a table of systems (a column `id` or `name`), or one of dependencies by itself"
    " (`consumer` and `provider`)"
)
_BOUNDED: Final = Finding(
    "info",
    "suggestions_bounded",
    f"more than {COMPARISONS:,} pairs of systems share a word or a neighbour; those that share the"
    " rarest were compared for suggestions, the others were not",
)


def _reading(base: Inventory) -> Reading:
    """``base`` as if it had been read from a document."""
    document = base.document()
    heading: dict[str, object] = {
        key: document[key] for key in ("name", "as_of", "currency") if key in document
    }
    return Reading(
        file=BASE,
        format="canonical",
        digest=base.digest,
        namespace=f"inventory {base.name}" if base.name else BASE,
        is_model=True,
        rows={
            **{table: tuple(_rows(table, document.get(table))) for table in TABLES},
            HEADING: (LooseRow(heading, Place(file=BASE, path="$")),),
        },
    )


def _rows(table: str, items: object) -> Iterable[LooseRow]:
    for index, item in enumerate(items if isinstance(items, list) else ()):
        yield LooseRow(item, Place(file=BASE, path=f"{table}[{index}]"))


def _refuse_too_large(tables: RowTables, limits: Limits) -> None:
    sizes = (
        ("systems", tables.count("systems"), limits.systems),
        ("dependencies", tables.count("dependencies"), limits.dependencies),
    )
    findings = [
        over(name, allowed, f"{count:,} {name}", Place())
        for name, count, allowed in sizes
        if count > allowed
    ]
    if findings:
        raise LimitExceeded.of(findings, "the inventory is too large")
