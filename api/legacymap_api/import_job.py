"""From uploaded files to a snapshot, outside the request."""

from __future__ import annotations

import logging
from typing import Final

from legacymap.assessment import contents
from legacymap.errors import LegacymapError, NotStored, OutOfDate
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import
from legacymap.storage import ImportReport, Store, StoredImport
from legacymap_api.problems import problem_of, unforeseen

_LOG: Final = logging.getLogger(__name__)
# Whoever is out of date is so because another merge went in: at most as many times as there are
# uploads under way, which is far fewer.
_MERGES: Final = 1_000


def run_import(store: Store, import_id: str) -> None:
    """Read the files of the import and publish what they hold; every failure ends in the store."""
    try:
        job = store.imports.get(import_id)
        _merged_in_order(store, job)
    except NotStored:
        _LOG.info("import %s is gone, its inventory was deleted", import_id)
    except LegacymapError as error:
        store.imports.fail(import_id, problem_of(error).document())
    except Exception:  # noqa: BLE001 - its owner must learn that it ended; the log has the cause
        _LOG.exception("import %s failed", import_id)
        store.imports.fail(import_id, unforeseen().document())


def _merged_in_order(store: Store, job: StoredImport) -> None:
    """Merge again where another upload came in between, so that neither is lost."""
    for attempt in range(1, _MERGES + 1):
        try:
            _import(store, job)
        except OutOfDate:
            if attempt == _MERGES:
                raise
        else:
            return


def _import(store: Store, job: StoredImport) -> None:
    if not store.imports.enter(job.id, "reading"):
        return
    inventory = store.inventories.get(job.inventory)
    number = inventory.latest if job.options.onto_latest else None
    base = None if number is None else store.inventories.snapshot(inventory.id, number)
    imported = read_inventory(
        [
            InputFile(upload.name, store.imports.upload(job.id, upload.number).content)
            for upload in store.imports.uploads(job.id)
        ],
        format=job.options.format,
        base=None if base is None else store.inventories.content(base),
    )
    if store.imports.enter(job.id, "storing"):
        store.imports.publish(job.id, imported.inventory, _report(imported), base=number)


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
    )
