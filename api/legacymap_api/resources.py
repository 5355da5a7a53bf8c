"""What routes receive: the thing that the address names, not its id."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import Depends, Path, Query, Request

from legacymap.analysis import Estate
from legacymap.analysis.integration.thresholds import LEAST, MOST, Thresholds, share
from legacymap.analysis.scope import Part, part_of
from legacymap.storage import StoredImport, StoredInventory, StoredPlan, StoredSnapshot
from legacymap_api.answers import rests_on
from legacymap_api.paging import Paging, paging
from legacymap_api.service import Service


def service(request: Request) -> Service:
    """The running service."""
    running: Service = request.app.state.service
    return running


Running = Annotated[Service, Depends(service)]


def the_inventory(
    running: Running, inventory: Annotated[str, Path(description="Id of an inventory")]
) -> StoredInventory:
    """The inventory that the address names.

    Raises:
        NotStored: there is none.
    """
    return running.store.inventories.get(inventory)


def the_snapshot(
    running: Running,
    inventory: Annotated[str, Path(description="Id of an inventory")],
    snapshot: Annotated[
        Literal["latest"] | Annotated[int, Path(ge=1, lt=2**31)],
        Path(description="Number of a snapshot, or `latest`"),
    ],
) -> StoredSnapshot:
    """The snapshot that the address names.

    Raises:
        NotStored: there is none.
    """
    number = None if snapshot == "latest" else snapshot
    return running.store.inventories.snapshot(inventory, number)


TheInventory = Annotated[StoredInventory, Depends(the_inventory)]
TheSnapshot = Annotated[StoredSnapshot, Depends(the_snapshot)]


def unchanging(request: Request, snapshot: TheSnapshot) -> StoredSnapshot:
    """The snapshot, for routes whose answer rests on nothing else.

    Raises:
        AtHand: the one who asks has the answer already, or it was computed lately.
    """
    rests_on(request, snapshot.inventory, snapshot.number, snapshot.digest)
    return snapshot


Unchanging = Annotated[StoredSnapshot, Depends(unchanging)]


def the_estate(running: Running, snapshot: Unchanging) -> Estate:
    """What every analysis of the snapshot works on."""
    return running.estate(snapshot)


TheEstate = Annotated[Estate, Depends(the_estate)]


def the_part(
    estate: TheEstate,
    owner: Annotated[
        str | None, Query(description="Only systems of this owner (id or name) and of those under")
    ] = None,
    service_line: Annotated[
        str | None,
        Query(
            description="Only systems of this partition, else what the service so called reaches"
        ),
    ] = None,
    tag: Annotated[str | None, Query(description="Only systems that bear this tag")] = None,
) -> Part | None:
    """The part of the estate that is asked about; ``None`` is the whole.

    Raises:
        InvalidQuery: there is no such owner, service line or tag, or more than one is asked for.
    """
    return part_of(estate, owner=owner, service_line=service_line, tag=tag)


ThePart = Annotated[Part | None, Depends(the_part)]


def paging_of_snapshot(snapshot: TheSnapshot, asked: Annotated[Paging, Depends(paging)]) -> Paging:
    """The part of a list that is wanted; a cursor holds for one snapshot, also by `latest`.

    Raises:
        InvalidQuery: the cursor is of another snapshot.
    """
    return asked.within(snapshot.digest)


SnapshotPaging = Annotated[Paging, Depends(paging_of_snapshot)]


def the_import(
    running: Running, id: Annotated[str, Path(alias="import", description="Id of an import")]
) -> StoredImport:
    """The import that the address names.

    Raises:
        NotStored: there is none.
    """
    return running.store.imports.get(id)


def the_plan(
    running: Running, plan: Annotated[str, Path(description="Id of a plan")]
) -> StoredPlan:
    """The plan that the address names.

    Raises:
        NotStored: there is none.
    """
    return running.store.plans.get(plan)


TheImport = Annotated[StoredImport, Depends(the_import)]
ThePlan = Annotated[StoredPlan, Depends(the_plan)]

StaleAfter = Annotated[
    int, Query(ge=0, le=36_500, description="Days after which an observation is stale")
]

_USUAL: Final = Thresholds()


def the_thresholds(
    store_systems: Annotated[
        int,
        Query(
            ge=LEAST["store_systems"],
            le=MOST,
            description="A data store is shared from so many systems on",
        ),
    ] = _USUAL.store_systems,
    mesh_systems: Annotated[
        int,
        Query(
            ge=LEAST["mesh_systems"],
            le=MOST,
            description="A group tied pair by pair has at least so many systems",
        ),
    ] = _USUAL.mesh_systems,
    mesh_density: Annotated[
        float,
        Query(
            gt=0.5, le=1, description="Share of the pairs of such a group that are linked directly"
        ),
    ] = float(_USUAL.mesh_density),
    batch_hops: Annotated[
        int,
        Query(
            ge=LEAST["batch_hops"],
            le=MOST,
            description="So many files or batches in a row are worth telling",
        ),
    ] = _USUAL.batch_hops,
    chatty_factor: Annotated[
        int,
        Query(
            ge=LEAST["chatty_factor"],
            le=MOST,
            description="A pair stands out at so many times what three of four pairs have",
        ),
    ] = _USUAL.chatty_factor,
    chatty_pairs: Annotated[
        int,
        Query(
            ge=LEAST["chatty_pairs"],
            le=MOST,
            description="With fewer pairs whose traffic is known, none stands out",
        ),
    ] = _USUAL.chatty_pairs,
) -> Thresholds:
    """From where on a tie between systems is a sign."""
    return Thresholds(
        store_systems=store_systems,
        mesh_systems=mesh_systems,
        mesh_density=share(mesh_density),
        batch_hops=batch_hops,
        chatty_factor=chatty_factor,
        chatty_pairs=chatty_pairs,
    )


TheThresholds = Annotated[Thresholds, Depends(the_thresholds)]
