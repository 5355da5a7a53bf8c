"""Where reading processes come from: a nursery where the system forks well, else anew each time."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from legacymap.ingest.apart.nursery import STATUS_BYTES
from legacymap.ingest.apart.wire import LENGTH

FORKS: Final = sys.platform == "linux"
"""macOS has libraries that do not survive a fork, Windows has none."""
_PAUSE: Final = 0.2
"""Seconds between two looks at whether to stop."""
_PIECE: Final = 2**20
_DYING: Final = 10.0
"""Seconds until a process that ended is buried, at the very most."""
MUTE: Final = -1_000
"""The status of whom nobody knows how it ended."""

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a reading process ended."""

    message: bytes
    """What it answered; nothing where it did not."""
    status: int
    """Its exit status, negative for a signal."""
    why: str = "itself"
    """``itself``, ``time`` or ``stop``."""


class _Late(Exception):
    """The reading process is to be killed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Nursery:
    """The nursery of this process: started by whoever needs it first, and again if it died."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Have it load the readers before anybody waits for them."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """End it, and all children with it; whoever needs it next starts it again."""
        with self._lock:
            self._let_go()

    def child(self) -> tuple[socket.socket, socket.socket]:
        """Wire and leash of a new child."""
        (wire, its_wire), (leash, its_leash) = socket.socketpair(), socket.socketpair()
        with its_wire, its_leash, self._lock:
            ends = [its_wire.fileno(), its_leash.fileno()]
            try:
                socket.send_fds(self._started(), [b"+"], ends)
            except OSError:  # it is dead
                self._let_go()
                socket.send_fds(self._started(), [b"+"], ends)
        return wire, leash

    def _started(self) -> socket.socket:
        if self._control is not None and self._process is not None:
            if self._process.poll() is None:
                return self._control
            self._let_go()
        ours, its = socket.socketpair()
        # One thread, and none of the libraries' own: what is forked must hold no foreign lock.
        settings = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        with its:
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
                [sys.executable, "-P", "-m", "legacymap.ingest.apart.nursery", str(its.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[its.fileno()],
                env=settings,
            )
        self._control = ours
        return ours

    def _let_go(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None


NURSERY: Final = Nursery()
"""One for this process: a second one would load the same readers once more."""
atexit.register(NURSERY.close)


def run(message: bytes, *, seconds: float, most: int, stop: Stop) -> Ended:
    """What a reading process makes of ``message``, killed when ``seconds`` are over or on ``stop``.

    Of its answer no more than ``most`` bytes are taken.
    """
    until = time.monotonic() + seconds
    work = _forked if FORKS else anew
    return work(message, until, most, stop)


def _forked(message: bytes, until: float, most: int, stop: Stop) -> Ended:
    wire, leash = NURSERY.child()
    with wire, leash:
        wire.settimeout(_PAUSE)
        try:
            _send(wire, message, until, stop)
            answer = _take(wire, until, most, stop)
        except _Late as late:
            return Ended(b"", MUTE, late.why)
        # The rest of its life is its end: an answer is whole, or its last words are none.
        return Ended(answer, 0 if answer else _status(leash))


def _send(wire: socket.socket, message: bytes, until: float, stop: Stop) -> None:
    view = memoryview(message)
    while view:
        try:
            view = view[wire.send(view[:_PIECE]) :]
        except TimeoutError:
            _go_on(until, stop)
        except OSError:  # it died before it heard all
            return


def _take(wire: socket.socket, until: float, most: int, stop: Stop) -> bytes:
    found = bytearray()
    length: int | None = None
    while length is None or len(found) < length:
        try:
            piece = wire.recv(_PIECE)
        except TimeoutError:
            _go_on(until, stop)
            continue
        except OSError:
            return b""
        if not piece:
            return b""
        _go_on(until, lambda: False)
        found += piece
        if length is None and len(found) >= LENGTH.size:
            (length,) = LENGTH.unpack_from(found)
            del found[: LENGTH.size]
            if length > most:
                return b""
    return bytes(found)


def _go_on(until: float, stop: Stop) -> None:
    if time.monotonic() >= until:
        raise _Late("time")
    if stop():
        raise _Late("stop")


def _status(leash: socket.socket) -> int:
    leash.settimeout(_DYING)
    try:
        told = leash.recv(STATUS_BYTES)
    except OSError:
        return MUTE
    return int.from_bytes(told, "big", signed=True) if len(told) == STATUS_BYTES else MUTE


def anew(message: bytes, until: float, most: int, stop: Stop) -> Ended:
    """The same with a process that starts from nothing, as every system can."""
    # A file, for a pipe would have to be fed while we wait.
    with tempfile.TemporaryFile() as task:
        task.write(message)
        task.seek(0)
        with subprocess.Popen(
            [sys.executable, "-P", "-m", "legacymap.ingest.apart.child"],
            stdin=task,
            stdout=subprocess.PIPE,
        ) as process:
            return _watched(process, until, most, stop)


def _watched(process: subprocess.Popen[bytes], until: float, most: int, stop: Stop) -> Ended:
    while True:
        try:
            answer, _ = process.communicate(timeout=_PAUSE)
        except subprocess.TimeoutExpired:
            try:
                _go_on(until, stop)
            except _Late as late:
                process.kill()
                process.communicate()
                return Ended(b"", MUTE, late.why)
        else:
            whole = LENGTH.size < len(answer) <= most
            return Ended(answer[LENGTH.size :] if whole else b"", process.returncode)
