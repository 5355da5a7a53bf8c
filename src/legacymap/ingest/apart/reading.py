"""How files become an inventory where a hostile one harms nobody but its own reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import polars as pl

from legacymap.errors import InvalidInput
from legacymap.ingest.apart import processes
from legacymap.ingest.apart.processes import Ended, Stop
from legacymap.ingest.apart.ration import (
    Ration,
    ended_by,
    ended_without_a_word,
    out_of_memory,
    out_of_time,
)
from legacymap.ingest.apart.wire import Task, heading_of, refusal_in, reply_in, task_message
from legacymap.ingest.files import InputFile, sources
from legacymap.ingest.limits import Limits
from legacymap.inventory import Import, Inventory


class ReaderBroken(Exception):
    """A reader failed in a way that nobody foresaw; the message is its trace."""


def read_apart(
    files: Sequence[InputFile],
    *,
    format: str = "auto",
    base: Inventory | None = None,
    limits: Limits | None = None,
    ration: Ration | None = None,
    stop: Stop = lambda: False,
) -> Import | None:
    """The same as ``read_inventory``, in a process of its own that is held to ``ration``.

    ``None`` where ``stop`` said so first: it is asked several times a second, and the process is
    dead when this returns.

    Raises:
        LegacymapError: whatever ``read_inventory`` raises.
        LimitExceeded: reading takes more memory or time than it may.
        UnreadableFile: the process died otherwise.
        ReaderBroken: a reader failed in a way that nobody foresaw.
    """
    ration, limits = ration or Ration(), limits or Limits()
    # Under the names that findings call them by: others may hold what no message can.
    files = [InputFile(source.name, source.content) for source in sources(files, limits)]
    names = tuple(file.name for file in files)
    task = Task(
        names=names,
        format=format,
        limits=limits,
        ration=ration,
        base=None if base is None else heading_of(base),
    )
    ended = processes.run(
        task_message(task, files, base),
        seconds=ration.seconds,
        most=ration.memory_bytes,
        stop=stop,
    )
    if ended.why == "stop":
        return None
    return _told(ended, ration, names)


def _told(ended: Ended, ration: Ration, names: Sequence[str]) -> Import:
    if ended.why == "time":
        raise out_of_time(ration, names)
    if not ended.message:
        raise _without_a_word(ended.status, ration, names)
    try:
        reply, imported = reply_in(ended.message)
    except _NO_REPLY as error:
        raise ended_without_a_word(ended.status, names) from error
    if imported is not None:
        return imported
    if reply.outcome == "refused":
        raise refusal_in(reply)
    if reply.outcome == "out_of_memory":
        raise out_of_memory(ration, names)
    raise ReaderBroken(reply.message)


def _without_a_word(status: int, ration: Ration, names: Sequence[str]) -> InvalidInput:
    if status < 0 and status != processes.MUTE:
        return ended_by(-status, ration, names)
    return ended_without_a_word(status, names)


_NO_REPLY: Final = (ValueError, msgspec.DecodeError, pl.exceptions.PolarsError)
