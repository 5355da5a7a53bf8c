"""The page of each metric says all that a page must, and its worked example is computed.

Where an example changes on purpose, write it anew: ``python -m tests.golden.test_metric_pages``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.golden import answer_examples, metric_examples, risk_examples

PAGES = Path(__file__).parents[2] / "docs" / "metrics"
EXAMPLES = {
    **metric_examples.EXAMPLES,
    **answer_examples.EXAMPLES,
    **risk_examples.EXAMPLES,
}
PARTS = ("Question", "Formula", "Range and unit", "Degenerate case", "Source", "When it misleads")
OVERVIEWS = ("exposure", "fragmentation", "integration", "legacy", "quality", "structure")
BEGIN, END = "<!-- computed -->", "<!-- end -->"


def figures(compute: Callable[[], dict[str, object]]) -> str:
    """The figures of an example as a table."""
    rows = "".join(f"| {name} | {value} |\n" for name, value in compute().items())
    return f"{BEGIN}\n| figure | value |\n| --- | --- |\n{rows}{END}"


def with_figures(page: str, compute: Callable[[], dict[str, object]]) -> str:
    """``page`` with its figures as they are computed now."""
    return re.sub(f"{BEGIN}.*{END}", lambda _: figures(compute), page, flags=re.DOTALL)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_page_answers_every_question_about_its_metric(name: str) -> None:
    page = (PAGES / f"{name}.md").read_text("utf-8")
    assert [part for part in PARTS if f"**{part}.**" not in page] == []
    assert re.search(r"\*\*Source\.\*\*.*\((s|3|o)\)", page, re.DOTALL)
    assert "## Worked example" in page


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_worked_example_of_a_page_is_what_is_computed(name: str) -> None:
    page = (PAGES / f"{name}.md").read_text("utf-8")
    assert figures(EXAMPLES[name]) in page


@pytest.mark.parametrize("overview", OVERVIEWS)
def test_an_overview_leads_to_pages_that_there_are(overview: str) -> None:
    page = (PAGES / f"{overview}.md").read_text("utf-8")
    linked = re.findall(r"\]\(([a-z-]+)\.md\)", page)
    assert linked
    assert [name for name in linked if not (PAGES / f"{name}.md").exists()] == []


def test_every_page_of_a_metric_is_in_an_overview() -> None:
    linked = {
        name
        for overview in OVERVIEWS
        for name in re.findall(
            r"\]\(([a-z-]+)\.md\)", (PAGES / f"{overview}.md").read_text("utf-8")
        )
    }
    assert sorted(set(EXAMPLES) - linked) == []


if __name__ == "__main__":
    for name, compute in EXAMPLES.items():
        path = PAGES / f"{name}.md"
        path.write_text(with_figures(path.read_text("utf-8"), compute), "utf-8")
