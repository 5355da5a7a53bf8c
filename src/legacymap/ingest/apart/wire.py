"""What crosses the border between two processes: bytes with lengths, JSON and Arrow tables.

Nothing that comes back can name code, as a pickle could: whoever takes the reading process over
with a file gains no more than to say what that file holds.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_type_hints

import msgspec
import polars as pl

from legacymap import errors
from legacymap.errors import Finding, LegacymapError
from legacymap.ingest.apart.ration import Ration
from legacymap.ingest.files import InputFile
from legacymap.ingest.limits import Limits
from legacymap.inventory import TABLES, Import, Inventory, to_json
from legacymap.inventory.tables import frame_schema

LENGTH: Final = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Heading:
    """What an inventory says of itself beside its tables."""

    name: str | None
    as_of: str | None
    currency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be read, and within which limits; the bytes of the files follow it."""

    names: tuple[str, ...]
    format: str
    limits: Limits
    ration: Ration
    base: Heading | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What became of a task; the tables follow it where something was read."""

    outcome: Literal["read", "refused", "out_of_memory", "broken"]
    kind: str = ""
    """The class of a refusal."""
    message: str = ""
    findings: tuple[Finding, ...] = ()
    heading: Heading | None = None
    beside: Mapping[str, object] = field(default_factory=dict)
    """What an import holds beside its inventory, by its fields."""


def joined(parts: Sequence[bytes]) -> bytes:
    """``parts`` as one message, its whole length before it."""
    body = b"".join(piece for part in parts for piece in (LENGTH.pack(len(part)), part))
    return LENGTH.pack(len(body)) + body


def parted(message: bytes) -> list[bytes]:
    """The parts of a message without its whole length.

    Raises:
        ValueError: the lengths in it lead beyond its end.
    """
    parts, at = [], 0
    while at < len(message):
        if at + LENGTH.size > len(message):
            raise ValueError("a message ends within a length")
        (length,) = LENGTH.unpack_from(message, at)
        at += LENGTH.size
        if at + length > len(message):
            raise ValueError("a message ends within a part")
        parts.append(message[at : at + length])
        at += length
    return parts


def task_message(task: Task, files: Sequence[InputFile], base: Inventory | None) -> bytes:
    """``task`` as a message."""
    tables = [] if base is None else _tables(base)
    return joined([to_json(task), *(file.content for file in files), *tables])


def task_in(message: bytes) -> tuple[Task, list[InputFile], Inventory | None]:
    """The task that :func:`task_message` made ``message`` of."""
    head, *rest = parted(message)
    task = msgspec.json.decode(head, type=Task)
    count = len(task.names)
    files = [InputFile(name, part) for name, part in zip(task.names, rest[:count], strict=True)]
    return task, files, None if task.base is None else _inventory(task.base, rest[count:])


def reply_message(imported: Import) -> bytes:
    """``imported`` as a message."""
    reply = Reply(
        outcome="read",
        heading=heading_of(imported.inventory),
        beside={name: getattr(imported, name) for name in _BESIDE},
    )
    return joined([to_json(reply), *_tables(imported.inventory)])


def refusal_message(error: LegacymapError) -> bytes:
    """``error`` as a message."""
    reply = Reply(
        outcome="refused",
        kind=type(error).__name__,
        message=error.message,
        findings=error.findings,
    )
    return joined([to_json(reply)])


def reply_in(message: bytes) -> tuple[Reply, Import | None]:
    """What a message of the reading process says, and what it read.

    Raises:
        ValueError: it is no such message.
        msgspec.ValidationError: the same.
    """
    head, *rest = parted(message)
    reply = msgspec.json.decode(head, type=Reply)
    if reply.outcome != "read" or reply.heading is None:
        return reply, None
    inventory = _inventory(reply.heading, rest)
    beside = {name: msgspec.convert(reply.beside.get(name), kind) for name, kind in _BESIDE.items()}
    return reply, Import(inventory, **beside)


def refusal_in(reply: Reply) -> LegacymapError:
    """The error that :func:`refusal_message` was given."""
    kind = getattr(errors, reply.kind, None)
    if not (isinstance(kind, type) and issubclass(kind, LegacymapError)):
        kind = errors.UnreadableFile
    return kind(reply.message, reply.findings)


def heading_of(inventory: Inventory) -> Heading:
    """What ``inventory`` says of itself beside its tables."""
    return Heading(inventory.name, inventory.as_of, inventory.currency)


_BESIDE: Final = {
    name: kind for name, kind in get_type_hints(Import).items() if name != "inventory"
}


def _tables(inventory: Inventory) -> list[bytes]:
    return [_arrow(inventory.table(table)) for table in TABLES]


def _arrow(frame: pl.DataFrame) -> bytes:
    # A column of nothing but unknowns takes as much as a full one.
    filled = [column.name for column in frame if column.null_count() < frame.height]
    buffer = io.BytesIO()
    frame.select(filled).write_ipc(buffer)
    return buffer.getvalue()


def _inventory(heading: Heading, tables: Sequence[bytes]) -> Inventory:
    frames = {table: _frame(table, content) for table, content in zip(TABLES, tables, strict=True)}
    return Inventory(heading.name, heading.as_of, heading.currency, **frames)


def _frame(table: str, content: bytes) -> pl.DataFrame:
    frame, schema = pl.read_ipc(io.BytesIO(content)), frame_schema(TABLES[table])
    if any(schema.get(name) != dtype for name, dtype in frame.schema.items()):
        raise ValueError(f"the table {table} has other columns than it may have")
    if not frame.columns:
        return pl.DataFrame(schema=schema)
    return frame.select(
        pl.col(name) if name in frame.columns else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in schema.items()
    )
