"""Work on several threads at once, watched by the thread that asked for it.

Only the caller's thread asks whether to stop and tells progress, so whoever listens needs no lock.
What the jobs answer must not depend on how many of them run at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from threading import Event
from typing import Final, TypeVar

T = TypeVar("T")

PAUSE: Final = 0.02  # seconds between two looks at the stop signal
GRACE: Final = 0.4  # seconds that a job which nobody needs may take to end


def side_by_side(
    jobs: Sequence[Callable[[Event], T]],
    *,
    threads: int,
    stop: Callable[[], bool],
    watch: Callable[[], None],
    needed: int | None = None,
) -> list[T | None]:
    """What each of ``jobs`` answers, at most ``threads`` of them at work at once.

    Every job gets a signal that is set when ``stop`` says so or another job sets it; it then
    answers soon with what it has. Only the first ``needed`` are waited for however long that
    takes; one of the others may be left to end alone, and its answer is ``None``. ``watch`` is
    called a few times a second.
    """
    halt = Event()
    if stop():
        halt.set()
    pool = ThreadPoolExecutor(threads)
    running = [pool.submit(job, halt) for job in jobs]
    try:
        while wait(running, PAUSE, FIRST_EXCEPTION).not_done:
            failed = any(job.done() and job.exception() for job in running)
            if failed or (not halt.is_set() and stop()):
                halt.set()
            watch()
            if halt.is_set():
                wait(running[:needed])
                wait(running, GRACE if needed is not None else None)
                break
    finally:
        halt.set()
        pool.shutdown(wait=needed is None, cancel_futures=needed is not None)
    watch()
    return [job.result() if job.done() and not job.cancelled() else None for job in running]
