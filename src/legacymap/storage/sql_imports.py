"""Uploads and their imports in a SQL database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from legacymap.errors import NotStored, OutOfDate
from legacymap.inventory import TABLES, Inventory
from legacymap.storage.database import Database
from legacymap.storage.encoding import Clock, new_id, packed, sha256, timestamp, unpacked
from legacymap.storage.frames import pack
from legacymap.storage.records import (
    ImportOptions,
    ImportReport,
    Json,
    StoredImport,
    StoredUpload,
    UploadedFile,
)
from legacymap.storage.sql_inventories import inventory_row, snapshot_row
from legacymap.storage.tables import IMPORT, INVENTORY, SNAPSHOT, UPLOAD

NAME_LENGTH = 1024


class SqlImports:
    """An ``ImportStore`` in a SQL database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(
        self, inventory: str, files: Sequence[UploadedFile], options: ImportOptions
    ) -> StoredImport:
        """Keep ``files`` and the import that shall read them; both or neither."""
        import_id = new_id()
        kept = [_upload(import_id, number, file) for number, file in enumerate(files, start=1)]
        with self._database.writing() as connection:
            inventory_row(connection, inventory)
            connection.execute(
                insert(IMPORT).values(
                    id=import_id,
                    inventory_id=inventory,
                    state="importing",
                    stage="waiting",
                    format=options.format,
                    onto_latest=options.onto_latest,
                    dry_run=options.dry_run,
                    created_at=timestamp(self._clock()),
                )
            )
            for row in kept:
                connection.execute(insert(UPLOAD).values(row))
            return _import_row(connection, import_id)

    def get(self, import_id: str) -> StoredImport:
        """The import under that id."""
        with self._database.reading() as connection:
            return _import_row(connection, import_id)

    def uploads(self, import_id: str) -> tuple[StoredUpload, ...]:
        """The files of the import in the order sent."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(UPLOAD.c.number, UPLOAD.c.name, UPLOAD.c.digest, UPLOAD.c.size)
                .where(UPLOAD.c.import_id == import_id)
                .order_by(UPLOAD.c.number)
            ).all()
        return tuple(StoredUpload(row.number, row.name, row.digest, row.size) for row in rows)

    def upload(self, import_id: str, number: int) -> UploadedFile:
        """One file of the import as it came."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(UPLOAD.c.name, UPLOAD.c.content).where(
                    UPLOAD.c.import_id == import_id, UPLOAD.c.number == number
                )
            ).one_or_none()
        if row is None:
            raise NotStored(f"there is no file {number} of that upload")
        return UploadedFile(row.name, row.content)

    def enter(self, import_id: str, stage: str) -> bool:
        """Note what the import does now; false when it shall stop instead."""
        with self._database.writing() as connection:
            return bool(
                connection.execute(
                    update(IMPORT).where(_unfinished(import_id)).values(stage=stage)
                ).rowcount
            )

    def publish(
        self, import_id: str, content: Inventory, report: ImportReport, *, base: int | None
    ) -> StoredImport:
        """Make ``content`` the newest snapshot, unless it is that already, and end the import."""
        blob = pack(content)
        told = packed(report)
        with self._database.writing() as connection:
            job = _import_row(connection, import_id)
            if job.state != "importing":
                return job
            if job.options.dry_run:
                number, new = None, None
                _drop_files(connection, import_id)
            else:
                number, new = self._numbered(connection, job, content, report, blob, base)
            connection.execute(
                update(IMPORT)
                .where(IMPORT.c.id == import_id)
                .values(
                    state="done",
                    stage="done",
                    snapshot=number,
                    new=new,
                    report=told,
                    finished_at=timestamp(self._clock()),
                )
            )
            return _import_row(connection, import_id)

    def _numbered(
        self,
        connection: Connection,
        job: StoredImport,
        content: Inventory,
        report: ImportReport,
        blob: bytes,
        base: int | None,
    ) -> tuple[int, bool]:
        """The snapshot that holds ``content``, and whether it had to be made."""
        latest = inventory_row(connection, job.inventory, lock=True).latest
        if job.options.onto_latest and latest != base:
            raise OutOfDate("the inventory got a newer snapshot while the upload was merged")
        if latest is not None:
            newest = snapshot_row(connection, job.inventory, latest)
            if newest.digest == report.digest:
                _drop_files(connection, job.id)
                return latest, False
        number = (latest or 0) + 1
        connection.execute(
            insert(SNAPSHOT).values(
                inventory_id=job.inventory,
                number=number,
                digest=report.digest,
                created_at=timestamp(self._clock()),
                import_id=job.id,
                name=content.name,
                as_of=content.as_of,
                currency=content.currency,
                content=blob,
                **{table: content.table(table).height for table in TABLES},
            )
        )
        connection.execute(
            update(INVENTORY)
            .where(INVENTORY.c.id == job.inventory)
            .values(latest=number, revision=INVENTORY.c.revision + 1)
        )
        return number, True

    def fail(self, import_id: str, problem: Json) -> None:
        """End an unfinished import with ``problem``, and drop its files."""
        with self._database.writing() as connection:
            self._end(connection, import_id, "failed", problem)

    def cancel(self, import_id: str) -> StoredImport:
        """End an unfinished import; its files are dropped and what it still finds is ignored."""
        with self._database.writing() as connection:
            if _import_row(connection, import_id).state == "importing":
                self._end(connection, import_id, "cancelled", None)
            return _import_row(connection, import_id)

    def abandon(self, problem: Json) -> int:
        """End every unfinished import with ``problem``; returns how many there were."""
        with self._database.writing() as connection:
            unfinished = connection.scalars(
                select(IMPORT.c.id).where(IMPORT.c.state == "importing")
            ).all()
            for import_id in unfinished:
                self._end(connection, import_id, "failed", problem)
            return len(unfinished)

    def _end(
        self, connection: Connection, import_id: str, state: str, problem: Json | None
    ) -> None:
        ended = connection.execute(
            update(IMPORT)
            .where(_unfinished(import_id))
            .values(
                state=state,
                stage=state,
                problem=None if problem is None else packed(problem),
                finished_at=timestamp(self._clock()),
            )
        ).rowcount
        if ended:
            _drop_files(connection, import_id)


def _unfinished(import_id: str) -> Any:
    return (IMPORT.c.id == import_id) & (IMPORT.c.state == "importing")


def _drop_files(connection: Connection, import_id: str) -> None:
    connection.execute(delete(UPLOAD).where(UPLOAD.c.import_id == import_id))


def _upload(import_id: str, number: int, file: UploadedFile) -> dict[str, object]:
    return {
        "import_id": import_id,
        "number": number,
        "name": file.name[:NAME_LENGTH],
        "digest": sha256(file.content),
        "size": len(file.content),
        "content": file.content,
    }


def _import_row(connection: Connection, import_id: str) -> StoredImport:
    row = connection.execute(select(IMPORT).where(IMPORT.c.id == import_id)).one_or_none()
    if row is None:
        raise NotStored(f"there is no import {import_id!r}")
    return _import(row)


def _import(row: Row[Any]) -> StoredImport:
    return StoredImport(
        id=row.id,
        inventory=row.inventory_id,
        state=row.state,
        stage=row.stage,
        options=ImportOptions(row.format, row.onto_latest, row.dry_run),
        created_at=row.created_at,
        finished_at=row.finished_at,
        snapshot=row.snapshot,
        new=row.new,
        problem=unpacked(row.problem, Json),
        report=unpacked(row.report, ImportReport),
    )
