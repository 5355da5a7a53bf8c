"""Projects of a published library: their proven optima are ours too."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from legacymap.ingest.psplib import is_psplib, read_psplib
from legacymap.planning.solving import solve

J30 = Path(__file__).parents[3] / "shared/data/psplib/j30"
NAMES = ("j301_1", "j305_1", "j309_1", "j3010_1")

pytestmark = pytest.mark.skipif(
    not J30.is_dir(), reason="the PSPLIB projects are not beside the repository (shared)"
)


@pytest.mark.parametrize("name", NAMES)
def test_the_optimum_of_a_project_is_proven(name: str) -> None:
    with (J30 / "best-known.csv").open() as table:
        optimum = {row["instance"]: int(row["upper_bound"]) for row in csv.DictReader(table)}[name]
    content = (J30 / f"{name}.sm").read_bytes()
    assert is_psplib(content)
    solution = solve(read_psplib(f"{name}.sm", content))
    assert (solution.status, solution.objective, solution.bound) == ("optimal", optimum, optimum)
