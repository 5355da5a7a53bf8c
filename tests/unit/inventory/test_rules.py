"""Which rows contradict each other."""

from __future__ import annotations

from typing import TypeVar

import pytest

from legacymap.errors import Place
from legacymap.inventory import (
    DataEntity,
    Dependency,
    Holding,
    Record,
    Row,
    RowTables,
    System,
    consistent,
)

R = TypeVar("R", bound=Record)


def rows(*records: R) -> tuple[Row[R], ...]:
    return tuple(Row(record, Place(file="f", row=n)) for n, record in enumerate(records, 1))


def system(id: str, parent: str | None = None) -> System:
    return System(id=id, name=id, parent=parent)


def checked(tables: RowTables) -> tuple[RowTables, list[tuple[str, str, str | None]]]:
    kept, findings = consistent(tables)
    return kept, [(f.severity, f.code, f.where.id if f.where else None) for f in findings]


def test_rows_that_agree_pass_untouched() -> None:
    tables = RowTables(
        rows(system("a"), system("b", "a")),
        rows(Dependency(consumer="a", provider="b")),
        data_entities=rows(DataEntity(id="e", name="E")),
        holdings=rows(Holding(system="a", entity="e")),
    )
    assert checked(tables) == (tables, [])


def test_the_same_row_again_is_kept_once_and_said_so() -> None:
    kept, findings = checked(RowTables(rows(system("a"), system("a"))))
    assert [r.place.row for r in kept.systems] == [1]
    assert findings == [("info", "repeated_row", "a")]


def test_another_row_under_the_same_id_is_rejected() -> None:
    kept, findings = checked(RowTables(rows(system("a"), System(id="a", name="other"))))
    assert [r.record.name for r in kept.systems] == ["a"]
    assert findings == [("error", "duplicate_id", "a")]


def test_dependencies_between_the_same_two_differ_by_kind_interface_or_description() -> None:
    tables = RowTables(
        rows(system("a"), system("b")),
        rows(
            Dependency(consumer="a", provider="b"),
            Dependency(consumer="a", provider="b", kind="file"),
            Dependency(consumer="a", provider="b", description="at night"),
            Dependency(consumer="a", provider="b", technology="FTP"),
        ),
    )
    kept, findings = checked(tables)
    assert [r.place.row for r in kept.dependencies] == [1, 2, 3]
    assert findings == [("error", "duplicate_id", "a -> b")]


def test_a_dangling_end_rejects_the_dependency_and_names_the_column() -> None:
    tables = RowTables(rows(system("a")), rows(Dependency(consumer="a", provider="crm2")))
    kept, findings = consistent(tables)
    assert kept.dependencies == ()
    assert [(f.code, f.where) for f in findings] == [
        ("dangling_reference", Place(file="f", row=1, column="provider", id="crm2"))
    ]


@pytest.mark.parametrize(
    ("known", "said", "hint"),
    [
        (("ledger", "portal"), "Legder", " (there is 'ledger')"),
        (("ledger", "portal"), "mainframe", ""),
        (("component:default/core",), "component:default/gone", ""),
        (("ledger 1", "ledger 2"), "ledger 3", ""),
    ],
)
def test_who_writes_an_id_wrong_is_told_the_one_that_looks_like_it(
    known: tuple[str, ...], said: str, hint: str
) -> None:
    needs = Dependency(consumer=known[0], provider=said)
    _, findings = consistent(RowTables(rows(*map(system, known)), rows(needs)))
    assert [finding.message for finding in findings] == [
        f"no system {said!r}{hint}; the row is rejected"
    ]


def test_both_dangling_ends_are_reported() -> None:
    _, findings = checked(RowTables((), rows(Dependency(consumer="x", provider="y"))))
    assert [named for _, _, named in findings] == ["x", "y"]


def test_circles_and_self_loops_between_systems_are_welcome() -> None:
    tables = RowTables(
        rows(system("a"), system("b")),
        rows(
            Dependency(consumer="a", provider="b"),
            Dependency(consumer="b", provider="a"),
            Dependency(consumer="a", provider="a"),
        ),
    )
    assert checked(tables) == (tables, [])


@pytest.mark.parametrize(
    ("systems", "parents", "code"),
    [
        ([system("a", "a")], [None], "circular_part"),
        ([system("a", "b"), system("b", "a")], [None, None], "circular_part"),
        ([system("a", "nowhere")], [None], "dangling_parent"),
    ],
)
def test_a_part_of_nothing_or_of_itself_is_kept_without_parent(
    systems: list[System], parents: list[str | None], code: str
) -> None:
    kept, findings = checked(RowTables(rows(*systems)))
    assert [r.record.parent for r in kept.systems] == parents
    assert {found for _, found, _ in findings} == {code}


def test_the_part_of_a_circle_of_parts_keeps_its_parent() -> None:
    kept, _ = checked(RowTables(rows(system("a", "b"), system("b", "a"), system("c", "a"))))
    assert [r.record.parent for r in kept.systems] == [None, None, "a"]


def test_an_entity_that_only_holdings_name_is_added_and_reported() -> None:
    tables = RowTables(
        rows(system("a"), system("b")),
        holdings=rows(Holding(system="a", entity="e"), Holding(system="b", entity="e")),
    )
    kept, findings = checked(tables)
    assert [r.record for r in kept.data_entities] == [DataEntity(id="e", name="e")]
    assert findings == [("info", "implied_entity", "e")]


def test_the_rows_that_pass_make_an_inventory() -> None:
    kept, _ = checked(RowTables(rows(system("b"), system("a"))))
    assert kept.inventory().systems["id"].to_list() == ["a", "b"]
