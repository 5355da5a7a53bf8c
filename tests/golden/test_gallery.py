"""The scripts of the gallery run from top to bottom and print what they promise."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "docs" / "gallery").glob("*.py"))

PRINTED = {
    "01_from_your_graph.py": "portal stands on legacy: True by portal -> claims -> ledger",
    "02_centralities.py": "Citizen Register 0.417",
    "03_what_breaks_if.py": "portal -> claims",
    "04_cheapest_cuts.py": "[('orders', 'stock')] exact: True",
    "05_plan_and_draw.py": "flowchart",
    "06_own_metric.py": "True",
}


def test_every_script_is_known_here_and_in_the_list() -> None:
    assert [script.name for script in SCRIPTS] == sorted(PRINTED)
    listed = (ROOT / "docs" / "gallery" / "README.md").read_text()
    assert [name for name in PRINTED if f"]({name})" not in listed] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=[script.stem for script in SCRIPTS])
def test_a_script_runs_and_prints_what_it_promises(
    script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    runpy.run_path(str(script))
    assert PRINTED[script.name] in capsys.readouterr().out
