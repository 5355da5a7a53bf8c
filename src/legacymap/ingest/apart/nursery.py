"""A process with all readers loaded, that forks one child for each task: a start in milliseconds.

It has one thread, does nothing but fork, and knows no data: a child sees its own task alone.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from typing import Final, NoReturn

from legacymap.ingest.apart.child import answer, take_message

STATUS_BYTES: Final = 4


def main(control: socket.socket) -> None:
    """Fork children for the owner at the other end of ``control``, until the owner goes.

    Each message brings two sockets: the wire on which the child takes its task and answers, and
    the leash. Whoever lets go of the leash has the child killed; when the child ends, its status
    is told on the leash.
    """
    woken, wake = socket.socketpair()
    for end in (woken, wake):
        end.setblocking(False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the owner decides when to stop
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    gc.collect()
    gc.freeze()  # or each child would copy every page that its first collection touches
    _Nursery(control, woken, wake).run()


class _Nursery:
    """The children that live, each by the socket of its leash."""

    def __init__(self, control: socket.socket, woken: socket.socket, wake: socket.socket) -> None:
        self._control = control
        self._woken = woken
        self._wake = wake
        self._leashes: dict[int, socket.socket] = {}
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._poll.register(woken, select.POLLIN)

    def run(self) -> None:
        """Fork, kill and bury until the owner is gone."""
        while True:
            for descriptor, event in self._poll.poll():
                if descriptor == self._woken.fileno():
                    self._bury()
                elif descriptor != self._control.fileno():
                    self._kill(descriptor, event)
                elif not self._fork():
                    for pid in self._leashes:
                        _end(pid)
                    return

    def _fork(self) -> bool:
        try:
            said, descriptors, _, _ = socket.recv_fds(self._control, 1, 2)
        except OSError:
            return False
        if not said or len(descriptors) != 2:
            return False
        wire, leash = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        pid = os.fork()
        if pid == 0:
            leash.close()
            self._become_a_child(wire)
        wire.close()
        with suppress(OSError):  # it did so itself, or is dead already
            os.setpgid(pid, pid)
        self._leashes[pid] = leash
        self._poll.register(leash, 0)  # only whether it was let go of
        return True

    def _become_a_child(self, wire: socket.socket) -> NoReturn:
        """Work off one task; never returns into the nursery."""
        try:
            os.setpgid(0, 0)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for held in (self._control, self._woken, self._wake, *self._leashes.values()):
                held.close()
            message = take_message(wire.recv)
            if message:
                wire.sendall(answer(message))
            os._exit(0)
        finally:
            os._exit(1)

    def _kill(self, descriptor: int, event: int) -> None:
        for pid, leash in self._leashes.items():
            if leash.fileno() == descriptor and event:
                _end(pid)
                self._poll.unregister(leash)

    def _bury(self) -> None:
        with suppress(BlockingIOError):
            while self._woken.recv(4096):
                pass
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                self._tell(pid, os.waitstatus_to_exitcode(status))

    def _tell(self, pid: int, code: int) -> None:
        leash = self._leashes.pop(pid)
        with suppress(KeyError):
            self._poll.unregister(leash)
        with suppress(OSError):
            leash.send(code.to_bytes(STATUS_BYTES, "big", signed=True))
        leash.close()


def _end(pid: int) -> None:
    with suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    with suppress(OSError):
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
