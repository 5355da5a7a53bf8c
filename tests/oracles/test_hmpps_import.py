"""The architecture model of a real estate, counted by hand beforehand, as JSON and as CSV."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from legacymap.graph import SystemGraph
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

HMPPS = Path(__file__).parents[3] / "shared/data/hmpps"
WORKSPACE, SYSTEMS, DEPENDENCIES = "structurizr-56937.json", "systems.csv", "dependencies.csv"

pytestmark = pytest.mark.skipif(
    not HMPPS.is_dir(), reason="the HMPPS files are not beside the repository (shared/data)"
)

LEGACY = ("NOMIS", "NDelius", "OASys", "NDH", "NDMIS", "NID", "Interventions Manager")


def read(*names: str, **more: str) -> Import:
    files = [InputFile(name, (HMPPS / name).read_bytes()) for name in names]
    files += [InputFile(f"{name}.csv", content.encode()) for name, content in more.items()]
    return read_inventory(files)


def test_the_account_of_the_model_is_the_one_counted_by_hand() -> None:
    imported = read(WORKSPACE)
    (file,) = imported.files

    assert file.counts == {
        "systems": 60,
        "parts": 149,
        "actors": 48,
        "relationships_explicit": 363,
        "relationships_between_software": 275,
        "relationships_person_to_software": 70,
        "relationships_other": 18,
        "relationships_implied": 362,
        "relationships_implied_deployed": 55,
        "deployment_nodes": 21,
        "deployed_instances": 97,
        "inventory": 1,
    }
    assert (file.rows, file.used, file.merged, file.rejected) == (1038, 621, 417, 0)
    assert imported.inventory.systems.height == 60 + 149 + 48
    assert imported.inventory.dependencies.height == 363
    assert imported.rejects == ()


def test_no_two_of_the_parts_that_share_a_name_are_confused() -> None:
    systems = read(WORKSPACE).inventory.systems
    parts = systems.filter(systems["parent"].is_not_null())
    names = Counter(parts["name"].to_list())

    assert (names["Database"], names["API"]) == (13, 9)
    databases = parts.filter(parts["name"] == "Database")
    assert databases["id"].n_unique() == databases["parent"].n_unique() == 13


def test_the_tables_give_the_same_graph_as_the_model() -> None:
    model, tables = read(WORKSPACE).inventory, read(SYSTEMS, DEPENDENCIES).inventory

    for level in ("as_given", "top"):
        one, other = SystemGraph.of(model, level=level), SystemGraph.of(tables, level=level)
        assert one.ids == other.ids
        assert one.parents.tolist() == other.parents.tolist()
        assert one.multiplicity.tolist() == other.multiplicity.tolist()
        assert [part.tolist() for part in one.csr] == [part.tolist() for part in other.csr]
    columns = ("consumer", "provider", "description", "technology")
    assert sorted(model.dependencies.select(columns).rows(), key=str) == sorted(
        tables.dependencies.select(columns).rows(), key=str
    )


def test_model_and_tables_together_are_still_the_same_estate() -> None:
    imported = read(DEPENDENCIES, WORKSPACE, SYSTEMS)

    assert imported.inventory.systems.height == 257
    assert imported.inventory.dependencies.height == 363
    assert [(file.name, file.used, file.merged) for file in imported.files] == [
        (DEPENDENCIES, 0, 363),
        (WORKSPACE, 621, 417),
        (SYSTEMS, 0, 257),
    ]
    assert not [finding for finding in imported.findings if finding.severity != "info"]


def test_an_overlay_of_names_marks_exactly_the_systems_that_it_names() -> None:
    overlay = "\n".join(["name,legacy", *(f"{name},yes" for name in LEGACY)])
    imported = read(WORKSPACE, overlay=overlay)

    systems = imported.inventory.systems
    marked = systems.filter(systems["legacy"])
    assert sorted(marked["name"].to_list()) == sorted(LEGACY)
    assert marked["parent"].null_count() == len(LEGACY)
    assert imported.inventory.systems.height == 257
    assert imported.rejects == ()


def test_the_name_that_13_parts_share_is_refused_with_candidates_and_its_qualified_one_is_not() -> (
    None
):
    imported = read(
        WORKSPACE, overlay="name,users\nDatabase,1\nPrison Visits Booking / Database,2\n"
    )

    (reject,) = imported.rejects
    assert (reject.line, reject.content) == (2, "Database,1")
    assert reject.reason.startswith("'Database' may be Adjudications API / Database (20), ")
    assert reject.reason.endswith(" and 8 more; the row is rejected")
    systems = imported.inventory.systems
    assert systems.filter(systems["users"].is_not_null()).select("id", "users").rows() == [
        ("424", 2)
    ]


def test_the_small_test_model_is_read_too() -> None:
    (file,) = read("upstream-test-structurizr.json").files

    assert {key: file.counts[key] for key in ("actors", "systems", "parts")} == {
        "actors": 1,
        "systems": 2,
        "parts": 2,
    }
    assert (file.counts["relationships_explicit"], file.counts["relationships_implied"]) == (3, 0)
