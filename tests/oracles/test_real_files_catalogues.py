"""Real catalogues and portfolios: what was counted in them beforehand, every row is somewhere.

Entities, references, rows and relationships were counted where the files were collected, by other
means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from legacymap.errors import EmptyInventory
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import Import

DATA = Path(__file__).parents[3] / "shared/data"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real files are not beside the repository (shared/data)"
)


def read(*names: str) -> Import:
    imported = read_inventory([InputFile(name, (DATA / name).read_bytes()) for name in names])
    for file in imported.files:
        assert file.rows == file.used + file.merged + file.rejected, file.name
    return imported


def sizes(imported: Import) -> tuple[int, int, int]:
    inventory = imported.inventory
    return (
        inventory.systems.height,
        inventory.dependencies.height,
        inventory.organisations.height,
    )


def counted(imported: Import, keys: Iterable[str]) -> dict[str, int]:
    total = Counter[str]()
    for file in imported.files:
        total.update(file.counts)
    return {key: total[key] for key in keys}


def folder(name: str) -> list[str]:
    return sorted(str(path.relative_to(DATA)) for path in (DATA / name).iterdir())


# Entities by kind and references as counted beforehand; systems, dependencies, organisations.
CATALOGUES: list[tuple[str, dict[str, int], int, tuple[int, int, int]]] = [
    (
        "doddatpivotal/animal-rescue.yaml",
        {"Component": 3, "System": 1, "Resource": 1, "API": 1},
        1,
        (6, 0, 0),
    ),
    ("doddatpivotal/canary.yaml", {"Component": 3, "System": 1}, 0, (4, 0, 0)),
    (
        "doddatpivotal/dotnet-todos.yaml",
        {"Component": 2, "System": 1, "Resource": 1, "API": 1},
        1,
        (5, 0, 0),
    ),
    (
        "doddatpivotal/spring-petclinic.yaml",
        {"Component": 1, "System": 1, "Resource": 1, "API": 1},
        1,
        (4, 0, 0),
    ),
    (
        "roadie-sample-service.yaml",
        {"Component": 2, "API": 2, "Resource": 1, "Domain": 1, "System": 1},
        3,
        (6, 1, 0),
    ),
    ("roadie-invalid.yml", {"Component": 1}, 1, (1, 0, 0)),
]


@pytest.mark.parametrize(("name", "kinds", "references", "expected"), CATALOGUES)
def test_a_catalogue_file_holds_what_was_counted(
    name: str, kinds: dict[str, int], references: int, expected: tuple[int, int, int]
) -> None:
    imported = read(f"backstage/{name}")

    assert counted(imported, kinds) == kinds
    assert counted(imported, ["references"]) == {"references": references}
    assert sizes(imported) == expected


def test_the_catalogue_of_an_insurer_lies_in_ten_files() -> None:
    imported = read(*folder("backstage/parasol"))

    kinds = {"Component": 175, "API": 16, "System": 53, "Domain": 14, "Group": 13}
    assert counted(imported, kinds) == kinds
    # 115 references, every one to an entity of the ten files; the domains are areas. A
    # component and its interface share a title, each under an id of its own.

    assert counted(imported, ["references"]) == {"references": 115}
    assert sizes(imported) == (175 + 16 + 53, 115, 13)
    assert imported.rejects == ()
    assert {f.code for f in imported.findings} == {"definitions_kept_aside", "same_name"}


def test_the_catalogue_of_a_racing_team_has_dangling_references_and_a_forgotten_separator() -> None:
    imported = read(*folder("backstage/b4mad-racing"))

    kinds = {"Component": 13, "Resource": 2, "Domain": 3, "Location": 4}
    assert counted(imported, kinds) == kinds
    # 29 files of one entity each, and a second version of one under it without `---`: what was
    # counted beforehand is the last of the two.
    assert counted(imported, ["System", "entities"]) == {"System": 8, "entities": 30}
    assert counted(imported, ["references"]) == {"references": 31 + 2}
    # Nearly all say `resource:` of what is described as a component or a system.
    reasons = Counter(reject.reason for reject in imported.rejects)
    assert reasons == {
        "no system 'resource:default/data-storage' (there is 'system:default/data-storage'); the"
        " row is rejected": 4,
        "no system 'resource:default/postgresql'; the row is rejected": 3,
        "no system 'resource:default/data-processing' (there is 'system:default/data-processing');"
        " the row is rejected": 1,
        "no system 'resource:default/grafana'; the row is rejected": 1,
        "no system 'resource:default/message-broker' (there is 'system:default/message-broker');"
        " the row is rejected": 1,
        "system 'system:default/pitwall' stands already at"
        " systems__pitwall.yaml:1 entities[0]; this row is rejected": 1,
    }
    assert sizes(imported) == (22, 19, 0)


def test_a_file_of_areas_alone_is_no_inventory() -> None:
    with pytest.raises(EmptyInventory):
        read("backstage/b4mad-racing/domains__visualization.yaml")


def test_a_workspace_in_the_dsl_holds_its_relationships() -> None:
    imported = read("structurizr-dsl/microservices.dsl")

    (file,) = imported.files
    # 42 arrows: 26 relationships, and two in each of 8 views. Archetypes and groups make no system.
    assert file.format == "structurizr_dsl"
    assert file.counts["relationships_explicit"] == 42 - 2 * 8
    assert counted(imported, ["actors", "systems", "parts"]) == {
        "actors": 1,
        "systems": 3,
        "parts": 18,
    }
    assert sizes(imported) == (22, 26, 0)
    assert imported.rejects == ()


# File, rows, rejected rows; systems, dependencies. Blank rows are no rows: two files have one.
IMPORTS = [
    ("app_name_with_spaces.csv", 2, 1, (1, 0, 0)),
    ("mandatory_and_empty_row_21.csv", 3 - 1, 0, (2, 0, 0)),
    ("mandatory_and_empty_rows.csv", 3 - 1, 0, (2, 0, 0)),
    ("missing_tags_and_bs.csv", 2, 0, (2, 0, 0)),
    ("sample-applications.csv", 5, 0, (3, 2, 0)),
    ("template_application_import.csv", 5, 0, (3, 2, 0)),
    ("ui-template_application_import.csv", 3, 0, (3, 0, 0)),
    ("valid_application_rows.csv", 2, 0, (2, 0, 0)),
]


@pytest.mark.parametrize(("name", "rows", "rejected", "expected"), IMPORTS)
def test_an_import_file_of_konveyor_holds_what_was_counted(
    name: str, rows: int, rejected: int, expected: tuple[int, int, int]
) -> None:
    imported = read(f"konveyor/{name}")

    (file,) = imported.files
    assert (file.format, file.rows, file.rejected) == ("konveyor", rows, rejected)
    assert sizes(imported) == expected


def test_the_sample_of_konveyor_says_who_needs_whom() -> None:
    imported = read("konveyor/sample-applications.csv")

    dependencies = imported.inventory.dependencies.select("consumer", "provider", "kind")
    assert sorted(dependencies.iter_rows()) == [
        ("Gateway", "Customers", "call"),
        ("Gateway", "Inventory", "call"),
    ]
    assert dict(imported.inventory.systems.select("id", "technologies").iter_rows()) == {
        "Customers": ["Java", "Oracle", "RHEL 8", "Tomcat"],
        "Gateway": ["Java", "RHEL 8", "Spring Boot"],
        "Inventory": ["Java", "Postgresql", "Quarkus", "RHEL 8"],
    }


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        (
            "invalid_record_type_21.csv",
            [
                "2: the record type is 1 or 2 (found '3')",
                "3: the record type is 1 or 2 (found '100')",
            ],
        ),
        ("missing_application_name.csv", ["2: no application is named"]),
    ],
)
def test_a_broken_import_file_of_konveyor_says_where(name: str, reasons: list[str]) -> None:
    with pytest.raises(EmptyInventory) as refusal:
        read(f"konveyor/{name}")

    shown = [str(f) for f in refusal.value.findings if f.code == "invalid_row"]
    assert shown == [f"error {name}:{reason}; the row is rejected" for reason in reasons]


def test_a_table_without_record_types_is_a_plain_table() -> None:
    imported = read("konveyor/invalid_column_schema.csv")

    assert (imported.files[0].format, sizes(imported)) == ("csv", (2, 0, 0))


def test_the_software_inventory_of_azure_migrate_lies_in_four_sheets() -> None:
    imported = read("discovery/azure-migrate/Application Inventory Export Sample.xlsx")

    # Rows under the header of each sheet, as a spreadsheet shows them.
    sheets = {file.name.rsplit("/", 1)[-1]: file.counts["rows"] for file in imported.files}
    assert sheets == {
        "ApplicationInventory": 19_906 - 1,
        "FeaturesAndRoles": 8_445 - 1,
        "OtherDatabases": 12 - 1,
        "SQLServer": 113 - 1,
    }
    # Each database stands on its machine; 419 machines, however many sheets name them.
    assert sizes(imported) == (419 + 11 + 112, 11 + 112, 0)
    assert (imported.rejects, imported.findings) == ((), ())


def test_the_intake_form_of_the_migration_factory_has_one_server() -> None:
    imported = read("discovery/aws-cmf/test_valid.xlsx")

    assert imported.files[0].format == "cloud_migration"
    assert imported.files[0].counts == {"rows": 1, "servers": 1, "applications": 1}
    assert sizes(imported) == (2, 1, 0)
    assert imported.rejects == ()


# The samples beside the real workspace: systems, dependencies, organisations.
SAMPLES = [
    ("upstream-test-backstage.yaml", {"System": 2, "Component": 2, "API": 1}, (5, 1, 0)),
    ("upstream-test-structurizr.json", {"actors": 1, "systems": 2, "parts": 2}, (5, 3, 0)),
]


@pytest.mark.parametrize(("name", "counts", "expected"), SAMPLES)
def test_a_sample_of_an_exporter_holds_what_was_counted(
    name: str, counts: dict[str, int], expected: tuple[int, int, int]
) -> None:
    imported = read(f"hmpps/{name}")

    assert counted(imported, counts) == counts
    assert sizes(imported) == expected


# Plain tables without a mapping: rows as counted, and the systems that ids tell apart.
PLAIN_TABLES = [
    ("hmpps/systems.csv", 257, (257, 0, 0)),
    ("hmpps/dependencies.csv", 363, (221, 363, 0)),
    ("portfolio/eagle-ea/applications.csv", 8, (8, 0, 0)),
    ("portfolio/systems-catalog-explorer/data.csv", 267, (267, 0, 0)),
    ("portfolio/systems-catalog-explorer/systems.csv", 72, (72, 0, 0)),
    ("portfolio/systems-catalog-explorer/tools.csv", 94, (94, 0, 0)),
    ("portfolio/systems-catalog-explorer/use_cases.csv", 176, (176, 0, 0)),
]


@pytest.mark.parametrize(("name", "rows", "expected"), PLAIN_TABLES)
def test_a_plain_table_holds_what_was_counted(
    name: str, rows: int, expected: tuple[int, int, int]
) -> None:
    imported = read(name)

    table = "dependencies" if "dependencies" in name else "systems"
    assert counted(imported, [table]) == {table: rows}
    assert sizes(imported) == expected
    assert imported.rejects == ()
