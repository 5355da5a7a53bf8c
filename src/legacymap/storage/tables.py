"""Where things are kept: the tables of the database, in words that every SQL database knows."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# Times are RFC 3339 text in UTC, of one width: they sort as text and mean the same in every
# database. Documents are compressed JSON: nothing is ever searched inside them.

INVENTORY: Final = Table(
    "inventory",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("name", String(512), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("latest", Integer),
    Index(None, "created_at", "id"),
)

IMPORT: Final = Table(
    "import",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("inventory_id", ForeignKey("inventory.id", ondelete="CASCADE"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("stage", String(64), nullable=False),
    Column("format", String(64), nullable=False),
    Column("onto_latest", Boolean(create_constraint=False), nullable=False),
    Column("dry_run", Boolean(create_constraint=False), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("finished_at", String(32)),
    Column("snapshot", Integer),
    Column("new", Boolean(create_constraint=False)),
    Column("problem", LargeBinary),
    Column("report", LargeBinary),
    Index(None, "inventory_id"),
    Index(None, "state"),
)

UPLOAD: Final = Table(
    "upload",
    METADATA,
    Column("import_id", ForeignKey("import.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", String(1024), nullable=False),
    Column("digest", String(80), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

SNAPSHOT: Final = Table(
    "snapshot",
    METADATA,
    Column("inventory_id", ForeignKey("inventory.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(80), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("import_id", String(36), nullable=False),
    Column("name", String(512)),
    Column("as_of", String(10)),
    Column("currency", String(3)),
    Column("systems", Integer, nullable=False),
    Column("dependencies", Integer, nullable=False),
    Column("organisations", Integer, nullable=False),
    Column("data_entities", Integer, nullable=False),
    Column("holdings", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

PLAN: Final = Table(
    "plan",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("inventory_id", String(36), nullable=False),
    Column("snapshot", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("stop", Boolean(create_constraint=False), nullable=False),
    Column("key", String(255)),
    Column("asked", String(80), nullable=False),
    Column("policy", LargeBinary, nullable=False),
    Column("stage", String(64)),
    Column("done", BigInteger),
    Column("total", BigInteger),
    Column("objective", BigInteger),
    Column("bound", BigInteger),
    Column("gap", Float),
    Column("status", String(16)),
    Column("created_at", String(32), nullable=False),
    Column("started_at", String(32)),
    Column("finished_at", String(32)),
    Column("problem", LargeBinary),
    Column("document", LargeBinary),
    # No foreign keys: a scenario outlives the plan that it varies.
    Column("base", String(36)),
    Column("previous", String(36)),
    Column("patch", LargeBinary),
    Column("basis", LargeBinary),
    ForeignKeyConstraint(
        ["inventory_id", "snapshot"],
        ["snapshot.inventory_id", "snapshot.number"],
        ondelete="CASCADE",
    ),
    UniqueConstraint("inventory_id", "key"),
    Index(None, "inventory_id", "snapshot", "created_at", "id"),
    Index(None, "state"),
)
