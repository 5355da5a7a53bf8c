"""What answers show of what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from legacymap.errors import Finding
from legacymap.inventory import FileAccount
from legacymap.inventory.suggestion import Suggestion
from legacymap.planning import Plan
from legacymap.storage import (
    ImportState,
    Json,
    PlanProgress,
    PlanState,
    StoredImport,
    StoredPlan,
    StoredSnapshot,
)

FINDINGS_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import: how far it is, then what became of the files.

    ``new`` is false where the newest snapshot held the content already. ``findings`` are the
    first thousand of ``findings_total``, ``suggestions`` (systems of different sources that are
    probably the same) of ``suggestions_total``; the rest is under the snapshot.
    """

    id: str
    inventory: str
    state: ImportState
    stage: str
    format: str
    base: Literal["none", "latest"]
    dry_run: bool
    created_at: str
    finished_at: str | None
    new: bool | None
    snapshot: StoredSnapshot | None
    digest: str | None
    files: tuple[FileAccount, ...]
    systems: int | None
    parts: int | None
    actors: int | None
    dependencies: int | None
    organisations: int | None
    data_entities: int | None
    holdings: int | None
    rejected: int | None
    findings: tuple[Finding, ...]
    findings_total: int
    suggestions: tuple[Suggestion, ...]
    suggestions_total: int
    problem: Json | None


def import_view(job: StoredImport, snapshot: StoredSnapshot | None) -> ImportView:
    """What is shown of ``job`` and of the snapshot that it led to."""
    report = job.report
    return ImportView(
        id=job.id,
        inventory=job.inventory,
        state=job.state,
        stage=job.stage,
        format=job.options.format,
        base="latest" if job.options.onto_latest else "none",
        dry_run=job.options.dry_run,
        created_at=job.created_at,
        finished_at=job.finished_at,
        new=job.new,
        snapshot=snapshot,
        digest=report.digest if report else None,
        files=report.files if report else (),
        systems=report.systems if report else None,
        parts=report.parts if report else None,
        actors=report.actors if report else None,
        dependencies=report.dependencies if report else None,
        organisations=report.organisations if report else None,
        data_entities=report.data_entities if report else None,
        holdings=report.holdings if report else None,
        rejected=len(report.rejects) if report else None,
        findings=report.findings[:FINDINGS_SHOWN] if report else (),
        findings_total=len(report.findings) if report else 0,
        suggestions=report.suggestions[:FINDINGS_SHOWN] if report else (),
        suggestions_total=len(report.suggestions) if report else 0,
        problem=job.problem,
    )


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan asked for: how far it is, how good it is so far, and the order when there is one.

    A scenario has a ``base`` and a ``patch``; ``previous`` is the plan that this one goes on from.
    """

    id: str
    inventory: str
    snapshot: int
    state: PlanState
    status: str | None
    objective: int | None
    bound: int | None
    gap: float | None
    progress: PlanProgress | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    policy: Json
    base: str | None
    patch: Json | None
    previous: str | None
    problem: Json | None
    plan: Plan | None


def plan_view(job: StoredPlan, plan: Plan | None) -> PlanView:
    """What is shown of ``job`` and of its result."""
    return PlanView(
        id=job.id,
        inventory=job.inventory,
        snapshot=job.snapshot,
        state=job.state,
        status=job.status,
        objective=job.objective,
        bound=job.bound,
        gap=job.gap,
        progress=job.progress,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        policy=job.policy,
        base=job.base,
        patch=job.patch,
        previous=job.previous,
        problem=job.problem,
        plan=plan,
    )
