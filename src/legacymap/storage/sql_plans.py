"""Plans in a SQL database."""

from __future__ import annotations

import zlib
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from legacymap.errors import KeyReused, NotFinished, NotStored
from legacymap.inventory import to_json
from legacymap.storage.database import Database
from legacymap.storage.encoding import Clock, new_id, packed, sha256, timestamp, unpacked
from legacymap.storage.records import (
    Json,
    PlanBasis,
    PlanOutcome,
    PlanProgress,
    Position,
    StoredPlan,
    StoredSnapshot,
    Stretch,
)
from legacymap.storage.sql_inventories import later, snapshot_row
from legacymap.storage.tables import PLAN

_SHOWN = [column for column in PLAN.columns if column.name not in ("document", "basis")]
_UNFINISHED = ("queued", "running")


class SqlPlans:
    """A ``PlanStore`` in a SQL database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(
        self,
        snapshot: StoredSnapshot,
        policy: Json,
        *,
        key: str | None = None,
        basis: PlanBasis | None = None,
    ) -> tuple[StoredPlan, bool]:
        """A queued plan and true; with a ``key`` seen before the plan of that time and false."""
        asked = sha256(to_json([snapshot.number, policy, *([basis] if basis else [])]))
        plan = new_id()
        with self._database.writing() as connection:
            snapshot_row(connection, snapshot.inventory, snapshot.number)
            earlier = _by_key(connection, snapshot.inventory, key)
            if earlier is not None and earlier.asked != asked:
                raise KeyReused(
                    f"idempotency key {key!r} came before with another request;"
                    " take a new key for a new plan"
                )
            if earlier is not None:
                return _plan(earlier), False
            connection.execute(
                insert(PLAN).values(
                    id=plan,
                    inventory_id=snapshot.inventory,
                    snapshot=snapshot.number,
                    state="queued",
                    stop=False,
                    key=key,
                    asked=asked,
                    policy=packed(policy),
                    created_at=timestamp(self._clock()),
                    **_basis(basis),
                )
            )
            return _plan_row(connection, plan), True

    def get(self, plan: str) -> StoredPlan:
        """The plan under that id."""
        with self._database.reading() as connection:
            return _plan_row(connection, plan)

    def basis(self, plan: str) -> PlanBasis:
        """What the plan rests on beside its snapshot and its policy."""
        with self._database.reading() as connection:
            _plan_row(connection, plan)
            blob = connection.scalar(select(PLAN.c.basis).where(PLAN.c.id == plan))
        return unpacked(blob, PlanBasis) or PlanBasis()

    def list(
        self, snapshot: StoredSnapshot, *, after: Position | None, limit: int
    ) -> Stretch[StoredPlan]:
        """At most ``limit`` plans of the snapshot, oldest first, that come after ``after``."""
        ours = (PLAN.c.inventory_id == snapshot.inventory) & (PLAN.c.snapshot == snapshot.number)
        query = select(*_SHOWN).where(ours).order_by(PLAN.c.created_at, PLAN.c.id)
        with self._database.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(PLAN).where(ours)) or 0
            if after is not None:
                query = query.where(later(PLAN, after))
            rows = connection.execute(query.limit(limit + 1)).all()
        return Stretch(tuple(_plan(row) for row in rows[:limit]), total, len(rows) > limit)

    def document(self, plan: str) -> bytes:
        """The document of a finished plan."""
        with self._database.reading() as connection:
            state = _plan_row(connection, plan).state
            blob = connection.scalar(select(PLAN.c.document).where(PLAN.c.id == plan))
        if blob is None:
            raise NotFinished(f"plan {plan} is {state}: it has no result")
        return zlib.decompress(blob)

    def start(self, plan: str) -> bool:
        """Note that the plan is being computed; false when it shall not be any more."""
        return self._changed(
            plan, ("queued",), state="running", started_at=timestamp(self._clock())
        )

    def progress(self, plan: str, progress: PlanProgress) -> bool:
        """Note how far the plan is; false when it shall stop."""
        with self._database.writing() as connection:
            going = connection.execute(
                update(PLAN)
                .where(PLAN.c.id == plan, PLAN.c.state == "running", PLAN.c.stop.is_(False))
                .values(
                    stage=progress.stage,
                    done=progress.done,
                    total=progress.total,
                    objective=progress.objective,
                    bound=progress.bound,
                    gap=progress.gap,
                )
            )
            return bool(going.rowcount)

    def finish(self, plan: str, outcome: PlanOutcome) -> None:
        """End the plan with its result: done, or cancelled where that was asked for."""
        document = zlib.compress(outcome.document)
        with self._database.writing() as connection:
            stopped = connection.scalar(select(PLAN.c.stop).where(PLAN.c.id == plan))
            connection.execute(
                update(PLAN)
                .where(PLAN.c.id == plan, PLAN.c.state.in_(_UNFINISHED))
                .values(
                    state="cancelled" if stopped else "done",
                    document=document,
                    objective=outcome.objective,
                    bound=outcome.bound,
                    gap=outcome.gap,
                    status=outcome.status,
                    finished_at=timestamp(self._clock()),
                )
            )

    def fail(self, plan: str, problem: Json) -> None:
        """End an unfinished plan with ``problem``."""
        self._changed(
            plan,
            _UNFINISHED,
            state="failed",
            problem=packed(problem),
            finished_at=timestamp(self._clock()),
        )

    def cancel(self, plan: str) -> StoredPlan | None:
        """Ask an unfinished plan to stop; a finished one is deleted and ``None`` returned."""
        with self._database.writing() as connection:
            state = _plan_row(connection, plan).state
            if state not in _UNFINISHED:
                connection.execute(delete(PLAN).where(PLAN.c.id == plan))
                return None
            ended: dict[str, object] = (
                {"state": "cancelled", "finished_at": timestamp(self._clock())}
                if state == "queued"
                else {}
            )
            connection.execute(update(PLAN).where(PLAN.c.id == plan).values(stop=True, **ended))
            return _plan_row(connection, plan)

    def abandon(self, problem: Json) -> int:
        """End every unfinished plan with ``problem``; returns how many there were."""
        with self._database.writing() as connection:
            return connection.execute(
                update(PLAN)
                .where(PLAN.c.state.in_(_UNFINISHED))
                .values(
                    state="failed",
                    problem=packed(problem),
                    finished_at=timestamp(self._clock()),
                )
            ).rowcount

    def _changed(self, plan: str, states: tuple[str, ...], **values: object) -> bool:
        with self._database.writing() as connection:
            query = update(PLAN).where(PLAN.c.id == plan, PLAN.c.state.in_(states))
            return bool(connection.execute(query.values(**values)).rowcount)


def _basis(basis: PlanBasis | None) -> dict[str, object]:
    """The columns that hold ``basis``."""
    if basis is None:
        return {}
    return {
        "base": basis.base,
        "previous": basis.previous,
        "patch": packed(basis.patches[-1]) if basis.patches else None,
        "basis": packed(basis),
    }


def _by_key(connection: Connection, inventory: str, key: str | None) -> Row[Any] | None:
    if key is None:
        return None
    return connection.execute(
        select(*_SHOWN).where(PLAN.c.inventory_id == inventory, PLAN.c.key == key)
    ).one_or_none()


def _plan_row(connection: Connection, plan: str) -> StoredPlan:
    row = connection.execute(select(*_SHOWN).where(PLAN.c.id == plan)).one_or_none()
    if row is None:
        raise NotStored(f"there is no plan {plan!r}")
    return _plan(row)


def _plan(row: Row[Any]) -> StoredPlan:
    return StoredPlan(
        id=row.id,
        inventory=row.inventory_id,
        snapshot=row.snapshot,
        state=row.state,
        policy=unpacked(row.policy, Json) or {},
        progress=_progress(row),
        objective=row.objective,
        bound=row.bound,
        gap=row.gap,
        status=row.status,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        problem=unpacked(row.problem, Json),
        base=row.base,
        patch=unpacked(row.patch, Json),
        previous=row.previous,
    )


def _progress(row: Row[Any]) -> PlanProgress | None:
    if row.stage is None:
        return None
    return PlanProgress(row.stage, row.done, row.total, row.objective, row.bound, row.gap)
