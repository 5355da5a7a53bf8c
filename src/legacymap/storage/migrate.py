"""How the database gets the tables of this version: created or upgraded, by whoever starts."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from legacymap.errors import StoreTooNew
from legacymap.storage.database import Database


def upgrade(database: Database) -> None:
    """Bring ``database`` to the tables of this version, in one transaction where it can.

    Raises:
        StoreTooNew: a later version has written it; nothing is changed.
    """
    with database.writing() as connection:
        try:
            command.upgrade(config(connection), "head")
        except CommandError as error:
            raise StoreTooNew(
                "the database was written by a later version of legacymap; start that version,"
                f" or restore the backup made before the upgrade ({error})"
            ) from error


def config(connection: Connection) -> Config:
    """What Alembic needs to know; its scripts lie in this package."""
    settings = Config()
    settings.set_main_option("script_location", "legacymap.storage:migrations")
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def newest() -> str:
    """The revision that this version of the program writes."""
    settings = Config()
    settings.set_main_option("script_location", "legacymap.storage:migrations")
    settings.set_main_option("path_separator", "os")
    head = ScriptDirectory.from_config(settings).get_current_head()
    assert head is not None  # noqa: S101 - the scripts are part of this package
    return head
