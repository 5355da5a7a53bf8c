"""What changed between two versions of an estate."""

from legacymap.analysis.difference import (
    Difference,
    FieldChange,
    RowChange,
    TableDifference,
    difference,
)
from legacymap.analysis.excerpt import Excerpt
from legacymap.inventory import Dependency, Heading, Inventory, System


def test_equal_inventories_do_not_differ() -> None:
    one = Inventory.of([System(id="a", name="A"), System(id="b", name="B")])
    two = Inventory.of([System(id="b", name="B"), System(id="a", name="A")])
    assert difference(before=one, after=two) == Difference(one.digest, one.digest, (), {})


def test_rows_come_go_and_change_field_by_field() -> None:
    before = Inventory.of(
        [System(id="a", name="A", users=3), System(id="b", name="B")],
        [Dependency(consumer="a", provider="b", criticality="low")],
    )
    after = Inventory.of(
        [System(id="a", name="A", owner="hmpps"), System(id="c", name="C")],
        [Dependency(consumer="a", provider="c", criticality="low")],
        heading=Heading(name="Estate"),
    )
    found = difference(before=before, after=after)
    assert found.heading == (FieldChange("name", None, "Estate"),)
    assert found.tables == {
        "systems": TableDifference(
            Excerpt.of([("c",)]),
            Excerpt.of([("b",)]),
            Excerpt.of(
                [
                    RowChange(
                        ("a",), (FieldChange("owner", None, "hmpps"), FieldChange("users", 3, None))
                    )
                ]
            ),
        ),
        "dependencies": TableDifference(
            Excerpt.of([("a", "c", "", "", "")]),
            Excerpt.of([("a", "b", "", "", "")]),
            Excerpt.of([]),
        ),
    }


def test_a_dependency_with_an_id_is_the_same_when_its_ends_change() -> None:
    systems = [System(id="a", name="A"), System(id="b", name="B")]
    before = Inventory.of(systems, [Dependency(id="x", consumer="a", provider="b")])
    after = Inventory.of(systems, [Dependency(id="x", consumer="b", provider="a")])
    changes = (FieldChange("consumer", "a", "b"), FieldChange("provider", "b", "a"))
    assert difference(before=before, after=after).tables == {
        "dependencies": TableDifference(
            Excerpt.of([]), Excerpt.of([]), Excerpt.of([RowChange(("x",), changes)])
        )
    }
