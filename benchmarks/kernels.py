"""Graph kernels beside networkx, rustworkx and networkit: time, memory, growth; as Markdown."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

from rich.console import Console

from benchmarks.contenders import CONTENDERS, KERNELS, NETWORKX_STARTS, STARTS, Given
from benchmarks.markdown import section, table
from benchmarks.measured import Measured, measured
from benchmarks.shapes import Shape, pairs

SIZES = (10_000, 100_000, 1_000_000)
ACYCLIC_ONLY = ("topological order",)
BOTH_SHAPES = ("closure sizes, exact", "closure sizes, estimated", "dominators")
LIMIT = 60
"""Seconds after which another library's kernel is left out of the table."""

Figures = dict[str, Measured]


def compare(out: Console, sizes: Sequence[int] = SIZES) -> None:
    """Print a table a size and shape, then how ours grow."""
    found: dict[tuple[int, Shape], dict[str, Figures]] = {}
    for size in sizes:
        for shape in ("layered", "acyclic"):
            found[size, shape] = {
                library: _in_its_own_process(library, size, shape) for library in CONTENDERS
            }
            out.print(_table(size, shape, found[size, shape]), markup=False, soft_wrap=True)
    if len(sizes) > 1:
        out.print(_growth(sizes[-2:], found), markup=False, soft_wrap=True)


def _in_its_own_process(library: str, size: int, shape: Shape) -> Figures:
    command = [sys.executable, "-m", "benchmarks.kernels", library, str(size), shape]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if run.returncode:
        sys.exit(f"{' '.join(command[2:])}: {run.stderr[-2000:]}")
    said = json.loads(run.stdout.splitlines()[-1])
    return {kernel: Measured(*figures) for kernel, figures in said.items()}


def _measure(library: str, size: int, shape: Shape) -> Figures:
    build = CONTENDERS[library]
    # Once on a small graph: what is compiled or loaded at the first call is not measured.
    for warm in build(Given(500, *pairs(500, "acyclic"))).values():
        warm()
    kernels = build(Given(size, *pairs(size, shape)))
    runs = 3 if size <= 100_000 and library != "networkx" else 1
    figures: Figures = {}
    for kernel in KERNELS:
        if kernel in kernels and _asked(kernel, size, shape):
            limit = LIMIT if library != "legacymap" else 10 * LIMIT
            if figure := measured(kernels[kernel], runs=runs, limit=limit):
                figures[kernel] = figure
    if library == "networkx" and "betweenness, 32 starts" in figures:
        two = figures["betweenness, 32 starts"]
        figures["betweenness, 32 starts"] = Measured(
            two.seconds * STARTS / NETWORKX_STARTS, two.mebibytes
        )
    return figures


def _asked(kernel: str, size: int, shape: Shape) -> bool:
    if kernel == "closure sizes, estimated" and size < 100_000:
        return False
    if kernel in BOTH_SHAPES:
        return True
    return (kernel in ACYCLIC_ONLY) == (shape == "acyclic")


def _table(size: int, shape: Shape, found: dict[str, Figures]) -> str:
    ours = found["legacymap"]
    others = [library for library in CONTENDERS if library != "legacymap"]
    rows = []
    for kernel, figure in ours.items():
        theirs = [found.get(library, {}).get(kernel) for library in others]
        fast = [f.seconds for f, library in zip(theirs, others, strict=True) if f]
        ratio = f"{figure.seconds / min(fast):.2f}" if fast else "-"
        rows.append(
            (
                kernel,
                _seconds(figure),
                f"{figure.mebibytes:.0f}",
                *(
                    f"{f.seconds / max(figure.seconds, 1e-5):.1f} ({f.mebibytes:.0f})" if f else "-"
                    for f in theirs
                ),
                ratio,
            )
        )
    headings = ("kernel", "s", "MiB", *others, "ours / fastest")
    words = "circles in a band of layers" if shape == "layered" else "no circles"
    return section(
        f"{size:,} systems, {5 * size:,} dependencies, {words}",
        "Processor seconds and MiB added at the peak, of legacymap (all kernels ours, in numba or"
        " numpy); beside it how many times as"
        " long the others take, and the MiB that they add. A dash: the library has none, or needs"
        f" more than {LIMIT} s.",
        table(headings, rows),
    )


def _seconds(figure: Measured) -> str:
    return f"{figure.seconds:.4f}" if figure.seconds < 0.1 else f"{figure.seconds:.2f}"


def _growth(sizes: Sequence[int], found: dict[tuple[int, Shape], dict[str, Figures]]) -> str:
    rows = []
    for shape in ("layered", "acyclic"):
        small, large = (found[size, shape]["legacymap"] for size in sizes)
        rows += [
            (f"{kernel} ({shape})", f"{large[kernel].seconds / max(before.seconds, 1e-5):.1f}")
            for kernel, before in small.items()
            if kernel in large
        ]
    return section(
        f"Growth from {sizes[0]:,} to {sizes[1]:,} systems",
        "How many times as long each of our kernels takes.",
        table(("kernel", "times"), rows),
    )


if __name__ == "__main__":
    library, size, shape = sys.argv[1:]
    figures = _measure(library, int(size), "acyclic" if shape == "acyclic" else "layered")
    print(json.dumps({k: (f.seconds, f.mebibytes) for k, f in figures.items()}))  # noqa: T201
