"""How did the estate move over the snapshots of an inventory?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from legacymap.analysis.trend import Moment, Trend, trend
from legacymap.errors import InvalidQuery
from legacymap_api.answers import ImmutableRoute, rests_on
from legacymap_api.resources import Running, TheInventory

router = APIRouter(route_class=ImmutableRoute, tags=["snapshots"])

MOST_SNAPSHOTS = 50


@router.get("/v1/inventories/{inventory}/trend")
def get_trend(
    request: Request,
    running: Running,
    inventory: TheInventory,
    limit: Annotated[int, Query(ge=1, le=MOST_SNAPSHOTS, description="The latest so many")] = 20,
) -> Trend:
    """The main figures snapshot by snapshot, and what rose, what fell, what only became known.

    Raises:
        InvalidQuery: there is no such snapshot.
    """
    kept = running.store.inventories
    total = kept.snapshots(inventory.id, after=0, limit=1).total
    found = kept.snapshots(inventory.id, after=max(0, total - limit), limit=limit).items
    if not found:
        raise InvalidQuery("there is no snapshot to look at; upload one first")
    rests_on(request, inventory.id, *(snapshot.digest for snapshot in found))
    return trend(
        Moment.of(f"snapshot {snapshot.number}", running.estate(snapshot)) for snapshot in found
    )
