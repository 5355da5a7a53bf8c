"""Who waits for news of a plan is woken when there is some; what it is stands in the store.

A notice that gets lost costs patience, no truth: whoever waits looks for himself now and then.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Final

from legacymap.errors import TooManyStreams

PATIENCE: Final = 2.0
"""Seconds after which one looks without having been woken."""


class Listener:
    """One who waits, in the event loop in which it was made."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self.closed = False

    def wake(self, *, closing: bool = False) -> None:
        """Have it look; from any thread. ``closing`` is for good."""
        self.closed = self.closed or closing
        # Its loop may have ended a moment ago; then nobody waits any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._woken.set)

    async def wait(self) -> None:
        """Return when there is news, or may be."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), PATIENCE)
        self._woken.clear()


class News:
    """At most ``size`` listeners, by the plan that they follow."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._closed = False
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)

    @contextmanager
    def listening(self, plan: str) -> Iterator[Listener]:
        """A listener to news of ``plan``, for as long as it is needed.

        Raises:
            TooManyStreams: there are as many as there may be.
        """
        listener = Listener()
        with self._lock:
            if sum(map(len, self._listeners.values())) >= self._size:
                raise TooManyStreams(
                    f"the limit streams_at_once, {self._size}, is reached; ask later, or ask for"
                    " the plan itself now and then"
                )
            self._listeners[plan].add(listener)
            listener.closed = self._closed
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners[plan].discard(listener)
                if not self._listeners[plan]:
                    del self._listeners[plan]

    def tell(self, plan: str) -> None:
        """Wake those who follow ``plan``."""
        with self._lock:
            woken = tuple(self._listeners.get(plan, ()))
        for listener in woken:
            listener.wake()

    def close(self) -> None:
        """Send everybody home: the service ends."""
        with self._lock:
            self._closed = True
            everybody = [each for listeners in self._listeners.values() for each in listeners]
        for listener in everybody:
            listener.wake(closing=True)
