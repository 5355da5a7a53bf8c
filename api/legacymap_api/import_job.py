"""From uploaded files to a snapshot, outside the request and the process."""

from __future__ import annotations

import logging
import time
from threading import Event
from typing import Final

from legacymap.assessment import contents
from legacymap.errors import LegacymapError, NotStored, OutOfDate, StoreUnavailable
from legacymap.ingest import InputFile
from legacymap.inventory import Import
from legacymap.storage import ImportReport, Store, StoredImport
from legacymap_api.handed_files import FileReading
from legacymap_api.problems import problem_of, unforeseen

_LOG: Final = logging.getLogger(__name__)
# Whoever is out of date is so because another merge went in: at most as many times as there are
# uploads under way, which is far fewer.
_MERGES: Final = 1_000
_PAUSE: Final = 0.5
"""Seconds between two looks into the store: an import that is cancelled ends that soon."""


def run_import(store: Store, reading: FileReading, import_id: str, stopping: Event) -> None:
    """Read the files of the import and publish what they hold; every failure ends in the store."""
    try:
        job = store.imports.get(import_id)
        _merged_in_order(store, reading, job, stopping)
    except NotStored:
        _LOG.info("import %s is gone, its inventory was deleted", import_id)
    except LegacymapError as error:
        store.imports.fail(import_id, problem_of(error).document())
    except Exception:  # noqa: BLE001 - its owner must learn that it ended; the log has the cause
        _LOG.exception("import %s failed", import_id)
        store.imports.fail(import_id, unforeseen().document())


def _merged_in_order(
    store: Store, reading: FileReading, job: StoredImport, stopping: Event
) -> None:
    """Merge again where another upload came in between, so that neither is lost."""
    for attempt in range(1, _MERGES + 1):
        try:
            _import(store, reading, job, stopping)
        except OutOfDate:
            if attempt == _MERGES:
                raise
        else:
            return


def _import(store: Store, reading: FileReading, job: StoredImport, stopping: Event) -> None:
    if not store.imports.enter(job.id, "reading"):
        return
    inventory = store.inventories.get(job.inventory)
    number = inventory.latest if job.options.onto_latest else None
    base = None if number is None else store.inventories.snapshot(inventory.id, number)
    wish = _Wish(store, job.id, stopping)
    imported = reading.read_unless(
        wish.to_stop,
        [
            InputFile(upload.name, store.imports.upload(job.id, upload.number).content)
            for upload in store.imports.uploads(job.id)
        ],
        format=job.options.format,
        base=None if base is None else store.inventories.content(base),
    )
    if imported is not None and store.imports.enter(job.id, "storing"):
        store.imports.publish(job.id, imported.inventory, _report(imported), base=number)


class _Wish:
    """Whether somebody wants an import to stop, asked of the store now and then."""

    def __init__(self, store: Store, import_id: str, stopping: Event) -> None:
        self._store = store
        self._import_id = import_id
        self._stopping = stopping
        self._next = time.monotonic() + _PAUSE

    def to_stop(self) -> bool:
        """Whether the server stops, or the import is no longer wanted."""
        if self._stopping.is_set():
            return True
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + _PAUSE
        try:
            return self._store.imports.get(self._import_id).state != "importing"
        except StoreUnavailable:  # the next look may tell
            return False


def _report(imported: Import) -> ImportReport:
    held = contents(imported)
    return ImportReport(
        files=held.files,
        findings=held.findings,
        rejects=imported.rejects,
        digest=held.snapshot,
        systems=held.systems,
        parts=held.parts,
        actors=held.actors,
        dependencies=held.dependencies,
        organisations=held.organisations,
        data_entities=held.data_entities,
        holdings=held.holdings,
        suggestions=held.suggestions,
    )
