"""What a store must do: small protocols that the service is written against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from legacymap.inventory import Inventory
from legacymap.storage.records import (
    ImportOptions,
    ImportReport,
    Json,
    PlanBasis,
    PlanOutcome,
    PlanProgress,
    Position,
    StoredImport,
    StoredInventory,
    StoredPlan,
    StoredSnapshot,
    StoredUpload,
    Stretch,
    UploadedFile,
)


class InventoryStore(Protocol):
    """Inventories by name and their snapshots by number.

    Whatever is asked of an inventory or a snapshot that is not there raises ``NotStored``.
    """

    def create(self, name: str) -> StoredInventory:
        """A new inventory without snapshots; names need not be unique."""
        ...

    def get(self, inventory: str) -> StoredInventory:
        """The inventory under that id."""
        ...

    def list(self, *, after: Position | None, limit: int) -> Stretch[StoredInventory]:
        """At most ``limit`` inventories, oldest first, that come after ``after``."""
        ...

    def rename(self, inventory: str, *, name: str, revision: int) -> StoredInventory:
        """The inventory under its new name.

        Raises:
            OutOfDate: the inventory is no longer at ``revision``.
        """
        ...

    def delete(self, inventory: str) -> None:
        """Forget the inventory and all that hangs on it, at once."""
        ...

    def snapshot(self, inventory: str, number: int | None) -> StoredSnapshot:
        """Snapshot ``number`` of the inventory, the newest where it is ``None``."""
        ...

    def snapshots(self, inventory: str, *, after: int, limit: int) -> Stretch[StoredSnapshot]:
        """At most ``limit`` snapshots with a number above ``after``, oldest first."""
        ...

    def content(self, snapshot: StoredSnapshot) -> Inventory:
        """What the snapshot holds, equal to what was published."""
        ...


class ImportStore(Protocol):
    """Uploads on their way to snapshots: the bytes first, the result in one transaction."""

    def begin(
        self, inventory: str, files: Sequence[UploadedFile], options: ImportOptions
    ) -> StoredImport:
        """Keep ``files`` and the import that shall read them; both or neither."""
        ...

    def get(self, import_id: str) -> StoredImport:
        """The import under that id."""
        ...

    def uploads(self, import_id: str) -> tuple[StoredUpload, ...]:
        """The files of the import in the order sent; none once it failed or was a dry run."""
        ...

    def upload(self, import_id: str, number: int) -> UploadedFile:
        """One file of the import as it came."""
        ...

    def enter(self, import_id: str, stage: str) -> bool:
        """Note what the import does now; false when it shall stop instead."""
        ...

    def publish(
        self, import_id: str, content: Inventory, report: ImportReport, *, base: int | None
    ) -> StoredImport:
        """Make ``content`` the newest snapshot, unless it is that already, and end the import.

        Raises:
            OutOfDate: the content was merged into snapshot ``base``, no longer the newest.
        """
        ...

    def fail(self, import_id: str, problem: Json) -> None:
        """End an unfinished import with ``problem``, and drop its files."""
        ...

    def cancel(self, import_id: str) -> StoredImport:
        """Ask an unfinished import to stop; a finished one stays as it is."""
        ...

    def abandon(self, problem: Json) -> int:
        """End every unfinished import with ``problem``; returns how many there were."""
        ...


class PlanStore(Protocol):
    """Plans: what was asked, how far it is, what came out."""

    def begin(
        self,
        snapshot: StoredSnapshot,
        policy: Json,
        *,
        key: str | None = None,
        basis: PlanBasis | None = None,
    ) -> tuple[StoredPlan, bool]:
        """A queued plan and true; with a ``key`` seen before the plan of that time and false.

        Raises:
            KeyReused: ``key`` came before with another policy, snapshot or basis.
        """
        ...

    def basis(self, plan: str) -> PlanBasis:
        """What the plan rests on beside its snapshot and its policy; mostly nothing."""
        ...

    def get(self, plan: str) -> StoredPlan:
        """The plan under that id."""
        ...

    def list(
        self, snapshot: StoredSnapshot, *, after: Position | None, limit: int
    ) -> Stretch[StoredPlan]:
        """At most ``limit`` plans of the snapshot, oldest first, that come after ``after``."""
        ...

    def document(self, plan: str) -> bytes:
        """The document of a finished plan.

        Raises:
            NotFinished: there is none.
        """
        ...

    def start(self, plan: str) -> bool:
        """Note that the plan is being computed; false when it shall not be any more."""
        ...

    def progress(self, plan: str, progress: PlanProgress) -> bool:
        """Note how far the plan is; false when it shall stop."""
        ...

    def finish(self, plan: str, outcome: PlanOutcome) -> None:
        """End the plan with its result: done, or cancelled where that was asked for."""
        ...

    def fail(self, plan: str, problem: Json) -> None:
        """End an unfinished plan with ``problem``."""
        ...

    def cancel(self, plan: str) -> StoredPlan | None:
        """Ask an unfinished plan to stop; a finished one is deleted and ``None`` returned."""
        ...

    def abandon(self, problem: Json) -> int:
        """End every unfinished plan with ``problem``; returns how many there were."""
        ...


class Store(Protocol):
    """Everything that is kept."""

    @property
    def inventories(self) -> InventoryStore:
        """Inventories and snapshots."""
        ...

    @property
    def imports(self) -> ImportStore:
        """Uploads and what became of them."""
        ...

    @property
    def plans(self) -> PlanStore:
        """Plans."""
        ...

    def check(self) -> None:
        """Return when the store answers.

        Raises:
            StoreUnavailable: it does not.
        """
        ...

    def close(self) -> None:
        """Let go of every connection."""
        ...
