"""What must happen when the server is asked to end, before it waits for its connections.

ASGI tells an application of its end when all connections are closed; an answer without an end of
its own would hold the server up for ever.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def before_the_end(act: Callable[[], None]) -> Iterator[None]:
    """Have ``act`` called in this event loop when a signal asks the process to end.

    The server's own handlers are called as before. Only the main thread gets signals: elsewhere,
    and where the server listens to them in another way, nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def hear(number: int, frame: FrameType | None) -> None:
        # In the loop, not here: a handler may interrupt whoever holds the lock that `act` needs.
        loop.call_soon_threadsafe(act)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    ours = [number for number, handler in before.items() if callable(handler)]
    for number in ours:
        signal.signal(number, hear)
    try:
        yield
    finally:
        for number in ours:
            if signal.getsignal(number) is hear:
                signal.signal(number, before[number])
