"""A report says the same in every format, whatever the systems are called."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacymap.errors import InvalidInput, UnknownFormat
from legacymap.inventory import to_json
from legacymap.report import RENDERERS, content_security_policy, plan_report, render
from legacymap.report.legible import legible
from legacymap.report.model import FORMAT, Column, Report, Section, Table
from legacymap.report.stored import report_of

from .plans import CYRILLIC, EMPTY_PLAN, FORMULA, NO, PLAN, SCRIPT

VOID = {"meta", "br", "rect"}


class Page(HTMLParser):
    """What a reader of the page meets: elements with their attributes, and the text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def one_cell(text: str) -> Report:
    table = Table(
        id="t",
        caption="Caption",
        columns=(Column(key="name", label="Name"), Column(key="x", label="X", numeric=True)),
        rows=((text, None),),
        total=2,
        when_empty="Empty.",
    )
    section = Section(id="s", title=text, paragraphs=(text,), tables=(table,))
    return Report(format=FORMAT, title=text, sections=(section,), order="t")


@pytest.mark.parametrize("plan", [PLAN, EMPTY_PLAN, replace(PLAN, status="infeasible", waves=())])
@pytest.mark.parametrize("format", RENDERERS)
def test_equal_plans_give_equal_bytes(plan: object, format: str) -> None:
    assert isinstance(plan, type(PLAN))
    assert render(plan_report(plan), format) == render(plan_report(plan), format)


@pytest.mark.parametrize("name", [NO, FORMULA, CYRILLIC])
@pytest.mark.parametrize("format", ["html", "md", "csv"])
def test_odd_names_are_legible(name: str, format: str) -> None:
    assert name in render(plan_report(PLAN), format).decode()


def test_a_name_that_is_markup_is_text_on_the_page() -> None:
    page = Page(render(plan_report(PLAN), "html"))

    assert page.all("script") == []
    assert SCRIPT in page.text
    assert page.open == []


def test_names_of_settings_are_code() -> None:
    said = "set `legacy_counts`, not `<b>`; a lone ` stays"
    section = Section(id="s", title="t", paragraphs=(said,))
    report = Report(format=FORMAT, title="t", sections=(section,), order="")
    page = render(report, "html").decode()
    assert "<p>set <code>legacy_counts</code>, not <code>&lt;b&gt;</code>; a lone ` stays" in page
    assert render(report, "md").decode().splitlines()[-1] == (
        "set `legacy_counts`, not `<b>`; a lone \\` stays"
    )


def test_no_code_ends_a_cell_of_markdown() -> None:
    assert "`a" not in render(one_cell("`a|b`"), "md").decode().replace("\\`", "")


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    page = Page(render(plan_report(PLAN), "html"))

    assert page.all("script") + page.all("link") + page.all("img") == []
    assert {a["http-equiv"]: a["content"] for a in page.all("meta") if "http-equiv" in a} == {
        "Content-Security-Policy": content_security_policy()
    }
    assert not [attributes for _, attributes in page.elements if "style" in attributes]
    links = [attributes["href"] for attributes in page.all("a")]
    assert all(link is not None and link.startswith("#") for link in links)


def test_the_page_can_be_heard() -> None:
    page = Page(render(plan_report(PLAN), "html"))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]

    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == 1
    assert len(ids) == len(set(ids))
    assert {attributes["href"] for attributes in page.all("a")} <= {f"#{anchor}" for anchor in ids}
    assert len(page.all("caption")) == len(page.all("table"))
    assert {attributes.get("scope") for attributes in page.all("th")} == {"col", "row"}
    for picture in page.all("svg"):
        assert picture["role"] == "img"
        assert set((picture["aria-labelledby"] or "").split()) <= set(ids)


def test_pictures_hold_text_nodes_only() -> None:
    page = render(plan_report(PLAN), "html").decode()
    inside = "".join(re.findall(r"<svg.*?</svg>", page, re.DOTALL))

    assert set(re.findall(r"<(\w+)", inside)) == {"svg", "title", "desc", "text", "tspan", "rect"}


