"""What is kept: inventories, their snapshots, imports with their files, plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from legacymap.errors import Finding
from legacymap.inventory import FileAccount, RejectedRow
from legacymap.inventory.suggestion import Suggestion

ImportState = Literal["importing", "done", "failed", "cancelled"]
PlanState = Literal["queued", "running", "done", "failed", "cancelled"]
Json = dict[str, object]
Position = tuple[str, str]
"""Where a list goes on: creation time and id of the last item seen, which may be gone since."""


@dataclass(frozen=True, slots=True)
class StoredInventory:
    """A named, living description of an estate; times are RFC 3339 in UTC."""

    id: str
    name: str
    created_at: str
    revision: int
    """Counts the changes of the name and the uploads: what an ETag is made of."""
    latest: int | None
    """Number of the newest snapshot, none before the first upload."""


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """One immutable version of an inventory, without its content."""

    inventory: str
    number: int
    digest: str
    created_at: str
    import_id: str
    name: str | None
    as_of: str | None
    currency: str | None
    systems: int
    dependencies: int
    organisations: int
    data_entities: int
    holdings: int


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file as it came: its name is the sender's, its bytes are untouched."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """A file that is kept, without its content; ``number`` counts from 1 in the order sent."""

    number: int
    name: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the files of an import; ``systems`` counts neither parts nor people."""

    files: tuple[FileAccount, ...]
    findings: tuple[Finding, ...]
    rejects: tuple[RejectedRow, ...]
    digest: str
    systems: int
    parts: int
    actors: int
    dependencies: int
    organisations: int
    data_entities: int
    holdings: int
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How an upload is to be read."""

    format: str = "auto"
    onto_latest: bool = False
    """Merge into the newest snapshot instead of standing alone."""
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class StoredImport:
    """An upload on its way to a snapshot."""

    id: str
    inventory: str
    state: ImportState
    stage: str
    options: ImportOptions
    created_at: str
    finished_at: str | None
    snapshot: int | None
    """The snapshot that holds the content, once done; none for a dry run."""
    new: bool | None
    """Whether the content made a new snapshot; false where the newest one holds it already."""
    problem: Json | None
    report: ImportReport | None


@dataclass(frozen=True, slots=True)
class PlanBasis:
    """What a plan rests on beside a snapshot and a policy; documents, so that it stands alone.

    ``patches`` are put on the snapshot's inventory, one after the other; ``start`` is where the
    search begins, ``earlier`` the plan to go on from. ``scenario`` and ``findings`` are what the
    plan says of the last patch. ``base`` and ``previous`` are the ids of the plans that these
    come from, which may be deleted since.
    """

    patches: tuple[Json, ...] = ()
    scenario: Json | None = None
    findings: tuple[Finding, ...] = ()
    start: Json | None = None
    earlier: Json | None = None
    base: str | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """How far a plan has come; ``objective`` to ``gap`` are those of the best order so far."""

    stage: str
    done: int
    total: int | None
    objective: int | None
    bound: int | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan asked for, without its document; ``objective`` to ``gap`` as far as known."""

    id: str
    inventory: str
    snapshot: int
    state: PlanState
    policy: Json
    progress: PlanProgress | None
    objective: int | None
    bound: int | None
    gap: float | None
    status: str | None
    """What the plan says of itself: optimal, feasible, infeasible, unknown, cancelled."""
    created_at: str
    started_at: str | None
    finished_at: str | None
    problem: Json | None
    base: str | None = None
    """The plan that this one is a scenario of."""
    patch: Json | None = None
    """What is different in that scenario."""
    previous: str | None = None
    """The plan that this one goes on from."""


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """The result of a plan: its document as JSON bytes, and what lists show of it."""

    document: bytes
    objective: int | None
    bound: int | None
    gap: float | None
    status: str


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T]):
    """Part of a list, oldest first, and whether more follows."""

    items: tuple[T, ...]
    total: int
    more: bool
