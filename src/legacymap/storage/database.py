"""How the database is reached: one engine, transactions that say whether they write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from legacymap.errors import StoreUnavailable

BUSY_SECONDS: Final = 30


class Database:
    """Transactions on one database, by URL: ``sqlite:///legacymap.db`` or another of SQLAlchemy's.

    A transaction that will write says so at its begin. SQLite then takes the write lock at once
    and waits for it; taking it half way could fail without having waited.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._writing = self.engine.execution_options(writes=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the database.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        with _translated(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All that is written inside, or nothing of it.

        Raises:
            StoreUnavailable: the database does not answer, or stays locked.
        """
        with _translated(), self._writing.begin() as connection:
            yield connection

    def check(self) -> None:
        """Return when the database answers; raises ``StoreUnavailable`` when not."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise StoreUnavailable(f"the database does not answer: {error.orig}") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StoreUnavailable(f"the database went away: {error.orig}") from error
        raise


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True)
    if address.database and not address.database.startswith(":"):
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver must not begin or commit by itself: schema changes are transactional too.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: what was answered survives a loss of power, not only the death of the process.
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
