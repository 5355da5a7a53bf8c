"""The rest of the lists of which an analysis gives the count and the first hundred."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import JsonValue

from legacymap.analysis.disposition.time import HIGH_FROM
from legacymap.analysis.long_lists import LISTS, Wanted, stretch
from legacymap.analysis.quality.sightings import STALE_AFTER_DAYS
from legacymap_api.answers import ImmutableRoute
from legacymap_api.paging import Page
from legacymap_api.resources import (
    Running,
    SnapshotPaging,
    StaleAfter,
    TheEstate,
    ThePart,
    TheThresholds,
    Unchanging,
)
from legacymap_api.routes.analyses import AtLevel, FarAway
from legacymap_api.routes.risk import HighFrom

router = APIRouter(
    prefix="/v1/inventories/{inventory}/snapshots/{snapshot}/rows",
    route_class=ImmutableRoute,
    tags=["analyses"],
)


@dataclass(frozen=True, slots=True)
class KnownList:
    """A list whose rest is to be had: its place in the answer, and what names its row."""

    list: str
    items: str
    of: tuple[str, ...]
    """What each `of` names, from the outside in; none where the answer has one such list."""


@router.get("")
def list_long_lists(
    snapshot: Unchanging,  # noqa: ARG001 - what the answer rests on
    asked: SnapshotPaging,
) -> Page[KnownList]:
    """Every list that an analysis cuts short after a hundred, by its place in the answer."""
    return asked.cut([KnownList(name, one.items, one.of) for name, one in sorted(LISTS.items())])


@router.get("/{list}", response_model=Page[JsonValue])
def list_rows(
    running: Running,
    snapshot: Unchanging,
    estate: TheEstate,
    part: ThePart,
    asked: SnapshotPaging,
    thresholds: TheThresholds,
    name: Annotated[str, Path(alias="list", description="Its place in the answer")],
    of: Annotated[
        list[str], Query(description="What names the row it belongs to; more than once for two")
    ] = [],  # noqa: B006 - FastAPI copies defaults
    level: AtLevel = "top",
    stale_after: StaleAfter = STALE_AFTER_DAYS,
    high_from: HighFrom = HIGH_FROM,
    depth: FarAway = None,
    before: Annotated[
        int | None,
        Query(alias="from", ge=1, lt=2**31, description="Earlier snapshot, for a difference"),
    ] = None,
) -> Page[object]:
    """One such list in pages, in the order of the answer; the settings are those of its analysis.

    Of a list inside a row only that row is computed.
    """
    kept = running.store.inventories
    earlier = before and kept.snapshot(snapshot.inventory, before)
    wanted = Wanted(
        estate=estate,
        of=tuple(of),
        shown=slice(asked.offset, asked.offset + asked.limit),
        level=level,
        part=part,
        stale_after_days=stale_after,
        thresholds=thresholds,
        high_from=high_from,
        depth=depth,
        before=running.estate(earlier) if earlier else None,
    )
    found = stretch(name, wanted)
    return asked.of(found.first, found.count)
