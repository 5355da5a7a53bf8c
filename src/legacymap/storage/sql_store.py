"""The store in a SQL database: opened by URL, its tables brought up to date."""

from __future__ import annotations

from legacymap.storage.database import Database
from legacymap.storage.encoding import Clock, utc_now
from legacymap.storage.migrate import upgrade
from legacymap.storage.sql_imports import SqlImports
from legacymap.storage.sql_inventories import SqlInventories
from legacymap.storage.sql_plans import SqlPlans


class SqlStore:
    """A ``Store`` in a SQL database."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self.inventories = SqlInventories(database, clock)
        self.imports = SqlImports(database, clock)
        self.plans = SqlPlans(database, clock)

    def check(self) -> None:
        """Return when the database answers; raises ``StoreUnavailable`` when not."""
        self._database.check()

    def close(self) -> None:
        """Let go of every connection."""
        self._database.engine.dispose()


def open_store(url: str, clock: Clock = utc_now) -> SqlStore:
    """The store at ``url``; its tables are created or upgraded first.

    Raises:
        StoreTooNew: a later version of the program wrote it.
        StoreUnavailable: the database does not answer.
    """
    database = Database(url)
    upgrade(database)
    return SqlStore(database, clock)
