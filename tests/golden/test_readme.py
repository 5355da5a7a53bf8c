"""The README keeps its word: its Python runs and prints what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_python_of_the_readme_runs_and_prints_what_it_says(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own page
    affected, graph, first, second = capsys.readouterr().out.splitlines()
    assert affected == "('desk', 'ledger', 'portal')"
    assert graph == "DiGraph named 'Benefits (example)' with 8 nodes and 9 edges"
    assert (first, second) == ("1 ['claims']", "2 ['ledger']")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_page_that_is_linked_exists(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text())
    assert links or page == "CONTRIBUTING.md"
    assert [link for link in links if not (ROOT / link).exists()] == []
