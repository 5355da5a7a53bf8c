"""Uploads: files in, a snapshot out, and how far that is."""

from __future__ import annotations

import re
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Response

from legacymap.errors import NotFinished
from legacymap.report.rejected_rows import REJECTS_FORMS, Rejected, rejects_file
from legacymap.storage import ImportOptions, StoredImport, StoredInventory
from legacymap_api.answers import Answer, ExactRoute
from legacymap_api.attachments import attachment
from legacymap_api.problems import respond
from legacymap_api.resources import Running, TheImport, TheInventory
from legacymap_api.service import Service
from legacymap_api.uploads import FILES_BODY, Handed, HandedOver, only, with_mapping, with_matches
from legacymap_api.views import ImportView, import_view

router = APIRouter(prefix="/v1", route_class=ExactRoute, tags=["imports"])

_FORMS = REJECTS_FORMS.items()
Base = Literal["none", "latest"]
Prefer = Annotated[
    str | None, Header(description="`wait=20`: seconds to wait for the result; `respond-async`: 0")
]


@router.post(
    "/inventories/{inventory}/snapshots",
    status_code=201,
    response_model=ImportView,
    openapi_extra={"requestBody": FILES_BODY},
    responses={
        200: {"model": ImportView, "description": "The newest snapshot holds this, or a dry run"},
        202: {"model": ImportView, "description": "Still importing: see Location"},
    },
)
def upload_files(
    running: Running,
    inventory: TheInventory,
    handed: Handed,
    format: Annotated[str, Query(max_length=64)] = "auto",
    base: Annotated[Base, Query(description="`latest`: merge into the newest")] = "none",
    dry_run: Annotated[bool, Query(description="Read and report, keep nothing")] = False,
    prefer: Prefer = None,
) -> Answer | Response:
    """Files that make one inventory together; their bytes are kept before they are read."""
    options = ImportOptions(format, base == "latest", dry_run)
    job, work = _begun(running, inventory, handed, options)
    _wait(work, _seconds(running, prefer))
    return _told(running, running.store.imports.get(job.id))


def _begun(
    running: Service, inventory: StoredInventory, handed: HandedOver, options: ImportOptions
) -> tuple[StoredImport, Future[None]]:
    only(handed, "mapping", "matches")
    files = with_matches(handed, with_mapping(handed))
    job = running.store.imports.begin(inventory.id, files, options)
    return job, running.workers.begin_import(job)


def _seconds(running: Service, prefer: str | None) -> int:
    settings = running.settings
    wanted = re.search(r"\bwait=(\d{1,6})\b", prefer or "")
    if wanted:
        return min(int(wanted[1]), settings.wait_seconds_most)
    return 0 if "respond-async" in (prefer or "") else settings.wait_seconds


def _wait(work: Future[None], seconds: int) -> None:
    try:
        work.result(timeout=seconds)
    except NotYet:
        return


def _told(running: Service, job: StoredImport) -> Answer | Response:
    """The result where there is one by now, else where to ask for it."""
    if job.problem is not None:
        return respond(job.problem)
    view = _view(running, job)
    if view.snapshot is None:
        status = 202 if job.state == "importing" else 200
        return Answer(view, status, {"Location": f"/v1/imports/{job.id}"})
    where = f"/v1/inventories/{job.inventory}/snapshots/{view.snapshot.number}"
    return Answer(view, 201 if job.new else 200, {"Location": where})


def _view(running: Service, job: StoredImport) -> ImportView:
    number = job.snapshot
    found = None if number is None else running.store.inventories.snapshot(job.inventory, number)
    return import_view(job, found)


@router.get("/imports/{import}")
def get_import(running: Running, job: TheImport) -> ImportView:
    """How far an import is; when done its findings and its snapshot, when failed its problem."""
    return _view(running, job)


@router.get("/imports/{import}/rejects", response_class=Response)
def get_rejects(
    running: Running,
    job: TheImport,
    format: Annotated[
        str,
        Query(description="; ".join(f"{name}: {form.description}" for name, form in _FORMS)),
    ] = "zip",
) -> Response:
    """The rows that were left out, each with its reason; mended they go in by `?base=latest`."""
    if job.report is None:
        raise NotFinished(f"import {job.id} has read nothing: it is {job.state}")
    held = _view(running, job).snapshot
    rejected = Rejected(job.report.files, job.report.rejects, held.name if held else None)
    content = rejects_file(rejected, format)
    return attachment(content, REJECTS_FORMS[format].media_type, f"rejects.{format}")


@router.delete("/imports/{import}", status_code=202)
def cancel_import(running: Running, job: TheImport) -> ImportView:
    """Stop an import that is not finished; a finished one stays as it is."""
    return _view(running, running.store.imports.cancel(job.id))
