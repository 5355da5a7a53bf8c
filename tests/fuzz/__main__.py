"""``python -m tests.fuzz [--seconds 60] [--seed 0] [reader ...]``: changed files for readers."""

from __future__ import annotations

import argparse
import sys
import time
import traceback

from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.fuzz.seeds import seeds
from tests.fuzz.test_readers import read_or_refuse, tries

from legacymap.ingest import READERS, InputFile

_ROUND = 200
"""Tries under one seed: enough to find much, few enough to be told again soon."""


def main() -> int:
    """The number of readers that failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for each reader")
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("readers", nargs="*", help="all of them without any")
    asked = parser.parse_args()
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
        if time.monotonic() < until:
            read_or_refuse(*given_try)

    holds()


if __name__ == "__main__":
    sys.exit(main())
