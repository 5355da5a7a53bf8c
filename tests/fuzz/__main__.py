"""``python -m tests.fuzz [--seconds 60] [--seed 0] [reader ...]``: changed files for readers."""

from __future__ import annotations

import argparse
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.fuzz.seeds import seeds
from tests.fuzz.test_readers import read_or_refuse, tries

from legacymap.ingest import READERS, InputFile
from legacymap.ingest.apart.ration import Ration, keep_to

_ROUND = 200
"""Tries under one seed: enough to find much, few enough to be told again soon."""

_TRY_SECONDS = 10.0
"""Processor time in which a file of a few thousand characters must be read: else it hangs."""
_RATION = Ration(memory_bytes=1_500 * 2**20, cpu_seconds=10**6)


class Hung(Exception):
    """A reader took much longer than so small a file may take."""


def main() -> int:
    """The number of readers that failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for each reader")
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("readers", nargs="*", help="all of them without any")
    asked = parser.parse_args()
    keep_to(_RATION)
    signal.signal(signal.SIGPROF, _hung)
    failed = 0
    for reader in asked.readers or READERS:
        if not seeds(reader):
            print(f"{reader}: no small file to begin with", flush=True)  # noqa: T201
            continue
        failed += not _held(reader, asked.seconds, asked.seed)
    return failed


def _held(reader: str, seconds: float, first: int) -> bool:
    until, number = time.monotonic() + seconds, first
    while time.monotonic() < until:
        try:
            _round(reader, number, until)
        except Exception:  # noqa: BLE001 - whatever it is, this is what we look for
            traceback.print_exc()
            print(f"{reader}: FAILED under seed {number}", flush=True)  # noqa: T201
            return False
        number += 1
    print(f"{reader}: held under seeds {first} to {number - 1}", flush=True)  # noqa: T201
    return True


def _round(reader: str, number: int, until: float) -> None:
    found = False

    @seed(number)
    @settings(
        max_examples=_ROUND,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        deadline=None,
        database=None,
    )
    @given(tries(reader))
    def holds(given_try: tuple[InputFile, str]) -> None:
        nonlocal found
        # What was found is made smaller, however late it is by then.
        if found or time.monotonic() < until:
            try:
                with _watched():
                    read_or_refuse(*given_try)
            except Exception:
                found = True
                raise

    holds()


@contextmanager
def _watched() -> Iterator[None]:
    signal.setitimer(signal.ITIMER_PROF, _TRY_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _hung(*_: object) -> None:
    raise Hung


if __name__ == "__main__":
    sys.exit(main())
