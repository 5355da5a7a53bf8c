"""One real estate as Structurizr JSON, as Backstage YAML and as CSV tables: what each can say.

All three were made from one model. Every difference between the graphs is explained by what a
format, or whoever exported it, leaves out; the numbers are those of docs/formats/hmpps-compared.md.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from legacymap.graph import SystemGraph
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Inventory

HMPPS = Path(__file__).parents[3] / "shared/data/hmpps"
MODEL, CATALOGUE = ("structurizr-56937.json",), ("backstage-56937.yaml",)
TABLES = ("systems.csv", "dependencies.csv")

pytestmark = pytest.mark.skipif(
    not HMPPS.is_dir(), reason="the HMPPS files are not beside the repository (shared/data)"
)

Path_ = tuple[str, ...]
"""The qualified name of a system: the same in all three, while ids are each format's own."""


@cache
def read(names: tuple[str, ...]) -> Inventory:
    files = [InputFile(name, (HMPPS / name).read_bytes()) for name in names]
    return read_inventory(files).inventory


def paths(inventory: Inventory) -> dict[str, Path_]:
    rows = {row["id"]: row for row in inventory.systems.select("id", "name", "parent").to_dicts()}
    return {
        key: (rows[row["parent"]]["name"], row["name"]) if row["parent"] else (row["name"],)
        for key, row in rows.items()
    }


def dependencies(inventory: Inventory) -> Counter[tuple[Path_, Path_]]:
    named = paths(inventory)
    ends = inventory.dependencies.select("consumer", "provider").iter_rows()
    return Counter((named[consumer], named[provider]) for consumer, provider in ends)


def filled(inventory: Inventory, table: str, column: str) -> int:
    values = getattr(inventory, table)[column].to_list()
    return sum(value not in (None, []) for value in values)


def people() -> set[Path_]:
    model = read(MODEL)
    named = paths(model)
    actors = model.systems.filter(model.systems["kind"] == "actor")["id"]
    return {named[key] for key in actors}


def test_the_catalogue_has_the_same_software_and_no_people() -> None:
    model, catalogue = paths(read(MODEL)), paths(read(CATALOGUE))

    assert len(people()) == 48
    assert len(set(catalogue.values())) == len(catalogue) == 60 + 149
    assert set(catalogue.values()) == set(model.values()) - people()


def test_the_catalogue_has_the_dependencies_between_components_and_no_others() -> None:
    model, catalogue = dependencies(read(MODEL)), dependencies(read(CATALOGUE))

    users = people()
    ends = {
        pair: "people" if users & set(pair) else "parts" if min(map(len, pair)) == 2 else "whole"
        for pair in model
    }
    rows = Counter[str]()
    for pair, count in model.items():
        rows[ends[pair]] += count
    # People using software 70 and other facts with people 18; software that ends on a whole system;
    # and between two components, 3 pairs of which have a second relationship in other words.
    assert rows == {"people": 70 + 18, "whole": 71, "parts": 204}
    assert rows["whole"] + rows["parts"] == 275
    assert set(catalogue) == {pair for pair, kind in ends.items() if kind == "parts"}
    assert (len(catalogue), catalogue.total()) == (204 - 3, 204 - 3)


def test_rolled_up_the_catalogue_knows_68_of_121_pairs_of_systems() -> None:
    model, catalogue = (SystemGraph.of(read(names), level="top") for names in (MODEL, CATALOGUE))

    def pairs(graph: SystemGraph) -> set[tuple[Path_, ...]]:
        named = paths(graph.inventory)
        return {(named[a], named[b]) for a, b in graph.networkx().edges}

    found, known = pairs(model), pairs(catalogue)
    assert (len(found), len(known)) == (121, 68)
    assert known < found


def test_the_tables_have_the_graph_of_the_model() -> None:
    model, tables = read(MODEL), read(TABLES)

    assert dependencies(model) == dependencies(tables)
    for level in ("as_given", "top"):
        one, other = SystemGraph.of(model, level=level), SystemGraph.of(tables, level=level)
        assert one.ids == other.ids
        assert [part.tolist() for part in one.csr] == [part.tolist() for part in other.csr]


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        # In the order model, tables, catalogue.
        ("systems", "id", (257, 257, 209)),
        ("systems", "parent", (149, 149, 149)),
        ("systems", "description", (248, 248, 206)),
        ("systems", "technologies", (145, 145, 0)),
        # The catalogue's 13 are user interfaces, by the type of their components.
        ("systems", "tags", (108, 108, 13)),
        # People are actors; that 43 parts are databases, tables and catalogue state as a type, the
        # model as a tag, from which the kind is inferred.
        ("systems", "kind", (48, 48 + 43, 43)),
        ("systems", "lifecycle", (0, 0, 149)),
        # `hmpps-undefined` throughout.
        ("systems", "owner", (237, 237, 209)),
        ("dependencies", "description", (362, 362, 0)),
        ("dependencies", "technology", (126, 126, 0)),
        # By technology in the model; by the type of the provider in the catalogue; the tables
        # have no column for it.
        ("dependencies", "kind", (107, 0, 201)),
        ("dependencies", "id", (363, 0, 0)),
    ],
)
def test_what_is_said_of_systems_and_dependencies(
    table: str, column: str, expected: tuple[int, int, int]
) -> None:
    found = tuple(filled(read(names), table, column) for names in (MODEL, TABLES, CATALOGUE))

    assert found == expected


def test_all_three_together_have_the_systems_of_the_model() -> None:
    imported = read_inventory(
        [InputFile(n, (HMPPS / n).read_bytes()) for n in (*MODEL, *CATALOGUE, *TABLES)]
    )

    # What the three say of one system is one: by id, by alias, by qualified name.
    assert imported.inventory.systems.height == 257
    assert set(paths(imported.inventory).values()) == set(paths(read(MODEL)).values())
    pairs = set(dependencies(imported.inventory))
    assert pairs == set(dependencies(read(MODEL)))
