"""What the reading process does: one task in, one message out, within its ration."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable

from legacymap.errors import LegacymapError
from legacymap.ingest.apart.ration import keep_to, use_the_reserve
from legacymap.ingest.apart.wire import (
    LENGTH,
    Reply,
    joined,
    refusal_message,
    reply_message,
    task_in,
)
from legacymap.ingest.reading import read_inventory
from legacymap.inventory import to_json


def answer(message: bytes) -> bytes:
    """What is to be said to the task in ``message``; this process is held to its ration."""
    try:
        return _read(message)
    except MemoryError:
        pass
    # Outside of the handler: what the reader held is let go of by now.
    use_the_reserve()
    return joined([to_json(Reply(outcome="out_of_memory"))])


def _read(message: bytes) -> bytes:
    try:
        task, files, base = task_in(message)
        keep_to(task.ration)
        return reply_message(
            read_inventory(files, format=task.format, base=base, limits=task.limits)
        )
    except LegacymapError as error:
        return refusal_message(error)
    except MemoryError:
        raise
    except BaseException:  # noqa: BLE001 - whatever it is, also a panic of a library, is told
        reply = Reply(outcome="broken", message=traceback.format_exc())
        return joined([to_json(reply)])


def take_message(read: Callable[[int], bytes]) -> bytes:
    """The message that ``read`` gives piece by piece; nothing where it ends too early."""
    length = _exactly(read, LENGTH.size)
    return _exactly(read, LENGTH.unpack(length)[0]) if length else b""


def _exactly(read: Callable[[int], bytes], size: int) -> bytes:
    pieces, left = [], size
    while left:
        piece = read(min(left, 2**20))
        if not piece:
            return b""
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def main() -> None:
    """Read one task from standard input and answer on standard output, where none can fork."""
    answered = answer(take_message(sys.stdin.buffer.read))
    sys.stdout.buffer.write(answered)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
