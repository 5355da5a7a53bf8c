"""How long work shows that it goes on: bars on a terminal, silence in a pipe, a stop signal."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

    from legacymap.planning import Progress


@dataclass(slots=True)
class Stop:
    """Says when to stop: after so many seconds of search, or when the person asks for it.

    The clock runs from the second time it is asked: the first question comes before the first
    step, and that step compiles the program where it was never used before.
    """

    seconds: float | None = None
    asked: bool = False
    _questions: int = 0
    _began: float | None = None

    def __call__(self) -> bool:
        """Whether to stop now."""
        self._questions += 1
        if self._began is None and self._questions > 1:
            self._began = time.monotonic()
        return self.asked or self._timed_out

    @property
    def _timed_out(self) -> bool:
        if self.seconds is None or self._began is None:
            return False
        return time.monotonic() - self._began >= self.seconds


@contextmanager
def stoppable(seconds: float | None) -> Iterator[Stop]:
    """A stop signal; the first Ctrl-C keeps the best plan found, a second one ends everything."""
    stop = Stop(seconds)

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.asked:
            signal.default_int_handler(number, frame)
        stop.asked = True

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def progress_bar(doing: str) -> Iterator[Callable[[Progress], None] | None]:
    """A callback that moves a bar on a terminal; in a pipe there is nothing to call."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[best]}", markup=False),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        first = " (first use on this machine: about a minute)" if _is_first_use() else ""
        task = bar.add_task(f"{doing}{first}", total=None, best="")

        def report(now: Progress) -> None:
            note = first if now.phase == "compiling" else ""
            phase = f"{now.phase.capitalize()}{note}"
            bar.update(
                task,
                description=phase,
                completed=now.iterations,
                total=now.planned,
                best=standing(now),
            )

        yield report


def standing(now: Progress) -> str:
    """How good the best plan so far is, in a few words; nothing before there is one."""
    if now.objective is None:
        return ""
    best = f"best so far {now.objective:,}"
    if now.bound is None or now.gap is None:
        return best
    return f"{best}, at least {now.bound:,} (gap {now.gap:.1%})"


def _is_first_use() -> bool:
    """Whether no compiled kernel lies in the cache beside the package."""
    import os

    given = os.environ.get("NUMBA_CACHE_DIR")
    places = [Path(given)] if given else [Path(__file__).parents[1]]
    return not any(next(place.rglob("*.nbi"), None) for place in places)
