"""The examples on the pages of the formats are read, as the format that the page is about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from legacymap.ingest import InputFile, read_inventory
from legacymap.ingest.readers import READERS

PAGES = Path(__file__).parents[2] / "docs/formats"
_BLOCK = re.compile(r"^```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    ("page", "systems", "dependencies", "holdings"),
    [
        ("archi", 2, 1, 1),
        ("archi_csv", 1, 0, 1),
        ("archimate", 2, 1, 1),
        ("aws_connections", 2, 1, 0),
        ("aws_servers", 4, 3, 0),
        ("azure_dependencies", 3, 2, 0),
        ("azure_servers", 2, 0, 0),
        ("backstage", 4, 2, 0),
        ("c4interflow", 4, 2, 0),
        ("call_counts", 4, 3, 0),
        ("calm", 3, 2, 0),
        ("canonical", 2, 1, 0),
        ("cloud_migration", 2, 1, 0),
        ("csv", 2, 1, 0),
        ("cyclonedx", 4, 3, 2),
        ("dot", 3, 2, 0),
        ("edge_list", 3, 2, 0),
        ("gear_time", 1, 0, 0),
        ("gexf", 2, 1, 0),
        ("glpi", 1, 0, 0),
        ("graphml", 2, 1, 0),
        ("itop", 3, 2, 0),
        ("jaeger", 2, 1, 0),
        ("kiali", 2, 1, 0),
        ("konveyor", 2, 1, 0),
        ("microsecend", 3, 2, 0),
        ("migration_center", 2, 0, 0),
        ("node_link", 2, 1, 0),
        ("otlp", 2, 1, 0),
        ("leanix", 3, 2, 1),
        ("sb272", 1, 0, 0),
        ("service_graph", 3, 2, 0),
        ("servicenow", 4, 3, 0),
        ("span_table", 2, 1, 0),
        ("software_inventory", 2, 1, 0),
        ("structurizr", 4, 2, 0),
        ("structurizr_dsl", 4, 2, 0),
        ("waltz", 2, 1, 0),
        ("xurrent", 5, 3, 0),
        ("zipkin", 3, 2, 0),
    ],
)
def test_the_example_on_a_page_of_a_format_is_read(
    page: str, systems: int, dependencies: int, holdings: int
) -> None:
    text = (PAGES / f"{page}.md").read_text()
    examples = [InputFile(f"{page}.example", block.encode()) for block in _BLOCK.findall(text)]

    imported = read_inventory(examples)

    assert {file.format for file in imported.files} == {page}
    assert imported.rejects == ()
    inventory = imported.inventory
    assert inventory.systems.height == systems
    assert inventory.dependencies.height == dependencies
    assert inventory.holdings.height == holdings


SECTIONS = ("## What is read", "## What is not read", "## How to export it")


@pytest.mark.parametrize("reader", sorted({*READERS} - {"matches"}))
def test_every_format_has_a_page_with_an_example_that_the_list_of_formats_links(
    reader: str,
) -> None:
    text = (PAGES / f"{reader}.md").read_text()

    assert f"(`{reader}`)" in text.splitlines()[0]
    assert [line for line in text.splitlines() if line in SECTIONS] == list(SECTIONS)
    assert _BLOCK.search(text.split(SECTIONS[0])[0]), "the example comes first"
    assert f"[`{reader}`](formats/{reader}.md)" in (PAGES.parent / "formats.md").read_text()
