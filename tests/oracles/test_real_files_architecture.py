"""Real architecture models: what was counted in them beforehand, and that every row is somewhere.

Elements, relations, nodes and the like were counted where the files were collected, by other means.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from legacymap.errors import EmptyInventory
from legacymap.ingest import InputFile, read_inventory
from legacymap.inventory import FileAccount, Import

DATA = Path(__file__).parents[3] / "shared/data"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real files are not beside the repository (shared/data)"
)


def read(*names: str) -> Import:
    imported = read_inventory([InputFile(name, (DATA / name).read_bytes()) for name in names])
    for file in imported.files:
        assert file.rows == file.used + file.merged + file.rejected, file.name
    return imported


def sizes(imported: Import) -> tuple[int, int, int, int]:
    inventory = imported.inventory
    return (
        inventory.systems.height,
        inventory.dependencies.height,
        inventory.data_entities.height,
        inventory.holdings.height,
    )


# File, elements, application components and relations as counted beforehand; self-loops among the
# relations; then systems, dependencies, data entities and holdings that come out.
MODELS = [
    ("archisurance/ArchiSurance-V3.archimate", 119, 10, 179, (60, 58, 14, 3)),
    ("archisurance/Archisurance.archimate", 120, 10, 176, (59, 58, 14, 3)),
    ("archisurance/archisurance-exchange.xml", 120, 10, 178, (59, 58, 14, 3)),
    ("helsinki-ea/model.archimate", 322, 110, 294, (178, 39, 27, 35)),
    ("helsinki-ea/model.xml", 322, 110, 294, (178, 39, 27, 35)),
    ("ks-kommunal-sektor/model.xml", 1465, 191, 2022, (825, 662, 168, 196)),
    ("lf-energy/model.archimate", 525, 71, 517, (102, 26, 130, 94)),
    ("lf-energy/model.xml", 525, 71, 517, (102, 26, 130, 94)),
    ("over-gemma/Over-GEMMA.xml", 456, 37, 768, (215, 190, 113, 32)),
    ("toures-balon/model.archimate", 176, 17, 289, (138, 74, 0, 0)),
    ("toures-balon/model.xml", 176, 17, 289, (138, 74, 0, 0)),
    ("wildriver/model.archimate", 561, 21, 855, (263, 187, 16, 3)),
]


@pytest.mark.parametrize(("name", "elements", "components", "relations", "expected"), MODELS)
def test_an_archimate_model_holds_what_was_counted(
    name: str, elements: int, components: int, relations: int, expected: tuple[int, int, int, int]
) -> None:
    imported = read(f"archimate/{name}")
    (file,) = imported.files

    counts = file.counts
    assert (counts["elements"], counts["ApplicationComponent"], counts["relations"]) == (
        elements,
        components,
        relations,
    )
    assert_every_concept_is_accounted_for(imported, file)
    assert sizes(imported) == expected
    assert imported.rejects == ()


def assert_every_concept_is_accounted_for(imported: Import, file: FileAccount) -> None:
    inventory, counts = imported.inventory, Counter(file.counts)
    kept = inventory.systems.height + inventory.data_entities.height
    assert kept + counts["elements_kept_aside"] == counts["elements"]
    rows = file.rows - kept - counts["relations_in_structure"] - 1
    assert (
        rows
        - counts["rows_of_the_same_relation"]
        + counts["relations_in_structure"]
        + counts["relations_kept_aside"]
        == counts["relations"]
    )


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("helsinki-ea", {"elements": 323, "relations": 294}),
        ("ks-kommunal-sektor", {"elements": 1466, "relations": 2022, "properties": 1166}),
    ],
)
def test_archis_tables_say_what_the_exchange_file_of_the_same_model_says(
    name: str, rows: dict[str, int]
) -> None:
    folder = f"archimate/{name}"

    imported = read(*(f"{folder}/{table}.csv" for table in rows))

    found = {re.sub(r".*/|\.csv", "", file.name): file.counts["rows"] for file in imported.files}
    assert found == rows
    model = read(f"{folder}/model.xml").inventory
    columns = ["consumer", "provider", "kind"]
    assert imported.inventory.systems["id"].to_list() == model.systems["id"].to_list()
    assert (
        imported.inventory.dependencies.select(columns).rows()
        == model.dependencies.select(columns).rows()
    )
    # Who reads and who writes stands in the properties, which Helsinki's tables came without.
    columns = ["system", "entity", *(["role"] if "properties" in rows else [])]
    holdings = (imported.inventory.holdings, model.holdings)
    said, meant = (frame.select(columns).unique().sort(columns).rows() for frame in holdings)
    assert said == meant


def test_the_two_ways_of_writing_helsinki_are_one_model() -> None:
    together = read("archimate/helsinki-ea/model.archimate", "archimate/helsinki-ea/model.xml")

    assert sizes(together) == (178, 39, 27, 35)


@pytest.mark.parametrize(("model", "rows"), [("test1", [4, 7, 2]), ("test2", [4, 7, 2])])
def test_archis_own_test_tables_hold_what_was_counted(model: str, rows: list[int]) -> None:
    tables = ("elements", "properties", "relations")
    imported = read(*(f"archimate/archi-csv-tests/{model}-{table}.csv" for table in tables))

    assert [file.counts["rows"] for file in imported.files] == rows
    # An interface of a person is kept aside, and the assignment with it; the other is structure.
    assert (sizes(imported), imported.rejects) == ((2, 0, 0, 0), ())


def test_archis_own_test_tables_are_read_with_their_line_breaks_and_their_blank() -> None:
    folder = "archimate/archi-csv-tests/"

    first = read(
        *(f"{folder}test1-{table}.csv" for table in ("elements", "relations", "properties"))
    )
    third = read(*(f"{folder}test3-{table}.csv" for table in ("elements", "relations")))

    assert first.inventory.systems["description"].to_list() == [
        'This is the Business Actor\r\nDocumentation\r\nHere ""',
        "Some more docs\r\nHere",
    ]
    # Two rows without an id go by their names; the relation without one joins id1 and id2.
    assert third.inventory.systems["id"].to_list() == ["Business Role", "Name", "id1", "id2"]
    assert (third.files[1].rows, third.files[1].merged) == (1, 1)


@pytest.mark.parametrize(
    ("name", "counts", "expected"),
    [
        ("keycloak-10.0.2", {"components": 903 + 1, "dependencies": 994}, (904, 994, 0, 0)),
        (
            "saasbom-apigateway",
            {"components": 1, "services": 1, "services_nested": 5, "dependencies": 6},
            (7, 6, 3, 16),
        ),
        ("valid-service-1.4", {"components": 1, "services": 1, "dependencies": 1}, (2, 1, 4, 5)),
    ],
)
def test_a_cyclonedx_bill_holds_what_was_counted(
    name: str, counts: dict[str, int], expected: tuple[int, int, int, int]
) -> None:
    imported = read(f"cyclonedx/{name}.json")

    found = imported.files[0].counts
    assert {key: found[key] for key in counts} == counts
    assert sizes(imported) == expected
    assert imported.rejects == ()


def test_the_invalid_bill_says_where_it_is_wrong() -> None:
    imported = read("cyclonedx/invalid-service-data-1.4.json")

    assert [str(finding) for finding in imported.findings] == [
        "error invalid-service-data-1.4.json services[0].data[0].flow: flow: 'bar' is none of"
        " inbound, outbound, bi-directional, unknown; it is rejected"
    ]
    assert sizes(imported) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "nodes", "relationships"),
    [
        ("conference-signup-with-flow.arch", 5, 4),
        ("ecommerce-architecture.arch", 7, 6),
        ("flows-spectral-unknown-relationship", 2, 1),
        ("fluxnova-ai-agent.architecture", 11, 15),
        ("fluxnova-flash-risk.architecture", 11, 17),
        ("fluxnova-kyc-onboarding.architecture", 20, 28),
        ("fluxnova-microservices.architecture", 12, 17),
        ("fluxnova-platform.architecture", 7, 11),
        ("fluxnova-settlement.architecture", 11, 16),
        ("simple-banking.arch", 7, 6),
        ("trading-platform.calm", 10, 9),
        ("trading-system.architecture", 13, 18),
    ],
)
def test_a_calm_architecture_holds_what_was_counted(
    name: str, nodes: int, relationships: int
) -> None:
    imported = read(f"calm/{name}.json")
    (file,) = imported.files

    assert (file.format, file.counts["nodes"]) == ("calm", nodes)
    assert file.counts["relationships"] == relationships
    inventory = imported.inventory
    assert inventory.systems.height + inventory.data_entities.height == nodes
    assert imported.rejects == ()


def test_a_calm_flow_over_an_unknown_relationship_is_told() -> None:
    imported = read("calm/flows-spectral-unknown-relationship.json")

    assert [
        (finding.code, finding.where and finding.where.path) for finding in imported.findings
    ] == [("dangling_reference", "flows[0].transitions[0]")]


def test_the_samples_of_itop_are_one_cmdb() -> None:
    imported = read(*(f"itop/{path.name}" for path in sorted((DATA / "itop").glob("*.xml"))))

    objects = {re.sub(r".*sample\.|\.xml", "", f.name): f.counts["objects"] for f in imported.files}
    assert objects == {
        "applications": 4,
        "applicationsolutionci": 4,
        "dbschema": 1,
        "dbserver": 1,
        "model": 3,
        "networkdevicetype": 2,
        "nw-devices": 2,
        "servers": 4,
        "software": 2,
        "webapp": 1,
        "webserver": 1,
    }
    names = dict(imported.inventory.systems.select("id", "name").iter_rows())
    dependencies = imported.inventory.dependencies.select(
        "consumer", "provider", "kind"
    ).iter_rows()
    assert sorted(f"{names[c]} -> {names[p]} {kind}" for c, p, kind in dependencies) == [
        "ERP -> odooprod database",
        "IIS -> Server4 hosting",
        "Oracle -> Server2 hosting",
        "Sales web site -> CRM None",
        "Sales web site -> ERP None",
        "itop -> Server4 None",
        "odooprod -> Oracle hosting",
        "onlineSales -> IIS hosting",
    ]
    assert (len(names), imported.rejects) == (14, ())


def test_a_file_of_itop_that_only_lists_models_is_no_inventory() -> None:
    with pytest.raises(EmptyInventory):
        read("itop/itop-config-mgmt-data.sample.model.xml")


def test_the_catalogue_of_santa_rosa_has_ten_systems() -> None:
    imported = read("sb272/santa-rosa-enterprise-software.csv")

    assert imported.files[0].format == "sb272"
    assert sizes(imported) == (10, 0, 0, 0)
    assert imported.inventory.systems["owner"].null_count() == 0
    assert imported.findings == ()
