"""Files to a validated inventory, beside the programs that do nothing but read such files.

Seconds and CPU seconds of the call by itself, memory of the whole process; a fresh one each run.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from rich.console import Console
from rich.table import Table

from benchmarks.estates import write_csv
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Inventory
from legacymap.report.exports.exporters import export

SMALL = (20_000, 100_000)
LARGE = (200_000, 1_000_000)
RUNS = 3

_MEASURE = """
import json, sys, time
{imports}
paths = sys.argv[1:]
wall, cpu = time.perf_counter(), time.process_time()
found = {call}
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
(peak,) = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps([wall, cpu, int(peak) / 1024]))
"""
_OURS = (
    "from pathlib import Path\nfrom legacymap.ingest import InputFile, read_inventory",
    "read_inventory([InputFile(Path(path).name, Path(path).read_bytes()) for path in paths])",
)
_READERS = {
    "polars": ("import polars", "[polars.read_csv(path) for path in paths]"),
    "calamine": (
        "from python_calamine import CalamineWorkbook",
        "[[book.get_sheet_by_name(name).to_python() for name in book.sheet_names]"
        " for book in map(CalamineWorkbook.from_path, paths)]",
    ),
    # Installed by `make bench` only.
    "lxml": ("from lxml import etree", "[etree.parse(path) for path in paths]"),
}


@dataclass(frozen=True, slots=True)
class _Case:
    what: str
    files: Sequence[Path]
    peer: str | None


def measure(out: Console, sizes: Sequence[tuple[int, int]] = (SMALL, LARGE)) -> None:
    """Print a row for each kind of file; the best of :data:`RUNS` runs."""
    table = Table("file", "MB", "s", "CPU s", "MiB", "only read by", "s", "CPU s", "MiB")
    with tempfile.TemporaryDirectory() as folder:
        for case in _cases(Path(folder), sizes):
            size = sum(file.stat().st_size for file in case.files) / 1e6
            ours = _best(_OURS, case.files)
            theirs = _best(_READERS[case.peer], case.files) if case.peer else ("", "", "")
            table.add_row(case.what, f"{size:.1f}", *ours, case.peer or "", *theirs)
    out.print(table)


def _cases(folder: Path, sizes: Sequence[tuple[int, int]]) -> Iterator[_Case]:
    for systems, dependencies in sizes:
        files = write_csv(folder, systems, dependencies)
        yield _Case(f"CSV, {systems + dependencies:,} rows", files, "polars")
    files = write_csv(folder, 10_000, 90_000)
    yield _Case("XLSX, 100,000 rows", [_workbook(folder, files)], "calamine")
    yield _Case("ServiceNow, 90,000 relations", [_relations(folder, files[1])], "polars")
    inventory = _inventory(files)
    yield _Case("GraphML, 90,000 edges", [_exported(folder, inventory, "graphml")], "lxml")
    yield _Case("DOT, 90,000 edges", [_exported(folder, inventory, "dot")], None)
    small = _inventory(write_csv(folder, 1_500, 4_000))
    yield _Case("ArchiMate, 4,000 relations", [_exported(folder, small, "archimate")], "lxml")


def _inventory(files: Sequence[Path]) -> Inventory:
    return read_inventory([InputFile(file.name, file.read_bytes()) for file in files]).inventory


def _exported(folder: Path, inventory: Inventory, format: str) -> Path:
    file = folder / f"estate.{format}"
    file.write_bytes(export(inventory, format).content)
    return file


def _workbook(folder: Path, tables: Sequence[Path]) -> Path:
    file = folder / "estate.xlsx"
    with xlsxwriter.Workbook(file, {"strings_to_numbers": True}) as book:
        for table in tables:
            sheet = book.add_worksheet(table.stem)
            with table.open(newline="") as text:
                for number, row in enumerate(csv.reader(text)):
                    sheet.write_row(number, 0, row)
    return file


def _relations(folder: Path, dependencies: Path) -> Path:
    file = folder / "cmdb_rel_ci.csv"
    with dependencies.open(newline="") as given, file.open("w", newline="") as text:
        rows = csv.writer(text)
        rows.writerow(["parent", "type", "child"])
        for row in csv.DictReader(given):
            rows.writerow([row["consumer"], "Depends on::Used by", row["provider"]])
    return file


def _best(what: tuple[str, str], files: Sequence[Path]) -> tuple[str, str, str]:
    imports, call = what
    script = _MEASURE.format(imports=imports, call=call)
    runs = [_run([sys.executable, "-c", script, *map(str, files)]) for _ in range(RUNS)]
    seconds, cpu, memory = map(min, zip(*runs, strict=True))
    return f"{seconds:.2f}", f"{cpu:.2f}", f"{memory:,.0f}"


def _run(command: Sequence[str]) -> tuple[float, float, float]:
    process = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603 - our own
    seconds, cpu, memory = json.loads(process.stdout)
    return seconds, cpu, memory
