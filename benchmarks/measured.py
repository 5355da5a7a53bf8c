"""How long one call takes and how much memory it adds: each in a process of its own."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from signal import ITIMER_REAL, setitimer
from time import process_time


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement."""

    seconds: float
    """Processor time, of all threads: other work on the machine does not count."""
    mebibytes: float
    """By how much the process was larger at its largest than before the call."""


def measured(work: Callable[[], object], *, runs: int, limit: int) -> Measured | None:
    """The shortest of ``runs``, in a copy of this process: what was built before is there.

    ``None`` where it took more than ``limit`` seconds by the clock. (A limit of processor time
    would make the kernel count that time in ticks of 4 ms.)
    """
    gc.collect()
    gc.freeze()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # Whatever happens, the copy must not go on with what its parent had to do.
        try:
            setitimer(ITIMER_REAL, limit)
            answer = json.dumps(_run(work, runs)).encode()
            os.write(writing, answer)
        finally:
            sys.stderr.flush()
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        return None
    seconds, mebibytes = json.loads(said)
    return Measured(seconds, mebibytes)


def _run(work: Callable[[], object], runs: int) -> tuple[float, float]:
    before = _resident()
    times = []
    for _ in range(runs):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times), max(0.0, getrusage(RUSAGE_SELF).ru_maxrss / 1024 - before)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
