"""What is kept, and where: snapshots, imports and plans in a database."""

from legacymap.storage.port import ImportStore, InventoryStore, PlanStore, Store
from legacymap.storage.records import (
    ImportOptions,
    ImportReport,
    ImportState,
    Json,
    PlanBasis,
    PlanOutcome,
    PlanProgress,
    PlanState,
    Position,
    StoredImport,
    StoredInventory,
    StoredPlan,
    StoredSnapshot,
    StoredUpload,
    Stretch,
    UploadedFile,
)
from legacymap.storage.sql_store import SqlStore, open_store

__all__ = [
    "ImportOptions",
    "ImportReport",
    "ImportState",
    "ImportStore",
    "InventoryStore",
    "Json",
    "PlanBasis",
    "PlanOutcome",
    "PlanProgress",
    "PlanState",
    "PlanStore",
    "Position",
    "SqlStore",
    "Store",
    "StoredImport",
    "StoredInventory",
    "StoredPlan",
    "StoredSnapshot",
    "StoredUpload",
    "Stretch",
    "UploadedFile",
    "open_store",
]
