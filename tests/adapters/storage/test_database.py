"""How a SQL database comes to its tables, keeps its promises and gives up."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from legacymap.errors import StoreTooNew, StoreUnavailable
from legacymap.inventory import Inventory, System
from legacymap.storage import PlanBasis, open_store
from legacymap.storage.database import Database
from legacymap.storage.encoding import packed
from legacymap.storage.frames import pack, unpack
from legacymap.storage.migrate import config, newest, upgrade
from legacymap.storage.tables import METADATA


def database(folder: Path) -> Database:
    return Database(f"sqlite:///{folder}/legacymap.db")


def test_the_migrations_make_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    fresh = database(tmp_path)
    upgrade(fresh)
    with fresh.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    fresh.engine.dispose()


def test_a_store_is_there_again_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/folder/legacymap.db"
    first = open_store(url)
    made = first.inventories.create("HMPPS")
    first.close()
    second = open_store(url)
    assert second.inventories.get(made.id) == made
    second.close()


def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    later = database(tmp_path)
    upgrade(later)
    with later.writing() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == newest()
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match="later version"):
        upgrade(later)
    later.engine.dispose()


def test_plans_of_before_scenarios_are_there_after_the_upgrade(tmp_path: Path) -> None:
    old = database(tmp_path)
    with old.writing() as connection:
        command.upgrade(config(connection), "0001")
        connection.execute(text("INSERT INTO inventory VALUES ('i', 'I', 'now', 1, 1)"))
        connection.execute(
            text(
                "INSERT INTO snapshot VALUES"
                " ('i', 1, 'd', 'now', 'm', NULL, NULL, NULL, 0, 0, 0, 0, 0, x'00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO plan (id, inventory_id, snapshot, state, stop, asked, policy,"
                " created_at) VALUES ('p', 'i', 1, 'done', 0, 'a', :policy, 'now')"
            ),
            {"policy": packed({"waves": 3})},
        )
    old.engine.dispose()
    store = open_store(f"sqlite:///{tmp_path}/legacymap.db")
    assert (store.plans.get("p").policy, store.plans.get("p").base) == ({"waves": 3}, None)
    assert store.plans.basis("p") == PlanBasis()
    store.close()


def test_an_answer_survives_a_loss_of_power(tmp_path: Path) -> None:
    opened = database(tmp_path)
    with opened.reading() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert settings == ["wal", 2, 1, 30000]
    opened.engine.dispose()


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    opened = database(tmp_path)
    upgrade(opened)
    row = text("INSERT INTO inventory VALUES ('a', 'A', 'now', 1, NULL)")
    with pytest.raises(IntegrityError), opened.writing() as connection:
        [connection.execute(row) for _ in range(2)]
    with opened.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM inventory")) == 0
    opened.engine.dispose()


def test_a_database_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "legacymap.db").mkdir()
    with pytest.raises(StoreUnavailable):
        database(tmp_path).check()


def test_equal_inventories_make_equal_blobs() -> None:
    one, two = System(id="a", name="A"), System(id="b", name="B")
    assert pack(Inventory.of([one, two])) == pack(Inventory.of([two, one]))


def test_a_blob_of_an_earlier_version_lacks_what_was_declared_since() -> None:
    inventory = Inventory.of([System(id="a", name="A")])
    earlier = Inventory(
        None,
        None,
        None,
        inventory.organisations,
        inventory.systems.drop("users"),
        inventory.dependencies,
        inventory.data_entities,
        inventory.holdings,
    )
    assert unpack(pack(earlier)).systems["users"].to_list() == [None]
    assert unpack(pack(earlier)).document() == inventory.document()
