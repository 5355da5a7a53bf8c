"""Inventories and snapshots in a SQL database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from legacymap.errors import NotStored, OutOfDate
from legacymap.inventory import Inventory
from legacymap.storage.database import Database
from legacymap.storage.encoding import Clock, new_id, timestamp
from legacymap.storage.frames import unpack
from legacymap.storage.records import Position, StoredInventory, StoredSnapshot, Stretch
from legacymap.storage.tables import INVENTORY, SNAPSHOT

_SHOWN = [column for column in SNAPSHOT.columns if column.name != "content"]


class SqlInventories:
    """An ``InventoryStore`` in a SQL database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def create(self, name: str) -> StoredInventory:
        """A new inventory without snapshots."""
        made = StoredInventory(new_id(), name, timestamp(self._clock()), 1, None)
        with self._database.writing() as connection:
            connection.execute(
                insert(INVENTORY).values(
                    id=made.id, name=name, created_at=made.created_at, revision=1
                )
            )
        return made

    def get(self, inventory: str) -> StoredInventory:
        """The inventory under that id."""
        with self._database.reading() as connection:
            return inventory_row(connection, inventory)

    def list(self, *, after: Position | None, limit: int) -> Stretch[StoredInventory]:
        """At most ``limit`` inventories, oldest first, that come after ``after``."""
        query = select(INVENTORY).order_by(INVENTORY.c.created_at, INVENTORY.c.id)
        with self._database.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(INVENTORY)) or 0
            if after is not None:
                query = query.where(later(INVENTORY, after))
            rows = connection.execute(query.limit(limit + 1)).all()
        items = tuple(_inventory(row) for row in rows[:limit])
        return Stretch(items, total, len(rows) > limit)

    def rename(self, inventory: str, *, name: str, revision: int) -> StoredInventory:
        """The inventory under its new name, unless it is no longer at ``revision``."""
        with self._database.writing() as connection:
            found = inventory_row(connection, inventory, lock=True)
            if found.revision != revision:
                raise OutOfDate(
                    f"inventory {inventory} was changed since: read it again, then repeat"
                )
            connection.execute(
                update(INVENTORY)
                .where(INVENTORY.c.id == inventory)
                .values(name=name, revision=revision + 1)
            )
            return inventory_row(connection, inventory)

    def delete(self, inventory: str) -> None:
        """Forget the inventory and all that hangs on it."""
        with self._database.writing() as connection:
            inventory_row(connection, inventory, lock=True)
            connection.execute(delete(INVENTORY).where(INVENTORY.c.id == inventory))

    def snapshot(self, inventory: str, number: int | None) -> StoredSnapshot:
        """Snapshot ``number`` of the inventory, the newest where it is ``None``."""
        with self._database.reading() as connection:
            if number is None:
                number = inventory_row(connection, inventory).latest
                if number is None:
                    raise NotStored(f"inventory {inventory} has no snapshot yet: upload files")
            return snapshot_row(connection, inventory, number)

    def snapshots(self, inventory: str, *, after: int, limit: int) -> Stretch[StoredSnapshot]:
        """At most ``limit`` snapshots with a number above ``after``, oldest first."""
        with self._database.reading() as connection:
            total = inventory_row(connection, inventory).latest or 0
            rows = connection.execute(
                select(*_SHOWN)
                .where(SNAPSHOT.c.inventory_id == inventory, SNAPSHOT.c.number > after)
                .order_by(SNAPSHOT.c.number)
                .limit(limit + 1)
            ).all()
        items = tuple(_snapshot(row) for row in rows[:limit])
        return Stretch(items, total, len(rows) > limit)

    def content(self, snapshot: StoredSnapshot) -> Inventory:
        """What the snapshot holds."""
        with self._database.reading() as connection:
            blob = connection.scalar(
                select(SNAPSHOT.c.content).where(
                    SNAPSHOT.c.inventory_id == snapshot.inventory,
                    SNAPSHOT.c.number == snapshot.number,
                )
            )
        if blob is None:
            raise _no_snapshot(snapshot.inventory, snapshot.number)
        return unpack(blob)


def later(table: Table, position: Position) -> ColumnElement[bool]:
    """Rows of ``table`` that come after ``position`` by creation time and id."""
    created_at, last = position
    return or_(
        table.c.created_at > created_at,
        and_(table.c.created_at == created_at, table.c.id > last),
    )


def inventory_row(connection: Connection, inventory: str, *, lock: bool = False) -> StoredInventory:
    """The inventory as this transaction sees it; with ``lock`` nobody else changes it meanwhile.

    Raises:
        NotStored: there is none under that id.
    """
    query = select(INVENTORY).where(INVENTORY.c.id == inventory)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotStored(f"there is no inventory {inventory!r}")
    return _inventory(row)


def snapshot_row(connection: Connection, inventory: str, number: int) -> StoredSnapshot:
    """The snapshot as this transaction sees it.

    Raises:
        NotStored: the inventory has no snapshot of that number.
    """
    row = connection.execute(
        select(*_SHOWN).where(SNAPSHOT.c.inventory_id == inventory, SNAPSHOT.c.number == number)
    ).one_or_none()
    if row is None:
        raise _no_snapshot(inventory, number)
    return _snapshot(row)


def _no_snapshot(inventory: str, number: int) -> NotStored:
    return NotStored(f"there is no snapshot {number} of inventory {inventory!r}")


def _inventory(row: Row[Any]) -> StoredInventory:
    return StoredInventory(row.id, row.name, row.created_at, row.revision, row.latest)


def _snapshot(row: Row[Any]) -> StoredSnapshot:
    fields = dict(row._mapping)
    return StoredSnapshot(inventory=fields.pop("inventory_id"), **fields)
