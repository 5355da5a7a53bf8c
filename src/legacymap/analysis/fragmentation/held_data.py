"""Who holds each data entity, who is its system of record, and what that makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from legacymap.analysis.estate import Estate
from legacymap.analysis.fragmentation.spread import SharesBy, spread

Verdict = Literal["orphan", "single", "copied", "contested", "unknown"]


@dataclass(frozen=True, slots=True)
class Holder:
    """A system that holds a data entity, as the inventory states it."""

    system: str
    role: str | None
    crud: str | None
    records: int | None
    share: Fraction | None
    """Its share of the stores; ``None`` where it is no store, or nobody knows whether it is."""


@dataclass(frozen=True, slots=True)
class EntityFragmentation:
    """How a data entity is spread over systems."""

    id: str
    name: str
    holders: tuple[Holder, ...]
    masters: tuple[str, ...]
    masters_inferred: bool
    """No master is declared: the systems that write it are taken for masters."""
    stores: int
    """Systems that hold it as master or copy."""
    unknown_roles: int
    """Systems that hold it in a role that nobody states: the figures below are then unknown."""
    shares_by: SharesBy | None
    hhi: Fraction | None
    fragmentation: Fraction | None
    effective_stores: Fraction | None
    entropy: float | None
    redundant_copies: int | None
    verdict: Verdict


def held_data(estate: Estate) -> tuple[EntityFragmentation, ...]:
    """Every data entity with its holders, sorted by id.

    Stores are the holdings of role master or copy, one per system; where no master is declared,
    the writers are taken for masters (and stores) and marked so.

    Formula:
        m = systems of record; verdict orphan (m = 0), contested (m > 1), else single (one store)
        or copied (more); redundant copies = max(0, stores - 1)
    Degenerate case:
        a role that nobody states makes the verdict unknown, unless several masters are stated.
    Source:
        Our own definition; see :func:`spread` for the indices.
    """
    rows: dict[str, list[Holder]] = {}
    columns = ("entity", "system", "role", "crud", "records")
    for entity, system, role, crud, records in estate.inventory.holdings.select(
        columns
    ).iter_rows():
        rows.setdefault(entity, []).append(Holder(system, role, crud, records, None))
    entities = estate.inventory.data_entities.select("id", "name").iter_rows()
    return tuple(_entity(entity, name, rows.get(entity, [])) for entity, name in entities)


def _entity(id: str, name: str, rows: list[Holder]) -> EntityFragmentation:
    declared = {row.system for row in rows if row.role == "master"}
    writers = {row.system for row in rows if row.role == "writer"}
    masters = declared or writers
    stores = sorted(masters | {row.system for row in rows if row.role == "copy"})
    unknown = len({row.system for row in rows if row.role is None} - set(stores))
    found = spread([_records(rows, store) for store in stores] if not unknown else [])
    shares = dict(zip(stores, found.shares, strict=False))
    return EntityFragmentation(
        id=id,
        name=name,
        holders=tuple(
            Holder(row.system, row.role, row.crud, row.records, shares.get(row.system))
            for row in sorted(rows, key=lambda row: (row.system, row.role or "", row.crud or ""))
        ),
        masters=tuple(sorted(masters)),
        masters_inferred=bool(masters) and not declared,
        stores=len(stores),
        unknown_roles=unknown,
        shares_by=found.shares_by,
        hhi=found.hhi,
        fragmentation=found.fragmentation,
        effective_stores=found.effective_stores,
        entropy=found.entropy,
        redundant_copies=None if unknown else max(0, len(stores) - 1),
        verdict=_verdict(masters=len(masters), stores=len(stores), unknown=unknown),
    )


def _records(rows: list[Holder], store: str) -> int | None:
    """Records that ``store`` holds: a store that states them in several roles holds them once."""
    stated = [
        row.records
        for row in rows
        if row.system == store and row.role != "reader" and row.records is not None
    ]
    return max(stated, default=None)


def _verdict(*, masters: int, stores: int, unknown: int) -> Verdict:
    if masters > 1:
        return "contested"
    if unknown:
        return "unknown"
    if masters == 0:
        return "orphan"
    return "single" if stores == 1 else "copied"
