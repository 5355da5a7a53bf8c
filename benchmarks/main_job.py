"""CSV to findings as a whole process: seconds and peak memory, a fresh interpreter each run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console

from benchmarks.estates import write_csv

_FINDINGS = """
import sys
from pathlib import Path
from legacymap.analysis import Estate, exposure, fragmentation, quality, structure
from legacymap.ingest import InputFile, read_inventory
files = [InputFile(Path(name).name, Path(name).read_bytes()) for name in sys.argv[1:]]
estate = Estate.of(read_inventory(files).inventory)
for question in (exposure, fragmentation, structure, quality):
    question(estate)
"""


def measure(out: Console, sizes: tuple[int, ...]) -> None:
    """Print seconds and peak memory of reading and analysing ``sizes`` systems, 5 edges each."""
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            files = write_csv(Path(folder), size, 5 * size)
            command = [sys.executable, "-c", _FINDINGS, *map(str, files)]
            runs = [_run(command) for _ in range(4)][1:]
            out.print(
                f"{size:,} systems, {5 * size:,} dependencies, CSV to findings:"
                f" {median(run[0] for run in runs):.1f} s,"
                f" peak {max(run[1] for run in runs) / 1024:.0f} MiB (median of 3 runs after one)"
            )
    helps = [_run([sys.executable, "-m", "legacymap", "--help"])[0] for _ in range(6)][1:]
    out.print(f"legacymap --help: {median(helps):.2f} s")


def _run(command: list[str]) -> tuple[float, int]:
    start = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[:4]} ended with {process.returncode}")
    return perf_counter() - start, usage.ru_maxrss
