"""Real portfolios as tables that link opaque ids, read with the mapping files of the examples.

How many rows each file has was counted where the files were collected.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

DATA = Path(__file__).parents[3] / "shared/data"
MAPPINGS = Path(__file__).parents[2] / "examples/mappings"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real files are not beside the repository (shared/data)"
)


def read(folder: str) -> Import:
    paths = sorted((DATA / "portfolio" / folder).glob("*.csv"))
    files = [InputFile(path.name, path.read_bytes()) for path in paths]
    mapping = InputFile("mapping.toml", (MAPPINGS / f"{folder}.toml").read_bytes())
    return read_inventory([*files, mapping])


def test_applications_components_and_interfaces_that_name_each_other_by_numbers() -> None:
    imported = read("eagle-ea")
    inventory = imported.inventory

    assert {file.name: (file.rows, file.used) for file in imported.files} == {
        "applications.csv": (8, 8),
        "components.csv": (16, 16),
        "interfaces.csv": (18, 18),
        "mapping.toml": (0, 0),
    }
    assert imported.rejects == ()
    assert imported.findings == ()
    assert (inventory.systems.height, inventory.dependencies.height) == (24, 18)
    kinds = dict(inventory.systems["kind"].value_counts().iter_rows())
    assert kinds == {None: 8, "component": 10, "data_store": 6}
    assert int(inventory.systems["parent"].is_not_null().sum()) == 16


def test_an_airtable_export_with_three_link_tables() -> None:
    imported = read("systems-catalog-explorer")
    inventory = imported.inventory

    assert {file.name: file.rows for file in imported.files} == {
        "data.csv": 267,
        "mapping.toml": 0,
        "systems.csv": 72,
        "systems_data.csv": 91,
        "systems_tools.csv": 39,
        "systems_use_cases.csv": 38,
        "tools.csv": 94,
        "use_cases.csv": 176,
    }
    assert imported.rejects == ()
    assert inventory.dependencies.height == 39 + 38
    assert (inventory.data_entities.height, inventory.holdings.height) == (267, 91)
    kinds = dict(inventory.systems["kind"].value_counts().iter_rows())
    assert kinds == {None: 72, "external": 94, "actor": 176}
    # A tool and a use case share a name, each with an id of its own in the same source.
    assert inventory.systems.height == 72 + 94 + 176
    assert sum(file.merged for file in imported.files) == 0
