"""Snapshots: the versions of an inventory, what they hold, and where that came from."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response

from legacymap.analysis.changes import Changes, changes
from legacymap.errors import Finding
from legacymap.inventory.suggestion import Suggestion
from legacymap.inventory.vocabulary import DependencyKind, SystemKind
from legacymap.report.exports import EXPORTERS, export
from legacymap.storage import StoredSnapshot, StoredUpload
from legacymap_api import catalogue
from legacymap_api.answers import ExactRoute, ImmutableRoute
from legacymap_api.attachments import attachment
from legacymap_api.catalogue import Document, LegacyFilter
from legacymap_api.paging import Asked, Page
from legacymap_api.resources import Running, SnapshotPaging, TheEstate, TheInventory, Unchanging

_ALL = "/v1/inventories/{inventory}/snapshots"
_ONE = _ALL + "/{snapshot}"

listing = APIRouter(route_class=ExactRoute, tags=["snapshots"])
router = APIRouter(prefix=_ONE, route_class=ImmutableRoute, tags=["snapshots"])


@listing.get(_ALL)
def list_snapshots(running: Running, inventory: TheInventory, asked: Asked) -> Page[StoredSnapshot]:
    """Every snapshot of the inventory, oldest first."""
    after = int(asked.after[0]) if asked.after else 0
    stretch = running.store.inventories.snapshots(inventory.id, after=after, limit=asked.limit)
    return asked.following(stretch, lambda snapshot: (str(snapshot.number), "-"))


@router.get("")
def get_snapshot(snapshot: Unchanging) -> StoredSnapshot:
    """What the snapshot is and counts."""
    return snapshot


@router.get("/systems", response_model=Page[catalogue.SystemItem])
def list_systems(
    estate: TheEstate,
    asked: SnapshotPaging,
    kind: SystemKind | None = None,
    owner: Annotated[str | None, Query(description="Id of an organisation")] = None,
    legacy: LegacyFilter | None = None,
    q: Annotated[
        str | None, Query(max_length=512, description="Part of an id, name or alias, literally")
    ] = None,
    sort: Annotated[
        str, Query(description=f"One of {', '.join(catalogue.SORTS)}; `-` before it: descending")
    ] = "id",
) -> Page[Document]:
    """Systems, parts and people of the snapshot, with what was inferred of them."""
    found = catalogue.matching_systems(
        catalogue.systems(estate), kind=kind, owner=owner, legacy=legacy, q=q
    )
    rows = catalogue.in_order(found, sort).slice(asked.offset, asked.limit)
    return asked.of(catalogue.system_documents(rows), found.height)


@router.get("/dependencies", response_model=Page[catalogue.DependencyItem])
def list_dependencies(
    estate: TheEstate,
    asked: SnapshotPaging,
    system: Annotated[str | None, Query(description="Id of a system at either end")] = None,
    kind: DependencyKind | None = None,
) -> Page[Document]:
    """Dependencies of the snapshot, with what was inferred of them."""
    found = catalogue.matching_dependencies(
        catalogue.dependencies(estate), system=system, kind=kind
    )
    rows = found.slice(asked.offset, asked.limit)
    return asked.of(catalogue.dependency_documents(rows), found.height)


@router.get("/system", response_model=catalogue.SystemWhole)
def get_system(
    estate: TheEstate, system: Annotated[str, Query(description="Id of a system")]
) -> object:
    """One system, its parts, what it uses, who uses it, and the data that it holds."""
    return catalogue.whole_system(estate, system)


@router.get("/findings")
def list_findings(
    running: Running,
    snapshot: Unchanging,
    asked: SnapshotPaging,
    severity: Literal["error", "warning", "info"] | None = None,
    code: Annotated[str | None, Query(max_length=64)] = None,
) -> Page[Finding]:
    """What the import noticed, errors first."""
    report = running.store.imports.get(snapshot.import_id).report
    return asked.cut(
        [
            finding
            for finding in (report.findings if report else ())
            if severity in (None, finding.severity) and code in (None, finding.code)
        ]
    )


@router.get("/suggestions")
def list_suggestions(
    running: Running, snapshot: Unchanging, asked: SnapshotPaging
) -> Page[Suggestion]:
    """Systems of different sources that are probably the same, best first; nothing was merged."""
    report = running.store.imports.get(snapshot.import_id).report
    return asked.cut(report.suggestions if report else ())


@router.get("/uploads")
def list_uploads(
    running: Running, snapshot: Unchanging, asked: SnapshotPaging
) -> Page[StoredUpload]:
    """The files that the snapshot was made of."""
    return asked.cut(running.store.imports.uploads(snapshot.import_id))


@router.get("/uploads/{file}")
def get_upload(
    running: Running,
    snapshot: Unchanging,
    file: Annotated[int, Path(ge=1, lt=2**31, description="`number` in the list of uploads")],
) -> Response:
    """One of those files, byte for byte as it came."""
    upload = running.store.imports.upload(snapshot.import_id, file)
    return attachment(upload.content, "application/octet-stream", upload.name)


ExportFormat = Annotated[str, Query(description=", ".join(EXPORTERS))]


@router.get("/export")
def export_snapshot(
    estate: TheEstate, snapshot: Unchanging, format: ExportFormat = "canonical"
) -> Response:
    """The inventory as a file; the `Link` header leads to the list of what is not in it."""
    made = export(estate.inventory, format)
    exporter = EXPORTERS[format]
    name = f"inventory-{snapshot.number}{exporter.suffix}"
    response = attachment(made.content, exporter.media_type, name)
    if made.losses:
        losses = f"export/losses?format={quote(format, safe='')}"
        response.headers["Link"] = f'<{losses}>; rel="describedby"; type="application/json"'
    return response


@router.get("/export/losses")
def list_losses(
    estate: TheEstate,
    snapshot: Unchanging,  # noqa: ARG001 - what the answer rests on
    asked: SnapshotPaging,
    format: ExportFormat = "canonical",
) -> Page[Finding]:
    """What of the inventory is not in that file, counted by table and column."""
    return asked.cut(export(estate.inventory, format).losses)


@router.get("/diff")
def compare_snapshots(
    running: Running,
    estate: TheEstate,
    snapshot: Unchanging,
    before: Annotated[int, Query(alias="from", ge=1, lt=2**31, description="Earlier snapshot")],
) -> Changes:
    """What changed since another snapshot of the same inventory: rows, figures, in words."""
    earlier = running.store.inventories.snapshot(snapshot.inventory, before)
    return changes(before=running.estate(earlier), after=estate)
