"""The five tables, their canonical document and its digest."""

from __future__ import annotations

import pytest

from legacymap.inventory import (
    FORMAT,
    TABLES,
    DataEntity,
    Dependency,
    Evidence,
    Heading,
    Holding,
    Inventory,
    LikelihoodScores,
    ModernisationPlan,
    Organisation,
    Programme,
    Risk,
    System,
)

RICH = System(
    id="crm",
    name="CRM",
    kind="application",
    technologies=("Oracle", "COBOL"),
    legacy=False,
    users=0,
    contractor_share=0.25,
    risk=Risk(likelihood=LikelihoodScores(L1=3)),
    replacement_effort_days={"java": 3, "cobol": 4},
    committed=Programme(name="Next", start="2026"),
    modernisation_plan=ModernisationPlan(work=False),
    evidence=(Evidence(source="a.csv", confidence=1.0),),
    properties={"colour": {"b": [1, None], "a": "ü"}},
)


def rich() -> Inventory:
    return Inventory.of(
        [RICH, System(id="a", name="A")],
        [Dependency(consumer="crm", provider="a", entities=("e",), frequency_per_day=0.5)],
        organisations=[Organisation(id="o", name="O")],
        data_entities=[DataEntity(id="e", name="E")],
        holdings=[Holding(system="crm", entity="e", role="master", records=0)],
        heading=Heading(name="Estate", as_of="2026-01", currency="GBP"),
    )


def test_the_document_says_what_was_said_and_leaves_out_what_was_not() -> None:
    assert rich().document() == {
        "format": FORMAT,
        "name": "Estate",
        "as_of": "2026-01",
        "currency": "GBP",
        "organisations": [{"id": "o", "name": "O"}],
        "systems": [
            {"id": "a", "name": "A"},
            {
                "id": "crm",
                "name": "CRM",
                "kind": "application",
                "technologies": ["COBOL", "Oracle"],
                "legacy": False,
                "users": 0,
                "contractor_share": 0.25,
                "risk": {"likelihood": {"L1": 3}},
                "replacement_effort_days": {"cobol": 4, "java": 3},
                "committed": {"name": "Next", "start": "2026"},
                "modernisation_plan": {"work": False},
                "evidence": [{"source": "a.csv", "confidence": 1.0}],
                "properties": {"colour": {"a": "ü", "b": [1, None]}},
            },
        ],
        "dependencies": [
            {"consumer": "crm", "provider": "a", "entities": ["e"], "frequency_per_day": 0.5}
        ],
        "data_entities": [{"id": "e", "name": "E"}],
        "holdings": [{"system": "crm", "entity": "e", "role": "master", "records": 0}],
    }


def test_the_document_of_nothing_still_has_its_systems() -> None:
    assert Inventory.of([]).document() == {"format": FORMAT, "systems": []}


def test_a_row_of_the_document_reads_back_as_its_record() -> None:
    systems = rich().document()["systems"]
    assert isinstance(systems, list)
    assert [System.model_validate(row) for row in systems] == [System(id="a", name="A"), RICH]


def test_tables_are_sorted_by_identity() -> None:
    inventory = Inventory.of(
        [System(id=name, name=name) for name in ("b", "a")],
        [
            Dependency(consumer="b", provider="a", kind="file"),
            Dependency(consumer="b", provider="a"),
            Dependency(consumer="a", provider="b"),
        ],
    )
    assert inventory.systems["id"].to_list() == ["a", "b"]
    rows = inventory.dependencies.select("consumer", "kind").rows()
    assert rows == [("a", None), ("b", None), ("b", "file")]


def test_every_table_has_its_columns_even_when_empty() -> None:
    inventory = Inventory.of([])
    for name, model in TABLES.items():
        assert inventory.table(name).columns == list(model.model_fields)


def test_the_digest_is_of_content_and_not_of_order() -> None:
    there = Inventory.of([System(id="a", name="a"), System(id="b", name="b", tags=("x", "y"))])
    back = Inventory.of([System(id="b", name="b", tags=("y", "x")), System(id="a", name="a")])
    assert there.digest == back.digest
    assert there.digest.startswith("sha256:")
    assert len(there.digest) == len("sha256:") + 64


@pytest.mark.parametrize(
    "other",
    [
        System(id="a", name="b"),
        System(id="a", name="a", legacy=False),
        System(id="a", name="a", users=0),
        System(id="a", name="a", properties={"x": None}),
    ],
)
def test_any_other_content_has_another_digest(other: System) -> None:
    assert Inventory.of([other]).digest != Inventory.of([System(id="a", name="a")]).digest


def test_a_record_inside_a_record_that_says_nothing_is_left_out_like_a_blank() -> None:
    silent = System(id="a", name="A", risk=Risk(), modernisation_plan=ModernisationPlan())
    assert Inventory.of([silent]).digest == Inventory.of([System(id="a", name="A")]).digest