def test_the_policy_of_the_page_allows_its_own_style() -> None:
    import base64
    import hashlib

    style = re.search(r"<style>(.*)</style>", render(plan_report(PLAN), "html").decode(), re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in content_security_policy()


def test_the_order_is_the_csv() -> None:
    rows = list(csv.reader(io.StringIO(render(plan_report(PLAN), "csv").decode(), newline="")))

    assert [row[:5] for row in rows] == [
        ["wave", "start", "end", "id", "name"],
        ["1", "2027-01-01", "2027-03-30", "no", "no"],
        ["2", "2027-04-01", "2027-06-30", "f", "'=1+1"],
        ["2", "2027-04-01", "2027-06-30", "s", SCRIPT],
        ["later", "after the horizon", "after the horizon", "c", CYRILLIC],
    ]


def test_a_pipe_in_a_name_ends_no_cell() -> None:
    markdown = render(one_cell("a|b"), "md").decode()

    assert "| a\\|b | *unknown* |\n\n1 of 2 rows shown." in markdown


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("no", "no"),
        ("end_of_support", "end_of_support"),
        ("_private_", "\\_private\\_"),
        ("# title", "\\# title"),
        ("1. first", "1\\. first"),
        ("0.1.0", "0.1.0"),
        ("- dash", "\\- dash"),
        ("a\nb", "a b"),
        ("[x](javascript:1)", "\\[x\\](javascript:1)"),
        ("&lt;", "\\&lt;"),
        ("\x1b[31m", "\u241b\\[31m"),
    ],
)
def test_markup_of_markdown_is_text(name: str, written: str) -> None:
    assert render(one_cell(name), "md").decode().splitlines()[4] == written


def test_the_report_as_data_has_numbers_and_unknowns() -> None:
    document = json.loads(render(plan_report(PLAN), "json"))

    assert document["format"] == "legacymap-report/1"
    (waves,) = [
        table
        for section in document["sections"]
        for table in section["tables"]
        if table["id"] == "wave-means"
    ]
    assert waves["rows"] == [
        [1, "oracle 60", 1_000_000, 0, 150_000, None],
        [2, "oracle 120", 2_000_000, 0, 50_000, None],
    ]


def test_unknown_is_said_and_never_a_zero() -> None:
    page = render(plan_report(PLAN), "html").decode()

    assert '<td class="number unknown">unknown</td>' in page


def test_every_wave_is_a_bar_with_its_words() -> None:
    page = Page(render(plan_report(PLAN), "html"))
    widths = [a["width"] for a in page.all("rect") if a["class"] == "bar"]

    assert widths == ["100.0%", "75.0%", "25.0%"]


def test_a_plan_without_systems_says_so_in_every_format() -> None:
    report = plan_report(EMPTY_PLAN)

    assert b"No system counts as legacy, so there is nothing to put in order" in render(
        report, "html"
    )
    assert b"No system counts as legacy, so there is nothing to put in order" in render(
        report, "md"
    )
    assert render(report, "csv").count(b"\r\n") == 1


def test_a_stored_plan_gives_the_report_of_the_plan() -> None:
    assert report_of(to_json(PLAN)) == plan_report(PLAN)


def test_a_broken_plan_is_refused_with_its_place() -> None:
    broken = to_json(PLAN).replace(b'"horizon":12', b'"horizon":"twelve"')

    with pytest.raises(InvalidInput) as refused:
        report_of(broken, file="plan.json")
    assert [str(finding.where) for finding in refused.value.findings] == ["plan.json horizon"]


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownFormat, match="there are json, md, html, csv"):
        render(plan_report(PLAN), "pdf")


@given(st.text(max_size=12))
def test_any_name_is_on_the_page_as_it_is(name: str) -> None:
    page = Page(render(one_cell(name), "html"))

    assert page.open == []
    seen = legible(name).replace("\r\n", "\n").replace("\r", "\n")
    assert seen in "".join(page.text).replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(max_size=12))
def test_any_name_stays_in_its_cell_of_the_csv(name: str) -> None:
    rows = list(csv.reader(io.StringIO(render(one_cell(name), "csv").decode(), newline="")))

    assert len(rows) == 2
    assert rows[1][0].removeprefix("'") in (name, name.removeprefix("'"))
    assert rows[1][0].lstrip()[:1] not in {"=", "+", "-", "@"}


@given(st.text(max_size=12))
def test_any_name_stays_on_its_line_of_the_markdown(name: str) -> None:
    lines = render(one_cell(name), "md").decode().splitlines()

    assert len(re.findall(r"(?<!\\)\|", next(line for line in lines if "*unknown*" in line))) == 3


def test_a_stored_plan_gives_the_same_page_under_any_hash_seed(tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_bytes(to_json(PLAN))
    pages = [
        subprocess.run(
            [sys.executable, "-m", "legacymap", "report", plan, "--format", "html"],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    ]

    assert pages == [render(plan_report(PLAN), "html")] * 2


def test_a_bound_is_told_as_what_the_best_order_could_save_at_most() -> None:
    bounded = replace(PLAN, status="feasible", objective=1_000, bound=950)
    sentences = plan_report(bounded).sections[0].paragraphs
    assert any("So the best there may be costs at most 5.0% less" in text for text in sentences)
